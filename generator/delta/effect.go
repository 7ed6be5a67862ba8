package delta

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/model"
)

// An Effect is the meaning of a catalog: every fact about every subject, on every architecture.
type Effect map[Where][]string

// Where is a subject on one architecture; "" for what has none.
type Where struct {
	Subject
	Arch string
}

// Effect writes down what a catalog means, as far as the delta compares it.
func (d *Delta) Effect(c *model.Catalog) Effect {
	out := Effect{}
	for _, t := range c.Targets {
		for vendor, s := range scopes(t, d.noOS) {
			for k, list := range s.facts() {
				out[Where{Subject: Subject{t.Distro.Folder, t.Major, vendor, k.kind, k.name}}] = texts(list)
			}
			for _, e := range s.events {
				out.event(t, vendor, e)
			}
		}
	}
	for _, s := range d.Skipped {
		maps.DeleteFunc(out, func(w Where, _ []string) bool {
			return w.Distro == s.Distro && w.Target == s.Target && w.Vendor == "" && w.Kind == s.Kind
		})
	}
	for w, list := range out {
		slices.Sort(list)
		out[w] = slices.Compact(list)
	}
	return out
}

func (e Effect) event(t *model.Target, vendor string, x *model.Event) {
	for _, f := range stepsOf(x) {
		for _, p := range f.Step.In {
			for _, arch := range x.Arches {
				w := Where{Subject{t.Distro.Folder, t.Major, vendor, Package, p.Name}, arch}
				e[w] = append(e[w], f.Text)
			}
		}
	}
}

func texts(list []Fact) (out []string) {
	for _, f := range list {
		out = append(out, f.Text)
	}
	return out
}

// Apply changes an effect into the one of the delta's other side. Where the effect is not what a change begins with, it is
// the effect of another catalog, which is an error.
func (e Effect) Apply(d *Delta) error {
	for i := range d.Changes {
		c := &d.Changes[i]
		arches := c.Arches
		if c.Kind != Package {
			arches = []string{""}
		}
		for _, arch := range arches {
			w := Where{c.Subject, arch}
			if !slices.Equal(e[w], texts(c.Before)) {
				return fmt.Errorf("%s %s of %s el%d: it is %q, and the change begins with %q", c.Kind, c.Name, c.Distro, c.Target,
					strings.Join(e[w], "; "), strings.Join(texts(c.Before), "; "))
			}
			if len(c.After) == 0 {
				delete(e, w)
			} else {
				e[w] = texts(c.After)
			}
		}
	}
	return nil
}
