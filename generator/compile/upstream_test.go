package compile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/internal/sample"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/upstream"
)

// layered is a project with a layer of upstream's events, below two distributions: acme has x86_64 and aarch64, beta
// x86_64 alone and no crb.
func layered(layer, rules, own string) source.Files {
	distro := func(name, arches, more string) string {
		return fmt.Sprintf(`name = %q
arches = [%s]
[release.8.baseos]
pesid  = "%[3]s8-baseos"
source = "baseos"
[release.8.appstream]
pesid  = "%[3]s8-appstream"
source = "appstream"
[release.9.baseos]
pesid = "%[3]s9-baseos"
[release.9.appstream]
pesid = "%[3]s9-appstream"
%[4]s
[[path]]
from    = 7
to      = 8
sources = ["centos"]
map     = { base = ["baseos", "appstream"] }
[[path]]
from = 8
to   = 9
map  = { baseos = ["baseos"], appstream = ["appstream"] }
`, strings.ToUpper(name), arches, name, more)
	}
	files := source.Files{}
	add := func(name, text string) { files.Add(&diag.File{Name: name, Text: []byte(text)}) }
	add("content/distros/acme.toml", distro("acme", `"x86_64", "aarch64"`, `[release.8.crb]
pesid = "acme8-crb"
[release.8.rename]
redhat-logos = "acme-logos"
`))
	add("content/distros/beta.toml", distro("beta", `"x86_64"`, ""))
	add("content/distros/centos.toml", "name = \"CentOS\"\narches = [\"x86_64\"]\n[release.7.base]\npesid = \"base\"\n")
	add("content/events/own.toml", own)
	add(source.RulesFile, rules)
	events := &diag.File{Name: source.LayerFolder + "el8.events", Text: []byte(layer)}
	files.Add(events)
	read, _ := upstream.Parse(events)
	origin := source.Layer{Name: source.Word("pes-events.json"), Events: source.Number(int64(len(read))),
		SHA256: source.Word("0"), Layer: source.Word(compile.LayerDigest([]*diag.File{events}))}
	add(source.OriginFile, origin.Print())
	return files
}

// told is what the distributions make of the layer: an event of a tree a line, then the fates of the others.
func told(t *testing.T, files source.Files) (lines []string) {
	t.Helper()
	p, found := source.Parse(files, 1)
	c, more := compile.Settle(p)
	found.Merge(more)
	for _, d := range found.All() {
		if d.Severity == diag.Error || d.Rule == "unused-rule" || strings.Contains(d.Rule, "upstream") {
			lines = append(lines, fmt.Sprintf("%s: %s", d.Rule, d.Message))
		}
	}
	for _, tree := range c.Targets {
		for _, e := range tree.Events {
			if e.Upstream == 0 {
				continue
			}
			words := func(set []model.Package) string {
				return strings.Join(list.Map(set, func(p model.Package) string {
					return p.Name + "@" + p.Repo + fmt.Sprint(list.Map(p.Streams, model.Stream.String))
				}), " ")
			}
			lines = append(lines, strings.ReplaceAll(fmt.Sprintf("%s/el%d: %d %s %s > %s %s", tree.Distro.Folder,
				tree.Major,
				e.ID, e.Action, words(e.In), words(e.Out), strings.Join(e.Arches, ",")), "[]", ""))
		}
	}
	for _, d := range c.Distros {
		for _, f := range d.Upstream {
			line := fmt.Sprintf("%s: %d is %s", d.Folder, f.Of.ID, f.Fate)
			for _, part := range f.Parts {
				line += strings.TrimRight(fmt.Sprintf("; %s %s %s", part.What, part.Renamed, part.Text), " ")
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// Each event of upstream has exactly one fate in each distribution that has trees, and is in the trees where that says
// so.
func TestUpstreamFates(t *testing.T) {
	layer, found := follow.Read(&diag.File{Name: "pes-events.json", Text: sample.Upstream(3000)})
	if found.Failed() {
		t.Fatal(found.All()[0])
	}
	own := ""
	for i, e := range layer.Events {
		if i%50 == 0 && e.To.Major < 10 && !e.From.IsZero() {
			own += fmt.Sprintf("[[removed]]\nfrom = %q\nto = %q\nin = [[\"%s@=x\"]]\n", e.From, e.To, e.In[0].Name)
		}
	}
	rules := "[[absent]]\nrepositories = [\"rhel8-CRB\", \"rhel9-CRB\"]\nonly = \"beta\"\n[[absent]]\nrepositories = " +
		"[\"rhel9-CRB\"]" +
		"\nonly = \"acme\"\n"
	files := layered("", rules, own)
	files.Layer = nil
	for _, f := range follow.Files(layer) {
		files.Add(&diag.File{Name: f.Path, Text: f.Data})
	}
	p, found := source.Parse(files, 1)
	if found.Failed() {
		t.Fatal(found.All()[0])
	}
	c, _ := compile.Settle(p)
	counts := map[model.Fate]int{}
	for _, tree := range c.Targets {
		here := map[uint64]*model.Event{}
		for _, e := range tree.Events {
			here[e.Upstream] = e
		}
		for _, e := range c.Layer.Events {
			fate := tree.Distro.FateOf(e)
			counts[fate.Fate]++
			taken := fate.Fate == model.Taken || fate.Fate == model.Changed
			if is := here[e.ID] != nil; is != (taken && e.To.Applies(tree.Major)) {
				t.Errorf("%s/el%d: event %d is %s, and in the tree: %t", tree.Distro.Folder, tree.Major, e.ID,
					fate.Fate, is)
			}
			if fate.Fate != model.Taken && len(fate.Parts) == 0 {
				t.Errorf("%s: nobody says why event %d is %s", tree.Distro.Folder, e.ID, fate.Fate)
			}
		}
	}
	for fate := model.Taken; fate < model.Unresolved; fate++ {
		if counts[fate] == 0 {
			t.Errorf("no event was %s", fate)
		}
	}
}

// What becomes of events of upstream: each shape of a rule and of an event of one's own.
func TestUpstream(t *testing.T) {
	for _, c := range []struct{ name, layer, rules, own, want string }{
		{"as it is, with the repositories of each", "[moved 7.7 8.0]\na@base > @AppStream #1", "", "", `
acme/el8: 1 moved a@base > a@acme8-appstream aarch64,x86_64
beta/el8: 1 moved a@base > a@beta8-appstream x86_64`},
		{"what leaves 8 is in the repository of running systems, what is kept in that of afterwards",
			"[replaced 8.5 9.0]\na@AppStream > b@BaseOS #1\n[present 8.5 9.0]\nc@BaseOS #2", "", "", `
acme/el9: 1 replaced a@appstream > b@acme9-baseos aarch64,x86_64
acme/el9: 2 present c@acme9-baseos >  aarch64,x86_64
beta/el9: 1 replaced a@appstream > b@beta9-baseos x86_64
beta/el9: 2 present c@beta9-baseos >  x86_64`},
		{"another name", "[moved 7.7 8.0]\nredhat-logos@base > @BaseOS #1",
			"[[absent]]\npackages = [\"redhat-logos\"]\nonly = [\"beta\"]\nwhy = \"Beta has none.\"", "", `
acme/el8: 1 moved redhat-logos@base > acme-logos@acme8-baseos aarch64,x86_64
acme: 1 is changed; redhat-logos acme-logos
beta: 1 is dropped; redhat-logos  Beta has none.; redhat-logos  Beta has none.`},
		{"a split keeps the parts that exist",
			"[split 7.7 8.0]\na@base > a@BaseOS b@CRB c@Extra #1",
			"[[absent]]\nrepositories = [\"rhel8-Extra\"]\n[[absent]]\nrepositories = [\"rhel8-CRB\"]\nonly = \"beta\"", "", `
acme/el8: 1 split a@base > a@acme8-baseos b@acme8-crb aarch64,x86_64
beta/el8: 1 moved a@base > a@beta8-baseos x86_64
acme: 1 is changed; c  there is no rhel8-Extra here
beta: 1 is changed; b  there is no rhel8-CRB here; c  there is no rhel8-Extra here`},
		{"nothing comes: the old package stays", "[replaced 7.7 8.0]\na@base > b@Extra #1",
			"[[absent]]\nrepositories = [\"rhel8-Extra\"]", "", `
acme: 1 is dropped; b  there is no rhel8-Extra here
beta: 1 is dropped; b  there is no rhel8-Extra here`},
		{"one of several that are merged is enough; of several that are replaced each is needed",
			"[merged 7.7 8.0]\na@base b@extra-7 > c@BaseOS #1\n[replaced 7.7 8.0]\nd@base e@extra-7 > f@BaseOS #2",
			"[[absent]]\nrepositories = [\"rhel7-extra-7\"]\n[[absent]]\npackages = \"x\"", "", `
unused-rule: no event of upstream has this where the rule applies: remove it
acme/el8: 1 replaced a@base > c@acme8-baseos aarch64,x86_64
beta/el8: 1 replaced a@base > c@beta8-baseos x86_64
acme: 1 is changed; b  there is no rhel7-extra-7 here
acme: 2 is dropped; e  there is no rhel7-extra-7 here
beta: 1 is changed; b  there is no rhel7-extra-7 here
beta: 2 is dropped; e  there is no rhel7-extra-7 here`},
		{"a package is absent on one path alone", "[removed 7.7 8.0]\na@base #1\n[removed 8.5 9.0]\na@BaseOS #2",
			"[[absent]]\npackages = \"a\"\nfrom = 7\nto = 8", "", `
acme/el9: 2 removed a@baseos >  aarch64,x86_64
beta/el9: 2 removed a@baseos >  x86_64
acme: 1 is dropped; a  the package does not exist here
beta: 1 is dropped; a  the package does not exist here`},
		{"a repository that no rule covers", "[moved 7.7 8.0]\na@base > @CRB #1", "", "", `
unknown-upstream-repository: no rule has a role for rhel8-CRB of upstream in beta: 1 event would be lost
acme/el8: 1 moved a@base > a@acme8-crb aarch64,x86_64
beta: 1 is unresolved; a  no rule has a role for rhel8-CRB`},
		{"a role by rule", "[moved 7.7 8.0]\na@base > @Extra #1",
			"[[role]]\nrepositories = \"rhel8-Extra\"\nrole = \"appstream\"", "", `
acme/el8: 1 moved a@base > a@acme8-appstream aarch64,x86_64
beta/el8: 1 moved a@base > a@beta8-appstream x86_64`},
		{"nobody gets there", "[removed 9.5 10.0]\na@BaseOS #1\n[removed 7.7 8.0]\nb@base arches=aarch64 #2", "", "", `
acme/el8: 2 removed b@base >  aarch64
acme: 1 is unreachable;   no upgrade path includes release 10.0
beta: 1 is unreachable;   no upgrade path includes release 10.0
beta: 2 is unreachable;   it is for aarch64, which the distribution does not have`},
		{"an event of one's own decides, on the architectures that it names",
			"[moved 7.7 8.0]\na@base > @AppStream #1\nb@base > @AppStream #2", "", `
[defaults]
from = "7.9"
to   = "8.0"
[[removed]]
in         = "a@base"
supersedes = 1
[[removed]]
in         = "b@base"
arches     = ["x86_64"]
supersedes = 2`, `
acme/el8: 2 moved b@base > b@acme8-appstream aarch64
acme: 1 is superseded; a
acme: 2 is changed;   for aarch64 it stays
beta: 1 is superseded; a
beta: 2 is superseded; b`},
		{"and for the module streams that it names",
			"[removed 8.5 9.0]\na@AppStream/m:1,m:2 #1\n[merged 8.5 9.0]\nb@BaseOS c@BaseOS > d@BaseOS #2", "", `
[defaults]
to = "9.0"
[[removed]]
in         = ["a@appstream/m:1", "b@baseos"]
supersedes = [1, 2]`, `
acme/el9: 1 removed a@appstream[m:2] >  aarch64,x86_64
acme/el9: 2 replaced c@baseos > d@acme9-baseos aarch64,x86_64
beta/el9: 1 removed a@appstream[m:2] >  x86_64
beta/el9: 2 replaced c@baseos > d@beta9-baseos x86_64
acme: 1 is changed; a
acme: 2 is changed; b
beta: 1 is changed; a
beta: 2 is changed; b`},
		{"an event of another release, or of other packages, is another one",
			"[removed 7.7 8.0]\na@base #1", "", "[[removed]]\nin = [\"a@base\", \"b@base\"]\nto = \"8.1\"\nfrom = \"7.9\"", `
acme/el8: 1 removed a@base >  aarch64,x86_64
beta/el8: 1 removed a@base >  x86_64`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := told(t, layered(c.layer+"\n", c.rules, c.own))
			if want := strings.Split(strings.TrimPrefix(c.want, "\n"), "\n"); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}
