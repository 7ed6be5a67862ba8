package cli

import (
	"bytes"
	"os"
	"testing"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
)

// ownCatalog is what the project's own sources compile to.
func ownCatalog(t *testing.T) *model.Catalog {
	t.Helper()
	files, err := source.Read(os.DirFS("../.."), 2)
	if err != nil {
		t.Fatal(err)
	}
	parsed, list := source.Parse(files, 2)
	catalog, found := compile.Compile(parsed, time.Time{})
	if list.Merge(found); list.Failed() {
		var b bytes.Buffer
		list.Print(&b, diag.Text{})
		t.Fatalf("the content does not compile:\n%s", b.String())
	}
	return catalog
}

// pes inventory fetch finds the repositories of all distributions and vendors; roles without a section have none.
func TestOwnRepositories(t *testing.T) {
	files, err := source.Read(os.DirFS("../.."), 2)
	if err != nil {
		t.Fatal(err)
	}
	parsed, found := source.Parse(files, 2)
	repositories, more := compile.Repositories(parsed)
	if found.Merge(more); found.Failed() || len(repositories) < 60 {
		t.Error(len(repositories), found.All())
	}
}
