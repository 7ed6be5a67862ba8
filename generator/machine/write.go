package machine

import (
	"encoding/json"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// jsonList is a list as MarshalJSON writes it.
type jsonList struct {
	OS        string        `json:"os,omitempty"`
	OSName    string        `json:"os_name,omitempty"`
	Source    string        `json:"source,omitempty"`
	Arch      string        `json:"arch,omitempty"`
	Installed []jsonWritten `json:"installed"`
	Enabled   []string      `json:"enabled_repos,omitzero"`
	Modules   [][]string    `json:"enabled_modules,omitzero"`
	Install   []string      `json:"to_install,omitempty"`
	Remove    []string      `json:"to_remove,omitempty"`
	Keep      []string      `json:"to_keep,omitempty"`
}

// jsonWritten is a package as MarshalJSON writes it.
type jsonWritten struct {
	Name       string   `json:"name"`
	Epoch      string   `json:"epoch,omitempty"`
	Version    string   `json:"version,omitempty"`
	Release    string   `json:"release,omitempty"`
	EVR        string   `json:"evr,omitempty"` // where no release is known
	Arch       string   `json:"arch,omitempty"`
	Repository string   `json:"repository,omitempty"`
	Stream     []string `json:"modulestream,omitempty"`
	Signature  string   `json:"signature,omitempty"`
	Vendor     string   `json:"vendor,omitempty"`
}

// MarshalJSON writes a list in the form JSON, which Read reads: the same machine comes of both.
func (l *List) MarshalJSON() ([]byte, error) {
	out := jsonList{OS: l.OS, OSName: l.OSName, Arch: l.Arch, Enabled: l.Enabled, Install: l.Install,
		Remove: l.Remove, Keep: l.Keep}
	if !l.Source.IsZero() {
		out.Source = l.Source.String()
	}
	if l.Modules != nil {
		out.Modules = append([][]string{}, list.Map(l.Modules, pair)...)
	}
	out.Installed = list.Map(l.Packages, func(p Package) jsonWritten {
		w := jsonWritten{Name: p.Name, Release: p.Release, Arch: p.Arch, Repository: p.Repoid, Stream: pair(p.Stream),
			Signature: p.Signature, Vendor: p.Vendor}
		if p.Release == "" {
			w.EVR = p.EVR
		} else if p.EVR != "" {
			var rest string
			w.Epoch, rest = cutEpoch(p.EVR)
			w.Version = strings.TrimSuffix(rest, "-"+p.Release)
		}
		return w
	})
	return json.Marshal(out)
}

// pair is a module stream as JSON has it; nil for none.
func pair(s model.Stream) []string {
	if s.IsZero() {
		return nil
	}
	return []string{s.Module, s.Stream}
}
