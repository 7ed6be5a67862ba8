package leappreport

import "strings"

// The words that begin the parts of an entry in leapp-report.txt.
const (
	factor      = "Risk Factor:"
	title       = "Title:"
	summary     = "Summary:"
	links       = "Related links:"
	remediation = "Remediation:"
	key         = "Key:"
)

// readText reads leapp-report.txt: entries begin with their risk factor and end with a line of dashes.
func (r *Report) readText(lines []string) error {
	for i := 0; i < len(lines); {
		if !strings.HasPrefix(lines[i], factor) {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], factor) {
			end++
		}
		if err := r.add(textEntry(lines[i:end], i+1)); err != nil {
			return err
		}
		i = end
	}
	return nil
}

// textEntry reads the lines of one entry.
func textEntry(lines []string, line int) Entry {
	e := Entry{Line: line}
	part, parts := "", map[string][]string{}
	for i, l := range lines {
		if i > 0 && isDashes(l) && last(lines[i+1:]) {
			break
		}
		for _, word := range []string{factor, title, summary, links, remediation, key} {
			// a summary may hold lines that begin with these words, but no part comes twice
			if rest, ok := strings.CutPrefix(l, word); ok && parts[word] == nil {
				part, l = word, rest
				break
			}
		}
		parts[part] = append(parts[part], l)
	}
	text := func(part string) string { return strings.TrimSpace(strings.Join(parts[part], "\n")) }
	e.Severity, _, _ = strings.Cut(text(factor), " ")
	e.Inhibitor = strings.Contains(text(factor), "(inhibitor)")
	e.Error = strings.Contains(text(factor), "(error)")
	e.Title, e.Summary, e.Key = text(title), unfolded(text(summary)), text(key)
	if e.Title == "" {
		e.Title = "(an entry without a title)"
	}
	e.remediations(text(remediation))
	return e
}

// remediations reads hints and commands: "[hint] Do this.", "[command] dnf remove x", each over several lines.
func (e *Entry) remediations(text string) {
	const hint, command, playbook = "[hint] ", "[command] ", "[playbook] "
	var lines []string
	end := func() {
		if lines != nil {
			e.Hints = append(e.Hints, strings.Join(lines, "\n"))
		}
		lines = nil
	}
	for l := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(l, hint):
			end()
			lines = []string{l[len(hint):]}
		case strings.HasPrefix(l, command):
			end()
			e.Commands = append(e.Commands, l[len(command):])
		case strings.HasPrefix(l, playbook):
			end()
		case lines != nil:
			lines = append(lines, l)
		}
	}
	end()
}

// isDashes recognises the line that ends an entry.
func isDashes(l string) bool { return len(l) >= 20 && strings.Trim(l, "-") == "" }

// last reports whether only empty lines follow.
func last(lines []string) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return false
		}
	}
	return true
}
