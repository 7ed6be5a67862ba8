package render_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pes/generator/internal/need"
	"pes/generator/render"
	"pes/generator/tree"
)

// A browser is one Chromium for all tests; each opens pages of its own.
type browser struct {
	t       *testing.T
	context context.Context
	url     string // of the site, with a slash
}

// serveTree serves a site as a host would that reads _headers.
func serveTree(t *testing.T, site tree.Tree) string {
	t.Helper()
	files := map[string][]byte{}
	for _, e := range site {
		files[strings.TrimPrefix(e.Path, "site")] = e.Data
	}
	var policy [][2]string
	for line := range strings.SplitSeq(string(files["/_headers"]), "\n") {
		if key, value, ok := strings.Cut(line, ": "); ok && len(policy) < 6 &&
			!strings.HasPrefix(key, "  Strict-Transport") {
			policy = append(policy, [2]string{strings.TrimSpace(key), value})
		}
	}
	types := map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
		".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		data, ok := files[name]
		for _, p := range policy {
			w.Header().Set(p[0], p[1])
		}
		if !ok {
			name, data = "/404.html", files["/404.html"]
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.Header().Set("Content-Type", types[name[strings.LastIndexByte(name, '.'):]])
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		w.Write(data)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// newBrowser starts Chromium, or skips where there is none.
func newBrowser(t *testing.T, site tree.Tree, flags ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	path := need.Program(t, "chromium", "chromium-browser", "google-chrome")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-prefers-reduced-motion", true)) // a page that still glides is not where a click goes
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &browser{t: t, context: ctx, url: serveTree(t, site)}
}

// page opens a page and does things there; whatever the page complains about is an error.
func (b *browser) page(path string, actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.context)
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 60*time.Second)
	defer stop()
	var complaints []string
	chromedp.ListenTarget(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Error())
		case *page.EventJavascriptDialogOpening:
			complaints = append(complaints, "opens a dialog: "+e.Message)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
				complaints = append(complaints, fmt.Sprint(e.Args[0].Value))
			}
		}
	})
	if err := chromedp.Run(ctx, append([]chromedp.Action{chromedp.Navigate(b.url + path)}, actions...)...); err != nil {
		b.t.Errorf("%s: %v", path, err)
	}
	for _, c := range complaints {
		b.t.Errorf("%s: %s", path, c)
	}
}

// size makes the window so large; scale is how far it is zoomed.
func size(width, height int64, dark bool) chromedp.Action {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	return chromedp.Tasks{chromedp.EmulateViewport(width, height),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme",
			Value: scheme}})}
}

// is asks that an expression is true in the page, soon.
func (b *browser) is(expression string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for range 200 {
			var yes bool
			err := chromedp.Evaluate("!!("+expression+")", &yes).Do(ctx)
			if err == nil && yes {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
		var state string
		_ = chromedp.Evaluate(`location.pathname + " | " + document.activeElement.value + " | " + document.activeElement.outerHTML.slice(0, 100) + [...document.querySelectorAll("[role=status]")].map((e) => " | " + e.textContent)`, &state).Do(ctx)
		return fmt.Errorf("never true: %s (at %s)", expression, state)
	})
}

func (b *browser) press(keys ...string) chromedp.Action {
	var out chromedp.Tasks
	for _, k := range keys {
		out = append(out, chromedp.KeyEvent(k))
	}
	return out
}

// slash is the key as a keyboard sends it: one event, so that a page can keep the sign out of the field it goes to.
func slash() chromedp.Action {
	return chromedp.Tasks{input.DispatchKeyEvent(input.KeyDown).WithKey("/").WithText("/").WithCode("Slash"),
		input.DispatchKeyEvent(input.KeyUp).WithKey("/").WithCode("Slash")}
}

// What people do with the site, in a browser, under the policy that _headers asks for.
func TestBrowser(t *testing.T) {
	need.Time(t)
	t.Parallel()
	c, guides, _ := ownProject(t)
	b := newBrowser(t, siteOf(t, c, guides, "", 2))
	b.searching()
	b.asked()
	b.unnamed()
	b.withoutScript()
	b.scheme()
	b.widths()
	b.home()
	b.sideBySide()
	b.pictures()
	b.printing()
}

// pictures of paths can be read and met on every screen: tiles are as large as a finger, text stays in its tile, and a
// tile leads to its subject.
func (b *browser) pictures() {
	const tiles = `[...document.querySelectorAll(".treemap a > svg")]`
	for path, width := range map[string]int64{"path/7-8/": 768, "path/8-9/": 390, "path/8-9/rocky/": 390,
		"path/9-10/": 1280} {
		b.page(path, size(width, 900, width == 768), b.is(tiles+`.length > 15`), b.is(tiles+`.every((t) => {
				const tile = t.querySelector(":scope > rect:last-child").getBoundingClientRect();
				return tile.width >= 24 && tile.height >= 24 && [...t.querySelectorAll("text")].every((x) =>
					x.getBoundingClientRect().right <= tile.right + 6);
			})`))
	}
	b.page("path/8-9/", size(390, 900, false), chromedp.Evaluate(
		`document.querySelector(".treemap a[href='#web'] rect:last-child").dispatchEvent(new MouseEvent("click", { bubbles: true }))`, nil),
		b.is(`location.hash == "#web" && document.querySelector("h3:target").textContent.startsWith("Web servers")`))
}

// home takes two screens of a phone.
func (b *browser) home() {
	b.page("", size(390, 844, false), b.is(`document.documentElement.scrollHeight <= 2 * 844`),
		b.is(`document.querySelector(".ways a").getBoundingClientRect().top < 844`))
}

// sideBySide: from the home page it is two taps to what one distribution does differently from another, by subject.
func (b *browser) sideBySide() {
	b.page("", size(390, 844, false), chromedp.Click(`a[href$="differences/"]`),
		b.is(`location.pathname == "/differences/"`),
		chromedp.Click(`#with-almalinux + ul a[href$="almalinux/oraclelinux/"]`),
		b.is(`location.pathname == "/differences/almalinux/oraclelinux/"`),
		b.is(`document.querySelector("#glance + .wide").textContent.includes("Kernel and hardware")`),
		chromedp.Click(`//th[text()="Kernel and hardware"]/following-sibling::td[2]/a`, chromedp.BySearch),
		b.is(`document.querySelector("th:target").textContent == "Kernel and hardware"`))
}

// searching is done by keyboard, and repairs typos, and knows filters.
func (b *browser) searching() {
	field := `document.activeElement.matches("input[name=q]")`
	b.page("p/systemd/", slash(), b.is(field), b.press("c", "h", "r", "o"),
		b.is(`document.activeElement.value == "chro" && document.querySelectorAll("[role=option]").length > 0`),
		b.press(kb.ArrowDown),
		b.is(`document.activeElement.getAttribute("aria-activedescendant")`), b.press(kb.Enter),
		b.is(`location.pathname == "/p/chrony/"`))
	// signs are text there
	b.page("", slash(), b.is(field), b.press("n", "t", "p", "/", "?"), b.is(`document.activeElement.value == "ntp/?"`),
		b.press(kb.Backspace, kb.Backspace), b.is(`document.querySelectorAll("[role=option]").length > 0`),
		b.press(kb.Escape), b.is(field+` && document.activeElement.value == "ntp"`), b.press(kb.Enter),
		b.is(`location.pathname == "/p/ntp/"`))
	b.page("docs/", b.press("?"), b.is(`document.querySelector("dialog[open]")`),
		b.is(`document.activeElement.id == "search-dialog" && document.querySelector("dialog").scrollTop == 0`), b.press(kb.Escape),
		b.is(`!document.querySelector("dialog[open]")`))
	first := func(name string) chromedp.Action {
		return b.is(`document.querySelector(".search-option .search-name")?.textContent == "` + name + `"`)
	}
	b.page("search/?q=chrnoy", first("chrony"))
	b.page("search/?q=sytsemd", first("systemd"))
	b.page("search/?q=path:8-9+action:removed", b.is(`document.querySelector(".search-option")`),
		chromedp.Click(`[data-chip="action:removed"]`, chromedp.ByQuery),
		b.is(`new URLSearchParams(location.search).get("q").trim() == "path:8-9"`))
	b.page("search/?q=mariadb", b.is(`[...document.querySelectorAll(".search-kind")].some((e) => e.textContent == "vendor")`))
	b.page("search/?q=foobarbaz", b.is(`document.querySelector(".search-status").textContent == "No results."`),
		b.is(`document.querySelector("main .search-hints").textContent.includes("nobody maps it here, and its packages stay as they are")`),
		chromedp.Click(`//a[text()="How to add a vendor"]`, chromedp.BySearch),
		b.is(`location.pathname == "/docs/support-a-vendor/"`))
	// an id out of Leapp's log, alone and in its line
	for _, q := range []string{"177482714377671", "Applying event 177482714377671 (SPLIT): replacing packages"} {
		b.page("search/?q="+url.QueryEscape(q), first("event 177482714377671"),
			// the list may be drawn once more between a look at it and a click
			b.is(`location.href.endsWith("/p/ntp/#e177482714377671") || document.querySelector(".search-option")?.click()`))
	}
	b.page("search/?q=event+4711", b.is(`document.querySelector("main .search-hints").textContent.includes("has the id 4711")`))
	b.page("p/ntpd/", b.is(`document.title.startsWith("Not here")`),
		b.is(`document.querySelector("main input[name=q]").value == "ntpd"`),
		b.is(`[...document.querySelectorAll(".search-option")].some((e) => e.pathname == "/p/ntp/")`))
	// where the address of the site is not known, it stands two folders below its root, as pages of packages do
	b.page("vendor/nothing/", b.is(`document.querySelector("link[rel=stylesheet]").sheet.cssRules.length > 50`))
}

// unnamed packages, which no event names, have an answer too: out of the pages of all packages.
func (b *browser) unnamed() {
	for _, name := range []string{"httpd", "bash", "php", "nginx", "openssl", "samba"} {
		option := `[...document.querySelectorAll(".search-option")].find((o) => o.querySelector(".search-name").textContent == "` +
			name + `")`
		b.page("search/?q="+name, b.is(option+`?.querySelector(".search-note").textContent`),
			b.is(`location.pathname != "/search/" || `+option+`?.click()`), // and the link leads to the row or the page
			b.is(`(document.querySelector("tr:target th") || document.querySelector("h1")).textContent == "`+name+`"`))
	}
	b.page("p/systemd/", slash(), b.press("s", "u", "d", "o", kb.Enter), b.is(`location.hash == "#sudo"`))
	b.page("search/?q=sudoo", b.is(`[...document.querySelectorAll(".search-name")].some((n) => n.textContent == "sudo")`))
	b.page("p/sudo/", b.is(`document.querySelector(".search-option").hash == "#sudo"`)) // an address that stays
	b.page("search/?q=sudo-1.8.23-10.el7.x86_64",
		b.is(`document.querySelector(".search-note")?.textContent.includes("1.9.5")`))
}

// withoutScript everything can be found all the same.
func (b *browser) withoutScript() {
	off := emulation.SetScriptExecutionDisabled(true)
	b.page("", off, chromedp.Reload(), chromedp.SetValue("main input[name=q]", "ntp", chromedp.ByQuery),
		chromedp.Click("main form button", chromedp.ByQuery),
		chromedp.WaitVisible(`main a[href$="a-z/n/"]`, chromedp.ByQuery), chromedp.Click(`main a[href$="a-z/n/"]`,
			chromedp.ByQuery),
		chromedp.WaitVisible(`a[href$="p/ntp/"]`, chromedp.ByQuery), chromedp.Click(`a[href$="p/ntp/"]`,
			chromedp.ByQuery), chromedp.WaitVisible(".answers", chromedp.ByQuery),
		chromedp.WaitNotPresent("#theme:not([hidden])", chromedp.ByQuery))
}

// scheme is the system's until somebody chooses; the choice is there before the page is shown.
func (b *browser) scheme() {
	dark := `getComputedStyle(document.body).backgroundColor == "rgb(20, 24, 27)"`
	light := `getComputedStyle(document.body).backgroundColor == "rgb(251, 250, 247)"`
	b.page("p/ntp/", size(1200, 900, true), b.is(dark), size(1200, 900, false), b.is(light),
		chromedp.Click("#theme"), b.is(`document.documentElement.dataset.theme == "light"`), chromedp.Click("#theme"),
		b.is(dark),
		chromedp.Navigate(b.url+"p/chrony/"), b.is(`document.documentElement.dataset.theme == "dark"`), b.is(dark),
		b.is(`[...document.scripts].find((s) => s.src.includes("theme")).closest("head") && !document.querySelector("script[src*=theme]").defer`),
		chromedp.Click("#theme"), b.is(light), b.is(`!("theme" in document.documentElement.dataset)`))
}

// widths: nothing is cut off on a phone, nor at 400 % of a window of 1280 pixels; what is wide scrolls in its own box.
func (b *browser) widths() {
	lineage := func(width int64, drawing, list bool) {
		b.page("p/ntp/", size(width, 640, false), b.is(fmt.Sprintf(
			`document.querySelector(".lineage").checkVisibility() == %t && document.querySelector(".lineage-list").checkVisibility() == %t`,
			drawing, list)))
	}
	lineage(1200, true, false)
	lineage(390, false, true)
	for _, path := range []string{"", "p/ntp/", "p/systemd/", "path/7-8/", "path/7-8/rocky/", "distro/rocky/",
		"vendor/mariadb/", "repo/base/", "downloads/", "downloads/0.21/rocky/el8/", "rules/", "glossary/",
		"search/?q=ntp", "nothing/", "vendor/", "differences/", "differences/8-9/",
		"differences/almalinux/oraclelinux/", "ends/", "csv/"} {
		for _, width := range []int64{390, 320} {
			b.page(path, size(width, 640, false), b.is(`document.readyState == "complete"`),
				b.is(`document.documentElement.scrollWidth <= innerWidth`),
				b.is(`[...document.querySelectorAll("header a, header input, header button, nav a")].every((e) => !e.offsetParent || e.getBoundingClientRect().height >= 24)`))
		}
	}
}

// printing shows what is folded away, and leaves out what paper cannot do.
func (b *browser) printing() {
	b.page("p/ntp/", emulation.SetEmulatedMedia().WithMedia("print"),
		b.is(`[...document.querySelectorAll(".lineage a, .lineage-list a")].some((a) => a.getBoundingClientRect().height > 0)`),
		b.is(`!document.querySelector(".lineage").checkVisibility() && !document.querySelector("header form").offsetParent`),
		b.is(`getComputedStyle(document.body).backgroundColor == "rgb(255, 255, 255)"`))
}

// Nothing of what hostile authors write runs in a browser either.
func TestBrowserHostile(t *testing.T) {
	need.Time(t)
	t.Parallel()
	p := hostileProject()
	catalog, _ := p.TryCompile(t)
	guides := []render.Guide{{Name: "a<b>", Title: "<script>alert(1)</script>",
		Text: []byte(p["content/docs/a<b>.md"])}}
	site := siteOf(t, catalog, guides, "", 2)
	b := newBrowser(t, site)
	for _, e := range site {
		name, isPage := strings.CutSuffix(strings.TrimPrefix(e.Path, "site/"), "index.html")
		if !isPage {
			continue
		}
		parts := strings.Split(name, "/")
		for i := range parts {
			parts[i] = url.PathEscape(parts[i])
		}
		scripts := 2
		if parts[0] == "downloads" {
			scripts = 3 // one copies commands
		}
		b.page(strings.Join(parts, "/"), b.is(fmt.Sprintf(`document.querySelectorAll("script").length == %d`, scripts)),
			b.is(`!document.querySelector("[onload],[onerror],[onclick]")`),
			b.is(`document.title.endsWith("pes")`))
	}
	b.page("search/?q=script", b.is(`document.querySelectorAll(".search-option").length > 0 && document.querySelectorAll("script").length == 2`))
}
