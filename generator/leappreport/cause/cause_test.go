package cause

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"

	"pes/generator/diag"
	"pes/generator/leappreport"
	"pes/generator/model"
)

// acme has an upgrade from 8 to 9: a map, a vendor, and events of which one puts a package into a repository that is
// not there.
func acme() *model.Catalog {
	file := &diag.File{Name: "content/events.toml", Text: []byte("one\ntwo\nthree\n")}
	at := func(line int) diag.Pos { return diag.Pos{File: file, Off: 4 * (line - 1), End: 4*(line-1) + 1} }
	d := &model.Distro{Folder: "acme", OSID: "acmeos", Arches: []string{"x86_64"}}
	entry := func(repoid string, major int) model.Entry {
		return model.Entry{Repoid: repoid, Major: major, Arch: "x86_64", Channel: "ga", Type: "rpm", Pos: at(3)}
	}
	event := func(id uint64, a model.Action, in, out, repo string) *model.Event {
		e := &model.Event{ID: id, Action: a, To: model.Release{Major: 9}, Arches: d.Arches,
			Origin: &model.Origin{Pos: at(int(id))}, In: []model.Package{{Name: in, Repo: "acme8"}}}
		if out != "" {
			e.Out = []model.Package{{Name: out, Repo: repo}}
		}
		return e
	}
	vendorMap := model.Map{Families: []*model.Family{{PESID: "bolt8", Entries: []model.Entry{entry("bolt", 8)}}}}
	t := &model.Target{Distro: d, Major: 9, Paths: []*model.Path{{Source: 8, Target: 9, Systems: []*model.Distro{d}}},
		Events: []*model.Event{event(1, model.Replaced, "ntp", "chrony", "acme9"),
			event(2, model.Moved, "ant", "ant", "acme9-extra")},
		Map: model.Map{Families: []*model.Family{{PESID: "acme8", Entries: []model.Entry{entry("baseos", 8)}},
			{PESID: "acme9", Entries: []model.Entry{entry("acme-9", 9)}}},
			Mappings: []*model.Mapping{{Source: 8, Target: 9, From: "acme8", To: []string{"acme9"}}}},
		Repo: []model.Section{{Repoid: "acme-9", Pos: at(2), Keys: []model.KeyRef{{URL: "https://acme.example/KEY",
			Awaited: "content/keys/KEY", Pos: at(2)}}}},
		Vendors: []*model.Vendor{{Name: "bolt", Map: vendorMap, Pos: at(1)}},
	}
	return &model.Catalog{Distros: []*model.Distro{d}, Targets: []*model.Target{t}}
}

func Example() {
	report, err := leappreport.Read([]byte(`Risk Factor: high 
Title: Packages from unknown repositories may not be installed
Summary: 1 packages may not be installed or upgraded due to repositories unknown to leapp:
- ant (repoid: acme9-extra)
----------------------------------------
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	account, err := Explain(acme(), report, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := account.Entries[0]
	for _, s := range append(e.Packages[0].Data, e.Repositories[0].Data...) {
		fmt.Println(s.Path, s.Distributions, s.Text, s.Places)
	}
	// Output:
	// 8-9 [acme] move of ant to another repository in 9.0 [content/events.toml:2]
	// 8-9 [acme] no repository map has it, and no .repo file, and 1 event puts packages there [content/events.toml:2]
}

// Every kind of entry has its meaning, and something for those who write data and for those who have machines.
func TestCounsels(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	n := strings.Count(string(source), " Kind = \"")
	if n != len(counsels) {
		t.Errorf("there are %d kinds, and counsels for %d", n, len(counsels))
	}
	for kind, c := range counsels {
		if c.meaning == "" || len(c.contributor) == 0 || len(c.administrator) == 0 {
			t.Errorf("%s has no counsel", kind)
		}
	}
}

// What is found for repositories, keys, vendors and events.
func TestExplain(t *testing.T) {
	t.Parallel()
	const at = "2026-01-01 10:00:00.1   DEBUG    PID: 7 leapp.workflow.FactsCollection."
	line := strings.Repeat("-", 40) + "\n"
	for _, x := range []struct{ report, want string }{
		{"Risk Factor: low \nTitle: Some enabled RPM repositories are unknown to Leapp\nSummary: These:\n- " +
			"baseos\n- mine\n" + line,
			"baseos: the repository map has it in 8, PES ID acme8, which becomes acme9 (content/events.toml:3)\n" +
				"mine: no repository map has it, and no .repo file\nIgnore it for baseos: these data have it."},
		{"Risk Factor: low \nTitle: Detected unknown GPG keys for target system repositories\nSummary: These:\n" +
			"- https://acme.example/KEY\n- file:///x\n" + line,
			"https://acme.example/KEY: it is a key of [acme-9] in the .repo file, and not among the files: pes " +
				"keys fetch " +
				"writes content/keys/KEY\nfile:///x: not in these data"},
		{"Risk Factor: high \nTitle: Incompatible Leapp data assets are present\nSummary: It consumes data " +
			"stream 3.0, but\n" +
			line, "What this Leapp reads is written with --leapp 0.20."},
		{"Risk Factor: high \nTitle: Packages not signed by Acme found on the system\nSummary: These:\n- " +
			"bolt-agent\n- zap\n" +
			line, "bolt-agent: perhaps of the vendor bolt (content/events.toml:1)\nzap: no event names it, and " +
			"no inventory has it"},
		{at + "pes_events_scanner: Applying event 1 (REPLACED): replacing packages ntp:a with chrony:acme9\n" +
			at + "pes_events_scanner: Applying event 2 (SPLIT): replacing packages ntp:a with chrony:acme9\n" +
			at + "pes_events_scanner: Applying event 3 (SPLIT): replacing packages ntp:a with chrony:acme9\n",
			"line 1: event 1, replacement of ntp -> chrony in 9.0 (content/events.toml:1)\n" +
				"line 2: event 2, these data have another event of this id: the move of ant to another repository\n" +
				"line 3: event 3, not in these data"},
		{at + "x: Vendor bolt not in active list, skipping\n",
			"bolt: it is active where one of these repositories is enabled: bolt (content/events.toml:1)"},
	} {
		r, err := leappreport.Read([]byte(x.report))
		if err != nil {
			t.Fatal(err)
		}
		a, err := Explain(acme(), r, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := a.Print(&b, "report", false); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(strings.Fields(b.String()), " ") // without the breaks of lines
		for want := range strings.SplitSeq(x.want, "\n") {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in\n%s", want, &b)
			}
		}
	}
}

// Whatever a file holds, it is read quickly or refused, and nothing in it reaches a terminal as it is.
func FuzzExplain(f *testing.F) {
	f.Add([]byte("Risk Factor: high (inhibitor)\nTitle: Packages not signed by X found on the system\nSummary: " +
		"These:\n- a\x1b[2J\n"))
	f.Add([]byte(`{"entries": [{"title": "DNF execution failed with non zero exit code.", "severity": "high", "summary": "x",
		"groups": ["error"], "detail": {"related_resources": [{"scheme": "package", "title": "ntp"}]}}]}`))
	f.Add([]byte("2026-01-01 10:00:00.1   DEBUG    PID: 7 leapp.workflow.x.dnf_x: Applying event 1 (SPLIT): " +
		"replacing packages a with b:c"))
	f.Add([]byte("2026-01-01 10:00:00.1   DEBUG    PID: 7 leapp.workflow.x.dnf_x: Removing:\n a x86_64 1\n " +
		"Problem: package a-1-1.x86_64"))
	c := acme()
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := leappreport.Read(data)
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("%q", err)
			}
			return
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		for _, e := range r.Entries {
			if e.Line < 1 || e.Line > lines {
				t.Errorf("line %d of %d", e.Line, lines)
			}
		}
		a, err := Explain(c, r, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Entries)+len(a.Unexplained) != len(r.Entries) {
			t.Error("an entry is missing")
		}
		var b bytes.Buffer
		if err := a.Print(&b, "x", false); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(b.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
			t.Errorf("%q", b.String())
		}
	})
}
