package render_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// searchedProject has what searches are made for: two paths, tags, a vendor, and packages that only inventories name.
func searchedProject(t *testing.T) sample.Project {
	p := sample.Acme(t)
	p["content/events/el7-el8/tagged.toml"] = "[defaults]\nfrom = '7.7'\nto = '8.0'\nin_repo = 'base'\n" +
		"out_repo = 'baseos'\n[[removed]]\nin = ['httpd-old', 'zlib-old']\ntags = ['web']\n" +
		"[[renamed]]\nin = 'mod_x'\nout = 'mod_y'\ntags = ['web', 'security']\n" +
		"[[removed]]\nin = ['openssh-ldap', 'aaa']\ntags = ['security']\n"
	p["content/inventory/centos/7.base.packages"] = "release 7.9\nday 2026-11-20\ncomplete\narches x86_64\n\n" +
		"bash 4.2.46-34.el7\nhttpd 2.4.6-99.el7\nsudo 1.8.23-10.el7\n"
	p["content/inventory/acme/8.baseos.packages"] = "release 8.10\nday 2026-11-20\ncomplete\narches x86_64\n\n" +
		"bash 4.4.20-5.el8\nhttpd 2.4.37-65.el8\nsudo 1.9.5-1.el8\n"
	return p
}

const settled = 600 * time.Millisecond // what is further away has come by then

const (
	resultNames = `[...document.querySelectorAll(".search-name")].map((e) => e.textContent).join(" ")`
	saidFirst   = `document.querySelector(".search-hints p:not(:empty)")?.textContent`
)

// What the search promises, on a small site.
func TestBrowserSearch(t *testing.T) {
	need.Time(t)
	t.Parallel()
	b := newBrowser(t, siteOf(t, searchedProject(t).Compile(t), nil, "", 2))
	b.namesOfNothing()
	b.manyFilters()
	b.chips()
	b.fates()
	b.fits()
}

// namesOfNothing: a name that nothing has is said first, then what is near, in the list, on the page and at an address.
func (b *browser) namesOfNothing() {
	near := b.is(saidFirst + ` == "No event and no inventory names chrnoy. Near to it:" && ` +
		resultNames + ` == "chrony"`)
	b.page("search/?q=chrnoy", near)
	b.page("p/chrnoy/", near, b.is(`document.title.startsWith("Not here")`))
	b.page("p/ntp/", slash(), b.press("c", "h", "r", "n", "o", "y"), near,
		b.is(`document.querySelector(".search-popup:not([hidden]) .search-hints")`),
		b.is(`document.querySelector("[role=status]").textContent.startsWith("No event and no inventory names chrnoy.")`))
	b.page("search/?q=httpd-foo", b.is(resultNames+`.startsWith("httpd-old")`), // as much of the name as something has
		b.is(saidFirst+` == "No event and no inventory names httpd-foo. Near to it:"`))
	b.page("search/?q=foobarbaz", b.is(saidFirst+` == "No event and no inventory names foobarbaz. Check the spelling."`),
		b.is(`document.querySelector("main .search-hints").textContent.includes("dnf upgrades it where")`))
	b.page("search/?q=qwrtzpsd", b.is(saidFirst+` == "No event and no inventory names qwrtzpsd. Check the spelling."`),
		b.is(`!document.querySelector("main .search-hints").textContent.includes("dnf")`)) // no name at all
	b.page("search/?q=ntp+acme+7+to+9", b.is(saidFirst+` == "Perhaps you mean ntp distro:acme path:7-8,8-9"`),
		b.is(resultNames+`.startsWith("ntp")`))
	// a beginning is no name either, and what an inventory alone names is one
	b.page("search/?q=chro", b.is(saidFirst+` == "No event and no inventory names chro. Near to it:"`))
	b.page("search/?q=upgrad", b.is(resultNames+`.includes("Upgrades")`), chromedp.Sleep(settled), b.is(`!`+saidFirst))
	for _, q := range []string{"sudo", "chrony", "sudo-1.8.23-10.el7.x86_64"} {
		name, _, _ := strings.Cut(q, "-1")
		b.page("search/?q="+q, b.is(resultNames+`.startsWith("`+name+`")`), chromedp.Sleep(settled),
			b.is(`!`+saidFirst))
	}
	// a filter that does not exist offers those that do
	b.page("search/?q=tag:wob", b.is(saidFirst+` == "There is no tag “wob”. web"`),
		chromedp.Click(".search-hints button", chromedp.ByQuery),
		b.is(`new URLSearchParams(location.search).get("q") == "tag:web"`))
}

// manyFilters hold at once, with words and quotes, and the address keeps them.
func (b *browser) manyFilters() {
	for q, want := range map[string]string{
		"tag:web":                          "httpd-old mod_x mod_y zlib-old",
		"tag:web,security":                 "aaa httpd-old mod_x mod_y openssh-ldap zlib-old",
		"tag:web action:removed":           "httpd-old zlib-old",
		"tag:web action:removed zlib":      "zlib-old",
		`tag:security path:7-8 "mod_x"`:    "mod_x",
		"tag:web path:8-9":                 "",
		"vendor:web action:renamed":        "webd",
		"action:deprecated,moved path:8-9": "old-tool tool",
		"distro:acme path:7-8 action:removed tag:security,web repo:base ldap": "openssh-ldap",
	} {
		address := "search/?q=" + url.QueryEscape(q)
		b.page(address, b.is(`document.querySelector(".search-status").textContent`),
			b.is(resultNames+` == "`+want+`"`))
	}
}

// chips say how many results there would be, and keep to it; on a phone they are folded away.
func (b *browser) chips() {
	chip := func(value string) string { return `document.querySelector('[data-chip="` + value + `"]')` }
	b.page("search/?q=tag:web", b.is(chip("action:removed")+`.textContent == "removed 2"`),
		b.is(chip("tag:web")+`.getAttribute("aria-pressed") == "true"`),
		b.is(chip("path:7-8")+`.textContent == "7 to 8 4" && !`+chip("path:8-9")), // no result would remain
		b.is(chip("distro:acme")+`.textContent == "Acme Linux 4"`),
		chromedp.Click(`[data-chip="action:removed"]`, chromedp.ByQuery),
		b.is(`document.querySelector(".search-status").textContent == "2 results."`),
		b.is(`new URLSearchParams(location.search).get("q") == "tag:web action:removed"`),
		b.is(`document.activeElement.dataset.chip == "action:removed"`),
		b.is(chip("action:renamed")+`.textContent == "renamed 1"`), // what it would be instead
		chromedp.NavigateBack(), b.is(`document.querySelector(".search-status").textContent == "4 results."`))
	paths := b.is(`[...document.querySelectorAll("[data-chip^='path:']")].map((e) => e.dataset.chip).join() == ` +
		`"path:7-8,path:8-9"`)
	// what is chosen stands where it stood, and releases in the order of numbers
	b.page("search/?q=path:8-9", paths)
	b.page("search/", paths)
	for _, width := range []int64{320, 390} {
		b.page("search/?q=path:7-8", size(width, 700, false), b.is(`document.querySelectorAll(".search-chip").length > 5`),
			b.is(`!document.querySelector(".search-filters").open && !document.querySelector(".search-chips").checkVisibility() &&
				document.querySelector(".search-filters summary").textContent.startsWith("Filters")`),
			chromedp.Click(".search-filters summary", chromedp.ByQuery), b.is(`document.querySelector(".search-filters").open`),
			b.is(`document.documentElement.scrollWidth <= innerWidth`),
			b.is(`[...document.querySelectorAll(".search-chip")].every((e) => e.getBoundingClientRect().height >= 24)`))
	}
}

// fits: the list stays on a phone's screen, below the field of any page.
func (b *browser) fits() {
	for _, page := range []string{"", "p/ntp/"} {
		b.page(page, size(390, 700, false), slash(), b.press("n", "t"), b.is(`document.querySelector(".search-option")`),
			b.is(`(() => { const list = document.querySelector(".search-popup:not([hidden])").getBoundingClientRect(),
				field = document.activeElement.getBoundingClientRect();
				return list.left >= 0 && list.right <= innerWidth && list.width > 300 && list.top >= field.bottom &&
					list.top < field.bottom + 24 })()`))
	}
}

// fates: each result says what becomes of the package on each path, with the sign of the action; the page says all.
func (b *browser) fates() {
	note := `document.querySelector(".search-note")`
	b.page("p/ntp/", slash(), b.press("w", "e", "b", "d"),
		b.is(note+`?.textContent == "7 to 8: renamed to web-server (vendor web)"`), b.is(note+`.querySelector(".renamed")`),
		b.is(`getComputedStyle(`+note+`.querySelector(".renamed"), "::before").maskImage.includes("svg")`),
		b.press(kb.Escape), b.is(`document.querySelector(".search-popup").hidden`))
	b.page("search/?q=sudo", b.is(note+`?.textContent == "no change; 1.8.23, 1.9.5; base, then BaseOS"`),
		b.is(note+`.querySelector(".none")`)) // what no event names
	b.page("search/?q=ntp", b.is(note+`?.textContent == "7 to 8: is split into chrony, ntpstat"`),
		b.is(note+`.querySelector(".search-line.split")`))
}

// What newcomers ask is among the first five results, and neither packages nor pages bury the others: names of
// packages, and addresses, which begin with a slash.
var newcomers = map[string][]string{
	"php":                             {"php", "/docs/web-and-php/", "/tag/php/"},
	"kernel":                          {"kernel", "/tag/kernel/"},
	"mysql":                           {"mysql", "mysql-server", "/docs/databases/"},
	"postgres":                        {"postgresql", "/docs/databases/", "/vendor/postgresql/"},
	"docker":                          {"docker", "podman", "/docs/containers-and-virtualization/"},
	"ssh":                             {"openssh", "/docs/security-and-crypto-policies/"},
	"nginx":                           {"nginx", "/docs/web-and-php/", "/vendor/nginx-stable/"},
	"epel":                            {"/vendor/epel/", "/docs/third-party-repositories/"},
	"python":                          {"python", "/docs/python/"},
	"eol":                             {"/ends/"},
	"end of life":                     {"/ends/"},
	"rhel":                            {"/distro/rhel/", "/docs/convert-first/"},
	"rhel 8":                          {"/distro/rhel/"},
	"Red Hat":                         {"/distro/rhel/"},
	"alma":                            {"/distro/almalinux/", "almalinux-release"},
	"OL":                              {"/distro/oraclelinux/"},
	"oracle linux":                    {"/distro/oraclelinux/", "/path/8-9/oraclelinux/"},
	"rocky 9":                         {"/path/8-9/rocky/", "/path/9-10/rocky/"},
	"8 to 9":                          {"/path/8-9/"},
	"centos 7":                        {"/distro/centos/"},
	"removed packages":                {"/action/removed/"},
	"upgrade fails":                   {"/docs/what-leapp-said/"},
	"inhibitor":                       {"/docs/what-leapp-said/"},
	"how do I upgrade?":               {"/docs/before-you-upgrade/"},
	"will it work":                    {"/simulate/"},
	"what is removed":                 {"/action/removed/"},
	"download":                        {"/downloads/"},
	"which leapp have I":              {"/downloads/"},
	"convert centos to alma":          {"/docs/convert-first/"},
	"how do I add a vendor":           {"/docs/support-a-vendor/", "/vendor/"},
	"how do I ship my vendor's data?": {"/docs/support-a-vendor/"},
	"php 7.4":                         {"php", "/vendor/remi-php74/", "/docs/web-and-php/"},
	"httpd-foo":                       {"httpd"},
	"will my php keep working from 7 to 9 on Rocky?": {"php", "/docs/web-and-php/", "/distro/rocky/"},
	"compare alma rocky":                             {"/differences/"},
	"what does AlmaLinux do differently from Oracle for kernels?": {
		"/differences/", "/distro/almalinux/", "/distro/oraclelinux/"},
}

// asked asks newcomers' questions of the index of own content, and follows what it holds that is no package.
func (b *browser) asked() {
	questions, err := json.Marshal(newcomers)
	if err != nil {
		b.t.Fatal(err)
	}
	var wrong []string
	b.page("search/", chromedp.Evaluate(`(async (questions) => {
		const index = ranking.read(await (await fetch("../" + published.index)).json()), wrong = [];
		await import(new URL("../" + index.script, location));
		for (const q in questions) {
			const first = ranking.query(index, q, 5).results.map((r) => index.entries[r.entry]);
			for (const want of questions[q]) {
				if (!first.some((e) => e.name === want || "/" + e.url === want)) wrong.push(q + ": " + want + " is not among " + first.map((e) => e.name + " " + e.url).join(", "));
			}
		}
		const pages = new Set(index.entries.filter((e) => e.kind && e.kind !== index.kinds.indexOf("repository")).map((e) => e.url.split("#")[0]));
		await Promise.all([...pages].map(async (url) => {
			if (!(await fetch("../" + url, { method: "HEAD" })).ok) wrong.push("there is no " + url);
		}));
		return wrong;
	})(`+string(questions)+`)`, &wrong, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	for _, w := range wrong {
		b.t.Error(w)
	}
}
