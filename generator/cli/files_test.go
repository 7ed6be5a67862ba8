package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// A command file is one that makes a cobra.Command. What it declares is its own: two commands that need the same thing
// find it in a shared file, so that a reader of one command never has to open another. A command that has others below
// it (new, import, keys) may name those.
func TestCommandsShareOnlySharedFiles(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]string{} // of functions, methods, types, variables and constants of command files
	commands := map[string]*ast.File{}
	manual := ""
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if name == "app.go" {
			manual = file.Doc.Text()
		}
		if declared, isCommand := declarations(file); isCommand && name != "app.go" {
			commands[name] = file
			for _, d := range declared {
				owner[d] = name
			}
		}
	}
	if len(commands) < 15 {
		t.Fatalf("only %d command files were found", len(commands))
	}
	for _, name := range names { // the others are listed where a newcomer begins to read
		if commands[name] == nil && name != "app.go" && !strings.HasSuffix(name, "_test.go") &&
			!strings.Contains(manual, name) {
			t.Errorf("%s makes no command and is not among the shared files that the package comment names", name)
		}
	}
	for name, file := range commands {
		for _, used := range uses(file) {
			if home := owner[used]; home != "" && home != name {
				t.Errorf("%s uses %s of %s: what commands share belongs into a file that makes no command", name, used,
					home)
			}
		}
	}
}

// declarations are the names that a file declares, without those of functions that make a command, and whether there is
// such a function.
func declarations(file *ast.File) (names []string, makesCommand bool) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if r := d.Type.Results; r != nil && len(r.List) == 1 && isCommandType(r.List[0].Type) {
				makesCommand = true
				continue
			}
			switch {
			case d.Recv == nil:
				names = append(names, d.Name.Name)
			case isApp(d.Recv.List[0].Type): // methods of other types come with their type
				names = append(names, "a."+d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names, makesCommand
}

func isApp(e ast.Expr) bool {
	star, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	return ok && name.Name == "app"
}

func isCommandType(e ast.Expr) bool {
	star, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	s, ok := star.X.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Command"
}

// uses are the names of other files of the package that a file uses: free identifiers, and methods of the application.
func uses(file *ast.File) (names []string) {
	for _, ident := range file.Unresolved {
		names = append(names, ident.Name)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "a" {
				names = append(names, "a."+s.Sel.Name)
			}
		}
		return true
	})
	return names
}

// Each command has a file with its texts, and no file is left of a command that is gone.
func TestHelpTexts(t *testing.T) {
	var files []string
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		files = append(files, "help/"+helpFile(cmd))
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk((&app{}).root())
	slices.Sort(files)
	names, err := filepath.Glob("help/*")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(names, files); d != "" {
		t.Error(d)
	}
}
