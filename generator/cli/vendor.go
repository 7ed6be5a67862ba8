package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/describe"
	"pes/generator/importer"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rpmfile"
	"pes/generator/source"
)

// vendorFlags are the files and facts that flags give about a vendor.
type vendorFlags struct {
	repos, keys, paths, arches []string
	rpm, title, homepage       string
	report                     string // a file
}

func (a *app) newVendor() *cobra.Command {
	var f vendorFlags
	cmd := command("vendor", cobra.MaximumNArgs(1), func(args []string) error {
		return a.makeVendor(strings.Join(args, ""), f)
	})
	cmd.Flags().StringArrayVar(&f.repos, "repo", nil, "a .repo file; one for each release is possible")
	f.add(cmd)
	return cmd
}

// add adds the flags about everything but the .repo files.
func (f *vendorFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.keys, "key", nil, "a file with OpenPGP keys to publish")
	flags.StringVar(&f.rpm, "rpm", "", "a package of the vendor, to see which key signs it")
	flags.StringSliceVar(&f.paths, "path", nil, "upgrade paths such as 7-8; default: those of the .repo files")
	flags.StringSliceVar(&f.arches, "arch", nil, "architectures; default: all of the distribution")
	flags.StringVar(&f.title, "title", "", "its name as people write it")
	flags.StringVar(&f.homepage, "homepage", "", "its homepage")
}

// importRepo is `new vendor` by another name, for those who have a .repo file and look for a way to bring it in.
func (a *app) importRepo() *cobra.Command {
	var into string
	var f vendorFlags
	cmd := command("repo", cobra.ExactArgs(1), func(args []string) error {
		if into == "" {
			return wrongCall("--into DIR is missing: the project")
		}
		a.dir = into
		name, _, _ := strings.Cut(filepath.Base(args[0]), ".repo")
		f.repos = args
		if err := a.makeVendor(name, f); err != nil {
			return err
		}
		p, err := a.load()
		if err == nil && p.list.Failed() {
			a.say("the project has %s: pes check -C %s names them", counts(&p.list), into)
			err = errFound
		}
		return err
	})
	cmd.Flags().StringVar(&into, "into", "", "the project")
	cmd.Flags().StringVar(&f.report, "report", "", "write a report to this file: as JSON if its "+
		"name ends in .json, else as text")
	f.add(cmd)
	return cmd
}

func (a *app) makeVendor(name string, f vendorFlags) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	if name, err = a.askVendor(name, &f); err != nil {
		return err
	}
	v, err := f.read(p, name)
	if err != nil {
		return err
	}
	k := a.asker()
	if k.terminal {
		v.Ask = k.yes
	}
	files, todo, list, err := v.Files()
	switch {
	case k.err != nil:
		return k.err
	case err != nil:
		return fmt.Errorf("new vendor: %w", err)
	}
	if err := a.report(&list); err != nil {
		return err
	}
	after, err := a.with(p, files)
	if err != nil {
		return err
	}
	if after.list.Failed() { // its author sees what it would have been
		fmt.Fprintf(a.err, "# vendors/%s/vendor.toml\n%s\n", name, files[len(files)-1].Data)
		a.say("nothing was written, because of errors in what stands above:")
		files = nil
	}
	if err := writeReport(reportOf(f.repos, v.Notes(), todo), f.report); err != nil {
		return err
	}
	return a.finish(after, files, v.Notes(), todo)
}

// reportOf is the report of an import of .repo files.
func reportOf(repos, notes, todo []string) *importer.Report {
	r := &importer.Report{}
	for _, name := range repos {
		r.Files = append(r.Files, importer.FileLine{Name: filepath.ToSlash(name), Status: importer.Imported})
		for _, s := range notes {
			r.Items = append(r.Items, importer.Item{Kind: importer.Noted, Where: filepath.ToSlash(name), Text: s})
		}
		for _, s := range todo {
			r.Items = append(r.Items, importer.Item{Kind: importer.Lacks, Where: filepath.ToSlash(name), Text: s})
		}
	}
	return r
}

// askVendor asks for the name and the files that flags do not give.
func (a *app) askVendor(name string, f *vendorFlags) (string, error) {
	k := a.asker()
	name = k.ask(name, "NAME", "the vendor's folder, such as nginx-stable", "", func(s string) error {
		switch {
		case !source.ValidFolder(s):
			return fmt.Errorf("%q cannot name a folder of the output: use letters, digits, - _ . +", s)
		case a.exists("vendors/" + s):
			return fmt.Errorf("vendors/%s is there already", s)
		}
		return nil
	})
	if len(f.repos) > 0 {
		return name, k.err
	}
	readable := func(name string) error {
		_, err := source.ReadFile(name, source.MaxFile)
		return err
	}
	f.repos = []string{k.ask("", "--repo FILE", "its .repo file", "", readable)}
	if len(f.keys) == 0 {
		if key := k.ask("", "", "a file with its OpenPGP keys (empty for none)", "", readable); key != "" {
			f.keys = []string{key}
		}
	}
	return name, k.err
}

// read reads the files that flags name.
func (f *vendorFlags) read(p *loaded, name string) (*describe.Vendor, error) {
	taken, common := map[string]bool{}, model.Arches
	for _, t := range p.catalog.Targets {
		common = list.Select(common, func(arch string) bool { return slices.Contains(t.Distro.Arches, arch) })
		for _, e := range t.Map.Entries() {
			taken[e.Repoid] = true
		}
	}
	v := &describe.Vendor{IsTaken: func(repoid string) bool { return taken[repoid] },
		Name: name, Title: f.title, Homepage: f.homepage, RPM: f.rpm,
		Paths: f.paths, Known: p.catalog.PathNames(), Arches: f.arches, Common: common}
	for _, path := range f.paths {
		if !slices.Contains(v.Known, path) {
			known := strings.Join(v.Known, ", ")
			return nil, wrongCall("no distribution has the path %s: known are %s", path, known)
		}
	}
	if err := checkKnown("architecture", f.arches, model.Arches); err != nil {
		return nil, errUsage{err}
	}
	var err error
	if v.Repos, err = readFiles(f.repos); err == nil {
		v.Keys, err = readFiles(f.keys)
	}
	if err != nil {
		return nil, fmt.Errorf("new vendor: %w", err)
	}
	if f.rpm == "" {
		return v, nil
	}
	rpm, err := os.Open(f.rpm)
	if err != nil {
		return nil, fmt.Errorf("new vendor: %w", err)
	}
	defer rpm.Close()
	if v.Package, err = rpmfile.Read(rpm); err != nil {
		return nil, fmt.Errorf("%s: %w", f.rpm, err)
	}
	return v, nil
}
