package rules

import _ "embed"

// What browsers load is short: the texts of the reference are not needed there.
//
//go:embed short.toml
var file string
