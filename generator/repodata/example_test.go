package repodata_test

import (
	"bytes"
	"fmt"
	"io"

	"pes/generator/internal/repos"
	"pes/generator/repodata"
)

// A repository with one package, which is in a module stream.
func Example() {
	httpd := repos.Package{Name: "httpd", EVR: "2.4.62-4.el9", Arch: "x86_64", Provides: []string{"webserver"},
		Obsoletes: []string{"httpd-old < 2.4"}, Files: []string{"/usr/sbin/httpd"}}
	files := repos.Repository{Packages: []repos.Package{httpd}, Defaults: map[string]string{"httpd": "2.4"},
		Streams: []repos.Stream{{Name: "httpd", Stream: "2.4", Artifacts: []string{httpd.NEVRA()}}}}.Files()

	about, err := repodata.ReadRepomd(bytes.NewReader(files["repodata/repomd.xml"]))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("of", about.Time.Format("2006-01-02"))
	err = about.Primary.Read(bytes.NewReader(files[about.Primary.Href]), func(open io.Reader) error {
		return repodata.ReadPrimary(open, func(p *repodata.Package) error {
			fmt.Println(p.Name, p.EVR, p.Arch, "of", p.Source, "provides", p.Provides, "obsoletes", p.Obsoletes,
				"has", p.Files)
			return nil
		})
	})
	if err != nil {
		fmt.Println(err)
	}
	err = about.Modules.Read(bytes.NewReader(files[about.Modules.Href]), func(open io.Reader) error {
		modules, err := repodata.ReadModules(open)
		if err == nil {
			s := modules.Streams[0]
			fmt.Println(s.Name, s.Stream, s.Artifacts, "by default", modules.Defaults["httpd"])
		}
		return err
	})
	if err != nil {
		fmt.Println(err)
	}

	// Output:
	// of 2025-11-28
	// httpd 2.4.62-4.el9 x86_64 of httpd provides [webserver] obsoletes [httpd-old < 2.4] has [/usr/sbin/httpd]
	// httpd 2.4 [httpd-0:2.4.62-4.el9.x86_64] by default 2.4
}
