package rpmdb

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A database that anybody made is an error at once: what it claims is neither run nor fetched.
func TestHostileSQLite(t *testing.T) {
	t.Parallel()
	const table = "CREATE TABLE Packages (hnum, blob); "
	for name, c := range map[string]struct{ statements, want string }{
		"another program's": {"CREATE TABLE t (a)", "it has no table Packages"},
		"endless": {"CREATE VIEW Packages AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) " +
			"SELECT i AS hnum, x'00' AS blob FROM n", "it has no table Packages"},
		"virtual":       {"CREATE VIRTUAL TABLE Packages USING fts5(hnum, blob)", "it has no table Packages"},
		"other columns": {"CREATE TABLE Packages (a)", "no such column: hnum"},
		"a large header": {table + "INSERT INTO Packages VALUES (1, zeroblob(100000000))",
			"the header of package 1 claims 100000000 bytes"},
		"a made header": {"CREATE TABLE Packages (hnum, blob AS (zeroblob(999999999))); " +
			"INSERT INTO Packages (hnum) VALUES (1)", "the header of package 1 claims 999999999 bytes"},
		"no number": {table + "INSERT INTO Packages VALUES (1e300, x'00')", "a row of its table Packages"},
		"nothing":   {table + "INSERT INTO Packages VALUES (NULL, NULL)", "a row of its table Packages"},
		"a text":    {table + "INSERT INTO Packages VALUES (1, 'text')", "the header of package 1"},
		"no name":   {table + "INSERT INTO Packages VALUES (1, x'0000000000000000')", "it has no name or no version"},
	} {
		root := t.TempDir()
		file := filepath.Join(root, places[0], "rpmdb.sqlite")
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(c.statements); err != nil {
			t.Fatal(name, err)
		}
		db.Close()
		start := time.Now()
		_, err = Read(os.DirFS(root))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", name, err, c.want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
