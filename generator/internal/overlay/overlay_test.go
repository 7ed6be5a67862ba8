package overlay_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pes/generator/internal/overlay"
)

// What testdata/acme.json makes of every shape was written by hand from the documentation; [*] is all architectures.
func TestApply(t *testing.T) {
	upstream, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	file, err := overlay.Apply(upstream, read(t, "testdata/acme.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(string(read(t, "testdata/acme.want")), "[*]", "[aarch64 ppc64le s390x x86_64]")
	lines := strings.Split(strings.TrimSpace(want), "\n")
	for i := range max(len(lines), len(file.Events)) {
		got, want := "nothing", "nothing"
		if i < len(file.Events) {
			got = fmt.Sprintf("%d %s", file.Events[i].ID, file.Events[i])
		}
		if i < len(lines) {
			want = lines[i]
		}
		if got != want {
			t.Fatalf("event number %d:\n got %s\nwant %s", i+1, got, want)
		}
	}
	additions := file.Events[len(file.Events)-2:]
	if a, b := additions[0], additions[1]; a.In.ID == a.Out.ID || a.Out.ID == b.In.ID || b.In.ID < 30000 {
		t.Errorf("additions have the set IDs %d, %d and %d", a.In.ID, a.Out.ID, b.In.ID)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A name that is missing is an error once an event asks for it, and says where.
func TestApplyErrors(t *testing.T) {
	const moved = "5 6 7.7 8.0 a@7 a@8A"
	for _, c := range []struct{ upstream, config, want string }{
		{moved, `{"repository_replacing": {"rhel8-AppStream": {"in_packageset": "appstream"}}}`,
			"event 5: repository_replacing of rhel8-AppStream: there is no out_packageset"},
		{"5 0 7.7 8.0 a@8A -", `{"repository_replacing": {"rhel8-AppStream": {"out_packageset": "x8"}}}`,
			"event 5: repository_replacing of rhel8-AppStream: there is no in_packageset"},
		{"5 1 8.1 8.2 a@8A -", `{"repository_replacing": {"rhel8-AppStream": {"in_packageset": "x8"}}}`,
			"event 5: repository_replacing of rhel8-AppStream: there is no out_packageset"},
		{moved, `{"repository_replacing": {"rhel8-AppStream": null}}`,
			"event 5: repository_replacing of rhel8-AppStream: there is no out_packageset"},
		{"5 1 8.1 9.0 a@8A -", `{"repository_replacing": {"rhel8-AppStream": {"in_packageset": "x8"}}}`, ""},
		{moved, `{"package_replacing": [{"name": "a", "initial_release": 7, "target_release": 8}]}`,
			"event 5: package_replacing of a: there is no in_packageset"},
		{moved, `{"package_replacing": [{"name": "a", "initial_release": 7, "target_release": 8,
			"to": {"in_packageset": "b"}}]}`, "event 5: package_replacing of a: there is no out_packageset"},
		{moved, `{"additional_actions": [{"id": 0}]}`, "config.json: addition number 1 has no release or no packages"},
		{moved, `{"os_names": 7}`, "config.json: json: cannot unmarshal number"},
		{moved, `{`, "config.json: unexpected end of JSON input"},
		{moved, `{}`, ""},
	} {
		file, err := overlay.ReadFacts([]byte(c.upstream))
		if err != nil {
			t.Fatal(err)
		}
		data, err := file.JSON()
		if err != nil {
			t.Fatal(err)
		}
		_, err = overlay.Apply(data, []byte(c.config))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s with %s:\n got %v\nwant %s", c.upstream, c.config, err, c.want)
		}
	}
	if _, err := overlay.Apply([]byte(`{"packageinfo": [{"id": 5}]}`), []byte(`{}`)); err == nil {
		t.Error("an event without packages is no error")
	}
}

func TestDiff(t *testing.T) {
	facts := func(text string) []*overlay.Event {
		f, err := overlay.ReadFacts([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return f.Events
	}
	const one, two, three = "1 4 8.6 9.0 a@8A/m:1,m:2 b@9A;c@9A m=m:1>-,m:2>-\n", "2 1 7.7 8.0 d@7 - a=x\n",
		"3 6 7.7 8.0 e@7 e@8A\n"
	for _, c := range []struct{ a, b, want string }{
		{one + two, two + one, ""},
		{one, "9 4 8.6 9.0 a@8A/m:2,m:1 c@9A;b@9A m=m:2>-,m:1>-\n", ""}, // another ID and order
		{three, "3 6 7.7 8.0 e@7 e@8A m=->-\n", ""},
		{"5 1 8.6 9.0 a@8A/m:1 -\n", "5 1 8.6 9.0 a@8A/m:1 - m=m:1>-\n", ""},
		{one + one, one, "00001 is only in a: split 8.6 RHEL"},
		{one, one + three, "00003 is only in b: moved 7.7 RHEL"},
		{two, "2 1 7.7 8.0 d@7 - a=a\n", "00002 is another:\n  a: removed 7.7 RHEL > 8.0 RHEL [x86_64] d@rhel7-base\n" +
			"  b: removed 7.7 RHEL > 8.0 RHEL [aarch64] d@rhel7-base"},
		{two, "2 1 7.6 8.0 d@7 - a=x\n", "00002 is another"},
		{two, "2 2 7.7 8.0 d@7 - a=x\n", "00002 is another"},
		{two, "2 1 - 8.0 d@7 - a=x\n", "00002 is another"},
		{three, "3 6 7.7 8.0 e@7 e@8B\n", "00003 is another"},
		{three, "3 6 7.7 8.0 e@7 e@8A/m:1\n", "00003 is another"},
		{three, "3 6 7.7 8.0 e@7 e@8A m=->m:1\n", "00003 is another"},
		{one, "1 4 8.6 9.0 a@8A/m:1,m:2 b@9A;c@9A m=m:1>-\n", "00001 is another"},
		{"5 1 8.6 9.0 a@8A/m:1 -\n", "5 1 8.6 9.0 a@8A/m:1 - m=->-\n", "00005 is another"},
	} {
		got := strings.Join(overlay.Diff(facts(c.a), facts(c.b)), "\n")
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s---\n%s---\n got %q\nwant %q", c.a, c.b, got, c.want)
		}
		if back := overlay.Diff(facts(c.b), facts(c.a)); (len(back) == 0) != (c.want == "") {
			t.Errorf("%s---\n%s---\nthe other way round: %q", c.a, c.b, back)
		}
	}
}
