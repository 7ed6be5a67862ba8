package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pes/generator/internal/sample"
	"pes/generator/inventory"
)

// planted is a project with made-up inventories and right events, in which mistakes are planted.
type planted struct {
	rng      *rand.Rand
	project  sample.Project
	old, new *inventory.Release
	names    []string // of old that nothing is written about yet
	fresh    []string // of new alone
	text     strings.Builder
	line     int
	want     map[int]string // the rule by the line of the mistake
	meant    map[int]string // the suggestion
}

const stockLinux = `arches = ["x86_64"]
[release.8.baseos]
pesid  = "NAME8-baseos"
source = "baseos"
repo   = { name = "b", baseurl = "https://example.org/8/b/" }
[release.8.appstream]
pesid  = "NAME8-appstream"
source = "appstream"
repo   = { name = "a", baseurl = "https://example.org/8/a/" }
[release.8.crb]
pesid  = "NAME8-crb"
source = "crb"
repo   = { name = "c", baseurl = "https://example.org/8/c/" }
[release.9.baseos]
pesid = "NAME9-baseos"
repo  = { name = "b", baseurl = "https://example.org/9/b/" }
[release.9.appstream]
pesid = "NAME9-appstream"
repo  = { name = "a", baseurl = "https://example.org/9/a/" }
[release.9.crb]
pesid = "NAME9-crb"
repo  = { name = "c", baseurl = "https://example.org/9/c/" }
[[path]]
from = 8
to   = 9
map  = { baseos = ["baseos"], appstream = ["appstream"], crb = ["crb"] }
`

func newPlanted(t *testing.T) *planted {
	p := &planted{rng: rand.New(rand.NewPCG(18, 100)), project: sample.Project{}, want: map[int]string{},
		meant: map[int]string{}}
	for _, name := range []string{"alma", "euro", "oracle", "rocky", "stream", "virt"} {
		p.project["content/distros/"+name+".toml"] = strings.ReplaceAll(stockLinux, "NAME", name)
	}
	for _, e := range sample.Inventories(3000, map[string][]int{"alma": {8, 9}, "euro": {8, 9}, "oracle": {8, 9},
		"rocky": {8, 9}, "stream": {8, 9}, "virt": {8, 9}}) {
		text := string(e.Data)
		if strings.HasSuffix(e.Path, ".appstream.packages") && !strings.Contains(text, "\nlike ") {
			for n := range 60 {
				text += fmt.Sprintf("\n[module%d:1 default]\nmodular%[1]d 1.0-1\n"+
					"\n[module%[1]d:2]\nmodular%[1]d 2.0-1\n", n)
			}
		}
		p.project[e.Path] = text
	}
	catalog, _ := p.project.TryCompile(t)
	index := inventory.NewIndex(catalog)
	p.old, p.new = index.Of("alma", 8), index.Of("alma", 9)
	for name, places := range p.old.All() {
		if places[0].Stream.IsZero() {
			p.names = append(p.names, name)
		}
	}
	for name := range p.new.All() {
		if len(p.old.Find(name)) == 0 {
			p.fresh = append(p.fresh, name)
		}
	}
	p.rng.Shuffle(len(p.names), func(i, j int) { p.names[i], p.names[j] = p.names[j], p.names[i] })
	p.rng.Shuffle(len(p.fresh), func(i, j int) { p.fresh[i], p.fresh[j] = p.fresh[j], p.fresh[i] })
	p.write("[defaults]\nfrom = \"8.1\"\nto = \"9.0\"\n")
	return p
}

func (p *planted) write(s string) {
	p.text.WriteString(s)
	p.line += strings.Count(s, "\n")
}

// event writes an event; the mistake, if there is one, is in the line that begins with key.
func (p *planted) event(action, in, out, key, rule, meant string) {
	lines := []string{"[[" + action + "]]", fmt.Sprintf("in = %q", in)}
	if role, alone := strings.CutPrefix(out, "@"); alone {
		lines = append(lines, fmt.Sprintf("out_repo = %q", role))
	} else if out != "" {
		lines = append(lines, fmt.Sprintf("out = %q", out))
	}
	if _, stream, modular := strings.Cut(out, "/"); modular {
		lines = append(lines, fmt.Sprintf("streams = { \"-\" = %q }", stream))
	}
	for i, l := range lines {
		if rule != "" && strings.HasPrefix(l, key+" ") {
			p.want[p.line+i+1], p.meant[p.line+i+1] = rule, meant
		}
	}
	p.write(strings.Join(lines, "\n") + "\n")
}

// take gives a package of the old release that is, or is not, in the new one.
func (p *planted) take(stays bool) (name, role string) {
	i := slices.IndexFunc(p.names, func(n string) bool { return len(p.new.Find(n)) > 0 == stays })
	name = p.names[i]
	p.names = slices.Delete(p.names, i, i+1)
	return name, p.old.Find(name)[0].In.Role
}

// bring gives a package of the new release alone.
func (p *planted) bring() (name, role string) {
	name, p.fresh = p.fresh[0], p.fresh[1:]
	return name, p.new.Find(name)[0].In.Role
}

func misspelt(name string) string { return name[:4] + "q" + name[5:] }

// other is another repository than a role.
func other(role string) string {
	return map[string]string{"baseos": "appstream", "appstream": "crb", "crb": "baseos"}[role]
}

// kinds are right events, and each with one mistake.
var kinds = []func(p *planted, n int, bad bool){
	func(p *planted, n int, bad bool) { // an in package is misspelt
		name, role := p.take(false)
		if bad {
			p.event("removed", misspelt(name)+"@"+role, "", "in", "unknown-in-package", name)
		} else {
			p.event("removed", name+"@"+role, "", "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // an out package is misspelt
		in, role := p.take(false)
		out, to := p.bring()
		if bad {
			p.event("replaced", in+"@"+role, misspelt(out)+"@"+to, "out", "unknown-out-package", out)
		} else {
			p.event("replaced", in+"@"+role, out+"@"+to, "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // an out package is gone
		in, role := p.take(false)
		out, to := p.bring()
		if bad {
			gone, _ := p.take(false)
			p.event("replaced", in+"@"+role, gone+"@"+to, "out", "unknown-out-package", "")
		} else {
			p.event("renamed", in+"@"+role, out+"@"+to, "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // an out package is in another repository
		in, role := p.take(false)
		out, to := p.bring()
		if bad {
			p.event("replaced", in+"@"+role, out+"@"+other(to), "out", "wrong-repository", to)
		} else {
			p.event("replaced", in+"@"+role, out+"@"+to, "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // an in package is in another repository
		in, role := p.take(false)
		if bad {
			p.event("removed", in+"@"+other(role), "", "in", "doubtful-repository", role)
		} else {
			p.event("removed", in+"@"+role, "", "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // a removed package is still there
		stays, role := p.take(true)
		if bad {
			p.event("removed", stays+"@"+role, "", "in", "still-there", "")
		} else {
			p.event("deprecated", stays+"@"+p.new.Find(stays)[0].In.Role, "", "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // a module stream does not exist
		in, role := p.take(false)
		if bad {
			p.event("replaced", in+"@"+role, fmt.Sprintf("modular%d@appstream/module%[1]d:3", n%60), "out",
				"unknown-module-stream", "")
		} else {
			p.event("replaced", in+"@"+role, fmt.Sprintf("modular%d@appstream/module%[1]d:2", n%60), "", "", "")
		}
	},
	func(p *planted, n int, bad bool) { // a package that moves is misspelt: neither release has it
		for {
			name, role := p.take(true)
			if now := p.new.Find(name)[0].In.Role; bad && role != now {
				p.event("moved", misspelt(name)+"@"+role, "@"+now, "in", "unknown-in-package", name)
				return
			} else if role != now {
				p.event("moved", name+"@"+role, "@"+now, "", "", "")
				return
			}
		}
	},
	func(p *planted, n int, bad bool) { // a package was there already
		for {
			name, role := p.take(true)
			now := p.new.Find(name)[0].In.Role
			switch {
			case bad && role == now:
				p.event("moved", name+"@"+other(role), name+"@"+role, "out", "moved-already", "")
				return
			case !bad && role != now:
				p.event("moved", name+"@"+role, name+"@"+now, "", "", "")
				return
			}
		}
	},
}

var ofInventories = []string{"unknown-in-package", "unknown-out-package", "wrong-repository", "doubtful-repository",
	"still-there", "unknown-module-stream", "moved-already", "one-distribution"}

// Among right events, a hundred with one mistake each are found: at their place, by the rule that is about it, once for
// six distributions, and with the right name where it was only misspelt. Nothing is found where there is no mistake.
func TestPlantedMistakes(t *testing.T) {
	t.Parallel()
	for _, bad := range []bool{false, true} {
		p := newPlanted(t)
		for n := range 100 {
			kinds[n%len(kinds)](p, n, false)
			kinds[n%len(kinds)](p, n, bad)
		}
		p.project["content/events/a.toml"] = p.text.String()
		_, found := p.project.TryCompile(t)
		named := 0
		for _, d := range found.All() {
			if !slices.Contains(ofInventories, d.Rule) {
				continue
			}
			line, _ := d.Pos.LineCol()
			if p.want[line] != d.Rule {
				t.Errorf("%s: %s [%s], want %q\n%s", d.Pos, d.Message, d.Rule, p.want[line], d.Suggestion)
				continue
			}
			named++
			if len(d.Scope) != 6 {
				t.Errorf("%s: it is of %v", d.Pos, d.Scope)
			}
			if meant := p.meant[line]; !strings.Contains(d.Suggestion, meant) {
				t.Errorf("%s: %s: suggests %s, not %s", d.Pos, d.Message, d.Suggestion, meant)
			}
			delete(p.want, line)
		}
		if bad && named < 98 || !bad && named > 0 {
			t.Errorf("%d of 100 mistakes are named, these are not: %v", named, p.want)
		}
	}
}
