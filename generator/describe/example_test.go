package describe_test

import (
	"fmt"

	"pes/generator/describe"
	"pes/generator/diag"
)

func ExampleVendor() {
	repo := "[web]\nname=Web\nbaseurl=https://w.example/el/$releasever/$basearch/\ngpgkey=https://w.example/k\n"
	v := &describe.Vendor{Name: "web", Title: "The Web", Paths: []string{"8-9"}, Arches: []string{"x86_64"},
		Repos: []*diag.File{{Name: "web.repo", Text: []byte(repo)}}}
	files, todo, _, err := v.Files()
	fmt.Println(err, len(todo), v.Notes())
	fmt.Printf("%s:\n%s", files[0].Path, files[0].Data)
	// Output:
	// <nil> 2 [its homepage was guessed from the addresses of its packages: https://w.example]
	// vendors/web/vendor.toml:
	// name     = "The Web"
	// homepage = "https://w.example"
	// paths    = ["8-9"]
	//
	// [repository.main]
	// target = "el{major}-web"
	// source = "web"
	// arches = ["x86_64"]
	// repo   = { name = "Web", baseurl = "https://w.example/el/{major}/$basearch/", key = "https://w.example/k" }
}

func ExampleDistro() {
	d := &describe.Distro{Folder: "acme", Title: "Acme Linux", Paths: []string{"8-9"}}
	files, todo, _ := d.Files(nil)
	fmt.Println(len(todo))
	fmt.Printf("%s:\n%s", files[0].Path, files[0].Data)
	// Output:
	// 2
	// content/distros/acme.toml:
	// name   = "Acme Linux"
	// arches = ["x86_64"]
	//
	// [release.8.baseos]
	// pesid = "acme8-baseos"
	//
	// [release.8.appstream]
	// pesid = "acme8-appstream"
	//
	// [release.9.baseos]
	// pesid = "acme9-baseos"
	//
	// [release.9.appstream]
	// pesid = "acme9-appstream"
	//
	// [[path]]
	// from = 8
	// to   = 9
	//
	// [path.map]
	// baseos    = ["baseos"]
	// appstream = ["appstream"]
}
