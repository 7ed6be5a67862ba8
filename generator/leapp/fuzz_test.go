package leapp

import (
	"testing"

	"pes/generator/diag"
)

// The readers take any bytes: they answer with values or diagnostics whose places lie in the file, and never panic.

func checkPlaces(t *testing.T, f *diag.File, list diag.List) {
	t.Helper()
	for _, d := range list.All() {
		if d.Pos.Off < 0 || d.Pos.Off > len(f.Text) || d.Pos.End < d.Pos.Off || d.Pos.End > len(f.Text) {
			t.Fatalf("%s: place %d-%d of %d bytes", d.Message, d.Pos.Off, d.Pos.End, len(f.Text))
		}
	}
}

// fuzzReader asks of a reader that it refuses nothing without saying why, and where.
func fuzzReader(f *testing.F, read func(*diag.File) (diag.List, bool)) {
	f.Fuzz(func(t *testing.T, text []byte) {
		file := &diag.File{Name: "f", Text: text}
		list, ok := read(file)
		checkPlaces(t, file, list)
		if !ok && !list.Failed() {
			t.Fatal("refused without saying why")
		}
	})
}

func FuzzReadEvents(f *testing.F) {
	for _, s := range []string{
		`{"packageinfo":[{"action":3,"architectures":["x86_64"],"id":1,"in_packageset":{"package":[
			{"name":"a","repository":"b","modulestreams":[null,{"name":"m","stream":"s"}]}],"set_id":1},
			"initial_release":{"major_version":7,"minor_version":7,"os_name":"x"},
			"modulestream_maps":[{"in_modulestream":null,"out_modulestream":{"name":"m","stream":"s"}}],
			"out_packageset":null,"release":{"major_version":8,"minor_version":0}}],"provided_data_streams":["1.0"]}`,
		`{"packageinfo":[{"action":"3","arches":["noarch"],"id":"x","in_packageset":{"packages":[
			{"name":" a\t","repository":"b","module_stream":{"name":"m","stream":"s"}}]},
			"release":{"major_version":"8","minor_version":null}}]}`,
		`{"packageinfo":null}`, `[]`, `{}`, `{"packageinfo":[1,null,{}]}`, "\ufeff{}", "{\"a\":\"\\\"\\\\\",\"a\":1}",
		`{"packageinfo":[{"in_packageset":[],"modulestream_maps":{}}]}`,
	} {
		f.Add([]byte(s))
	}
	fuzzReader(f, func(file *diag.File) (diag.List, bool) {
		_, list, ok := ReadEvents(file)
		return list, ok
	})
}

func FuzzReadMap(f *testing.F) {
	for _, s := range []string{
		`{"version_format":"1.2.1","mapping":[{"source_major_version":"7","target_major_version":"8",
			"entries":[{"source":"a","target":["b"]}]}],"repositories":[{"pesid":"a","entries":[{"repoid":"a",
			"major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm","rhui":"aws","distro":"x"}]}]}`,
		`{"version_format":"2.0.0","mapping":[{"source_major_version":8,"target_major_version":"9",
			"entries":[{"source":"a","target":{"default":["b"],"x":[1]}}]}],"repositories":{}}`,
		`{}`, `{"mapping":[1],"repositories":[[]]}`,
	} {
		f.Add([]byte(s))
	}
	fuzzReader(f, func(file *diag.File) (diag.List, bool) {
		_, list, ok := ReadMap(file)
		return list, ok
	})
}

func FuzzReadRepo(f *testing.F) {
	for _, s := range []string{
		"[a]\nname=x\ngpgkey = file:///a\n  file:///b\n\n[DEFAULT]\nenabled=1\n[a]\nname: y\n",
		" x", "[", "[]", "name=x", "[a]\n=\n", "\x00[a]\r\nb = c\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := &diag.File{Name: "f", Text: text}
		sections, list := ReadRepo(file)
		checkPlaces(t, file, list)
		seen := map[string]bool{}
		for _, s := range sections {
			if seen[s.Repoid] {
				t.Fatalf("section %q twice", s.Repoid)
			}
			seen[s.Repoid] = true
		}
	})
}

func FuzzReadSigs(f *testing.F) {
	f.Add([]byte("abf5bd827bd9bf62\r\n\n \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, line := range ReadSigs(&diag.File{Name: "f", Text: text}) {
			if line.ID == "" {
				t.Fatal("Leapp reads no empty lines")
			}
		}
	})
}
