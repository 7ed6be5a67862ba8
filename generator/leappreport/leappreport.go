// Package leappreport reads what Leapp says about an upgrade: its report, as JSON or as text, and its log.
//
// [Read] tells the three forms by what is in them and returns a [Report], which is a list of entries. An [Entry] says
// of which [Kind] it is: which of the messages of Leapp that are about packages and repositories, over all versions of
// Leapp and of ELevate. Titles change over the years, so an entry is known by its stable key, or by the words that its
// title keeps. The packages, repositories and files that an entry is about are taken out of its summary, as the text
// form has them nowhere else. What an entry comes from in the data, package cause finds. See the example.
//
// The forms are those of Leapp's framework: report schema 1.0.0 to 1.2.0, and the format of its log.
package leappreport

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// MaxSize is the number of bytes of the longest file. The log of an upgrade with every debug message has some 10 MB.
const MaxSize = 32 << 20

// Limits of a report. Real ones have less than 100 entries; a machine with everything has 5,000 packages that Leapp
// knows, and a log of its upgrade as many events.
const (
	maxEntries = 20000
	maxThings  = 20000 // packages, repositories, keys, files, events and problems, in all entries
)

// A Form is how a file is written.
type Form string

// The forms.
const (
	JSON Form = "leapp-report.json"
	Text Form = "leapp-report.txt"
	Log  Form = "log"
)

// A Report is what was read.
type Report struct {
	Form    Form
	Entries []Entry
	// Source and Target are major releases, as far as some text names them; otherwise 0.
	Source, Target int
	OSID           string // of the target, where an error of Leapp names it
}

// An Entry is one message.
type Entry struct {
	Title, Summary string
	Severity       string // high, medium, low or info; of a line in a log: error, warning, info or debug
	Inhibitor      bool   // Leapp refuses the upgrade for it
	Error          bool   // an actor of Leapp failed with it
	Actor          string // "" in the text form
	Key            string // that stays over versions; "" in reports of schema 1.0.0 and in logs
	Line           int    // where it begins
	Kind           Kind
	Packages       []Package
	Repositories   []string  // repoids or PES IDs
	Files          []string  // of Leapp's data
	Keys           []string  // OpenPGP keys: addresses or paths
	Vendors        []string  // by the names of their files
	Events         []Event   // that a log names
	Problems       []Problem // of dnf
	Hints          []string
	Commands       []string
}

// A Package is one that an entry is about.
type Package struct {
	Name       string
	Stream     string // module:stream; "" for none
	Repository string // PES ID or repoid that the entry names with it; "" for none
}

// An Event is one that a line of a log names.
type Event struct {
	ID     string // digits
	Action string // as in "split", lower case; "" where the line does not say it
	Repos  []string
	Line   int
	Kept   string // the id of the event that Leapp keeps instead; "" where this one is applied
}

// A Problem is a line in which dnf says what it cannot do.
type Problem struct {
	Text     string
	Packages []string // their names
}

// escapes are the sequences with which programs color a terminal.
var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[ -/]*[@-~]")

// Read reads a report or a log. Errors say what is wrong with the file, without its name.
func Read(data []byte) (*Report, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("it has more than %d MB", MaxSize>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 {
		return nil, errors.New("it is empty: Leapp has reported nothing")
	}
	r := &Report{}
	var err error
	if trimmed[0] == '{' {
		r.Form = JSON
		err = r.readJSON(data)
	} else {
		text := strings.ToValidUTF8(string(data), "\ufffd")
		if strings.Contains(text, "\x1b") {
			text = escapes.ReplaceAllString(text, "")
		}
		lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		err = r.readLines(lines)
	}
	if err != nil {
		return nil, err
	}
	things := 0
	for i := range r.Entries {
		e := &r.Entries[i]
		e.classify()
		r.releases(e)
		things += len(e.Packages) + len(e.Repositories) + len(e.Files) + len(e.Keys) + len(e.Vendors) + len(e.Events) +
			len(e.Problems)
		if things > maxThings {
			return nil, fmt.Errorf("it names more than %d packages, repositories and events: no report of one machine",
				maxThings)
		}
	}
	r.tellOnce()
	return r, nil
}

// readLines reads a text that is no JSON: a log, where some line is one of a log.
func (r *Report) readLines(lines []string) error {
	isText := false
	for _, l := range lines {
		if isLog(l) {
			r.Form = Log
			return r.readLog(lines)
		}
		isText = isText || strings.HasPrefix(l, factor)
	}
	if isText {
		r.Form = Text
		return r.readText(lines)
	}
	return errors.New("it is no report of Leapp and no log: name /var/log/leapp/leapp-report.json, " +
		"/var/log/leapp/leapp-report.txt, or a log beside it such as leapp-upgrade.log")
}

// add adds an entry.
func (r *Report) add(e Entry) error {
	if len(r.Entries) == maxEntries {
		return fmt.Errorf("it has more than %d entries", maxEntries)
	}
	r.Entries = append(r.Entries, e)
	return nil
}

var (
	// upgrader is part of the name of Leapp's package for one upgrade: leapp-upgrade-el8toel9.
	upgrader = regexp.MustCompile(`\bel(\d{1,2})toel(\d{1,2})\b`)
	// userspace is in the title of an error: Unable to install target 'almalinux' 9 userspace packages.
	userspace = regexp.MustCompile(`(?:target '([a-z0-9._-]+)'|RHEL) (\d{1,2}) userspace`)
	// toRelease is in the addresses of documentation: preparing-for-upgrade-to-rhel9.
	toRelease = regexp.MustCompile(`(?i)upgrad(?:e|ing)[ -]to[ -]rhel[ -]?(\d{1,2})\b`)
)

// releases takes the releases of the upgrade out of an entry, where it names them.
func (r *Report) releases(e *Entry) {
	for _, text := range []string{e.Title, e.Summary, strings.Join(e.Hints, " ")} {
		if m := upgrader.FindStringSubmatch(text); m != nil && r.Source == 0 {
			r.Source, r.Target = number(m[1]), number(m[2])
		}
		if m := userspace.FindStringSubmatch(text); m != nil {
			if r.OSID == "" {
				r.OSID = m[1]
			}
			if r.Target == 0 {
				r.Target = number(m[2])
			}
		}
		if m := toRelease.FindStringSubmatch(text); m != nil && r.Target == 0 {
			r.Target = number(m[1])
		}
	}
}

// number reads at most two digits.
func number(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// tellOnce leaves each problem of dnf in one entry: a log has them where dnf printed them, and again in the error.
func (r *Report) tellOnce() {
	seen := map[string]bool{}
	kept := r.Entries[:0]
	for _, e := range r.Entries {
		had := len(e.Problems)
		var left []Problem
		for _, p := range e.Problems {
			if !seen[p.Text] {
				left = append(left, p)
			}
			seen[p.Text] = true
		}
		if e.Problems = left; had > 0 && len(left) == 0 {
			continue
		}
		kept = append(kept, e)
	}
	r.Entries = kept
}
