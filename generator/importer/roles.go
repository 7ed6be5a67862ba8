package importer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"pes/generator/source"
)

// known is what a folder name of leapp-data tells: the name people write, ID of /etc/os-release, words in os_name.
type known struct{ name, osID, homepage string }

var distros = map[string]known{
	"almalinux":   {"AlmaLinux", "almalinux", "https://almalinux.org"},
	"centos":      {"CentOS Stream", "centos", "https://www.centos.org"},
	"cloudlinux":  {"CloudLinux", "cloudlinux", "https://www.cloudlinux.com"},
	"eurolinux":   {"EuroLinux", "eurolinux", "https://euro-linux.com"},
	"ol":          {"Oracle Linux", "ol", "https://www.oracle.com/linux/"},
	"oraclelinux": {"Oracle Linux", "ol", "https://www.oracle.com/linux/"},
	"rocky":       {"Rocky Linux", "rocky", "https://rockylinux.org"},
	"scientific":  {"Scientific Linux", "scientific", "https://scientificlinux.org"},
}

// Title is what people call the distribution of a folder of leapp-data; the folder where nobody knows.
func Title(folder string) string {
	if k, ok := distros[folder]; ok {
		return k.name
	}
	return folder
}

// onlySources are systems that data never leads to; an initial release of theirs names them. Any other os_name of an initial
// release is not trusted: Leapp does not read it and many are wrong.
var onlySources = map[string]string{"scientific": "scientific", "scientific linux": "scientific"}

// roleAliases are the words distributions use for the same repository.
var roleAliases = map[string]string{
	"base": "base", "updates": "updates",
	"baseos": "baseos", "baseos-latest": "baseos",
	"appstream": "appstream",
	"crb":       "crb", "powertools": "crb", "codeready": "crb", "codeready-builder": "crb",
	"ha": "ha", "highavailability": "ha", "high-availability": "ha",
	"resilientstorage": "resilientstorage", "resilient-storage": "resilientstorage",
	"rt": "rt", "nfv": "nfv", "sap": "sap", "saphana": "saphana", "sap-hana": "saphana",
	"extras": "extras", "plus": "plus", "addons": "addons", "uek": "uek", "devel": "devel",
}

// rolePrefix is a distribution's word before the role: almalinux8-, ol9-, rhel-8-, certify-.
var rolePrefix = regexp.MustCompile(`^(?:certify|[a-z]+-?([0-9]+))-`)

var trailingMajor = regexp.MustCompile(`-([0-9]+)$`)

// bareName makes a name for a role of a PES ID or repoid that cannot be one itself.
func bareName(s string) string {
	s = strings.Map(func(r rune) rune {
		if source.ValidName(string(r)) {
			return r
		}
		return '-'
	}, s)
	if reserved[s] || s == "" {
		s += "-repo"
	}
	return s
}

// roleName recognises the role of a PES ID and the major it names, if it does; an unknown repository is a role of its own name.
func roleName(pesid string) (role string, recognised bool) {
	word := strings.ToLower(strings.ReplaceAll(pesid, "_", "-"))
	if a, ok := roleAliases[word]; ok {
		return a, true
	}
	if m := rolePrefix.FindString(word); m != "" {
		word = strings.TrimPrefix(word, m)
	}
	word = trailingMajor.ReplaceAllString(word, "")
	if a, ok := roleAliases[word]; ok {
		return a, true
	}
	return bareName(pesid), false
}

// majorIn is the release a PES ID names, such as 8 in rocky8-appstream or 9 in certify-baseos-9; 0 when it names none.
func majorIn(pesid string) int {
	word := strings.ToLower(strings.ReplaceAll(pesid, "_", "-"))
	for _, re := range []*regexp.Regexp{rolePrefix, trailingMajor} {
		if m := re.FindStringSubmatch(word); len(m) > 1 && m[1] != "" {
			n := 0
			for _, c := range m[1] {
				n = n*10 + int(c-'0')
			}
			return n
		}
	}
	return 0
}

// placeholders of templates, and the role each stands for.
var placeholders = map[string]string{"{baseos}": "baseos", "{appstream}": "appstream", "{powertools}": "crb", "{crb}": "crb", "{ha}": "ha", "{extras}": "extras"}

// roleOrder is the order in which people think of repositories; others follow by name.
var roleOrder = []string{"base", "updates", "baseos", "appstream", "crb", "ha", "resilientstorage", "rt", "nfv", "sap", "saphana", "extras", "plus", "addons", "uek", "devel"}

func compareRoles(a, b string) int {
	rank := func(s string) int {
		if i := slices.Index(roleOrder, s); i >= 0 {
			return i
		}
		return len(roleOrder)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b))
}
