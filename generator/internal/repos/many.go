package repos

import (
	"fmt"
	"math/rand/v2"
)

var words = []string{"amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "indigo", "juniper",
	"kelp", "lotus", "maple", "north", "onyx", "pearl", "quartz", "river", "slate", "thorn"}

var parts = []string{"", "-libs", "-devel", "-doc", "-tools", "-common"}

// Many makes up a repository of n packages, always the same ones: four in a source package, with what packages provide,
// require, obsolete and hold, about 4 KB of primary each; a tenth is in module streams.
func Many(n int) Repository {
	random := rand.New(rand.NewPCG(18, 2026))
	r := Repository{Defaults: map[string]string{}}
	for source := 0; len(r.Packages) < n; source++ {
		base := fmt.Sprintf("%s-%s%d", words[random.IntN(len(words))], words[random.IntN(len(words))], source)
		evr := fmt.Sprintf("%d.%d.%d-%d.el9", random.IntN(30), random.IntN(20), random.IntN(9), 1+random.IntN(40))
		if random.IntN(10) == 0 {
			evr = "1:" + evr
		}
		first := len(r.Packages)
		for _, part := range parts[:min(n-first, 1+random.IntN(len(parts)))] {
			r.Packages = append(r.Packages, made(random, base, part, evr))
		}
		if source%10 == 0 {
			s := Stream{Name: base, Stream: fmt.Sprint(1 + random.IntN(20))}
			for _, p := range r.Packages[first:] {
				s.Artifacts = append(s.Artifacts, p.NEVRA())
			}
			r.Streams = append(r.Streams, s)
			if source%20 == 0 {
				r.Defaults[s.Name] = s.Stream
			}
		}
	}
	return r
}

// made is a package of a source package.
func made(random *rand.Rand, base, part, evr string) Package {
	p := Package{Name: base + part, EVR: evr, Arch: "x86_64", Source: base}
	if part == "-doc" || part == "-common" {
		p.Arch = "noarch"
	}
	p.Provides = []string{p.Name + " = " + evr, p.Name + "(x86-64) = " + evr}
	for i := range random.IntN(6) {
		p.Provides = append(p.Provides, fmt.Sprintf("lib%s-%d.so.%d()(64bit)", p.Name, i, random.IntN(9)))
	}
	p.Requires = []string{"/bin/sh", "rtld(GNU_HASH)", "rpmlib(PayloadIsZstd) <= 5.4.18-1", "libc.so.6()(64bit)"}
	for range 8 + random.IntN(16) {
		p.Requires = append(p.Requires, fmt.Sprintf("lib%s.so.%d(LIB_%d.%d)(64bit)", words[random.IntN(len(words))],
			random.IntN(9), random.IntN(3), random.IntN(30)))
	}
	if part != "" {
		p.Requires = append(p.Requires, base+" = "+evr)
	}
	if random.IntN(20) == 0 {
		p.Obsoletes = []string{fmt.Sprintf("%s-old%s < %s", base, part, evr)}
	}
	if random.IntN(3) == 0 {
		p.Recommends = []string{base + "-extras"}
	}
	for i := range random.IntN(10) {
		p.Files = append(p.Files, []string{
			fmt.Sprintf("/usr/bin/%s-%d", p.Name, i), fmt.Sprintf("/etc/%s/%d.conf", p.Name, i),
		}[random.IntN(2)])
	}
	return p
}
