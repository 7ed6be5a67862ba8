package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"

	"pes/generator/fate"
	"pes/generator/par"
)

// A Run says what is wanted of the machines that [Route.Machines] upgrades.
type Run struct {
	Jobs int      // how many processors are used
	Why  bool     // results have every event that was looked at,
	Only []string // or that was for these packages
	JSON bool     // machines come with their JSON
	Done func()   // is called after each machine
}

// A Machine is what became of the machine of a list.
type Machine struct {
	Name    string
	Journey *fate.Journey
	JSON    []byte // of the journey, or of the result where it has one hop
	Err     error  // the list cannot be read, or its machine not be upgraded; then there is nothing else
}

// Machines upgrades the machine of each list. They come in the order of the lists while others are computed, and only a
// few are in memory at a time. Of lists that differ in nothing but their name and the order of their packages the
// upgrade is computed once, as long as not too many others lie between them.
func (r Route) Machines(lists []ListFile, o Run) iter.Seq[Machine] {
	known := &memory{}
	return func(yield func(Machine) bool) {
		for _, m := range par.Each(o.Jobs, len(lists), func(i int) Machine {
			defer o.Done()
			return r.machine(&lists[i], known, &o)
		}) {
			if !yield(m) {
				return
			}
		}
	}
}

func (r Route) machine(l *ListFile, known *memory, o *Run) Machine {
	list, err := l.Read()
	if err != nil {
		return Machine{Name: l.Name, Err: err}
	}
	c := known.of(list)
	c.once.Do(func() {
		if c.journey, c.err = r.Machine(anyName, list, o.Why); c.err != nil {
			return
		}
		if o.Only != nil {
			names := c.journey.Follow(o.Only)
			for _, hop := range c.journey.Hops {
				hop.KeepLooks(names)
			}
		}
		if o.JSON {
			c.json, c.err = splitJSON(c.journey)
		}
	})
	if c.err != nil { // it may hold the name of another list
		_, err := r.Machine(l.Name, list, o.Why)
		return Machine{Name: l.Name, Err: errors.Join(err)}
	}
	return Machine{Name: l.Name, Journey: named(c.journey, l.Name), JSON: joinJSON(c.json, l.Name)}
}

// anyName stands for the name of the machine in what several machines have in common. No list has such a name.
const anyName = "\x00"

// named is a journey of which only the name is another one.
func named(j *fate.Journey, name string) *fate.Journey {
	out := *j
	out.Name, out.Hops = name, nil
	for _, hop := range j.Hops {
		own, result := *hop, *hop.Result
		result.Name, own.Result = name, &result
		out.Hops = append(out.Hops, &own)
	}
	return &out
}

// splitJSON is the JSON of a journey, cut where the name of the machine stands.
func splitJSON(j *fate.Journey) ([][]byte, error) {
	var value any = j
	if len(j.Hops) == 1 {
		value = j.Hops[0].Result
	}
	text, err := JSON(value)
	return bytes.Split(text, []byte(`"\u0000"`)), err
}

func joinJSON(parts [][]byte, name string) []byte {
	if parts == nil {
		return nil
	}
	text, err := JSON(name)
	if err != nil { // no string has an error
		return nil
	}
	return bytes.Join(parts, text)
}

// JSON is a value in one line, with < and > as they are.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
