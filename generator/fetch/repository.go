package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/pgp"
)

// maxRepomd is the size in bytes of the largest repomd.xml that is read; real ones have less than 20,000.
const maxRepomd = 1 << 20

// A Repository is one that sources name, on one architecture, whose metadata are downloaded. Its mirrors are tried one
// after the other, each as a whole.
type Repository struct {
	Section *model.Section
	Keys    []model.Key // those of the section that the project has
	Major   int
	Arch    string

	fetcher  *Fetcher
	mirrors  []mirror // those that were not tried yet, the one in use first
	repomd   []byte   // of the mirror in use
	notes    []string
	problems []error
	absent   int  // how many of the problems are that it is not there
	asked    bool // for mirrors
}

// Repository is a repository to download from.
func (f *Fetcher) Repository(s *model.Section, keys []model.Key, major int, arch string) *Repository {
	return &Repository{Section: s, Keys: keys, Major: major, Arch: arch, fetcher: f}
}

// Absent is the error of a repository of which every mirror says that it is not there.
type Absent struct{ error }

func (a Absent) Unwrap() error { return a.error }

// Repomd is repomd.xml of the first mirror that has a good one: it is what a metalink says it is, and as far as it is
// signed and the project has the key, the signature is good. The error tells of every mirror.
func (r *Repository) Repomd(ctx context.Context) ([]byte, error) {
	if !r.asked {
		mirrors, err := r.fetcher.mirrors(ctx, r.Section, r.Major, r.Arch)
		if err != nil {
			return nil, err
		}
		r.mirrors, r.asked = mirrors, true
	}
	for r.repomd == nil && len(r.mirrors) > 0 {
		data, err := r.askRepomd(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			r.Skip(err)
			continue
		}
		r.repomd = data
	}
	if r.repomd == nil {
		return nil, r.failed()
	}
	return r.repomd, nil
}

// Skip gives up the mirror in use because of a problem with it; Repomd is then that of the next one.
func (r *Repository) Skip(problem error) {
	var absent Absent
	if errors.As(problem, &absent) {
		r.absent++
		problem = absent.error
	}
	r.problems = append(r.problems, fmt.Errorf("%s: %w", r.Base(), problem))
	r.repomd, r.notes, r.mirrors = nil, nil, r.mirrors[1:]
}

// Base is the address of the mirror in use.
func (r *Repository) Base() string { return r.mirrors[0].base }

// Notes say what people should know of what was downloaded.
func (r *Repository) Notes() []string { return r.notes }

// Problems are those with the mirrors that were given up.
func (r *Repository) Problems() []error { return r.problems }

// failed is the error where no mirror is left.
func (r *Repository) failed() error {
	err := errors.Join(r.problems...)
	if r.absent == len(r.problems) {
		return Absent{err}
	}
	return err
}

// patient is the fetcher for the mirror in use. Where there are others, they are the second try.
func (r *Repository) patient() *Fetcher {
	f := r.fetcher.with(r.mirrors[0].plain)
	f.MaxSize = maxRepomd
	if len(r.mirrors) > 1 {
		f.Tries = 1
	}
	return f
}

// askRepomd gets repomd.xml of the mirror in use and checks it.
func (r *Repository) askRepomd(ctx context.Context) ([]byte, error) {
	m := &r.mirrors[0]
	data, err := r.patient().Get(ctx, m.base+"repodata/repomd.xml")
	if err != nil {
		var s Status
		err = fmt.Errorf("repodata/repomd.xml: %w", err)
		if errors.As(err, &s) && (s.Code == http.StatusNotFound || s.Code == http.StatusGone) {
			return nil, Absent{err}
		}
		return nil, err
	}
	if len(m.repomd) > 0 && !slices.ContainsFunc(m.repomd, func(s Sum) bool { return s.Of(data) }) {
		return nil, errors.New("repomd.xml is not the one of which the metalink has the checksum: the mirror is old")
	}
	signed, err := r.checkSignature(ctx, data)
	if strings.HasPrefix(m.base, "http://") && len(m.repomd) == 0 && !signed {
		r.notes = append(r.notes, "repomd.xml came over http, as its address is written, and is not signed: anyone on "+
			"the way could have answered")
	}
	return data, err
}

// checkSignature looks for repomd.xml.asc where the project has a key of the repository. Many repositories sign their
// packages alone: without repo_gpgcheck, a signature may be missing or by another key. A bad one is an error.
func (r *Repository) checkSignature(ctx context.Context, repomd []byte) (signed bool, err error) {
	word, _ := r.Section.Get("repo_gpgcheck")
	must := slices.Contains([]string{"1", "yes", "true", "on"}, strings.ToLower(word))
	switch {
	case len(r.Keys) == 0 && must:
		return false, errors.New("repo_gpgcheck asks for a signature of repomd.xml, and the project has no key of " +
			"the " +
			"repository to check it with: see pes keys fetch")
	case len(r.Keys) == 0:
		return false, nil
	}
	sig, err := r.patient().Get(ctx, r.Base()+"repodata/repomd.xml.asc")
	var status Status
	switch {
	case errors.As(err, &status) && status.Code >= 400 && status.Code < 500 && !must:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("repodata/repomd.xml.asc: %w", err)
	}
	var other pgp.WrongSigner
	for _, k := range r.Keys {
		if _, err = pgp.VerifyForeign(k.Data, repomd, sig); !errors.As(err, &other) {
			break
		}
	}
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &other) && !must:
		r.notes = append(r.notes, fmt.Sprintf("repomd.xml is signed by %s, a key that the project does not have for it",
			other.ID))
		return false, nil
	}
	return false, fmt.Errorf("the signature of repomd.xml is not good: %w", err)
}

// File is a file of the mirror in use that its repomd.xml names, from the cache where it is there.
func (r *Repository) File(ctx context.Context, c *Cache, w Wanted) (*os.File, error) {
	if err := w.valid(); err != nil {
		return nil, err
	}
	file, err := r.patient().Cached(ctx, c, r.Base()+w.Href, w)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Href, err)
	}
	return file, nil
}
