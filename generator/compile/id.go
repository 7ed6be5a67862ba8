package compile

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
)

// identity is what an id is made of: action, releases, architectures, streams and packages with roles. Distributions and
// prose take no part, so the id is the same everywhere and stays while the event stays.
func (e *neutral) identity() string {
	var b strings.Builder
	write := func(key string, values ...string) {
		b.WriteString(key)
		for _, v := range values {
			b.WriteByte(' ')
			b.WriteString(v)
		}
		b.WriteByte('\n')
	}
	write("vendor", e.Vendor)
	write("action", e.action.String())
	write("from", e.fromSystem, e.from.String())
	write("to", e.to.String())
	write("arches", e.arches...)
	sets := func(key string, set []neutralPackage) {
		lines := make([]string, 0, len(set))
		for _, p := range set {
			lines = append(lines, p.name+"@"+p.repoKey()+"/"+joinStreams(p.streams))
		}
		slices.Sort(lines)
		write(key, lines...)
	}
	sets("in", e.in)
	sets("out", e.out)
	for _, m := range e.streams {
		write("stream", m.In.String(), m.Out.String())
	}
	return b.String()
}

func joinStreams(streams []model.Stream) string {
	words := make([]string, 0, len(streams))
	for _, s := range streams {
		words = append(words, s.String())
	}
	return strings.Join(words, ",")
}

// EventID is the id of the one event in a file, as far as the file alone tells it; 0 when it holds no event that can be read.
// The importer recognises by it what pes itself has published.
func EventID(file []byte, vendorFolder string) uint64 {
	project, _ := source.Parse(source.Files{TOML: []*diag.File{{Name: "content/events/x.toml", Text: file}}}, 1)
	if len(project.Events) != 1 || len(project.Events[0].List) != 1 {
		return 0
	}
	c := newCompiler(project)
	if words := strings.Fields(project.Events[0].List[0].From.Value); len(words) == 2 {
		c.byName[words[0]] = &distro{} // whether the system exists is not asked here
	}
	var v *vendor
	if vendorFolder != "" {
		v = &vendor{src: &source.Vendor{Folder: vendorFolder}}
	}
	events := c.fileEvents(project.Events[0], v)
	if len(events) != 1 {
		return 0
	}
	return events[0].id
}

// hash48 is a positive number of 48 bits.
func hash48(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	n := binary.BigEndian.Uint64(sum[:8]) >> 16
	return max(n, 1)
}
