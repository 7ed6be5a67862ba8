package plan

import (
	"strings"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/list"
)

// refusals are what Leapp does when it does not upgrade.
var refusals = map[string]string{"inhibit": "Leapp refuses", "stop": "Leapp stops", "crash": "Leapp crashes"}

// stop tells what stops the upgrade, or must not happen: refusals, missing keys, packages that the data lose.
func (h *hop) stop(x *part) {
	for i := range h.Refusals {
		f := &h.Refusals[i]
		if f.Kind == fate.NotMeant {
			x.step("Use data and releases that are for this machine").why(sentence(f.Message))
			continue
		}
		if h.isNotMeant() {
			return
		}
		s := x.step("Remove what stops the upgrade to " + h.Target + ": " + f.Message)
		s.why(refusals[f.Kind] + " at this step: " + f.Step + ".")
		if f.File != "" {
			s.Places = []Place{{Text: place(f.File, f.Line)}}
		}
	}
	h.keys(x)
	if s := h.lost(x, fate.Lost, "lose"); s != nil {
		s.why("They are removed although events keep or replace them. Report it to whoever publishes the data. Until " +
			"they are repaired, to_keep leaves the old builds in place.")
		s.run("mkdir -p /etc/leapp/transaction",
			command(`printf '%s\n'`, h.names(fate.Lost)...)+" >> /etc/leapp/transaction/to_keep")
	}
	if s := h.lost(x, fate.Missing, "do not bring"); s != nil {
		s.why("Events give them, and no usable repository is known for them. Report it to whoever publishes " +
			"the data.")
	}
	if len(h.Notes) > 0 {
		s := x.step("Do not rely on one trial: Leapp's own answer depends on chance")
		for _, n := range h.Notes {
			s.item(n, "")
		}
	}
}

// keys tells of keys that the upgrade needs and does not have. All are fetched in the beginning: gpg is that of the
// first release, and in EL 7 knows no --show-keys.
func (h *hop) keys(x *part) {
	show := "gpg --show-keys --with-fingerprint"
	if h.start.major <= 7 {
		show = "gpg --with-fingerprint"
	}
	var s *Step
	var files []string
	for i := range h.MissingKeys {
		k := &h.MissingKeys[i]
		if h.fresh("key", []string{k.URL}) == nil {
			continue
		}
		if s == nil {
			s = x.step("Compare the fingerprints of keys that the upgrade to " + h.Target + " lacks, and make these " +
				"keys known to the machine")
			s.why("Leapp refuses the upgrade for each that is neither among its files nor known to the machine.")
		}
		text := "signs the packages of " + some(k.Repositories)
		if len(k.Fingerprints) > 0 {
			text = "fingerprint " + english.And(list.Map(k.Fingerprints, grouped)) + "; " + text
		} else {
			text += "; ask its owner for the fingerprint"
		}
		if strings.HasPrefix(k.URL, "https://") || strings.HasPrefix(k.URL, "http://") {
			s.Commands = append(s.Commands, command("curl -f -o", k.Name, k.URL), command(show, k.Name))
			files = append(files, k.Name)
		} else {
			text += "; " + k.URL
		}
		s.item(k.Name, text)
	}
	if files != nil {
		s.Commands = append(s.Commands, "# Only if gpg has shown these fingerprints:",
			command("rpm --import", files...))
	}
}

// grouped is a fingerprint as gpg shows it.
func grouped(fingerprint string) (out string) {
	for i, c := range []byte(strings.ToUpper(fingerprint)) {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(rune(c))
	}
	return out
}

// lost begins a step about packages that the data lose; nil where there are none.
func (h *hop) lost(x *part, which, verb string) *Step {
	lost := h.by[which]
	if len(lost) == 0 {
		return nil
	}
	s := x.step("Stop: the data of the upgrade to " + h.Target + " " + verb + " " + packages(len(lost)))
	for _, p := range lost {
		s.item(title(p), p.Why+": "+p.To)
	}
	return s.from(events(lost))
}

// events are those that decide about packages.
func events(packages []*fate.Package) (out []*fate.Event) {
	for _, p := range packages {
		out = append(out, p.Event)
	}
	return out
}

// title is a package with its stream.
func title(p *fate.Package) string {
	if p.Stream != "" {
		return p.Name + " (" + p.Stream + ")"
	}
	return p.Name
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return english.Capital(text) + "."
}
