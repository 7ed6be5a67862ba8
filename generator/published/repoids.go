package published

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// repoids reports repoids with several meanings, which no tree alone shows: one that stands for the repositories of two
// releases, in .repo files of two targets, and one that a map has under two PES IDs.
func (r *reader) repoids() {
	type owner struct{ distro, vendor string }
	files := list.Select(r.files, func(p *part) bool { return p.Kind == "repo" && p.Target > 0 })
	for _, same := range list.Group(files, func(p *part) owner { return owner{p.Distro, p.Vendor} }) {
		slices.SortStableFunc(same, func(a, b *part) int { return a.Target - b.Target })
		for i := 1; i < len(same); i++ {
			r.ofTwoReleases(same[i-1], same[i])
		}
	}
	for _, p := range r.files {
		if p.Kind == "map" && p.ok {
			r.ofTwoFamilies(p)
		}
	}
}

// ofTwoReleases reports the repoids that have sections in the .repo files of two releases, with other addresses. A
// section with the same address in both is one repository, for whatever release.
func (r *reader) ofTwoReleases(old, later *part) {
	if old.Target == later.Target {
		return
	}
	var repoids []string
	var at diag.Pos
	var notes []diag.Note
	before := map[string]int{}
	for j := range old.repo {
		before[old.repo[j].Repoid] = j
	}
	for i := range later.repo {
		s := &later.repo[i]
		j, both := before[s.Repoid]
		if !both {
			continue
		}
		if address := addresses(s); address != addresses(&old.repo[j]) || strings.Contains(address, "$releasever") {
			if repoids = append(repoids, s.Repoid); len(repoids) == 1 {
				at = s.At()
			}
			notes = append(notes, diag.Note{Pos: old.repo[j].At(), Text: "the repository of the release before"})
		}
	}
	if len(repoids) > 0 {
		r.Reportf(atPos(at, notes...), "repoid-of-two-releases",
			"%s %s for a repository of release %d here and for one of release %d in %s: on the way from %[4]d to "+
				"%[3]d Leapp cannot tell source and target apart; put the release into the repoid",
			english.And(repoids), stand(len(repoids)), later.Target, old.Target, old.File.File.Name)
	}
}

func stand(n int) string {
	if n == 1 {
		return "stands"
	}
	return "stand"
}

// addresses is where a section's packages are.
func addresses(s *model.Section) string {
	return strings.Join(list.Map(model.AddressKeys, func(key string) string {
		address, _ := s.Get(key)
		return address
	}), " ")
}

// ofTwoFamilies reports a repoid of systems before the upgrade that a map has under two PES IDs, both of them mapped,
// for the same release, architecture, channel and cloud. That two PES IDs lead to one repository is fine.
func (r *reader) ofTwoFamilies(p *part) {
	type first struct {
		pesid string
		pos   diag.Pos
	}
	type source struct {
		pesid string
		major int
	}
	mapped := map[source]bool{}
	for _, x := range p.m.Map.Mappings {
		mapped[source{x.From, x.Source}] = true
	}
	seen := map[model.Entry]first{}
	reported := map[string]bool{}
	for f, e := range p.m.Map.Entries() {
		if !mapped[source{f.PESID, e.Major}] {
			continue
		}
		key := *e
		key.Pos = diag.Pos{}
		other, twice := seen[key]
		if twice && other.pesid != f.PESID && !reported[e.Repoid] {
			reported[e.Repoid] = true
			r.Reportf(atPos(e.Pos, diag.Note{Pos: other.pos, Text: "under " + other.pesid}), "repoid-ambiguous",
				"%s has two PES IDs, %s and %s: Leapp uses the last, and mappings of the other never "+
					"apply", e.Repoid, other.pesid, f.PESID)
		}
		if !twice {
			seen[key] = first{f.PESID, e.Pos}
		}
	}
}
