package source

import (
	"strings"
	"testing"

	"pes/generator/diag"
)

// Every place the scanner finds is the place of that value, in each way of writing TOML.
func TestScanPlaces(t *testing.T) {
	text := "# [no.table]\n[a.'b c']\nx = \"1 # ] ] \" # x\n\"q\\u0041\" = '''\n[no]'''\n" +
		"[[e]]\nin = [\"one\", [\"two\", 'three'], # c\n]\nd.t = { k = 1, \"l\" = [true] }\n[e.sub]\nwhen = " +
		"1979-05-27 07:32:00\n[[e]]\nin=[]\n" +
		"m = \"\"\"a\"\"\"\"\"\nn = '''''x'''''\n"
	f := &diag.File{Name: "t.toml", Text: []byte(text)}
	var list diag.List
	root, ok := Scan(f, &list)
	if !ok {
		t.Fatal(list.All())
	}
	var got []string
	var walk func(path string, v *Value)
	walk = func(path string, v *Value) {
		got = append(got, path+"="+text[v.Pos.Off:v.Pos.End])
		for _, k := range v.Keys {
			walk(path+"."+k.Name, k.Val)
		}
		for _, it := range v.Items {
			walk(path+"[]", it)
		}
	}
	for _, k := range root.Keys {
		walk(k.Name, k.Val)
	}
	want := []string{"a=", "a.b c=[a.'b c']", "a.b c.x=\"1 # ] ] \"", "a.b c.qA='''\n[no]'''", "e=e", "e[]=[[e]]",
		"e[].in=[\"one\", [\"two\", 'three'], # c\n]", "e[].in[]=\"one\"", "e[].in[]=[\"two\", 'three']",
		"e[].in[][]=\"two\"", "e[].in[][]='three'",
		"e[].d=d", "e[].d.t={ k = 1, \"l\" = [true] }", "e[].d.t.k=1", "e[].d.t.l=[true]", "e[].d.t.l[]=true",
		"e[].sub=[e.sub]", "e[].sub.when=1979-05-27 07:32:00",
		"e[]=[[e]]", "e[].in=[]", "e[].m=\"\"\"a\"\"\"\"\"", "e[].n='''''x'''''"}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("value %d:\n got %q\nwant %q", i, got[min(i, len(got)-1):], want[min(i, len(want)-1):])
		}
	}
}

// Whatever the library accepts, the scanner sees the same keys and the same shape (Scan refuses a file where it does
// not).
func FuzzScan(f *testing.F) {
	for _, seed := range []string{"a=1", "[a]\nb.c=1\n[a.d]\n[[x]]\ny={z=[1,{k=2}]}\n[x.q]\n[[x]]",
		"\"a.b\".'c'=\"\\u00e9\"", "x=[\n1, #c\n2]\ny=\"\"\"\\\n a\"\"\"",
		"\ufeffa=1", "a . b = 1\r\nc=1e5\r\n", "d=1979-05-27 07:32:00Z\nt=07:32:00", "''=1\n\"\"=2\n",
		"a={}\nb=[]\n[[c.d]]\n[c.d.e]\n", "\"\\x41\"=1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var list diag.List
		_, ok := Scan(&diag.File{Name: "f.toml", Text: text}, &list)
		if ok {
			return
		}
		for _, d := range list.All() {
			if d.Message[:3] == "two" {
				t.Fatalf("the scanner and the library disagree on %q", text)
			}
		}
	})
}

// The library recurses as deep as the text says; nesting is bounded however it is laid out, and brackets in prose do
// not count.
func TestScanBoundsDepth(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth+1)
	prose := "[[removed]]\nadvice = \"\"\"" + strings.Repeat("see [1\n", 1000) + "\"\"\"\n# " + deep + "\nwhy = '" +
		deep + "'\n"
	for text, want := range map[string]bool{
		"a = " + deep: false, "a = " + strings.Join(strings.Split(deep, ""), "\n"): false, "a = " +
			strings.Repeat("{a=", MaxDepth+1): false,
		prose: true, "a = [[1], [2]]\n[b]\n[[c]]\n": true,
	} {
		var list diag.List
		if _, ok := Scan(&diag.File{Name: "x.toml", Text: []byte(text)}, &list); ok != want {
			t.Errorf("%.40q: accepted %v, %v", text, ok, list.All())
		}
	}
}
