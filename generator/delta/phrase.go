package delta

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/model"
)

// A phrase is a sentence about a change. Names in it come from the data, and each format shows them in its own way.
type phrase []word

type word struct {
	text string
	name bool
}

func (p *phrase) text(text string) { *p = append(*p, word{text, false}) }
func (p *phrase) name(text string) { *p = append(*p, word{text, true}) }

func (p *phrase) names(list []string) {
	for i, n := range list {
		p.separator(i, len(list))
		p.name(n)
	}
}

// separator is what stands before the i-th of n words.
func (p *phrase) separator(i, n int) {
	switch {
	case i > 0 && i == n-1:
		p.text(" and ")
	case i > 0:
		p.text(", ")
	}
}

// semicolon stands between the parts of a phrase.
func (p *phrase) semicolon() {
	if len(*p) > 0 {
		p.text("; ")
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

// A wording makes phrases. An exact one calls repositories by their PES IDs, the other as all distributions call them:
// so what is the same in several reads the same.
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
func (w wording) places(p *phrase, list []model.StepPackage) {
	for i, x := range list {
		p.separator(i, len(list))
		p.name(x.Name)
		if i < len(list)-1 && list[i+1].Repo == x.Repo && list[i+1].Stream == x.Stream {
			continue // once, behind the last of them
		}
		p.text(" (")
		if !x.Stream.IsZero() {
			p.text(x.Stream.String() + ", ")
		}
		p.text(w.repo(x.Repo) + ")")
	}
}

// fate says what becomes of a package: "replaced by chrony (baseos)".
func (w wording) fate(f *Fate) string {
	var p phrase
	w.addFate(&p, f)
	return p.String()
}

func (w wording) addFate(p *phrase, f *Fate) {
	switch {
	case !f.Taken:
		p.text("untouched")
		return
	case f.lost():
		p.text("removed")
	case f.Gone:
		p.text("replaced by ")
		w.places(p, f.Instead)
	case len(f.Instead) > 0:
		p.text("from " + w.repo(f.Repo) + ", with ")
		w.places(p, f.Instead)
	default:
		p.text("from " + w.repo(f.Repo))
	}
	if len(f.With) > 0 && !f.Any {
		p.text(" where ")
		p.names(f.With)
		if len(f.With) == 1 {
			p.text(" is installed too")
		} else {
			p.text(" are installed too")
		}
	}
}

// turn says how a fate changed.
func (w wording) turn(t *Turn) (p phrase) {
	was, is := &t.Was, &t.Is
	switch t.Category {
	case Removed:
		p.text("so far ")
		w.addFate(&p, was)
	case Kept:
		p.text("now ")
		w.addFate(&p, is)
	case Replaced:
		w.replaced(&p, was, is)
	case Moved:
		w.moved(&p, was, is)
	default:
		w.conditions(&p, was, is)
	}
	return p
}

func (w wording) replaced(p *phrase, was, is *Fate) {
	if w.partly(p, was, is) {
		return
	}
	switch {
	case !is.Gone && was.Gone && len(is.Instead) == 0:
		p.text("stays as it is")
		if is.Taken {
			p.text(" (" + w.repo(is.Repo) + ")")
		}
		p.text(", no longer ")
		w.addFate(p, was)
	case !was.Taken:
		p.text("now ")
		w.addFate(p, is)
	default:
		p.text("now ")
		if is.Taken {
			w.addFate(p, is)
		} else {
			p.text("alone")
		}
		p.text(", so far ")
		w.addFate(p, was)
	}
}

// partly says what comes more, or no longer comes, where the rest stays as it was; it reports whether that is so.
func (w wording) partly(p *phrase, was, is *Fate) bool {
	if !was.Taken || !is.Taken || was.Gone != is.Gone || was.Repo != is.Repo || !slices.Equal(was.With, is.With) {
		return false
	}
	same := func(x model.StepPackage) bool {
		return slices.Contains(was.Instead, x) && slices.Contains(is.Instead, x)
	}
	added := slices.DeleteFunc(slices.Clone(is.Instead), same)
	dropped := slices.DeleteFunc(slices.Clone(was.Instead), same)
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
		p.text("now brings ")
		w.places(p, added)
	case !is.Gone:
		p.text("no longer brings ")
		w.places(p, dropped)
	case len(added) > 0:
		p.text("now replaced by ")
		w.places(p, added)
		p.text(" too, beside ")
		p.names(stay)
	default:
		p.text("no longer replaced by ")
		w.places(p, dropped)
		p.text(", only by ")
		p.names(stay)
	}
	return true
}

func (w wording) moved(p *phrase, was, is *Fate) {
	w.from(p, "", was.Repo, is.Repo)
	for i := range is.Instead {
		w.from(p, is.Instead[i].Name, was.Instead[i].Repo, is.Instead[i].Repo)
	}
}

// from says how the repository of a package changed; without a name it is the package that the phrase is about.
func (w wording) from(p *phrase, name, was, is string) {
	if was == is {
		return
	}
	p.semicolon()
	if name != "" {
		p.name(name)
		p.text(" ")
	}
	switch a, b := w.repo(was), w.repo(is); {
	case was == "":
		p.text("now from " + b)
	case is == "":
		p.text("no longer from " + a)
	case a == b:
		p.text("now from " + is + ", so far " + was)
	default:
		p.text("now from " + b + ", so far " + a)
	}
}

// conditions says what else than the fate itself changed.
func (w wording) conditions(p *phrase, was, is *Fate) {
	var parts []string
	if was.At != is.At && was.Taken && is.Taken {
		parts = append(parts, "in "+is.At.String()+", so far in "+was.At.String())
	}
	if was.From != is.From && was.Taken && is.Taken {
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
	if len(parts) == 0 {
		p.text("by events that others outdo in upgrades to the latest release")
		return
	}
	if is.Taken && was.Taken {
		w.addFate(p, &Fate{Taken: true, Gone: is.Gone, Repo: is.Repo, Instead: is.Instead})
		p.text(" ")
	}
	p.text(strings.Join(parts, "; "))
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

// subject says what changed about anything but a package.
func (w wording) subject(c *Change) (p phrase) {
	gone, added := without(c.Before, c.After), without(c.After, c.Before)
	isNew, isGone := len(c.Before) == 0, len(c.After) == 0
	switch {
	case c.Kind == Section:
		w.section(&p, c)
	case c.Kind == Entry:
		w.entries(&p, c, added, gone)
	case c.Kind == Signature && isNew:
		p.text("packages signed by this key are the vendor's now")
	case c.Kind == Signature:
		p.text("packages signed by this key are no longer the vendor's")
	case c.Kind == Mapping:
		w.mapping(&p, added, gone, isNew)
	case c.Kind == Key:
		keyFile(&p, added, gone, isNew, isGone)
	case isNew:
		p.text("new")
	case isGone:
		p.text("gone")
	default:
		p.text("has other bytes")
	}
	return p
}

func (w wording) mapping(p *phrase, added, gone []string, isNew bool) {
	switch {
	case isNew || len(gone) == 0:
		p.text("now leads to ")
		p.names(w.repos(added))
		if !isNew {
			p.text(" too")
		}
	case len(added) == 0:
		p.text("no longer leads to ")
		p.names(w.repos(gone))
	default:
		p.text("now leads to ")
		p.names(w.repos(added))
		p.text(", no longer to ")
		p.names(w.repos(gone))
	}
}

// keyFile says which keys a file has now and which it had.
func keyFile(p *phrase, added, gone []string, isNew, isGone bool) {
	switch {
	case isNew:
		p.text("new: ")
		p.names(added)
	case isGone:
		p.text("gone: ")
		p.names(gone)
	default:
		if len(added) > 0 {
			p.names(added)
			p.text(" new")
		}
		if len(gone) > 0 {
			p.semicolon()
			p.names(gone)
			p.text(" gone")
		}
	}
}

// entries says which repositories a PES ID stands for now: "new, for aarch64 and x86_64". One that is called as the PES
// ID is not named again; what is usual (packages, the channel ga) is left out.
func (w wording) entries(p *phrase, c *Change, added, gone []string) {
	pesid := c.Name[:max(strings.LastIndexByte(c.Name, ' '), 0)]
	if len(c.Before) == 0 {
		p.text("new")
	} else if len(c.After) == 0 {
		p.text("gone")
	}
	for i, list := range [][]string{added, gone} {
		for _, g := range repoids(list) {
			if len(*p) > 0 {
				p.text(", ")
			}
			if i == 1 && len(c.After) > 0 {
				p.text("no longer ")
			} else if i == 0 && len(c.Before) > 0 {
				p.text("now also ")
			}
			if g.repoid != pesid {
				p.name(g.repoid)
				p.text(" ")
			}
			p.text("for " + english.And(g.arches) + g.rest)
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

func (w wording) repos(list []string) (out []string) {
	for _, x := range list {
		out = append(out, w.repo(x))
	}
	return out
}

func (w wording) section(p *phrase, c *Change) {
	was, is := options(c.Before), options(c.After)
	if len(c.Before) == 0 || len(c.After) == 0 {
		all, word := is, "new: "
		if len(c.After) == 0 {
			all, word = was, "gone: "
		}
		p.text(word)
		for _, key := range model.AddressKeys {
			if all[key] != "" {
				p.name(all[key])
				break
			}
		}
		if len(c.After) > 0 && c.Category == Security && all["gpgcheck"] == "0" {
			p.text(", gpgcheck=0: its packages are installed unchecked")
		}
		return
	}
	for _, key := range union(keysOf(was), keysOf(is)) {
		if was[key] == is[key] {
			continue
		}
		p.semicolon()
		p.text(key + " ")
		switch {
		case was[key] == "":
			p.name(is[key])
			p.text(" new")
		case is[key] == "":
			p.name(was[key])
			p.text(" gone")
		default:
			p.name(is[key])
			p.text(", so far ")
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
