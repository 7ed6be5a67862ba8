package cli

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/rules"
)

// completeFlags makes shells complete the values of flags. A flag that takes a file is left to the shell.
func (a *app) completeFlags(cmd *cobra.Command) {
	for name, list := range map[string]func(command string) []string{
		"leapp": leappNames, "distro": a.distroNames, "only": a.onlyNames, "allow": ruleNames, "format": formatNames,
		"arch": func(string) []string { return model.Arches },
	} {
		if cmd.Flags().Lookup(name) == nil {
			continue
		}
		complete := func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return list(cmd.Name()), cobra.ShellCompDirectiveNoFileComp
		}
		_ = cmd.RegisterFlagCompletionFunc(name, complete) // the only error is a flag that is not there
	}
	for _, c := range cmd.Commands() {
		a.completeFlags(c)
	}
}

func leappNames(string) (out []string) {
	for _, v := range leapp.Versions {
		out = append(append(out, v.Name), v.Also...)
	}
	return out
}

// distroNames are the distributions of the project, whether or not it compiles.
func (a *app) distroNames(string) (out []string) {
	names, _ := filepath.Glob(filepath.Join(a.dir, "content/distros/*.toml")) // a pattern without mistakes
	for _, n := range names {
		out = append(out, strings.TrimSuffix(filepath.Base(n), ".toml"))
	}
	return out
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

func formatNames(command string) []string {
	switch command {
	case "check", "audit", "watch":
		return formats
	case "simulate":
		return []string{"text", "json", "csv"}
	}
	return []string{"text", "json"}
}
