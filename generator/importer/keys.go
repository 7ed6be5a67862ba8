package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/source"
)

// placeKeys chooses the path of each published key file below a keys folder: its name if the file is the same
// everywhere, el<major>/ before it if it differs by target, and the distribution's folder too if it also differs by
// distribution.
func placeKeys(inputs []*input) map[*input]string {
	paths := map[*input]string{}
	for _, in := range inputs {
		same := func(other func(*input) bool) bool {
			return !slices.ContainsFunc(inputs, func(x *input) bool {
				return x.Base == in.Base && other(x) && !bytes.Equal(x.Text, in.Text)
			})
		}
		switch {
		case in.Target == 0 || in.Distro != "" && same(func(*input) bool { return true }):
			paths[in] = in.Base
		case in.Distro == "" || same(func(x *input) bool { return x.Target == in.Target }):
			paths[in] = fmt.Sprintf("el%d/%s", in.Target, in.Base)
		default:
			paths[in] = fmt.Sprintf("%s/el%d/%s", in.Distro, in.Target, in.Base)
		}
	}
	return paths
}

// findKey returns the published file that a key URL below one of Leapp's folders refers to.
func findKey(inputs []*input, distro string, target int, url string) *input {
	if !strings.HasPrefix(url, "file:///etc/leapp/") || !strings.Contains(url, "/rpm-gpg/") {
		return nil
	}
	name := url[strings.LastIndexByte(url, '/')+1:]
	var found *input
	for _, in := range inputs {
		fits := in.Base == name && (in.Distro == "" || in.Distro == distro) && (in.Target == 0 || in.Target == target)
		if fits && (found == nil || found.Target == 0) {
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

// unusedKeys ships keys that no section names but that a tree of the distribution has.
func (im *importer) unusedKeys() {
	for _, in := range im.keys {
		d := im.distros[in.Distro]
		if d == nil || im.keyUse[in] || in.Target == 0 {
			continue
		}
		r := d.src.Release(in.Target)
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
		im.file(in.Name, Imported, why)
	}
}
