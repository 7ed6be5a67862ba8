package importer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/tree"
)

// The real data goes in at one end and comes out at the other: twice imported and twice built, the bytes are the same,
// and every distribution and target has what it had.
func TestRealDataRoundTrip(t *testing.T) {
	need.Time(t)
	t.Parallel()
	fsys := sample.Shared(t, "leapp-data/2024-07")
	p, _ := sample.Import(t, fsys)
	p.InForm(t)
	size := 0
	for name, text := range p {
		if strings.HasSuffix(name, ".toml") {
			size += len(text)
		}
	}
	if size > 200_000 {
		t.Errorf("the sources of 2024-07 have %d bytes, at most 200,000 are promised", size)
	}
	if q, _ := sample.Import(t, fsys); q.String() != p.String() {
		t.Error("importing twice gives different sources")
	}
	for _, version := range []string{"0.16", "0.21"} {
		first := sample.Write(t, p.Compile(t), version)
		sameAsPublished(t, fsys, first, version)
		again, _ := sample.Reimport(t, first, version)
		sample.SameTree(t, sample.Write(t, again.Compile(t), version), first)
	}
}

// sameAsPublished holds the trees against the files they came from, read here with the standard library alone: the same
// events as far as a tree keeps them, the same map, the same .repo sections, the same signatures.
func sameAsPublished(t *testing.T, published fstest.MapFS, built tree.Tree, version string) {
	t.Helper()
	files := map[string][]byte{}
	for _, f := range built {
		files[strings.TrimPrefix(f.Path, "data/leapp-"+version+"/")] = f.Bytes()
	}
	targets := 0
	for name := range published {
		parts := strings.Split(name, "/")
		if len(parts) != 3 || !strings.HasPrefix(parts[2], "repomap.json.el") {
			continue
		}
		targets++
		distro, major := parts[1], strings.TrimPrefix(parts[2], "repomap.json.el")
		dir := distro + "/el" + major + "/etc/leapp/files/"
		compare := func(what string, got, want any) {
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s el%s: %s differ (-published +built):\n%.2000s", distro, major, what, d)
			}
		}
		compare("maps", rawMap(t, files[dir+"repomap.json"]), rawMap(t, published[name].Data))
		compare("repositories", rawRepo(files[dir+"leapp_upgrade_repositories.repo"]),
			rawRepo(published["files/"+distro+"/leapp_upgrade_repositories.repo.el"+major].Data))
		compare("events", rawEvents(t, files[dir+"pes-events.json"], major),
			rawEvents(t, published["files/"+distro+"/pes-events.json"].Data, major))
		for _, vendor := range []string{"imunify", "kernelcare", "mariadb", "nginx-mainline", "nginx-stable",
			"postgresql"} {
			if major != "8" {
				if _, there := files[dir+"vendors.d/"+vendor+"_map.json"]; there {
					t.Errorf("%s el%s: %s has no map for this path and is shipped", distro, major, vendor)
				}
				continue
			}
			from, to := "vendors.d/"+vendor, dir+"vendors.d/"+vendor
			compare(vendor+" maps", rawMap(t, files[to+"_map.json"]), rawMap(t, published[from+"_map.json"].Data))
			compare(vendor+" repositories", rawRepo(files[to+".repo"]), rawRepo(published[from+".repo"].Data))
			compare(vendor+" events", rawEvents(t, files[to+"_pes.json"], major),
				rawEvents(t, published[from+"_pes.json"].Data, major))
			if sigs := published[from+".sigs"]; sigs != nil {
				compare(vendor+" signatures", strings.Fields(string(files[to+".sigs"])),
					strings.Fields(string(sigs.Data)))
			}
		}
	}
	if targets != 9 {
		t.Errorf("%d targets were compared, 9 are published", targets)
	}
}

type rawPackage struct {
	Name, Repository string
	Modulestreams    []any
}

type rawRelease struct {
	Major int `json:"major_version"`
	Minor int `json:"minor_version"`
}

// rawEvents are the events a tree for the major keeps, each as one line, sorted, without ids and prose.
func rawEvents(t *testing.T, data []byte, major string) (out []string) {
	t.Helper()
	var file struct {
		Packageinfo []struct {
			Action        int
			Architectures []string
			In            *struct{ Package []rawPackage } `json:"in_packageset"`
			Out           *struct{ Package []rawPackage } `json:"out_packageset"`
			Initial       *rawRelease                     `json:"initial_release"`
			Release       *rawRelease                     `json:"release"`
			Maps          []any                           `json:"modulestream_maps"`
		}
	}
	if err := json.Unmarshal(bytes.ReplaceAll(data, []byte(`"id": "`), []byte(`"string_id": "`)), &file); err != nil {
		t.Fatal(err)
	}
	set := func(s *struct{ Package []rawPackage }) (names []string) {
		if s != nil {
			for _, p := range s.Package {
				streams := fmt.Sprint(p.Modulestreams)
				if streams == "[<nil>]" || streams == "[]" {
					streams = ""
				}
				names = append(names, p.Name+"@"+p.Repository+streams)
			}
		}
		slices.Sort(names)
		return names
	}
	n := int(major[0] - '0')
	for _, e := range file.Packageinfo {
		if e.Release.Major != n && (e.Release.Major != n-1 || e.Release.Minor == 0) {
			continue
		}
		slices.Sort(e.Architectures)
		initial := "-"
		if e.Initial != nil {
			initial = fmt.Sprint(*e.Initial)
		}
		out = append(out, fmt.Sprint(e.Action, e.Architectures, set(e.In), set(e.Out), initial, *e.Release, e.Maps))
	}
	slices.Sort(out)
	return out
}

// rawMap is a map without order, dates and headers.
func rawMap(t *testing.T, data []byte) map[string][]string {
	t.Helper()
	var file struct {
		Mapping []struct {
			Source  string `json:"source_major_version"`
			Target  string `json:"target_major_version"`
			Entries []struct {
				Source string
				Target []string
			}
		}
		Repositories []struct {
			Pesid   string
			Entries []map[string]string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, m := range file.Mapping {
		for _, e := range m.Entries {
			key := m.Source + "-" + m.Target + " " + e.Source
			out[key] = append(out[key], e.Target...)
		}
	}
	for _, r := range file.Repositories {
		for _, e := range r.Entries {
			out[r.Pesid] = append(out[r.Pesid], fmt.Sprint(e))
		}
	}
	for key := range out {
		slices.Sort(out[key])
		out[key] = slices.Compact(out[key])
	}
	return out
}

// rawRepo is a .repo file as sections of sorted lines.
func rawRepo(data []byte) map[string][]string {
	out, section := map[string][]string{}, ""
	for _, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = line
		default:
			key, value, _ := strings.Cut(line, "=")
			out[section] = append(out[section], strings.TrimSpace(key)+"="+strings.TrimSpace(value))
		}
	}
	for s := range out {
		slices.Sort(out[s])
	}
	return out
}
