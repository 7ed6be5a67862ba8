package diag

import (
	"fmt"
	"io"
	"strings"
)

// Characters that must be escaped in a workflow command's message, and more of them in a property.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub writes the list as workflow commands of GitHub Actions, one line each, which show it in a pull request's diff.
func (l *List) GitHub(w io.Writer) error {
	for _, d := range l.items {
		if _, err := io.WriteString(w, d.command()); err != nil {
			return err
		}
	}
	return nil
}

// command is the line of one diagnostic. All foreign text goes through Printable and a replacer, so that it can neither
// end the line nor begin another command.
func (d *Diagnostic) command() string {
	var properties []string
	set := func(name, value string) {
		properties = append(properties, name+"="+commandProperty.Replace(Printable(value)))
	}
	if !d.Pos.IsZero() {
		r := d.Pos.region()
		set("file", d.Pos.File.Name)
		set("line", fmt.Sprint(r.StartLine))
		if r.StartLine == r.EndLine { // columns are refused in a span of several lines
			set("col", fmt.Sprint(r.StartColumn))
		}
		set("endLine", fmt.Sprint(r.EndLine))
		if r.StartLine == r.EndLine {
			set("endColumn", fmt.Sprint(r.EndColumn))
		}
	}
	if d.Rule != "" {
		set("title", d.Rule)
	}
	lines := []string{Printable(d.Message)}
	for _, n := range d.shown() {
		lines = append(lines, n.String())
	}
	if d.Suggestion != "" {
		lines = append(lines, "did you mean "+Printable(strings.ReplaceAll(d.Suggestion, "\n", " "))+"?")
	}
	name := [...]string{"error", "warning", "notice"}[d.Severity]
	if len(properties) > 0 {
		name += " " + strings.Join(properties, ",")
	}
	return fmt.Sprintf("::%s::%s\n", name, commandData.Replace(strings.Join(lines, "\n")))
}
