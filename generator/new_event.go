package main

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
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
	d := &eventDialog{asker: a.asker(), project: p, words: projectWords(p.project).Roles}
	e, err := d.event(args, f)
	if err != nil {
		return err
	}
	file, err := eventFile(f, &e)
	if err != nil {
		return errUsage{err}
	}
	entry, offset, err := a.appended(p, file, e)
	if err != nil {
		return err
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
	a.effect(after, file, offset)
	return a.report(&after.list)
}

// eventFile is where an event is written.
func eventFile(f eventFlags, e *source.Event) (string, error) {
	if f.file == "" && f.vendor != "" {
		return "vendors/" + f.vendor + "/events.toml", nil
	}
	if f.file != "" {
		name := path.Clean(strings.ReplaceAll(f.file, `\`, "/"))
		if !(strings.HasPrefix(name, "content/events/") || strings.HasPrefix(name, "vendors/")) || path.Ext(name) != ".toml" {
			return "", fmt.Errorf("%s is no place for events: name content/events/NAME.toml or vendors/VENDOR/NAME.toml", f.file)
		}
		return name, nil
	}
	to, _, _ := strings.Cut(e.To.Value, ".")
	words := strings.Fields(e.From.Value + " ")
	folder := "el" + to
	if len(words) > 0 {
		if from, _, _ := strings.Cut(words[len(words)-1], "."); from != to {
			folder = "el" + from + "-" + folder
		}
	}
	name, _ := source.ParsePackage(e.In.Sets[0][0])
	return "content/events/" + folder + "/" + strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:*?<>|%`, r) {
			return '-'
		}
		return r
	}, name.Name.Value) + ".toml", nil
}

// appended is the file with the event at its end, without what the file's defaults say already; the event begins at offset.
func (a *app) appended(p *opened, name string, e source.Event) (out tree.Entry, offset int, err error) {
	var text []byte
	for _, f := range p.files.TOML {
		if f.Name == name {
			text = f.Text
		}
	}
	for _, f := range p.project.Events {
		if f.File.Name == name {
			without(&e.Defaults, &f.Defaults)
		}
	}
	for _, v := range p.project.Vendors {
		for _, f := range v.Events {
			if f.File.Name == name {
				without(&e.Defaults, &f.Defaults)
			}
		}
	}
	var list diag.List
	one := source.Events{List: []source.Event{e}}
	table, ok := source.Format(&diag.File{Name: name, Text: []byte(one.Print())}, &list)
	if !ok {
		return out, 0, a.report(&list)
	}
	if text = bytes.TrimRight(text, "\n"); len(text) > 0 {
		text = append(slices.Clone(text), "\n\n"...)
	}
	return tree.Entry{Path: name, Data: append(text, table...)}, len(text), nil
}

// without drops what the file says for all.
func without(e, d *source.Defaults) {
	for _, x := range []struct{ a, b *source.Text }{{&e.From, &d.From}, {&e.To, &d.To}, {&e.InRepo, &d.InRepo}, {&e.OutRepo, &d.OutRepo}} {
		switch {
		case x.a.Set() && x.b.Set() && x.a.Value == x.b.Value:
			*x.a = source.Text{}
		case !x.a.Set() && x.b.Set() && x.a == &e.From:
			*x.a = source.Word("") // undoes the default
		}
	}
}

func vendorEvents(t *model.Target) (out []*model.Event) {
	for _, v := range t.Vendors {
		out = append(out, v.Events...)
	}
	return out
}
