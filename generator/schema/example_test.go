package schema_test

import (
	"encoding/json"
	"fmt"

	"pes/generator/schema"
)

// The schema of files with events offers the roles of the project.
func ExampleOf() {
	text, err := schema.Of("event", schema.Words{Roles: []string{"baseos"}})
	if err != nil {
		panic(err)
	}
	var s struct {
		Title      string
		Properties struct{ Removed struct{ Description string } }
	}
	if err := json.Unmarshal(text, &s); err != nil {
		panic(err)
	}
	fmt.Println(s.Title)
	fmt.Println(s.Properties.Removed.Description)
	// Output:
	// Package evolution events
	// the package no longer exists, and nothing replaces it
}
