package cli

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
)

// diagnosis is a diagnostic as people's tools read it.
type diagnosis struct {
	Rule, Severity, File, Message, Suggestion string
	Line                                      int
	Notes                                     []struct {
		File, Message string
		Line          int
	}
}

// audited runs pes audit and reads what it says.
func audited(t *testing.T, args ...string) (list []diagnosis) {
	t.Helper()
	var stdout, stderr strings.Builder
	if code := Run(append([]string{"audit", "--format", "json"}, args...), &stdout, &stderr); code > 1 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	if err := json.Unmarshal([]byte(stdout.String()), &list); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout.String(), stderr.String())
	}
	return list
}

// Real mistakes that were repaired in leapp-data: the audit names each in the state before the repair and not after it.
func TestHistory(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1730000000")
	root := need.Shared(t, "leapp-history")
	f, err := os.Open(filepath.Join(root, "cases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 20 {
		t.Fatalf("%d cases: %v", len(rows), err)
	}
	column := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	for _, row := range rows[1:] {
		repaired(t, root, column(row, "id"), column(row, "file"), column(row, "token"))
	}
}

// The same in whole trees, where more files stand beside those of the mistake.
func TestHistoryWhole(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1730000000")
	root := need.Shared(t, "leapp-history/whole")
	for _, c := range []struct{ id, files, tokens string }{
		{"stream-driver-ahead", "files/centos/device_driver_deprecation_data.json", "2.0|3.0"},
		{"collision-mariadb", "vendors.d/mariadb.repo.el9", "all-mariadb-main"},
		{"archmap-almalinux", "files/almalinux/repomap.json.el8", "aarch64&almalinux8-baseos"},
		{"parity-oracle-els", "files/oraclelinux/repomap.json.el8", "centos7-els"},
	} {
		repaired(t, root, c.id, c.files, c.tokens)
	}
}

// repaired checks that a rule names one of the tokens in one of the files before a repair, and not after it.
func repaired(t *testing.T, root, id, files, tokens string) {
	t.Run(id, func(t *testing.T) {
		before := hits(audited(t, filepath.Join(root, id, "parent")), strings.Split(files, "|"), tokens)
		after := hits(audited(t, filepath.Join(root, id, "child")), strings.Split(files, "|"), tokens)
		for rule := range before {
			if !after[rule] {
				return
			}
		}
		t.Errorf("before the repair %v, after it %v: no rule names %s in %v and falls silent", before, after, tokens,
			files)
	})
}

// hits are the rules whose diagnostics name one of the tokens as a whole word, in one of the files.
func hits(list []diagnosis, files []string, tokens string) map[string]bool {
	out := map[string]bool{}
	for _, d := range list {
		text := d.Message + " " + d.Suggestion
		named := slices.ContainsFunc(strings.Split(tokens, "|"), func(alternative string) bool {
			return !slices.ContainsFunc(strings.Split(alternative, "&"), func(word string) bool {
				return !regexp.MustCompile(`(^|[^A-Za-z0-9_-])` + regexp.QuoteMeta(word) +
					`($|[^A-Za-z0-9_-])`).MatchString(text)
			})
		})
		if named && slices.Contains(files, d.File) {
			out[d.Rule] = true
		}
	}
	return out
}

// The defects that are known to be in the data of 2024: as many as somebody counted with other tools, where they
// counted the same things. A number that changes is either a mistake or worth a word in the commit.
func TestKnownDefects(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1730000000")
	root := need.Shared(t, "leapp-data")
	for dir, want := range map[string]map[string]int{
		"2024-07": {
			"action-shape":         5, // libdbusmenu-tools moves nowhere, in five distributions
			"contradicting-events": 5, // python-dmidecode
			"unknown-repository":   7, // kernel-uek, python3-six, kernelcare
			"vendor-incomplete":    1, // imunify without .sigs
			"undefined-repoid":     1, // ol8-uek
			"http-url":             4, // 13 sections in four files
			"key-from-network":     3,
			"duplicate-id":         1,
			"string-id":            1, // 84 ids in one file
			"repeated-event":       2, // eight exact duplicates and five removals from two minors, alike in all files
			"split-of-one":         2, // one of five files
			"activator-collision":  1, // EPEL lists base
			"set-id-collision":     5,
			"key-on-host":          15, // of 63 sections
			"legacy-format":        1,  // 16 maps, 11 files of events
		},
		"2024-10": {
			"gpgcheck-off":       1, // six sections of one file
			"http-url":           6, // 17 sections
			"key-expired":        1,
			"key-from-network":   10, // of 14 sections
			"unasked-stream":     1,  // eight maps
			"literal-release":    1,  // imunify testing
			"unmapped-section":   1,
			"undefined-repoid":   2,
			"unknown-repository": 1, // mariadb, in five distributions
			"template-word":      1, // 40 events of microsoft
			"unmapped-family":    2,
			"overlay-conflict":   5,
			"signature-missing":  2,
		},
	} {
		got := map[string]int{}
		for _, d := range audited(t, filepath.Join(root, dir)) {
			if _, ok := want[d.Rule]; ok {
				got[d.Rule]++
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", dir, d)
		}
	}
}

// Events of 2024 that are wrong, as far as the project's own inventories tell, which somebody looked up: packages that
// are in another repository, and some that are removed although the new release has them.
func TestKnownDefectsByInventories(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1730000000")
	list := audited(t, need.Shared(t, "leapp-data/2024-07"), "--inventory", "../..", "--rule",
		"doubtful-repository,still-there,unknown-out-package,unknown-in-package,wrong-repository,moved-already")
	for _, want := range []string{
		"release 8 has authselect-compat in appstream, not in baseos, according to inventories (all distributions)",
		"release 8 has doxygen in crb, not in appstream, according to inventories (all distributions)",
		"release 8 has python3-libxml2 in baseos, not in appstream, according to inventories (all distributions)",
		"release 8 has openjpeg2 in appstream, not in baseos, according to inventories (all distributions)",
		"release 7 has python2-hawkey in extras, not in base (all distributions)",
		"release 8 has almalinux-logos in baseos, not in appstream, according to inventories (almalinux)",
		"release 8 has sssd-polkit-rules, in baseos, but Leapp removes it (all distributions)",
		"release 8 has setools-gui, in appstream, but Leapp removes it (all distributions)",
		"release 8 has whois, in appstream, but Leapp removes it (all distributions)",
	} {
		if !slices.ContainsFunc(list, func(d diagnosis) bool { return d.Message == want && len(d.Notes) > 0 }) {
			t.Errorf("nobody says that %s", want)
		}
	}
	for _, d := range list {
		// These are in several repositories, or in a stream for builders as well.
		for _, name := range []string{"javapackages-tools", "javapackages-filesystem", "chrony", "python3-six"} {
			if strings.Contains(d.Message, " "+name+" ") {
				t.Errorf("%s:%d: %s", d.File, d.Line, d.Message)
			}
		}
	}
}
