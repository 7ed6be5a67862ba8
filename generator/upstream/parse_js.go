package upstream

import (
	"pes/generator/diag"
	"pes/generator/model"
)

// Parse is not there in browsers, which have no use for all events.
func Parse(*diag.File) ([]*model.Event, diag.List) { return nil, diag.List{} }
