package upgrade_test

import (
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A rule is one sentence about a machine that goes from 7.9 to 8.10.
type rule struct {
	rule      string
	events    string // divided by ;
	installed string
	want      string
}

func checkRules(t *testing.T, rules []rule) {
	t.Helper()
	for _, c := range rules {
		t.Run(c.rule, func(t *testing.T) {
			o := engine(t, world(t, strings.Split(c.events, "; ")...)).Run(machine(c.installed))
			if got := told(o); got != c.want {
				t.Errorf("%s with %s: %s, want %s", c.events, c.installed, got, c.want)
			}
		})
	}
}

// What each action does (Leapp guide 4.7).
func TestActions(t *testing.T) {
	checkRules(t, []rule{
		{"a package no event names stays", "removed 7.7 8.0 x@base", "a", "="},
		{"removed", "removed 7.7 8.0 a@base", "a b", "-a"},
		{"removed with out packages installs them", "removed 7.7 8.0 a@base -> b@t", "a", "+b -a !t8"},
		{"replaced", "replaced 7.7 8.0 a@base -> b@t", "a", "+b -a !t8"},
		{"replaced needs all its in packages", "replaced 7.7 8.0 a@base b@base -> c@t", "a", "="},
		{"replaced with all its in packages", "replaced 7.7 8.0 a@base b@base -> c@t", "a b", "+c -a -b !t8"},
		{"split", "split 7.7 8.0 a@base -> a@t b@u", "a", "+b !t8 !u8"},
		{"merged needs one of its in packages", "merged 7.7 8.0 a@base b@base -> c@t", "b", "+c -b !t8"},
		{"merged needs one", "merged 7.7 8.0 a@base b@base -> c@t", "d", "="},
		{"moved gives the new repository", "moved 7.7 8.0 a@base -> a@t", "a", "!t8"},
		{"present gives the new repository", "present 7.7 8.0 a@t", "a", "!t8"},
		{"present installs nothing", "present 7.7 8.0 a@t b@t", "a", "!t8"},
		{"present brings back what was there in an earlier release", "removed 7.7 8.0 a@base; present 7.6 8.1 a@t", "a",
			"!t8"},
		{"present ignores what has only been there within its release",
			"replaced 7.7 8.0 a@base -> b@t; removed 7.7 8.1 b@t; present 7.6 8.1 c@t", "a", "-a"},
		{"deprecated gives the new repository", "deprecated 7.7 8.0 a@t", "a", "!t8"},
		{"deprecated installs the absent ones too", "deprecated 7.7 8.0 a@t b@t", "a", "+b !t8"},
		{"an empty in set is always true", "replaced 7.7 8.0 -> b@t", "a", "="}, // no streams at all: no event
		{"a map whose in side nobody carries gives one", "replaced 7.7 8.0 a@base -> b@t/m:2 | m:1=m:2", "z",
			"+b :m:2 !t8"},
		{"reinstalled in the last release crashes", "reinstalled 7.7 8.1 a@base -> a@t", "a", "crash pes"},
		{"before it, it is lost", "reinstalled 7.7 8.0 a@base -> a@t; removed 7.7 8.1 z@base", "a", "!t8"},
	})
}

// Which events count, and in which order (Leapp guide 4.1, 4.2, 4.5 and 4.6).
func TestReleases(t *testing.T) {
	checkRules(t, []rule{
		{"an event leads to the next release", "replaced 7.7 8.0 a@base -> b@t; replaced 8.0 8.1 b@t -> c@t", "a",
			"+c -a !t8"},
		{"but not within its own", "replaced 7.7 8.0 a@base -> b@t; replaced 7.6 8.0 b@t -> c@t", "a", "+b -a !t8"},
		{"order within a release counts", "replaced 7.7 8.0 a@base -> b@t; removed 7.7 8.0 b@base", "a b", "-a -b"},
		{"the other order", "removed 7.7 8.0 b@base; replaced 7.7 8.0 a@base -> b@t", "a b", "-a !t8"},
		{"releases before the source are past", "removed 7.5 7.9 a@base; removed - 8.0 z@base", "a", "="},
		{"releases after the target are to come", "removed 8.0 8.11 a@base; removed - 8.0 z@base", "a", "="},
		{"the initial release filters nothing", "removed 7.1 8.0 a@base", "a", "-a"},
		{"no relevant release is a crash", "removed 7.1 7.2 a@base", "a", "crash pes"},
		{"other architectures are not read", "removed 7.7 8.0 a@base | s390x; removed 7.7 8.0 b@base", "a b", "-b"},
		{"nothing for this architecture ends it at once", "removed 7.7 8.0 a@base | s390x", "a acme-tool@acme7", "="},
		{"packages of Leapp are left alone", "removed 7.7 8.0 leapp@base; removed 7.7 8.0 a@base leapp-deps@base",
			"a leapp leapp-deps", "="},
		{"but their releases count", "removed 7.7 8.0 leapp@base", "a", "="},
		{"the later of two releases shadows", "replaced 7.7 8.0 a@base -> b@t; removed 7.7 8.4 a@base", "a", "-a"},
		{"a shadow beyond the target is none", "replaced 7.7 8.0 a@base -> b@t; removed 7.7 8.11 a@base", "a",
			"+b -a !t8"},
		{"other initial releases do not shadow", "replaced 7.6 8.0 a@base -> b@t; removed 7.7 8.4 a@base", "a",
			"+b -a !t8"},
		{"of two of one greatest release all apply",
			"replaced 7.7 8.4 a@base -> b@t; replaced 7.7 8.4 a@base -> c@t; replaced 7.7 8.0 a@base -> d@t", "a",
			"+d -a !t8"},
		{"repositories do not tell in sets apart", "replaced 7.7 8.0 a@base -> b@t; removed 7.7 8.4 a@extra", "a",
			"-a"},
	})
}

// PES IDs become repoids, or packages are lost (Leapp guide 4.9 and 4.10).
func TestRepositories(t *testing.T) {
	checkRules(t, []rule{
		{"an unknown PES ID loses the package", "replaced 7.7 8.0 a@base -> b@nowhere", "a", "-a ?b"},
		{"also an installed one", "moved 7.7 8.0 a@base -> a@nowhere", "a", "-a ?a"},
		{"a repository on another architecture is unknown", "moved 7.7 8.0 a@base -> a@x86", "a", "!x868"},
		{"a PES ID spelled like an installed repoid is none", "moved 7.7 8.0 a@base -> a@extra", "a b@extra", "="},
		{"with a vendor's map the main one's CRB is not blacklisted", "replaced 7.7 8.0 a@base -> b@rhel8-CRB", "a",
			"+b -a !crb8"},
		{"with and without stream in one unknown repository crashes",
			"moved 7.7 8.0 a@base -> a@nowhere; moved 7.7 8.0 a@base/m:1 -> a@nowhere/m:1 | m:1=m:1", "a a/m:1",
			"crash pes"},
	})
}

// Module streams (Leapp guide 3 and 4.8).
func TestStreams(t *testing.T) {
	checkRules(t, []rule{
		{"a module stream is part of a package's name", "removed 7.7 8.0 a@base", "a/m:1", "="},
		{"events of a stream take that stream", "removed 7.7 8.0 a@base/m:1", "a/m:1", "-a"},
		{"without maps a stream leads to none", "replaced 7.7 8.0 a@base/m:1 -> b@t", "a/m:1", "+b -a !t8"},
		{"an out package with streams and no map is lost", "replaced 7.7 8.0 a@base -> b@t/m:1", "a", "-a"},
		{"maps lead from stream to stream", "replaced 7.7 8.0 a@base/m:1,m:2 -> b@t/m:3,m:4 | m:1=m:3,m:2=m:4", "a/m:2",
			"+b -a :m:4 !t8"},
		{"of several streams the smallest is taken", "replaced 7.7 8.0 a@base -> b@t/m:3,m:4 | -=m:4,-=m:3", "a",
			"+b -a :m:3 !t8"},
		{"streams of no event are dropped with the major", "removed 7.7 8.0 z@base; replaced 7.7 8.1 y@base -> x@t",
			"a/m:1 y", "+x -y !t8"},
		{"an event that does not apply keeps the stream",
			"moved 7.7 8.1 a@base/m:1 b@base/m:1 -> a@t; removed 7.7 8.0 z@base", "a/m:1 z", "-z :m:1"},
		{"events of the source's major do not", "present 7.7 7.10 a@base/m:1; removed 7.7 8.0 z@base", "a/m:1 z", "-z"},
	})
}

// Where a package comes from depends on the machine.
func TestArchitecture(t *testing.T) {
	m := machine("a")
	m.Arch = "aarch64"
	if got := told(engine(t, world(t, "moved 7.7 8.0 a@base -> a@x86")).Run(m)); got != "-a ?a" {
		t.Error(got)
	}
}

// A vendor is active when one of its source repositories is enabled; then its events, keys and .repo file are read.
func TestVendors(t *testing.T) {
	tree := world(t, "removed 7.7 8.0 z@base")
	signature := "RSA/SHA256, Tue 04 May 2021, Key ID abf5bd827bd9bf62"
	for _, c := range []struct {
		rule, enabled, signature, want, custom string
	}{
		{"asleep", "base", "", "=", "t8 u8"},
		{"active", "base acme7", "", "+acme-tools -acme-tool !acme8", "acme8 t8 u8"},
		{"signed by the vendor", "acme7", signature, "+acme-tools -acme-tool !acme8", "acme8 t8 u8"},
		{"signed by somebody else", "acme7", strings.ToUpper(signature), "=", "acme8 t8 u8"},
		{"with its beta repository", "acme7 acme8-beta", signature, "+acme-tools -acme-tool !acme8",
			"acme8 acme8-beta t8 u8"},
	} {
		m := machine("acme-tool@acme7")
		m.Enabled, m.Installed[0].Signature = strings.Fields(c.enabled), c.signature
		o := engine(t, tree).Run(m)
		if got := told(o); got != c.want || strings.Join(o.Custom, " ") != c.custom {
			t.Errorf("%s: %s and %s, want %s and %s", c.rule, got, o.Custom, c.want, c.custom)
		}
	}
}

// Of two vendors whose maps list one repository only the one read last is active.
func TestTwoVendorsOneRepository(t *testing.T) {
	tree := world(t, "removed 7.7 8.0 z@base")
	other := tree.Vendors[0]
	other.Name, other.Events = "zeta", nil
	tree.Vendors = append(tree.Vendors, other)
	m := machine("a")
	m.Enabled = []string{"acme7"}
	o := engine(t, tree).Run(m)
	if strings.Join(o.Vendors, " ") != "zeta" || len(o.Notes) != 1 {
		t.Error(o.Vendors, o.Notes)
	}
}

// New packages of a blacklisted repository are dropped, those that are there stay.
func TestBlacklistedPackages(t *testing.T) {
	for event, want := range map[string]string{"replaced 7.7 8.0 a@base -> b@rhel8-CRB": "-a ?b",
		"moved 7.7 8.0 a@base -> a@rhel8-CRB": "="} {
		tree := world(t, event)
		tree.Vendors = nil
		if got := told(engine(t, tree).Run(machine("a"))); got != want {
			t.Errorf("%s: %s, want %s", event, got, want)
		}
	}
}

// The target's CRB is not used, unless the source's is, or the machine's own .repo file has it.
func TestBlacklist(t *testing.T) {
	for _, c := range []struct{ rule, enabled, section, black, mapped, report string }{
		{"not enabled", "base", "", "crb8", "t8", "Excluded target system repositories"},
		{"enabled", "base optional", "", "", "t8", ""},
		{"asked for", "base", "crb8", "", "crb8 t8", "Using repository not supported by Red Hat"},
	} {
		tree := world(t, "moved 7.7 8.0 a@base -> a@t")
		tree.Vendors = nil // with a vendor's map the main one would not be looked at
		if c.section != "" {
			tree.Map.Map.Mappings[0].To = []string{"t", "rhel8-CRB"}
			tree.Repo.Sections = append(tree.Repo.Sections, model.Section{Repoid: c.section})
		}
		m := machine("a")
		m.Enabled = strings.Fields(c.enabled)
		o := engine(t, tree).Run(m)
		title := ""
		if len(o.Reports) > 0 {
			title = o.Reports[0].Title
		}
		if strings.Join(o.Blacklisted, " ") != c.black || strings.Join(o.Mapped, " ") != c.mapped || title != c.report {
			t.Errorf("%s: blacklisted %s, mapped %s, %q", c.rule, o.Blacklisted, o.Mapped, title)
		}
	}
}

// The transaction lists come before and after the events.
func TestTransactionLists(t *testing.T) {
	for _, c := range []struct{ rule, version, install, remove, keep, pes, transaction string }{
		{"none", "0.21", "", "", "", "+b -a !t8", "+b -a ^c"},
		{"install meets an event", "0.21", "x", "", "", "+b +y -a -x !t8", "+b +x +y -a ^c"},
		{"remove before the events", "0.21", "", "a", "", "=", "-a ^c"},
		{"keep puts it back", "0.21", "", "a", "a", "+b -a !t8", "+b =a ^a ^c"},
		{"what is not installed cannot be removed", "0.21", "", "z", "", "+b -a !t8", "+b -a ^c"},
		{"remove twice", "0.21", "", "a a", "", "crash pes", ""},
		{"upstream merges: none", "0.25", "", "", "", "+b -a !t8", "+b -a ^c"},
		{"upstream merges: install", "0.25", "n", "", "", "+b +n -a !t8", "+b +n -a ^c"},
		{"upstream merges: remove", "0.25", "", "c z", "", "+b -a -c !t8", "+b -a -c"},
		{"upstream merges: keep", "0.25", "", "", "a", "+b !t8", "+b =a ^a ^c"},
		{"upstream merges: twice", "0.25", "", "c c", "", "+b -a -c !t8", "+b -a -c"},
	} {
		tree := world(t, "replaced 7.7 8.0 a@base -> b@t", "replaced 7.7 8.0 x@base -> y@t")
		tree.Leapp = c.version
		m := machine("a c")
		m.Install, m.Remove, m.Keep = strings.Fields(c.install), strings.Fields(c.remove), strings.Fields(c.keep)
		o := engine(t, tree).Run(m)
		if got := told(o); got != c.pes {
			t.Errorf("%s: %s, want %s", c.rule, got, c.pes)
		}
		if got := transaction(o); got != c.transaction {
			t.Errorf("%s: the transaction is %q, want %q", c.rule, got, c.transaction)
		}
	}
}

// What is installed is upgraded also where no event says anything.
func TestTransactionWithoutEvents(t *testing.T) {
	m := machine("a c/m:1 d")
	m.Installed[2].Signature, m.Remove = "(none)", []string{"c"}
	if got := transaction(engine(t, world(t)).Run(m)); got != "-c ^a" {
		t.Error(got)
	}
}

func transaction(o *upgrade.Outcome) string {
	var out []string
	if x := o.Transaction; x != nil {
		for _, l := range []struct {
			sign  string
			names []string
		}{{"+", x.Install}, {"-", x.Remove}, {"=", x.Keep}, {"^", x.Upgrade}} {
			for _, n := range l.names {
				out = append(out, l.sign+n)
			}
		}
	}
	return strings.Join(out, " ")
}
