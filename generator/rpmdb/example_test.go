package rpmdb_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"pes/generator/rpmdb"
)

func Example() {
	root, err := os.OpenRoot(".") // such as / or /mnt/disk; no link leads out of it
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Close()
	db, err := rpmdb.Read(root.FS())
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println(err)
		return
	}
	fmt.Println(db.Path, db.Kind, len(db.Packages), err)
	// Output: there is no rpm database in var/lib/rpm or usr/lib/sysimage/rpm: file does not exist
}
