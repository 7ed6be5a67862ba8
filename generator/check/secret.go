package check

import (
	"slices"
	"strings"

	"pes/generator/known"
)

// allPlaceholder reports whether a value is nothing but a <word> that a program on the machine replaces, or a variable
// of dnf.
func allPlaceholder(value string) bool {
	if name, isVariable := strings.CutPrefix(value, "$"); isVariable {
		return slices.Equal(variables(value), []string{strings.Trim(name, "{}")})
	}
	return len(value) > 2 && value[0] == '<' && value[len(value)-1] == '>'
}

// secretOf says which secret an address holds; "" when it holds none.
func secretOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	if user, _, has := strings.Cut(host, "@"); has && !all(strings.Split(user, ":"), allPlaceholder) {
		return "a user or a password before @"
	}
	_, query, _ := strings.Cut(rest, "?")
	for _, parameter := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		if known.IsSecretParameter(name) && value != "" && !allPlaceholder(value) {
			return name + " in its query"
		}
	}
	return ""
}
