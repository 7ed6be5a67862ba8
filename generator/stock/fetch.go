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

// fetchRelease reads the repositories of one release, unless all are as they were, and says how many it read.
func (s *Sources) fetchRelease(ctx context.Context, repositories []compile.Repository, units [][]*unit,
	out *Fetched) (read int) {
	known := list.Map(repositories, func(r compile.Repository) *model.Inventory {
		return list.Find(s.Known, func(inv *model.Inventory) bool { return isOf(inv, &r) })
	})
	same := true
	for i := range repositories {
		units[i] = out.withoutAbsent(&repositories[i], units[i])
		same = same && isMadeOf(known[i], units[i])
	}
	if same {
		out.Same = append(out.Same, list.Select(known, func(inv *model.Inventory) bool { return inv != nil })...)
		return 0
	}
	all := list.Select(slices.Concat(units...), func(u *unit) bool { return u.err == nil })
	par.Map(parallel, len(all), func(i int) bool {
		all[i].part, all[i].err = s.read(ctx, all[i].from)
		s.Done()
		return true
	})
	var roles []*Role
	for i, r := range repositories {
		role := &Role{Distro: r.Distro, Vendor: r.Vendor, Major: r.Major, Name: r.Role}
		for _, u := range units[i] {
			if u.err != nil {
				out.report(&r, u)
				role = nil
				break
			}
			role.Parts = append(role.Parts, u.part)
			for _, note := range u.from.Notes() {
				out.Notes = list.AppendNew(out.Notes, title(&r)+": "+note)
			}
		}
		if role != nil && len(role.Parts) > 0 {
			roles = append(roles, role)
		}
	}
	beside := list.Select(s.Known, func(inv *model.Inventory) bool {
		return inv.Distro == repositories[0].Distro && inv.Vendor == repositories[0].Vendor &&
			inv.Major == repositories[0].Major &&
			!slices.ContainsFunc(roles, func(r *Role) bool { return r.Name == inv.Role })
	})
	out.Read = append(out.Read, Inventories(roles, beside)...)
	return len(all)
}

// withoutAbsent leaves out the architectures on which a repository is not, where it is on others.
func (out *Fetched) withoutAbsent(r *compile.Repository, units []*unit) []*unit {
	var absent fetch.Absent
	there := list.Select(units, func(u *unit) bool { return !errors.As(u.err, &absent) })
	if len(there) == 0 {
		for _, u := range units {
			out.report(r, u)
		}
		return nil
	}
	for _, u := range units {
		if errors.As(u.err, &absent) {
			out.Notes = append(out.Notes,
				fmt.Sprintf("%s is not there on %s, which is left out: %v; arches = [...] in "+
					"the sources would say for which architectures it is", title(r), u.section.Arch,
					u.from.Problems()[0]))
		}
	}
	return there
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

// isMadeOf reports whether an inventory was made of these metadata and no others.
func isMadeOf(inv *model.Inventory, units []*unit) bool {
	if inv == nil || len(inv.Repomd) != len(units) {
		return len(units) == 0 // of nothing that could be read
	}
	return !slices.ContainsFunc(units, func(u *unit) bool {
		return u.err != nil || !slices.Contains(inv.Repomd, model.Repomd{Arch: u.section.Arch, SHA256: u.sum})
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
