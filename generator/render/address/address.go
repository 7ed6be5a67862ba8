// Package address knows where the pages of the site are: each is a folder below the root, with a slash at the end.
//
// [Segment] makes part of an address from any name, [File] part of a file name; see the example.
package address

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"pes/generator/list"
)

// Package is the page of a package.
func Package(name string) string { return "p/" + Segment(name) + "/" }

// Distro is the page of a distribution, by its folder.
func Distro(folder string) string { return "distro/" + Segment(folder) + "/" }

// Path is the page of an upgrade path, such as 7-8.
func Path(path string) string { return "path/" + path + "/" }

// DistroPath is the page of an upgrade path of one distribution.
func DistroPath(path, folder string) string { return Path(path) + Segment(folder) + "/" }

// Major is the page of a major release, over all distributions; there is one where there are inventories.
func Major(n int) string { return "el/" + strconv.Itoa(n) + "/" }

// Vendor is the page of a vendor, by its folder.
func Vendor(name string) string { return "vendor/" + Segment(name) + "/" }

// Repository is the page of a repository, by its PES ID.
func Repository(pesid string) string { return "repo/" + Segment(pesid) + "/" }

// Tag is the page of a tag.
func Tag(name string) string { return "tag/" + Segment(name) + "/" }

// Upstream is the page of upstream's events; there is none where a project has none.
const Upstream = "upstream/"

// Releases is the page of all recorded releases; there is none where none is recorded.
const Releases = "changes/"

// Release is the page of a recorded release.
func Release(version string) string { return Releases + Segment(version) + "/" }

// Channel is the page of a release channel.
func Channel(name string) string { return "channel/" + Segment(name) + "/" }

// Escape makes an address of the path of a file.
func Escape(path string) string {
	return strings.Join(list.Map(strings.Split(path, "/"), Segment), "/")
}

// maxSegment is how long a file name may be on every file system, with room for a suffix.
const maxSegment = 200

// File returns the name of a file or folder for a package or another name: the name itself if a file can have it on
// every system that unpacks or hosts the site, Windows too.
func File(name string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case strings.IndexByte(`/\%:*?"<>|`, c) >= 0 || c < ' ' || c == 0x7f,
			(c == '.' || c == ' ') && i == len(name)-1 && i > 0:
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		default:
			b.WriteByte(c)
		}
	}
	s := strings.ToValidUTF8(b.String(), "%EF%BF%BD")
	if strings.Trim(s, ".") == "" { // "", "." and ".." are folders already
		s = "%" + strings.ReplaceAll(s, ".", "%2E")
	}
	if device(s) {
		s = "%" + strings.ToUpper(hex.EncodeToString([]byte{s[0]})) + s[1:]
	}
	if len(s) > maxSegment {
		sum := sha256.Sum256([]byte(name))
		s = strings.ToValidUTF8(s[:maxSegment-17], "") + "-" + hex.EncodeToString(sum[:8])
	}
	return s
}

// device reports whether Windows takes a name, whatever its suffix, for a device.
func device(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	is := func(device string) bool { return strings.EqualFold(stem[:3], device) }
	switch len(stem) {
	case 3:
		return is("CON") || is("PRN") || is("AUX") || is("NUL")
	case 4:
		return (is("COM") || is("LPT")) && stem[3] >= '0' && stem[3] <= '9'
	}
	return false
}

// Segment is the part of an address under which the file named by [File] is found.
func Segment(name string) string {
	if plainName(name) {
		return name
	}
	return url.PathEscape(File(name))
}

// plainName reports whether a name is its own file name and address, as nearly all are.
func plainName(s string) bool {
	dots := true
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '+' {
			dots = false
		} else if c != '.' {
			return false
		}
	}
	return !dots && len(s) <= maxSegment && !strings.HasSuffix(s, ".") && !device(s)
}
