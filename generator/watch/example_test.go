package watch_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"pes/generator/compile"
	"pes/generator/fetch"
	"pes/generator/source"
	"pes/generator/watch"
)

func Example() {
	files, err := source.Read(os.DirFS("project"), 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	project, _ := source.Parse(files, 4)
	catalog, _ := compile.Compile(project, time.Now())
	addresses, unknown := watch.Addresses(catalog, project)
	problems := watch.Ask(context.Background(), fetch.New(), addresses)
	fmt.Printf("%d of %d do not answer; %d cannot be asked", len(problems.All()), len(addresses), unknown)
}
