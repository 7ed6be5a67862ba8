package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// sideContext holds what the meaning of a Side depends on: the release, architectures and other values of its context.
type sideContext struct {
	major   int
	target  int // of the tree, for {major}; 0 in a distribution's own files
	arches  []string
	channel string
	distro  string                                        // os id
	role    func(source.Text) []model.Entry               // resolves "@role" in a vendor's repoid; nil elsewhere
	key     func(t source.Text, name string) model.KeyRef // ships a key file of the project
}

func (x sideContext) text(s string) string {
	if x.target == 0 {
		return s // distributions have no {major}
	}
	return strings.ReplaceAll(s, "{major}", strconv.Itoa(x.target))
}

// braces reports a placeholder that is not {major}, the only one there is, and that in vendors' files alone.
func (c *compiler) braces(t source.Text, x sideContext) {
	rest := strings.ReplaceAll(t.Value, "${", "") // a variable of dnf
	if x.target != 0 {
		rest = strings.ReplaceAll(rest, "{major}", "")
	}
	_, rest, found := strings.Cut(rest, "{")
	word, _, closed := strings.Cut(rest, "}")
	if !found || !closed {
		return
	}
	at, hint := rules.At{Pos: t.Pos, Cause: word}, "a distribution's file has none, because each release has its own "+
		"tables"
	if x.target != 0 {
		at.Suggestion, hint = `"{major}"`, "{major} is the release of the target"
	}
	c.Reportf(at, "bad-name", "there is no placeholder {%s}: %s", word, hint)
}

// pesid returns the PES ID of a side; "" if it has none (then it is only a section of a .repo file).
func (x sideContext) pesid(s *source.Side) string { return x.text(s.PESID.Value) }

// entries gives every variant of a side's repository.
func (c *compiler) entries(s *source.Side, x sideContext) (out []model.Entry) {
	if len(s.Entries) == 0 {
		return c.variant(s, s, x)
	}
	for i := range s.Entries {
		v := &s.Entries[i]
		if v.PESID.Set() || len(v.Entries) > 0 {
			c.list.Errorf(v.Pos, "unknown-key",
				"an entry is a variant of one repository: it has no pesid and no entries of its own")
		}
		out = append(out, c.variant(s, v, x)...)
	}
	return out
}

// variant expands one entry; v is s itself or one of its entries, which only states what differs from s.
func (c *compiler) variant(s, v *source.Side, x sideContext) (out []model.Entry) {
	c.braces(s.PESID, x)
	channel, repoType := source.Word(cmp.Or(x.channel, "ga")), source.Word("rpm")
	entry := model.Entry{Major: x.major, Channel: v.Channel.Or(s.Channel).Or(channel).Value,
		Type: v.Type.Or(s.Type).Or(repoType).Value, RHUI: v.RHUI.Or(s.RHUI).Value, Distro: x.distro, Pos: v.Pos}
	c.checkWord(v.Channel, entry.Channel, model.Channels)
	c.checkWord(v.Type, entry.Type, model.RepoTypes)
	repoids := v.Repoid
	if !repoids.Set() {
		repoids = s.Repoid
	}
	if !repoids.Set() {
		repoids.All = []source.Text{s.PESID}
	}
	add := func(arch string, repoid source.Text) {
		if strings.HasPrefix(repoid.Value, "@") && x.role != nil {
			for _, id := range roleRepoids(x.role(source.Text{Value: repoid.Value[1:],
				Pos: repoid.Sub(1, len(repoid.Value))}), arch) {
				entry.Arch, entry.Repoid = arch, id
				out = append(out, entry)
			}
			return
		}
		c.braces(repoid, x)
		entry.Arch, entry.Repoid, entry.Pos = arch, x.text(repoid.Value), repoid.Pos
		if !model.ValidWord(entry.Repoid) || strings.ContainsAny(entry.Repoid, "[]") {
			c.list.Errorf(repoid.Pos, "bad-name", "%q cannot be a repoid", entry.Repoid)
			return
		}
		out = append(out, entry)
	}
	for _, p := range repoids.ByArch.Pairs {
		if c.checkArch(p.Key) {
			for _, r := range p.Value.Items {
				add(p.Key.Value, r)
			}
		}
	}
	arches := x.arches
	for _, t := range []source.Texts{s.Arches, v.Arches} {
		if t.Set() {
			arches = c.archList(t)
			if len(t.Items) == 0 {
				c.list.Errorf(t.Pos, "unknown-architecture",
					"a repository needs an architecture: name them, or leave arches out")
			}
		}
	}
	for _, r := range repoids.All {
		for _, a := range arches {
			add(a, r)
		}
	}
	return out
}

// sourceSide returns the side of a role on a system before the upgrade: its source table, completed from the role.
func sourceSide(r *source.Role) *source.Side {
	if r.Source == nil {
		return &r.Side
	}
	s := *r.Source
	if !s.PESID.Set() {
		s.PESID = r.PESID
		if !s.Repoid.Set() && len(s.Entries) == 0 {
			s.Repoid = r.Repoid
		}
	}
	s.Arches = s.Arches.Or(r.Arches)
	return &s
}

// sections gives the .repo sections of a side, one for each repoid.
func (c *compiler) sections(s *source.Side, repo source.Map[source.Option], entries []model.Entry,
	x sideContext) (out []model.Section) {
	seen := map[string]bool{}
	add := func(repo source.Map[source.Option], list []model.Entry) {
		for _, e := range list {
			if len(repo.Pairs) > 0 && !seen[e.Repoid] {
				seen[e.Repoid] = true
				section := c.section(e.Repoid, repo, x)
				section.IDPos = e.Pos
				out = append(out, section)
			}
		}
	}
	for i := range s.Entries {
		v := &s.Entries[i]
		own := v.Repo
		if len(own.Pairs) == 0 {
			own = repo
		}
		add(own, c.variant(s, v, x))
	}
	if len(s.Entries) == 0 {
		add(repo, entries)
	}
	return out
}

func (c *compiler) section(repoid string, repo source.Map[source.Option], x sideContext) model.Section {
	sec := model.Section{Repoid: repoid, Pos: repo.Pos}
	has := map[string]bool{}
	for _, p := range repo.Pairs {
		name := strings.ToLower(p.Key.Value)
		if has[name] {
			c.list.Errorf(p.Key.Pos, "bad-name", "the key %s is given twice", name)
		}
		has[name] = true
		for _, t := range p.Value.Items {
			c.braces(t, x)
		}
		if name == "key" || name == "gpgkey" {
			sec.Keys = append(sec.Keys, list.Map(p.Value.Items, x.keyRef)...)
			continue
		}
		for _, k := range p.Value.Remote {
			c.list.Errorf(k.Pos, "wrong-type", "only a key can be a table; %s is a string, a number or a list", name)
		}
		if !model.ValidName(name) || strings.ContainsAny(name, "=:[]#;%") {
			c.list.Errorf(p.Key.Pos, "bad-name", "%q cannot be a key of a .repo file", p.Key.Value)
			continue
		}
		sec.Options = append(sec.Options, model.Option{Key: name, Value: x.text(strings.Join(p.Value.Values(), " ")),
			Pos: p.Value.Pos})
	}
	for _, name := range []string{"enabled", "gpgcheck"} {
		if !has[name] {
			sec.Options = append(sec.Options, model.Option{Key: name, Value: "1", Pos: repo.Pos})
		}
	}
	rank := func(o model.Option) string {
		if o.Key == "name" {
			return "" // before all others
		}
		return o.Key
	}
	list.Sort(sec.Options, func(a, b model.Option) int { return strings.Compare(rank(a), rank(b)) })
	return sec
}

// keyRef reads the value of key: a URL as it is, else the path of a file of the project, shipped under its base name.
func (x sideContext) keyRef(t source.Text) model.KeyRef {
	value := x.text(t.Value)
	if strings.Contains(value, "://") {
		return model.KeyRef{URL: value, Pos: t.Pos}
	}
	return x.key(t, value)
}

func (c *compiler) checkWord(t source.Text, value string, known []string) {
	if !slices.Contains(known, value) {
		c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "unknown-word", Suggestion: diag.Near(value, known),
			Message: fmt.Sprintf("no Leapp version supports %q here, and each would stop", value),
			Notes:   []diag.Note{{Text: "known: " + strings.Join(known, ", ")}}})
	}
}

// roleRepoids are the repoids of a role on one architecture. If the role does not have the architecture and has one
// repoid on all others, that repoid is returned: a vendor may support an architecture that the distribution lacks.
func roleRepoids(entries []model.Entry, arch string) (out []string) {
	var others []string
	for _, e := range entries {
		if e.Arch == arch {
			out = list.AppendNew(out, e.Repoid)
		}
		others = list.AppendNew(others, e.Repoid)
	}
	if len(out) == 0 && len(others) == 1 {
		return others
	}
	return out
}
