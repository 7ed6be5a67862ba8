package source

import (
	"strings"
	"testing"

	"pes/generator/diag"
)

func formatted(t *testing.T, text string) string {
	t.Helper()
	var list diag.List
	out, ok := Format(&diag.File{Name: "f.toml", Text: []byte(text)}, &list)
	if !ok {
		t.Fatalf("%q: %v", text, list.All())
	}
	return string(out)
}

func TestFormat(t *testing.T) {
	long := strings.Repeat(`"a-long-name", `, 12)
	for name, c := range map[string]struct{ in, want string }{
		"columns": {"a=1\nlonger = 2\n\n  b=1\n[t]\nc=1\n#x\ndd=2",
			"a      = 1\nlonger = 2\n\nb = 1\n[t]\nc  = 1\n#x\ndd = 2\n"},
		"blank lines": {"\n\n# a\n\n\n\n# b\na=1\n\n\n", "# a\n\n# b\na = 1\n"},
		"headers":     {"[ a . 'b' ] # x \n[[ 'c d' ]]\n", "[a.b]  # x\n[[\"c d\"]]\n"},
		"quotes": {"a='x'\nb='C:\\'\nc='\"'\nd='''x'''\ne=\"\\u0041\"",
			"a = \"x\"\nb = 'C:\\'\nc = '\"'\nd = '''x'''\ne = \"\\u0041\"\n"},
		"one line": {"in=[\n  'a',\n  'b'\n]\nt={a=1,b={ }}\n", "in = [\"a\", \"b\"]\nt  = { a = 1, b = {} }\n"},
		"filled": {"in = [" + long + "]", "in = [\n  " +
			strings.TrimSpace(strings.Repeat(`"a-long-name", `, 7)) + "\n  " +
			strings.TrimSpace(strings.Repeat(`"a-long-name", `, 5)) + "\n]\n"},
		"tables": {"e = [{a=[" + long + "]},{b=1},]", "e = [\n  { a = [" + strings.TrimSuffix(long, ", ") +
			"] },\n  { b = 1 },\n]\n"},
		"list comments": {"in=[ # all\n'a','b', # two\n\n\n'c'\n# end\n]\n",
			"in = [  # all\n  \"a\", \"b\",  # two\n\n  \"c\",\n  # end\n]\n"},
		"comments": {"a = 1 # x\nlonger = 22 #y\nb = 1\nc = 1  # z\n",
			"a      = 1   # x\nlonger = 22  #y\nb      = 1\nc      = 1  # z\n"},
		"prose": {"why='y'\nadvice=\"\"\"\n  a = [\n\n\n # b\n\"\"\" # c\nto='x'",
			"why    = \"y\"\nadvice = \"\"\"\n  a = [\n\n\n # b\n\"\"\"  # c\nto     = \"x\"\n"},
		"line ends": {"\ufeffa=1 \r\n\r\n\r\nb=2", "a = 1\n\nb = 2\n"},
		"odd comma": {"a=[1 # x\n, # y\n2]", "a = [\n  1,  # x\n  # y\n  2,\n]\n"},
		"keys":      {"s={ - = 1, '--' = 2, \"a\" = 3, a-b=4 }", "s = { \"-\" = 1, \"--\" = 2, a = 3, a-b = 4 }\n"},
		"dates":     {"a=1979-05-27 07:32:00 # x", "a = 1979-05-27 07:32:00  # x\n"},
		"nothing":   {"\n \n", ""},
	} {
		if got := formatted(t, c.in); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		} else if again := formatted(t, got); again != got {
			t.Errorf("%s: formatted again it is\n%q, not\n%q", name, again, got)
		}
	}
}

func TestFormatLeavesWhatItCannotRead(t *testing.T) {
	var list diag.List
	if _, ok := Format(&diag.File{Name: "f.toml", Text: []byte("a = [1\nb = 2")}, &list); ok || len(list.All()) != 1 {
		t.Error("it was formatted", list.All())
	}
}

// Whatever can be read can be formatted: the same values in the same order, every comment, and once is enough.
func FuzzFormat(f *testing.F) {
	for _, seed := range []string{"a=1 # x\n[a.'b c']\nb=[1, # y\n\n2]\n",
		"[[e]]\nin=['a',\n\"\"\"b\nc\"\"\"]\nt={a={b=[{c=1}]}}\n# end", "a=[[1,[2]],[ #\n]]",
		"'' = 1\n\"\\u00e9\".x = 2\r\n",
		"a={b=[1,# c\n2]}", "a=[{b=1, # c\n}]", "a = 1e5\nb=07:32:00\n", "a={\n# x\nb=1,\n\nc=2 }\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var list diag.List
		file := &diag.File{Name: "f.toml", Text: text}
		if _, ok := Scan(file, &list); !ok {
			return
		}
		out, ok := Format(file, &list)
		if !ok {
			t.Fatalf("%q becomes %q: %v", text, out, list.All())
		}
		again, ok := Format(&diag.File{Name: "f.toml", Text: out}, &list)
		if !ok || string(again) != string(out) {
			t.Fatalf("%q becomes %q becomes %q", text, out, again)
		}
	})
}
