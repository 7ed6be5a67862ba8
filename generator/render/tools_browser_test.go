package render_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/tree"
	"pes/generator/web/composer"
)

// maxProgram is how many bytes a program may have, compressed.
const maxProgram = 3 << 19 // 1.5 MiB

// built are the programs of the tools, made as make makes them.
var built = sync.OnceValues(func() (*render.Programs, error) {
	dir, err := os.MkdirTemp("", "pes-programs")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	p := &render.Programs{}
	if p.Glue, err = os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec.js")); err != nil {
		return nil, err
	}
	for name, to := range map[string]*[]byte{"simulate": &p.Simulate, "compose": &p.Compose} {
		inlining := map[string]string{"simulate": "pes/generator/upgrade=", "compose": "all=-l"}[name]
		tags := map[string]string{"simulate": "facts_json"}[name]
		cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid=",
			"-tags", tags, "-gcflags=all=-l", "-gcflags="+inlining, "-o", filepath.Join(dir, name), "../web/wasm/"+name)
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w\n%s", err, out)
		}
		compressed, err := exec.Command("gzip", "-9nc", filepath.Join(dir, name)).Output()
		if err != nil {
			return nil, err
		}
		*to = compressed
	}
	return p, nil
})

// toolSite is a site with the programs of its tools.
func toolSite(t *testing.T, p sample.Project, guides []render.Guide) tree.Tree {
	t.Helper()
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	date := time.Unix(1767225600, 0)
	c := p.Compile(t)
	data, _ := leapp.Write(c, leapp.Options{Date: date})
	pages, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }, Guides: guides,
		Programs: programs, Sources: composer.Bundle(p.Files(t))},
		render.Options{Edit: "https://forge.example/pes/edit/main/", Date: date, Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	pages = slices.DeleteFunc(pages, func(e tree.Entry) bool { return strings.HasSuffix(e.Path, "/") })
	for i := range pages {
		pages[i] = tree.Entry{Path: pages[i].Path, Data: pages[i].Bytes()}
	}
	return pages
}

// manyPackages is a list as rpm -qa prints it: packages that events of a tree take, and some that no event knows.
func manyPackages(t *testing.T, c *model.Catalog, distro string, major, n int) (list string) {
	t.Helper()
	seen := map[string]bool{}
	for _, target := range c.Targets {
		if target.Distro.Folder != distro || target.Major != major {
			continue
		}
		for i, e := range target.Events {
			for _, p := range e.In {
				if len(seen) < n && !seen[p.Name] && (i%2 == 0 || len(target.Events)-i < n) {
					seen[p.Name] = true
				}
			}
		}
	}
	for i := 0; len(seen) < n || i < n/10; i++ {
		seen[fmt.Sprintf("nobody-knows-%d", i)] = true
	}
	var b strings.Builder
	for _, name := range sortedKeys(seen)[:n] {
		fmt.Fprintf(&b, "%s-1.0-1.el%d.x86_64\n", name, major-1)
	}
	return b.String()
}

// The page says what the command says, of a list of 500 packages and on real data.
func TestSimulatePage(t *testing.T) {
	need.Time(t)
	t.Parallel()
	p, _ := sample.Import(t, sample.Shared(t, "leapp-data/2024-07"))
	c := p.Compile(t)
	site := toolSite(t, p, nil)
	b := newBrowser(t, site)
	list := manyPackages(t, c, "rocky", 8, 500)
	want := commandSays(t, site, "data/leapp-0.16/rocky/el8", list)
	wantCSV := commandSays(t, site, "data/leapp-0.16/rocky/el8", list, "--format", "csv")

	var text, csv, shown string
	var took, computed []float64
	report := `document.querySelector("#report h2")`
	b.page("simulate/", chromedp.WaitVisible("#tool"), chromedp.Focus("#list"), chromedp.SetValue("#list", list),
		chromedp.SetValue("#way", "rocky 7 8"),
		chromedp.Evaluate(`document.getElementById("way").dispatchEvent(new Event("change"))`, nil),
		b.is(`document.querySelector("#data table") && !document.getElementById("status").textContent`),
		chromedp.Click(".go"), b.is(report), b.is(`document.activeElement == `+report), chromedp.Click(".go"),
		chromedp.Click(".go"),
		chromedp.Evaluate(`performance.getEntriesByName("simulate").map((e) => e.duration)`, &took),
		chromedp.Evaluate(`performance.getEntriesByName("computed").map((e) => e.duration)`, &computed),
		chromedp.Evaluate(`JSON.parse(pes("text", "false", [])[0])`, &text),
		chromedp.Evaluate(`JSON.parse(pes("csv", "{}", [])[0])`, &csv), chromedp.Text("#report", &shown),
		b.is(`document.querySelector("#data").textContent.includes("`+sumOf(site,
			"site/data/leapp-0.16/rocky/el8/etc/leapp/files/pes-events.json")+`")`))
	t.Logf("500 packages, from the click to the report: %.0f ms (the first, the second, the third); computed in %.0f",
		took, computed)
	if d := cmp.Diff(want, text); d != "" {
		t.Error("the page and the command differ (-command +page):", d)
	}
	if d := cmp.Diff(wantCSV, csv); d != "" {
		t.Error("the page and the command differ in CSV (-command +page):", d)
	}
	const stands = "Leapp 0.16 decides differently in details that pes does not model; this is how Leapp 0.21 decides"
	if !strings.Contains(strings.Join(strings.Fields(want), " "), stands) || !strings.Contains(shown, stands) {
		t.Error("the command and the page do not say that another version decides")
	}
	for line := range strings.Lines(want) { // the counts, and what is risky, stand on the page
		if n, words, ok := strings.Cut(strings.TrimSpace(line), "  "); ok && strings.Trim(n, "0123456789") == "" &&
			!strings.Contains(shown, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
}

// commandSays is what pes simulate prints about a list, with a published tree and more options.
func commandSays(t *testing.T, site tree.Tree, dir, list string, options ...string) string {
	t.Helper()
	at := t.TempDir()
	for _, e := range site {
		if name, ok := strings.CutPrefix(e.Path, "site/"); ok && strings.HasPrefix(name, dir+"/") {
			if err := os.MkdirAll(filepath.Join(at, filepath.Dir(name)), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, name), e.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(at, "this list"), []byte(list), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary(t), append([]string{"simulate", "--tree", dir + "/etc/leapp/files", "--source", "7.9",
		"--target", "8.10", "--installed", "this list"}, options...)...)
	cmd.Dir = at
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil && complaints.Len() > 0 {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	return out.String()
}

// sumOf is the digest that the site publishes for a file.
func sumOf(site tree.Tree, path string) string {
	for _, e := range site {
		if strings.HasSuffix(e.Path, "/rocky/el8/SHA256SUMS") && strings.Contains(e.Path, "0.16") {
			for line := range strings.Lines(string(e.Bytes())) {
				if sum, name, _ := strings.Cut(strings.TrimSpace(line), "  "); strings.HasSuffix(path, "/"+name) {
					return sum
				}
			}
		}
	}
	return "nothing"
}

// What people do with the page, on our own content.
func TestSimulatePageInUse(t *testing.T) {
	need.Time(t)
	t.Parallel()
	_, guides, p := ownProject(t)
	site := toolSite(t, p, guides)
	b := newBrowser(t, site)
	done := b.is(`document.querySelector("#report .verdict")`)
	said := func(words string) chromedp.Action {
		return b.is(`document.getElementById("status").textContent.includes(` + jsString(words) + `)`)
	}
	// A list pasted into any search box leads here, to the upgrade that its packages were built for.
	paste := func(text string) chromedp.Action {
		return chromedp.Evaluate(`{ const t = new DataTransfer(); t.setData("text/plain", `+jsString(text)+`);
			document.querySelector("input[name=q]").dispatchEvent(new ClipboardEvent("paste", { clipboardData: t, bubbles: true, cancelable: true })) }`, nil)
	}
	var link string
	b.page("p/ntp/", paste("ntp-4.2.6-1.el7.x86_64\nbash-4.2-1.el7.x86_64\n"),
		b.is(`location.pathname == "/simulate/"`), done,
		b.is(`document.querySelector("#report a[href*='/p/ntp/#e']")`),
		b.is(`document.getElementById("way").value.endsWith(" 7 8")`),
		b.is(`!document.querySelector("#report a[href*='/p/bash/']")`),
		b.is(`/from baseos \(.*8-baseos\): bash 4\.2 -> 4\./.test(document.getElementById("report").textContent)`),
		b.is(`document.querySelector("#report .notes details .advice").textContent.includes("chrony")`),
		chromedp.Click("#share"), said("The link"), chromedp.Evaluate(`location.href`, &link),
		chromedp.Click(`#report details.all summary`),
		b.is(`document.querySelectorAll("#report details.all tbody tr").length >= 2`))
	b.page(strings.TrimPrefix(link, b.url), done, b.is(`document.getElementById("list").value.startsWith("ntp-4.2.6")`))
	b.page("simulate/#z=AAAA", said("damaged"))
	b.page("simulate/", chromedp.WaitVisible("#tool"), b.is(`!document.getElementById("status").textContent`),
		chromedp.Click(".go"), said("Paste a list"),
		chromedp.SetValue("#list", "ntp\nno/such\n"), chromedp.Click(".go"), said("list:2"),
		b.is(`document.getElementById("report").hidden`),
		b.is(`document.getElementById("status").getAttribute("role") == "status"`),
		b.is(`[...document.querySelectorAll("#tool input, #tool select, #tool textarea")].every((e) => e.labels.length)`))
	simulateChanges(b)
	simulateLoads(b)
	simulatePlan(b)
	simulateBack(b)
	simulateAllTheWay(b)
	for _, width := range []int64{390, 320} {
		b.page("simulate/#list=ntp-1-1.el7.x86_64%0Asendmail-1-1.el7.x86_64", size(width, 640, false), done,
			b.is(`document.documentElement.scrollWidth <= innerWidth`))
	}
	simulatePrint(b)
	off := emulation.SetScriptExecutionDisabled(true)
	b.page("simulate/", off, chromedp.Reload(), chromedp.WaitVisible("noscript p", chromedp.ByQuery),
		chromedp.WaitNotVisible("#tool", chromedp.ByQuery))
	// Pages that need no WebAssembly may not compile any.
	b.page("p/ntp/", chromedp.ActionFunc(func(ctx context.Context) error {
		var refused bool
		err := chromedp.Evaluate(`(() => { try { new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); return false } catch { return true } })()`, &refused).Do(ctx)
		if err == nil && !refused {
			t.Error("a page without tools compiles WebAssembly")
		}
		return err
	}))
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the programs have %d and %d bytes compressed", len(programs.Simulate), len(programs.Compose))
	if max(len(programs.Simulate), len(programs.Compose)) > maxProgram {
		t.Errorf("the programs have %d and %d bytes compressed; %d are promised", len(programs.Simulate),
			len(programs.Compose), maxProgram)
	}
}

// simulateChanges: a report stands only beside the form that it was computed from.
func simulateChanges(b *browser) {
	done, hidden := b.is(`!document.getElementById("report").hidden`),
		b.is(`["report", "share", "save"].every((id) => document.getElementById(id).hidden)`)
	fire := func(id, event, value string) chromedp.Action {
		return chromedp.Evaluate(`{ const e = document.getElementById("`+id+`"); e.value = `+jsString(value)+`; e.dispatchEvent(new Event("`+event+`", { bubbles: true })) }`, nil)
	}
	is := func(id, words string) chromedp.Action {
		return b.is(`document.getElementById("` + id + `").textContent.includes(` + jsString(words) + `)`)
	}
	text := `JSON.parse(pes("text", "false", [])[0])`
	run := func(target string) string {
		return `pes("run", JSON.stringify({ list: "other", dirs: ["data/leapp-0.21/rocky/el8"], source: "7.9", target: "` +
			target + `", arch: "", enabled: null }), [])[1]`
	}
	b.page("simulate/", chromedp.WaitVisible("#tool"), chromedp.Focus("#list"),
		fire("list", "input", "ntp-1-1.el7.x86_64\n"), fire("way", "change", "rocky 7 8"), chromedp.Click(".go"), done,
		is("status", "Computed in this browser"),
		b.is(`!document.getElementById("status").textContent.includes("Most")`),
		// A question that is wrong changes nothing: the report about the last one is still there, whole.
		chromedp.Evaluate(`window.before = `+text, nil), b.is(run("8.99")), b.is(`window.before === `+text),
		// What the machine's own lists say.
		fire("remove", "input", "ntp, bash"), hidden, is("same", "--transaction /etc/leapp/transaction"),
		chromedp.Click(".go"), done, is("report", "to_remove names it"),
		is("report", "so this does nothing: split of ntp"),
		fire("remove", "input", "# ntp"), chromedp.Click(".go"), is("status", "to_remove:1"),
		fire("remove", "input", ""),
		fire("leapp", "change", "0.20"), hidden,
		is("same", "--distro rocky --source 7.9 --target 8.10 --leapp 0.20 --installed -"),
		is("data", "leapp-0.20"), chromedp.Click(".go"), done,
		fire("way", "change", "rocky 8 9"), hidden, is("same", "--source 8.10 --target 9"), chromedp.Click(".go"), done,
		is("status", "Most of these packages are built for EL 7, not for EL 8."),
		fire("target", "change", "9.0"), hidden, is("same", "--target 9.0"), chromedp.Click(".go"), done,
		fire("arch", "change", "aarch64"), hidden, is("same", "--arch aarch64"),
		chromedp.Click(".go"), done, fire("enabled", "input", "base, it's"), hidden,
		is("same", `--enabled 'base,it'\''s'`), fire("enabled", "input", ""), chromedp.Click(".go"), done,
		// An error leaves nothing to save.
		fire("list", "input", "ntp\n"), hidden, chromedp.Click(".go"), done,
		chromedp.Evaluate(`document.getElementById("list").value = "no/such"`, nil), chromedp.Click(".go"),
		is("status", "list:1"), hidden,
		// What cannot be saved is told of.
		chromedp.Evaluate(`document.getElementById("list").value = "ntp"`, nil), chromedp.Click(".go"), done,
		chromedp.Evaluate(`URL.createObjectURL = () => { throw new Error("no room") }`, nil),
		chromedp.Click("#save"), is("status", "no room"),
		b.is(`tools.make("ul", {}, Array.from({ length: 300000 }, () => "x")).childNodes.length == 300000 && tools.make("ul", {}, ...Array.from({ length: 60000 }, () => "x")).childNodes.length == 60000`))
	for list, want := range map[string]string{
		"bash-4.2-1.el8.x86_64\nalmalinux-release-8.10-1.el8.x86_64": "almalinux 8 9",
		"oraclelinux-release.x86_64 8.10-1.el8 @baseos":              "oraclelinux 8 9",
		"bash-4.2-1.el7.x86_64\ncentos-release-7-9.el7.x86_64":       "",
	} {
		b.page("simulate/#list="+url.QueryEscape(list), done,
			b.is(`document.getElementById("way").value == (`+jsString(want)+` || [...document.querySelectorAll("#way option")].map((o) => o.value).find((v) => v.endsWith(" 7 8")))`))
	}
	b.page("simulate/#list=bash-4.2-1.el6.x86_64", done, is("status", "built for EL 6"))
	b.page("simulate/#list=bash", done, is("status", "Nothing in the list says its release"))
}

// simulateLoads: on a slow line the page says what it waits for and remembers that it was asked. It loads few files.
func simulateLoads(b *browser) {
	slow := chromedp.Tasks{network.SetCacheDisabled(true), network.EmulateNetworkConditions(false, 50, 4e5, 4e5)}
	b.page("", slow, chromedp.Navigate(b.url+"simulate/"), chromedp.WaitVisible("#tool"),
		chromedp.SetValue("#list", "ntp-1-1.el7.x86_64\n"), chromedp.Click(".go"),
		b.is(`document.getElementById("status").textContent.includes("Your question is remembered")`),
		b.is(`/the program \(\d+ of 1,\d+ KB\)/.test(document.getElementById("parts").textContent)`),
		b.is(`document.getElementById("bar").labels || document.getElementById("bar").getAttribute("aria-labelledby")`),
		b.is(`!document.getElementById("report").hidden && document.getElementById("loading").hidden`),
		b.is(`performance.getEntriesByType("resource").filter((e) => e.initiatorType == "fetch").length == 2`))
	// Document, style sheet, two scripts, the program and one file of data: whatever upgrade it is. What a browser
	// shows around pages, the icon and the manifest, does not count.
	for _, way := range []string{"almalinux 7 8", "almalinux 7 10"} {
		var requests []string
		b.page("", chromedp.ActionFunc(func(ctx context.Context) error {
			chromedp.ListenTarget(ctx, func(e any) {
				if r, ok := e.(*network.EventRequestWillBeSent); ok && strings.Contains(r.DocumentURL, "/simulate/") &&
					r.Type != network.ResourceTypeManifest && !strings.HasPrefix(r.Request.URL, "data:") &&
					!strings.HasSuffix(r.Request.URL, "favicon.svg") {
					requests = append(requests, strings.TrimPrefix(r.Request.URL, b.url))
				}
			})
			return nil
		}), network.Enable(),
			chromedp.Navigate(b.url+"simulate/#way="+url.QueryEscape(way)+"&list=ntp-1-1.el7.x86_64"),
			b.is(`document.querySelector("#report .verdict")`), chromedp.Sleep(300*time.Millisecond))
		if len(requests) > 6 {
			b.t.Errorf("%s: %d files are fetched; 6 are promised:\n%s", way, len(requests),
				strings.Join(requests, "\n"))
		}
	}
	drop := `(() => { const t = new DataTransfer(), xz = new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]);
		t.items.add(new File([xz], "sosreport.tar.xz"));
		document.getElementById("list").dispatchEvent(new DragEvent("drop", { dataTransfer: t, cancelable: true })) })()`
	b.page("simulate/", chromedp.WaitVisible("#tool"), chromedp.Evaluate(drop, nil),
		b.is(`document.getElementById("status").textContent.startsWith("sosreport.tar.xz is an archive. Unpack it")`),
		b.is(`!document.getElementById("list").value`))
}

// simulatePlan: boxes that were ticked are remembered for the list until they are to be forgotten. Steps lead to
// events.
func simulatePlan(b *browser) {
	const ntp = "simulate/#list=ntp-4.2.6-1.el7.x86_64"
	ticks := func(n string) chromedp.Action {
		return b.is(`document.querySelectorAll(".plan input:checked").length == ` + n)
	}
	b.page(ntp, b.is(`document.querySelectorAll(".plan input").length > 3`), ticks("0"),
		b.is(`document.querySelector(".plan a[href*='/p/ntp/#e']") && document.querySelector(".plan .commands button")`),
		b.is(`[...document.querySelectorAll(".plan input")].every((e) => e.labels.length == 1)`),
		b.is(`!document.querySelector("#report a[href*='.json']")`),
		chromedp.Click(".plan .do label"), ticks("1"),
		b.is(`/^1 of \d+ steps done/.test(document.querySelector(".plan [role=status]").textContent)`),
		chromedp.Reload(), ticks("1"), b.is(`!localStorage.getItem("simulate-plans").includes("ntp")`))
	b.page(ntp+"%0Abash-1-1.el7.x86_64", b.is(`document.querySelector(".plan input")`), ticks("0"))
	b.page(ntp, ticks("1"), chromedp.Click(`//button[text()="Forget the ticks"]`, chromedp.BySearch), ticks("0"),
		b.is(`localStorage.getItem("simulate-plans") == "{}"`),
		emulation.SetEmulatedMedia().WithMedia("print"),
		b.is(`!document.getElementById("list").offsetParent && document.querySelector(".plan input").offsetParent`))
}

// simulatePrint: on paper no link has its address behind it, and there is nothing but the result.
func simulatePrint(b *browser) {
	var pdf []byte
	b.page("simulate/#list=ntp-1-1.el7.x86_64%0Ascreen-1-1.el7.x86_64", b.is(`document.querySelectorAll("#report a[href^=http]").length > 1`),
		emulation.SetEmulatedMedia().WithMedia("print"),
		b.is(`[...document.querySelectorAll("#report a")].every((e) => getComputedStyle(e, "::after").content == "none")`),
		b.is(`[...document.querySelectorAll("form, nav, footer, button, #data, #command, .plan > .hint")].every((e) => !e.checkVisibility())`),
		b.is(`document.querySelector(".plan .do input").checkVisibility() && document.querySelector("#report .verdict").checkVisibility()`),
		b.is(`document.documentElement.scrollWidth <= innerWidth`),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			pdf, _, err = page.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
			return err
		}))
	if pages := bytes.Count(pdf, []byte("/Type /Page\n")); pages < 1 || pages > 6 {
		b.t.Errorf("two packages take %d pages", pages)
	}
}

// simulateAllTheWay: an upgrade over several major releases tells of each, and its plan has a part for each. The target
// is the newest that Leapp leads to.
func simulateAllTheWay(b *browser) {
	b.page("simulate/", chromedp.WaitVisible("#tool"),
		chromedp.SetValue("#list", "ntp-1-1.el7.x86_64\nbash-1-1.el7.x86_64\n"),
		chromedp.SetValue("#way", "almalinux 7 10"),
		chromedp.Evaluate(`document.getElementById("way").dispatchEvent(new Event("change", { bubbles: true }))`, nil),
		b.is(`document.getElementById("target").value == "10.0" && document.getElementById("leapp").value.includes(", then ")`),
		chromedp.Click(".go"), b.is(`document.querySelectorAll("#report .verdict").length == 4`),
		b.is(`[8, 9, 10].every((major) => document.getElementById("plan-before-" + major))`),
		b.is(`document.getElementById("same").textContent.includes("--source 7.9 --target 10.0")`),
		b.is(`document.querySelectorAll("#data table").length == 3`))
}

// simulateBack: whoever comes back from a package finds the report and the form as they were.
func simulateBack(b *browser) {
	done := b.is(`document.querySelector("#report .verdict")`)
	b.page("simulate/", chromedp.WaitVisible("#tool"),
		chromedp.SetValue("#list", "ntp-1-1.el7.x86_64\nsendmail-1-1.el7.x86_64\n"),
		chromedp.SetValue("#way", "rocky 7 8"), chromedp.Evaluate(`document.getElementById("way").dispatchEvent(new Event("change", { bubbles: true }))`, nil),
		chromedp.SetValue("#target", "8.8"), chromedp.Click(".go"), done,
		chromedp.Evaluate(`document.querySelector("#report a[href*='/p/ntp/']").click()`, nil),
		b.is(`location.pathname == "/p/ntp/"`), chromedp.Evaluate(`history.back()`, nil), done,
		b.is(`document.getElementById("list").value.includes("sendmail") && document.getElementById("target").value == "8.8"`),
		b.is(`location.pathname + location.hash == "/simulate/"`),
		chromedp.Evaluate(`document.querySelector("#report .tally a").click()`, nil), b.is(`location.hash`),
		chromedp.Reload(), done, b.is(`document.getElementById("way").value == "rocky 7 8"`))
}

func jsString(s string) string {
	b, _ := json.Marshal(s) // a string always can
	return string(b)
}

// With their programs, the tools' pages are whole too, and all pages but theirs forbid WebAssembly.
func TestToolPagesAreWhole(t *testing.T) {
	need.Time(t)
	t.Parallel()
	_, guides, p := ownProject(t)
	w := newWalk(t, toolSite(t, p, guides), func(l string) bool {
		return addressIn(p)(l) || strings.HasPrefix(l, "https://forge.example/pes/")
	})
	w.check()
	for _, name := range sortedKeys(w.pages) {
		tool := slices.Contains([]string{"simulate/index.html", "compose/index.html", "downloads/index.html"}, name)
		if forbids := bytes.Contains(w.files[name],
			[]byte(`Content-Security-Policy content="script-src 'self'"`)); forbids == tool {
			t.Errorf("%s: forbids WebAssembly: %v", name, forbids)
		}
	}
	if policy := string(w.files["_headers"]); strings.Count(policy, "'wasm-unsafe-eval'") != 1 ||
		strings.Contains(policy, "'unsafe-") {
		t.Errorf("the policy is %s", policy)
	}
}

// A site whose command has no WebAssembly says so, and answers pasted lists from its index.
func TestToolsWithoutPrograms(t *testing.T) {
	t.Parallel()
	for _, e := range siteOf(t, sample.Acme(t).Compile(t), nil, "", 2) {
		if e.Path == "site/simulate/index.html" && !bytes.Contains(e.Bytes(), []byte("built without its programs")) {
			t.Error("the page does not say that there is no WebAssembly")
		}
		if bytes.Contains(e.Bytes(), []byte("wasm-unsafe-eval")) || strings.HasSuffix(e.Path, ".bin") {
			t.Errorf("%s: there is nothing to run", e.Path)
		}
	}
}
