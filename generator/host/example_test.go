package host_test

import (
	"fmt"
	"os"

	"pes/generator/host"
	"pes/generator/internal/roots"
)

// What a machine says of itself. This one has no dnf.
func Example() {
	dir, err := os.MkdirTemp("", "pes-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	err = roots.Write(dir, "bash 4.4.20-5.el8 x86_64 51d6647ec21ad6ea baseos\n", false)
	if err != nil {
		fmt.Println(err)
		return
	}
	root, err := host.OpenDir(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Close()
	list, err := host.Read(root, "web01")
	if err != nil {
		fmt.Println(err)
		return
	}
	bash := list.Packages[0]
	fmt.Println(bash.Name, bash.EVR, bash.Arch, bash.Repoid, bash.Signature)
	for _, note := range list.Notes {
		fmt.Println(note)
	}
	// Output:
	// bash 4.4.20-5.el8 x86_64 baseos 51d6647ec21ad6ea
	// there is no /etc/os-release: the system is the one that packages name
	// there is no folder with .repo files, as /etc/yum.repos.d: which repositories are enabled is not known
}
