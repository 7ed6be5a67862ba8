package compile

import "pes/generator/model"

// takeLayer does nothing in browsers, which do not get upstream's events: the page that composes events looks for them
// in another way, see upstream.Find.
func (c *compiler) takeLayer() *model.Layer { return nil }
