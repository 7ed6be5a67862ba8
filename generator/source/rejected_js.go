package source

import "pes/generator/diag"

// readRejected does nothing in browsers, where nobody suggests events.
func (*parsed) readRejected(*decoder, *diag.File, *Value) {}
