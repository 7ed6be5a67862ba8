package importer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/source"
)

// Rules about upstream's events are shared by all distributions where they agree. Where most do, the rule is theirs,
// and one that differs alone has a line in its own file.

// A layerRule is what one repository or package of upstream is to a distribution.
type layerRule struct {
	role   string // of a repository; "" if it is absent
	absent bool
	why    string
}

// A ruleSubject is a repository of upstream, or a package in the events from one major release to another.
type ruleSubject struct {
	name     string
	pkg      bool
	from, to int
}

// layerRules are the rules that the wishes of a distribution need, for each subject that it can have; the zero rule
// where none is needed.
func (im *importer) layerRules(d *distroData) map[ruleSubject]layerRule {
	rules := map[ruleSubject]layerRule{}
	for pesid, w := range list.ByKey(d.wishes.repos) {
		s := ruleSubject{name: pesid}
		byName, ok := im.placeByName(d, pesid)
		role := ""
		if !w.absent {
			role = cmp.Or(d.roles[roleKey{known.UpstreamMajor(pesid), w.pesid}],
				d.sourceRoles[roleKey{known.UpstreamMajor(pesid), w.pesid}], "="+w.pesid)
		}
		switch {
		case w.why == uncovered && ok:
			im.item(Differs, "config.json of "+d.folder, "its repositories without an entry are taken by their names: "+
				"%s is %s", pesid, byName)
			rules[s] = layerRule{}
		case w.absent:
			rules[s] = layerRule{absent: true, why: w.why}
			if w.why == uncovered {
				im.item(Differs, "config.json of "+d.folder, "repositories that no entry covers are absent, where "+
					"the generated file keeps upstream's name, which no map has: %s", pesid)
			}
		case ok && role == byName:
			rules[s] = layerRule{}
		default:
			if strings.HasPrefix(role, "=") {
				im.item(Allowed, "config.json of "+d.folder, "upstream's events of %s lead to %s, which its map does "+
					"not have: Leapp removes their packages", pesid, w.pesid)
			}
			rules[s] = layerRule{role: role}
		}
	}
	for s := range d.wishes.packages {
		rules[ruleSubject{s.name, true, s.from, s.to}] = layerRule{absent: true}
	}
	return rules
}

// wishedRoles gives the roles of releases that no upgrade leads to the PES IDs that events inside these releases have:
// no map has them.
func (d *distroData) wishedRoles() {
	if d.wishes == nil {
		return
	}
	_, until := known.SourceSystem()
	for repo, w := range list.ByKey(d.wishes.repos) {
		major := known.UpstreamMajor(repo)
		key := roleKey{major, w.pesid}
		name, named := known.Role(repo)
		r := d.src.Releases.At(itoa(major))
		switch {
		case !named || r == nil || major <= until || d.targets[major] != nil || !validPESID(w.pesid):
			continue
		case d.roles[key] != "" || d.sourceRoles[key] != "":
			continue
		}
		role := r.Roles.At(name)
		if role == nil {
			r.Roles.Add(name, source.Role{Side: source.Side{PESID: source.Word(w.pesid)}})
		} else if role.PESID.Set() || role.Source == nil {
			continue
		} else {
			role.PESID = source.Word(w.pesid)
		}
		d.roles[key] = name
	}
}

// placeByName is the role that a repository of upstream is without a rule.
func (im *importer) placeByName(d *distroData, pesid string) (role string, ok bool) {
	major := known.UpstreamMajor(pesid)
	role, named := known.Role(pesid)
	if named && im.hasRoleIn(d, major, role) {
		return role, true
	}
	return "base", known.InBase(pesid) && im.hasRoleIn(d, major, "base")
}

// hasRoleIn reports whether a release has a role: of the distribution, or of the systems that it is upgraded from.
func (im *importer) hasRoleIn(d *distroData, major int, role string) bool {
	sources := []*source.Distro{d.src}
	for _, p := range d.src.Paths {
		if int(p.From.Value) == major {
			for _, folder := range p.Sources.Values() {
				sources = append(sources, im.system(folder))
			}
		}
	}
	return slices.ContainsFunc(sources, func(s *source.Distro) bool {
		r := s.Releases.At(itoa(major))
		if r == nil || r.Roles.At(role) == nil {
			return false
		}
		x := r.Roles.At(role)
		return x.PESID.Set() || x.Source != nil && x.Source.PESID.Set()
	})
}

// shareRules writes the rules of all distributions.
func (im *importer) shareRules() {
	rules := map[*distroData]map[ruleSubject]layerRule{}
	subjects := map[ruleSubject]bool{}
	for _, d := range list.ByKey(im.distros) {
		if d.wishes != nil {
			rules[d] = im.layerRules(d)
			for s := range rules[d] {
				subjects[s] = true
			}
		}
	}
	im.rules = &source.Upstream{}
	own := map[*distroData]*source.Upstream{}
	for _, s := range sortedSubjects(subjects) {
		said := map[layerRule][]*distroData{}
		var plain []string // distributions that need no rule, and must have none
		for _, d := range list.ByKey(im.distros) {
			r, has := rules[d][s]
			switch {
			case r != layerRule{}:
				said[r] = append(said[r], d)
			case has || s.pkg && d.wishes != nil && d.wishes.seen[scope{s.name, s.from, s.to}]:
				plain = append(plain, d.folder)
			}
		}
		main := mainRule(said)
		for r, with := range said {
			if r != main && len(with) == 1 {
				addRule(ownRules(own, with[0]), s, r, nil, nil)
			}
		}
		for _, r := range sortedRules(said) {
			if r == main || len(said[r]) > 1 {
				im.addShared(s, r, said, main, plain, own)
			}
		}
	}
	for d, u := range own {
		d.src.Upstream = u
	}
}

// addShared adds a rule for several distributions, or for all; one that needs none, or has another that is no line of
// its own file, is told apart.
func (im *importer) addShared(s ruleSubject, r layerRule, said map[layerRule][]*distroData, main layerRule,
	plain []string, own map[*distroData]*source.Upstream) {
	folders := func(all []*distroData) []string {
		return list.Map(all, func(d *distroData) string { return d.folder })
	}
	with, without := folders(said[r]), slices.Clone(plain)
	for o, others := range said {
		if o != r && (len(others) > 1 || o == main) {
			without = append(without, folders(others)...)
		}
	}
	slices.Sort(without)
	switch {
	case len(without) == 0:
		addRule(im.rules, s, r, nil, nil)
	case len(with) == 1:
		addRule(ownRules(own, said[r][0]), s, r, nil, nil)
	case r == main && len(without) < len(with):
		addRule(im.rules, s, r, nil, without)
	default:
		addRule(im.rules, s, r, with, nil)
	}
}

func ownRules(own map[*distroData]*source.Upstream, d *distroData) *source.Upstream {
	if own[d] == nil {
		own[d] = &source.Upstream{Pos: here}
	}
	return own[d]
}

// mainRule is the rule of most distributions.
func mainRule(said map[layerRule][]*distroData) (main layerRule) {
	for _, r := range sortedRules(said) {
		if main == (layerRule{}) || len(said[r]) > len(said[main]) {
			main = r
		}
	}
	return main
}

func sortedRules(said map[layerRule][]*distroData) (out []layerRule) {
	for r := range said {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b layerRule) int {
		return cmp.Or(strings.Compare(a.role, b.role), strings.Compare(a.why, b.why))
	})
	return out
}

// sortedSubjects are repositories by release, then packages by release.
func sortedSubjects(subjects map[ruleSubject]bool) (out []ruleSubject) {
	for s := range subjects {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b ruleSubject) int {
		if a.pkg != b.pkg {
			return map[bool]int{false: -1, true: 1}[a.pkg]
		}
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from),
			cmp.Compare(known.UpstreamMajor(a.name), known.UpstreamMajor(b.name)), strings.Compare(a.name, b.name))
	})
	return out
}

// addRule adds a rule: to the table of one that says the same of others, or as a table of its own.
func addRule(to *source.Upstream, s ruleSubject, r layerRule, only, except []string) {
	scope := source.RuleScope{Only: source.OptionalWords(only), Except: source.OptionalWords(except),
		Why: source.OptionalWord(r.why)}
	same := func(o source.RuleScope) bool {
		return slices.Equal(o.Only.Values(), only) && slices.Equal(o.Except.Values(), except) && o.Why.Value == r.why
	}
	add := func(t *source.Texts) { *t = source.Words(append(t.Values(), s.name)...) }
	if !r.absent {
		for i := range to.Roles {
			if x := &to.Roles[i]; x.Role.Value == r.role && same(x.RuleScope) {
				add(&x.Repositories)
				return
			}
		}
		x := source.RoleRule{Pos: here, Role: source.Word(r.role), RuleScope: scope}
		add(&x.Repositories)
		to.Roles = append(to.Roles, x)
		return
	}
	for i := range to.Absent {
		x := &to.Absent[i]
		if x.Packages.Set() == s.pkg && int(x.From.Value) == s.from && int(x.To.Value) == s.to && same(x.RuleScope) {
			if s.pkg {
				add(&x.Packages)
			} else {
				add(&x.Repositories)
			}
			return
		}
	}
	x := source.AbsentRule{Pos: here, RuleScope: scope}
	if s.pkg {
		add(&x.Packages)
		x.From, x.To = source.Number(int64(s.from)), source.Number(int64(s.to))
	} else {
		add(&x.Repositories)
	}
	to.Absent = append(to.Absent, x)
}

func itoa(n int) string { return strconv.Itoa(n) }
