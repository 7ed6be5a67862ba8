package machine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pes/generator/model"
)

// originTree has the repository base of 7, and the vendors nginx-stable, postgresql and web, whose keys are their
// names. The events of web know webmail and bash, those of the tree know bash.
func originTree() *model.Tree {
	entry := func(repoid string) *model.Family {
		return &model.Family{PESID: repoid, Entries: []model.Entry{
			{Repoid: repoid, Major: 7, Arch: "x86_64", Channel: "ga", Type: "rpm"}}}
	}
	event := func(name string) *model.Event {
		return &model.Event{In: []model.Package{{Name: name}}}
	}
	t := &model.Tree{Events: model.EventFile{Events: []*model.Event{event("bash")}}}
	t.Map.Map = model.Map{Families: []*model.Family{entry("base")},
		Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "base"}}}
	for _, v := range []struct{ name, repoid string }{
		{"nginx-stable", "nginx-stable"}, {"postgresql", "pgdg15"}, {"web", "web"},
	} {
		f := model.VendorFiles{Name: v.name, Sigs: []model.Signature{{ID: "key-of-" + v.name}}}
		f.Map.Map.Families = []*model.Family{entry(v.repoid)}
		t.Vendors = append(t.Vendors, f)
	}
	t.Vendors[2].Events = &model.EventFile{Events: []*model.Event{event("webmail"), event("bash")}}
	return t
}

// Where packages are from can be told from their repository, else from the data and their release; a signature says
// more than either.
func TestOrigin(t *testing.T) {
	t.Parallel()
	release := model.Release{Major: 7, Minor: 9}
	for list, want := range map[string]string{
		"php.x86_64 7-19.el7.remi @remi-php74\nntp.x86_64 4-2.el7 @base":          "repository remi-php74: php",
		"a.x86_64 1-1.el7 @web\nb.x86_64 1-1.el7 @anaconda/7\nc.x86_64 1-1 @base": "vendor web [web]: a",
		"a.x86_64 1-1.el7 @/a-1\nb.x86_64 1-1.el7 @commandline":                   "file: a b",
		"bash.x86_64 4-1.el7 @mirror\nzsh.x86_64 5-1.el7 @mirror":                 "",
		"bash.x86_64 4-1.el7.els @els":                                            "repository els: bash",
		"agent.x86_64 1-1 installed\nb.x86_64 1-1.el7 installed":                  "no release: agent",
		"php-7-19.el7.remi.x86_64\nbash-4-1.el7.x86_64":                           "builder remi: php",
		"base-1-1.el7.centos.x86_64":                                              "",
		"nginx-1-1.el7.ngx.x86_64": "builder ngx [nginx-stable] wake " +
			"nginx-stable: nginx",
		"postgresql15-15-1PGDG.rhel7.x86_64": "builder pgdg [postgresql] wake " +
			"pgdg15: postgresql15",
		"nginx-stable-extra-1-1.el7.x86_64": "vendor nginx-stable " +
			"[nginx-stable] wake nginx-stable: nginx-stable-extra",
		"webmail-1-1.el7.x86_64\nbash-4-1.el7.x86_64\nweb-release-7-1.noarch": "vendor web [web] wake web: " +
			"web-release webmail",
		"old-1-1.el6.x86_64\nbash-4-1.el7.x86_64": "older 6: old",
		"leapp-1-1.el7.noarch\nleapp-upgrade-1-1.el7.noarch\n" +
			"elevate-release-1-1.el7.noarch\npython2-leapp-1-1.el7.noarch": "leapp: " +
			"elevate-release leapp leapp-upgrade python2-leapp",
		"leapp-1-1.el7.noarch\nleapp-upgrade-el6toel7-1-1.el6.noarch": "" +
			"leapp: leapp; leapp 6: leapp-upgrade-el6toel7",
		"agent-1-1.x86_64\nother-2-1.x86_64": "",
		"httpd.x86_64 2-1.el7 @rhel-7-server-rpms\nb.x86_64 1-1.el7 @rhel-server-rhscl-7-rpms": "" +
			"",
		"a.x86_64 1-1.el7 @rhel-x": "repository rhel-x: a",
		"agent\nother":             "",
		`[{"name":"a","signature":"RSA/SHA256, Key ID 24c6a8a7f4a80eb5","repository":"remi"},
			{"name":"b","signature":"(none)"}, {"name":"c","signature":"Key ID key-of-web"},
			{"name":"d","repository":"base","signature":"Key ID 0123456789abcdef"}]`: "" +
			"vendor web [web] wake web: c; key: d; unsigned: b",
		"name,version,release,arch,vendor\nbash,4,1.el7,x86_64,CentOS\nzsh,5,1,x86_64,CentOS\n" +
			"epel,1,1.el7,noarch,Fedora Project\nnginx,1,1.el7.ngx,x86_64,NGINX Packaging\n" +
			"old,1,1.el6,noarch,Fedora": "" +
			"builder Fedora Project: epel; builder NGINX Packaging [nginx-stable] wake nginx-stable: nginx; " +
			"older 6: old",
		"name,version,release,arch,vendor,signature\na,1,1,noarch,Acme,Key ID 0123456789abcdef\n" +
			"b,1,1,noarch,Acme,(none)": "key Acme: a; unsigned Acme: b",
	} {
		l, err := Read("list", []byte(list))
		if err != nil {
			t.Fatal(err)
		}
		tree := originTree()
		u := Upgrade{Source: release, Target: model.Release{Major: 8}, Arch: "x86_64",
			Signers: Signers{Marks: []string{"centos"}, Keys: []string{"24c6a8a7f4a80eb5"}}}
		m, groups, _, err := l.Machine(tree, u)
		if err != nil {
			t.Fatal(err)
		}
		var got, foreign []string
		for _, g := range groups {
			text := strings.TrimSpace(string(g.Kind) + " " + g.Name)
			if len(g.Vendors) > 0 {
				text += fmt.Sprint(" ", g.Vendors)
			}
			if len(g.Wake) > 0 {
				text += " wake " + strings.Join(g.Wake, " ")
			}
			got = append(got, text+": "+strings.Join(g.Packages, " "))
			if g.Kind.Foreign() {
				foreign = append(foreign, g.Packages...)
			}
		}
		if text := strings.Join(got, "; "); text != want {
			t.Errorf("%s\ngives %s\nnot   %s", list, text, want)
		}
		for _, p := range m.Installed { // the others are signed by the distribution
			if (p.Signature != "") != slices.Contains(foreign, p.Name) {
				t.Errorf("%s: the signature of %s is %q", list, p.Name, p.Signature)
			}
		}
	}
}
