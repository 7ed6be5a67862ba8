package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/tree"
)

// eventFlags are what there is of an event.
type eventFlags struct {
	from, to, inRepo, outRepo, why, advice, file, vendor string
	out, only, arches, links, tags                       []string
	noFrom                                               bool // --from "" was given
}

func (a *app) newEvent() *cobra.Command {
	var f eventFlags
	cmd := &cobra.Command{Use: "event ACTION PACKAGE...", Short: "write an event, and see at once what is wrong with it",
		Long: "Write an event into a file of its own, or to the end of the one named. A package is name[@role][/module:stream]; a role\n" +
			"that is not said is the one under which the project knows the package. Nothing is written if the event has errors.",
		Example: "  pes new event\n  pes new event removed wvdial --from 7.7 --to 8.0 --why \"EL 8 has no wvdial.\"\n" +
			"  pes new event split ntp@base --out chrony@baseos,ntpstat@appstream --from 7.7 --to 8.0 --file content/events/el7-el8/time.toml",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return actions(), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.noFrom = cmd.Flags().Changed("from") && f.from == ""
			return a.makeEvent(args, f)
		}}
	cmd.Flags().StringVar(&f.from, "from", "", "the release they leave, such as 7.7; \"\" for none")
	cmd.Flags().StringVar(&f.to, "to", "", "the release in which the change is seen, such as 8.0")
	cmd.Flags().StringSliceVar(&f.out, "out", nil, "packages that come instead")
	cmd.Flags().StringVar(&f.inRepo, "in-repo", "", "role of the repository of in packages")
	cmd.Flags().StringVar(&f.outRepo, "out-repo", "", "role of the repository of out packages")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "the distributions that have this event")
	cmd.Flags().StringSliceVar(&f.arches, "arch", nil, "architectures")
	cmd.Flags().StringVar(&f.why, "why", "", "the reason, one sentence")
	cmd.Flags().StringVar(&f.advice, "advice", "", "what to do, Markdown")
	cmd.Flags().StringArrayVar(&f.links, "link", nil, "where to read more")
	cmd.Flags().StringSliceVar(&f.tags, "tag", nil, "subjects")
	cmd.Flags().StringVar(&f.file, "file", "", "the file, below content/events; default: one called as the first package")
	cmd.Flags().StringVar(&f.vendor, "vendor", "", "the vendor whose event it is")
	return cmd
}

func (a *app) makeEvent(args []string, f eventFlags) error {
	p, err := a.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	d := &eventDialog{asker: a.asker(), project: p, words: projectWords(p.source).Roles}
	e, err := d.event(args, f)
	if err != nil {
		return err
	}
	file, err := author.EventFile(&e, f.file, f.vendor)
	if err != nil {
		return errUsage{err}
	}
	entry, offset, list := (&author.Project{Files: p.files, Source: p.source}).Append(file, e)
	if list.Failed() {
		return a.report(&list)
	}
	after, err := a.with(p, tree.Tree{entry})
	if err != nil {
		return err
	}
	if after.list.Failed() {
		fmt.Fprintln(a.err, "pes: nothing was written, because of errors in the event:")
		return a.report(&after.list)
	}
	if err := a.save(p, tree.Tree{entry}); err != nil {
		return err
	}
	for _, x := range author.Effects(after.catalog, file, offset) {
		fmt.Fprintf(a.err, "pes: %s %d: %s in %s: %s\n", x.Target.Distro.Folder, x.Target.Major, x.Event.Title(), x.Event.To, diag.Printable(x.Words))
	}
	return a.report(&after.list)
}
