package simulate

import (
	"encoding/json"
	"errors"
	"fmt"

	"pes/generator/fate"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A hopsAnswer answers a request for several upgrades.
type hopsAnswer struct {
	Hops []hopAnswer `json:"hops"` // fewer than asked for where Leapp gives up in the last of them
	ID   any         `json:"id"`
}

// A hopAnswer is the answer to one upgrade, and the machine that it leaves, as a request says it: with tree, leapp and
// target, that is the request for the next upgrade. There is none behind the last one, and where Leapp gives up.
type hopAnswer struct {
	After *machine.List `json:"after,omitempty"`
	*upgrade.Answer
}

// answerHops answers a request for several upgrades, each of the machine that the one before it leaves.
func (b *batch) answerHops(q *upgrade.Request) ([]byte, error) {
	route, err := b.hops(q)
	if err != nil {
		return nil, err
	}
	out, own := hopsAnswer{ID: q.ID}, *q
	for i, d := range route {
		own.Source, own.Target = d.Upgrade.Source.String(), d.Upgrade.Target.String()
		m, err := own.Machine()
		if err != nil {
			return nil, err
		}
		o, trace := d.engine.Explain(m)
		out.Hops = append(out.Hops, hopAnswer{Answer: d.engine.AnswerOf(q.ID, o)})
		if i+1 == len(route) || o.Transaction == nil {
			break
		}
		u := &upgraded{listOf(m), m, o, trace, fate.Of(m, o, trace, false)}
		left := d.left(route[i+1], u)
		out.Hops[i].After = left
		own = upgrade.Request{ID: q.ID, Arch: q.Arch, SourceDistro: q.TargetDistro, TargetDistro: q.TargetDistro,
			Installed: list.Map(left.Packages, requestPackage), Enabled: left.Enabled,
			Modules: append([][]string{}, list.Map(left.Modules, requestStream)...)}
	}
	return json.Marshal(out)
}

// hops are the upgrades of a request, as data.
func (b *batch) hops(q *upgrade.Request) (route Route, err error) {
	if len(q.Hops) == 0 {
		return nil, errors.New("hops: there is none")
	}
	at, err := model.ParseRelease(q.Source)
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	source := q.SourceDistro
	for i, h := range q.Hops {
		known, err := b.tree(h.Tree, h.Leapp)
		if err != nil {
			return nil, fmt.Errorf("hops: %d: %w", i+1, err)
		}
		d := *known
		if d.Upgrade.Source = at; h.Source != "" {
			if d.Upgrade.Source, err = model.ParseRelease(h.Source); err != nil {
				return nil, fmt.Errorf("hops: %d: source: %w", i+1, err)
			}
		}
		if d.Upgrade.Target, err = model.ParseRelease(h.Target); err != nil {
			return nil, fmt.Errorf("hops: %d: target: %w", i+1, err)
		}
		d.Upgrade.SourceOS, d.Upgrade.TargetOS = source, q.TargetDistro
		route, at, source = append(route, &d), d.Upgrade.Target, q.TargetDistro
	}
	return route, nil
}

// listOf is the list of a machine of a request.
func listOf(m *upgrade.Machine) *machine.List {
	return &machine.List{Form: machine.JSON, Arch: m.Arch, Enabled: m.Enabled, Modules: m.Modules,
		Packages: list.Map(m.Installed, func(p upgrade.Package) machine.Package { return machine.Package{Package: p} })}
}

func requestPackage(p machine.Package) upgrade.RequestPackage {
	return upgrade.RequestPackage{Name: p.Name, Repository: p.Repoid, Stream: requestStream(p.Stream),
		Signature: p.Signature}
}

// requestStream is a stream as requests have it; nil for none.
func requestStream(s model.Stream) []string {
	if s.IsZero() {
		return nil
	}
	return []string{s.Module, s.Stream}
}
