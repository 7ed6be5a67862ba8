//go:build !js

package compile

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/digest"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/rules"
	"pes/generator/source"
)

// takeLayer gives every distribution the events of upstream that hold for it, after its own: [taker] does that for one.
// It returns the layer, nil where there is none or it cannot be used.
func (c *compiler) takeLayer() *model.Layer {
	shared := c.rulesOf(c.project.Rules)
	layer := c.layer(shared.allow)
	own := map[*distro]ruleSet{}
	for _, d := range c.distros {
		own[d] = c.rulesOf(d.src.Upstream)
	}
	if layer == nil {
		return nil
	}
	takers := list.Map(c.distros, func(d *distro) *taker { return c.newTaker(d, shared, own) })
	takers = slices.DeleteFunc(takers, func(t *taker) bool { return len(t.targets) == 0 })
	par.Map(c.project.Jobs, len(takers), func(i int) bool {
		for _, e := range layer.Events {
			takers[i].take(e)
		}
		return true
	})
	for _, t := range takers {
		c.addTaken(t)
	}
	layer.Rules = layerRules(takers, nil, shared)
	sets := []ruleSet{shared}
	for _, d := range c.distros {
		layer.Rules = append(layer.Rules, layerRules(takers, d, own[d])...)
		sets = append(sets, own[d])
	}
	c.uncovered(takers)
	c.superseding(takers)
	if len(takers) > 0 && c.only == "" {
		c.unusedRules(takers, sets)
	}
	return layer
}

// layer checks the files of the layer and puts its events in the order of their ids.
func (c *compiler) layer(allow []model.Allow) *model.Layer {
	l := c.project.Layer
	if l == nil || l.Broken {
		c.partial = c.partial || l != nil
		return nil
	}
	if l.File == nil {
		c.list.Errorf(diag.Pos{File: l.Files[0]}, "broken-layer",
			"there is no %s beside this file, which names the source of the events: run pes sync upstream again",
			source.OriginFile)
		return nil
	}
	switch {
	case l.Layer.Value != LayerDigest(l.Files):
		c.list.Errorf(l.Layer.Pos, "broken-layer",
			"the files beside this one are not as pes sync upstream wrote them: run it again; to correct upstream's "+
				"events, write your own event, or a rule in %s",
			source.RulesFile)
	case l.Events.Value != int64(len(l.List)):
		c.list.Errorf(l.Events.Pos, "broken-layer", "the files beside this one have %s: run pes sync upstream again",
			english.Count(len(l.List), "event"))
	}
	if name, last, n := model.Crowded(l.List, func(e *model.Event) *model.Event { return e }); n > 0 {
		c.partial = true
		c.list.Errorf(last.Pos, "broken-layer",
			"%d events of upstream name the package %s, and pes reads no more than %d: run pes sync upstream again",
			n, name, model.MaxEvents)
		return nil
	}
	out := l.State()
	out.Events = withAllow(out.Events, allow, out.AsOf())
	for i, e := range out.Events {
		if i > 0 && e.ID == out.Events[i-1].ID {
			c.list.Add(diag.Diagnostic{Pos: e.Pos, Rule: "broken-layer",
				Message: "two events of upstream have the id " + strconv.FormatUint(e.ID, 10) +
					": run pes sync upstream again",
				Notes: []diag.Note{{Pos: out.Events[i-1].Pos, Text: "the other one"}}})
		}
	}
	return out
}

// withAllow are copies of upstream's events on which some rules are quiet, and which know their day: what was read
// stays as it is.
func withAllow(events []*model.Event, allow []model.Allow, day string) []*model.Event {
	copies, origins := make([]model.Event, len(events)), make([]model.Origin, len(events))
	out := make([]*model.Event, len(events))
	for i, e := range events {
		copies[i], origins[i] = *e, *e.Origin
		origins[i].Allow, origins[i].AsOf = allow, day
		copies[i].Origin, out[i] = &origins[i], &copies[i]
	}
	return out
}

// LayerDigest is the digest of the files of a layer, without that of their origin. It is the same where git has written
// them with the line ends of Windows.
func LayerDigest(files []*diag.File) string {
	var all []byte
	for _, f := range files {
		text := bytes.ReplaceAll(f.Text, []byte("\r\n"), []byte("\n"))
		all = append(append(append(all, f.Name...), '\n'), text...)
	}
	return digest.Hex(all)
}

// addTaken puts what a distribution takes of upstream's events into its trees.
func (c *compiler) addTaken(t *taker) {
	t.d.out.Upstream = t.fates
	for _, target := range t.targets {
		for _, e := range t.events {
			if !e.To.Applies(target.Major) {
				continue
			}
			if first := target.byID[e.ID]; first != nil {
				c.Reportf(rules.At{Pos: first.in[0].Pos, Distro: target.Distro,
					Notes: []diag.Note{{Pos: e.Pos, Text: "the event of upstream"}}}, "id-collision",
					"this event has the id %d of one of upstream's: write another id = N here", e.ID)
				continue
			}
			target.Events = append(target.Events, e)
		}
	}
}

// uncovered reports the repositories of upstream for which some distributions have no rule: those of the same
// distributions together, so that one rule can be written for them.
func (c *compiler) uncovered(takers []*taker) {
	folders, events := map[string][]string{}, map[string][]*model.Event{}
	for _, t := range takers {
		for pesid, of := range t.uncovered {
			folders[pesid] = append(folders[pesid], t.d.src.Folder)
			if len(of) > len(events[pesid]) {
				events[pesid] = of
			}
		}
	}
	pesids := slices.Sorted(maps.Keys(folders))
	for _, same := range list.Group(pesids, func(p string) string { return strings.Join(folders[p], " ") }) {
		c.partial = true
		where, n := folders[same[0]], 0
		d := diag.Diagnostic{Pos: events[same[0]][0].Pos, Rule: "unknown-upstream-repository"}
		for i, pesid := range same {
			n += len(events[pesid])
			if i > 0 {
				d.Notes = append(d.Notes, diag.Note{Pos: events[pesid][0].Pos, Text: pesid})
			}
		}
		d.Message = fmt.Sprintf("no rule has a role for %s of upstream in %s: %s would be lost", english.And(same),
			english.And(where), english.Count(n, "event"))
		d.Notes = append(d.Notes, diag.Note{Text: "this goes into " + source.RulesFile +
			", or [[role]] with the role of the " +
			"repository that has the packages there"})
		rule := source.Upstream{Absent: []source.AbsentRule{{Repositories: source.Words(same...)}}}
		if slices.ContainsFunc(takers, func(t *taker) bool { return t.has(same) }) {
			rule.Absent[0].Only = source.Words(where...)
		}
		d.Suggestion = strings.TrimSpace(rule.Print())
		c.list.Add(d)
	}
}
