package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing/fstest"
)

// A mutation makes one mistake of a class that people made; false where the data it picked has no place for it.
type mutation struct {
	name string
	make func(m *mutable) bool
}

// side is the package list of a set of an event.
func side(e map[string]any, name string) []any {
	set, _ := e[name].(map[string]any)
	list, _ := set["package"].([]any)
	return list
}

func first(e map[string]any, name string) map[string]any { return side(e, name)[0].(map[string]any) }

func has(names ...string) func(map[string]any) bool {
	return func(e map[string]any) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return len(side(e, n)) == 0 })
	}
}

func number(e map[string]any, key string) string { return fmt.Sprint(e[key]) }

// in reports whether the release of an event is in a major that the data upgrades to.
func in(e map[string]any, majors ...string) bool {
	r, _ := e["release"].(map[string]any)
	return slices.Contains(majors, fmt.Sprint(r["major_version"]))
}

// restricted picks events for one architecture alone, which lose something with their restriction.
func restricted(e map[string]any) bool {
	list, _ := e["architectures"].([]any)
	return len(list) > 0
}

var replaced = func(e map[string]any) bool {
	return number(e, "action") == "3" && has("in_packageset", "out_packageset")(e) &&
		len(side(e, "in_packageset")) == 1 && restricted(e)
}

var mutations = []mutation{
	{"a misspelt PES ID", func(m *mutable) bool {
		return m.event(func(e map[string]any) bool { return has("out_packageset")(e) && number(e, "action") != "0" },
			func(e map[string]any) {
				p := first(e, "out_packageset")
				p["repository"] = strings.ToUpper(p["repository"].(string)[:1]) + p["repository"].(string)[1:] + "x"
			})
	}},
	{"a PES ID of another distribution", func(m *mutable) bool {
		other := "ol8-uek"
		if m.folder == "oraclelinux" {
			other = "rocky8-appstream"
		}
		return m.event(has("out_packageset"),
			func(e map[string]any) { first(e, "out_packageset")["repository"] = other })
	}},
	{"an architecture Leapp rejects", func(m *mutable) bool {
		return m.event(restricted, func(e map[string]any) {
			e["architectures"] = append(e["architectures"].([]any),
				"noarch")
		})
	}},
	{"a misspelt key", func(m *mutable) bool {
		return m.event(restricted, func(e map[string]any) {
			e["arches"] = e["architectures"]
			delete(e,
				"architectures")
		})
	}},
	{"an unknown action", func(m *mutable) bool {
		return m.event(restricted, func(e map[string]any) { e["action"] = json.Number("9") })
	}},
	{"an action as a string", func(m *mutable) bool {
		return m.event(restricted, func(e map[string]any) { e["action"] = number(e, "action") })
	}},
	{"a duplicate id", func(m *mutable) bool {
		id := m.events[m.rng.IntN(len(m.events))]["id"]
		return m.event(func(e map[string]any) bool { return number(e, "id") != fmt.Sprint(id) },
			func(e map[string]any) { e["id"] = id })
	}},
	{"a release without minor", func(m *mutable) bool {
		return m.event(func(e map[string]any) bool { return e["release"] != nil },
			func(e map[string]any) { delete(e["release"].(map[string]any), "minor_version") })
	}},
	{"a null release", func(m *mutable) bool {
		return m.event(restricted, func(e map[string]any) { e["release"] = nil })
	}},
	{"a package without name", func(m *mutable) bool {
		return m.event(has("in_packageset"), func(e map[string]any) { delete(first(e, "in_packageset"), "name") })
	}},
	{"a package without repository", func(m *mutable) bool {
		return m.event(has("in_packageset"), func(e map[string]any) { delete(first(e, "in_packageset"), "repository") })
	}},
	{"an empty in set", func(m *mutable) bool {
		return m.event(has("in_packageset"), func(e map[string]any) { e["in_packageset"] = nil })
	}},
	{"a move to nowhere", func(m *mutable) bool {
		return m.event(func(e map[string]any) bool { return has("out_packageset")(e) && number(e, "action") > "2" },
			func(e map[string]any) { e["out_packageset"] = nil })
	}},
	{"a package twice in a set", func(m *mutable) bool {
		return m.event(has("out_packageset"), func(e map[string]any) {
			set := e["out_packageset"].(map[string]any)
			set["package"] = append(side(e, "out_packageset"), first(e, "out_packageset"))
		})
	}},
	{"a lost module stream", func(m *mutable) bool {
		return m.event(replaced, func(e map[string]any) {
			delete(e, "modulestream_maps")
			first(e, "out_packageset")["modulestreams"] = []any{map[string]any{"name": "perl", "stream": "5.26"}}
		})
	}},
	{"a stream under a key that is not read", func(m *mutable) bool {
		return m.event(replaced, func(e map[string]any) {
			p := first(e, "out_packageset")
			delete(p, "modulestreams")
			p["module_stream"] = map[string]any{"name": "perl", "stream": "5.26"}
		})
	}},
	{"a removal of what another event keeps", func(m *mutable) bool {
		for _, i := range m.rng.Perm(len(m.events)) {
			e := m.events[i]
			if replaced(e) && in(e, "8") {
				m.events = append(m.events, map[string]any{"action": json.Number("1"), "id": json.Number("99999999"),
					"architectures": e["architectures"],
					"in_packageset": e["in_packageset"], "out_packageset": nil, "release": e["release"],
					"initial_release": map[string]any{"major_version": 7, "minor_version": 5, "os_name": "CentOS"}})
				m.writeEvents()
				m.file, m.line, m.what = m.eventsFile(), len(m.events)+1, fmt.Sprint("beside event ", e["id"])
				return true
			}
		}
		return false
	}},
	{"an event twice", func(m *mutable) bool {
		for _, i := range m.rng.Perm(len(m.events)) {
			if e := m.events[i]; replaced(e) && in(e, "8") {
				m.events = append(m.events, e)
				m.writeEvents()
				m.file, m.line, m.what = m.eventsFile(), len(m.events)+1, fmt.Sprint("event ", e["id"])
				return true
			}
		}
		return false
	}},
	{"releases in the wrong order", func(m *mutable) bool {
		return m.event(func(e map[string]any) bool { return e["initial_release"] != nil && in(e, "8") },
			func(e map[string]any) {
				e["initial_release"] = map[string]any{"major_version": 8, "minor_version": 9, "os_name": "CentOS"}
			})
	}},
	{"the name of another system", func(m *mutable) bool {
		return m.event(func(e map[string]any) bool { return e["release"] != nil && in(e, "8") },
			func(e map[string]any) {
				e["release"].(map[string]any)["os_name"] = "Scientific Frobnix"
			})
	}},
	{"a map of another format", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"1.0.0"`, `"1.2.0"`)
	}},
	{"a family that is not there", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"pesid": "`, `"pesid": "no-`)
	}},
	{"a mapping to nowhere", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"source": "`, `"source": "no-`)
	}},
	{"an unknown channel", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"ga"`,
			`"stable"`)
	}},
	{"an unknown type", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"rpm"`,
			`"rpms"`)
	}},
	{"a number for a major", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"major_version": "8"`, `"major_version": 8`)
	}},
	{"a wrong list", func(m *mutable) bool {
		return m.text(m.pick("repomap.json", "_map.json"), `"entries": [`, `"entry": [`)
	}},
	{"broken JSON", func(m *mutable) bool { return m.text(m.pick("repomap.json", "_map.json"), `",`, `"`) }},
	{"a .repo section of another name", func(m *mutable) bool {
		return m.text(m.pick("_repositories.repo", "mariadb.repo", "postgresql.repo"), "[", "[x")
	}},
	{"packages unchecked", func(m *mutable) bool { return m.text(m.pick(".repo"), "gpgcheck=1", "gpgcheck=0") }},
	{"plain http", func(m *mutable) bool { return m.text(m.pick(".repo"), "=https://", "=http://") }},
	{"a section without name", func(m *mutable) bool { return m.text(m.pick(".repo"), "name=", "#name=") }},
	{"a percent sign", func(m *mutable) bool { return m.text(m.pick(".repo"), "https://", "https://%20/") }},
	{"an odd switch", func(m *mutable) bool { return m.text(m.pick(".repo"), "enabled=1", "enabled=yes") }},
	{"a key that is not shipped", func(m *mutable) bool {
		return m.text(m.pick(".repo"), "file:///etc/pki/", "file:///etc/leapp/files/vendors.d/rpm-gpg/")
	}},
	{"a section twice", func(m *mutable) bool {
		file := m.pick("_repositories.repo")
		data := m.files[file].Data
		m.files[file] = &fstest.MapFile{Data: append(slices.Clone(data), append([]byte("\n"), data...)...)}
		m.file, m.what = file, "all of it"
		return true
	}},
	{"a signature in capitals", func(m *mutable) bool {
		file := m.pick(".sigs")
		line := strings.TrimSpace(strings.Split(string(m.files[file].Data), "\n")[0])
		return strings.ToUpper(line) != line && m.text(file, line, strings.ToUpper(line))
	}},
	{"a vendor without signatures", func(m *mutable) bool {
		file := m.pick(".sigs")
		delete(m.files, file)
		name, _ := strings.CutSuffix(file, ".sigs")
		m.file, m.what = name+"_map.json", file
		if m.files[m.file] == nil {
			m.file += "_template"
		}
		return true
	}},
	{"a vendor that everything activates", func(m *mutable) bool {
		name := []string{"mariadb-main", "nginx-stable", "nginx-mainline", "kernelcare"}[m.rng.IntN(4)]
		vendor := strings.TrimSuffix(name, "-main")
		return m.text("vendors.d/"+vendor+"_map.json", `"repoid": "`+name+`"`, `"repoid": "base"`)
	}},
}
