package render_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
)

// What people do with the page compose/: a wrong event, a right one, one for a file that is there, and a vendor.
func TestComposePage(t *testing.T) {
	need.Time(t)
	t.Parallel()
	_, guides, p := ownProject(t)
	b := newBrowser(t, toolSite(t, p, guides))
	text := func(words string) chromedp.Action {
		return b.is(`document.getElementById("made").innerText.includes(` + jsString(words) + `)`)
	}
	pick := func(id, value string) chromedp.Action {
		return chromedp.Tasks{chromedp.SetValue("#"+id, value),
			chromedp.Evaluate(`document.getElementById("`+id+`").dispatchEvent(new Event("change", { bubbles: true }))`,
				nil)}
	}
	ready := chromedp.Tasks{chromedp.WaitVisible("#event"), chromedp.Focus("#in"),
		b.is(`document.querySelectorAll("#roles option").length > 5`)}
	write := chromedp.Click("#event .go")
	at := func(field, words string) chromedp.Action { // a mistake stands at its field, which names it
		return b.is(`((e) => e.getAttribute("aria-invalid") == "true" && e.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id).textContent.toLowerCase().includes(` + jsString(words) + `)))(document.querySelector("form:not([hidden]) [name='` + field + `']"))`)
	}
	var took []float64
	source := func(want string) chromedp.Action {
		return b.is(`document.getElementById("toml").value == ` + jsString(want))
	}
	b.page("compose/", ready,
		pick("action", "split"), chromedp.SetValue("#in", "no-such-package-here@base"), chromedp.SetValue("#out",
			"one@baseos two@nowhere"),
		chromedp.SetValue("#from", "7.9"), chromedp.SetValue("#to", "8.0"), write,
		text("Nothing would be published like this: see the fields that are marked."),
		at("out", "unknown-role"), b.is(`document.activeElement.id == "out"`),
		b.is(`document.querySelectorAll("#event [aria-invalid]").length == 1 && !document.querySelector("#found li")`),
		chromedp.SetValue("#out", "one@baseos two@appstream"), chromedp.SetValue("#why", "A reason."), write,
		b.is(`!document.querySelector("[aria-invalid], .field-wrong")`),
		b.is(`document.activeElement.id == "source-head"`),
		text("content/events/el7-el8/no-such-package-here.toml"),
		text("Leapp removes no-such-package-here, installs one, two"), text("Rocky Linux 8"),
		b.is(`!document.querySelector("#found .error")`),
		source("[[split]]\nin   = \"no-such-package-here@base\"\nout  = [\"one@baseos\", \"two@appstream\"]\nwhy  = "+
			"\"A reason.\"\nfrom = \"7.9\"\nto   = \"8.0\"\n"),
		b.is(`new URL(document.getElementById("editor").href).pathname == "/pes/new/main/" && new URL(document.getElementById("editor").href).searchParams.get("value").startsWith("[[split]]")`),
		b.is(`/"id": \d{10,}/.test(document.querySelector("#found pre").textContent)`),
		pick("action", "removed"), b.is(`document.getElementById("out").closest("[hidden]")`),
		chromedp.SetValue("#file", "content/events/el7-el8/time.toml"), write,
		text("At the end of content/events/el7-el8/time.toml"),
		b.is(`!document.getElementById("toml").value.includes("out ")`),
		b.is(`document.getElementById("editor").pathname == "/pes/edit/main/content/events/el7-el8/time.toml"`),
		pick("toml", "[[removed]\n"), text("line 1"), text("error"),
		pick("toml", " \n# nothing\n"), b.is(`document.getElementById("status").textContent == "There is nothing to check." && !document.getElementById("found").textContent && document.getElementById("editor").hidden`))
	// An error leaves nothing of what was said before.
	b.page("compose/", ready, pick("action", "removed"), chromedp.SetValue("#in", "no-such-package-here"),
		chromedp.SetValue("#in_repo", "base"), chromedp.SetValue("#from", "7.9"), chromedp.SetValue("#to", "8.0"),
		write, text("Leapp removes"), chromedp.SetValue("#in", "a@"), write,
		b.is(`document.getElementById("made").hidden && document.getElementById("status").classList.contains("status-wrong")`),
		at("in", "a@"), b.is(`document.activeElement.id == "in"`),
		chromedp.Evaluate(`performance.getEntriesByName("checked").map((e) => e.duration)`, &took),
		b.is(`new Set([...document.querySelectorAll("#event input:not([type=checkbox]), #event textarea, #event select, #vendor input[name]:not([type=checkbox])")].map((e) => getComputedStyle(e).fontFamily + getComputedStyle(e).fontSize)).size == 1`))
	t.Logf("own content: an event was written and checked in %.0f ms", took)
	b.page("compose/", ready, chromedp.Click("input[value=vendor]"), chromedp.WaitVisible("#vendor"),
		chromedp.SetValue("#folder", "acme"), chromedp.Click("#vendor .go"), at("paths", "choose"),
		b.is(`document.activeElement.name == "paths"`),
		chromedp.SetValue("#folder", "acme"), chromedp.SetValue("#name", "Acme"),
		chromedp.SetValue("#signatures", "0123456789ABCDEF"), chromedp.Click("input[name=paths][value='8-9']"),
		chromedp.SetValue("input[name=repo_source]", "acme"),
		chromedp.SetValue("input[name=repo_target]", "el{major}-acme"), chromedp.SetValue("input[name=repo_baseurl]",
			"https://acme.example/{major}/$basearch/"),
		chromedp.SetValue("input[name=repo_key]", "https://acme.example/key.asc"), chromedp.Click("#vendor .go"),
		text("vendors/acme/vendor.toml"), text("vendors.d/acme.repo"),
		text("For Rocky Linux 9, Leapp 0.25"),
		b.is(`[...document.querySelectorAll("#found pre")].some((e) => e.textContent.includes("202601010000"))`),
		chromedp.Click("#another"), b.is(`document.activeElement.name == "repo_name" && document.querySelectorAll("#repositories fieldset").length == 2`))
	for _, width := range []int64{390, 320} {
		b.page("compose/", size(width, 640, false), ready, chromedp.SetValue("#in", "ntp"),
			chromedp.SetValue("#to", "8.0"), write, b.is(`document.querySelector("[aria-invalid]")`),
			b.is(`document.documentElement.scrollWidth <= innerWidth`))
	}
}

// What the page downloads/ makes is byte for byte what pes build writes for the same choice.
func TestCustomisePage(t *testing.T) {
	need.Time(t)
	t.Parallel()
	_, guides, p := ownProject(t)
	b := newBrowser(t, toolSite(t, p, guides))
	var command, packed string
	uncheck := `document.querySelectorAll("input[name=vendor]").forEach((e) => { e.checked = e.value == "epel" });
		document.querySelectorAll("input[name=arch]").forEach((e) => { e.checked = e.value == "x86_64" });
		document.querySelector("input[name=tag]").checked = true;
		document.getElementById("leapp").value = "0.20";
		document.getElementById("tool").dispatchEvent(new Event("change"))`
	archive := `window.caught = new Promise((done) => { URL.createObjectURL = (b) => { b.arrayBuffer().then((a) => {
		let s = ""; for (const c of new Uint8Array(a)) s += String.fromCharCode(c); window.packed = btoa(s); done() }); return "data:," } })`
	b.page("downloads/", chromedp.WaitVisible("#tool"), chromedp.SetValue("#way", "rocky 8"),
		chromedp.Evaluate(`document.getElementById("way").dispatchEvent(new Event("change"))`, nil),
		chromedp.Evaluate(uncheck, nil), chromedp.Text("#command", &command), chromedp.Click(".go"),
		b.is(`document.querySelectorAll("#files tbody tr").length > 3`),
		chromedp.Evaluate(archive, nil), chromedp.Click("#save"), b.is(`window.packed`),
		chromedp.ActionFunc(func(ctx context.Context) error {
			return chromedp.Evaluate(`window.packed`, &packed).Do(ctx)
		}), b.is(`document.documentElement.scrollWidth <= innerWidth`))
	args, ok := strings.CutPrefix(command, "pes ")
	if !ok || !strings.Contains(args, "--arch x86_64 --vendor epel --tag ") {
		t.Fatalf("the command is %q", command)
	}
	out := t.TempDir()
	cmd := exec.Command(binary(t), append(strings.Fields(args), "--out", out, "-C", "../..")...)
	cmd.Env = append(cmd.Environ(), "SOURCE_DATE_EPOCH=1767225600")
	if printed, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	want := readTree(t, filepath.Join(out, "data/leapp-0.20/rocky/el8"))
	if d := cmp.Diff(want, unpacked(t, packed)); d != "" {
		t.Error("the page and the command differ (-command +page):", d)
	}
	if len(want) < 5 || !strings.Contains(want["/etc/leapp/files/pes-events.json"], "x86_64") ||
		strings.Contains(want["/etc/leapp/files/pes-events.json"], "aarch64") {
		t.Errorf("%d files: little was proven", len(want))
	}
}

// unpacked are the files of an archive, by path.
func unpacked(t *testing.T, packed string) map[string]string {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for r := tar.NewReader(z); ; {
		head, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if head.Typeflag == tar.TypeReg {
			files["/"+head.Name] = string(text)
		}
	}
}
