package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"pes/generator/english"
	"pes/generator/model"
)

const simulateHelp = `Compute what Leapp does to machines, exactly as Leapp does, and say why. Nothing is installed, changed or built.

What is upgraded (--installed, more than once, or a folder with a list a machine; "-" is standard input):

  rpm -qa                            every package with its version
  rpm -qa --qf '%{NAME}\n'           names alone
  dnf list --installed               with repositories, which says most; also of yum
  JSON                               [{"name": "bash", "repository": "base", "modulestream": ["perl", "5.26"], "arch": "x86_64"}, ...]
                                     or {"installed": [...], "enabled_repos": [...]}; only the name is needed

The form is found out, and what a list does not say is assumed and told: packages without a repository come from the
release's base repositories, and enabled are these and all that packages come from, unless --enabled says otherwise. Every
package counts as signed by the distribution or its vendor.

With what: --tree is a folder as /etc/leapp/files, read as Leapp reads it. Without it the sources of the project (-C) are
upgraded with directly, for the --distro that the machine becomes; nothing need be built, and rules that the sources break
(pes check) do not matter here, unless Leapp refuses.

Fates: removed (nothing comes instead), lost (removed, as Leapp knows no repository for it, or for what should come instead),
missing (an event gives it, and it does not come), replaced, new, moved (to another repository), stays, unknown (to every
event), undecided (Leapp gives up before).

--format json prints one object, whose keys stay:
  source target data leapp           what was simulated
  machines[]                         machine form arch ok counts assumed[] notes[]
    refusals[]                       kind (inhibit stop crash) step message file line
    packages[]                       name stream fate from to why instead[] event, and looks[] with --why
    looks[]                          event stream verdict by missing[]: each event that names the package, and what became of it
    enabled_repos[] repos_to_enable[] mapped_repos[] custom_repos[] blacklisted_repos[] unmapped_repos{}
    active_vendors[] activated_by{} inactive_vendors{} modules_to_enable[] modules_to_reset[] reports[] (title inhibitor about[])
  risks[]                            kind what to why event machines[]: over all machines
  errors[]                           machine line message: lists that cannot be read
An event is id action in[] out[] from release vendor file line why advice links[].

--format csv prints a row a package: machine, package, stream, fate, from, to, instead, action, release, vendor, place. What was
assumed, and what Leapp refuses, is then told on standard error.

Many at once, for programs: --trees DIR --requests FILE reads a JSON object a line, {"tree": "el8", "source": "7.9", "target":
"8.10", "arch": "x86_64", "installed": [...], "enabled_repos": [...]}, alone or under "request", and writes an answer a line.
tree names a folder in DIR.

The exit status is 1 when Leapp would refuse, stop or crash, or a list cannot be read.`

// simulation is what a call of pes simulate asks for.
type simulation struct {
	tree, source, target  string
	arch, distro, version string
	installed, enabled    []string
	enabledSet, why       bool
	trees, requests       string
}

func (a *app) simulate() *cobra.Command {
	s := &simulation{}
	cmd := &cobra.Command{Use: "simulate --source 7.9 --target 8.10 --installed FILE", Short: "what an upgrade does to these packages, and why",
		Long: simulateHelp,
		Example: "  rpm -qa | pes simulate --distro rocky --source 7.9 --target 8.10 --installed -\n" +
			"  pes simulate --tree /etc/leapp/files --source 8.10 --target 9.6 --installed packages.txt --why\n" +
			"  pes simulate --distro almalinux --source 7.9 --target 8.10 --installed machines/ --format csv > fates.csv\n" +
			"  pes simulate --trees trees --requests requests.jsonl > answers.jsonl",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.enabledSet = cmd.Flags().Changed("enabled")
			if s.trees != "" || s.requests != "" {
				return a.simulateRequests(s)
			}
			return a.simulateMachines(s)
		}}
	f := cmd.Flags()
	f.StringVar(&s.tree, "tree", "", "a folder as /etc/leapp/files; without it the project's sources")
	f.StringVar(&s.source, "source", "", "the release that is upgraded, such as 7.9")
	f.StringVar(&s.target, "target", "", "the release it is upgraded to, such as 8.10")
	f.StringVar(&s.arch, "arch", "", english.Or(model.Arches)+"; as the list says, without it")
	f.StringVar(&s.distro, "distro", "", "the distribution that the machine becomes")
	f.StringVar(&s.version, "leapp", "", "the Leapp version; without it what the tree is for, or what the distribution names")
	f.StringArrayVar(&s.installed, "installed", nil, "a list of packages, a folder of lists, or - for standard input; may be repeated")
	f.StringSliceVar(&s.enabled, "enabled", nil, "the repoids enabled on the machine")
	f.BoolVar(&s.why, "why", false, "for each package every event that was looked at, and what became of it")
	f.StringVar(&a.format, "format", "text", "text, json or csv")
	f.StringVar(&s.trees, "trees", "", "a folder of trees, for --requests")
	f.StringVar(&s.requests, "requests", "", "requests, a JSON object a line, or - for standard input")
	return cmd
}

// simulateRequests answers requests in batches.
func (a *app) simulateRequests(s *simulation) error {
	switch {
	case s.trees == "":
		return errUsage{errors.New("--trees DIR is missing: the folder with the trees that the requests name")}
	case s.requests == "":
		return errUsage{errors.New("--requests FILE is missing: a JSON object a line, or - for standard input")}
	case s.tree+s.source+s.target+s.arch+s.distro+s.version != "" || s.installed != nil || s.enabledSet || s.why:
		return errUsage{errors.New("with --requests, the requests say what is upgraded: leave the other options out")}
	case a.format != "text" && a.format != "json":
		return errUsage{fmt.Errorf("no format %q with --requests: answers are JSON, one a line", a.format)}
	}
	root, err := os.OpenRoot(s.trees)
	if err != nil {
		return fmt.Errorf("trees: %w", err)
	}
	defer root.Close()
	var in io.Reader = os.Stdin
	if s.requests != "-" {
		f, err := os.Open(s.requests)
		if err != nil {
			return fmt.Errorf("requests: %w", err)
		}
		defer f.Close()
		in = f
	}
	return simulateBatch(a.out, in, root.FS())
}
