package fate

// A Journey is what upgrades do to one machine, one after the other: each upgrades the machine that the one before it
// leaves. Most machines make one hop.
type Journey struct {
	Name string `json:"machine"`
	Hops []*Hop `json:"hops"`
}

// A Hop is one upgrade of a journey, from one major release to the next.
type Hop struct {
	Title  string `json:"title"`  // what is upgraded to what, with which data
	Source string `json:"source"` // releases: 7.9
	Target string `json:"target"`
	Leapp  string `json:"leapp"` // the Leapp version
	Data   string `json:"data"`  // what the machine is upgraded with, as people call it
	*Result
}
