// Package address knows where the pages of the site are: each is a folder below the root, with a slash at the end.
//
// Whatever people named becomes part of an address by [Segment], and part of a file name by [File]; see the example.
package address

import "strings"

// Package is the page of a package.
func Package(name string) string { return "p/" + Segment(name) + "/" }

// Distro is the page of a distribution, by its folder.
func Distro(folder string) string { return "distro/" + Segment(folder) + "/" }

// Path is the page of an upgrade path, such as 7-8.
func Path(path string) string { return "path/" + path + "/" }

// DistroPath is the page of an upgrade path of one distribution.
func DistroPath(path, folder string) string { return Path(path) + Segment(folder) + "/" }

// Vendor is the page of a vendor, by its folder.
func Vendor(name string) string { return "vendor/" + Segment(name) + "/" }

// Repository is the page of a repository, by its PES ID.
func Repository(pesid string) string { return "repo/" + Segment(pesid) + "/" }

// Tag is the page of a tag.
func Tag(name string) string { return "tag/" + Segment(name) + "/" }

// Releases is the page of all recorded releases; there is none where none is recorded.
const Releases = "changes/"

// Release is the page of a recorded release.
func Release(version string) string { return Releases + Segment(version) + "/" }

// Channel is the page of a release channel.
func Channel(name string) string { return "channel/" + Segment(name) + "/" }

// Escape makes an address of the path of a file.
func Escape(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = Segment(p)
	}
	return strings.Join(parts, "/")
}
