package machine

import (
	"bytes"
	"encoding/json"
	"strings"
)

// A document is what the files of other programs have at their top.
type document struct {
	AnsibleFacts json.RawMessage `json:"ansible_facts"`
	Packages     json.RawMessage `json:"packages"`
	BOMFormat    string          `json:"bomFormat"`
	Components   json.RawMessage `json:"components"`
	SPDXVersion  string          `json:"spdxVersion"`
	Graph        json.RawMessage `json:"@graph"` // of SPDX 3
}

// isOther reports whether an object is a file of another program. Facts may stand alone, as an object of packages.
func (d *document) isOther(value []byte) bool {
	if d.AnsibleFacts == nil && d.Packages == nil && isFacts(value) {
		d.Packages = value
	}
	return d.AnsibleFacts != nil || d.BOMFormat != "" || d.SPDXVersion != "" || d.Graph != nil ||
		isObject(d.Packages)
}

func isObject(value []byte) bool { return len(value) > 0 && value[0] == '{' }

func isArray(value []byte) bool { return len(value) > 0 && value[0] == '[' }

// isFacts recognises an object of arrays of packages, by the first of them.
func isFacts(value []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(value))
	for range 2 { // the brace and the first key
		if _, err := dec.Token(); err != nil {
			return false
		}
	}
	var first []struct{ Name, Source string }
	return dec.More() && dec.Decode(&first) == nil && len(first) > 0 && first[0].Name != "" && first[0].Source != ""
}

// document reads the file of another program.
func (r *jsonReader) document(value []byte, offset int64, d *document) error {
	within := func(part []byte) int64 { return offset + int64(bytes.Index(value, part)) }
	switch {
	case d.BOMFormat != "":
		r.Form = CycloneDX
		return r.purls(d.Components, within(d.Components), "components", r.component)
	case d.SPDXVersion != "":
		r.Form = SPDX
		return r.purls(d.Packages, within(d.Packages), "packages", r.spdxPackage)
	case d.Graph != nil:
		r.Form = SPDX
		return r.purls(d.Graph, within(d.Graph), "@graph", r.spdxElement)
	}
	r.Form = Ansible
	if d.AnsibleFacts != nil {
		var facts struct{ Packages json.RawMessage }
		if err := json.Unmarshal(d.AnsibleFacts, &facts); err != nil || !isObject(facts.Packages) {
			return r.failAt(within(d.AnsibleFacts), "the facts of Ansible have no packages: gather them with "+
				"ansible -m package_facts")
		}
		d.Packages = facts.Packages
	}
	return r.facts(d.Packages, within(d.Packages))
}

// facts reads an object that has for each name an array of its packages.
func (r *jsonReader) facts(value []byte, offset int64) error {
	dec := json.NewDecoder(bytes.NewReader(value))
	if _, err := dec.Token(); err != nil {
		return r.syntax(dec, offset, err)
	}
	for dec.More() {
		if _, err := dec.Token(); err != nil { // the name, which each package has, too
			return r.syntax(dec, offset, err)
		}
		var packages json.RawMessage
		if err := dec.Decode(&packages); err != nil {
			return r.syntax(dec, offset, err)
		}
		begin := offset + dec.InputOffset() - int64(len(packages))
		if !isArray(packages) {
			return r.failAt(begin, "the facts of Ansible have an array of packages for each name")
		}
		if err := r.array(json.NewDecoder(bytes.NewReader(packages)), begin, r.fact); err != nil {
			return err
		}
	}
	return nil
}

// fact reads a package of facts.
func (r *jsonReader) fact(value []byte, offset int64) error {
	var p struct{ Name, Source string }
	if err := json.Unmarshal(value, &p); err != nil {
		return r.failAt(offset, "a package is an object with a name: %s", jsonProblem(err))
	}
	if p.Source != "" && p.Source != "rpm" {
		return r.failAt(offset, "%s is a package of %q, not of rpm: Leapp upgrades machines with rpm", clip(p.Name),
			clip(p.Source))
	}
	return r.pkg(value, offset)
}

// withoutHost blanks what ansible prints before the answer of a host: "web01 | SUCCESS => {" before facts, and
// "web01 | CHANGED | rc=0 >>" before what a command prints.
func (l *List) withoutHost(data []byte) ([]byte, error) {
	begin := len(data) - len(bytes.TrimLeft(data, " \t\r\n"))
	line, _, _ := strings.Cut(string(data[begin:min(len(data), begin+maxLine)]), "\n")
	before, _, isFacts := strings.Cut(line, "{")
	if !isFacts {
		before = strings.TrimSpace(line)
	}
	host, status, bar := strings.Cut(before, " | ")
	if !bar || !strings.HasSuffix(before, " => ") && !strings.HasSuffix(before, " >>") {
		return data, nil
	}
	if !strings.HasPrefix(status, "SUCCESS") && !strings.HasPrefix(status, "CHANGED") {
		return nil, l.fail(1+bytes.Count(data[:begin], []byte("\n")), "ansible says %s of %s: it has no list",
			clip(strings.TrimRight(status, " =>")), clip(host))
	}
	out := bytes.Clone(data)
	for i := range len(before) {
		out[begin+i] = ' '
	}
	return out, nil
}
