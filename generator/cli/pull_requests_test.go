package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"pes/generator/internal/need"
)

// The workflow and the hooks of the guide let this project pass, and stop a mistake and a file that is not in its form.
func TestPullRequestChecks(t *testing.T) {
	need.Time(t)
	t.Parallel()
	page := textOf(t, "../../content/docs/pull-requests.md")
	var workflow, hooks []string
	for _, m := range regexp.MustCompile(`(?m)^ +- run: '(.*)'$`).FindAllStringSubmatch(page, -1) {
		workflow = append(workflow, m[1])
	}
	for _, m := range regexp.MustCompile(`(?m)^ +entry: (.*)$`).FindAllStringSubmatch(page, -1) {
		hooks = append(hooks, m[1])
	}
	script := regexp.MustCompile("(?s)```sh\n(#!/bin/sh\n.*?)```").FindStringSubmatch(page)
	if len(workflow) != 2 || len(hooks) != 2 || script == nil {
		t.Fatal("the guide shows other checks:", workflow, hooks, script)
	}
	dir := t.TempDir()
	for _, name := range []string{"content", "vendors"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	pes, err := exec.LookPath("pes")
	if err != nil {
		t.Fatal(err)
	}
	passes := func(command, project string) bool {
		t.Helper()
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+filepath.Dir(pes), "PROJECT="+project)
		var exit *exec.ExitError
		if err := cmd.Run(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
			t.Errorf("%s: %v", command, err)
			return false
		}
		return cmd.ProcessState.Success()
	}
	checks := append(workflow, hooks[1], script[1], hooks[0]+" --check content/events/el7-el8/*.toml")
	for _, c := range checks {
		if !passes(c, "") {
			t.Errorf("this project does not pass %s", c)
		}
	}
	writeFiles(t, dir, map[string]string{"content/events/el7-el8/wrong.toml": "[[removed]]\nin =   " +
		"\"acme@bse\"\nfrom " +
		"= \"7.7\"\nto = \"8.0\"\n"})
	for _, c := range checks {
		if passes(c, ".") {
			t.Errorf("%s lets a mistake pass", c)
		}
	}
}
