package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/upstream"
)

// eventFlags are what flags say of an event, and where it is written.
type eventFlags struct {
	author.Form
	file, vendor string
	noFrom       bool // --from "" was given
}

func (a *app) newEvent() *cobra.Command {
	var f eventFlags
	cmd := &cobra.Command{
		Use: "event", ValidArgsFunction: completeAction,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.noFrom = cmd.Flags().Changed("from") && f.From == ""
			return a.makeEvent(args, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.From, "from", "", "the release before the change, such as 7.7; \"\" for none")
	flags.StringVar(&f.To, "to", "", "the first release with the change, such as 8.0")
	flags.StringSliceVar(&f.Out, "out", nil, "packages that replace it")
	flags.StringVar(&f.InRepo, "in-repo", "", "role of the repository of in packages")
	flags.StringVar(&f.OutRepo, "out-repo", "", "role of the repository of out packages")
	flags.StringSliceVar(&f.Only, "only", nil, "the distributions that have this event")
	flags.StringSliceVar(&f.Arches, "arch", nil, "architectures")
	flags.StringVar(&f.Why, "why", "", "the reason, one sentence")
	flags.StringVar(&f.Advice, "advice", "", "what to do, Markdown")
	flags.StringArrayVar(&f.Links, "link", nil, "where to read more")
	flags.StringSliceVar(&f.Tags, "tag", nil, "subjects")
	flags.StringVar(&f.file, "file", "", "the file, below content/events; default: named after the first package")
	flags.StringVar(&f.vendor, "vendor", "", "write an event of this vendor")
	return cmd
}

// completeAction completes the first argument.
func completeAction(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return author.Actions(), cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) makeEvent(args []string, f eventFlags) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	before := &author.Project{Files: p.files, Source: p.source, Catalog: p.catalog}
	d := &eventDialog{asker: a.asker(), project: before}
	if err := d.complete(&f, args); err != nil {
		return err
	}
	e := f.Event()
	file, err := author.EventFile(&e, f.file, f.vendor)
	if err != nil {
		return errUsage{err}
	}
	made, err := a.addEvent(p, file, e)
	if err != nil || made == nil {
		return err
	}
	if beside := author.Superseded(made.after.catalog, file, made.offset); len(beside) > 0 {
		if made, err = a.superseding(p, file, e, made, beside); err != nil || made == nil {
			return err
		}
	}
	entry, offset, after := made.entry, made.offset, made.after
	if err := a.save(tree.Tree{entry}); err != nil {
		return err
	}
	for _, x := range author.Effects(after.catalog, file, offset) {
		a.say("%s %d: %s in %s: %s",
			x.Target.Distro.Folder, x.Target.Major, x.Event.Title(), x.Event.To, x.Words)
	}
	return a.report(&after.list)
}

// An added event is a file with it, and the project with that.
type added struct {
	entry  tree.Entry
	offset int
	after  *loaded
}

// addEvent adds an event to a file of the project, without writing it. It reports what is wrong with it; then there is
// nothing.
func (a *app) addEvent(p *loaded, file string, e source.Event) (*added, error) {
	before := &author.Project{Files: p.files, Source: p.source, Catalog: p.catalog}
	entry, offset, list := before.Append(file, e)
	if list.Failed() {
		return nil, a.report(&list)
	}
	after, err := a.with(p, tree.Tree{entry})
	if err != nil {
		return nil, err
	}
	if after.list.Failed() {
		a.say("nothing was written, because of errors in the event:")
		return nil, a.report(&after.list)
	}
	return &added{entry, offset, after}, nil
}

// superseding adds an event again that takes the place of events of upstream, with their numbers. One that says what
// upstream says, and nothing more to people, is not written.
func (a *app) superseding(p *loaded, file string, e source.Event, made *added, of []*model.Event) (*added, error) {
	differs := slices.ContainsFunc(made.after.list.All(), func(d diag.Diagnostic) bool {
		return d.Rule == "supersedes-upstream"
	})
	if !differs && !e.Advice.Set() && !e.Links.Set() {
		a.say("nothing was written: upstream says it already, as of %s: event %d, %s. With --advice or --link the "+
			"event "+
			"would tell people more", follow.Day(p.catalog.Layer), of[0].ID, upstream.Describe(of[0]))
		return nil, errFound
	}
	for _, u := range of {
		e.Supersedes.Items = append(e.Supersedes.Items, source.Number(int64(u.ID)))
		e.Supersedes.Pos = e.Supersedes.Items[0].Pos
		a.say("it replaces upstream's event %d, %s", u.ID, upstream.Describe(u))
	}
	return a.addEvent(p, file, e)
}

// eventDialog asks for what flags do not say of an event.
type eventDialog struct {
	*asker
	project *author.Project
	named   []string // packages of this event, so far
}

// complete makes a whole form of arguments, flags and answers.
func (d *eventDialog) complete(f *eventFlags, args []string) error {
	if len(args) == 0 {
		args = []string{""}
	}
	question := "what happens: " + strings.Join(author.Actions(), ", ")
	f.Action = d.ask(args[0], "ACTION", question, "", author.CheckAction)
	f.In = d.packages(args[1:], "PACKAGE", "packages that an upgraded machine has")
	switch {
	case d.err != nil:
		return d.err
	case author.NeedsOut(f.Action):
		f.Out = d.packages(f.Out, "--out", "packages that replace it")
	case f.Action != "moved" && len(f.Out) > 0:
		return wrongCall("an event %s has no packages that come instead: leave --out away, or say replaced", f.Action)
	}
	if !f.noFrom {
		f.From = d.ask(f.From, "--from", "the release they leave, such as 7.7", "", author.CheckRelease)
	}
	f.To = d.ask(f.To, "--to", "the first release with the change, such as 8.0", "", author.CheckRelease)
	f.InRepo = d.role(f.In, f.InRepo, "--in-repo", false)
	out := f.Out
	if f.Action == "moved" && len(out) == 0 { // the same package, elsewhere
		name, _, _ := strings.Cut(f.In[0], "@")
		name, _, _ = strings.Cut(name, "/")
		out = []string{name}
	}
	f.OutRepo = d.role(out, f.OutRepo, "--out-repo", true)
	f.Why = d.ask(f.Why, "", "why, in one sentence", "", anything)
	return d.err
}

// packages asks for packages. A name that no event has, but that resembles one, causes a hint, not an error.
func (d *eventDialog) packages(given []string, flag, question string) []string {
	packages := author.SplitPackages(d.ask(strings.Join(given, " "), flag, question, "", author.CheckPackages))
	var names []string
	for _, text := range packages {
		p, err := source.ParsePackage(source.Word(text))
		if err != nil {
			continue // without an answer there is none
		}
		names = append(names, p.Name.Value)
		if near := d.project.NearPackage(p.Name.Value, d.named); near != "" {
			fmt.Fprintf(d.out, "pes: %s is in no event yet; did you mean %s?\n",
				diag.Printable(p.Name.Value), diag.Printable(near))
		}
	}
	d.named = append(d.named, names...)
	return packages
}

// role asks for the role of packages that do not name one; the default is the role they have in the project's events.
func (d *eventDialog) role(packages []string, value, flag string, out bool) string {
	without := slices.DeleteFunc(slices.Clone(packages), func(p string) bool { return strings.Contains(p, "@") })
	if len(without) == 0 && value == "" {
		return ""
	}
	question := "role of the repository of " + strings.Join(packages, ", ")
	return d.ask(value, flag, question, d.project.UsualRole(without, out), d.project.CheckRole)
}
