package diag

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"pes/generator/digest"
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// fingerprint names how a fingerprint is made: of rule, file and message, with a number where several results have the
// same three. It has no line, so that a result stays the same when lines before it come and go.
const fingerprint = "ruleFileMessage/v1"

type (
	sarifLog struct {
		Version string     `json:"version"`
		Schema  string     `json:"$schema"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string     `json:"id"`
		Summary sarifText  `json:"shortDescription"`
		Help    *sarifText `json:"help,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		Rule         string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   region        `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
)

// SARIF writes the list as a SARIF 2.1.0 log, which code scanning and editors read. about says what a rule promises and
// what to do about a violation; either may be empty.
func (l *List) SARIF(w io.Writer, about func(rule string) (summary, help string)) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, 0, len(l.items)),
		Tool: sarifTool{sarifDriver{Name: "pes", Rules: l.sarifRules(about)}}}
	seen := map[string]int{}
	for _, d := range l.items {
		r := d.sarif()
		r.RuleIndex, _ = slices.BinarySearchFunc(run.Tool.Driver.Rules, r.Rule,
			func(rule sarifRule, id string) int { return cmp.Compare(rule.ID, id) })
		hash := digest.SHA256(fmt.Appendf(nil, "%q %q %q", d.Rule, d.Pos.name(), d.Message))
		key := fmt.Sprintf("%x", hash[:16])
		seen[key]++
		r.Fingerprints = map[string]string{fingerprint: fmt.Sprintf("%s:%d", key, seen[key])}
		run.Results = append(run.Results, r)
	}
	return encode(w, sarifLog{Version: "2.1.0", Schema: sarifSchema, Runs: []sarifRun{run}})
}

// sarifRules describes the rules that occur, sorted by id.
func (l *List) sarifRules(about func(string) (string, string)) []sarifRule {
	words := map[string]string{} // id -> the rule's name
	for _, d := range l.items {
		words[ruleID(d.Rule)] = d.Rule
	}
	rules := make([]sarifRule, 0, len(words))
	for _, id := range slices.Sorted(maps.Keys(words)) {
		summary, help := about(words[id])
		r := sarifRule{ID: id, Summary: sarifText{sentence(cmp.Or(summary, strings.ReplaceAll(id, "-", " ")))}}
		if help != "" {
			r.Help = &sarifText{sentence(help)}
		}
		rules = append(rules, r)
	}
	return rules
}

// ruleID is the id of a rule, which must not be empty.
func ruleID(rule string) string { return cmp.Or(Printable(rule), "unnamed") }

// sarif is d as a result. Notes without a place and the suggestion are sentences of the message.
func (d *Diagnostic) sarif() sarifResult {
	r := sarifResult{Rule: ruleID(d.Rule), Level: d.Severity.String()}
	text := sentence(cmp.Or(d.Message, d.Rule, "unnamed"))
	for _, n := range d.Notes {
		if n.Pos.IsZero() {
			text += " " + sentence("Note: "+n.Text)
			continue
		}
		related := sarifLocation{ID: len(r.Related) + 1, Physical: n.Pos.sarif()}
		if n.Text != "" {
			related.Message = &sarifText{sentence(n.Text)}
		}
		r.Related = append(r.Related, related)
	}
	if d.Suggestion != "" {
		text += " " + sentence("Did you mean "+d.Suggestion+"?")
	}
	r.Message.Text = text
	if !d.Pos.IsZero() {
		r.Locations = []sarifLocation{{Physical: d.Pos.sarif()}}
	}
	return r
}

func (p Pos) sarif() sarifPhysical {
	uri := url.URL{Path: p.File.Name}
	if path.IsAbs(uri.Path) {
		uri.Scheme = "file"
	}
	return sarifPhysical{sarifArtifact{uri.String()}, p.region()}
}

// In a message {0} is a placeholder, so braces are doubled; [text](address) is a link, which foreign text must not be.
var sarifEscape = strings.NewReplacer("{", "{{", "}", "}}", "](", "] (")

// sentence is s as plain text of SARIF, with a final stop.
func sentence(s string) string {
	s = sarifEscape.Replace(Printable(s))
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
