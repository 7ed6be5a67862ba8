package leappreport

import (
	"regexp"
	"strings"
)

// logLine is a line of a log of Leapp: its time, level, process, logger and message. What a program prints has a line
// of its own; a message of several lines goes on without these.
var logLine = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ *([A-Z]+) +PID: \d+ ([\w.-]+): ?(.*)$`)

// failed is an error as Leapp prints it on the console and at the end of its log; its message stands in the next line.
var failed = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \[ERROR\] Actor: (\S+)`)

// The messages that events and repositories leave in a log.
var (
	applied  = regexp.MustCompile(`^Applying event (\d{1,19}) \((\w+)\): replacing packages (.*) with (.*)$`)
	competes = regexp.MustCompile(`^Events \[([\d, ]*)\] have the same in packages .*, keeping (\d{1,19})`)
	noRepo   = regexp.MustCompile(`^Cannot find suitable repository for PES ID: (\S+)`)
	noTarget = regexp.MustCompile(`from the\s+(\S+) family(?: \(PES ID\)|\s+for the (\S+) repository)`)
	excluded = regexp.MustCompile(`^Skipping the (\S+) repo (?:from setup task )?\(excluded\)`)
	vendorIn = regexp.MustCompile(`^Vendor (\S+) found in active list`)
	vendorNo = regexp.MustCompile(`^Vendor (\S+) not in active list`)
	inPESID  = regexp.MustCompile(`:([A-Za-z0-9._-]+)`)
)

// A logReader puts messages of one kind together: a log has thousands.
type logReader struct {
	report *Report
	of     map[Kind]*Entry // put together so far
	order  []Kind
	output map[string][]logMessage // lines that dnf has printed, by the actor that ran it
	actors []string
	errors []Entry
}

// A logMessage is one message of a log.
type logMessage struct {
	level, actor, text string
	line               int
}

func (r *Report) readLog(lines []string) error {
	l := &logReader{report: r, of: map[Kind]*Entry{}, output: map[string][]logMessage{}}
	for i := 0; i < len(lines); {
		if !isLog(lines[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && !isLog(lines[end]) {
			end++
		}
		l.message(newMessage(lines[i:end], i+1))
		i = end
	}
	return l.finish()
}

// isLog reports whether a line begins a message.
func isLog(l string) bool {
	return len(l) > 30 && l[4] == '-' && (logLine.MatchString(l) || failed.MatchString(l))
}

// newMessage is the message in some lines. An error that names its actor and its message has these instead of what
// stands in its first line.
func newMessage(lines []string, line int) logMessage {
	m, first := logMessage{level: "ERROR", line: line}, lines[0]
	if f := logLine.FindStringSubmatch(first); f != nil {
		m.level, m.actor, first = f[1], f[2][strings.LastIndexByte(f[2], '.')+1:], f[3]
	}
	if f := failed.FindStringSubmatch(first); f != nil && len(lines) > 1 {
		m.actor, lines = f[1], lines[1:]
		first = strings.TrimPrefix(lines[0], "Message: ")
	}
	m.text = strings.TrimRight(strings.Join(append([]string{first}, lines[1:]...), "\n"), "\n")
	return m
}

// together is the entry of a kind of messages, which begins with this one.
func (l *logReader) together(kind Kind, title string, m logMessage) *Entry {
	if l.of[kind] == nil {
		l.of[kind] = &Entry{Title: title, Severity: strings.ToLower(m.level), Actor: m.actor, Line: m.line, Kind: kind}
		l.order = append(l.order, kind)
	}
	return l.of[kind]
}

func (l *logReader) message(m logMessage) {
	find := func(x *regexp.Regexp) []string { return x.FindStringSubmatch(m.text) }
	switch {
	case find(applied) != nil:
		f := find(applied)
		e := l.together(Applied, "Events that Leapp applied", m)
		event := Event{ID: f[1], Action: strings.ToLower(f[2]), Line: m.line}
		for _, repo := range inPESID.FindAllStringSubmatch(f[4], -1) {
			event.Repos = append(event.Repos, repo[1])
		}
		e.Events = append(e.Events, event)
	case find(competes) != nil:
		l.competing(m, find(competes))
	case find(noRepo) != nil:
		e := l.together(UnknownRepository, "Repositories that Leapp cannot find for packages", m)
		e.Repositories = append(e.Repositories, find(noRepo)[1])
	case strings.HasPrefix(m.text, "Missing target repository"), strings.HasPrefix(m.text, "Cannot find any mapped"):
		if f := find(noTarget); f != nil {
			e := l.together(NoTarget, "Repositories that the map leads to, and that are not there", m)
			e.Repositories = append(e.Repositories, f[1])
		}
	case find(excluded) != nil:
		e := l.together(ExcludedRepositories, "Repositories that Leapp excludes", m)
		e.Repositories = append(e.Repositories, find(excluded)[1])
	case find(vendorIn) != nil:
		e := l.together(ActiveVendors, "Vendors that are active", m)
		e.Vendors = append(e.Vendors, vendorOf(find(vendorIn)[1]))
	case find(vendorNo) != nil:
		e := l.together(InactiveVendors, "Vendors that are not active", m)
		e.Vendors = append(e.Vendors, vendorOf(find(vendorNo)[1]))
	default:
		l.other(m)
	}
}

// vendorOf is the name of a vendor: some versions of Leapp write the name of its file, with or without folders.
func vendorOf(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	for _, end := range []string{"_map.json", "_pes.json", ".repo", ".sigs"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// competing reads a message that Leapp drops all of some events but one.
func (l *logReader) competing(m logMessage, f []string) {
	e := l.together(Competing, "Events of which Leapp keeps one", m)
	for id := range strings.SplitSeq(f[1], ",") {
		if id = strings.TrimSpace(id); id != "" && len(id) < 20 && id != f[2] {
			e.Events = append(e.Events, Event{ID: id, Line: m.line, Kept: f[2]})
		}
	}
}

// other reads what no message of events and repositories is: errors, reports that a verbose Leapp prints, the output of
// dnf.
func (l *logReader) other(m logMessage) {
	first, rest, _ := strings.Cut(m.text, "\n")
	switch {
	case m.level == "ERROR" || m.level == "CRITICAL":
		l.errors = append(l.errors, Entry{Title: strings.TrimSpace(first), Summary: unfolded(strings.TrimSpace(rest)),
			Severity: "error", Error: true, Actor: m.actor, Line: m.line})
	case (m.level == "INFO" || m.level == "WARNING") && kindOf("", m.text) != "":
		l.errors = append(l.errors, Entry{Title: strings.TrimSpace(first), Summary: strings.TrimSpace(rest),
			Severity: strings.ToLower(m.level), Actor: m.actor, Line: m.line})
	case strings.HasPrefix(m.actor, "dnf") || strings.Contains(m.actor, "userspace"):
		if l.output[m.actor] == nil {
			l.actors = append(l.actors, m.actor)
		}
		l.output[m.actor] = append(l.output[m.actor], m)
	}
}

// finish puts the entries together: errors first, then what dnf said, then the rest.
func (l *logReader) finish() error {
	all := l.errors
	for _, actor := range l.actors {
		all = append(all, dnfOutput(l.output[actor])...)
	}
	for _, k := range l.order {
		all = append(all, *l.of[k])
	}
	for _, e := range all {
		if err := l.report.add(e); err != nil {
			return err
		}
	}
	return nil
}

// dnfOutput makes entries of what dnf printed: one of its problems, one of the packages that it removes.
func dnfOutput(messages []logMessage) (out []Entry) {
	problems := Entry{Title: "Problems of dnf", Kind: Transaction}
	removed := Entry{Title: "Packages that dnf removes", Kind: Removed}
	begin := func(e *Entry, m logMessage) {
		if e.Line == 0 {
			e.Line, e.Severity, e.Actor = m.line, strings.ToLower(m.level), m.actor
		}
	}
	notThere := Entry{Title: "Packages that Leapp asks for and no repository has", Kind: NotFound}
	removing := false
	for _, m := range messages {
		for l := range strings.SplitSeq(m.text, "\n") {
			if p, ok := missing(l); ok {
				begin(&notThere, m)
				notThere.Problems = append(notThere.Problems, p)
				for _, name := range p.Packages {
					notThere.Packages = append(notThere.Packages, Package{Name: name})
				}
				continue
			}
			if p, ok := problem(l); ok {
				begin(&problems, m)
				problems.Problems = append(problems.Problems, p)
				continue
			}
			if !strings.ContainsAny(l, ": ") {
				continue
			}
			switch words := strings.Fields(l); {
			case strings.HasSuffix(strings.TrimSpace(l), ":"):
				removing = strings.HasPrefix(strings.TrimSpace(l), "Removing")
			case removing && strings.HasPrefix(l, " ") && len(words) >= 3 && isArch(words[1]):
				begin(&removed, m)
				removed.Packages = append(removed.Packages, Package{Name: words[0]})
			case len(words) > 0 && words[0] == "Transaction":
				removing = false
			}
		}
	}
	for _, e := range []Entry{problems, notThere, removed} {
		if e.Line > 0 {
			out = append(out, e)
		}
	}
	return out
}
