package simulate

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"sync"

	"pes/generator/digest"
	"pes/generator/fate"
	"pes/generator/machine"
)

// A memory has what was computed for the lists that were asked for last, by what they say. It forgets what was not
// asked for again while lists with maxRemembered packages came.
type memory struct {
	mu         sync.Mutex
	young, old map[[32]byte]*computed
	packages   int // of the lists in young
}

// maxRemembered is up to how many packages may be in a generation of a memory, of which there are two: with JSON, 50
// lists of 500 are 20 MB.
const maxRemembered = 25_000

// computed is what was computed for a list.
type computed struct {
	once    sync.Once
	journey *fate.Journey
	json    [][]byte
	err     error
}

// of is what was computed for a list that says the same, or a new place for it.
func (m *memory) of(l *machine.List) *computed {
	key := keyOf(l)
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.young[key]; c != nil {
		return c
	}
	c := m.old[key]
	if c == nil {
		c = &computed{}
	}
	if m.packages += len(l.Packages); m.young == nil || m.packages > maxRemembered {
		m.old, m.young, m.packages = m.young, map[[32]byte]*computed{}, len(l.Packages)
	}
	m.young[key] = c
	return c
}

// keyOf is the same for lists that differ in nothing but their name and the order of their packages.
func keyOf(l *machine.List) [32]byte {
	type fields machine.List // as they are, whatever JSON of a list looks like
	rest := fields(*l)
	rest.Name, rest.Packages = "", nil
	key, _ := json.Marshal(&rest) // words and numbers
	packages := make([]string, len(l.Packages))
	var b []byte
	for i := range l.Packages {
		p := &l.Packages[i]
		b = b[:0]
		for _, word := range [...]string{p.Name, p.Repoid, p.Stream.Module, p.Stream.Stream, p.Signature, p.Arch,
			p.Release, p.EVR, p.Vendor} {
			b = append(binary.AppendUvarint(b, uint64(len(word))), word...)
		}
		packages[i] = string(b)
	}
	slices.Sort(packages)
	for _, p := range packages {
		key = append(key, p...)
	}
	return digest.SHA256(key)
}
