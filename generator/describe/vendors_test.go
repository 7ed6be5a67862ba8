package describe_test

import (
	"strings"
	"testing"

	"pes/generator/describe"
	"pes/generator/diag"
)

// Files as vendors offer them, a section in a line: repoid, address, what else; and what they become.
func TestWhatIsTheRelease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ repo, paths, want string }{
		// a word for Enterprise Linux stands before the release
		{"[a] baseurl=https://r.example/gitlab-ce/el/8/$basearch", "7-8", "gitlab-ce/el/{major}/$basearch"},
		{"[a] baseurl=https://r.example/rhel/9/prod/", "8-9", "/rhel/{major}/prod/"},
		{"[a] baseurl=https://r.example/repos/rhel8/x86_64", "7-8", "/repos/rhel{major}/x86_64"},
		{"[a] baseurl=https://r.example/salt/py3/redhat/8/x86_64/latest", "7-8", "py3/redhat/{major}/x86_64"},
		{"[a] baseurl=https://r.example/free/el/updates/9/$basearch/", "8-9", "el/updates/{major}/"},
		{"[a] metalink=https://m.example/metalink?repo=epel-8&arch=$basearch", "7-8", "repo=epel-{major}&arch="},
		{"[a] mirrorlist=http://m.example/list?repo=free-el-updates-8&arch=x", "7-8", "free-el-updates-{major}&"},
		{"[a] baseurl=https://r.example/centos/$releasever/$basearch", "7-8 8-9 9-10", "/centos/{major}/"},
		{"[a] baseurl=https://r.example/el/$releasever_major/", "7-8 8-9 9-10", "/el/{major}/"},
		// and before a version none
		{"[a] baseurl=https://r.example/packages/8.x/yum", "7-8 8-9 9-10", "/packages/8.x/yum"},
		{"[a] baseurl=https://r.example/stable/7/x86_64/", "7-8 8-9 9-10", "/stable/7/x86_64/"},
		{"[a] baseurl=https://r.example/puppet8/el/9/$basearch", "8-9", "/puppet8/el/{major}/"},
		{"[a] baseurl=https://r.example/mysql-8.0-community/el/8/$basearch/", "7-8", "mysql-8.0-community/el/{major}/"},
		{"[a] baseurl=https://r.example/yum/9/redhat/rhel-8-$basearch", "7-8", "/yum/9/redhat/rhel-{major}-$basearch"},
		{"[a] baseurl=https://r.example/core:/stable:/v1.30/rpm/", "7-8 8-9 9-10", "/v1.30/rpm/"},
		// a number of its own, of a release that exists
		{"[a] baseurl=https://r.example/8/x86_64/", "7-8", "/{major}/x86_64/"},
		{"[a] baseurl=https://r.example/5/x86_64/", "7-8 8-9 9-10", "/5/x86_64/"},
		// of a release that no upgrade leads to: the next ones follow from it
		{"[a] baseurl=https://r.example/6.0/rhel/7/$basearch/", "7-8 8-9 9-10", "/6.0/rhel/{major}/"},
		// numbers of other options are no releases
		{"[a] baseurl=https://r.example/el/9/ priority=9 cost=9", "8-9", "priority = 9, cost = 9"},
		// one release in a file is one for all its sections
		{"[a] baseurl=https://r.example/el/8/ \n [b] baseurl=https://r.example/noarch/", "7-8", "/noarch/"},
		// sections that no upgrade uses
		{"[a] baseurl=https://r.example/el/9/ enabled=1 \n [b] baseurl=https://r.example/el/7/ enabled=0", "8-9",
			"-[repository.b]"},
		{"[a] baseurl=https://r.example/el/9/ \n [a-source-x] baseurl=https://r.example/el/9/", "8-9", "-a-source"},
		{"[a] baseurl=https://r.example/el/9/ \n [b] baseurl=https://r.example/el/9/SRPMS", "8-9", "-SRPMS"},
		// the repoid of a machine with another architecture is another one
		{"[a-$basearch] baseurl=https://r.example/el/9/", "8-9", "a-aarch64"},
		{"[a-$basearch] baseurl=https://r.example/el/9/", "8-9", `target = "el{major}-a"`},
		{"[rhel9-a] baseurl=https://r.example/rhel9/", "8-9", `source = "rhel8-a"`},
		// what only one machine may know
		{"[a] baseurl=https://me:secret@r.example/el/9/ username=me password=secret", "8-9", "-secret"},
		{"[a] baseurl=https://r.example/el/9/?token=secret&x=1", "8-9", "/el/{major}/?x=1"},
		// no homepage with variables, nor of somebody who hosts packages of others
		{"[a] baseurl=https://yum$region.example/el/9/", "8-9", "-homepage"},
		{"[a] baseurl=https://packagecloud.io/x/el/9/", "8-9", "-homepage"},
		{"[a] baseurl=https://download1.acme.example/el/9/", "8-9", `homepage = "https://acme.example"`},
	} {
		var text strings.Builder
		for _, word := range strings.Split(c.repo, " ") {
			text.WriteString(word + "\n")
		}
		v := &describe.Vendor{Name: "v", Known: []string{"7-8", "8-9", "9-10"}, Common: []string{"x86_64", "aarch64"},
			Repos: []*diag.File{{Name: "v.repo", Text: []byte(text.String())}}}
		files, _, mistakes, err := v.Files()
		if err != nil || mistakes.Failed() {
			t.Errorf("%s: %v %v", c.repo, err, mistakes.All())
			continue
		}
		got := string(files[0].Data)
		paths := `paths    = ["` + strings.ReplaceAll(c.paths, " ", `", "`) + `"]`
		if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(paths), " ")) {
			t.Errorf("%s: not %s:\n%s", c.repo, paths, got)
		}
		without, no := strings.CutPrefix(c.want, "-")
		if strings.Contains(got, without) == no {
			t.Errorf("%s: %s:\n%s", c.repo, c.want, got)
		}
	}
}

// What was guessed or left out is said; where somebody can be asked, it is asked instead.
func TestGuessesAreSaid(t *testing.T) {
	t.Parallel()
	repo := "[a]\nbaseurl=https://r.example/stable/8/\n[b]\nbaseurl=https://r.example/el/8/\nenabled=0\n"
	v := &describe.Vendor{Name: "v", Known: []string{"7-8", "8-9"},
		Repos: []*diag.File{{Name: "v.repo", Text: []byte(repo)}}}
	if _, _, _, err := v.Files(); err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(v.Notes(), "\n")
	for _, want := range []string{"[b] is left out: it is disabled", "the numbers in https://r.example/stable/8/"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in %s", want, notes)
		}
	}
	var asked []string
	v = &describe.Vendor{Name: "v", Known: []string{"7-8", "8-9"}, Repos: v.Repos,
		Ask: func(question string) bool { asked = append(asked, question); return true }}
	files, _, _, err := v.Files()
	if err != nil || len(asked) != 2 {
		t.Fatal(err, asked)
	}
	for _, want := range []string{"/stable/{major}/", "el{major}-b"} {
		if got := string(files[0].Data); !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
