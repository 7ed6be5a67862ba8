package cli

import (
	"github.com/spf13/cobra"

	"pes/generator/schema"
	"pes/generator/source"
)

func (a *app) schema() *cobra.Command {
	cmd := command("schema", cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs), func(args []string) error {
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
	})
	cmd.ValidArgs = schema.Names
	return cmd
}

// words are the roles and distributions of the project, if there is one.
func (a *app) words() (w schema.Words, err error) {
	if a.exists(".") && !a.exists("content/distros") {
		return w, nil
	}
	files, err := a.readSources()
	if err != nil {
		return w, err
	}
	project, _ := source.Parse(files, a.jobs) // pes check reports what cannot be read
	return schema.WordsOf(project), nil
}
