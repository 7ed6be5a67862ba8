package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/schema"
	"pes/generator/source"
)

const schemaHelp = `Print the JSON Schema of a kind of source file. Taplo and Even Better TOML complete and check with it: save it in the
project and name it in .taplo.toml, or in a file's first line, #:schema ../schema/event.json. In a project it knows
the roles and distributions that are there.`

func (a *app) schema() *cobra.Command {
	return &cobra.Command{
		Use: "schema " + strings.Join(schema.Names, "|"), Long: schemaHelp,
		Short: "print a JSON Schema of source files, for editors",
		Example: "  pes schema event\n" +
			"  for kind in event vendor distro release; do pes schema $kind > content/schema/$kind.json; done",
		ValidArgs: schema.Names,
		Args:      usageArgs(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		RunE: func(_ *cobra.Command, args []string) error {
			words, err := a.words()
			if err != nil {
				return err
			}
			text, err := schema.Of(args[0], words)
			if err != nil {
				return err
			}
			_, err = a.out.Write(text)
			return err
		},
	}
}

// words are the roles and distributions of the project, if there is one.
func (a *app) words() (w schema.Words, err error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return w, fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	if _, err := fs.Stat(root.FS(), "content/distros"); errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	files, err := source.Read(root.FS(), a.jobs)
	if err != nil {
		return w, fmt.Errorf("project %s: %w", a.dir, err)
	}
	project, _ := source.Parse(files, a.jobs) // what cannot be read is for pes check to say
	return schema.WordsOf(project), nil
}
