package source

import "pes/generator/diag"

// readRecord does nothing in browsers, where nobody asks what was released.
func (*parsed) readRecord(*decoder, *diag.File, *Value) {}

// readRejected does nothing in browsers, where nobody suggests events.
func (*parsed) readRejected(*decoder, *diag.File, *Value) {}
