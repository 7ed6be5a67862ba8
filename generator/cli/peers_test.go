package cli

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"pes/generator/internal/need"
	"pes/generator/known"
)

// leapp-data refuses to package events that its own tests find fault with. What they ask of a tree is asked here of all
// that is built, for every Leapp version: ids and set ids that tell events and sets apart over all files that a machine
// reads, its schema, and no package of Red Hat's brand.

func TestOwnContentPassesLeappData(t *testing.T) {
	need.Time(t)
	t.Parallel()
	holdAgainstLeappData(t, "../..", "")
}

func TestRealDataPassesLeappData(t *testing.T) {
	need.Time(t)
	t.Parallel()
	dir := t.TempDir()
	mustRun(t, "import", "leapp-data", need.Shared(t, "leapp-data/2024-07"), "--into", dir)
	holdAgainstLeappData(t, dir, "redhat-release") // which leapp-data has; foreign-brand says so
}

func mustRun(t *testing.T, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := Run(args, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
}

type peerPackage struct{ Name, Repository string }

type peerSet struct {
	Package []peerPackage
	SetID   int `json:"set_id"`
}

type peerEvent struct {
	ID  int
	In  *peerSet `json:"in_packageset"`
	Out *peerSet `json:"out_packageset"`
}

// holdAgainstLeappData builds a project and holds every tree against what leapp-data's tests mean. One package of Red
// Hat's brand may be known.
func holdAgainstLeappData(t *testing.T, project, branded string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(need.Shared(t, "leapp-data/pes-events-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	mustRun(t, "build", "-C", project, "--out", out, "--only", "data", "--leapp", "all")
	trees, err := filepath.Glob(out + "/data/leapp-*/*/el*")
	if err != nil || len(trees) < 20 {
		t.Fatalf("%d trees were built: %v", len(trees), err)
	}
	step := 4 / need.Repeat(1, 4) // one tree of four is looked at, and each where campaigns are long
	for i, tree := range trees {
		if i%step != 0 {
			continue
		}
		ids, sets := map[int]string{}, map[int]string{}
		err := filepath.WalkDir(tree, func(name string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(name, "pes-events.json") || strings.HasSuffix(name, "_pes.json") {
				holdEvents(t, schema, name, branded, ids, sets)
			}
			return err
		})
		if err != nil || len(ids) == 0 {
			t.Errorf("%s: %d events, %v", tree, len(ids), err)
		}
	}
}

// holdEvents holds one file of events; ids and sets are those of the files before it.
func holdEvents(t *testing.T, schema *jsonschema.Schema, name, branded string, ids, sets map[int]string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(name, "/leapp-0.16/") { // before streams there were; the schema wants them of every file
		value.(map[string]any)["provided_data_streams"] = []any{}
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	var file struct{ PackageInfo []peerEvent }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, e := range file.PackageInfo {
		where := name + ", event " + strconv.Itoa(e.ID)
		if other := ids[e.ID]; other != "" {
			t.Errorf("%s: %s has the same id", where, other)
		}
		ids[e.ID] = where
		for side, set := range map[string]*peerSet{"in": e.In, "out": e.Out} {
			if set == nil {
				continue
			}
			if other := sets[set.SetID]; other != "" {
				t.Errorf("%s, %s: %s has the same set id", where, side, other)
			}
			sets[set.SetID] = where
			for _, p := range set.Package {
				foreign := side == "out" && p.Name != branded && known.BrandOwner(p.Name) == known.RedHat
				if foreign || strings.HasPrefix(p.Repository, "rhel") {
					t.Errorf("%s, %s: %s of %s is Red Hat's", where, side, p.Name, p.Repository)
				}
			}
		}
	}
}
