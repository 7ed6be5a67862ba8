//go:build unix

package cli

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"pes/generator/digest"
	"pes/generator/internal/need"
)

// readers are what reads foreign input: a file below a project, or beside it in pub, and the command that reads it.
var readers = []struct {
	name, file string
	args       string
	shapes     []shape
}{
	{"events", "content/events/x.toml", "check", eventShapes},
	{"distribution", "content/distros/x.toml", "check", distroShapes},
	{"vendor", "vendors/x/vendor.toml", "check", vendorShapes},
	{"layer", "content/upstream/el8.events", "check", layerShapes},
	{"rules about upstream", "content/upstream.toml", "check", ruleShapes},
	{"inventory", "content/inventory/acme/8.baseos.packages", "check", inventoryShapes},
	{"upstream", "up.json", "sync upstream up.json", upstreamShapes},
	{"published events", "pub/files/acme/pes-events.json", "audit pub", publishedEvents},
	{"events of a tree", "tree/pes-events.json", "simulate --leapp 0.21 --tree tree --source 7.9 --target 8.10 " +
		"--installed list", publishedEvents},
	{"published map", "pub/files/acme/repomap.json", "audit pub", publishedMaps},
	{"overlay", "pub/files/acme/config.json", "audit pub", jsonShapes},
	{"devices", "pub/files/acme/device_driver_deprecation_data.json", "audit pub", jsonShapes},
	{"repositories", "pub/files/acme/leapp_upgrade_repositories.repo", "audit pub", repoShapes},
	{"signatures", "pub/vendors.d/x.sigs", "audit pub", sigShapes},
	{"key", "pub/vendors.d/rpm-gpg/x.gpg", "audit pub", lineShapes},
	{"list", "list", "simulate --distro acme --source 7.9 --target 8.10 --installed list", listShapes},
	{"requests", "requests", "simulate --trees trees --requests requests", requestShapes},
	{"output", "out/.pes-files", "build --only data --out out", outputShapes},
	{"guide", "content/docs/x.md", "build --only site --out site", guideShapes},
	{"package", "x.rpm", "verify x.rpm", lineShapes},
	{"archive", "x.tar.gz", "verify x.tar.gz", lineShapes},
	{"manifest", "rel/manifest.json", "verify rel", jsonShapes},
	{"checksums", "rel2/SHA256SUMS", "verify rel2", lineShapes},
	{"public key", "x.asc", "verify rel --key x.asc", lineShapes},
}

// Whatever an input is made of, twice as much of it takes at most two and a half times the time of the processor, and a
// large one ends soon: by being read, or by a message that says which limit it passes.
func TestGrowth(t *testing.T) {
	enough := 150 * time.Millisecond
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // otherwise the garbage collector fills the time of idle processors
	n, step := 0, 3/need.Repeat(1, 3)               // one shape of three is tried, and each where campaigns are long
	for _, r := range readers {
		for _, s := range r.shapes {
			if n++; n%step != 0 {
				continue
			}
			t.Run(r.name+"/"+s.name, func(t *testing.T) {
				dir := growthProject(t)
				name := filepath.Join(dir, filepath.FromSlash(r.file))
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				args := strings.Fields(r.args)
				for i, arg := range args {
					if _, err := os.Lstat(filepath.Join(dir, arg)); err == nil || strings.HasPrefix(r.file, arg) {
						args[i] = filepath.Join(dir, arg)
					}
				}
				args = append([]string{"-C", dir}, args...)
				for _, n := range []int{need.Repeat(1, 20) * 12 << 10, need.Repeat(0, 2) << 20} {
					if n == 0 {
						continue
					}
					once, twice := cost(t, name, s.make(n), args), cost(t, name, s.make(2*n), args)
					for try := 0; try < 4 && twice > enough && twice > once*5/2; try++ {
						once = min(once, cost(t, name, s.make(n), args))
						twice = min(twice, cost(t, name, s.make(2*n), args))
					}
					if twice > enough && twice > once*5/2 {
						t.Errorf("%d bytes take %v, twice as many %v", n, once, twice)
					}
					if twice > 10*time.Second {
						t.Errorf("%d bytes take %v", 2*n, twice)
					}
				}
			})
		}
	}
}

// growthProject is a small project, with what commands want beside the input.
func growthProject(t *testing.T) string {
	t.Helper()
	dir := acme(t)
	for name, text := range map[string]string{
		"list": "bash-4.2.46-34.el7.x86_64\n", "pub/files/acme/pes-events.json": `{"packageinfo": []}`,
		"content/upstream/origin.toml": "file = \"x\"\nevents = 0\nsha256 = \"\"\nlayer = \"" + digest.Hex(nil) +
			"\"\n",
		"tree/repomap.json": `{"version_format": "1.2.1", "provided_data_streams": ["3.1"], "repositories": [], "mapping": [
 {"source_major_version": "7", "target_major_version": "8", "entries": []}]}`,
		"tree/leapp_upgrade_repositories.repo": "", "trees/x": "", "rel/SHA256SUMS": "", "out/.pes-files": "\n",
		"site/.pes-files": "\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// cost is the time of the processor that a command takes with an input.
func cost(t *testing.T, name, text string, args []string) time.Duration {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	before := processor(t)
	Run(args, io.Discard, io.Discard)
	return processor(t) - before
}

// processor is the time that this process has computed.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
