package subjects_test

import (
	"fmt"

	"pes/generator/subjects"
)

func ExampleOf() {
	fmt.Println(subjects.Of([]string{"libraries", "web"}, "httpd").Title) // the first tag decides
	fmt.Println(subjects.Of(nil, "php-pecl-zip").Guide)
	fmt.Println(subjects.Of(nil, "google-noto-sans-fonts").Title)
	fmt.Println(subjects.Of(nil, "zzuf").Title)
	// Output:
	// Libraries
	// web-and-php/
	// Fonts and languages
	// Other packages
}

func ExampleRank() {
	fmt.Println(subjects.Rank("kernel") < subjects.Rank("httpd"))
	fmt.Println(subjects.Rank("httpd") < subjects.Rank("zzuf"), subjects.Rank("zzuf") == subjects.Unlisted)
	// Output:
	// true
	// true true
}
