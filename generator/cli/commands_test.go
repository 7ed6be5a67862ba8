package cli

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The guide to the commands names each of them, with flags that it has.
func TestCommandsGuide(t *testing.T) {
	t.Parallel()
	root := (&app{out: io.Discard, err: io.Discard}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	text := strings.ReplaceAll(textOf(t, "../../content/docs/commands.md"), `\|`, "|")
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`pes ([^`]*)`").FindAllStringSubmatch(text, -1) {
		cmd, _, err := root.Find(strings.Fields(m[1]))
		if err != nil {
			t.Error(err)
			continue
		}
		named[cmd.CommandPath()] = true
		for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(m[1], -1) {
			if cmd.Flag(strings.TrimPrefix(flag, "--")) == nil {
				t.Errorf("%s has no flag %s", cmd.CommandPath(), flag)
			}
		}
	}
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		if !cmd.HasSubCommands() && !named[cmd.CommandPath()] && cmd.Parent().Name() != "completion" {
			t.Errorf("the guide does not name %s", cmd.CommandPath())
		}
		for _, c := range cmd.Commands() {
			each(c)
		}
	}
	each(root)
}
