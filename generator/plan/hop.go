package plan

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/machine"
)

// A hop is one upgrade, and what its plan asks of it again and again.
type hop struct {
	*fate.Hop
	from, to    system
	first, last bool
	by          map[string][]*fate.Package // by fate, in order
	told        map[string]bool            // packages whose advice is in the plan
	foreign     []machine.Group            // of third parties that no earlier hop has told of
	*journey
}

// A journey is what hops share: a later one does not tell again what an earlier one has told.
type journey struct {
	start system // in the beginning
	to    system // in the end
	seen  map[string]bool
	saved []machine.Group // of packages that are removed before the first upgrade, and come back after the last
}

// fresh are those of some words that no earlier hop has told of in the same matter.
func (j *journey) fresh(matter string, words []string) (out []string) {
	for _, w := range words {
		if key := matter + " " + w; !j.seen[key] {
			j.seen[key] = true
			out = append(out, w)
		}
	}
	return out
}

// A system is a distribution in a release.
type system struct {
	distro string // the folder; "" where nothing says which it is
	name   string
	major  int
	minor  string // the release as a whole: 8.10
}

func (s system) String() string { return s.name + " " + s.minor }

func newHop(of *fate.Hop, j *journey) *hop {
	h := &hop{Hop: of, by: map[string][]*fate.Package{}, told: map[string]bool{}, journey: j}
	for i := range h.Packages {
		p := &h.Packages[i]
		h.by[p.Fate] = append(h.by[p.Fate], p)
	}
	gone := []string{fate.Removed, fate.Replaced, fate.Lost, fate.Missing, fate.Undecided}
	owner := h.owner()
	h.from = h.system(of.Source, "", func(f string) bool {
		return f != fate.New && f != fate.Missing && !h.isNotMeant()
	})
	h.to = h.system(of.Target, owner, func(f string) bool {
		return !slices.Contains(gone, f) && (f != fate.Unknown || owner != "")
	})
	return h
}

// system finds a system by the package that says which it is. osID is what the repositories say; "" if they do not.
func (h *hop) system(release, osID string, counts func(fate string) bool) system {
	s := system{name: "Enterprise Linux", minor: release}
	before, _, _ := strings.Cut(release, ".")
	s.major, _ = strconv.Atoi(before) // of a release that was read
	there := map[string]bool{}
	for i := range h.Packages {
		if p := &h.Packages[i]; counts(p.Fate) {
			there[p.Name] = true
		}
	}
	systems := known.Systems()
	i := slices.IndexFunc(systems, func(k known.System) bool {
		return slices.ContainsFunc(k.Packages, func(name string) bool { return there[name] }) &&
			(osID == "" || known.OSID(k.Distro) == osID)
	})
	if i < 0 && osID != "" {
		i = slices.IndexFunc(systems, func(k known.System) bool { return known.OSID(k.Distro) == osID })
	}
	if i >= 0 {
		s.distro, s.name = systems[i].Distro, systems[i].Name
	}
	return s
}

// owner is the distribution that the repositories of the upgrade name, as /etc/os-release calls it; "" where they name
// none.
func (h *hop) owner() string {
	for _, repoid := range slices.Concat(h.ToEnable, h.Mapped, h.Custom) {
		if owner := known.RepositoryOwner(repoid); owner != "" {
			return owner
		}
	}
	return ""
}

func (h *hop) isNotMeant() bool { return len(h.Refusals) > 0 && h.Refusals[0].Kind == fate.NotMeant }

// parts are those of the hop, in order.
func (h *hop) parts() []*part {
	to := strconv.Itoa(h.to.major)
	before := newPart("before-"+to, "Before the upgrade to "+h.to.String())
	during := newPart("during-"+to, "The upgrade to "+h.to.String())
	after := newPart("after-"+to, "After the upgrade to "+h.to.String())
	if !h.last {
		after.Title = "Between the upgrades, on " + h.to.String()
		after.Lead = "The next upgrade begins with a machine that is in order."
	}
	info := newPart("info-"+to, "For information: what moved or was divided in "+h.to.String())
	advice := h.advice()
	h.before(before, advice)
	h.during(during, advice)
	h.after(after, info, advice)
	return []*part{before, during, after, info}
}

// names are those of the packages of a fate, each once.
func (h *hop) names(fates ...string) (out []string) {
	for _, f := range fates {
		for _, p := range h.by[f] {
			out = append(out, p.Name)
		}
	}
	return sorted(out)
}

// others are the groups of packages of third parties that Leapp does not count, without the packages that it counts,
// and without those that an earlier hop has told of.
func (h *hop) others() (out []machine.Group) {
	foreign := list.Set(h.names(fate.Foreign))
	for _, g := range h.Groups {
		if !g.Kind.Foreign() {
			continue
		}
		var names []string
		for _, name := range g.Packages {
			if foreign[name] {
				names = append(names, name)
				delete(foreign, name)
			}
		}
		if g.Packages = h.fresh("other", names); g.Packages != nil {
			out = append(out, g)
		}
	}
	if rest := h.fresh("other", slices.Sorted(maps.Keys(foreign))); rest != nil {
		out = append(out, machine.Group{Kind: machine.OtherKey, Packages: rest})
	}
	return out
}

// few is up to how many packages are named in a sentence.
const few = 3

// some names packages in a sentence: all, or the first and how many more.
func some(names []string) string {
	if len(names) > few {
		return strings.Join(names[:few-1], ", ") + " and " + strconv.Itoa(len(names)-few+1) + " more"
	}
	return english.And(names)
}

func itoa(n int) string { return strconv.Itoa(n) }

// packages counts packages.
func packages(n int) string { return english.Count(n, "package") }

// places are where events are written, each place once.
func places(events []*fate.Event) (out []Place) {
	seen := map[string]bool{}
	for _, e := range events {
		if e == nil {
			continue
		}
		x := Place{Event: e.ID, Text: e.Upstream}
		if x.Text == "" {
			x.Text = place(e.File, e.Line)
		}
		if !seen[x.Text] {
			seen[x.Text] = true
			out = append(out, x)
		}
	}
	return out
}

func place(file string, line int) string {
	if file == "" {
		return ""
	}
	return file + ":" + strconv.Itoa(line)
}
