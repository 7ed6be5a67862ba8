//go:build !js

package rules

import _ "embed"

//go:embed rules.toml
var file string
