package render_test

import (
	"strings"
	"testing"

	"pes/generator/internal/sample"
)

// sidesProject has three distributions that do not agree: about one package all three, about others one, in branding
// and in a vendor.
func sidesProject() sample.Project {
	distro := func(name, more string) string {
		return "name = '" + name + "'\narches = ['x86_64']\n[release.8.rename]\nredhat-logos = '" +
			strings.ToLower(name) + "-logos'\n[release.8.baseos]\npesid = '" + strings.ToLower(name) + "8-baseos'\n" +
			"repo = { name = 'x', baseurl = 'https://x.example/', key = 'file:///etc/k' }\n" +
			"[release.8.appstream]\npesid = '" + strings.ToLower(name) + "8-appstream'\n" +
			"repo = { name = 'y', baseurl = 'https://y.example/', key = 'file:///etc/k' }\n" + more +
			"[[path]]\nfrom = 7\nto = 8\nsources = ['centos']\n" +
			"map = { base = ['baseos', 'appstream'] }\nleapp = ['0.21']\n"
	}
	return sample.Project{
		"content/distros/centos.toml": "name = 'CentOS'\n[release.7.base]\npesid = 'base'\n",
		"content/distros/acme.toml":   distro("Acme", ""),
		"content/distros/beta.toml":   distro("Beta", ""),
		"content/distros/rocky.toml": distro("Rocky", "[release.8.uek]\npesid = 'rocky8-uek'\n"+
			"repo = { name = 'u', baseurl = 'https://u.example/', key = 'file:///etc/k' }\n"),
		"content/events/a.toml": "[defaults]\nfrom = '7.9'\nto = '8.0'\nin_repo = 'base'\nout_repo = 'baseos'\n" +
			"[[removed]]\nin = ['wvdial', 'kernel-doc', 'kernel-debug']\nonly = ['rocky']\n" +
			"[[removed]]\nin = 'httpd'\nonly = ['acme']\n[[replaced]]\nin = 'httpd'\nout = 'nginx'\nonly = ['beta']\n" +
			"[[moved]]\nin = 'bash-doc'\nout = 'bash-doc@appstream'\nonly = ['acme']\n" +
			"[[moved]]\nin = 'bash-doc'\nonly = ['beta', 'rocky']\n" +
			"[[removed]]\nin = 'alike'\n[[replaced]]\nin = 'centos-logos'\nout = 'redhat-logos'\n",
		"vendors/web/vendor.toml": "name = 'Web'\nsignatures = ['85673046b5caca9e']\npaths = ['7-8']\n" +
			"distros = ['acme', 'beta']\n[repository.main]\nsource = 'web'\ntarget = 'el{major}-web'\n" +
			"repo = { name = 'w', baseurl = 'https://w.example/', key = 'file:///etc/k' }\n",
		"vendors/web/a.toml": "[[removed]]\nfrom = '7.9'\nto = '8.0'\nin = 'webby@main'\n",
	}
}

// What distributions make differently is on a page for each path, by who agrees with whom, and on one for each pair,
// with outcomes, those of packages that most machines have first; branding and vendors are apart.
func TestDistributionsSideBySide(t *testing.T) {
	t.Parallel()
	site := siteOf(t, sidesProject().Compile(t), nil, "", 2)
	for path, texts := range map[string][]string{
		"differences/7-8/index.html": {"5 packages of which not all three distributions make the same from 7 to 8.",
			"Rocky differs from the others 3 What happens to each package Package Acme and Beta Rocky " +
				"kernel-doc , kernel-debug stays, if 8 has it removed wvdial stays, if 8 has it removed",
			"Each differs from each 1 What happens to each package Package Acme Beta Rocky " +
				"httpd removed replaced by nginx stays, if 8 has it",
			"Acme differs from the others 1 What happens to each package Package Beta and Rocky Acme " +
				"bash-doc moves to BaseOS moves to AppStream",
			"Release packages and logos: each differs from each 1",
			"In Vendors Acme and Beta Web"},
		"differences/acme/rocky/index.html": {"What happens to packages in Acme and Rocky: 5 differ on 7 to 8.",
			"Kernel and hardware 2", "The same on every path: ", "Repositories no others also uek",
			"Vendors also Web no others",
			"7 to 8 5 What happens to each package Package Acme Rocky",
			"Kernel and hardware kernel-doc , kernel-debug stays, if 8 has it removed",
			"Release packages and logos, 7 to 8 1"},
		"differences/index.html": {"All distributions on one path 7 to 8 5",
			"Acme and Rocky 5 Beta 2 Beta and Rocky 4 Acme 2"},
		"distro/rocky/index.html": {"Compared with other distributions With the number of packages with different " +
			"outcomes. Acme 5 Beta 4"},
		"path/7-8/index.html": {"Distributions side by side"},
		"upgrades/index.html": {"Distributions side by side"},
	} {
		page := plainText(site, path)
		for _, text := range texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not say %q:\n%s", path, text, page)
			}
		}
		for _, no := range []string{"webby", "alike"} {
			if strings.HasPrefix(path, "differences/") && strings.Contains(page, no) {
				t.Errorf("%s names %s, which differs nowhere but by a vendor", path, no)
			}
		}
	}
}
