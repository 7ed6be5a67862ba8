package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport says which packages of the project each one may import, and which libraries have their home in it. Arrows
// go one way: what is not listed is a mistake. Package list, which knows nothing of the project, is for all.
const mayImport = `
generator: cli
generator/author: compile diag english leapp model source tree upgrade
generator/archive: unpack
generator/check: diag english inventory known model par rules
generator/cli: archive author check compare compile datarelease delta describe diag english fate fetch follow history
    host importer inventory known leapp leappreport leappreport/cause machine model par pgp plan plan/document published
    render revision rpmfile rules schema serve simulate sosreport source stock suggest tree unpack upgrade upstream watch web
    web/composer github.com/spf13/cobra
generator/compare: compile datarelease delta diag known leapp model published revision source tree
generator/compile: check diag digest english inventory known model par pgp rules source upstream
generator/delta: diag english facts known model par
generator/describe: diag english facts importer known model pgp rpmfile source tree
generator/diag: digest
generator/digest:
generator/english:
generator/fate: diag english inventory machine model provenance rpmver sheet succession upgrade upstream
generator/fetch: model pgp tree
generator/history: compare datarelease delta diag english model revision source tree
generator/importer: compile diag english known leapp model par pgp published rules source tree
generator/follow: author compile delta diag digest english leapp model rules source tree upstream
generator/internal/need:
generator/internal/overlay:
generator/host: diag known leapp machine model rpmdb rpmfile sqlitefile upgrade
generator/internal/repos: github.com/klauspost/compress/gzip github.com/klauspost/compress/zstd github.com/ulikunitz/xz
generator/internal/roots: sqlitefile
generator/internal/sample: compile diag importer internal/need internal/overlay leapp model source tree upgrade stock
generator/internal/vectors: internal/need github.com/klauspost/compress/zstd
generator/inventory: diag model par
generator/jsonschema:
generator/facts: github.com/BurntSushi/toml
generator/known: facts
generator/leapp: diag digest english model par tree github.com/go-json-experiment/json/jsontext
generator/leappreport:
generator/leappreport/cause: diag english fate leapp leappreport model
generator/list:
generator/machine: known model upgrade
generator/model: diag english
generator/pages: rules schema
generator/par:
generator/pgp: model github.com/ProtonMail/go-crypto/openpgp github.com/ProtonMail/go-crypto/openpgp/armor
    github.com/ProtonMail/go-crypto/openpgp/packet
generator/plan: english fate known machine model
generator/plan/document: diag plan render/markup render/prose
generator/press: par github.com/klauspost/compress/flate
generator/provenance: diag english model
generator/published: diag english known leapp model par pgp rules source
generator/datarelease: leapp model par pgp rpmfile tree github.com/google/rpmpack github.com/klauspost/compress/gzip
    github.com/klauspost/compress/zstd
generator/repodata: diag model unpack github.com/tdewolff/parse/v2 github.com/tdewolff/parse/v2/xml
    go.yaml.in/yaml/v3
generator/render: delta diag english facts inventory known leapp model par press provenance upstream pes/site render/address render/atom render/badge render/document render/download
    render/history render/hostfiles render/icalendar render/layout render/lineage render/markup render/prose render/repomap
    render/sides render/treemap render/versions render/wording render/xref rules search sheet subjects tree web/pack
generator/render/address:
generator/render/api: jsonschema
generator/render/atom: render/markup
generator/render/badge: render/markup
generator/render/document: model par provenance succession upstream render/address render/api render/atom render/download render/history
    render/versions render/wording render/xref tree
generator/render/download: model par press render/address tree
generator/render/history: delta english model render/wording render/xref
generator/render/hostfiles: render/markup tree
generator/render/icalendar:
generator/render/layout: english par pes/site render/markup render/wording tree github.com/tdewolff/minify/v2
    github.com/tdewolff/minify/v2/css github.com/tdewolff/minify/v2/html github.com/tdewolff/minify/v2/js
    github.com/tdewolff/minify/v2/json github.com/tdewolff/minify/v2/svg
generator/render/lineage: english model par render/address render/markup render/wording render/xref
generator/render/markup:
generator/render/prose: render/markup github.com/yuin/goldmark github.com/yuin/goldmark/ast
    github.com/yuin/goldmark/extension github.com/yuin/goldmark/extension/ast github.com/yuin/goldmark/renderer
    github.com/yuin/goldmark/text github.com/yuin/goldmark/util
generator/render/repomap: model render/address render/markup render/xref
generator/render/sides: english known model render/address render/markup render/versions render/wording render/xref subjects
generator/render/treemap: english render/markup
generator/render/versions: english inventory model par rpmver
generator/render/wording: diag english leapp model render/address render/markup render/versions render/xref succession
generator/render/xref: model provenance render/address render/markup succession
generator/revision: tree
generator/rpmdb: rpmfile sqlitefile
generator/rpmfile:
generator/rpmver:
generator/rules: diag english facts model
generator/schema: facts jsonschema leapp model rules source tree
generator/search: known model subjects
generator/serve: diag tree github.com/fsnotify/fsnotify
generator/sheet:
generator/simulate: digest english fate inventory known leapp machine model par rpmver succession upgrade
generator/sosreport: archive host machine model
generator/source: diag model par upstream github.com/BurntSushi/toml github.com/bmatcuk/doublestar/v4
generator/sqlitefile: tree modernc.org/sqlite
generator/stock: compile diag english fetch inventory machine model par repodata rpmver source tree
generator/suggest: author diag english inventory model rpmver source upstream
generator/subjects: facts
generator/succession: english model
generator/tree: par
generator/upstream: diag model tree
generator/unpack: github.com/klauspost/compress/gzip github.com/klauspost/compress/zstd github.com/therootcompany/xz
generator/upgrade: diag leapp model
generator/watch: diag fetch model par pgp source
generator/web:
generator/web/composer: author diag leapp model pgp source tree upstream
generator/web/pack:
generator/web/simulator: digest fate inventory leapp machine model plan simulate web/pack
site:
`

// readTable reads mayImport: a package, a colon and what it may import, which may go on in indented lines.
func readTable() map[string][]string {
	table, name := map[string][]string{}, ""
	for _, line := range strings.Split(strings.TrimSpace(mayImport), "\n") {
		if before, after, ok := strings.Cut(line, ":"); ok {
			name, line = before, after
		}
		table[name] = append(table[name], strings.Fields(line)...)
	}
	return table
}

func TestImportsGoOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "pes/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	table := readTable()
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "pes/")
		allowed, known := table[name]
		if !known {
			t.Errorf("package %s is not in the table of this test: say what it may import", name)
		}
		for _, i := range p.Imports {
			short := strings.TrimPrefix(i, "pes/generator/")
			if first, _, _ := strings.Cut(i, "/"); i != short || strings.Contains(first, ".") {
				if short != "list" && !slices.Contains(allowed, short) {
					t.Errorf("%s may not import %s", name, i)
				}
			}
		}
	}
}
