package compile

import (
	"pes/generator/model"
	"pes/generator/source"
)

// An acknowledgement is an id of upstream that an event of the project supersedes knowingly.
type acknowledgement struct {
	by *model.Origin
	id source.Int
}

// acknowledge notes the ids of upstream that an event supersedes.
func (c *compiler) acknowledge(by *model.Origin, ids source.Ints) {
	for _, id := range ids.Items {
		by.Supersedes = append(by.Supersedes, uint64(max(id.Value, 0)))
		c.known = append(c.known, acknowledgement{by, id})
	}
}
