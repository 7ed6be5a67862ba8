//go:build !js

package compile

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
)

// ruleSet are the rules of one file about upstream's events.
type ruleSet struct {
	allow  []model.Allow
	roles  []roleRule
	absent []absentRule
}

// roleRule is one repository of a [[role]].
type roleRule struct {
	source.RuleScope
	pesid source.Text
	role  source.Text
}

// absentRule is one repository or package of an [[absent]].
type absentRule struct {
	source.RuleScope
	name       source.Text
	repository bool
	from, to   int  // 0 is any
	unfrom     bool // written from = 0: only events without an initial release
}

// rulesOf reads rules and reports what is wrong with them; src may be nil.
func (c *compiler) rulesOf(src *source.Upstream) (s ruleSet) {
	if src == nil {
		return s
	}
	if s.allow = c.allowList(src.Allow); src.Allow.Set() && src != c.project.Rules {
		c.list.Errorf(src.Allow.Pos, "bad-rule", "allow must be at the top of this file, or in %s", source.RulesFile)
	}
	roles := map[string]diag.Pos{}
	for _, r := range src.Roles {
		c.ruleScope(r.RuleScope, r.Pos, len(r.Repositories.Items) > 0 && r.Role.Set(), "repositories and the role")
		for _, t := range r.Repositories.Items {
			s.roles = append(s.roles, roleRule{r.RuleScope, t, r.Role})
			roles[t.Value] = t.Pos
		}
	}
	for _, r := range src.Absent {
		c.ruleScope(r.RuleScope, r.Pos, len(r.Repositories.Items)+len(r.Packages.Items) > 0, "repositories or packages")
		narrowed := r.From.Set() || r.To.Set()
		if narrowed && len(r.Repositories.Items) > 0 {
			c.list.Errorf(r.Pos, "bad-rule",
				"from and to are only for packages, and this rule also names repositories: write two rules")
		}
		for _, t := range r.Repositories.Items {
			if at, twice := roles[t.Value]; twice && !r.Only.Set() && !r.Except.Set() {
				c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "bad-rule", Message: t.Value +
					" cannot be absent and have a role",
					Notes: []diag.Note{{Pos: at, Text: "the role"}}})
			}
			s.absent = append(s.absent, absentRule{RuleScope: r.RuleScope, name: t, repository: true})
		}
		for _, t := range r.Packages.Items {
			if !model.ValidName(t.Value) {
				c.list.Errorf(t.Pos, "bad-package", "%q is not a name of a package", t.Value)
			}
			s.absent = append(s.absent, absentRule{r.RuleScope, t, false, int(r.From.Value), int(r.To.Value),
				r.From.Set() && r.From.Value == 0})
		}
	}
	return s
}

// ruleScope checks what all rules have; whole says that the rule names what it must.
func (c *compiler) ruleScope(s source.RuleScope, pos diag.Pos, whole bool, must string) {
	if !whole {
		c.list.Errorf(pos, "bad-rule", "this rule is empty: write %s", must)
	}
	if s.Only.Set() && s.Except.Set() {
		c.list.Errorf(s.Except.Pos, "bad-rule", "there is both only and except: keep one")
	}
	for _, t := range slices.Concat(s.Only.Items, s.Except.Items) {
		c.distro(t)
	}
}

// holds reports whether a rule is for a distribution.
func holds(s source.RuleScope, d *distro) bool { return isFor(s.Only, s.Except, d) }

// layerRules are the rules of a set, with the distributions for which each holds: among those that are built on d, nil
// for all.
func layerRules(takers []*taker, d *distro, s ruleSet) (out []model.LayerRule) {
	add := func(r model.LayerRule, scope source.RuleScope) {
		r.Why = scope.Why.Value
		for _, t := range takers {
			if holds(scope, t.d) && (d == nil || t.d.isBuiltOn(d)) {
				r.Distros = append(r.Distros, t.d.out.Folder)
			}
		}
		out = append(out, r)
	}
	for _, r := range s.roles {
		add(model.LayerRule{Pos: r.pesid.Pos, Name: r.pesid.Value, Repository: true, Role: r.role.Value}, r.RuleScope)
	}
	for _, r := range s.absent {
		add(model.LayerRule{Pos: r.name.Pos, Name: r.name.Value, Repository: r.repository, From: r.from, To: r.to},
			r.RuleScope)
	}
	return out
}

// isBuiltOn reports whether a distribution is another one, or extends it.
func (d *distro) isBuiltOn(other *distro) bool {
	for ; d != nil; d = d.parent {
		if d == other {
			return true
		}
	}
	return false
}

// unusedRules warns of repositories and packages in rules that no event of upstream has where they hold.
func (c *compiler) unusedRules(takers []*taker, sets []ruleSet) {
	if c.list.Failed() {
		return
	}
	used := map[diag.Pos]bool{}
	for _, t := range takers {
		for pos := range t.used {
			used[pos] = true
		}
	}
	warn := func(name source.Text) {
		if !used[name.Pos] {
			c.list.Warnf(name.Pos, "unused-rule", "no event of upstream has this where the rule applies: remove it")
		}
	}
	for _, s := range sets {
		for _, r := range s.roles {
			warn(r.pesid)
		}
		for _, r := range s.absent {
			warn(r.name)
		}
	}
}
