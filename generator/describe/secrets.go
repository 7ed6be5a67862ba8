package describe

import (
	"regexp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

var (
	userInfo    = regexp.MustCompile(`(://)[^/@\s]*@`)
	secretQuery = regexp.MustCompile(`(?i)([?&])[^=&\s]*(token|password|passwd|secret|apikey|api_key|auth)[^=&\s]*=[^&\s]*&?`)
)

// secretOptions are options of dnf that hold what only one machine may know.
var secretOptions = []string{"username", "password", "proxy_username", "proxy_password", "sslclientkey",
	"sslclientcert"}

// withoutSecrets leaves user names and passwords out of a section, and says so.
func (n *Vendor) withoutSecrets(s model.Section) model.Section {
	var dropped []string
	plain := func(key, v string) string {
		clean := secretQuery.ReplaceAllString(userInfo.ReplaceAllString(v, "$1"), "$1")
		if clean != v {
			dropped = list.AppendNew(dropped, key)
		}
		return strings.TrimRight(clean, "?&")
	}
	s.Options = slices.Clone(s.Options)
	s.Options = slices.DeleteFunc(s.Options, func(o model.Option) bool {
		secret := slices.Contains(secretOptions, strings.ToLower(o.Key))
		if secret {
			dropped = list.AppendNew(dropped, o.Key)
		}
		return secret
	})
	for i := range s.Options {
		if o := &s.Options[i]; slices.Contains(model.AddressKeys, o.Key) || o.Key == "proxy" {
			o.Value = plain(o.Key, o.Value)
		}
	}
	s.Keys = list.Map(s.Keys, func(k model.KeyRef) model.KeyRef {
		k.URL = plain("gpgkey", k.URL)
		return k
	})
	if len(dropped) > 0 {
		n.notef("[%s] has credentials (%s): they are left out, because everything here is published; the machine's "+
			"own .repo file keeps them", s.Repoid, strings.Join(dropped, ", "))
	}
	return s
}
