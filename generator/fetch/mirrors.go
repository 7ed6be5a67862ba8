package fetch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// maxMirrors is how many mirrors of one repository are tried.
const maxMirrors = 10

// maxList is the size in bytes of the largest list of mirrors.
const maxList = 2 << 20

// A mirror is one place of a repository.
type mirror struct {
	base string // ends with a slash
	// plain is whether it may be http: the sources say so, or a metalink that came over https tells the checksum.
	plain  bool
	repomd []Sum // of repomd.xml: one of them, where a metalink says so
}

// mirrors finds the places of a repository in the order in which they are tried: its base addresses, those that a
// metalink names, those of a list of mirrors.
func (f *Fetcher) mirrors(ctx context.Context, s *model.Section, major int, arch string) ([]mirror, error) {
	var all []mirror
	var problems []error
	for _, key := range model.AddressKeys {
		for i := range s.Options {
			if s.Options[i].Key != key {
				continue
			}
			for _, address := range s.Options[i].Addresses(major, arch) {
				found, err := f.mirrorsAt(ctx, key, address, major, arch)
				if err != nil {
					problems = append(problems, fmt.Errorf("%s: %w", address, err))
				}
				all = append(all, found...)
			}
		}
	}
	if len(all) == 0 {
		return nil, cmp.Or(errors.Join(problems...), errors.New("the sources name no address of it"))
	}
	return all, nil
}

// mirrorsAt are those that an address leads to: itself, where it is a base address.
func (f *Fetcher) mirrorsAt(ctx context.Context, key, address string, major int, arch string) ([]mirror, error) {
	if strings.Contains(address, "$") {
		return nil, errors.New("it has a variable that only a machine knows")
	}
	written := strings.HasPrefix(address, "http://")
	if key == "baseurl" {
		return []mirror{{base: folder(address), plain: written}}, nil
	}
	lister := f.with(written)
	lister.MaxSize = maxList
	text, err := lister.Get(ctx, address)
	if err != nil {
		return nil, err
	}
	var found []mirror
	if bytes.Contains(text[:min(len(text), 1024)], []byte("<metalink")) { // some lists of mirrors are metalinks, too
		found, err = readMetalink(text)
	} else {
		found, err = readMirrorList(model.ExpandAddress(string(text), major, arch), written)
	}
	if err == nil && len(found) == 0 {
		err = errors.New("it names no mirror with https or http")
	}
	return found, err
}

// folder is an address with a slash behind it.
func folder(address string) string { return strings.TrimRight(address, "/") + "/" }

// readMirrorList reads an address a line. Comments begin with #; an error stands in one where there is no mirror.
func readMirrorList(text string, plain bool) (found []mirror, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if isWeb(line) && len(found) < maxMirrors {
			found = append(found, mirror{base: folder(line), plain: plain})
		}
	}
	if first, _, _ := strings.Cut(text, "\n"); len(found) == 0 {
		return nil, fmt.Errorf("it names no mirror, but says %q", clip(first))
	}
	return found, nil
}

// isWeb recognises an address of the web without blanks and control characters.
func isWeb(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// clip shortens what a server said.
func clip(s string) string {
	if s = strings.TrimSpace(s); len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "..."
	}
	return s
}

// metalink is what is read of a metalink: where repomd.xml is, and what it is.
type metalink struct {
	Files []struct {
		Name       string     `xml:"name,attr"`
		Hashes     []linkHash `xml:"verification>hash"`
		Alternates []struct {
			Hashes []linkHash `xml:"verification>hash"`
		} `xml:"alternates>alternate"`
		URLs []linkURL `xml:"resources>url"`
	} `xml:"files>file"`
}

type linkHash struct {
	Kind string `xml:"type,attr"`
	Hex  string `xml:",chardata"`
}

type linkURL struct {
	Preference int    `xml:"preference,attr"`
	Address    string `xml:",chardata"`
}

// readMetalink reads the mirrors of a metalink, the preferred ones first. They may be http, as the metalink says what
// repomd.xml is: the current one, or one of those before it that mirrors may still have.
func readMetalink(text []byte) (found []mirror, err error) {
	var link metalink
	if err := xml.Unmarshal(text, &link); err != nil {
		return nil, fmt.Errorf("the metalink cannot be read: %w", err)
	}
	for _, file := range link.Files {
		if file.Name != "repomd.xml" {
			continue
		}
		sums := strongest(file.Hashes)
		for _, a := range file.Alternates {
			sums = append(sums, strongest(a.Hashes)...)
		}
		if len(sums) == 0 {
			return nil, errors.New("the metalink has no checksum of repomd.xml that is accepted")
		}
		list.Sort(file.URLs, func(a, b linkURL) int { return cmp.Compare(b.Preference, a.Preference) })
		for _, u := range file.URLs {
			base, ok := strings.CutSuffix(strings.TrimSpace(u.Address), "repodata/repomd.xml")
			if ok && isWeb(base) && len(found) < maxMirrors {
				found = append(found, mirror{base: folder(base), plain: true, repomd: sums})
			}
		}
	}
	return found, nil
}

// strongest is the best checksum of some, or none.
func strongest(hashes []linkHash) []Sum {
	for _, kind := range []string{"sha512", "sha384", "sha256"} {
		for _, h := range hashes {
			s := Sum{strings.ToLower(h.Kind), strings.ToLower(strings.TrimSpace(h.Hex))}
			if s.Kind == kind && s.Valid() == nil {
				return []Sum{s}
			}
		}
	}
	return nil
}
