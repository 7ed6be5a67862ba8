package stock

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/repodata"
	"pes/generator/rpmver"
)

// A Part is a repository on one architecture, of which the newest package of each name was read, and of each name in
// each module stream.
type Part struct {
	Arch     string
	Repomd   string    // SHA-256 of repomd.xml
	Day      time.Time // when it was made
	streams  []model.InventoryStream
	packages map[key]*entry
	built    map[string]int // packages by the architecture that they are built for
	size     int            // of what entries hold, about, in bytes
}

// A key is what one package is known by.
type key struct {
	name   string
	stream model.Stream
}

// An entry is the newest package of a key.
type entry struct {
	version, source string
	arches          []string // of repositories that have some package of the key, once they are put together
	provides        []string // everything, without versions
	requires        []string
	obsoletes       []string
	files           []string // in the folders of commands
}

// maxPart is how many bytes the newest packages of a repository may hold, so that a server cannot have all the memory
// of a machine. 10,000 packages hold some 15 MB.
const maxPart = 128 << 20

// add takes a package for a stream, the zero Stream for none, where it is newer than the one that is there.
func (p *Part) add(x *repodata.Package, stream model.Stream) {
	k := key{x.Name, stream}
	if old := p.packages[k]; old != nil && rpmver.Compare(x.EVR, old.version) <= 0 {
		return
	}
	e := &entry{version: x.EVR, source: x.Source, provides: names(x.Provides),
		requires: names(x.Requires), obsoletes: names(x.Obsoletes), files: list.Select(x.Files, isCommand)}
	p.size += e.size() - p.packages[k].size()
	p.packages[k] = e
}

// size is about how many bytes an entry holds.
func (e *entry) size() (n int) {
	if e == nil {
		return 0
	}
	for _, words := range [][]string{e.provides, e.requires, e.obsoletes, e.files} {
		for _, w := range words {
			n += 16 + len(w)
		}
	}
	return n + 300
}

// full is an error where a repository says too much.
func (p *Part) full() error {
	if p.size > maxPart {
		return fmt.Errorf("its packages say more of themselves than %d MB, which are not read", maxPart>>20)
	}
	return nil
}

// names are the names in dependencies, each once.
func names(all []repodata.Dependency) []string {
	return list.Distinct(list.Map(all, func(d repodata.Dependency) string { return d.Name }))
}

// isCommand reports whether a file is one that people call by its name alone.
func isCommand(file string) bool {
	dir, name := path.Split(file)
	return name != "" && (dir == "/usr/bin/" || dir == "/usr/sbin/" || dir == "/bin/" || dir == "/sbin/")
}

// ReadPart reads a repository on one architecture: repomd.xml, and the files that open gives of those which it names.
func ReadPart(arch string, repomd []byte, open func(repodata.File) (io.ReadCloser, error)) (*Part, error) {
	about, err := repodata.ReadRepomd(bytes.NewReader(repomd))
	if err != nil {
		return nil, err
	}
	p := &Part{Arch: arch, Repomd: fmt.Sprintf("%x", sha256.Sum256(repomd)), Day: about.Time,
		packages: map[key]*entry{}, built: map[string]int{}}
	of := artifacts{}
	if about.Modules != (repodata.File{}) {
		err = p.read(about.Modules, open, func(r io.Reader) error { return p.readModules(r, of) })
	}
	if err == nil {
		err = p.read(about.Primary, open, func(r io.Reader) error {
			return repodata.ReadPrimary(r, func(x *repodata.Package) error { return p.take(x, of) })
		})
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// read opens a file of the metadata and hands on what it unpacks to.
func (p *Part) read(f repodata.File, open func(repodata.File) (io.ReadCloser, error),
	read func(io.Reader) error) error {
	packed, err := open(f)
	if err != nil {
		return err
	}
	defer packed.Close()
	return f.Read(packed, read)
}

// take adds a package to the streams whose artifacts it is among, or to none where it is no module's.
func (p *Part) take(x *repodata.Package, of artifacts) error {
	if x.Arch == "src" || x.Arch == "nosrc" {
		return nil
	}
	if x.Source = cmp.Or(x.Source, x.Name); !inventory.ValidName(x.Name) || !inventory.ValidName(x.Source) ||
		!inventory.ValidVersion(x.EVR) {
		return fmt.Errorf("%q, built of %q, is no package that an inventory can name", x.NEVRA(), x.Source)
	}
	p.built[strings.TrimSuffix(x.Arch, "_v2")]++ // what AlmaLinux calls packages for older processors
	if len(of) > 0 {
		if streams, modular := of[x.NEVRA()]; modular {
			for _, s := range streams {
				p.add(x, s)
			}
			return p.full()
		}
	}
	p.add(x, model.Stream{})
	return p.full()
}
