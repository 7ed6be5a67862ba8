package sosreport_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"pes/generator/sosreport"
)

// What an unpacked sosreport says of a package: rpm its version, yum the repository that it came from.
func ExampleRead() {
	dir, err := os.MkdirTemp("", "sosreport-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{
		"installed-rpms": "bash-4.2.46-34.el7.x86_64     Tue Feb  2 09:01:00 2021\n",
		"sos_commands/yum/yum_list_installed": "Installed Packages\n" +
			"bash.x86_64      4.2.46-34.el7      @base\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	list, err := sosreport.Read(dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range list.Packages {
		fmt.Println(p.Name, p.EVR, p.Arch, "from", p.Repoid)
	}
	// Output: bash 4.2.46-34.el7 x86_64 from base
}
