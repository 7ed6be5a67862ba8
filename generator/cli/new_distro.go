package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/model"
	"pes/generator/schema"
	"pes/generator/source"
	"pes/generator/tree"
)

// distroFlags are what there is of a distribution.
type distroFlags struct {
	title, osID, homepage         string
	paths, sources, arches, repos []string
}

func (a *app) newDistro() *cobra.Command {
	var f distroFlags
	cmd := &cobra.Command{Use: "distro NAME --path 8-9 [--repo FILE.repo]", Short: "write a distribution, and a project for it where there is none",
		Long: "Write content/distros/NAME.toml: its releases, its repositories as far as .repo files tell them, its upgrade paths. In a\n" +
			"folder that is no project yet, write one: also the schemas and .taplo.toml, with which editors complete and check.",
		Example: "  pes new distro rocky --title \"Rocky Linux\" --path 8-9 --repo rocky.repo\n  pes new distro acme -C my-project --path 7-8 --source centos",
		Args:    usageArgs(cobra.MaximumNArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.makeDistro(strings.Join(args, ""), f) }}
	cmd.Flags().StringVar(&f.title, "title", "", "its name as people write it")
	cmd.Flags().StringVar(&f.osID, "os-id", "", "ID of /etc/os-release; default: NAME")
	cmd.Flags().StringVar(&f.homepage, "homepage", "", "where people read about it")
	cmd.Flags().StringSliceVar(&f.paths, "path", nil, "upgrade paths that lead to it, such as 8-9")
	cmd.Flags().StringSliceVar(&f.sources, "source", nil, "distributions that may be upgraded; default: itself")
	cmd.Flags().StringSliceVar(&f.arches, "arch", nil, "architectures; default: x86_64")
	cmd.Flags().StringArrayVar(&f.repos, "repo", nil, "a .repo file that it installs")
	return cmd
}

func (a *app) makeDistro(name string, f distroFlags) error {
	k := a.asker()
	started, err := a.isProject()
	if err != nil {
		return err
	}
	name, err = k.ask(name, "NAME", "the distribution's folder, such as rocky", "", a.newFolder)
	if err != nil {
		return err
	}
	paths, err := k.ask(strings.Join(f.paths, ","), "--path", "upgrade paths that lead to it, such as 8-9", "", validPaths)
	if err != nil {
		return err
	}
	for _, arch := range f.arches {
		if !slices.Contains(model.Arches, arch) {
			return errUsage{fmt.Errorf("no architecture %q: known are %s", arch, strings.Join(model.Arches, ", "))}
		}
	}
	if !started {
		if err := os.MkdirAll(filepath.Join(a.dir, "content/distros"), 0o777); err != nil {
			return fmt.Errorf("new distro: %w", err)
		}
	}
	p, err := a.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	files, left, err := a.describeDistro(p, name, strings.Split(paths, ","), f)
	if err != nil {
		return err
	}
	after, err := a.with(p, files)
	if err != nil {
		return err
	}
	if !started {
		scaffold, err := projectFiles(p, after)
		if err != nil {
			return err
		}
		files = append(files, scaffold...)
	}
	if err := a.save(p, files); err != nil {
		return err
	}
	for _, s := range left {
		fmt.Fprintf(a.err, "pes: left to do: %s\n", diag.Printable(s))
	}
	return a.report(&after.list)
}

// newFolder accepts the name of a distribution that is not there yet.
func (a *app) newFolder(s string) error {
	if !source.ValidFolder(s) {
		return fmt.Errorf("%q cannot name a folder of the output: use letters, digits, - _ . +", s)
	}
	if _, err := os.Lstat(filepath.Join(a.dir, "content/distros", s+".toml")); err == nil {
		return fmt.Errorf("content/distros/%s.toml is there already", s)
	}
	return nil
}

func (a *app) isProject() (bool, error) {
	_, err := os.Stat(filepath.Join(a.dir, "content/distros"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// validPaths reads "7-8,8-9".
func validPaths(s string) error {
	for _, p := range strings.Split(s, ",") {
		if from, to := majors(p); from < 1 || to <= from || to > 99 {
			return fmt.Errorf("%q is no upgrade path: write 8-9", p)
		}
	}
	return nil
}

func majors(path string) (from, to int) {
	a, b, _ := strings.Cut(path, "-")
	from, errA := strconv.Atoi(a)
	to, errB := strconv.Atoi(b)
	if errA != nil || errB != nil {
		return 0, 0
	}
	return from, to
}

// describeDistro makes the file of a distribution.
func (a *app) describeDistro(p *loaded, name string, paths []string, f distroFlags) (tree.Tree, []string, error) {
	n := importer.NewDistro{Folder: name}
	for _, path := range paths {
		from, to := majors(path)
		n.Targets = append(n.Targets, to)
		if len(f.sources) == 0 || slices.Contains(f.sources, name) {
			n.Own = append(n.Own, from)
		}
	}
	for _, r := range f.repos {
		text, err := readSmall(r)
		if err != nil {
			return nil, nil, fmt.Errorf("new distro: %w", err)
		}
		n.Repos = append(n.Repos, &diag.File{Name: filepath.ToSlash(r), Text: text})
	}
	d, left, list := n.Make()
	if err := a.report(&list); err != nil {
		return nil, nil, err
	}
	d.Name = source.Word(name)
	if f.title != "" {
		d.Name = source.Word(f.title)
	}
	if f.osID != "" {
		d.OSID = source.Word(f.osID)
	}
	if f.homepage != "" {
		d.Homepage = source.Word(f.homepage)
	}
	d.Arches = source.Words("x86_64")
	if len(f.arches) > 0 {
		d.Arches = source.Words(f.arches...)
	}
	for _, path := range paths {
		d.Paths = append(d.Paths, pathTo(p, d, path, f.sources))
	}
	text, ok := source.Format(&diag.File{Name: "distro.toml", Text: []byte(d.Print())}, &list)
	if !ok {
		return nil, nil, a.report(&list)
	}
	return tree.Tree{{Path: "content/distros/" + name + ".toml", Data: text}}, left, nil
}

// pathTo is an upgrade path on which each role leads to the role of its name; the one repository of release 7 to all.
func pathTo(p *loaded, d *source.Distro, path string, sources []string) source.Path {
	from, to := majors(path)
	out := source.Path{From: source.Number(int64(from)), To: source.Number(int64(to))}
	systems := []*source.Distro{d}
	if len(sources) > 0 {
		out.Sources = source.Words(sources...)
		systems = slices.DeleteFunc(slices.Clone(p.source.Distros), func(x *source.Distro) bool { return !slices.Contains(sources, x.Folder) })
	}
	targets := roleNames(d, to)
	for _, s := range systems {
		for _, role := range roleNames(s, from) {
			if _, twice := out.Map.Get(role); twice {
				continue
			}
			leads := []string{role}
			if role == "base" || role == "updates" {
				leads = slices.DeleteFunc(slices.Clone(targets), func(r string) bool { return r == "extras" })
			} else if !slices.Contains(targets, role) {
				continue
			}
			out.Map.Pairs = append(out.Map.Pairs, source.Pair[source.Texts]{Key: source.Word(role), Value: source.Words(leads...)})
		}
	}
	return out
}

func roleNames(d *source.Distro, major int) (out []string) {
	r, _ := d.Releases.Get(strconv.Itoa(major))
	for _, role := range r.Roles.Pairs {
		out = append(out, role.Key.Value)
	}
	return out
}

// taplo is the configuration with which editors find the schemas.
const taplo = `# Editors with Taplo (Even Better TOML in VS Code) complete and check sources with these schemas. ` + "`pes schema`" + ` makes them;
# ` + "`pes fmt`" + ` decides about the form.

[[rule]]
include = ["content/distros/*.toml"]
[rule.schema]
path = "schema/distro.json"

[[rule]]
include = ["content/events/**/*.toml", "vendors/*/*.toml"]
exclude = ["vendors/*/vendor.toml"]
[rule.schema]
path = "schema/event.json"

[[rule]]
include = ["vendors/*/vendor.toml"]
[rule.schema]
path = "schema/vendor.json"

[[rule]]
include = ["content/releases/*.toml"]
[rule.schema]
path = "schema/release.json"
`

// projectFiles are what a new project has besides its sources; nothing that is there is overwritten.
func projectFiles(p, after *loaded) (files tree.Tree, err error) {
	if !p.exists(".taplo.toml") {
		files = append(files, tree.Entry{Path: ".taplo.toml", Data: []byte(taplo)})
	}
	for _, kind := range schema.Names {
		if p.exists("schema/" + kind + ".json") {
			continue
		}
		text, err := schema.Of(kind, schema.WordsOf(after.source))
		if err != nil {
			return nil, err
		}
		files = append(files, tree.Entry{Path: "schema/" + kind + ".json", Data: text})
	}
	return files, nil
}
