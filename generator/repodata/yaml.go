package repodata

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// A yamlMapping is keys with what stands behind them. Taking values out of it remembers the first error. (Decode of
// the library needs gigabytes for a few keys that are there many times.)
type yamlMapping struct {
	values map[string]*yaml.Node
	err    error
}

func mapping(n *yaml.Node) (*yamlMapping, error) {
	m := &yamlMapping{values: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		return m, fmt.Errorf("its line %d: there are no keys with values", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, twice := m.values[key.Value]; twice && key.Kind == yaml.ScalarNode {
			return m, fmt.Errorf("its line %d: %q is there twice", key.Line, key.Value)
		}
		if key.Kind == yaml.ScalarNode {
			m.values[key.Value] = n.Content[i+1]
		}
	}
	return m, nil
}

// get is the value of a key, nil where there is none.
func (m *yamlMapping) get(key string) *yaml.Node {
	if n := m.values[key]; n != nil && n.ShortTag() != "!!null" {
		return n
	}
	return nil
}

func (m *yamlMapping) fail(n *yaml.Node, key, what string) {
	if m.err == nil {
		m.err = fmt.Errorf("its line %d: %s is not %s", n.Line, key, what)
	}
}

// text is a value as it is written: the stream 1.10 is not a number.
func (m *yamlMapping) text(key string) string {
	n := m.get(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		m.fail(n, key, "a text")
	}
	return n.Value
}

func (m *yamlMapping) number(key string) uint64 {
	n := m.get(key)
	if n == nil {
		return 0
	}
	number, err := strconv.ParseUint(n.Value, 10, 64)
	if err != nil {
		m.fail(n, key, "a number")
	}
	return number
}

func (m *yamlMapping) texts(key string) (out []string) {
	n := m.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		m.fail(n, key, "a list")
		return nil
	}
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			m.fail(item, key, "a list of texts")
			return nil
		}
		out = append(out, item.Value)
	}
	return out
}

// mapping is a mapping below a key, an empty one where there is none.
func (m *yamlMapping) mapping(key string) *yamlMapping {
	n := m.get(key)
	if n == nil {
		return &yamlMapping{}
	}
	below, err := mapping(n)
	if err != nil && m.err == nil {
		m.err = err
	}
	return below
}
