package sample

import (
	"bytes"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

// RandomEvents are events whose packages do not meet, so that no rule about pairs objects.
func RandomEvents(r *rand.Rand, n int, roles []string) (out []string) {
	role := func() string { return roles[r.IntN(len(roles))] }
	for i := range n {
		name := func(k int) string { return fmt.Sprintf("p%d-%c", i, 'a'+k) }
		in, from := "base", "7.7"
		if r.IntN(4) == 0 {
			from = "7.9"
		}
		extra := ""
		if r.IntN(3) == 0 {
			extra = "arches = [\"x86_64\"]\n"
		}
		head := func(action string) string {
			return fmt.Sprintf("[[%s]]\nfrom = %q\nto = \"8.%d\"\n%s", action, from, r.IntN(3)*i%2, extra)
		}
		switch i % 7 {
		case 0:
			out = append(out, fmt.Sprintf("%sin = \"%s@%s\"\n", head("removed"), name(0), in))
		case 1:
			out = append(out, fmt.Sprintf("%sin = [\"%s@%s\"]\nout = [\"%s@%s\", \"%s@%s\"]\n", head("split"), name(0),
				in, name(1), role(), name(2), role()))
		case 2:
			out = append(out, fmt.Sprintf("%sin = [\"%s@%s\", \"%s@%s\"]\nout = \"%s@%s\"\n", head("merged"), name(1),
				in, name(0), in, name(2), role()))
		case 3:
			out = append(out, fmt.Sprintf("%sin = \"%s@%s\"\nout_repo = %q\n", head("moved"), name(0), in, role()))
		case 4:
			out = append(out, fmt.Sprintf("%sin = \"%s@%s\"\nout = \"%s@%s/perl:5.26\"\nstreams = { \"-\" = "+
				"\"perl:5.26\" }\n", head("replaced"), name(0), in, name(1), role()))
		case 5:
			out = append(out, fmt.Sprintf("[[present]]\nto = \"8.0\"\nin = \"%s@%s\"\n%s", name(0), role(), extra))
		default:
			out = append(out, fmt.Sprintf("%sin = \"%s@=odd-%d\"\nout = \"%s@%s\"\n", head("renamed"), name(0),
				r.IntN(3), name(1), role()))
		}
	}
	return out
}

// Random has distributions with names known and unknown to the importer, roles of any name, and vendors.
func Random(r *rand.Rand) Project {
	p := Project{"content/distros/centos.toml": "name = \"CentOS\"\narches = [\"x86_64\"]\n[release.7.base]\npesid = " +
		"\"base\"\n[release.7.updates]\npesid = \"updates\"\n"}
	roles := []string{"baseos", "appstream", "crb", "odd-role"}[:2+r.IntN(3)]
	arches := []string{`["x86_64"]`, `["x86_64", "aarch64"]`, `["aarch64", "ppc64le", "x86_64"]`}
	folders := []string{"almalinux", "rocky", "acme", "zeta"}[r.IntN(3):]
	for _, d := range folders {
		var b strings.Builder
		fmt.Fprintf(&b, "name = %q\narches = %s\n", strings.ToUpper(d), arches[r.IntN(3)])
		for _, n := range []int{8, 9} {
			for _, role := range roles {
				fmt.Fprintf(&b, "[release.%d.%s]\npesid = \"%s%d-%s\"\nrepoid = \"%[3]s-%[2]s-%[1]d\"\n", n, role, d, n,
					role)
				fmt.Fprintf(&b, "repo = { name = \"%s %d\", baseurl = \"https://%s.example/%d/%s/\", enabled = %d, "+
					"key = \"file:///etc/key\" }\n", role, n, d, n, role, r.IntN(2))
				if n == 8 && r.IntN(2) == 0 {
					fmt.Fprintf(&b, "source = { pesid = %q, repoid = [%q, \"other-%s\"] }\n", "src-"+role, role, role)
				}
			}
			if r.IntN(2) == 0 && n == 8 {
				fmt.Fprintf(&b, "[release.8]\nrename = { \"p0-a\" = \"%s-p0\", \"p1-b\" = \"%s-p1\" }\n", d, d)
			}
		}
		fmt.Fprintf(&b, "[[path]]\nfrom = 7\nto = 8\nsources = [\"centos\"]\n[path.map]\nbase = [%q, %q]\nupdates = "+
			"[]\n", roles[0], roles[1])
		fmt.Fprintf(&b, "[[path]]\nfrom = 8\nto = 9\n[path.map]\n")
		for _, role := range roles {
			fmt.Fprintf(&b, "%s = [%q]\n", role, role)
		}
		p["content/distros/"+d+".toml"] = b.String()
	}
	allow := "allow = [\"missing-architecture\"]\n"
	for i, e := range RandomEvents(r, 14, roles) {
		if r.IntN(4) == 0 {
			e += fmt.Sprintf("only = [%q]\n", folders[r.IntN(len(folders))])
		}
		p[fmt.Sprintf("content/events/%d.toml", i)] = e + allow
	}
	for _, d := range folders { // every path has an event for every architecture
		p["content/events/always-"+d+".toml"] = fmt.Sprintf("[[removed]]\nin = \"always-8-%s@base\"\nfrom = "+
			"\"7.7\"\nto = \"8.0\"\nonly = [%q]\n[[removed]]\nin = \"always-9-%[1]s@baseos\"\nfrom = \"8.5\"\nto = "+
			"\"9.0\"\nonly = [%[2]q]\n", d, d)
	}
	randomVendors(r, p, folders)
	return p
}

//go:embed key.asc
var testKey string

// randomVendors adds up to three vendors: for everybody or for one distribution, the same for each target or not.
func randomVendors(r *rand.Rand, p Project, folders []string) {
	for i := range r.IntN(4) {
		v := fmt.Sprintf("vendor%d", i)
		var b strings.Builder
		fmt.Fprintf(&b, "signatures = [\"000000000000000%d\"]\npaths = [\"7-8\", \"8-9\"]\n", i)
		b.WriteString("allow = [\"key-from-network\", \"architecture-gap\", \"missing-architecture\"]\n")
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "distros = [%q]\n", folders[r.IntN(len(folders))])
		}
		arches := []string{"", "arches = [\"x86_64\"]\n",
			"arches = [\"x86_64\", \"aarch64\"]\nsource_arches = [\"x86_64\"]\n"}[r.IntN(3)]
		to := []string{"", "to = [\"main\", \"@appstream\"]\n"}[r.IntN(2)]
		fmt.Fprintf(&b, "[repository.main]\nsource = %q\ntarget = \"el{major}-%[1]s\"\n%s%s", v, arches, to)
		fmt.Fprintf(&b, "repo = { name = \"%[1]s {major}\", baseurl = \"https://%[1]s.example/{major}/\", key = "+
			"\"k.asc\" }\n", v)
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "[repository.b]\nchannel = \"beta\"\nrepo = { name = \"b\", baseurl = "+
				"\"https://%[1]s.example/b/\", key = \"https://%[1]s.example/key\" }\n"+
				"[repository.b.target.8]\nsource = \"%[1]s-b\"\npesid = \"el8-%[1]s-b\"\n"+
				"[repository.b.target.9]\nsource = \"%[1]s-b9\"\npesid = \"el9-%[1]s-b\"\nrepoid = \"%[1]s_nine\"\n", v)
		}
		p["vendors/"+v+"/vendor.toml"] = b.String()
		p["vendors/"+v+"/keys/k.asc"] = testKey
		p["vendors/"+v+"/e.toml"] = fmt.Sprintf("[[renamed]]\nin = \"%[1]s-old@main\"\nout = "+
			"\"%[1]s-new@main\"\nfrom = \"7.9\"\nto = \"8.0\"\n"+
			"[[removed]]\nin = \"%[1]s-gone@main\"\nfrom = \"8.4\"\nto = \"9.0\"\n", v)
	}
}

// Corrupt cuts, flips, doubles or overwrites a few bytes.
func Corrupt(r *rand.Rand, data []byte) []byte {
	if len(data) == 0 {
		return []byte{0}
	}
	out := bytes.Clone(data)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(out))
		switch r.IntN(5) {
		case 0:
			out = out[:at]
		case 1:
			out[at] ^= 1 << r.IntN(8)
		case 2:
			out[at] = "\x00\n\"{}[],:%=\xff"[r.IntN(12)]
		case 3:
			end := min(len(out), at+r.IntN(200))
			out = append(out[:end:end], out[at:]...)
		default:
			end := min(len(out), at+r.IntN(50))
			out = append(out[:at:at], out[end:]...)
		}
		if len(out) == 0 {
			return out
		}
	}
	return out
}
