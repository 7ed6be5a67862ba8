package machine

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"pes/generator/model"
	"pes/generator/upgrade"
)

func TestParseNEVRA(t *testing.T) {
	for s, want := range map[string]nevra{
		"bash-4.2.46-34.el7.x86_64":                             {name: "bash", arch: "x86_64"},
		"java-1.8.0-openjdk-1:1.8.0.412.b08-1.el7_9.x86_64":     {name: "java-1.8.0-openjdk", arch: "x86_64"},
		"1:NetworkManager-1.18.8-2.el7_9.x86_64":                {name: "NetworkManager", arch: "x86_64"},
		"compat-libstdc++-33-3.2.3-72.el7.i686":                 {name: "compat-libstdc++-33", arch: "i686"},
		"ca-certificates-2023.2.60_v7.0.306-72.el7_9.noarch":    {name: "ca-certificates", arch: "noarch"},
		"python3.11-3.11.5-1.el8_9.aarch64":                     {name: "python3.11", arch: "aarch64"},
		"nodejs-1:10.24.0-1.module_el8.3.0+717+fa496f1d.x86_64": {name: "nodejs", arch: "x86_64", modular: true},
		"rust-1.62.1-1.module+el8.7.0+15829+c0bd9ee8.x86_64_v2": {name: "rust", arch: "x86_64_v2", modular: true},
		"gpg-pubkey-352c64e5-52ae6884":                          {name: "gpg-pubkey", key: true},
		"gpg-pubkey-352c64e5-52ae6884.(none)":                   {name: "gpg-pubkey", key: true},
		"kernel-uek-5.4.17-2136.el7uek.x86_64":                  {name: "kernel-uek", arch: "x86_64"},
		"tzdata-2024a-1.el8.noarch":                             {name: "tzdata", arch: "noarch"},
		"xorg-x11-drv-ati-19.0.1-3.git20181114.el7_9.ppc64le":   {name: "xorg-x11-drv-ati", arch: "ppc64le"},
		"libfoo-1.0~rc1^git1-0.1.el9.s390x":                     {name: "libfoo", arch: "s390x"},
		"bash-0:5.1.8-9.el9.x86_64":                             {name: "bash", arch: "x86_64"},
	} {
		got, ok := parseNEVRA(s)
		if rest, arch := cutLast(s, "."); isArch(arch) && arch != "(none)" {
			_, want.release = cutLast(rest, "-")
			before, after, _ := strings.Cut(rest, want.name+"-") // an epoch may stand before the name
			want.evr = before + strings.TrimPrefix(after, "0:")
		}
		if !ok || got != want {
			t.Errorf("%s: %+v %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "bash", "bash-4.2", "bash.x86_64", "java-1.8.0-openjdk", "java-1.8.0-openjdk.x86_64",
		"foo-devel-1.x86_64", "bash-4.2.46-34.el7",
		"bash-4.2-34.el7.vax", "-4.2-34.x86_64", "a b-1-1.x86_64", "bash--1.x86_64", ".-1-1.noarch", "é-1-1.noarch"} {
		if got, ok := parseNEVRA(s); ok {
			t.Errorf("%q is taken for %+v", s, got)
		}
	}
}

// Whatever a package is called, its name comes back.
func TestNEVRAComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(letters string, n int) string {
		b := []byte{}
		for range 1 + r.IntN(n) {
			b = append(b, letters[r.IntN(len(letters))])
		}
		return string(b)
	}
	for range 20000 {
		name := word("abzABZ019", 1) + word("abz019-._+-", 12)
		s := fmt.Sprintf("%s-%s1%s-2%s.%s", name, []string{"", "7:"}[r.IntN(2)], word("09az.~^_", 5),
			word("09az._+", 5), []string{"noarch", "x86_64", "i686"}[r.IntN(3)])
		if strings.Contains(s, "..") {
			continue
		}
		if p, ok := parseNEVRA(s); !ok || p.name != name {
			t.Fatalf("%s: %+v %v, want %s", s, p, ok, name)
		}
	}
}

// what is a list in one line: form, packages as name/stream@repoid.arch, keys.
func what(l *List) string {
	var words []string
	for _, p := range l.Packages {
		w := p.Name
		if !p.Stream.IsZero() {
			w += "/" + p.Stream.String()
		}
		if p.Repoid != "" {
			w += "@" + p.Repoid
		}
		if p.Arch != "" {
			w += "." + p.Arch
		}
		words = append(words, w)
	}
	return fmt.Sprintf("%s: %s; %d keys, %d modular", l.Form, strings.Join(words, " "), l.Keys, l.Modular)
}

const yum = `Loaded plugins: fastestmirror, langpacks
Loading mirror speeds from cached hostfile
 * base: mirror.example.org
Installed Packages
NetworkManager.x86_64                 1:1.18.8-2.el7_9                @updates
python-backports-ssl_match_hostname.noarch
                                      3.5.0.1-1.el7                   @anaconda
NetworkManager-config-server.noarch
                                      1:1.18.8-2.el7_9
                                                                      @updates
gpg-pubkey.(none)                     352c64e5-52ae6884               installed
glibc.i686                            2.17-326.el7_9                  @updates
glibc.x86_64                          2.17-326.el7_9                  @updates

Available Packages
zsh.x86_64                            5.0.2-34.el7_8.2                base
`

func TestRead(t *testing.T) {
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("bash\r\nvim\r\n")) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	for _, x := range []struct{ in, want string }{
		{"bash-4.2.46-34.el7.x86_64\r\ngpg-pubkey-352c64e5-52ae6884\r\nglibc-2.17-326.el7_9.i686",
			"rpm -qa: bash.x86_64 glibc.i686; 1 keys, 0 modular"},
		{"\n\nbash\njava-1.8.0-openjdk\n  compat-libstdc++-33  \n",
			"package names: bash java-1.8.0-openjdk compat-libstdc++-33; 0 keys, 0 modular"},
		{"\ufeffbash\n", "package names: bash; 0 keys, 0 modular"},
		{string(utf16le), "package names: bash vim; 0 keys, 0 modular"},
		{"gpg-pubkey-352c64e5-52ae6884\nbash\n", "package names: bash; 1 keys, 0 modular"},
		{yum,
			"dnf list --installed: NetworkManager@updates.x86_64 python-backports-ssl_match_hostname@anaconda.noarch " +
				"NetworkManager-config-server@updates.noarch glibc@updates.i686 glibc@updates.x86_64; 1 keys, 0 " +
				"modular"},
		{"Installed packages\nrpm.x86_64  4.16-1.module+el8.1+2 @@commandline",
			"dnf list --installed: rpm@commandline.x86_64; 0 keys, 1 modular"},
		{"bash.x86_64 4.2.46-34.el7 @base\nvim.x86_64 2:7.4-5 @System\n",
			"dnf list --installed: bash@base.x86_64 vim@System.x86_64; 0 keys, 0 modular"},
		{`[{"name":"bash","repository":"base","arch":"x86_64","version":"4"},{"name":"perl","repoid":"@appstream","modulestream":["perl","5.26"]},{"name":"gpg-pubkey"}]`,
			"JSON: bash@base.x86_64 perl/perl:5.26@appstream; 1 keys, 0 modular"},
		{`{"request":{"installed":[{"name":"a","repository":"r","modulestream":null}],"enabled_repos":["r"],"arch":"aarch64"}}`, "JSON: a@r; 0 keys, 0 modular"},
		{`{"installed":[{"name":"a","modulestream":"m:1"},{"name":"b","modulestream":{"name":"m","stream":"2"}},{"name":"c","modulestream":[]}]}`, "JSON: a/m:1 b/m:2 c; 0 keys, 0 modular"},
		{"{\"name\":\"a\",\"modularitylabel\":\"(none)\"}\n" +
			"{\"name\":\"b\",\"modularitylabel\":\"nodejs:10:8030020210304194546:30b713e6\"}\n",
			"JSON: a b/nodejs:10; 0 keys, 0 modular"},
	} {
		l, err := Read("list", []byte(x.in))
		if err != nil {
			t.Errorf("%.60q: %v", x.in, err)
		} else if d := cmp.Diff(x.want, what(l)); d != "" {
			t.Errorf("%.60q (-want +got):\n%s", x.in, d)
		}
	}
}

func archive(t *testing.T) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := errors.Join(w.WriteHeader(&tar.Header{Name: "web01.txt", Size: 5, Mode: 0o644}), w.Close()); err == nil {
		t.Log("a header without its file is enough")
	}
	return b.String()
}

// unreadable are inputs, each with the whole error.
var unreadable = []struct{ in, want string }{
	{"", "list: the list is empty: no package in it"},
	{" \r\n\n", "list: the list is empty: no package in it"},
	{"gpg-pubkey-352c64e5-52ae6884\n", "list: no package in it, only keys"},
	{"Installed Packages\n", "list: no package in it"},
	{"[]", "list: no package in it"},
	{"\x7fELF\x02\x01", "list: this is a program, no list of packages"},
	{"bash\nvi\x00m\n", "list:2: this is not text: there is a character U+0000 in it"},
	{"bash\nvim\xff\n", "list:2: the byte 0xff is not UTF-8: save the list as UTF-8"},
	{"\xff\xd8\xff\xe0\x00", "list: this is an image (JPEG), no list of packages"},
	{"\x89PNG\r\n\x1a\n", "list: this is an image (PNG), no list of packages"},
	{"\n[root@web ~]# rpm -qa\nbash\n",
		"list:2: this line is the prompt of a shell with a command: remove it"},
	{"\n<!DOCTYPE html>\n", "list: this is HTML or XML, no list of packages"},
	{strings.Repeat("a", 10<<20), "list:1: a line of 10485760 characters: no package has such a name"},
	{"bash\nvim-7.4-5.el7.x86_64\nzsh\n",
		`list:2: "vim-7.4-5.el7.x86_64" is a package with its version, and line 1 is a name alone: a list is one or the other`},
	{"bash-4.2-34.el7.x86_64\nvim\n",
		`list:2: "vim" is not as rpm -qa prints packages (name-version-release.arch), and line 1 is`},
	{"bash\nbash-4.2.46-34.el7\n",
		`list:2: "bash-4.2.46-34.el7" has a version and no architecture: write names alone (rpm -qa --qf '%{NAME}\n') or packages as rpm -qa --nevra prints them`},
	{"bash.x86_64\n",
		`list:1: "bash.x86_64" has an architecture and no version: write names alone (rpm -qa --qf '%{NAME}\n') or packages as rpm -qa prints them`},
	{"bash\n# vim\nzsh\n", `list:2: "# vim" is not a name of a package`},
	{"bash\n;vim\n", `list:2: ";vim" is not a name of a package`},
	{"Installierte Pakete\nbash.x86_64 4.2-1 @base\n",
		`list:1: "Installierte" and what belongs to it are no 3 columns but 2: ` + columnsHelp},
	{"Installed Packages\nbash.x86_64 4.2-1\nvim.x86_64 1-1 @base\n",
		`list:2: "bash.x86_64" and what belongs to it are no 3 columns but 2: ` + columnsHelp},
	{"bash.vax 4.2-1 @base\n",
		`list:1: "bash.vax" is not a name.arch: ` + columnsHelp},
	{"bash.x86_64 Mon @base\n",
		`list:1: "Mon" is not a version-release: ` + columnsHelp},
	{"[base]\nname=x\n",
		"list:1: it begins as JSON does, and is none: invalid character 'b' looking for beginning of value"},
	{"[{\"name\":\"a\"},\n{\"name\":\"b\"}", "list:2: it begins as JSON does, and is none: it ends too early"},
	{"[\n{\"name\":\"a\"},\n\"b\"]", "list:3: a package is an object with a name: there is a string"},
	{"[{\"name\":\"a\"},\n\n{\"Name\":\"a b\"}]", `list:3: "a b" is not a name of a package`},
	{"[{\"name\":\"\u001b[31m\"}]", `list:1: this is not text: there is a character U+001B in it`},
	{`[{"name":"\u001b[31m"}]`, `list:1: "\x1b[31m" is not a name of a package`},
	{"{\"name\":\"a\",\"repository\":\"x\",\"repoid\":\"y\"}", `list:1: a has two repositories, "x" and "y"`},
	{"{\"name\":\"a\"}\n{\"nome\":\"b\"}", `list:2: "" is not a name of a package`},
	{"{\"x\":1}", "list:1: the object has neither name, as a package has, nor installed, as a machine has, " +
		"and is no package facts of Ansible, CycloneDX or SPDX"},
	{"{\"installed\":\n{}}", "list:2: installed is no array of packages"},
	{"{\"installed\":[{\"name\":\"a\"}]}\n{\"installed\":[]}",
		"list:2: " + moreMachines},
	{"[{\"name\":\"a\"}]\n[]", "list:2: there is more behind the array of packages"},
	{"[{\"name\":\"a\",\"modulestream\":[\"m\"]}]", "list:1: the module stream of a is not [module, stream]"},
	{strings.Repeat("[", 100000),
		"list:1: it begins as JSON does, and is none: invalid character '[' exceeded max depth"},
}

func TestUnreadable(t *testing.T) {
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	fmt.Fprint(w, "bash\n")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	archives := []struct{ in, want string }{
		{gz.String(), "list: this is a gzip archive, no list of packages"},
		{archive(t), "list: this is a tar archive, no list of packages: unpack it and name the folder"},
	}
	for _, x := range slices.Concat(unreadable, archives) {
		_, err := Read("list", []byte(x.in))
		var e *Error
		if err == nil || !errors.As(err, &e) {
			t.Errorf("%.60q: %v", x.in, err)
		} else if x.want != err.Error() {
			t.Errorf("%.60q:\n got %s\nwant %s", x.in, err, x.want)
		}
	}
	if _, err := Read("list", make([]byte, MaxSize+1)); err == nil ||
		err.Error() != "list: more than 32 MB: no list of packages is that long" {
		t.Error(err)
	}
}

// tree has a base repository, an optional one, and a vendor.
func tree() *model.Tree {
	family := func(pesid, repoid string) *model.Family {
		f := &model.Family{PESID: pesid}
		for _, arch := range []string{"x86_64", "aarch64"} {
			f.Entries = append(f.Entries, model.Entry{Repoid: repoid, Major: 7, Arch: arch, Channel: "ga", Type: "rpm"})
		}
		return f
	}
	to := func(from string) *model.Mapping {
		return &model.Mapping{Source: 7, Target: 8, From: from, To: []string{"t"}}
	}
	main := model.Map{
		Families: []*model.Family{
			family("rhel7-base", "rhel-7-server-rpms"), family("u", "updates"), family("els", "centos7-els")},
		Mappings: []*model.Mapping{to("rhel7-base"), to("u"), to("els")}}
	web := model.Map{Families: []*model.Family{family("web", "web")}}
	return &model.Tree{Map: model.MapFile{Map: main},
		Vendors: []model.VendorFiles{{Name: "web", Map: model.MapFile{Map: web}}}}
}

const fromBase = " from the release's base repositories (rhel-7-server-rpms, updates): the list does not say"

const noSignatures = "packages are signed by whoever their repositories and releases point to: the list names no " +
	"signatures (lists of rpm and JSON can)"

func TestAssumptions(t *testing.T) {
	for _, x := range []struct {
		in      string
		arch    string
		enabled []string
		repos   string // enabled
		assumed []string
	}{
		{in: "bash-1-1.x86_64\nglibc-2-1.i686", repos: "rhel-7-server-rpms updates", assumed: []string{
			"all packages come" + fromBase,
			"enabled are the base repositories: rhel-7-server-rpms, updates (--enabled)"}},
		{in: "bash", arch: "aarch64", enabled: []string{"updates"}, repos: "updates", assumed: []string{
			"all packages come" + fromBase}},
		{in: "bash.x86_64 1-1 @anaconda\nweb.x86_64 1-1 @web\n", repos: "rhel-7-server-rpms updates web",
			assumed: []string{
				"no package comes from the release's base repositories (rhel-7-server-rpms, updates), and yet these " +
					"are taken for enabled: if they have other names on the machine, Leapp maps them to nothing",
				noSignatures,
				"enabled are the base repositories, and those that packages come from: " +
					"rhel-7-server-rpms, updates, web (--enabled)"}},
		{in: `{"installed":[{"name":"a","modulestream":["m","1"]},{"name":"b","repository":"updates"}],"arch":"x86_64","enabled_repos":["updates"]}`, repos: "updates", assumed: []string{
			"1 of 2 packages comes" + fromBase,
			noSignatures,
			"enabled module streams are those of the packages"}},
		{in: "nodejs-1-1.module+el8.1.noarch", repos: "rhel-7-server-rpms updates", assumed: []string{
			"the architecture is x86_64: the list names none (--arch)",
			"all packages come" + fromBase,
			"the list does not tell module streams: nodejs may be of one, and what becomes of them depends on it. " +
				"Here they count as of none, and seem to stay. The command in the guide \"Before you upgrade\" " +
				"prints a list that tells streams; JSON can, and --root does",
			"enabled are the base repositories: rhel-7-server-rpms, updates (--enabled)"}},
	} {
		l, err := Read("list", []byte(x.in))
		if err != nil {
			t.Fatal(err)
		}
		m, _, assumed, err := l.Machine(tree(), Upgrade{Source: model.Release{Major: 7, Minor: 9},
			Target: model.Release{Major: 8}, Arch: x.arch, Enabled: x.enabled})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(x.assumed, assumed); d != "" {
			t.Errorf("%s (-want +got):\n%s", x.in, d)
		}
		if got := strings.Join(m.Enabled, " "); got != x.repos {
			t.Errorf("%s: enabled are %s", x.in, got)
		}
	}
	l, err := Read("list", []byte("a-1-1.x86_64\nb-1-1.aarch64\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := l.Machine(tree(), Upgrade{}); err == nil ||
		err.Error() != "list: there are packages of several architectures, aarch64, x86_64: say which one the "+
			"machine has (--arch)" {
		t.Error(err)
	}
}

// The order of lines does not matter, nor that a line stands twice.
func TestOrderOfLines(t *testing.T) {
	lines := []string{"bash-1-1.x86_64", "zsh-1-1.x86_64", "glibc-2-1.i686", "glibc-2-1.x86_64", "vim-1:2-3.noarch",
		"bash-1-1.x86_64"}
	run := func() *upgrade.Machine {
		l, err := Read("list", []byte(strings.Join(lines, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		m, _, _, err := l.Machine(tree(), Upgrade{Source: model.Release{Major: 7}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	want := run()
	if len(want.Installed) != 4 {
		t.Error("installed are", want.Installed)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if d := cmp.Diff(want, run()); d != "" {
			t.Fatal(d)
		}
	}
}

func TestUnmapped(t *testing.T) {
	l,
		err := Read("list",
		[]byte("a.x86_64 1-1 @anaconda/7.9\nb.x86_64 1-1 @acme\nc.x86_64 1-1 @acme\nd.x86_64 1-1 @web\n"))
	if err != nil {
		t.Fatal(err)
	}
	m, _, _, err := l.Machine(tree(), Upgrade{Source: model.Release{Major: 7}, Enabled: []string{"web", "other"}})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]int{"acme": 2, "other": 0}, Unmapped(tree(), m)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string][]string{"web": {"web"}}, ActivatedBy(tree(), m, []string{"web"})); d != "" {
		t.Error(d)
	}
}

var forms = []Form{RPM, Dated, Signed, Names, DNF, JSON, Ansible, CycloneDX, SPDX, Full, Table}

func fuzz(f *testing.F, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Read("list", data)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 0 || e.Line > 1+bytes.Count(data, []byte("\n"))+len(data)/2 {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if len(l.Packages) == 0 || !slices.Contains(forms, l.Form) {
			t.Fatalf("%+v", l)
		}
		for _, p := range l.Packages {
			if !validName(p.Name) || p.Repoid != "" && !validRepoid(p.Repoid) {
				t.Fatalf("%+v", p)
			}
		}
		if _, _, _, err := l.Machine(tree(), Upgrade{Source: model.Release{Major: 7},
			Target: model.Release{Major: 8}}); err != nil && !strings.Contains(err.Error(), "architecture") {
			t.Fatal(err)
		}
	})
}

func FuzzRPM(f *testing.F) {
	fuzz(f, "bash-4.2.46-34.el7.x86_64\ngpg-pubkey-352c64e5-52ae6884\n1:a-2-3.noarch\n", "a-1:2-3.module+x.i686\r\n")
}
func FuzzNames(f *testing.F) {
	fuzz(f, "bash\njava-1.8.0-openjdk\n", "\ufeffa\n\xff", "\xff\xfea\x00\n\x00")
}
func FuzzDNF(f *testing.F) {
	fuzz(f, yum, "a.noarch 1-1 @x\n   b\n", "Installed Packages\n\n a.noarch\n 1:1-1 @@y")
}
func FuzzJSON(f *testing.F) {
	fuzz(f, `[{"name":"a","repository":"b","modulestream":["m","1"],"arch":"noarch"}]`,
		`{"request":{"installed":[{"name":"a"}],"enabled_repos":["x"],"enabled_modules":[["m","1"]]}}`,
		"{\"name\":\"a\"}\n{\"name\":\"b\",\"modularitylabel\":\"m:1:2:3\"}", `{"installed":[],"request":{}}`, `[[[[`)
}
