package sqlitefile

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// writer is a program that has a database open and writes to it.
func writer(t *testing.T, dir string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "a.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	return db
}

// names is what a database says.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	db, err := Open(os.DirFS(dir), "a.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT name FROM p ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// What counts is what was committed, wherever it stands and whoever is writing at the time.
func TestCommitted(t *testing.T) {
	t.Parallel()
	for mode, locked := range map[string]string{"wal": "BEGIN IMMEDIATE", "delete": "BEGIN EXCLUSIVE"} {
		dir := t.TempDir()
		writer(t, dir, "PRAGMA journal_mode = "+mode, "CREATE TABLE p (name TEXT)", "INSERT INTO p VALUES ('a'), ('b')",
			// So few pages are kept in memory that they are written before they are committed.
			"PRAGMA cache_size = 1", "PRAGMA wal_autocheckpoint = 0", locked,
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 20000) "+
				"INSERT INTO p SELECT hex(i) FROM n")
		before := files(t, dir)
		if got := names(t, dir); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s: %d names", mode, len(got))
		}
		if after := files(t, dir); after != before || !strings.Contains(after, "-") {
			t.Errorf("%s: %s after %s", mode, after, before)
		}
	}
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e.Name(), string(content))
	}
	return strings.Join(out, "\n")
}

// Nothing can be changed, not even the copy.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writer(t, dir, "CREATE TABLE p (name TEXT)").Close()
	db, err := Open(os.DirFS(dir), "a.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO p VALUES ('c')"); err == nil {
		t.Error("a name was added")
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(db.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the copy is still there")
	}
}

// What is no database is an error, and leaves no copy.
func TestErrors(t *testing.T) {
	dir, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for name, content := range map[string]string{"text": strings.Repeat("a text\n", 100), "short": "SQLite format 3"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"missing": "no such file or directory", "folder": "it is not a file",
		"text": "file is not a database", "short": "file is not a database"} {
		if _, err := Open(os.DirFS(dir), name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := os.ReadDir(temporary); len(left) > 0 {
		t.Error("copies are left:", left)
	}
	missing := filepath.Join(temporary, "missing")
	t.Setenv("TMPDIR", missing)
	want := "it is read from a copy, which cannot be made in " + missing + " (TMPDIR): no such file or directory"
	if _, err := Open(os.DirFS(dir), "text"); err == nil || err.Error() != want {
		t.Error(err)
	}
}
