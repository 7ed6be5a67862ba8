package cli

import (
	"embed"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// Help texts are files, so that they read as they print: help/simulate.txt, help/new-event.txt. A file has the usage
// line, the summary, a description and examples.
//
//go:embed help
var helpTexts embed.FS

// helpTemplate says what a command does and then shows how it is called, above the flags.
const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}

{{end}}{{if .HasExample}}{{.Example}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

// usageTemplate is cobra's, without the examples, which stand above it.
const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]

Commands:{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Flags of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`

// addHelp gives a command, and all below it, the texts of their files.
func addHelp(cmd *cobra.Command) {
	text, err := helpTexts.ReadFile("help/" + helpFile(cmd))
	if err != nil {
		panic(err) // a command without help text: the program fails at every start
	}
	body, examples, _ := strings.Cut(string(text), "\nExamples:\n")
	cmd.Use, body, _ = strings.Cut(body, "\n")
	cmd.Short, body, _ = strings.Cut(body, "\n")
	cmd.Long, cmd.Example = strings.Trim(body, "\n"), strings.TrimRight(examples, "\n")
	for _, c := range cmd.Commands() {
		addHelp(c)
	}
}

// helpFile is the file of a command's texts: new-event.txt of pes new event.
func helpFile(cmd *cobra.Command) string {
	return strings.TrimPrefix(strings.ReplaceAll(cmd.CommandPath(), " ", "-"), "pes-") + ".txt"
}

// completeFlags makes shells complete the values of flags. A flag that takes a file is left to the shell.
func (a *app) completeFlags(cmd *cobra.Command) {
	for name, values := range map[string]func(command string) []string{
		"leapp": leappNames, "distro": a.distroNames, "only": a.onlyNames, "allow": ruleNames,
		"arch": func(string) []string { return model.Arches },
	} {
		if cmd.Flags().Lookup(name) == nil {
			continue
		}
		complete := func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return values(cmd.Name()), cobra.ShellCompDirectiveNoFileComp
		}
		_ = cmd.RegisterFlagCompletionFunc(name, complete) // the only error is a flag that is not there
	}
	for _, c := range cmd.Commands() {
		a.completeFlags(c)
	}
}

func leappNames(string) []string { return leapp.VersionNames() }

// distroNames are the distributions of the project, whether or not it compiles.
func (a *app) distroNames(string) []string {
	names, _ := filepath.Glob(filepath.Join(a.dir, "content/distros/*.toml")) // the pattern is valid
	return list.Map(names, func(name string) string { return strings.TrimSuffix(filepath.Base(name), ".toml") })
}

func (a *app) onlyNames(command string) []string {
	if command == "build" {
		return []string{"data", "site"}
	}
	return a.distroNames(command)
}

func ruleNames(string) (out []string) {
	for _, r := range rules.All() {
		if !r.Fatal {
			out = append(out, r.Name)
		}
	}
	return out
}
