package composer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/internal/sample"
	"pes/generator/list"
	"pes/generator/source"
	"pes/generator/tree"
)

// additions are events as people may add them: what other events say, with something changed.
type additions struct {
	*rand.Rand
	names, roles []string
}

func (r additions) pick(words []string) string { return words[r.IntN(len(words))] }

// event writes an event about some packages of the project, or about new ones.
func (r additions) event() string {
	name := func() string {
		n := r.pick(r.names)
		switch r.IntN(8) {
		case 0:
			n = "new-" + n
		case 1:
			n += "@" + r.pick(r.roles)
		case 2:
			n += "@nowhere"
		}
		return n
	}
	action := r.pick(author.Actions())
	major := 8 + r.IntN(2)
	var b strings.Builder
	fmt.Fprintf(&b, "[[%s]]\nin = [%q", action, name())
	if action == "merged" || r.IntN(4) == 0 {
		fmt.Fprintf(&b, ", %q", name())
	}
	b.WriteString("]\n")
	if author.NeedsOut(action) || r.IntN(9) == 0 {
		fmt.Fprintf(&b, "out = [%q, %q]\n", name(), name())
	}
	fmt.Fprintf(&b, "from = \"%d.%d\"\nto = \"%d.%d\"\n", major-1, r.IntN(10), major, r.IntN(8))
	fmt.Fprintf(&b, "in_repo = %q\nout_repo = %q\n", r.pick(r.roles), r.pick(r.roles))
	if r.IntN(9) == 0 {
		b.WriteString("allow = [\"unknown-repository\"]\n")
	}
	return b.String()
}

// What is said of an addition is what compiling the whole project says of it: the same rules at the same places, and
// the same outcome.
func TestCheckIsThatOfTheWhole(t *testing.T) {
	t.Parallel()
	p, _ := sample.Import(t, sample.Shared(t, "leapp-data/2024-07"))
	files := p.Files(t)
	c, err := Load(Bundle(files), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	r := additions{rand.New(rand.NewPCG(2, 5)), nil, c.Words().Roles}
	for _, f := range c.project.Source.Events {
		for _, e := range f.List {
			for _, set := range e.In.Sets {
				for _, x := range set {
					r.names = append(r.names, strings.SplitN(x.Value, "@", 2)[0])
				}
			}
		}
	}
	places := append(c.Words().Files, "content/events/a.toml", "content/events/z.toml", "vendors/epel/z.toml")
	var memory source.Memory
	_, already := author.Compile(&memory, c.project.Files, 1, time.Time{})
	problems := 0
	for range 25 {
		file, toml := r.pick(places), r.event()
		old := ""
		for _, f := range c.project.Files.TOML {
			if f.Name == file {
				old = strings.TrimRight(string(f.Text), "\n") + "\n\n"
			}
		}
		with := author.With(c.project.Files, tree.Tree{{Path: file, Data: []byte(old + toml)}})
		catalog, near := c.compile(with, file, len(old))
		whole, found := author.Compile(&memory, with, 1, time.Time{})
		want := says(author.New(already, found))
		problems += len(want)
		if d := cmp.Diff(want, says(near)); d != "" {
			t.Errorf("%s\n%s(-whole +near):\n%s", file, toml, d)
		}
		if near.Failed() {
			continue
		}
		words := func(x author.Effect) string { return x.Target.Distro.Folder + x.Event.Title() + x.Words }
		if d := cmp.Diff(list.Map(author.Effects(whole.Catalog, file, len(old)), words),
			list.Map(author.Effects(catalog, file, len(old)), words)); d != "" {
			t.Errorf("%s\n%s(-whole +near):\n%s", file, toml, d)
		}
	}
	if problems < 10 {
		t.Errorf("%d problems: little was proven", problems)
	}
}

// says are diagnostics as words, in order.
func says(found diag.List) []string {
	out := list.Map(found.All(), func(d diag.Diagnostic) string {
		return d.Pos.String() + ": " + d.Message + " [" + d.Rule + "]"
	})
	slices.Sort(out)
	return out
}
