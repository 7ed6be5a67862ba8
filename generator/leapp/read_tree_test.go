package leapp

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/model"
)

// goodTree is a tree of Leapp 0.21 with a vendor, which Leapp reads without complaint.
func goodTree() map[string]string {
	event := `{"action":3,"id":1,"in_packageset":{"package":[` +
		`{"name":"b","repository":"base","modulestreams":[{"name":"m","stream":"2"},null]},` +
		`{"name":"a","repository":"base"}]},` +
		`"out_packageset":{"package":[{"name":"c","repository":"t"}]},"initial_release":null,` +
		`"release":{"major_version":8,"minor_version":0},"architectures":["x86_64"]}`
	repomap := `{"version_format":"1.2.1","provided_data_streams":["1.0","3.1"],` +
		`"mapping":[{"source_major_version":"7","target_major_version":"8",` +
		`"entries":[{"source":"base","target":["t"]}]}],` +
		`"repositories":[{"pesid":"base","entries":[` +
		`{"repoid":"base","major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm"}]},` +
		`{"pesid":"t","entries":[` +
		`{"repoid":"t8","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm","rhui":""}]}]}`
	return map[string]string{
		"pes-events.json":                 `{"provided_data_streams":["3.0"],"packageinfo":[` + event + `]}`,
		"repomap.json":                    repomap,
		"leapp_upgrade_repositories.repo": "[t8]\nname=T\nbaseurl=https://x/100%%/%(name)s\n",
		"vendors.d/v_map.json":            strings.Replace(repomap, `"provided_data_streams":["1.0","3.1"],`, "", 1),
		"vendors.d/v_map.json.rpmsave":    repomap,
		"vendors.d/v_pes.json":            `{"provided_data_streams":["3.0"],"packageinfo":[]}`,
		"vendors.d/v.repo":                "[v8]\nname=V\n",
		"vendors.d/v.sigs":                "abf5bd827bd9bf62\n\n",
	}
}

func readGood(t *testing.T, files map[string]string, version string) *model.Tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	v, err := FindVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := ReadTree(fsys, "x", v)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// faults lists what a tree is refused for.
func faults(t *model.Tree) string {
	var out []string
	add := func(list ...*model.Fault) {
		for _, f := range list {
			if f != nil {
				line, col := f.Pos.LineCol()
				if line > 0 && col > 0 {
					out = append(out, f.Kind.String()+": "+f.Message)
				} else {
					out = append(out, f.Kind.String()+" nowhere: "+f.Message)
				}
			}
		}
	}
	add(t.Events.Header, t.Events.Fault)
	for i := range t.Events.Releases {
		add(&t.Events.Releases[i])
	}
	add(t.Map.Header, t.Map.Fault, t.Repo.Fault)
	for _, v := range t.Vendors {
		add(v.Map.Header, v.Map.Fault)
		if v.Events != nil {
			add(v.Events.Header, v.Events.Fault)
		}
		if v.Repo != nil {
			add(v.Repo.Fault)
		}
	}
	return strings.Join(out, "; ")
}

// Nothing is sorted, and every file whose name holds _map.json is a vendor's.
func TestReadTree(t *testing.T) {
	tree := readGood(t, goodTree(), "0.21")
	if got := faults(tree); got != "" {
		t.Error(got)
	}
	e := tree.Events.Events[0]
	if model.Names(e.In) != "b, a" || e.In[0].Streams[0].Module != "m" || !e.In[0].Streams[1].IsZero() {
		t.Errorf("the order of the file is lost: %v", e.In)
	}
	var vendors []string
	for _, v := range tree.Vendors {
		vendors = append(vendors, v.Name)
	}
	if want := []string{"v", "v_map.jso"}; !slices.Equal(vendors, want) {
		t.Errorf("vendors are %v, want %v", vendors, want)
	}
	if sigs := tree.Vendors[0].Sigs; len(sigs) != 1 || sigs[0].ID != "abf5bd827bd9bf62" {
		t.Errorf("signatures are %v", sigs)
	}
}

// What Leapp refuses is refused, as it refuses it; what it swallows is no fault.
func TestReadTreeFaults(t *testing.T) {
	const events, repomap, repo = "pes-events.json", "repomap.json", "leapp_upgrade_repositories.repo"
	for _, c := range []struct{ file, from, to, want string }{
		{events, `{"provided`, ``,
			"stop: invalid JSON: a comma, quote or bracket is missing or too many, here or just before: " +
				"Leapp stops every upgrade"},
		{events, `"3.0"`, `"2.0"`, "inhibit: no data stream is 3.x"},
		{events, `["3.0"]`, `[]`, "inhibit: provided_data_streams is not a list with streams"},
		{events, `"3.0"`, `"3.0","x"`, "inhibit: a data stream is not of the form N.M"},
		{events, `"3.0"`, `3`, "crash: a data stream is not a string"},
		{events, `"provided_data_streams"`, `"x"`, "inhibit: provided_data_streams is missing"},
		{events, `"packageinfo"`, `"x"`, "inhibit: there is no packageinfo"},
		{events, `[{"action"`, `["x",{"action"`, "crash: an entry of packageinfo is a string"},
		{events, `"action":3`, `"x":3`, "inhibit: the action is missing"},
		{events, `"action":3`, `"action":"3"`, "crash: the action is a string"},
		{events, `"action":3`, `"action":9`, "inhibit: Leapp has no such action"},
		{events, `"action":3`, `"action":8`, ""},
		{events, `"id":1`, `"id":"x"`, ""},
		{events, `"name":"b",`, ``, "inhibit: a package has no name"},
		{events, `"name":"b"`, `"name":5`, "crash: the name of a package is a number"},
		{events, `"repository":"base"}`, `"x":1}`, "inhibit: a package has no repository"},
		{events, `,"stream":"2"`, ``, "inhibit: a module stream has no stream"},
		{events, `"package":[{"name":"c","repository":"t"}]`, `"package":null`,
			"crash: the packages of out_packageset are null"},
		{events, `{"package":[{"name":"c","repository":"t"}]}`, `[]`, ""},
		{events, `{"package":[{"name":"c","repository":"t"}]}`, `"c"`, "crash: out_packageset is a string"},
		{events, `,"minor_version":0`, ``, "inhibit: release has no minor_version"},
		{events, `"minor_version":0`, `"minor_version":null`,
			"crash: a release is not made of integers: Leapp cannot compare it"},
		{events, `"initial_release":null`, `"initial_release":"7.7"`, "crash: initial_release is a string"},
		{events, `["x86_64"]`, `["i686"]`, "inhibit: Leapp does not support this architecture"},
		{events, `"architectures"`, `"arches"`, ""},
		{events, `"initial_release":null`, `"modulestream_maps":[{"in_modulestream":null}]`, ""},
		{events, `"initial_release":null`, `"modulestream_maps":{"a":1}`, "crash: modulestream_maps is an object"},
		{repomap, `1.2.1`, `1.2.0`, `stop: version_format is "1.2.0", Leapp 0.21 reads 1.2.1`},
		{repomap, `"3.1"`, `"4.0"`, "inhibit: no data stream is 3.x"},
		{repomap, `"major_version":"7"`, `"major_version":7`, "stop: major_version is a number, a string is wanted"},
		{repomap, `"channel":"ga"`, `"channel":"fast"`, `stop: Leapp 0.21 has no channel "fast"`},
		{repomap, `"rhui":""`, `"rhui":"moon"`, `stop: Leapp 0.21 has no rhui "moon"`},
		{repomap, `"channel":"ga",`, ``, "stop: channel is missing"},
		{repomap, `"target":["t"]`, `"target":"t"`, "stop: target is a string, a list is wanted"},
		{repomap, `"target":["t"]`, `"target":["u"]`, `stop: the PES ID "u" has no repositories`},
		{repomap, `"repositories"`, `"x"`, "stop: repositories is missing"},
		{repo, "name=T", "title=T", "crash: the section [t8] has no name"},
		{repo, "100%%", "100%", "crash: the % in baseurl of [t8] introduces nothing"},
		{repo, "[t8]", "t8", "crash: this line is not key = value: Leapp crashes"},
	} {
		files := goodTree()
		if !strings.Contains(files[c.file], c.from) {
			t.Fatalf("%s has no %s", c.file, c.from)
		}
		files[c.file] = strings.Replace(files[c.file], c.from, c.to, 1)
		if got := faults(readGood(t, files, "0.21")); got != c.want {
			t.Errorf("%s instead of %s in %s: %q, want %q", c.to, c.from, c.file, got, c.want)
		}
	}
}

// A missing file stops, an empty object is silence; upstream refuses a little more.
func TestReadTreeWhole(t *testing.T) {
	files := goodTree()
	delete(files, "repomap.json")
	files["pes-events.json"] = "{}"
	tree := readGood(t, files, "0.21")
	const missing = "inhibit: provided_data_streams is missing; stop nowhere: there is no repomap.json"
	if got := faults(tree); got != missing || !tree.Events.Nothing {
		t.Error(got)
	}
	for _, c := range []struct{ file, from, to, want string }{
		{"pes-events.json", `"3.0"`, `"5.0"`, ""},
		{"pes-events.json", `"action":3`, `"action":8`,
			"inhibit: no data stream is 5.x; inhibit: Leapp has no such action"},
		{"pes-events.json", `"major_version":8`, `"major_version":0`,
			"inhibit: no data stream is 5.x; crash: the release has no major"},
	} {
		files := goodTree()
		delete(files, "vendors.d/v_map.json")
		delete(files, "vendors.d/v_map.json.rpmsave")
		files["repomap.json"] = `{"version_format":"2.0.0","provided_data_streams":["5.0"],
			"mapping":[{"source_major_version":"8","target_major_version":"9",
				"entries":[{"source":"a","target":{"default":["a"],"x":[]}}]}],
			"repositories":[{"pesid":"a","entries":[{"repoid":"a","major_version":"9","arch":"x86_64","channel":"ga",
				"repo_type":"rpm","distro":"x"}]}]}`
		files[c.file] = strings.Replace(files[c.file], c.from, c.to, 1)
		if got := faults(readGood(t, files, "0.25")); got != c.want {
			t.Errorf("%s instead of %s in %s: %q, want %q", c.to, c.from, c.file, got, c.want)
		}
	}
}
