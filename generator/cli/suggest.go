package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/author"
	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/suggest"
	"pes/generator/tree"
)

// suggestFlags are what suggest is asked for.
type suggestFlags struct {
	from, to       int
	distros        []string
	grades         []string
	accept, reject []string
	why            string
}

func (a *app) suggest() *cobra.Command {
	var f suggestFlags
	cmd := command("suggest", cobra.ArbitraryArgs, func(args []string) error { return a.suggestEvents(args, &f) })
	a.formatFlag(cmd, "text (TOML) or json", "text", "json")
	flags := cmd.Flags()
	flags.IntVar(&f.from, "from", 0, "the major release to upgrade from")
	flags.IntVar(&f.to, "to", 0, "the major release to upgrade to")
	flags.StringSliceVar(&f.distros, "distro", nil, "only events that these distributions need")
	flags.StringSliceVar(&f.grades, "grade", nil, "only suggestions of these grades: sure, likely, look")
	flags.StringSliceVar(&f.accept, "accept", nil, "write the suggestions about these packages into the project")
	flags.StringSliceVar(&f.reject, "reject", nil, "never make the suggestions about these packages again")
	flags.StringVar(&f.why, "why", "", "the reason of a rejection")
	return cmd
}

// check refuses what cannot be meant.
func (f *suggestFlags) check(names []string) error {
	switch {
	case f.from == 0 || f.to == 0:
		return wrongCall("say between which releases: --from 8 --to 9")
	case len(f.reject) > 0 && strings.TrimSpace(f.why) == "":
		return wrongCall("--reject needs a reason: --why TEXT")
	case len(f.accept) > 0 && len(f.distros) > 0:
		return wrongCall("--accept writes an event for all distributions that miss it: leave --distro out")
	case slices.ContainsFunc(f.accept, func(name string) bool { return slices.Contains(f.reject, name) }):
		return wrongCall("one name is behind --accept and behind --reject")
	case len(f.accept)+len(f.reject) > 0 && len(names)+len(f.grades) > 0:
		return wrongCall("--accept and --reject name the suggestions themselves: leave other packages and --grade out")
	case f.why != "" && len(f.reject) == 0:
		return wrongCall("--why is the reason of a rejection: name packages with --reject")
	}
	return checkUsage(checkKnown("grade", f.grades, suggest.Grades))
}

// checkUsage makes an error one of a wrong call.
func checkUsage(err error) error {
	if err != nil {
		return errUsage{err}
	}
	return nil
}

// suggestEvents prints the events that are missing, or writes or rejects some of them.
func (a *app) suggestEvents(names []string, f *suggestFlags) error {
	if err := f.check(names); err != nil {
		return err
	}
	files, err := a.readSources()
	if err != nil {
		return err
	}
	project, broken := a.sources.Parse(files, a.jobs)
	catalog, more := compile.Resolve(project, "")
	if broken.Merge(more); broken.Failed() {
		a.say("nothing is suggested for a project of which not everything can be read")
		return a.report(&broken)
	}
	if err := checkDistros(catalog, f.distros); err != nil {
		return errUsage{err}
	}
	if path := fmt.Sprintf("%d-%d", f.from, f.to); !slices.Contains(catalog.PathNames(), path) {
		return errUsage{checkKnown("upgrade path", []string{path}, catalog.PathNames())}
	}
	for _, d := range f.distros {
		if !slices.ContainsFunc(catalog.Targets, func(t *model.Target) bool {
			return t.Distro.Folder == d && slices.ContainsFunc(t.Paths, func(p *model.Path) bool {
				return p.Source == f.from && p.Target == f.to
			})
		}) {
			return wrongCall("%s has no upgrade path %d-%d", d, f.from, f.to)
		}
	}
	found := suggest.Find(catalog, project, f.from, f.to)
	all := list.Select(found.Suggestions, func(s suggest.Suggestion) bool {
		return len(f.distros) == 0 || slices.ContainsFunc(f.distros, func(d string) bool {
			return slices.Contains(s.Distros, d)
		})
	})
	if len(f.accept) > 0 || len(f.reject) > 0 {
		if err := f.rejected(project.Rejected, all); err != nil {
			return err
		}
		return a.decide(files, all, f)
	}
	for _, note := range found.Notes {
		a.say("%s", note)
	}
	for _, r := range found.Unused {
		a.say("%s: nothing is suggested about %s any more: take this rejection out", r.Pos,
			english.And(r.Packages.Values()))
	}
	shown := list.Select(all, func(s suggest.Suggestion) bool {
		return (len(f.grades) == 0 || slices.Contains(f.grades, s.Grade.String())) &&
			(len(names) == 0 || slices.ContainsFunc(names, s.Takes))
	})
	for _, name := range names {
		if !slices.ContainsFunc(all, func(s suggest.Suggestion) bool { return s.Takes(name) }) {
			a.say("nothing is suggested about %s", name)
		}
	}
	return a.printSuggestions(shown)
}

// rejected is the error that what is accepted or rejected was rejected before.
func (f *suggestFlags) rejected(before []source.Rejection, all []suggest.Suggestion) error {
	path := fmt.Sprintf("%d-%d", f.from, f.to)
	for _, name := range slices.Concat(f.accept, f.reject) {
		i := slices.IndexFunc(before, func(r source.Rejection) bool {
			return r.Path.Value == path && r.Packages.Has(name)
		})
		if i >= 0 && !slices.ContainsFunc(all, func(s suggest.Suggestion) bool { return s.Takes(name) }) {
			return wrongCall("%s is rejected on %s (%s): %s", name, path, before[i].Pos, before[i].Why.Value)
		}
	}
	return nil
}

// printSuggestions prints suggestions, for people as TOML that could stand in a file of events.
func (a *app) printSuggestions(all []suggest.Suggestion) error {
	if a.format == "json" {
		out := []suggest.Document{}
		for i := range all {
			d, err := all[i].Document()
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return a.json(out, "  ")
	}
	var counts []string
	for i := range suggest.Grades {
		n := len(list.Select(all, func(s suggest.Suggestion) bool { return s.Grade == suggest.Grade(i) }))
		counts = append(counts, fmt.Sprintf("%d %s", n, suggest.Grades[i]))
	}
	for i := range all {
		text, err := all[i].Text()
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		fmt.Fprint(a.out, text)
	}
	a.say("%s: %s", english.Count(len(all), "suggestion"), strings.Join(counts, ", "))
	return nil
}

// decide writes suggestions that are accepted into the project, and remembers those that are rejected.
func (a *app) decide(sources source.Files, all []suggest.Suggestion, f *suggestFlags) error {
	accepted, err := chosen(all, f.accept)
	if err != nil {
		return err
	}
	rejected, err := chosen(all, f.reject)
	if err != nil {
		return err
	}
	p, err := a.compile(sources)
	if err != nil {
		return err
	}
	files, offsets, err := a.writeAccepted(p, accepted)
	if err != nil {
		return err
	}
	if len(rejected) > 0 {
		e, err := a.reject(p, rejected, f)
		if err != nil {
			return err
		}
		files = append(files, e)
	}
	after, err := a.with(p, files)
	if err != nil {
		return err
	}
	if after.list.Failed() {
		a.say("nothing was written, because of errors in what is suggested:")
		return a.report(&after.list)
	}
	if err := a.save(files); err != nil {
		return err
	}
	for _, e := range files {
		if offset, ok := offsets[e.Path]; ok && len(accepted) <= afew { // nobody reads more, and each takes a while
			for _, x := range author.Effects(after.catalog, e.Path, offset) {
				a.say("%s %d: %s in %s: %s", x.Target.Distro.Folder, x.Target.Major, x.Event.Title(), x.Event.To,
					x.Words)
			}
		}
	}
	for _, s := range rejected {
		a.say("%s: rejected for %d-%d", english.And(s.Packages), f.from, f.to)
	}
	return a.report(&after.list)
}

// chosen are the suggestions about some packages.
func chosen(all []suggest.Suggestion, names []string) ([]suggest.Suggestion, error) {
	var known []string
	for _, s := range all {
		known = append(known, s.Packages...)
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if near := diag.Near(name, known); near != "" {
			return nil, wrongCall("nothing is suggested about %s; did you mean %s?", name, near)
		}
		return nil, wrongCall("nothing is suggested about %s", name)
	}
	return list.Select(all, func(s suggest.Suggestion) bool { return slices.ContainsFunc(names, s.Takes) }), nil
}

// writeAccepted are the files of the project with suggestions added, and where what is new in them begins.
func (a *app) writeAccepted(p *loaded, accepted []suggest.Suggestion) (tree.Tree, map[string]int, error) {
	var files tree.Tree
	offsets := map[string]int{}
	for _, s := range accepted {
		name, err := s.File()
		if err != nil {
			return nil, nil, err
		}
		before := &author.Project{Files: author.With(p.files, files), Source: p.source, Catalog: p.catalog}
		entry, offset, found := before.Append(name, s.Event)
		if found.Failed() {
			return nil, nil, a.report(&found)
		}
		if _, again := offsets[name]; !again {
			offsets[name] = offset
		}
		files = append(slices.DeleteFunc(files, func(e tree.Entry) bool { return e.Path == name }), entry)
	}
	return files, offsets, nil
}

// reject is the file of rejections with some more.
func (a *app) reject(p *loaded, rejected []suggest.Suggestion, f *suggestFlags) (tree.Entry, error) {
	e := tree.Entry{Path: source.RejectedFile}
	if i := slices.IndexFunc(p.files.TOML, func(f *diag.File) bool { return f.Name == e.Path }); i >= 0 {
		e.Data = slices.Clone(p.files.TOML[i].Text)
	}
	for _, s := range rejected {
		if len(e.Data) > 0 {
			e.Data = append(e.Data, '\n')
		}
		r := source.Rejection{Packages: source.Words(s.Packages...), Why: source.Word(f.why),
			Path: source.Word(fmt.Sprintf("%d-%d", f.from, f.to))}
		if len(f.distros) > 0 {
			r.Distros = source.Words(f.distros...)
		}
		e.Data = append(e.Data, r.Print()...)
	}
	var found diag.List
	text, ok := source.Format(&diag.File{Name: filepath.ToSlash(e.Path), Text: e.Data}, &found)
	if !ok {
		return e, a.report(&found)
	}
	e.Data = text
	return e, nil
}
