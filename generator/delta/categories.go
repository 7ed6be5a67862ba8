package delta

import (
	_ "embed"
	"sync"

	"pes/generator/facts"
)

//go:embed categories.toml
var categoriesFile string

// categoryWords are what reports say of a category; categories.toml explains the fields.
type categoryWords struct{ Title, Lead, One, Many string }

var readCategories = sync.OnceValue(func() map[Category]categoryWords {
	return facts.Read[map[Category]categoryWords](categoriesFile)
})

// Title is the heading of a category.
func Title(c Category) string { return readCategories()[c].Title }

// Lead is a sentence below the heading, "" where it says enough.
func Lead(c Category) string { return readCategories()[c].Lead }
