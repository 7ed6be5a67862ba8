package document_test

import (
	"os"

	"pes/generator/plan"
	"pes/generator/plan/document"
)

var small = &plan.Plan{Machine: "web", Title: "CentOS Linux 7.9 to AlmaLinux 8.10", Verdict: "Nothing stops it.",
	Facts: []plan.Fact{{Name: "Machine", Text: "web"}},
	Parts: []plan.Part{{Title: "Before", Steps: []plan.Step{{ID: "a1", Do: "Dump the <databases>",
		Why: "Old *files* may not be read.", Commands: []string{"pg_dumpall > all.sql"}}}}}}

func ExampleMarkdown() {
	_ = document.Markdown(os.Stdout, small)
	// Output:
	// # Upgrade plan: CentOS Linux 7.9 to AlmaLinux 8.10
	//
	// **Nothing stops it.**
	//
	// - Machine: web
	//
	// ## Before
	//
	// - [ ] **Dump the \<databases\>.** Old \*files\* may not be read.
	//
	//   ```sh
	//   pg_dumpall > all.sql
	//   ```
}
