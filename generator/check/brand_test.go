package check

import (
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// Which packages of Red Hat and of other distributions are reported where an event leaves them. The in packages of
// other events do no harm: where nobody has them, the event is not applied.
func TestForeignBrands(t *testing.T) {
	for _, c := range []struct{ osID, event, want string }{
		{"almalinux", "3 7.9 8.0 centos-release@7 redhat-release@8B", "redhat-release"},
		{"almalinux", "3 7.9 8.0 centos-release@7 redhat-release@rhel8-BaseOS", "redhat-release"},
		{"almalinux", "3 7.9 8.0 redhat-release-server@7 almalinux-release@8B", ""},
		{"almalinux", "1 7.9 8.0 redhat-release-server@7 -", ""},
		{"almalinux", "1 8.6 9.0 insights-client@8A -", ""},
		{"almalinux", "3 8.6 9.0 insights-client@8A chrony@9A", ""},
		{"almalinux", "3 8.6 9.0 foo@8A insights-client@9A", "insights-client"},
		{"almalinux", "0 9.7 9.8 insights-core-selinux@9A -", "insights-core-selinux"},
		{"rocky", "2 8.3 8.4 rhc-worker-playbook@8A -", "rhc-worker-playbook"},
		{"rocky", "0 8.3 8.4 rhcp@8A -", ""},
		{"centos", "0 8.3 8.4 rhc@8A -", ""}, // Red Hat builds from CentOS Stream
		{"centos", "0 8.3 8.4 libreport-rhel-bugzilla@8A -", "libreport-rhel-bugzilla"},
		{"centos", "0 8.3 8.4 libreport-rhevm@8A -", ""},
		{"rhel", "0 8.3 8.4 rhc@8A;redhat-logos@8B -", ""},
		{"unheard-of", "0 8.3 8.4 redhat-logos@8B -", ""}, // a rebuild may keep the names

		// The tools for subscriptions are in the rebuilds, too.
		{"almalinux", "3 7.9 8.0 python-rhsm@7 python3-subscription-manager-rhsm@8B", ""},
		{"almalinux", "7 7.9 8.0 subscription-manager-gui@7 subscription-manager-cockpit@8B", ""},
		{"rocky", "0 8.3 8.4 rhsm-icons@8B;subscription-manager@8B -", ""},

		{"almalinux", "0 8.5 9.0 redhat-cloud-client-configuration@9A;redhat-flatpak-repo@9A -",
			"redhat-cloud-client-configuration redhat-flatpak-repo"},
		{"almalinux", "0 8.5 9.0 redhat-lsb-core@9A;redhat-rpm-config@9A;rhel-system-roles-sap@9A -", ""},
		{"almalinux", "0 8.5 9.0 rocky-logos@almalinux9-appstream;almalinux-logos@almalinux9-appstream -",
			"rocky-logos"},
		{"almalinux", "0 8.5 9.0 redhat-logos@almalinux9-appstream -", "redhat-logos"},
	} {
		for _, upstream := range []uint64{0, 1} {
			e := upstreamEvent(t, diag.Pos{File: &diag.File{Name: "f"}}, "1 "+c.event)
			e.Upstream = upstream
			var r rules.Reporter
			var list diag.List
			target := &model.Target{Distro: &model.Distro{OSID: c.osID}, Major: e.To.Major}
			(&checker{Reporter: &r, t: target}).brands([]*model.Event{e})
			r.AddTo(&list)
			list.Sort()
			var names []string
			for _, d := range list.All() {
				name, _, _ := strings.Cut(d.Message, " ")
				if names = append(names, name); d.Rule != "foreign-brand" {
					t.Errorf("%s is of rule %s", d.Message, d.Rule)
				}
			}
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("%s in %s, of upstream %d: %q, want %q", c.event, c.osID, upstream, got, c.want)
			}
		}
	}
}

// An event of upstream, which is one for all distributions, is reported once for all that would leave the package.
func TestForeignBrandOfUpstreamIsOneFinding(t *testing.T) {
	at := diag.Pos{File: &diag.File{Name: "content/upstream/el9.events"}}
	e := upstreamEvent(t, at, "1 0 9.7 9.8 insights-core@9A -")
	r := rules.Reporter{Distros: 3}
	var list diag.List
	for _, name := range []string{"almalinux", "rocky", "centos"} {
		target := &model.Target{Distro: &model.Distro{OSID: name, Folder: name}, Major: 9}
		(&checker{Reporter: &r, t: target}).brands([]*model.Event{e})
	}
	r.AddTo(&list)
	want := "insights-core is a package of Red Hat Enterprise Linux, and other distributions have no package with " +
		"this name: write its name there in [release.9.rename] of their files, or [[absent]] in " +
		"content/upstream.toml (almalinux, rocky)"
	if all := list.All(); len(all) != 1 || all[0].Message != want {
		t.Errorf("%v, want %q once", all, want)
	}
}
