package stock

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/fetch"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/repodata"
)

// Sources are what repositories are read with.
type Sources struct {
	Fetcher *fetch.Fetcher
	Cache   *fetch.Cache
	Known   []*model.Inventory // those of the project
	Done    func()             // called when a repository of one architecture is done
	Count   func(bytes int)    // called when something of their files came
}

// parallel is how many repositories are read at a time.
const parallel = 4

// Fetched is what came of reading repositories.
type Fetched struct {
	Read     []*model.Inventory // of which the metadata are new
	Same     []*model.Inventory // of which they are those that the project has
	Problems diag.List          // why others could not be read
	Notes    []string
}

// A unit is a repository on one architecture.
type unit struct {
	section *compile.ArchSection
	from    *fetch.Repository
	sum     string // SHA-256 of repomd.xml
	part    *Part
	err     error
}

// Count is on how many architectures repositories are.
func Count(repositories []compile.Repository) (n int) {
	for _, r := range repositories {
		n += len(r.Arches)
	}
	return n
}

// Fetch reads repositories. Where repomd.xml of all repositories of a release is what the project's inventories were
// made of, nothing else is downloaded.
func Fetch(ctx context.Context, s Sources, repositories []compile.Repository) (out Fetched) {
	units := list.Map(repositories, func(r compile.Repository) []*unit {
		return list.Map(r.Arches, func(a compile.ArchSection) *unit {
			return &unit{section: &a, from: s.Fetcher.Repository(&a.Section, r.Keys, r.Major, a.Arch)}
		})
	})
	all := slices.Concat(units...)
	par.Map(2*parallel, len(all), func(i int) bool {
		u := all[i]
		var repomd []byte
		if repomd, u.err = u.from.Repomd(ctx); u.err == nil {
			u.sum = fmt.Sprintf("%x", sha256.Sum256(repomd))
		}
		return true
	})
	for begin := 0; begin < len(repositories); {
		end := begin + 1
		for end < len(repositories) && together(&repositories[begin], &repositories[end]) {
			end++
		}
		read := s.fetchRelease(ctx, repositories[begin:end], units[begin:end], &out)
		for range Count(repositories[begin:end]) - read {
			s.Done()
		}
		begin = end
	}
	return out
}

// together reports whether two repositories are of the same release of the same distribution or vendor.
func together(a, b *compile.Repository) bool {
	return a.Distro == b.Distro && a.Vendor == b.Vendor && a.Major == b.Major
}

// A reading is a repository of a release that is read: what the project knows of it, and its architectures.
type reading struct {
	*compile.Repository
	known *model.Inventory // nil where there is none
	units []*unit
}

// fetchRelease reads the repositories of one release, unless all that answer are as they were, and says on how many
// architectures it read one.
func (s *Sources) fetchRelease(ctx context.Context, repositories []compile.Repository, units [][]*unit,
	out *Fetched) (read int) {
	var there []*reading
	same := true
	for i := range repositories {
		x := &reading{Repository: &repositories[i], units: units[i]}
		x.known = list.Find(s.Known, func(inv *model.Inventory) bool { return isOf(inv, x.Repository) })
		if out.answers(x) {
			there = append(there, x)
			same = same && x.isSame()
		}
	}
	if same {
		out.Same = append(out.Same, list.Map(there, func(x *reading) *model.Inventory { return x.known })...)
		return 0
	}
	all := list.FlatMap(there, func(x *reading) []*unit { return x.units })
	par.Map(parallel, len(all), func(i int) bool {
		all[i].part, all[i].err = s.read(ctx, all[i].from)
		s.Done()
		return true
	})
	var roles []*Role
	for _, x := range there {
		if r := out.role(x); r != nil {
			roles = append(roles, r)
		}
	}
	first := &repositories[0]
	beside := list.Select(s.Known, func(inv *model.Inventory) bool {
		return inv.Distro == first.Distro && inv.Vendor == first.Vendor && inv.Major == first.Major &&
			!slices.ContainsFunc(roles, func(r *Role) bool { return r.Name == inv.Role })
	})
	out.Read = append(out.Read, Inventories(roles, beside)...)
	return len(all)
}

// answers reports whether a repository answered on all architectures. One on which it is not there is left out, unless
// it is there on none, or was there before.
func (out *Fetched) answers(x *reading) bool {
	var absent fetch.Absent
	there := list.Select(x.units, func(u *unit) bool { return !errors.As(u.err, &absent) })
	for _, u := range x.units {
		was := x.known != nil && slices.ContainsFunc(x.known.Repomd,
			func(r model.Repomd) bool { return r.Arch == u.section.Arch })
		isAbsent := errors.As(u.err, &absent)
		if isAbsent && !was && len(there) > 0 {
			out.Notes = append(out.Notes,
				fmt.Sprintf("%s is not there on %s, which is left out: %v; arches = [...] in "+
					"the sources would say for which architectures it is", title(x.Repository), u.section.Arch,
					u.from.Problems()[0]))
		} else if u.err != nil {
			out.report(x.Repository, u)
			return false
		}
	}
	x.units = there
	return true
}

// role is what was read of a repository, nil where an architecture could not be read.
func (out *Fetched) role(x *reading) *Role {
	role := &Role{Distro: x.Distro, Vendor: x.Vendor, Major: x.Major, Name: x.Role}
	for _, u := range x.units {
		if u.err != nil {
			out.report(x.Repository, u)
			return nil
		}
		role.Parts = append(role.Parts, u.part)
		for _, note := range u.from.Notes() {
			out.Notes = list.AppendNew(out.Notes, title(x.Repository)+": "+note)
		}
	}
	return role
}

// report adds a diagnostic about a repository that could not be read.
func (out *Fetched) report(r *compile.Repository, u *unit) {
	at := u.section.At()
	for _, o := range u.section.Options {
		if slices.Contains(model.AddressKeys, o.Key) {
			at = o.Pos
			break
		}
	}
	d := diag.Diagnostic{Pos: at, Rule: "no-answer", Severity: diag.Error,
		Message: fmt.Sprintf("%s on %s: %v", title(r), u.section.Arch, u.err)}
	if problems := u.from.Problems(); len(problems) > 1 {
		d.Message = fmt.Sprintf("%s on %s: none of its %d mirrors has it as it should be", title(r), u.section.Arch,
			len(problems))
		d.Notes = list.Map(problems, func(err error) diag.Note { return diag.Note{Text: err.Error()} })
	}
	out.Problems.Add(d)
}

// title names a repository: almalinux 9.appstream.
func title(r *compile.Repository) string {
	return fmt.Sprintf("%s %d.%s", cmp.Or(r.Distro, r.Vendor), r.Major, r.Role)
}

func isOf(inv *model.Inventory, r *compile.Repository) bool {
	return inv.Distro == r.Distro && inv.Vendor == r.Vendor && inv.Major == r.Major && inv.Role == r.Role
}

// isSame reports whether the inventory that the project has was made of these metadata and no others.
func (x *reading) isSame() bool {
	return x.known != nil && len(x.known.Repomd) == len(x.units) && !slices.ContainsFunc(x.units, func(u *unit) bool {
		return !slices.Contains(x.known.Repomd, model.Repomd{Arch: u.section.Arch, SHA256: u.sum})
	})
}

// read reads the packages of a repository from the first mirror that has all that its repomd.xml names.
func (s *Sources) read(ctx context.Context, from *fetch.Repository) (*Part, error) {
	for {
		repomd, err := from.Repomd(ctx)
		if err != nil {
			return nil, err
		}
		part, err := ReadPart(from.Arch, repomd, func(f repodata.File) (io.ReadCloser, error) {
			return s.file(ctx, from, f)
		})
		if err == nil || ctx.Err() != nil {
			return part, cmp.Or(ctx.Err(), err)
		}
		from.Skip(err)
	}
}

// file is a file that repomd.xml names.
func (s *Sources) file(ctx context.Context, from *fetch.Repository, f repodata.File) (*os.File, error) {
	return from.File(ctx, s.Cache, fetch.Wanted{Href: f.Href, Sum: fetch.Sum{Kind: f.Sum.Type, Hex: f.Sum.Value},
		Size: max(f.Size, 0), Count: s.Count})
}
