package leappreport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entry writes an entry of each report, as text and as JSON.
func entry(title, summary string) (text, json string) {
	text = "Risk Factor: high \nTitle: " + title + "\nSummary: " + summary + "\nKey: 0\n" +
		strings.Repeat("-", 40) + "\n"
	return text, fmt.Sprintf(`{"entries": [{"title": %q, "summary": %q, "severity": "high", "key": "0"}]}`, title, summary)
}

// What entries are about, from all versions of Leapp: both forms say the same.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		title, summary, want string // kind, packages, repositories, files, keys
	}{
		{"Packages from unknown repositories will not be installed", "2 packages:\n- a (repoid: r7)\n- b " +
			"(repoid: r8)",
			"unknown-repository a/r7 b/r8 r7 r8"},
		{"Packages will not be installed", "4 packages will not be installed:\n- a\n- b-libs",
			"unknown-repository a b-libs"},
		{"Packages available in excluded repositories will not be installed", "1:\n- a (repoid: crb)",
			"excluded-packages a/crb crb"},
		{"Excluded RHEL 8 repositories", "These:\n- codeready", "excluded-repositories codeready"},
		{"Excluded target system repositories", "These:\n- crb", "excluded-repositories crb"},
		{"Using repository not supported by Red Hat", "These:\n- crb", "unsupported-repository crb"},
		{"Some enabled RPM repositories are unknown to Leapp",
			"The following repositories:\n- base\n- mine\nAnd the following packages installed from those:\n- less",
			"unmapped-repository less base mine"},
		{"Packages not signed by Oracle found on the system", "These:\n- a\n    - b", "unsigned a b"},
		{"Packages not signed by the distribution vendor found on the system", "These:\n    - a", "unsigned a"},
		{"Detected RPMs with RSA/SHA1 signature", "These:\n    - a-1.0-2.el8.x86_64", "old-signature a"},
		{"Detected unknown GPG keys for target system repositories", "These:\n    - file:///k\n    - https://x/k",
			"unknown-keys file:///k https://x/k"},
		{"Inconsistent repository without GPG key", "These:\n    - mine", "no-key mine"},
		{"Missing/Invalid PES data file (/etc/leapp/files/pes-events.json)", "See above",
			"invalid-events /etc/leapp/files/pes-events.json"},
		{"The repository mapping file is invalid: the JSON is missing a required field: 'entries'", "", "invalid-map"},
		{"Incompatible Leapp data assets are present", "This consumes data stream 3.0:\n - The asset " +
			"repomap.json provides",
			"data-stream repomap.json"},
		{"There are no enabled target repositories", "This can happen", "no-repositories"},
		{"Cannot find required basic RHEL target repositories.", "This can happen", "no-repositories"},
		{"Some required custom target repositories have not been found", "These:\n- mine", "missing-repositories " +
			"mine"},
		{"A YUM/DNF repository defined multiple times", "These:\n    - mine", "defined-twice mine"},
		{"Some RHEL packages have not been upgraded", "These:\n- a-b-1.0-2.el7", "leftover a-b"},
		{"PostgreSQL (postgresql-server) has been detected on your system", "Migrate it", "packages " +
			"postgresql-server"},
		{"DNF execution failed with non zero exit code.", "STDERR: Error: \n Problem 1: package a-1.0-2.el8.x86_64 " +
			"requires b >= 2, but none of the providers can be installed\n  - nothing provides libc.so(64bit) " +
			"needed by " +
			"c-d-1:3-4.noarch\nPackage e-1-1.noarch is already installed.", "transaction a b c-d"},
		{"Unable to install target 'acme' 9 userspace packages.",
			"stderr: Error: Failed to download metadata for repo 'mine': no", "transaction mine"},
		{"SELinux will be set to permissive mode", "It will", ""},
	} {
		text, json := entry(x.title, x.summary)
		for _, form := range []string{text, json, strings.ReplaceAll(text, "\n", "\r\n"), "\x1b[31m" + text} {
			r, err := Read([]byte(form))
			if err != nil || len(r.Entries) != 1 {
				t.Fatal(x.title, r, err)
			}
			e := r.Entries[0]
			got := []string{string(e.Kind)}
			for _, p := range e.Packages {
				got = append(got, strings.TrimSuffix(p.Name+"/"+p.Repository, "/"))
			}
			got = append(got, e.Repositories...)
			got = append(append(got, e.Files...), e.Keys...)
			if d := cmp.Diff(x.want, strings.Join(got, " ")); d != "" {
				t.Errorf("%s (-want +got):\n%s", x.title, d)
			}
		}
	}
}

// All fields, in every version of the schema.
func TestJSON(t *testing.T) {
	t.Parallel()
	r, err := Read([]byte(`{"leapp_run_id": "1", "entries": [
 {"title": "T", "summary": "S", "severity": "low", "tags": ["x"], "flags": ["inhibitor"]},
 {"title": "leapp-upgrade-el8toel9 failed", "summary": "{\"details\": \"no\", \"stderr\": \"bad\"}", "severity": "high",
  "groups": ["error"], "actor": "a", "key": "k", "detail": {"related_resources": [
   {"scheme": "package", "title": "p"}, {"scheme": "repository", "title": "r"}, {"scheme": "file", "title": "/f"}],
   "remediations": [{"type": "hint", "context": "h"}, {"type": "command", "context": ["dnf", "remove", "p"]}]}}
]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Report{Form: JSON, Source: 8, Target: 9, Entries: []Entry{
		{Title: "T", Summary: "S", Severity: "low", Inhibitor: true, Line: 2},
		{Title: "leapp-upgrade-el8toel9 failed", Summary: "details: no\nstderr: bad", Severity: "high", Error: true,
			Actor: "a", Key: "k", Line: 3, Kind: Other, Packages: []Package{{Name: "p"}}, Repositories: []string{"r"},
			Files: []string{"/f"}, Hints: []string{"h"}, Commands: []string{"dnf remove p"}},
	}}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A text entry with everything in it.
func TestText(t *testing.T) {
	t.Parallel()
	r, err := Read([]byte("Risk Factor: high (inhibitor)\nTitle: T\nSummary: one\n" + strings.Repeat("-", 30) +
		"\ntwo\nRelated links:\n    - x: https://x\nRemediation: [hint] do\nthis\n[command] dnf remove p\nKey: k\n" +
		strings.Repeat("-", 40) + "\nRisk Factor: low \nTitle: U\nSummary: s\n" + strings.Repeat("-", 40) + "\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Report{Form: Text, Entries: []Entry{
		{Title: "T", Summary: "one\n" + strings.Repeat("-", 30) + "\ntwo", Severity: "high", Inhibitor: true, Key: "k",
			Line: 1, Hints: []string{"do\nthis"}, Commands: []string{"dnf remove p"}},
		{Title: "U", Summary: "s", Severity: "low", Line: 13},
	}}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A log: events, repositories, vendors, what dnf said, and the errors.
func TestLog(t *testing.T) {
	t.Parallel()
	const at = "2026-01-01 10:00:00.1   DEBUG    PID: 7 leapp.workflow.FactsCollection."
	r, err := Read([]byte(at + `pes_events_scanner: Applying event 7 (SPLIT): replacing packages a:base with b:r8, c:r8
` + at + `pes_events_scanner: Events [7, 8] have the same in packages and the same from_release (7, 6), keeping 8
` + at + `setup_target_repos: Missing target repository from the r9 family (PES ID).
` + at + `scan_vendor_repofiles: Vendor /etc/leapp/files/vendors.d/acme.repo not in active list, skipping
` + at + `dnf_transaction_check: External command has started: ['dnf']
 Problem: package a-1-1.x86_64 conflicts with b provided by b-2-2.x86_64
Warning: Package marked by Leapp to install not found in repositories metadata: python3-pyxattr e
Warning: Module stream marked by Leapp to enable not found in repositories metadata: f:1
Removing dependent packages:
 d        x86_64   1-1   @base   1 k
Transaction Summary
2026-01-01 10:00:01.1   ERROR    PID: 7 leapp: 2026-01-01 10:00:00.1 [ERROR] Actor: dnf_transaction_check
Message: DNF execution failed with non zero exit code.
STDERR:
 Problem: package a-1-1.x86_64 conflicts with b provided by b-2-2.x86_64
2026-01-01 10:00:02.1   ERROR    PID: 7 leapp.workflow.x: Something else
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range r.Entries {
		got = append(got, fmt.Sprint(e.Line, " ", e.Severity, " ", e.Actor, " ", e.Kind, " ", e.Packages,
			e.Repositories, e.Vendors, e.Events, len(e.Problems)))
	}
	want := []string{
		"12 error dnf_transaction_check transaction [{a  } {b  }] [] [] [] 1",
		"16 error x  [] [] [] [] 0",
		"5 debug dnf_transaction_check not-found [{python3-pyxattr  } {e  }] [] [] [] 2",
		"5 debug dnf_transaction_check removed [{d  }] [] [] [] 0",
		"1 debug pes_events_scanner applied [] [] [] [{7 split [r8 r8] 1 }] 0",
		"2 debug pes_events_scanner competing [] [] [] [{7  [] 2 8}] 0",
		"3 debug setup_target_repos no-target [] [r9] [] [] 0",
		"4 debug scan_vendor_repofiles inactive-vendors [] [] [acme] [] 0",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// manyItems is a list of n different names.
func manyItems(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- r%d\n", i)
	}
	return b.String()
}

// Files that are no report say what is wrong with them.
func TestBroken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "it is empty: Leapp has reported nothing",
		" \n\n":                 "it is empty: Leapp has reported nothing",
		"{}":                    `it is JSON without "entries": no report of Leapp`,
		`{"entries": 1}`:        `"entries" is no list: no report of Leapp`,
		`{"entries": [`:         "it ends in the middle: the rest is missing",
		`{"entries": [{"title"`: "it ends in the middle: the rest is missing",
		`{"entries": [x]}`: "it is not valid JSON: invalid character 'x' looking for beginning of " +
			"value",
		"{\"entries\":\n[{\"title\": 1}]}": "line 2: the entry has an unknown shape: title is number",
		"bash-4.2-1.x86_64\n": "it is no report of Leapp and no log: name " +
			"/var/log/leapp/leapp-report.json",
		"\x7fELF\x00\x01\x02\xff": "it is no report of Leapp and no log: name " +
			"/var/log/leapp/leapp-report.json",
		"Risk Factor: low \nTitle: Excluded target system repositories\nSummary:\n" +
			manyItems(20001): "it names more than 20000 packages, repositories and events",
		strings.Repeat("x", MaxSize+1): "it has more than 32 MB",
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.30q: %v, not %s", text, err, want)
		}
	}
	if r, err := Read([]byte(`{"entries": []}`)); err != nil || len(r.Entries) != 0 {
		t.Error("a report without entries:", r, err)
	}
}
