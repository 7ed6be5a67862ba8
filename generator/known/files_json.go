//go:build facts_json

package known

import _ "embed"

//go:embed json/distributions.json
var file string

//go:embed json/dnf.json
var dnfFile string

//go:embed json/essential.json
var essentialFile string
