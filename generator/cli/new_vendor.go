package cli

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/rpmfile"
	"pes/generator/source"
	"pes/generator/tree"
)

// vendorFlags are what there is of a vendor.
type vendorFlags struct {
	repos, keys, paths, arches []string
	rpm, title, homepage       string
}

func (a *app) newVendor() *cobra.Command {
	var f vendorFlags
	cmd := &cobra.Command{Use: "vendor NAME --repo FILE.repo [--key FILE] [--rpm FILE]", Short: "write a vendor from a .repo file and its keys",
		Long: "Write vendors/NAME/vendor.toml from the .repo file that the vendor offers, or from those that leapp-data has\n" +
			"(nginx.repo.el8), and put its keys beside it. The release in addresses becomes {major}. An RPM of the vendor tells\n" +
			"which key signs its packages. What pes cannot know is said on standard error.",
		Example: "  pes new vendor nginx-stable --repo nginx.repo --key nginx_signing.key\n" +
			"  pes new vendor docker-ce --repo docker-ce.repo.el8 --repo docker-ce.repo.el9 --key docker.gpg --rpm docker-ce.rpm",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.makeVendor(strings.Join(args, ""), f) }}
	cmd.Flags().StringArrayVar(&f.repos, "repo", nil, "a .repo file; may be given for each release")
	cmd.Flags().StringArrayVar(&f.keys, "key", nil, "a file with OpenPGP keys, to be shipped")
	cmd.Flags().StringVar(&f.rpm, "rpm", "", "a package of the vendor, to see which key signs it")
	cmd.Flags().StringSliceVar(&f.paths, "path", nil, "upgrade paths such as 7-8; default: those the .repo files are for")
	cmd.Flags().StringSliceVar(&f.arches, "arch", nil, "architectures; default: all that a distribution has")
	cmd.Flags().StringVar(&f.title, "title", "", "its name as people write it")
	cmd.Flags().StringVar(&f.homepage, "homepage", "", "where people read about it")
	return cmd
}

func (a *app) makeVendor(name string, f vendorFlags) error {
	k := a.asker()
	p, err := a.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	name, err = k.ask(name, "NAME", "the vendor's folder, such as nginx-stable", "", func(s string) error {
		switch {
		case !source.ValidFolder(s):
			return fmt.Errorf("%q cannot name a folder of the output: use letters, digits, - _ . +", s)
		case p.exists("vendors/" + s):
			return fmt.Errorf("vendors/%s is there already", s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(f.repos) == 0 {
		repo, err := k.ask("", "--repo FILE", "its .repo file", "", readable)
		if err != nil {
			return err
		}
		f.repos = []string{repo}
		if len(f.keys) == 0 {
			key, err := k.ask("", "", "a file with its OpenPGP keys (empty for none)", "", readable)
			if err != nil {
				return err
			}
			if key != "" {
				f.keys = []string{key}
			}
		}
	}
	files, left, err := a.describeVendor(p, name, f)
	if err != nil {
		return err
	}
	after, err := a.with(p, files)
	if err != nil {
		return err
	}
	if err := a.save(p, files); err != nil {
		return err
	}
	for _, s := range left {
		fmt.Fprintf(a.err, "pes: left to do: %s\n", diag.Printable(s))
	}
	return a.report(&after.list)
}

func readable(name string) error {
	_, err := readSmall(name)
	return err
}

// describeVendor makes the files of a vendor.
func (a *app) describeVendor(p *loaded, name string, f vendorFlags) (files tree.Tree, left []string, err error) {
	n := importer.NewVendor{Name: name, Paths: f.paths, Known: pathsOf(p.catalog), Arches: f.arches}
	for _, path := range f.paths {
		if !slices.Contains(n.Known, path) {
			return nil, nil, errUsage{fmt.Errorf("no distribution has the path %s: known are %s", path, strings.Join(n.Known, ", "))}
		}
	}
	for _, arch := range f.arches {
		if !slices.Contains(model.Arches, arch) {
			return nil, nil, errUsage{fmt.Errorf("no architecture %q: known are %s", arch, strings.Join(model.Arches, ", "))}
		}
	}
	for _, r := range f.repos {
		text, err := readSmall(r)
		if err != nil {
			return nil, nil, fmt.Errorf("new vendor: %w", err)
		}
		n.Repos = append(n.Repos, &diag.File{Name: filepath.ToSlash(r), Text: text})
	}
	info, err := readRPM(f.rpm)
	if err != nil {
		return nil, nil, err
	}
	issuers := pgp.Issuers(info.Signatures)
	if f.rpm != "" && len(issuers) == 0 {
		left = append(left, f.rpm+" is not signed: give one as users install it")
	}
	var public []model.PublicKey
	for _, file := range f.keys {
		key, found, err := readKey(file)
		if err != nil {
			return nil, nil, err
		}
		key.Path = "vendors/" + name + "/keys/" + key.Path
		n.Keys = append(n.Keys, filepath.Base(file))
		files = append(files, key)
		public = append(public, found...)
	}
	if n.Signatures, err = signatures(public, issuers); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.rpm, err)
	}
	v, said, list := n.Make()
	if err := a.report(&list); err != nil {
		return nil, nil, err
	}
	if v == nil {
		return nil, nil, fmt.Errorf("new vendor: %s", strings.Join(append(said, "the .repo file has no section that an upgrade could use"), "; "))
	}
	left = append(append(left, nameVendor(v, f, info, n.Repos)...), said...)
	text, ok := source.Format(&diag.File{Name: "vendor.toml", Text: []byte(v.Print())}, &list)
	if !ok {
		return nil, nil, a.report(&list)
	}
	return append(files, tree.Entry{Path: "vendors/" + name + "/vendor.toml", Data: text}), left, nil
}

// pathsOf are the upgrade paths that some distribution has.
func pathsOf(c *model.Catalog) (out []string) {
	found := map[string]bool{}
	for _, t := range c.Targets {
		for _, p := range t.Paths {
			found[p.String()] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func readRPM(name string) (*rpmfile.Info, error) {
	if name == "" {
		return &rpmfile.Info{}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("new vendor: %w", err)
	}
	defer f.Close()
	info, err := rpmfile.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return info, nil
}

// readKey reads a key file that is to be shipped under its own name.
func readKey(name string) (tree.Entry, []model.PublicKey, error) {
	text, err := readSmall(name)
	if err != nil {
		return tree.Entry{}, nil, fmt.Errorf("new vendor: %w", err)
	}
	public, _, err := pgp.Read(text)
	if err != nil {
		return tree.Entry{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	base := filepath.Base(name)
	if !source.ValidFolder(base) {
		return tree.Entry{}, nil, fmt.Errorf("%s: %q cannot be the name of a key file: .repo files point to it", name, base)
	}
	return tree.Entry{Path: base, Data: text}, public, nil
}

// signatures are the ids of the keys that sign packages: the primary keys, or the subkey that an RPM was signed with.
func signatures(public []model.PublicKey, issuers []string) (ids []string, err error) {
	for _, id := range issuers {
		if len(public) > 0 && !slices.ContainsFunc(public, func(k model.PublicKey) bool { return k.ID == id }) {
			return nil, fmt.Errorf("it is signed with %s, and that key is not among those given with --key", id)
		}
	}
	for i := 0; i < len(public); {
		primary, found := public[i], false
		for ; i < len(public) && (public[i].Subkey || public[i].ID == primary.ID); i++ {
			if slices.Contains(issuers, public[i].ID) {
				ids, found = append(ids, public[i].ID), true
			}
		}
		if !found && primary.Signs {
			ids = append(ids, primary.ID)
		}
	}
	if len(public) == 0 {
		ids = issuers
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// nameVendor says who the vendor is, and what of that is a guess.
func nameVendor(v *source.Vendor, f vendorFlags, info *rpmfile.Info, repos []*diag.File) (left []string) {
	switch {
	case f.title != "":
		v.Name = source.Word(f.title)
	case info.Vendor != "":
		v.Name = source.Word(strings.Join(strings.Fields(info.Vendor), " "))
	default:
		left = append(left, "its name as people write it: name is the folder's")
	}
	switch {
	case f.homepage != "":
		v.Homepage = source.Word(f.homepage)
	case strings.HasPrefix(info.URL, "http"):
		v.Homepage = source.Word(info.URL)
	default:
		if v.Homepage = source.Word(homeOf(v)); v.Homepage.Value == "" {
			v.Homepage = source.Text{}
		} else {
			left = append(left, "its homepage was guessed from the addresses of its packages")
		}
	}
	if len(f.arches) == 0 {
		left = append(left, "for which architectures it exists: without arches = [...] it is all that a distribution has")
	}
	if len(v.Signatures.Items) == 0 {
		left = append(left, "signatures, the ids of the keys that sign its packages: without them no event touches what is installed of it; --key or --rpm tells them")
	}
	if len(f.keys) == 0 {
		left = append(left, "its keys: give the file with --key, or write key = { fingerprint = \"...\", url = \"https://...\" } and run pes keys fetch")
	}
	return left
}

// hosts that only serve packages begin with these words.
var servers = []string{"download", "downloads", "dl", "dlm", "repo", "repos", "yum", "rpm", "rpms", "packages", "pkgs", "pkg", "mirror", "mirrors", "mirrorlist", "www", "ftp"}

// homeOf guesses the homepage from where the packages are.
func homeOf(v *source.Vendor) string {
	for _, r := range v.Repositories.Pairs {
		for _, name := range []string{"baseurl", "mirrorlist", "metalink"} {
			o, _ := r.Value.Repo.Get(name)
			for _, t := range o.Items {
				u, err := url.Parse(strings.Fields(t.Value + " x")[0])
				if err != nil || u.Hostname() == "" {
					continue
				}
				labels := strings.Split(u.Hostname(), ".")
				for len(labels) > 2 && slices.Contains(servers, labels[0]) {
					labels = labels[1:]
				}
				return "https://" + strings.Join(labels, ".")
			}
		}
	}
	return ""
}
