package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/upgrade"
)

const howLeapp = "../../content/docs/how-leapp-evaluates-events.md"

// The worked examples of the guide are what Leapp does: each block of text behind a block of events says what a machine
// has before and after. The first block of events is the beginning of all the others.
func TestWorkedExamples(t *testing.T) {
	events, defaults, n, told := "", "", 0, 0
	for _, b := range fencedBlocks(t, howLeapp) {
		switch {
		case b.info == "toml" && defaults == "":
			defaults = b.text
		case b.info == "toml":
			if events != "" && told == 0 {
				t.Errorf("%s: no machine for the events before line %d", howLeapp, b.line)
			}
			events, told = b.text, 0
		case b.info == "text":
			n, told = n+1, told+1
			e := readExample(t, b)
			if d := cmp.Diff(e.after, e.run(t, defaults+"\n"+events)); d != "" {
				t.Errorf("%s:%d (-guide +Leapp):\n%s%s", b.page, b.line, b.text, d)
			}
		}
	}
	if n < 10 || told == 0 {
		t.Errorf("only %d examples were found, %d at the end", n, told)
	}
}

// An example is a machine, and what is planned for it.
type example struct {
	source, target   model.Release
	installed, after []string
}

func readExample(t *testing.T, b fenced) example {
	t.Helper()
	e := example{source: model.Release{Major: 7, Minor: 9}, target: model.Release{Major: 8, Minor: 10}}
	for line := range strings.Lines(b.text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		list := strings.Split(value, ", ")
		if value == "" {
			list = nil
		}
		var err error
		switch key {
		case "source":
			e.source, err = model.ParseRelease(value)
		case "target":
			e.target, err = model.ParseRelease(value)
		case "installed":
			e.installed = list
		case "after":
			e.after = list
			slices.Sort(e.after)
		default:
			t.Errorf("%s:%d: an example has source, target, installed and after, and no %q", b.page, b.line, key)
		}
		if err != nil {
			t.Errorf("%s:%d: %v", b.page, b.line, err)
		}
	}
	return e
}

// run upgrades the machine to Rocky Linux with these events alone, whatever the rules say of them.
func (e example) run(t *testing.T, events string) (after []string) {
	t.Helper()
	files := source.Files{TOML: []*diag.File{{Name: "content/events/a.toml", Text: []byte(events)}}}
	distros, err := filepath.Glob("../../content/distros/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range distros {
		if strings.Contains(name, "_v2") { // its file names a vendor, and there are none here
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files.TOML = append(files.TOML, &diag.File{Name: strings.TrimPrefix(name, "../../"), Text: text})
	}
	parsed, list := source.Parse(files, 1)
	catalog, found := compile.Resolve(parsed, "rocky")
	list.Merge(found)
	i := slices.IndexFunc(catalog.Targets, func(x *model.Target) bool { return x.Major == e.target.Major })
	if list.Failed() || i < 0 {
		t.Fatalf("the events cannot be resolved: %v\n%s", messages(list), events)
	}
	engine, err := upgrade.New(upgrade.FromTarget(catalog.Targets[i], "0.21"))
	if err != nil {
		t.Fatal(err)
	}
	m := &upgrade.Machine{Arch: "x86_64", Source: e.source, Target: e.target, SourceOS: "centos", TargetOS: "rocky",
		Enabled: []string{"base", "updates", "baseos", "appstream"}}
	for _, name := range e.installed {
		name, stream, _ := strings.Cut(name, "/")
		p := upgrade.Package{Name: name, Repoid: m.Enabled[0]}
		p.Stream.Module, p.Stream.Stream, _ = strings.Cut(stream, ":")
		m.Installed = append(m.Installed, p)
	}
	outcome, trace := engine.Explain(m)
	if outcome.Stopped() {
		t.Fatalf("Leapp gives up: %v\n%s", outcome.Refusals, events)
	}
	for _, p := range trace.After {
		name := p.ID.Name
		if !p.ID.Stream.IsZero() {
			name += "/" + p.ID.Stream.String()
		}
		after = append(after, name)
	}
	slices.Sort(after)
	return after
}

func messages(list diag.List) (out []string) {
	for _, d := range list.All() {
		out = append(out, fmt.Sprint(d.Pos, d.Message))
	}
	return out
}
