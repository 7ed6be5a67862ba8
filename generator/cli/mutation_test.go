package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/published"
)

// A mistake of a known class is made at random in real data; the audit must find it in the right file, and at the right
// event where it is about one. 98 of 100 must be found: some mistakes are no mistakes, such as a repository that nobody
// needs.
func TestMutations(t *testing.T) {
	need.Time(t)
	t.Parallel()
	n := need.Repeat(60, 2000)
	fsys := sample.Shared(t, "leapp-data/2024-07")
	// so that its loss can be noticed elsewhere
	fsys["vendors.d/imunify.sigs"] = &fstest.MapFile{Data: []byte("8c55a6628608cb71\n")}
	folders := []string{"almalinux", "centos", "oraclelinux", "rocky"}
	bases := map[string]*mutable{}
	missed, tried := map[string]int{}, map[string]int{}
	total := 0
	for i := range n {
		rng := rand.New(rand.NewPCG(uint64(i), 4))
		folder := folders[rng.IntN(len(folders))]
		base := bases[folder]
		if base == nil {
			base = newMutable(t, fsys, folder)
			bases[folder] = base
		}
		m := mutations[i%len(mutations)]
		x := base.copy(rng)
		if !m.make(x) {
			continue
		}
		tried[m.name]++
		if !base.finds(t, x) {
			total++
			missed[m.name]++
			t.Logf("seed %d: %s of %s was not found in %s", i, m.name, x.what, x.file)
		}
	}
	made := 0
	for _, k := range tried {
		made += k
	}
	t.Logf("%d mistakes of %d classes made, %d missed: %v", made, len(tried), total, missed)
	if made < n/2 || total*100 > made*2 {
		t.Errorf("%d of %d mistakes were missed, at most 2 in 100 may be", total, made)
	}
}

// mutable is the data of one distribution, with its vendors, in a form in which one value can be changed: an event, a
// mapping or an entry a line.
type mutable struct {
	rng    *rand.Rand
	files  fstest.MapFS
	events []map[string]any
	folder string
	before map[string]int // diagnostics without a mistake

	file string // that was changed
	line int    // of the event that was changed; 0 when it is not about one
	what string
}

func newMutable(t *testing.T, all fstest.MapFS, folder string) *mutable {
	m := &mutable{files: fstest.MapFS{}, folder: folder}
	for name, f := range all {
		if strings.HasPrefix(name, "files/"+folder+"/") || strings.HasPrefix(name, "vendors.d/") {
			m.files[name] = f
		}
	}
	var doc struct{ Packageinfo []map[string]any }
	dec := json.NewDecoder(bytes.NewReader(m.files[m.eventsFile()].Data))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	m.events = doc.Packageinfo
	m.writeEvents()
	m.before = map[string]int{}
	for _, d := range m.audit(t) {
		m.before[said(d)]++
	}
	return m
}

func (m *mutable) eventsFile() string { return "files/" + m.folder + "/pes-events.json" }

// writeEvents writes the events one a line: event i stands on line i+2.
func (m *mutable) writeEvents() {
	var b bytes.Buffer
	b.WriteString("{\"packageinfo\": [\n")
	for i, e := range m.events {
		line, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		b.Write(line)
		if i < len(m.events)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	m.files[m.eventsFile()] = &fstest.MapFile{Data: b.Bytes()}
}

func (m *mutable) copy(rng *rand.Rand) *mutable {
	c := *m
	c.rng, c.files, c.events = rng, fstest.MapFS{}, slices.Clone(m.events)
	for name, f := range m.files {
		c.files[name] = f
	}
	return &c
}

func (m *mutable) audit(t *testing.T) []diag.Diagnostic {
	checkout, err := published.Read(m.files, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	check.Published(checkout.Catalog, &checkout.Reporter, check.Options{Now: time.Unix(1730000000, 0)})
	checkout.Reporter.AddTo(&checkout.List)
	return checkout.List.All()
}

func said(d diag.Diagnostic) string { return d.Rule + " " + d.Pos.String() + " " + d.Message }

// finds reports whether the mistake makes a diagnostic that was not there before, at the right place.
func (m *mutable) finds(t *testing.T, x *mutable) bool {
	after := map[string]int{}
	for _, d := range x.audit(t) {
		key := said(d)
		if after[key]++; after[key] <= m.before[key] {
			continue
		}
		for _, p := range places(d) {
			if p.File != nil && p.File.Name == x.file {
				if line, _ := p.LineCol(); x.line == 0 || line == x.line {
					return true
				}
			}
		}
	}
	return false
}

func places(d diag.Diagnostic) []diag.Pos {
	out := []diag.Pos{d.Pos}
	for _, n := range d.Notes {
		out = append(out, n.Pos)
	}
	return out
}

// event picks an event that fits and hands a deep copy to change; the file is written anew.
func (m *mutable) event(fits func(e map[string]any) bool, change func(e map[string]any)) bool {
	for range 500 {
		i := m.rng.IntN(len(m.events))
		if !fits(m.events[i]) {
			continue
		}
		text, _ := json.Marshal(m.events[i])
		var e map[string]any
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		if dec.Decode(&e) != nil {
			return false
		}
		change(e)
		m.events[i] = e
		m.writeEvents()
		m.file, m.line, m.what = m.eventsFile(), i+2, fmt.Sprint("event ", e["id"])
		return true
	}
	return false
}

// pick chooses among the files of the distribution and the vendors that end so, or hold .el after it.
func (m *mutable) pick(suffixes ...string) string {
	var names []string
	_ = fs.WalkDir(m.files, ".", func(name string, d fs.DirEntry, err error) error {
		for _, s := range suffixes {
			plain, _, _ := strings.Cut(name, ".el")
			if strings.HasSuffix(plain, s) && len(bytes.TrimSpace(m.files[name].Data)) > 0 {
				names = append(names, name)
			}
		}
		return err
	})
	return names[m.rng.IntN(len(names))]
}

// text changes one of the places in a file where old stands.
func (m *mutable) text(file, old, new string) bool {
	data := m.files[file].Data
	if n := bytes.Count(data, []byte(old)); n > 0 {
		off := 0
		for range m.rng.IntN(n) + 1 {
			off += bytes.Index(data[off:], []byte(old)) + len(old)
		}
		off -= len(old)
		changed := slices.Concat(data[:off], []byte(new), data[off+len(old):])
		m.files[file] = &fstest.MapFile{Data: changed}
		m.file, m.what = file, fmt.Sprintf("%q at %d", old, off)
		return true
	}
	return false
}
