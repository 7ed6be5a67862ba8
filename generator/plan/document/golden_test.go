package document_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/fate"
	"pes/generator/machine"
	"pes/generator/plan"
	"pes/generator/plan/document"
)

var update = flag.Bool("update", false, "rewrite golden files")

// webServer is upgraded from CentOS 7 to AlmaLinux 9: it has a database, PHP of remi, Docker and an agent.
func webServer() *fate.Journey {
	ntp := &fate.Event{ID: 7, File: "content/events/time.toml", Line: 11, Why: "EL 8 keeps one NTP implementation.",
		Advice: "Read what Leapp made of `/etc/ntp.conf`:\n\n```\nchronyc sources -v\n```"}
	wrappers := &fate.Event{ID: 8, File: "content/events/network.toml", Line: 103, Advice: "Write it for the firewall.",
		Why: "No daemon of EL 8 reads `/etc/hosts.allow`."}
	renamed := &fate.Event{ID: 9, File: "content/events/python.toml", Line: 5}
	first := &fate.Result{OK: true, Form: "dnf list --installed", Arch: "x86_64", Stocked: true, AsOf: "2026-11-28",
		Counts: map[string]int{"installed": 14, fate.Removed: 1, fate.Replaced: 2, fate.Foreign: 6, fate.Orphan: 1},
		Assumed: []string{"gpg-pubkey is no package but keys: left out",
			"enabled are the base repositories: base, updates (--enabled)"},
		MissingKeys: []fate.MissingKey{{Name: "RPM-GPG-KEY-AlmaLinux-8",
			Awaited:      "content/keys/RPM-GPG-KEY-AlmaLinux-8",
			URL:          "https://repo.almalinux.org/almalinux/RPM-GPG-KEY-AlmaLinux-8",
			Fingerprints: []string{"bc5eddcadf502c077f1582882ae81e8aced7258b"},
			Repositories: []string{"almalinux8-baseos"}}},
		Mapped: []string{"almalinux8-baseos"},
		Groups: []machine.Group{{Kind: machine.OfVendor, Name: "docker-ce", Vendors: []string{"docker-ce"},
			Wake: []string{"docker-ce-stable"}, Packages: []string{"docker-ce"}},
			{Kind: machine.OfRepository, Name: "remi-php74", Packages: []string{"php", "php-fpm", "php-mysqlnd"}},
			{Kind: machine.OfFile, Packages: []string{"agent"}},
			{Kind: machine.NoRelease, Packages: []string{"telegraf"}}},
		Packages: []fate.Package{{Name: "agent", Fate: fate.Foreign}, {Name: "almalinux-release", Fate: fate.New},
			{Name: "bash", Fate: fate.Upgraded}, {Name: "centos-release", Fate: fate.Replaced,
				Instead: []string{"almalinux-release"}, Event: renamed},
			{Name: "docker-ce", Fate: fate.Foreign}, {Name: "glibc", Fate: fate.Moved},
			{Name: "mariadb-server", Fate: fate.Upgraded, Version: "5.5.68", Becomes: "10.3.39"},
			{Name: "ntp", Fate: fate.Replaced, Instead: []string{"chrony", "ntpstat"}, Event: ntp},
			{Name: "php", Fate: fate.Foreign}, {Name: "php-fpm", Fate: fate.Foreign},
			{Name: "php-mysqlnd", Fate: fate.Foreign}, {Name: "setserial", Fate: fate.Orphan},
			{Name: "tcp_wrappers", Fate: fate.Removed, Event: wrappers}, {Name: "telegraf", Fate: fate.Foreign}}}
	second := &fate.Result{OK: false, Arch: "x86_64", Mapped: []string{"almalinux9-baseos"},
		Refusals: []fate.Refusal{{Kind: "inhibit", Step: "repositories", Message: "a key is too old", File: "epel.repo",
			Line: 3}},
		EnabledModules: []string{"php:8.1"},
		Packages: []fate.Package{{Name: "almalinux-release", Fate: fate.Upgraded}, {Name: "chrony", Fate: fate.Stays},
			{Name: "screen", Fate: fate.Lost, Why: "its repository is unknown", To: "nowhere9"}}}
	j := &fate.Journey{Name: "web1", Hops: []*fate.Hop{
		{Source: "7.9", Target: "8.10", Leapp: "0.21", Data: "almalinux of these sources", Result: first},
		{Source: "8.10", Target: "9.6", Leapp: "0.23", Data: "almalinux of these sources", Result: second}}}
	j.Settle(true)
	return j
}

// A plan as people read it. Look at it after every change: would you follow it?
func TestGolden(t *testing.T) {
	t.Parallel()
	p := plan.Of(webServer())
	for name, write := range map[string]func(io.Writer, *plan.Plan) error{
		"testdata/plan.md": document.Markdown, "testdata/plan.html": document.HTML,
	} {
		var got bytes.Buffer
		if err := write(&got, p); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(name, got.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got.String()); d != "" {
			t.Errorf("%s is another plan now; read it, then go test ./generator/plan/document -update:\n%s", name, d)
		}
	}
}
