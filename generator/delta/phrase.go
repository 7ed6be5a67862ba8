package delta

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// Phrases are sentences about a change. Names in them come from the data, and each format shows them in its own way: a
// mark is put before and after each.
const mark = "\x00"

func name(s string) string { return mark + strings.ReplaceAll(s, mark, diag.Printable(mark)) + mark }

func names(words []string) string { return english.And(list.Map(words, name)) }

// unmarked is a phrase as plain text.
func unmarked(phrase string) string { return strings.ReplaceAll(phrase, mark, "") }

// show is a phrase with its text, and the names in it, as a format shows them.
func show(phrase string, text, name func(string) string) string {
	parts := strings.Split(phrase, mark)
	for i, part := range parts {
		if i%2 == 1 {
			parts[i] = name(part)
		} else {
			parts[i] = text(part)
		}
	}
	return strings.Join(parts, "")
}

// A wording makes phrases. An exact one names repositories by PES ID, the other by role, so that the same change in
// several distributions has the same text.
type wording struct{ exact bool }

func (w wording) repo(pesid string) string {
	if w.exact {
		return pesid
	}
	if role, ok := known.Role(pesid); ok {
		return role
	}
	return known.TrimDistro(pesid)
}

// places are packages and where they come from.
func (w wording) places(packages []model.StepPackage) string {
	var words []string
	for i, x := range packages {
		from := " (" + w.repo(x.Repo) + ")"
		if !x.Stream.IsZero() {
			from = " (" + x.Stream.String() + ", " + w.repo(x.Repo) + ")"
		}
		if i+1 < len(packages) && packages[i+1].Repo == x.Repo && packages[i+1].Stream == x.Stream {
			from = "" // once, behind the last of them
		}
		words = append(words, name(x.Name)+from)
	}
	return english.And(words)
}

// fate says what becomes of a package: "replaced by chrony (baseos)".
func (w wording) fate(f *Fate) string {
	text := "from " + w.repo(f.Repo)
	switch {
	case !f.Taken:
		return "without an event"
	case f.lost():
		text = "removed"
	case f.Gone:
		text = "replaced by " + w.places(f.Instead)
	case len(f.Instead) > 0:
		text += ", with " + w.places(f.Instead)
	}
	switch {
	case f.Any || len(f.With) == 0:
		return text
	case len(f.With) == 1:
		return text + " where " + names(f.With) + " is installed too"
	}
	return text + " where " + names(f.With) + " are installed too"
}

// turn says how a fate changed.
func (w wording) turn(t Turn) string {
	was, is := &t.Was, &t.Is
	switch t.Category {
	case Removed:
		return "so far " + w.fate(was)
	case Kept:
		return "now " + w.fate(is)
	case Replaced:
		return w.replaced(was, is)
	case Moved:
		return w.moved(was, is)
	}
	return w.conditions(was, is)
}

func (w wording) replaced(was, is *Fate) string {
	if text := w.partly(was, is); text != "" {
		return text
	}
	stays := was.Gone && !is.Gone && len(is.Instead) == 0
	switch {
	case stays && is.Taken:
		return "stays as it is (" + w.repo(is.Repo) + "), no longer " + w.fate(was)
	case stays:
		return "stays as it is, no longer " + w.fate(was)
	case !was.Taken:
		return "now " + w.fate(is)
	case !is.Taken:
		return "now alone, so far " + w.fate(was)
	}
	return "now " + w.fate(is) + ", so far " + w.fate(was)
}

// partly describes a change that only adds or only drops some of the other packages; "" if the change is another one.
func (w wording) partly(was, is *Fate) string {
	if !was.Taken || !is.Taken || was.Gone != is.Gone || was.Repo != is.Repo || !slices.Equal(was.With, is.With) {
		return ""
	}
	added, dropped := without(is.Instead, was.Instead), without(was.Instead, is.Instead)
	stay := names(list.Map(without(is.Instead, added), func(x model.StepPackage) string { return x.Name }))
	switch {
	case len(added) > 0 && len(dropped) > 0 || is.Gone && stay == "":
		return ""
	case !is.Gone && len(added) > 0:
		return "now brings " + w.places(added)
	case !is.Gone:
		return "no longer brings " + w.places(dropped)
	case len(added) > 0:
		return "now replaced by " + w.places(added) + " too, beside " + stay
	}
	return "no longer replaced by " + w.places(dropped) + ", only by " + stay
}

func (w wording) moved(was, is *Fate) string {
	var parts []string
	if was.Repo != is.Repo {
		parts = append(parts, w.from(was.Repo, is.Repo))
	}
	if was.Stream != is.Stream && was.Taken && is.Taken {
		parts = append(parts, "now "+inStream(is.Stream)+", so far "+inStream(was.Stream))
	}
	for i, x := range is.Instead {
		if before := was.Instead[i].Repo; before != x.Repo {
			parts = append(parts, name(x.Name)+" "+w.from(before, x.Repo))
		}
	}
	return strings.Join(parts, "; ")
}

// inStream names a module stream that a package is of.
func inStream(s model.Stream) string {
	if s.IsZero() {
		return "in no module stream"
	}
	return "in the module stream " + s.String()
}

// from says how the repository of a package changed.
func (w wording) from(was, is string) string {
	switch a, b := w.repo(was), w.repo(is); {
	case was == "":
		return "now from " + b
	case is == "":
		return "no longer from " + a
	case a == b:
		return "now from " + is + ", so far " + was
	default:
		return "now from " + b + ", so far " + a
	}
}

// conditions says how the conditions changed if the fate itself did not.
func (w wording) conditions(was, is *Fate) string {
	both := was.Taken && is.Taken
	var parts []string
	if was.At != is.At && both {
		parts = append(parts, "in "+is.At.String()+", so far in "+was.At.String())
	}
	if was.From != is.From && both {
		parts = append(parts, "initial release "+is.From.String()+", so far "+was.From.String())
	}
	if !slices.Equal(was.With, is.With) || was.Any != is.Any {
		parts = append(parts, with(is)+", so far "+with(was))
	}
	if is.Taken && !was.Taken {
		parts = append(parts, "now named by an event, which changes nothing")
	}
	if was.Taken && !is.Taken {
		parts = append(parts, "no longer named by an event, which changed nothing")
	}
	text := strings.Join(parts, "; ")
	switch {
	case text == "":
		return "by events that others outdo in upgrades to the latest release"
	case both:
		return w.fate(&Fate{Taken: true, Gone: is.Gone, Repo: is.Repo, Instead: is.Instead}) + " " + text
	}
	return text
}

func with(f *Fate) string {
	if len(f.With) == 0 {
		return "whatever else is installed"
	}
	text := "with " + english.And(f.With)
	if f.Any {
		text += ", one being enough"
	}
	return text
}

// What is said of a subject that was not there before, and of one that is there no longer.
const newText, goneText = "new", "gone"

// subject says what changed about anything but a package.
func (w wording) subject(c Change) string {
	before, after := texts(c.Before), texts(c.After)
	gone, added := without(before, after), without(after, before)
	isNew, isGone := len(c.Before) == 0, len(c.After) == 0
	switch {
	case c.Kind == Section:
		return sectionText(c)
	case c.Kind == Entry:
		return entries(c, added, gone)
	case c.Kind == Signature && isNew:
		return "packages signed by this key are the vendor's now"
	case c.Kind == Signature:
		return "packages signed by this key are no longer the vendor's"
	case c.Kind == Mapping:
		return mapping(list.Map(added, w.repo), list.Map(gone, w.repo), isNew)
	case c.Kind == Key && isNew:
		return "new: " + names(added)
	case c.Kind == Key && isGone:
		return "gone: " + names(gone)
	case c.Kind == Key && len(gone) == 0:
		return names(added) + " new"
	case c.Kind == Key && len(added) == 0:
		return names(gone) + " gone"
	case c.Kind == Key:
		return names(added) + " new; " + names(gone) + " gone"
	case isNew:
		return newText
	case isGone:
		return goneText
	}
	return "has other bytes"
}

func mapping(added, gone []string, isNew bool) string {
	switch {
	case isNew:
		return "now leads to " + names(added)
	case len(gone) == 0:
		return "now leads to " + names(added) + " too"
	case len(added) == 0:
		return "no longer leads to " + names(gone)
	}
	return "now leads to " + names(added) + ", no longer to " + names(gone)
}

// entries says which repositories a PES ID stands for now: "new, for aarch64 and x86_64". A repoid that equals the PES
// ID is not repeated; the defaults (type rpm, channel ga) are left out.
func entries(c Change, added, gone []string) string {
	pesid := c.Name[:max(strings.LastIndexByte(c.Name, ' '), 0)]
	var parts []string
	also, no := "now also ", "no longer "
	if len(c.Before) == 0 {
		parts, also = []string{"new"}, ""
	} else if len(c.After) == 0 {
		parts, no = []string{"gone"}, ""
	}
	for _, g := range repoids(added) {
		parts = append(parts, also+g.text(pesid))
	}
	for _, g := range repoids(gone) {
		parts = append(parts, no+g.text(pesid))
	}
	return strings.Join(parts, ", ")
}

// A repoidGroup is a repoid with the architectures for which one thing is so.
type repoidGroup struct {
	repoid, rest string
	arches       []string
}

func (g repoidGroup) text(pesid string) string {
	text := "for " + english.And(g.arches) + g.rest
	if g.repoid != pesid {
		text = name(g.repoid) + " " + text
	}
	return text
}

func repoids(entries []string) (out []repoidGroup) {
	for _, text := range entries {
		f := strings.Split(text, " ")
		if len(f) < 3 {
			continue
		}
		rest := ""
		for _, w := range f[2:] {
			if w != "ga" {
				rest += ", " + w
			}
		}
		g := list.FindOrAdd(&out, repoidGroup{f[0], rest, nil}, func(g repoidGroup) bool {
			return g.repoid == f[0] && g.rest == rest
		})
		g.arches = append(g.arches, f[1])
	}
	return out
}

func sectionText(c Change) string {
	was, is := options(c.Before), options(c.After)
	if len(c.Before) == 0 || len(c.After) == 0 {
		all, text := is, "new: "
		if len(c.After) == 0 {
			all, text = was, "gone: "
		}
		if i := slices.IndexFunc(model.AddressKeys, func(key string) bool { return all[key] != "" }); i >= 0 {
			text += name(all[model.AddressKeys[i]])
		}
		if len(c.After) > 0 && c.Category == Security && all["gpgcheck"] == "0" {
			text += ", gpgcheck=0: its packages are installed unchecked"
		}
		return text
	}
	var parts []string
	for _, key := range union(keysOf(was), keysOf(is)) {
		switch a, b := was[key], is[key]; {
		case a == b:
		case a == "":
			parts = append(parts, key+" "+name(b)+" new")
		case b == "":
			parts = append(parts, key+" "+name(a)+" gone")
		default:
			parts = append(parts, key+" "+name(b)+", so far "+name(a))
		}
	}
	return strings.Join(parts, "; ")
}

// without is what one list has and another lacks.
func without[T comparable](all, others []T) []T {
	return list.Select(all, func(x T) bool { return !slices.Contains(others, x) })
}
