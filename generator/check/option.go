package check

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// once returns the place of a violation that is written in one place, whatever number of releases it is for.
func (c *checker) once(pos diag.Pos, notes ...diag.Note) rules.At {
	at := c.at(pos, notes...)
	at.Cause = "once"
	return at
}

// option checks one line of a section: that dnf reads it, and what it changes in whom dnf believes.
func (c *checker) option(s *model.Section, o *model.Option) {
	at := c.once(o.Pos)
	at.Subject = s.Repoid
	address := slices.Contains(model.AddressKeys, o.Key)
	if strings.Contains(o.Value, "%") && !c.readsPercent() {
		c.Reportf(at, "repo-section-fatal", "%s of %s contains a %%: Leapp before 0.25 would crash", o.Key, s.Repoid)
	}
	if strings.ContainsFunc(o.Value, isControl) && (o.Key != "baseurl" || !c.Published) {
		c.Reportf(at, "repo-section-fatal", "%s of %s has a line break or control character", o.Key, s.Repoid)
	}
	if slices.Contains(switches, o.Key) && o.Value != "0" && o.Value != "1" {
		c.Reportf(at, "repo-section",
			"%s of %s is %q: Leapp reads only 1 as yes, dnf reads more; write 0 or 1", o.Key, s.Repoid, o.Value)
	}
	off := slices.Contains([]string{"0", "no", "false", "off"}, strings.ToLower(o.Value))
	switch {
	case !known.IsOption(o.Key):
		c.unknownOption(s, o)
	case o.Key == "gpgcheck" && o.Value == "0":
		c.Reportf(at, "gpgcheck-off",
			"packages of %s are installed unchecked: an attacker on the network can install anything on the machine",
			s.Repoid)
	case (o.Key == "sslverify" || o.Key == "proxy_sslverify") && off:
		c.Reportf(at, "sslverify-off",
			"dnf does not check the server of %s: an attacker on the network can hold back or change its lists of "+
				"packages",
			s.Repoid)
	case o.Key == "repo_gpgcheck" && off:
		c.Reportf(at, "trust-option",
			"dnf trusts the lists of packages of %s without a signature", s.Repoid)
	case known.IsSecret(o.Key) && !allPlaceholder(o.Value):
		c.secret(at, s, o.Key, o.Key)
	case known.IsTrust(o.Key):
		c.Reportf(at, "trust-option", "%s of %s changes what dnf trusts, on every machine that is upgraded", o.Key,
			s.Repoid)
	}
	if address && o.Value != "" {
		c.addresses(s, o)
	}
}

// readsPercent reports whether every Leapp version that reads the tree takes a % in a .repo file as it is.
func (c *checker) readsPercent() bool {
	if c.Published {
		return c.PlainRepos
	}
	plain := func(version string) bool {
		n, err := strconv.Atoi(strings.TrimPrefix(version, "0."))
		return err == nil && n >= 25
	}
	old := func(p *model.Path) bool { return len(p.Leapp) == 0 || !all(p.Leapp, plain) }
	return !slices.ContainsFunc(c.t.Paths, old)
}

func all[T any](list []T, is func(T) bool) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !is(x) })
}

func (c *checker) unknownOption(s *model.Section, o *model.Option) {
	at := c.once(o.Pos)
	if at.Suggestion = diag.Near(o.Key, known.Options()); at.Suggestion != "" {
		c.Reportf(at, "repo-section", "%s of %s is not an option of dnf: it has no effect", o.Key, s.Repoid)
		return
	}
	c.Reportf(at, "unknown-option", "dnf does not read %s of %s", o.Key, s.Repoid)
}

func (c *checker) secret(at rules.At, s *model.Section, key, what string) {
	c.Reportf(at, "secret-published",
		"%s of %s contains a secret (%s), and everybody can read published data", key, s.Repoid, what)
}

// addresses checks each address of an option: that it is one, is encrypted, holds no secret, and asks dnf for nothing
// that dnf does not know.
func (c *checker) addresses(s *model.Section, o *model.Option) {
	at := c.once(o.Pos)
	separators := " \t\r\n"
	if o.Key == "baseurl" {
		separators += "," // the only one that may hold several
	}
	words := strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(separators, r) })
	for _, word := range words {
		scheme, rest, ok := strings.Cut(word, "://")
		host, _, _ := strings.Cut(rest, "/")
		at := at
		switch {
		case strings.ContainsRune("$<{", rune(word[0])): // what the address begins with is put there later
		case !ok:
			c.Reportf(at, "repo-section", "%s of %s is not an address: %q has no scheme, and an address has no blanks",
				o.Key,
				s.Repoid, word)
		case !slices.Contains(schemes, strings.ToLower(scheme)):
			at.Suggestion = diag.Near(scheme, schemes)
			c.Reportf(at, "repo-section", "%s of %s is not an address: dnf does not support the scheme "+
				"%q", o.Key, s.Repoid, scheme)
		case host == "" && !strings.EqualFold(scheme, "file"):
			c.Reportf(at, "repo-section", "%s of %s has no host: %q", o.Key, s.Repoid, word)
		}
		if what := secretOf(word); what != "" {
			c.secret(at, s, o.Key, what)
		}
	}
	if !c.Published && slices.ContainsFunc(words, insecure) { // else see overHTTP
		c.Reportf(at, "http-url",
			"%s of %s is downloaded over %s (%s): an attacker on the network can hold back updates or redirect to "+
				"another server",
			o.Key, s.Repoid, schemeOf(words[slices.IndexFunc(words, insecure)]), o.Value)
	}
	if strings.ContainsAny(o.Value, "<>") || c.Published && strings.ContainsAny(o.Value, "{}") &&
		!variableOnly(o.Value) {
		c.Reportf(at, "placeholder",
			"%s of %s contains a placeholder: a program on the machine must replace it before dnf reads it (%s)", o.Key,
			s.Repoid, o.Value)
	}
	c.variables(s, o)
	c.address(s, o)
}

// schemes are those of addresses that dnf fetches.
var schemes = []string{"https", "http", "ftp", "file"}

// variables reports what an address asks dnf for and dnf does not know.
func (c *checker) variables(s *model.Section, o *model.Option) {
	var unknown []string
	for _, name := range variables(o.Value) {
		if !known.IsVariable(name) {
			unknown = list.AppendNew(unknown, name)
		}
	}
	for _, name := range unknown {
		at := c.once(o.Pos)
		at.Cause = "variable"
		at.Suggestion = strings.Replace(diag.Near(name, known.Variables()), `"`, `"$`, 1)
		if at.Suggestion != "" {
			c.Reportf(at, "repo-section", "%s of %s uses $%s, which dnf does not define", o.Key, s.Repoid, name)
			return
		}
	}
	if len(unknown) > 0 {
		c.Reportf(c.once(o.Pos), "unknown-variable",
			"dnf does not know $%s, which %s of %s uses: if no file in /etc/dnf/vars defines it, the address is not "+
				"found", strings.Join(unknown, ", $"), o.Key, s.Repoid)
	}
}

// variables are the names after $ in a value, in braces or not.
func variables(value string) (names []string) {
	for {
		_, rest, found := strings.Cut(value, "$")
		if !found {
			return names
		}
		value = strings.TrimPrefix(rest, "{")
		end := strings.IndexFunc(value, func(r rune) bool {
			return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		})
		if end < 0 {
			end = len(value)
		}
		if end > 0 {
			names = append(names, value[:end])
		}
	}
}

// variableOnly reports whether the braces of a value are those of ${variables}.
func variableOnly(value string) bool { return strings.Count(value, "{") == strings.Count(value, "${") }

// disabled reports sections that dnf is told not to use.
func (c *checker) disabled(sections []model.Section) {
	var off []diag.Note
	var repoids []string
	for i := range sections {
		s := &sections[i]
		if o := option(s, "enabled"); o != nil && o.Value == "0" {
			off, repoids = append(off, diag.Note{Pos: o.Pos, Text: "and of " + s.Repoid}), append(repoids, s.Repoid)
		}
	}
	if len(off) > 0 {
		c.Reportf(c.once(off[0].Pos, off[1:]...), "enabled-off",
			"enabled=0 does not keep %s out of the upgrade: Leapp uses every repository of the file",
			english.And(repoids))
	}
}
