package subjects

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pes/generator/facts"
)

// Every tag and every name stands once: a second one would say nothing.
func TestNothingIsSaidTwice(t *testing.T) {
	seen := map[string]string{}
	for _, s := range facts.Read[struct {
		Subject []struct{ Name, Tags, Names string }
	}](subjectsFile).Subject {
		for kind, words := range map[string]string{"tag ": s.Tags, "": s.Names} {
			for _, word := range strings.Fields(words) {
				if seen[kind+word] != "" {
					t.Errorf("%s: %s%s is already in %s", s.Name, kind, word, seen[kind+word])
				}
				seen[kind+word] = s.Name
				if i := strings.IndexByte(word, '*'); i > 0 && i < len(word)-1 || strings.Count(word, "*") > 1 {
					t.Errorf("%s: %s stands for nothing: a star is at the beginning or at the end", s.Name, word)
				}
			}
		}
	}
	ranked := map[string]string{}
	for _, g := range facts.Read[struct {
		Group []struct{ Title, Packages string }
	}](ranksFile).Group {
		for _, name := range strings.Fields(g.Packages) {
			if ranked[name] != "" {
				t.Errorf("%q: %s is already in %q", g.Title, name, ranked[name])
			}
			ranked[name] = g.Title
		}
	}
	if n := len(ranked); n < 500 || n > 1500 {
		t.Errorf("%d names are ranked: too few say nothing, too many nobody keeps true", n)
	}
}

func TestSubjectsHaveTheirPage(t *testing.T) {
	for _, s := range All() {
		if s.Name == "" || s.Title == "" {
			t.Errorf("a subject has no name or title: %+v", s)
		}
		if s.Guide == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join("../../content/docs", strings.TrimSuffix(s.Guide, "/")+".md")); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestTheMostExactNameDecides(t *testing.T) {
	for name, want := range map[string]string{
		"libvirt": "virtualization", "libselinux-devel": "identity", "kernel-devel": "kernel", "libfoo": "libraries",
		"foo-devel": "development", "kernel": "kernel", "NetworkManager-wifi": "network", "hunspell-de": "languages",
		"java-1.8.0-openjdk": "java", "texlive-base": "tex", "httpd-tools": "web", "postfix": "mail", "": "other",
	} {
		if got := Of(nil, name).Name; got != want {
			t.Errorf("%q belongs to %s, not %s", name, got, want)
		}
	}
	if got := Of([]string{"kernel"}, "libfoo", "initscripts").Name; got != "system" {
		t.Errorf("a whole name decides before a tag: %s", got)
	}
	if got := Of([]string{"unheard"}, "unheard", "php").Name; got != "php" {
		t.Errorf("what no tag and no first name says, the next name does: %s", got)
	}
}
