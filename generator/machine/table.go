package machine

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A table is a list with a column for each part of a package, below a line with their names: what Foreman, hammer,
// Spacewalk and Uyuni write as CSV. See [tableColumns].
type table struct {
	separator byte
	column    map[string]int // by what is in it
}

// tableColumns are the names that columns have, by what is in them: in lower case, without spaces, _ and -, and without
// "package" before them. Of several the first one counts.
var tableColumns = []struct{ what, names string }{
	{"nvra", "nvrea nevra nvra"}, // "Host - All Installed Packages" of Foreman, hammer host package list
	{"name", "name"}, {"epoch", "epoch"}, {"version", "version"}, {"release", "release"},
	{"arch", "arch architecture"}, // spacewalk-report system-packages-installed
	{"repository", "repository repoid repo"}, {"vendor", "vendor"}, {"label", "modularitylabel"},
	{"signature", "signature"},
	{"host", "host hostname systemname servername profilename system server systemid serverid"},
}

// tableOf reads the line with the names of columns; nil where it is none.
func tableOf(line string) *table {
	t := &table{',', map[string]int{}}
	for _, separator := range []byte(";\t") {
		if strings.Count(line, string(rune(separator))) > strings.Count(line, string(rune(t.separator))) {
			t.separator = separator
		}
	}
	names := t.cells(line)
	for i, name := range names {
		name = strings.Join(strings.FieldsFunc(strings.ToLower(name), isBetween), "")
		names[i] = strings.TrimPrefix(name, "package")
	}
	for _, c := range tableColumns {
		for _, name := range strings.Fields(c.names) {
			if i := slices.Index(names, name); i >= 0 {
				t.column[c.what] = i
				break
			}
		}
	}
	if !t.has("nvra") && !(t.has("name") && t.has("version") && t.has("release")) {
		return nil
	}
	return t
}

// isBetween recognises what stands between the words of a name.
func isBetween(r rune) bool { return r == ' ' || r == '_' || r == '-' }

func (t *table) has(what string) bool {
	_, ok := t.column[what]
	return ok
}

// cells are those of a line, without their quotation marks.
func (t *table) cells(line string) (out []string) {
	for {
		rest, quoted := strings.CutPrefix(line, `"`)
		cell, more := "", false
		for quoted {
			var part string
			part, rest, _ = strings.Cut(rest, `"`)
			cell += part
			if rest, quoted = strings.CutPrefix(rest, `"`); quoted {
				cell += `"`
			}
			line = rest
		}
		rest, line, more = strings.Cut(line, string(rune(t.separator)))
		if out = append(out, strings.TrimSpace(cell+rest)); !more {
			return out
		}
	}
}

// cell is one of some cells, by what is in its column.
func (t *table) cell(cells []string, what string) string {
	if i, ok := t.column[what]; ok && i < len(cells) {
		return cells[i]
	}
	return ""
}

// readTable reads the rows of a table, which begin at a line.
func (l *List) readTable(t *table, lines []string, from int) error {
	host := ""
	for i, line := range lines[from:] {
		if line == "" {
			continue
		}
		cells := t.cells(line)
		if h := t.cell(cells, "host"); host == "" {
			host = h
		} else if h != host {
			return l.fail(from+i+1, "there are several machines in it, such as %s and %s: make a list of each (pes "+
				"simulate --installed reads a table of many)", clip(host), clip(h))
		}
		if problem := l.addRow(t, cells); problem != "" {
			return l.fail(from+i+1, "%s", problem)
		}
	}
	return nil
}

func (l *List) addRow(t *table, cells []string) (problem string) {
	cell := func(what string) string { return t.cell(cells, what) }
	p := jsonPackage{Name: cell("name"), Epoch: []byte(cell("epoch")), Version: []byte(cell("version")),
		Release: cell("release"), Arch: cell("arch"), Repository: cell("repository"), Vendor: cell("vendor"),
		ModularityLabel: cell("label"), Signature: cell("signature")}
	nvra := cell("nvra")
	if nvra == "" {
		if t.has("nvra") {
			return fmt.Sprintf("%q is no package of rpm", clip(strings.Join(cells, " ")))
		}
		return l.addPackage(&p)
	}
	n, ok := parseNEVRA(nvra)
	if !ok {
		return fmt.Sprintf("%q is not as rpm -qa prints packages (name-version-release.arch)", clip(nvra))
	}
	version, _ := cutLast(n.evr, "-")
	epoch, version := cutEpoch(version)
	p.Name, p.Release, p.Arch = n.name, n.release, n.arch
	p.Epoch, p.Version = []byte(epoch), []byte(version)
	return l.addPackage(&p)
}

// A Part is where a machine stands in a table of several: its rows, from one byte to another.
type Part struct {
	Name     string
	From, To int64
	Line     int // of its first row
}

// Parts finds the machines of a table that has a column for them, in their order, and the line with its columns. There
// are none where r is something else, or has one machine alone.
func Parts(r io.Reader) (header []byte, parts []Part, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	var t *table
	known := map[string]bool{}
	number := 0
	for offset := int64(0); ; {
		number++
		line, err := in.ReadSlice('\n')
		if err == bufio.ErrBufferFull && t == nil {
			return nil, nil, nil
		} else if err != nil && err != io.EOF {
			return nil, nil, err
		}
		text := strings.TrimSpace(string(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))))
		end := offset + int64(len(line))
		switch {
		case text == "":
		case t == nil:
			if t = tableOf(text); t == nil || !t.has("host") {
				return nil, nil, nil
			}
			header = append(bytes.TrimRight(bytes.Clone(line), "\r\n"), '\n')
		default:
			name := t.cell(t.cells(text), "host")
			last := len(parts) - 1
			switch {
			case last >= 0 && parts[last].Name == name:
				parts[last].To = end
			case known[name]:
				return nil, nil, fmt.Errorf("the rows of the machine %q are not together: sort the table by machine",
					clip(name))
			default:
				known[name] = true
				parts = append(parts, Part{name, offset, end, number})
			}
		}
		if offset = end; err == io.EOF {
			if len(parts) < 2 {
				parts = nil
			}
			return header, parts, nil
		}
	}
}
