package layout

import (
	"maps"
	"slices"
)

// scripts are those of pages that run a program, in the order in which they run. Such a page loads a megabyte and a
// half of program and data: it shall not wait for a dozen small files as well, so it has one script and one style
// sheet, and those of all pages are in them.
var scripts = map[string][]string{
	"simulate":  {"tools.js", "report.js", "plan.js", "simulate.js"},
	"compose":   {"tools.js", "compose.js"},
	"downloads": {"tools.js", "customise.js"},
}

const toolStyle = "tools.css"

// ofTool reports whether an asset is only for pages that run a program.
func ofTool(name string) bool {
	for _, all := range scripts {
		if slices.Contains(all, name) {
			return true
		}
	}
	return false
}

// publishTools publishes what the pages that run a program load: search is the script of all pages, glue what starts a
// program. The assets of each such page are the others, with its own in place of the style sheet and of that script.
func (l *Layout) publishTools(search, glue []byte) {
	if small, err := minifier().Bytes(types[".js"], slices.Clone(glue)); err == nil {
		glue = small
	}
	next := []byte(";\n") // a script that is made small has no semicolon at its end
	style := l.Publish("program", ".css", slices.Concat(l.parts["style.css"], l.parts[toolStyle]))
	l.tools = map[string]map[string]string{}
	for _, page := range slices.Sorted(maps.Keys(scripts)) {
		script := slices.Concat(search, next, glue)
		for _, name := range scripts[page] {
			script = slices.Concat(script, next, l.parts[name])
		}
		own := maps.Clone(l.assets)
		own["style_css"], own["search_js"] = style, l.Publish(page, ".js", script)
		l.tools[page] = own
	}
}
