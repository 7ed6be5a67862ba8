package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fenced = regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$")

// Every command of the guide does what the guide shows, on the site of our own content: blocks of sh run one after the other in
// one folder, and a block of text is what the one before it prints.
func TestGuideToTheAPI(t *testing.T) {
	for _, tool := range []string{"curl", "jq", "sha256sum", "comm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("PES_REQUIRE") != "" {
				t.Fatal(tool, " is required")
			}
			t.Skipf("SKIPPED: no %s here, so nothing is proven about the examples of use-the-json-api.md", tool)
		}
	}
	c, guides, _ := ownProject(t)
	address := serveTree(t, siteOf(t, c, guides, "", 2))
	bin, dir := t.TempDir(), t.TempDir()
	rpm := "#!/bin/sh\nprintf 'bash\\nntp\\nwvdial\\nempathy\\n'\n" // a machine
	if err := os.WriteFile(filepath.Join(bin, "rpm"), []byte(rpm), 0o777); err != nil {
		t.Fatal(err)
	}
	blocks := fenced.FindAllStringSubmatch(textOf(t, "../content/docs/use-the-json-api.md"), -1)
	ran, compared := 0, 0
	for i, b := range blocks {
		if b[1] != "sh" || strings.HasPrefix(b[2], "SITE=") {
			continue
		}
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", b[2])
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "SITE="+strings.TrimSuffix(address, "/"), "PATH="+bin+":"+os.Getenv("PATH"), "LC_ALL=C", "NO_PROXY=*", "no_proxy=*")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s%v\n%s", b[2], err, out)
		}
		ran++
		if i+1 < len(blocks) && blocks[i+1][1] == "text" {
			compared++
			if string(out) != blocks[i+1][2] {
				t.Errorf("%sprints\n%sand the guide says\n%s", b[2], out, blocks[i+1][2])
			}
		} else if len(out) == 0 && !strings.Contains(b[2], " > ") {
			t.Errorf("%sprints nothing", b[2])
		}
	}
	if ran < 10 || compared < 4 {
		t.Errorf("only %d commands ran, %d with an answer", ran, compared)
	}
	for _, name := range []string{"ntp.md", "names.txt", "7-8.json", "all.xml", "etc/leapp/files/pes-events.json"} {
		if len(textOf(t, filepath.Join(dir, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}
