//go:build !facts_json

package known

import _ "embed"

//go:embed distributions.toml
var file string

//go:embed dnf.toml
var dnfFile string

//go:embed essential.toml
var essentialFile string
