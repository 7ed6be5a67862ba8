package plan

import (
	"slices"
	"strings"

	"pes/generator/fate"
)

// An advice is what people wrote about events, with the packages it is for.
type advice struct {
	text     string
	before   bool // it says what to do before the upgrade,
	after    bool // or afterwards
	dumps    bool // it says how to dump a database, which is done last
	fate     string
	packages []*fate.Package
}

// advice is that of the events that are applied, told once. What says that there is nothing to do is left out.
func (h *hop) advice() (out []*advice) {
	known := map[string]*advice{}
	for _, f := range []string{fate.Removed, fate.Replaced, fate.Moved, fate.Stays} {
		for _, p := range h.by[f] {
			if p.Event == nil {
				continue
			}
			text := strings.TrimSpace(p.Event.Advice)
			if text == "" || strings.HasPrefix(text, "Nothing to do") {
				continue
			}
			a := known[text]
			if a == nil && h.fresh("advice", []string{text}) == nil {
				continue // an earlier hop has told it
			}
			if a == nil {
				a = &advice{text: text, fate: f, before: f == fate.Removed || mentions(text, earlier)}
				a.after = !a.before || mentions(text, later)
				known[text] = a
				out = append(out, a)
			}
			kind, _ := database(p.Name)
			a.dumps = a.dumps || a.before && kind != "" && strings.Contains(text, "dump")
			a.packages = append(a.packages, p)
			h.told[p.Name] = true
		}
	}
	var first, rest []*advice // what Leapp refuses for comes first
	for _, a := range out {
		if a.refuses() {
			first = append(first, a)
		} else {
			rest = append(rest, a)
		}
	}
	return append(first, rest...)
}

// Words by which advice says when it is followed.
var (
	earlier = []string{"before the upgrade", "Before the upgrade", "Before it", "before it", "Leapp refuses",
		"before you upgrade"}
	later = []string{"after the upgrade", "After the upgrade", "After it", "after it", "Afterwards", "afterwards"}
)

func mentions(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// add adds the advice as a step: before the upgrade, or after it.
func (a *advice) add(x *part, before bool) {
	var names, all []string // of its fate, and those of others that it is for, too
	for _, p := range a.packages {
		all = append(all, p.Name)
		if p.Fate == a.fate {
			names = append(names, p.Name)
		}
	}
	names, all = sorted(names), sorted(all)
	do := "Check " + some(names)
	switch {
	case a.fate == fate.Removed && a.refuses():
		do = "Act on the removal of " + some(names) + ": Leapp may refuse the upgrade"
	case a.fate == fate.Removed:
		do = "Check whether you use " + some(names) + ", which the upgrade removes"
	case a.fate == fate.Replaced && before:
		do = "Prepare the change from " + some(names) + " to " + some(a.instead())
	case a.fate == fate.Replaced:
		do = "Complete the change from " + some(names) + " to " + some(a.instead())
	case before:
		do = "Prepare " + some(names)
	}
	note := a.isInformation()
	if note {
		do = some(names)
	}
	s := x.step(do).reason(a.why()).from(events(a.packages))
	s.Note = note
	s.Advice = a.text
	if len(all) > len(names) || len(names) > few {
		s.Packages = all // the sentence does not name them all
	}
}

// refuses reports whether the advice is against a refusal of Leapp.
func (a *advice) refuses() bool { return strings.Contains(a.text, "Leapp refuses") }

// isInformation reports whether the advice asks for nothing: its packages only moved, or were divided.
func (a *advice) isInformation() bool {
	return !a.before && (a.fate == fate.Moved || a.fate == fate.Stays) && !mentions(a.text, later)
}

// why is the reasons of the events, each told once.
func (a *advice) why() string {
	var whys []string
	for _, p := range a.packages {
		if why := strings.TrimSpace(p.Event.Why); !slices.Contains(whys, why) {
			whys = append(whys, why)
		}
	}
	return strings.Join(whys, " ")
}

// instead are the packages that come in the place of those that the advice is for.
func (a *advice) instead() (out []string) {
	for _, p := range a.packages {
		out = append(out, p.Instead...)
	}
	return sorted(out)
}

// untold are the packages of a fate for which there is no advice.
func (h *hop) untold(which string) (out []*fate.Package) {
	for _, p := range h.by[which] {
		if !h.told[p.Name] {
			out = append(out, p)
		}
	}
	return out
}

// removed tells of the packages that are removed, and for which nobody wrote advice.
func (h *hop) removed(x *part) {
	gone := h.untold(fate.Removed)
	if len(gone) == 0 {
		return
	}
	s := x.step("Save what you need of " + packages(len(gone)) + " that nothing replaces")
	s.why("The upgrade removes what is named here.").from(events(gone))
	at := map[string]int{} // of the item with a reason, which is told once
	for _, p := range gone {
		item := Item{Name: title(p), Text: p.Why}
		if p.Event != nil {
			item.Text, item.Reason = "", strings.TrimSpace(p.Event.Why)
		}
		if i, known := at[item.Reason]; known && item.Reason != "" {
			s.Items[i].Name += ", " + item.Name
			continue
		}
		at[item.Reason] = len(s.Items)
		s.Items = append(s.Items, item)
	}
}

// replaced tells of the packages that others replace, and for which there is no advice.
func (h *hop) replaced(x *part) {
	changed := h.untold(fate.Replaced)
	if len(changed) == 0 {
		return
	}
	s := x.step("Use the new names in playbooks, kickstart files and scripts")
	s.why("These packages were replaced, and nothing is known to need more.").from(events(changed))
	families := map[string][]string{}
	for _, p := range changed {
		if f := family(p); f != "" {
			families[f] = append(families[f], title(p))
		}
	}
	for _, p := range changed {
		f := family(p)
		switch names := families[f]; {
		case len(names) < few:
			s.item(title(p)+" → "+strings.Join(p.Instead, ", "), "")
		case names[0] == title(p):
			s.item(f, strings.Join(names, ", "))
		}
	}
}

// family is what the change of a package has in common with those of its relatives: python-* → python3-* of
// python-six. It is "" where only the package itself changes like that.
func family(p *fate.Package) string {
	before, rest, ok := strings.Cut(p.Name, "-")
	if !ok || p.Stream != "" {
		return ""
	}
	var after []string
	for _, name := range p.Instead {
		first, same, _ := strings.Cut(name, "-")
		if same != rest {
			return ""
		}
		after = append(after, first+"-*")
	}
	return before + "-* → " + strings.Join(after, ", ")
}
