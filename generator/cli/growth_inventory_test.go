package cli

const inventoryHead = "release 8.10\ncomplete\narches x86_64\n\n"

// inventoryShapes are inventories.
var inventoryShapes = []shape{
	{"sources", many(inventoryHead, "p%d 1.%[1]d\n", "", "")},
	{"same source", many(inventoryHead, "p 1\n", "", "")},
	{"packages of a source", many(inventoryHead+"p 1: ", "-s%d", " ", "\n")},
	{"same package of a source", many(inventoryHead+"p 1: ", "-s", " ", "\n")},
	{"streams", many(inventoryHead, "[m:%d]\np 1\n", "", "")},
	{"streams alone", many(inventoryHead, "[m:%d]\n", "", "")},
	{"same stream", many(inventoryHead, "[m:1]\n", "", "")},
	{"absent streams", many(inventoryHead, "[m:%d absent]\n", "", "")},
	{"absent packages", many(inventoryHead, "- p%d\n", "", "")},
	{"properties", many(inventoryHead+"p 1\n", "  provides p: q%d\n", "", "")},
	{"properties of many", func(n int) string {
		return many(inventoryHead+"p 1: ", "-s%d", " ", "\n")(n/2) + many("", "  needs -s%d: q\n", "", "")(n/2)
	}},
	{"properties from the end", func(n int) string {
		return many(inventoryHead+"p 1: ", "-s%d", " ", "\n")(n/2) + many("", "  needs -s0: q\n", "", "")(n/2)
	}},
	{"values", many(inventoryHead+"p 1\n  provides p: ", "q%d", " ", "\n")},
	{"architectures of a package", many(inventoryHead+"p 1: p/", "x86_64", ",", "\n")},
	{"architectures", many("arches", " x86_64", "", "\n\np 1\n")},
	{"metadata", many("", "repomd x86_64 "+digestOfNothing+"\n", "", "\np 1\n")},
	{"heads", many("", "release 8.10\n", "", "\np 1\n")},
	{"unknown words", many("", "x y z\n", "", "")},
	{"unknown properties", many(inventoryHead+"p 1\n", "  x p: y\n", "", "")},
	{"properties of nothing", many(inventoryHead, "  x p: y\n", "", "")},
	{"long name", many(inventoryHead, "p", "", " 1\n")},
	{"long version", many(inventoryHead+"p ", "1", "", "\n")},
	{"signs of versions", many(inventoryHead+"p 1: ", "=", "", "\n")},
	{"brackets", many(inventoryHead, "[", "", "\n")},
	{"comments", many("", "# x\n", "", "")},
	{"blank", many(inventoryHead, "\n", "", "")},
	{"garbage lines", many("", "\x01\n", "", "")},
}

const digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
