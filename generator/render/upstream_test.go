package render_test

import (
	"strings"
	"testing"

	"pes/generator/diag"
	layers "pes/generator/follow"
	"pes/generator/internal/sample"
)

// The site of a project with upstream's events is whole, with its documents, whatever became of the events: of these
// some are taken, some lose packages or have other names, some are superseded, dropped or unreachable.
func TestSiteWithUpstream(t *testing.T) {
	t.Parallel()
	p := sample.Acme(t)
	layer, found := layers.Read(&diag.File{Name: "pes-events.json", Text: sample.Upstream(400)})
	if layer == nil {
		t.Fatal(found)
	}
	for _, f := range layers.Files(layer) {
		p[f.Path] = string(f.Bytes())
	}
	first := layer.Events[0]
	own := ""
	for _, e := range layer.Events {
		if e.To.Major == 8 && e.From.Major == 7 && !e.Action.Keeps() && len(e.In) == 1 && len(e.In[0].Streams) == 0 {
			own = "[[removed]]\nin = \"" + e.In[0].Name + "@base\"\nfrom = \"7.9\"\nto = \"" + e.To.String() + "\"\n"
			break
		}
	}
	p["content/events/own.toml"] = own
	p["content/upstream.toml"] = "[[absent]]\nrepositories = [\"rhel9-CRB\"]\n\n[[role]]\nrepositories = " +
		"[\"rhel8-CRB\"]\nrole = \"appstream\"\n\n[[absent]]\npackages = [\"" + first.In[0].Name +
		"\"]\nwhy = \"<b>Nobody</b> & none has it.\"\n"
	c := p.Compile(t)
	w := newWalk(t, siteOf(t, c, nil, "https://pes.example/", 2), func(string) bool { return true })
	w.check()
	if got := w.documents(); got["Upstream"] != 1 {
		t.Errorf("%v", got)
	}
	page := string(w.files["upstream/index.html"])
	for _, want := range []string{"400 events of upstream", "&lt;b&gt;Nobody&lt;/b&gt; &amp; none has it.",
		"the removal of ", ">Unreachable <small>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if len(page) > 48<<10 {
		t.Errorf("the page has %d bytes", len(page))
	}
}
