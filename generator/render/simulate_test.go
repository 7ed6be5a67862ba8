package render_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/tree"
)

// simulateSite is a site whose files are for one Leapp version, with programs of a few bytes, and its page simulate/.
func simulateSite(t *testing.T, c *model.Catalog, version string) (site tree.Tree, page string) {
	t.Helper()
	v, err := leapp.FindVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	date := time.Unix(1767225600, 0)
	data, _ := leapp.Write(c, leapp.Options{Date: date, Versions: []*leapp.Version{v}})
	programs := &render.Programs{Glue: []byte("x()"), Simulate: []byte("s"), Compose: []byte("c")}
	site, err = render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }, Programs: programs},
		render.Options{Date: date, Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(site, func(e tree.Entry) bool { return e.Path == "site/simulate/index.html" })
	return site, string(site[i].Bytes())
}

// The page has every upgrade that the site has files for, of whatever Leapp version, and says for every other one which
// command simulates it, or that no Leapp makes it.
func TestSimulateIsNoDeadEnd(t *testing.T) {
	t.Parallel()
	c := sample.Acme(t).Compile(t)
	site, page := simulateSite(t, c, "0.16")
	for _, want := range []string{`data-versions="0.16" data-version="0.16"`, `this is how Leapp 0.21 decides with this data`,
		`>To Acme Linux 8, from `} {
		if !strings.Contains(page, want) {
			t.Errorf("the page for 0.16 lacks %s:\n%s", want, page)
		}
	}
	if !slices.ContainsFunc(site, func(e tree.Entry) bool { return e.Path == "site/simulate/0.16-acme-8.bin" }) {
		t.Error("there are no data for 0.16")
	}
	last := c.Targets[len(c.Targets)-1]
	last.Paths = append(last.Paths, &model.Path{Source: 10, Target: 11, Systems: last.Paths[0].Systems})
	_, page = simulateSite(t, c, "0.25")
	for _, want := range []string{`value="acme 8 9`, `Upgrades that this page does not have`,
		`<code>rpm -qa | pes simulate --distro acme --source 7.9 --target 8.10 --installed -</code>`,
		`No Leapp version supports this upgrade.`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page for 0.25 lacks %s:\n%s", want, page)
		}
	}
}

// Upgrades are in the order of their releases.
func TestSimulateOrder(t *testing.T) {
	t.Parallel()
	_, page := simulateSite(t, sample.Acme(t).Compile(t), "0.21")
	at := -1
	for _, way := range []string{"acme 7 8", "acme 7 9", "acme 8 9"} {
		i := strings.Index(page, `value="`+way)
		if i <= at {
			t.Errorf("%s is not where it belongs", way)
		}
		at = i
	}
}
