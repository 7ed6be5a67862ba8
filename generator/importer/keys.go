package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/source"
)

// placeKeys decides where each published key file goes below a keys folder: one that is the same everywhere under its name,
// one that differs by target below el<major>/, one that differs even by distribution below its folder too.
func placeKeys(inputs []*input) map[*input]string {
	paths := map[*input]string{}
	for _, in := range inputs {
		same := func(other func(*input) bool) bool {
			return !slices.ContainsFunc(inputs, func(x *input) bool {
				return x.name == in.name && other(x) && !bytes.Equal(x.file.Text, in.file.Text)
			})
		}
		switch {
		case in.target == 0 || in.distro != "" && same(func(*input) bool { return true }):
			paths[in] = in.name
		case in.distro == "" || same(func(x *input) bool { return x.target == in.target }):
			paths[in] = fmt.Sprintf("el%d/%s", in.target, in.name)
		default:
			paths[in] = fmt.Sprintf("%s/el%d/%s", in.distro, in.target, in.name)
		}
	}
	return paths
}

// findKey returns the published file that a key URL below one of Leapp's folders means.
func findKey(inputs []*input, distro string, target int, url string) *input {
	if !strings.HasPrefix(url, "file:///etc/leapp/") || !strings.Contains(url, "/rpm-gpg/") {
		return nil
	}
	name := url[strings.LastIndexByte(url, '/')+1:]
	var found *input
	for _, in := range inputs {
		if in.name == name && (in.distro == "" || in.distro == distro) && (in.target == 0 || in.target == target) && (found == nil || found.target == 0) {
			found = in
		}
	}
	return found
}

// distroKey writes the key of a distribution's section: a file of the project where one was published, else its URL.
func (im *importer) distroKey(d *distroData, k model.KeyRef, target int) source.Text {
	if in := findKey(im.keys, d.folder, target, k.URL); in != nil && strings.Contains(k.URL, "/common/files/") {
		im.keyUse[in] = true
		return source.Word(im.keyPaths[in])
	}
	return source.Word(k.URL)
}

// unusedKeys has keys shipped that no section names but a built tree of that distribution had; others are named.
func (im *importer) unusedKeys() {
	for _, in := range im.keys {
		d := im.distros[in.distro]
		if d == nil || im.keyUse[in] || in.target == 0 {
			continue
		}
		r := d.src.Release(in.target)
		if !slices.ContainsFunc(r.Keys.Items, func(t source.Text) bool { return t.Value == im.keyPaths[in] }) {
			r.Keys = source.Words(append(r.Keys.Values(), im.keyPaths[in])...)
		}
		im.keyUse[in] = true
	}
}

// keyWords names a key for the report.
func (in *input) keyWords() string { return "fingerprint " + strings.Join(in.fingerprints, ", ") }

// reportKeys says what became of every key file of the distributions.
func (im *importer) reportKeys() {
	for _, in := range im.keys {
		why := in.keyWords()
		if !im.keyUse[in] {
			why += "; no repository names it, so no tree ships it"
		}
		im.report.file(in.file.Name, Imported, why)
	}
}
