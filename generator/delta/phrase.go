package delta

import (
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/model"
)

// A phrase is a sentence about a change. Names in it are foreign, and each format shows them in its own way.
type phrase []word

type word struct {
	text string
	name bool
}

func (p *phrase) say(text string)  { *p = append(*p, word{text, false}) }
func (p *phrase) name(text string) { *p = append(*p, word{text, true}) }

func (p *phrase) names(list []string) {
	for i, n := range list {
		switch {
		case i > 0 && i == len(list)-1:
			p.say(" and ")
		case i > 0:
			p.say(", ")
		}
		p.name(n)
	}
}

// String is the phrase as plain text.
func (p phrase) String() string {
	var b strings.Builder
	for _, w := range p {
		b.WriteString(w.text)
	}
	return b.String()
}

// A speaker makes phrases. A repository is called by its PES ID, or as all distributions call it: so what is the same in
// several reads the same.
type speaker struct{ exact bool }

func (s speaker) repo(pesid string) string {
	if s.exact {
		return pesid
	}
	if role, ok := known.Role(pesid); ok {
		return role
	}
	return known.TrimDistro(pesid)
}

// places are packages and where they come from.
func (s speaker) places(p *phrase, list []model.StepPackage) {
	for i, x := range list {
		switch {
		case i > 0 && i == len(list)-1:
			p.say(" and ")
		case i > 0:
			p.say(", ")
		}
		p.name(x.Name)
		if i < len(list)-1 && list[i+1].Repo == x.Repo && list[i+1].Stream == x.Stream {
			continue // said once, behind the last
		}
		p.say(" (")
		if !x.Stream.IsZero() {
			p.say(x.Stream.String() + ", ")
		}
		p.say(s.repo(x.Repo) + ")")
	}
}

// fate says what becomes of a package: "replaced by chrony (baseos)".
func (s speaker) fate(p *phrase, f *Fate) {
	switch {
	case !f.Taken:
		p.say("untouched")
		return
	case f.lost():
		p.say("removed")
	case f.Gone:
		p.say("replaced by ")
		s.places(p, f.Instead)
	case len(f.Instead) > 0:
		p.say("from " + s.repo(f.Repo) + ", with ")
		s.places(p, f.Instead)
	default:
		p.say("from " + s.repo(f.Repo))
	}
	if len(f.With) > 0 && !f.Any {
		p.say(" where ")
		p.names(f.With)
		p.say(map[bool]string{true: " is installed too", false: " are installed too"}[len(f.With) == 1])
	}
}

// turn says how a fate changed.
func (s speaker) turn(t *Turn) (p phrase) {
	was, is := &t.Was, &t.Is
	switch t.Category {
	case Removed:
		p.say("so far ")
		s.fate(&p, was)
	case Kept:
		p.say("now ")
		s.fate(&p, is)
	case Replaced:
		s.replaced(&p, was, is)
	case Moved:
		s.moved(&p, was, is)
	default:
		s.conditions(&p, was, is)
	}
	return p
}

func (s speaker) replaced(p *phrase, was, is *Fate) {
	if s.partly(p, was, is) {
		return
	}
	switch {
	case !is.Gone && was.Gone && len(is.Instead) == 0:
		if p.say("stays as it is"); is.Taken {
			p.say(" (" + s.repo(is.Repo) + ")")
		}
		p.say(", no longer ")
		s.fate(p, was)
	case !was.Taken:
		p.say("now ")
		s.fate(p, is)
	default:
		if p.say("now "); !is.Taken {
			p.say("alone")
		} else {
			s.fate(p, is)
		}
		p.say(", so far ")
		s.fate(p, was)
	}
}

// partly says what comes more, or no longer comes, where the rest stays as it was; it reports whether that is so.
func (s speaker) partly(p *phrase, was, is *Fate) bool {
	if !was.Taken || !is.Taken || was.Gone != is.Gone || was.Repo != is.Repo || !slices.Equal(was.With, is.With) {
		return false
	}
	same := func(x model.StepPackage) bool {
		return slices.Contains(was.Instead, x) && slices.Contains(is.Instead, x)
	}
	added, dropped := slices.DeleteFunc(slices.Clone(is.Instead), same), slices.DeleteFunc(slices.Clone(was.Instead), same)
	var stay []string
	for _, x := range is.Instead {
		if same(x) {
			stay = append(stay, x.Name)
		}
	}
	if len(added) > 0 && len(dropped) > 0 || is.Gone && len(stay) == 0 {
		return false
	}
	switch {
	case !is.Gone && len(added) > 0:
		p.say("now brings ")
		s.places(p, added)
	case !is.Gone:
		p.say("no longer brings ")
		s.places(p, dropped)
	case len(added) > 0:
		p.say("now replaced by ")
		s.places(p, added)
		p.say(" too, beside ")
		p.names(stay)
	default:
		p.say("no longer replaced by ")
		s.places(p, dropped)
		p.say(", only by ")
		p.names(stay)
	}
	return true
}

func (s speaker) moved(p *phrase, was, is *Fate) {
	first := true
	tell := func(name string, from, to string) {
		if from == to {
			return
		}
		if !first {
			p.say("; ")
		}
		first = false
		if name != "" {
			p.name(name)
			p.say(" ")
		}
		switch a, b := s.repo(from), s.repo(to); {
		case from == "":
			p.say("now from " + b)
		case to == "":
			p.say("no longer from " + a)
		case a == b:
			p.say("now from " + to + ", so far " + from)
		default:
			p.say("now from " + b + ", so far " + a)
		}
	}
	tell("", was.Repo, is.Repo)
	for i := range is.Instead {
		tell(is.Instead[i].Name, was.Instead[i].Repo, is.Instead[i].Repo)
	}
}

// conditions says what else than the fate itself changed.
func (s speaker) conditions(p *phrase, was, is *Fate) {
	var said []string
	if was.At != is.At && was.Taken && is.Taken {
		said = append(said, "in "+is.At.String()+", so far in "+was.At.String())
	}
	if was.From != is.From && was.Taken && is.Taken {
		said = append(said, "initial release "+is.From.String()+", so far "+was.From.String())
	}
	if !slices.Equal(was.With, is.With) || was.Any != is.Any {
		said = append(said, with(is)+", so far "+with(was))
	}
	if is.Taken && !was.Taken {
		said = append(said, "now named by an event, which changes nothing")
	}
	if was.Taken && !is.Taken {
		said = append(said, "no longer named by an event, which changed nothing")
	}
	if len(said) == 0 {
		p.say("by events that others outdo in upgrades to the latest release")
		return
	}
	if is.Taken && was.Taken {
		s.fate(p, &Fate{Taken: true, Gone: is.Gone, Repo: is.Repo, Instead: is.Instead})
		p.say(" ")
	}
	p.say(strings.Join(said, "; "))
}

func with(f *Fate) string {
	if len(f.With) == 0 {
		return "whatever else is installed"
	}
	text := "with " + enumerate(f.With)
	if f.Any {
		text += ", one being enough"
	}
	return text
}

// thing says what changed about anything but a package.
func (s speaker) thing(c *Change) (p phrase) {
	gone, added := without(c.Before, c.After), without(c.After, c.Before)
	isNew, isGone := len(c.Before) == 0, len(c.After) == 0
	switch {
	case c.Kind == Section:
		s.section(&p, c)
	case c.Kind == Entry:
		s.entries(&p, c, added, gone)
	case c.Kind == Signature && isNew:
		p.say("packages signed by this key are the vendor's now")
	case c.Kind == Signature:
		p.say("packages signed by this key are no longer the vendor's")
	case c.Kind == Path || c.Kind == Tree || c.Kind == Vendor || c.Kind == File && (isNew || isGone):
		p.say(map[bool]string{true: "new", false: "gone"}[isNew])
	case c.Kind == File && !isNew && !isGone:
		p.say("has other bytes")
	case c.Kind == Mapping && (isNew || len(gone) == 0):
		p.say("now leads to ")
		p.names(s.repos(added))
		if !isNew {
			p.say(" too")
		}
	case c.Kind == Mapping && (isGone || len(added) == 0):
		p.say("no longer leads to ")
		p.names(s.repos(gone))
	case c.Kind == Mapping:
		p.say("now leads to ")
		p.names(s.repos(added))
		p.say(", no longer to ")
		p.names(s.repos(gone))
	default:
		if isNew {
			p.say("new: ")
		} else if isGone {
			p.say("gone: ")
		}
		if p.names(added); !isNew && !isGone && len(added) > 0 {
			p.say(" new")
		}
		if len(added) > 0 && len(gone) > 0 {
			p.say("; ")
		}
		if p.names(gone); !isNew && !isGone && len(gone) > 0 {
			p.say(" gone")
		}
	}
	return p
}

// entries says which repositories a PES ID stands for now: "new, for aarch64 and x86_64". One that is called as the PES ID is
// not named again; what is usual (packages, the channel ga) is not said.
func (s speaker) entries(p *phrase, c *Change, added, gone []string) {
	pesid := c.Name[:max(strings.LastIndexByte(c.Name, ' '), 0)]
	if len(c.Before) == 0 {
		p.say("new")
	} else if len(c.After) == 0 {
		p.say("gone")
	}
	for i, list := range [][]string{added, gone} {
		for _, g := range repoids(list) {
			if len(*p) > 0 {
				p.say(", ")
			}
			if i == 1 && len(c.After) > 0 {
				p.say("no longer ")
			} else if i == 0 && len(c.Before) > 0 {
				p.say("now also ")
			}
			if g.repoid != pesid {
				p.name(g.repoid)
				p.say(" ")
			}
			p.say("for " + enumerate(g.arches) + g.rest)
		}
	}
}

// A repoidGroup is a repoid with the architectures for which one thing is so.
type repoidGroup struct {
	repoid, rest string
	arches       []string
}

func repoids(list []string) (out []repoidGroup) {
	for _, text := range list {
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
		i := slices.IndexFunc(out, func(g repoidGroup) bool { return g.repoid == f[0] && g.rest == rest })
		if i < 0 {
			i, out = len(out), append(out, repoidGroup{f[0], rest, nil})
		}
		out[i].arches = append(out[i].arches, f[1])
	}
	return out
}

// enumerate is "a, b and c".
func enumerate(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func (s speaker) repos(list []string) (out []string) {
	for _, x := range list {
		out = append(out, s.repo(x))
	}
	return out
}

func (s speaker) section(p *phrase, c *Change) {
	was, is := options(c.Before), options(c.After)
	if len(c.Before) == 0 || len(c.After) == 0 {
		all, word := is, "new: "
		if len(c.After) == 0 {
			all, word = was, "gone: "
		}
		p.say(word)
		for _, key := range []string{"baseurl", "mirrorlist", "metalink"} {
			if all[key] != "" {
				p.name(all[key])
				break
			}
		}
		if len(c.After) > 0 && c.Category == Security && all["gpgcheck"] == "0" {
			p.say(", gpgcheck=0: its packages are installed unchecked")
		}
		return
	}
	first := true
	for _, key := range union(keysOf(was), keysOf(is)) {
		if was[key] == is[key] {
			continue
		}
		if !first {
			p.say("; ")
		}
		first = false
		p.say(key + " ")
		switch {
		case was[key] == "":
			p.name(is[key])
			p.say(" new")
		case is[key] == "":
			p.name(was[key])
			p.say(" gone")
		default:
			p.name(is[key])
			p.say(", so far ")
			p.name(was[key])
		}
	}
}

// without are the facts of one list that another lacks.
func without(list, in []Fact) (out []string) {
	for _, f := range list {
		if !slices.ContainsFunc(in, func(x Fact) bool { return x.Text == f.Text }) {
			out = append(out, f.Text)
		}
	}
	return out
}
