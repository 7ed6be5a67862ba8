package delta

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A Turn is what happened to a package before and what happens to it now, for some of its module streams.
type Turn struct {
	Streams  []model.Stream // with which this is so; one zero stream where the events name none
	Was, Is  Fate
	Category Category
}

// A Fate is what the events of one catalog do to a package on an upgrade through all releases of the path, if the other
// in packages of each event are installed too. Of competing events only those that Leapp keeps count.
type Fate struct {
	Taken   bool                // by any event
	Gone    bool                // it is not installed afterwards
	Repo    string              // PES ID it comes from, where it is taken and not gone
	Stream  model.Stream        // it is of afterwards, where it is taken and not gone
	Instead []model.StepPackage // other packages that are installed, sorted
	With    []string            // names of in packages beside it
	Any     bool                // one of With is enough
	At      model.Release       // of the last event
	From    model.Release       // its initial release
	Why     string              // as its author says
}

// turns compares the fates of a package stream by stream and returns the most important category.
func turns(name string, before, after []Fact) (out []Turn, worst Category) {
	for _, stream := range streamsOf(name, slices.Concat(before, after)) {
		t := Turn{Was: fate(name, stream, before), Is: fate(name, stream, after)}
		t.Category = categoryOf(&t.Was, &t.Is)
		same := list.FindOrAdd(&out, t, func(x Turn) bool { return x.Was.equal(&t.Was) && x.Is.equal(&t.Is) })
		same.Streams = append(same.Streams, stream)
	}
	changed := list.Select(out, func(t Turn) bool { return !t.Was.equal(&t.Is) })
	if len(changed) == 0 {
		return out, Changed
	}
	return changed, slices.MinFunc(changed,
		func(a, b Turn) int { return a.Category.rank() - b.Category.rank() }).Category
}

func streamsOf(name string, facts []Fact) (out []model.Stream) {
	for _, f := range facts {
		for _, p := range f.Step.In {
			if p.Name == name {
				out = append(out, p.Stream)
			}
		}
	}
	slices.SortFunc(out, model.Stream.Compare)
	return slices.Compact(out)
}

// fate follows a package through the steps that take it.
func fate(name string, stream model.Stream, facts []Fact) (f Fate) {
	now := model.PackageID{Name: name, Stream: stream}
	for _, s := range winners(facts) {
		if f.Gone || !slices.Contains(s.In, now) {
			continue
		}
		f.Taken, f.At, f.From, f.Why = true, s.To, s.From, s.Event.Why
		f.With, f.Any = nil, s.Mode == TakesAny || s.Mode == Deprecates
		for _, p := range s.In {
			if p != now && s.Mode != Presents {
				f.With = append(f.With, p.Name)
			}
		}
		was := now
		for _, p := range s.Effect {
			if p.PackageID == was {
				f.Gone, f.Repo, f.Stream = p.Repo == model.Gone, p.Repo, p.Stream
				if f.Gone {
					f.Stream = model.Stream{}
				}
			}
		}
		for _, p := range s.Effect {
			switch {
			case p.PackageID == was:
			case p.Name == name && p.Repo != model.Gone && f.Gone: // another stream of itself
				f.Gone, f.Repo, f.Stream, now = false, p.Repo, p.Stream, p.PackageID
			case s.Mode != Presents:
				f.put(p)
			}
		}
	}
	slices.SortFunc(f.Instead, compareStepPackages)
	return f
}

// put records that another package is installed or removed.
func (f *Fate) put(p model.StepPackage) {
	f.Instead = slices.DeleteFunc(f.Instead, func(q model.StepPackage) bool { return q.PackageID == p.PackageID })
	if p.Repo != model.Gone {
		f.Instead = append(f.Instead, p)
	}
}

// winners are the steps Leapp keeps where all are read, by release.
func winners(facts []Fact) (kept []*Step) {
	competing := map[model.Competition][]*Step{}
	for _, f := range facts {
		competing[f.Step.competition] = append(competing[f.Step.competition], f.Step)
	}
	for _, f := range facts {
		rivals := competing[f.Step.competition]
		winner := model.Winner(rivals, func(s *Step) model.Release { return s.To })
		if winner < 0 || rivals[winner] == f.Step {
			kept = append(kept, f.Step)
		}
	}
	slices.SortStableFunc(kept, func(a, b *Step) int { return a.To.Compare(b.To) })
	return kept
}

// lost reports whether the package is removed without a replacement.
func (f *Fate) lost() bool { return f.Gone && len(f.Instead) == 0 }

func (f *Fate) equal(o *Fate) bool {
	return f.Taken == o.Taken && f.Gone == o.Gone && f.Repo == o.Repo && f.Stream == o.Stream && f.Any == o.Any &&
		f.At == o.At && f.From == o.From &&
		slices.Equal(f.Instead, o.Instead) && slices.Equal(f.With, o.With)
}

// sameNames reports whether the same packages are installed afterwards, from whatever repository.
func (f *Fate) sameNames(o *Fate) bool {
	sameID := func(a, b model.StepPackage) bool { return a.PackageID == b.PackageID }
	return f.Gone == o.Gone && slices.EqualFunc(f.Instead, o.Instead, sameID)
}

func categoryOf(was, is *Fate) Category {
	switch {
	case is.lost() && !was.lost():
		return Removed
	case was.lost() && !is.lost():
		return Kept
	case !was.sameNames(is):
		return Replaced
	case was.Repo != is.Repo || was.Stream != is.Stream || !slices.Equal(was.Instead, is.Instead):
		return Moved
	}
	return Changed
}
