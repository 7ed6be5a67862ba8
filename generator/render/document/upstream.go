package document

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/provenance"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/upstream"
)

// upstream is the document about the layer of upstream's events.
func (s *Site) upstream() api.Upstream {
	x, l := s.Index.Upstream, s.Index.Catalog.Layer
	return api.Upstream{File: l.Name, Timestamp: l.Timestamp, AsOf: l.AsOf(), SHA256: l.SHA256,
		Page: "../../" + address.Upstream, Events: len(l.Events),
		Fates: all(x.Distros, func(d *model.Distro) api.FateCounts {
			out := api.FateCounts{Distribution: d.Folder, Counts: map[string]int{}}
			for f, n := range x.Count(d, 0) {
				if n > 0 {
					out.Counts[model.Fate(f).String()] = n
				}
			}
			return out
		}),
		Rules: all(x.CountRules(), func(r provenance.RuleCount) api.UpstreamRule {
			return api.UpstreamRule{Name: r.Name, Text: r.Says(), Why: r.Why, Distributions: some(r.Distros),
				Events: r.Events, Dropped: r.Dropped, Changed: r.Changed, Source: r.Place()}
		})}
}

// fatesOf are the events of upstream about a package that some distribution did not simply take: all but those that are
// only on no upgrade path of some.
func (s *Site) fatesOf(name string) []api.UpstreamEvent {
	decided := func(o provenance.Outcome) bool { return o.Fate != model.Taken && o.Fate != model.Unreachable }
	return list.FlatMap(s.Index.Upstream.Named(name), func(e *model.Event) []api.UpstreamEvent {
		outcomes := s.Index.Upstream.Outcomes(e)
		if len(outcomes) > 1 && !slices.ContainsFunc(outcomes, decided) {
			return nil
		}
		return []api.UpstreamEvent{{ID: e.ID, Text: upstream.Describe(e), Fates: all(outcomes, fateOf)}}
	})
}

func fateOf(o provenance.Outcome) api.Fate {
	return api.Fate{Fate: o.Fate.String(),
		Distributions: list.Map(o.Distros, func(d *model.Distro) string { return d.Folder }),
		Reasons: list.Map(o.Reasons, func(r provenance.Reason) api.Reason {
			return api.Reason{Text: r.Text, Packages: r.Packages, Places: r.Places}
		})}
}
