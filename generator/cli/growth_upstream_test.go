package cli

const (
	removedHeader = "[removed 7.7 8.0]\n"
	renamedHeader = "[renamed 7.7 8.0]\n"
)

// layerShapes are files of the layer of upstream's events.
var layerShapes = []shape{
	{"events", many(removedHeader, "p%d@base #1%[1]d\n", "", "")},
	{"headers", many("", removedHeader+"p%d@base #1%[1]d\n", "", "")},
	{"headers alone", many("", removedHeader, "", "")},
	{"releases", many("", "[removed 7.7 8.%d]\np@base #1%[1]d\n", "", "")},
	{"same event", many(removedHeader, "p@base #1\n", "", "")},
	{"same package", many(removedHeader, "p@base #1%d\n", "", "")},
	{"same in", many("[replaced 7.7 8.0]\n", "p@base > q%d@BaseOS #1%[1]d\n", "", "")},
	{"same out", many("[replaced 7.7 8.0]\n", "p%d@base > q@BaseOS #1%[1]d\n", "", "")},
	{"chain", chain(renamedHeader + "p%d@base > p%d@BaseOS #1%[1]d\n")},
	{"chain of one major", chain("[renamed 8.0 8.1]\np%d@BaseOS > p%d@BaseOS #1%[1]d\n")},
	{"of ours", many("[replaced 7.7 8.0]\n", "a@base > q%d@BaseOS #1%[1]d\n", "", "")},
	{"in", many(removedHeader, "p%d@base", " ", " #1\n")},
	{"sets of the most packages", many("[replaced 7.7 8.0]\n", longSet("p%d@base #1%[1]d\n"), "", "")},
	{"in same", many(removedHeader, "p@base", " ", " #1\n")},
	{"out", many("[split 7.7 8.0]\na@base > ", "p%d@BaseOS", " ", " #1\n")},
	{"out and in", many("[moved 7.7 8.0]\n", "p%d@base", " ", " > @BaseOS #1\n")},
	{"repositories of out", many("[moved 7.7 8.0]\na@base > ", "@r%d", " ", " #1\n")},
	{"signs", many("[moved 7.7 8.0]\na@base ", ">", " ", " @BaseOS #1\n")},
	{"ids", many("[moved 7.7 8.0]\na@base ", "#1%d", " ", "\n")},
	{"repositories", many(removedHeader, "p%d@r%[1]d #1%[1]d\n", "", "")},
	{"streams", many(removedHeader+"p@base/", "m:%d", ",", " #1\n")},
	{"maps", many(removedHeader+"p@base streams=", "m:%d=-", ",", " #1\n")},
	{"maps of events", many(removedHeader, "p%d@base/m:1,m:2 streams=m:1=-,m:2=m:3 #1%[1]d\n", "", "")},
	{"architectures", many(removedHeader+"p@base arches=", "x86_64", ",", " #1\n")},
	{"long name", many(removedHeader, "p", "", "@base #1\n")},
	{"long repository", many(removedHeader+"p@", "p", "", " #1\n")},
	{"long id", many(removedHeader+"p@base #", "1", "", "\n")},
	{"ats", many(removedHeader+"p", "@", "", "base #1\n")},
	{"comments", many("", "# x\n", "", "")},
	{"signs of comments", many("", "#x\n", "", "")},
	{"blank", many("", "\n", "", "")},
	{"line ends of Windows", many("", "\r\n", "", "")},
	{"spaces", many(removedHeader, " ", "", "p@base #1\n")},
	{"brackets", many("", "[", "", "\n")},
	{"garbage", many("", "\x01", "", "")},
	{"garbage lines", many("", "\x01\n", "", "")},
}

// longSet are some hundred packages before another one.
func longSet(piece string) string { return many("", "s%d@base", " ", " ")(5000) + piece }

// ruleShapes are rules about upstream's events.
var ruleShapes = []shape{
	{"roles", many("", "[[role]]\nrepositories = [\"rhel7-r%d\"]\nrole = \"baseos\"\n", "", "")},
	{"same roles", many("", "[[role]]\nrepositories = [\"rhel7-r\"]\nrole = \"baseos\"\n", "", "")},
	{"repositories of a role", many("[[role]]\nrole = \"baseos\"\nrepositories = [", "\"rhel7-r%d\"", ",", "]\n")},
	{"absent", many("", "[[absent]]\npackages = [\"p%d\"]\n", "", "")},
	{"same absent", many("", "[[absent]]\npackages = [\"p\"]\n", "", "")},
	{"absent packages", many("[[absent]]\npackages = [", "\"p%d\"", ",", "]\n")},
	{"absent repositories", many("[[absent]]\nrepositories = [", "\"rhel7-r%d\"", ",", "]\n")},
	{"only", many("[[absent]]\npackages = [\"p\"]\nonly = [", "\"d%d\"", ",", "]\n")},
	{"empty rules", many("", "[[absent]]\n", "", "")},
	{"allow", many("allow = [", "\"r%d\"", ",", "]\n")},
}

// upstreamShapes are files of upstream.
var upstreamShapes = append([]shape{
	{"events of ids", many(upstreamOpen, upstreamEvent+`"name": "p%d", "repository": "rhel7-base"}]}}`, ",\n", "]}")},
	{"events of one package", many(upstreamOpen, upstreamEvent+`"name": "p", "repository": "rhel7-r%d"}]}}`, ",\n",
		"]}")},
	{"unwritable names", many(upstreamOpen, upstreamEvent+`"name": "#%d", "repository": "rhel7-base"}]}}`, ",\n",
		"]}")},
	{"repositories", many(upstreamOpen, upstreamEvent+`"name": "p%d", "repository": "r%[1]d"}]}}`, ",\n", "]}")},
}, publishedEvents...)

const (
	upstreamOpen  = `{"provided_data_streams": ["5.0"], "packageinfo": [`
	upstreamEvent = `{"action": 1, "id": 1%[1]d, "initial_release": {"major_version": 7, "minor_version": 7},
 "release": {"major_version": 8, "minor_version": 0}, "architectures": ["x86_64"],
 "in_packageset": {"package": [{`
)
