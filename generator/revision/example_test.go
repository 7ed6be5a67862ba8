package revision_test

import (
	"fmt"

	"pes/generator/revision"
)

func Example() {
	files, err := revision.Read(".", "v1.2")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range files {
		fmt.Println(f.Path, len(f.Data))
	}
}
