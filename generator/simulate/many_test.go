package simulate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/fate"
	"pes/generator/machine"
)

// readLists are lists in files of their own.
func readLists(t *testing.T, files map[string]string) []ListFile {
	t.Helper()
	lists, _, err := FindLists([]string{folder(t, files)}, nil, Archives{})
	if err != nil {
		t.Fatal(err)
	}
	return lists
}

// Many machines are those, one after the other, whether or not several have the same packages; a list that cannot be
// read is an error in its place.
func TestMachines(t *testing.T) {
	t.Parallel()
	files := map[string]string{"3": "bash-4 x", "4": "c\na\n", "5": `[{"name": "a"}, {"name": "c"}]`}
	for _, name := range []string{"0", "1", "2"} {
		files[name] = "a\nc\n"
	}
	route, lists := Route{data(t)}, readLists(t, files)
	var done atomic.Int64
	n := 0
	for m := range route.Machines(lists, Run{Jobs: 3, Why: true, JSON: true, Done: func() { done.Add(1) }}) {
		if m.Name != strconv.Itoa(n) || (m.Err != nil) != (m.Name == "3") {
			t.Fatal(m.Name, m.Err)
		}
		if n++; m.Err != nil {
			continue
		}
		list, err := lists[n-1].Read()
		if err != nil {
			t.Fatal(err)
		}
		alone, err := route.Machine(m.Name, list, true)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(alone, m.Journey, cmp.AllowUnexported(fate.Event{}, machine.Package{})); d != "" {
			t.Errorf("%s (-alone +among others):\n%s", m.Name, d)
		}
		text, err := JSON(alone.Hops[0].Result)
		if err != nil || string(text) != string(m.JSON) {
			t.Errorf("%s, %v: %s\nand alone it is\n%s", m.Name, err, m.JSON, text)
		}
	}
	if n != 6 || done.Load() != 6 {
		t.Fatal(n, done.Load())
	}
}

// The object of all machines has each on a line of its own, the risks of all and the errors; and nothing where there is
// no machine.
func TestJSONOfMany(t *testing.T) {
	t.Parallel()
	route := Route{data(t)}
	write := func(files map[string]string) string {
		var b strings.Builder
		out, s := route.NewJSON(&b), &fate.Summary{}
		var errs []error
		for m := range route.Machines(readLists(t, files), Run{Jobs: 2, JSON: true, Done: func() {}}) {
			if m.Err != nil {
				errs = append(errs, m.Err)
			} else {
				s.Add(m.Journey.Hops[0].Result)
			}
			if err := out.Machine(&m); err != nil {
				t.Fatal(err)
			}
		}
		err := out.End(s, errs)
		text := b.String()
		if err != nil || !json.Valid([]byte(text)) || strings.Contains(text, "null") {
			t.Fatalf("%v: %s", err, text)
		}
		return text
	}
	text := write(map[string]string{"0": "a\nc", "1": "bash-4 x", "2": "a\nc", "3": "c"})
	var got struct {
		Source, Target, Data, Leapp string
		Machines                    []fate.Result
		Risks                       []fate.Risk
		Errors                      []machine.Error
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Source+got.Target+got.Data+got.Leapp != "7.98.10the tree trees/10.21" || len(got.Machines) != 3 ||
		len(got.Risks) != 1 || !slices.Equal(got.Risks[0].Machines, []string{"0", "2", "3"}) ||
		len(got.Errors) != 1 || got.Errors[0].Line != 1 || strings.Count(text, "\n") != 6 {
		t.Errorf("%+v: %s", got, text)
	}
	write(map[string]string{"1": "bash-4 x"})
}

// Two lists share a result only where everything is equal that a machine is computed from.
func TestKeysOfLists(t *testing.T) {
	t.Parallel()
	read := func(text string) *machine.List {
		l, err := machine.Read("name"+strconv.Itoa(len(text)), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	seen := map[[32]byte]string{}
	for _, text := range []string{"a\nb\n", "a\n", "a\nb\nb\n", "ab\n", "a-1-1.noarch\nb-1-1.noarch\n",
		"a-1-1.x86_64\nb-1-1.noarch\n", "a-1-2.noarch\nb-1-1.noarch\n", "a.noarch 1-1 @base\nb.noarch 1-1 @base\n",
		"a.noarch 1-1 @base\nb.noarch 1-1 @extras\n", "a-1-1.noarch 2024\nb-1-1.noarch 2024\n",
		"a\nb\ngpg-pubkey-352c64e5-52ae6884\n",
		`[{"name": "a"}, {"name": "b"}]`, `[{"name": "a", "modulestream": ["m", "1"]}, {"name": "b"}]`,
		`[{"name": "a", "signature": "x"}, {"name": "b"}]`, `{"installed": [{"name": "a"}, {"name": "b"}], "arch": "s390x"}`,
		`{"installed": [{"name": "a"}, {"name": "b"}], "enabled_repos": []}`,
		`{"installed": [{"name": "a"}, {"name": "b"}], "enabled_repos": ["base"]}`,
		`{"installed": [{"name": "a"}, {"name": "b"}], "to_keep": ["a"]}`,
		`{"installed": [{"name": "a"}, {"name": "b"}], "to_remove": ["a"]}`,
		`{"installed": [{"name": "a"}, {"name": "b"}], "enabled_modules": [["m", "1"]]}`} {
		key := keyOf(read(text))
		if seen[key] != "" {
			t.Errorf("%q and %q are the same machine", seen[key], text)
		}
		seen[key] = text
	}
	for _, field := range words(reflect.TypeFor[machine.Package](), nil) {
		l := &machine.List{Packages: make([]machine.Package, 2)}
		reflect.ValueOf(&l.Packages[1]).Elem().FieldByIndex(field).SetString("x")
		key := keyOf(l)
		if seen[key] != "" {
			t.Errorf("two packages differ in field %v alone and are the same as %q", field, seen[key])
		}
		seen[key] = fmt.Sprint("field ", field)
	}
	if keyOf(read("a\nb\n")) != keyOf(read("b\n\n\na\n")) {
		t.Error("the order of packages and empty lines make another machine")
	}
}

// words are the fields of a type that are words and are not computed of others, also in structures within.
func words(t reflect.Type, at []int) (out [][]int) {
	for f := range t.Fields() {
		switch here := append(slices.Clone(at), f.Index...); {
		case !f.IsExported():
		case f.Type.Kind() == reflect.Struct:
			out = append(out, words(f.Type, here)...)
		case f.Type.Kind() != reflect.String:
			panic("a field of " + t.Name() + " is no word: " + f.Name)
		default:
			out = append(out, here)
		}
	}
	return out
}

// What was computed for a list is found again until too many others came; it is asked for all the time, or forgotten.
func TestMemory(t *testing.T) {
	t.Parallel()
	listOf := func(name string) *machine.List {
		l := &machine.List{Packages: make([]machine.Package, 100)}
		l.Packages[0].Name = name
		return l
	}
	m := &memory{}
	often, once := m.of(listOf("often")), m.of(listOf("once"))
	for i := range 10 * maxRemembered / 100 {
		m.of(listOf(fmt.Sprint(i)))
		if i%100 == 0 && m.of(listOf("often")) != often {
			t.Fatalf("after %d others it is forgotten", i)
		}
		if n := len(m.young) + len(m.old); n > 2*maxRemembered/100 {
			t.Fatalf("%d are remembered", n)
		}
	}
	if m.of(listOf("once")) == once {
		t.Error("nothing is ever forgotten")
	}
}

// Whoever stops reading stops the work.
func TestMachinesCanBeLeft(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 200 {
		files[strconv.Itoa(i)] = "a\nc\nd" + strconv.Itoa(i)
	}
	var done atomic.Int64
	for range (Route{data(t)}).Machines(readLists(t, files), Run{Jobs: 2, Done: func() { done.Add(1) }}) {
		break
	}
	if n := done.Load(); n > 20 {
		t.Errorf("%d machines were computed", n)
	}
}

// Memory does not grow with the number of machines, all of which differ: with ten times as many, what is reachable is
// as much. The long form has 20,000 machines.
func TestMemoryOfMany(t *testing.T) {
	few := 300
	if os.Getenv("PES_TORTURE") != "" {
		few = 2000
	}
	dir := t.TempDir()
	var b strings.Builder
	for i := range 10 * few {
		b.Reset()
		for j := range 50 {
			fmt.Fprintf(&b, "package%d-%d-1.el7.x86_64\n", j, i)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d", i)), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lists, _, err := FindLists([]string{dir}, nil, Archives{})
	if err != nil {
		t.Fatal(err)
	}
	route, s := Route{data(t)}, &fate.Summary{}
	var early, late runtime.MemStats
	i := 0
	for m := range route.Machines(lists, Run{Jobs: 2, JSON: true, Done: func() {}}) {
		if m.Err != nil {
			t.Fatal(m.Err)
		}
		s.Add(m.Journey.Hops[0].Result)
		if i++; i == few {
			runtime.GC()
			runtime.ReadMemStats(&early)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&late)
	if grown := int(late.HeapAlloc) - int(early.HeapAlloc); grown > 4<<20+9*few*200 {
		t.Errorf("%d bytes are reachable after %d machines, and %d more after %d", early.HeapAlloc, few, grown, 10*few)
	}
	runtime.KeepAlive(s)
}

var errFull = errors.New("the disk is full")

type fullDisk struct{ left int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// An error of the writer is one of everything behind it.
func TestJSONOfManyOnAFullDisk(t *testing.T) {
	t.Parallel()
	route := Route{data(t)}
	for size := range 60 {
		out := route.NewJSON(&fullDisk{size})
		if err := out.End(&fate.Summary{}, nil); !errors.Is(err, errFull) {
			t.Fatal(size, err)
		}
	}
}
