package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// What people read at once is small: lines of at most 120 columns (a tab is four), files below 500 lines, functions of
// at most 60. A line may be longer where it cannot be broken: a struct tag, or a raw string.
func TestSizes(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		lines := strings.Split(string(text), "\n")
		if len(lines) > 500 {
			t.Errorf("%s has %d lines", name, len(lines))
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, text, 0)
		if err != nil {
			return err
		}
		raw := rawLines(files, file)
		for i, line := range lines {
			if n := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")); n > 120 && !raw[i+1] {
				t.Errorf("%s:%d has %d columns", name, i+1, n)
			}
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if n := length(files, decl); ok && n > 60 && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("%s: %s has %d lines", name, f.Name.Name, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a build writes is not among the sources, wherever it was started.
func TestNoBuildAmongTheSources(t *testing.T) {
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "dist" || d.Name() == ".git" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if err == nil && d.Name() == ".pes-files" {
			t.Errorf("%s: a build was written here", name)
		}
		if err == nil && filepath.Ext(name) == ".events" {
			t.Errorf("%s: a layer was written here", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rawLines are the lines that hold a part of a raw string.
func rawLines(files *token.FileSet, file *ast.File) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING && s.Value[0] == '`' {
			for i := range length(files, s) {
				lines[files.Position(s.Pos()).Line+i] = true
			}
		}
		return true
	})
	return lines
}

func length(files *token.FileSet, n ast.Node) int {
	return files.Position(n.End()).Line - files.Position(n.Pos()).Line + 1
}
