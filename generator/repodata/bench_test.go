package repodata_test

import (
	"bytes"
	"io"
	"testing"

	"pes/generator/internal/repos"
	"pes/generator/repodata"
)

// BenchmarkRead reads a repository of 10,000 packages.
func BenchmarkRead(b *testing.B) {
	for _, how := range []string{"gz", "zst", "xz", "none"} {
		b.Run(how, func(b *testing.B) {
			r := repos.Many(10_000)
			r.Compressed = how
			files := r.Files()
			b.ReportAllocs()
			for b.Loop() {
				about, err := repodata.ReadRepomd(bytes.NewReader(files["repodata/repomd.xml"]))
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				err = about.Primary.Read(bytes.NewReader(files[about.Primary.Href]), func(open io.Reader) error {
					return repodata.ReadPrimary(open, func(*repodata.Package) error { n++; return nil })
				})
				if err != nil || n != 10_000 {
					b.Fatal(n, err)
				}
				err = about.Modules.Read(bytes.NewReader(files[about.Modules.Href]), func(open io.Reader) error {
					m, err := repodata.ReadModules(open)
					if err == nil && len(m.Streams) < 100 {
						b.Fatal(len(m.Streams))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
