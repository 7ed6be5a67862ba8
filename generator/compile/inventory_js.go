package compile

import "pes/generator/model"

// inventories are not there in browsers, where nothing asks for them.
func (*compiler) inventories() []*model.Inventory { return nil }

// records are not there either.
func (*compiler) records() []*model.Record { return nil }
