package overlay_test

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
)

// configs are the real config.json files, by distribution.
func configs(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for name, f := range sample.Shared(t, "leapp-data/2024-10/files") {
		if dir, base := path.Split(name); base == "config.json" {
			found[path.Clean(dir)] = f.Data
		}
	}
	if len(found) != 5 {
		t.Fatalf("%d config.json files, not 5", len(found))
	}
	return found
}

// What the real files do to the shapes, by hand: which events are lost, and the one of the logos.
func TestRealConfigs(t *testing.T) {
	const lost = "50 51 53 54 70 71 72 20999 "
	want := map[string]struct{ lost, logos string }{
		"almalinux": {lost, "centos-logos@base > almalinux-logos@almalinux8-baseos fonts-logos@almalinux8-baseos"},
		"centos":    {lost + "83", "centos-logos@base > centos-logos@centos8-baseos fonts-logos@centos8-baseos"},
		"eurolinux": {lost + "82 83", "centos-logos@base > eurolinux-logos@certify-baseos fonts-logos@certify-baseos"},
		"oraclelinux": {lost + "82 83 44 55 8878 9209 16634 16638 16639 16640 16641 16642 17099 17201 19843",
			"centos-logos@base > fonts-logos@ol8-baseos oracle-logos@ol8-baseos"},
		"rocky": {lost + "83", "centos-logos@base > fonts-logos@rocky8-baseos rocky-logos@rocky8-baseos"},
	}
	upstream, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for distro, config := range configs(t) {
		file, err := overlay.Apply(upstream, config)
		if err != nil {
			t.Fatal(err)
		}
		var lost, expected []string
		for _, e := range overlay.Shapes().Events {
			if find(file.Events, e.ID) == nil {
				lost = append(lost, fmt.Sprint(e.ID))
			}
		}
		expected = strings.Fields(want[distro].lost)
		slices.Sort(lost)
		slices.Sort(expected)
		if !slices.Equal(lost, expected) {
			t.Errorf("%s loses %v, not %v", distro, lost, expected)
		}
		if got := find(file.Events, 41).String(); !strings.HasSuffix(got, "] "+want[distro].logos) {
			t.Errorf("%s: %s, not %s", distro, got, want[distro].logos)
		}
	}
}

func find(events []*overlay.Event, id int) *overlay.Event {
	for _, e := range events {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// What must hold for any upstream file, the real events among them.
func TestLaws(t *testing.T) {
	shapes, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	upstreams := map[string][]byte{
		"shapes":    shapes,
		"facts":     sample.UpstreamFacts(t),
		"sample":    sample.Shared(t, "leapp-data/upstream")["pes-events-sample.json"].Data,
		"synthetic": sample.Upstream(3000),
	}
	for distro, data := range configs(t) {
		config, err := overlay.ReadConfig(data)
		if err != nil {
			t.Fatal(err)
		}
		for name, upstream := range upstreams {
			t.Run(distro+"/"+name, func(t *testing.T) {
				first, err := overlay.Apply(upstream, data)
				if err != nil {
					t.Fatal(err)
				}
				again, err := overlay.Apply(upstream, data)
				if a, b := text(t, first), text(t, again); err != nil || !bytes.Equal(a, b) {
					t.Fatalf("two runs differ: %v", err)
				}
				before, err := overlay.Read(upstream)
				if err != nil {
					t.Fatal(err)
				}
				checkLaws(t, before.Events, first.Events, config)
			})
		}
	}
}

func text(t *testing.T, f *overlay.File) []byte {
	t.Helper()
	data, err := f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func checkLaws(t *testing.T, before, after []*overlay.Event, config *overlay.Config) {
	kept := len(after) - len(config.AdditionalActions)
	for i, e := range after[kept:] {
		if last := lastID(after[:kept]); e.ID != last+1+i || e.String() != config.AdditionalActions[i].String() {
			t.Errorf("addition number %d is %d: %s", i+1, e.ID, e)
		}
	}
	after = after[:kept]
	lost, renamed, uncovered := 0, 0, map[string]bool{}
	at := 0
	for _, old := range before {
		if at == len(after) || after[at].ID != old.ID {
			if lost++; reason(old, config) == "" {
				t.Errorf("%d is lost without a rule: %s", old.ID, old)
			}
			continue
		}
		e := after[at]
		at++
		if r := reason(old, config); r != "" {
			t.Errorf("%d is kept although %s: %s", old.ID, r, e)
		}
		renamed += sameButForNames(t, old, e)
		for _, p := range packages(e) {
			if _, ok := config.RepositoryReplacing[p.Repository]; ok {
				t.Errorf("%d has %s, which a rule replaces", e.ID, p)
			}
			if strings.HasPrefix(p.Repository, "rhel") {
				uncovered[p.Repository] = true
			}
		}
	}
	if at != len(after) {
		t.Errorf("%d events are not upstream's, or in another order", len(after)-at)
	}
	t.Logf("%d events: %d lost, %d with a package of another name, %d added; %d repositories without a rule",
		len(before), lost, renamed, len(config.AdditionalActions), len(uncovered))
}

func lastID(events []*overlay.Event) (last int) {
	for _, e := range events {
		last = max(last, e.ID)
	}
	return last
}

func packages(e *overlay.Event) []overlay.Package {
	if e.Out == nil {
		return e.In.Packages
	}
	return slices.Concat(e.In.Packages, e.Out.Packages)
}

// reason is why a distribution does not have an event of upstream.
func reason(e *overlay.Event, config *overlay.Config) string {
	for _, p := range packages(e) {
		_, replaced := config.RepositoryReplacing[p.Repository]
		if !replaced && slices.Contains(config.RemovableRepositories, p.Repository) {
			return "its repository " + p.Repository + " is removed"
		}
		for _, r := range config.RemovablePackages {
			if r.Name == p.Name && fmt.Sprint(majorOf(e.From)) == number(r.From) && *r.To == e.To.Major {
				return "its package " + p.Name + " is removed"
			}
		}
	}
	return ""
}

func majorOf(r *overlay.Release) int {
	if r == nil {
		return -1
	}
	return r.Major
}

func number(n *int) string {
	if n == nil {
		return "-1"
	}
	return fmt.Sprint(*n)
}

// sameButForNames checks that an event has only got other names, and counts 1 if a package has.
func sameButForNames(t *testing.T, old, e *overlay.Event) (renamed int) {
	was, is := packages(old), packages(e)
	if len(was) != len(is) || len(old.In.Packages) != len(e.In.Packages) {
		t.Fatalf("%d has other packages: %s", e.ID, e)
	}
	copied := *e
	copied.In, copied.Out = old.In, old.Out
	copied.From, copied.To = withName(e.From, "RHEL"), withName(e.To, "RHEL")
	if copied.String() != old.String() {
		t.Errorf("%d says something else: %s", e.ID, e)
	}
	for i := range is {
		if was[i].Name != is[i].Name {
			renamed = 1
		}
		q := was[i]
		q.Name, q.Repository = is[i].Name, is[i].Repository
		if q.String() != is[i].String() {
			t.Errorf("%d has other streams: %s", e.ID, e)
		}
	}
	return renamed
}

func withName(r *overlay.Release, os string) *overlay.Release {
	if r == nil {
		return nil
	}
	copied := *r
	copied.OS = os
	return &copied
}
