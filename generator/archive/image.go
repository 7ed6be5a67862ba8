package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// The files that describe an image: of docker save, and of an OCI image layout (image-layout.md of the OCI image
// specification).
const (
	dockerFile = "manifest.json"
	layoutFile = "oci-layout"
	indexFile  = "index.json"
	blobs      = "blobs/sha256/"
)

// Limits of images, far above what there is.
const (
	maxDescription = 4 << 20 // bytes of a file that describes one
	maxLayers      = 1000
	maxDepth       = 4 // of indexes in indexes
)

// platform is what an image of several is taken of, where it has more than one.
const platform = "linux/amd64"

// A layer is where a layer lies in an archive.
type layer struct {
	name   string
	digest string // SHA-256 in hexadecimal; "": nothing says it
}

// describes reports whether a file may describe an image, or be a link from one layer to another, as docker save wrote
// them.
func describes(name string) bool {
	return name == dockerFile || name == layoutFile || name == indexFile || strings.HasPrefix(name, blobs) ||
		strings.HasSuffix(name, "/layer.tar")
}

var errNoImage = errors.New("this is no image")

// layersOf finds the layers of the image that a folder or an archive describes, the lowest first.
func layersOf(fsys fs.FS) ([]layer, error) {
	saved, err := dockerImages(fsys)
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(fsys, layoutFile); err == nil && len(saved) != 1 {
		return layoutLayers(fsys)
	}
	if saved == nil {
		return nil, errNoImage
	}
	if len(saved) != 1 {
		var tags []string
		for _, image := range saved {
			tags = append(tags, image.RepoTags...)
		}
		return nil, fmt.Errorf("there are %d images in it (%s): save one alone", len(saved), strings.Join(tags, ", "))
	}
	var layers []layer
	for _, name := range saved[0].Layers {
		clean, ok := cleanName(name)
		if !ok {
			return nil, fmt.Errorf("%s: %.80q is no name of a layer", dockerFile, name)
		}
		name = clean
		if target, err := resolve(fsys, name); err == nil {
			name = target
		}
		digest, _ := strings.CutPrefix(name, blobs)
		if digest == name {
			digest = ""
		}
		layers = append(layers, layer{name, digest})
	}
	return layers, tooMany(layers)
}

func tooMany(layers []layer) error {
	if len(layers) > maxLayers {
		return fmt.Errorf("an image of %d layers: there are none of more than %d", len(layers), maxLayers)
	}
	return nil
}

// resolve is the name of what a link to another layer leads to.
func resolve(fsys fs.FS, name string) (string, error) {
	link, err := fs.ReadLink(fsys, name)
	if err != nil {
		return "", err
	}
	target, ok := cleanName(path.Join(path.Dir(name), link))
	if !ok {
		return "", fs.ErrInvalid
	}
	return target, nil
}

// A dockerImage is an image in the manifest.json of docker save.
type dockerImage struct {
	RepoTags []string
	Layers   []string
}

// dockerImages are those that docker save names; nil where a file of this name is another.
func dockerImages(fsys fs.FS) (images []dockerImage, err error) {
	text, err := readDescription(fsys, dockerFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if json.Unmarshal(text, &images) != nil || len(images) == 0 || len(images[0].Layers) == 0 {
		return nil, nil
	}
	return images, nil
}

// A descriptor names a blob (descriptor.md of the OCI image specification).
type descriptor struct {
	MediaType   string
	Digest      string
	Platform    struct{ OS, Architecture, Variant string }
	Annotations map[string]string
}

// blob is the name of the file that a descriptor names.
func (d *descriptor) blob() (l layer, err error) {
	sum, ok := strings.CutPrefix(d.Digest, "sha256:")
	if raw, err := hex.DecodeString(sum); !ok || err != nil || len(raw) != sha256.Size || sum != strings.ToLower(sum) {
		return l, fmt.Errorf("%.80q is no digest that is known here: those are sha256: and 64 hexadecimal digits",
			d.Digest)
	}
	return layer{blobs + sum, sum}, nil
}

// A manifest is that of an image, or an index of manifests.
type manifest struct {
	Manifests []descriptor
	Layers    []descriptor
}

// A candidate is an image of a layout.
type candidate struct {
	platform string
	manifest *manifest
}

// layoutLayers finds the layers of the image of an OCI layout: the only one, or that of the usual platform.
func layoutLayers(fsys fs.FS) (layers []layer, err error) {
	var index manifest
	text, err := readDescription(fsys, indexFile)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	found, err := candidates(fsys, &index, "", maxDepth, map[string]bool{})
	if err != nil {
		return nil, err
	}
	if len(found) > 1 {
		usual := func(c candidate) bool { return c.platform != platform }
		if some := slices.DeleteFunc(slices.Clone(found), usual); len(some) > 0 {
			found = some
		}
	}
	switch {
	case len(found) == 0:
		return nil, errors.New("there is no image in it")
	case len(found) > 1:
		var platforms []string
		for _, c := range found {
			platforms = append(platforms, c.platform)
		}
		return nil, fmt.Errorf("there are images of several platforms in it (%s), and not one of %s: copy one alone",
			strings.Join(platforms, ", "), platform)
	}
	for i := range found[0].manifest.Layers {
		l, err := found[0].manifest.Layers[i].blob()
		if err != nil {
			return nil, fmt.Errorf("layer: %w", err)
		}
		layers = append(layers, l)
	}
	return layers, tooMany(layers)
}

// candidates are the images below an index, whose blobs are there: a layout need not have every platform. What several
// names lead to, as several tags of an image, counts once: seen has its digest.
func candidates(fsys fs.FS, index *manifest, where string, depth int, seen map[string]bool) (found []candidate,
	err error) {
	for i := range index.Manifests {
		d := &index.Manifests[i]
		if seen[d.Digest] || d.Annotations["vnd.docker.reference.type"] == "attestation-manifest" {
			continue
		}
		seen[d.Digest] = true
		m, err := readManifest(fsys, d)
		if errors.Is(err, fs.ErrNotExist) && len(index.Manifests) > 1 {
			continue
		} else if err != nil {
			return nil, err
		}
		name := where
		if d.Platform.OS != "" {
			name = path.Join(d.Platform.OS, d.Platform.Architecture, d.Platform.Variant)
		}
		switch {
		case m.Manifests == nil:
			if name == "" {
				name = "not named"
			}
			found = append(found, candidate{name, m})
		case depth == 0:
			return nil, errors.New("indexes stand in indexes, too deep for an image")
		default:
			below, err := candidates(fsys, m, name, depth-1, seen)
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		}
		if len(found) > maxLayers {
			return nil, fmt.Errorf("more than %d images are in it", maxLayers)
		}
	}
	return found, nil
}

// readManifest reads a manifest or an index, and makes sure that it is what its digest names.
func readManifest(fsys fs.FS, d *descriptor) (*manifest, error) {
	l, err := d.blob()
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	text, err := readDescription(fsys, l.name)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != l.digest {
		return nil, fmt.Errorf("the blob %s is damaged: its SHA-256 is another", l.name)
	}
	m := &manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: %w", l.name, err)
	}
	return m, nil
}

// readDescription reads a file that describes an image, or a part of it.
func readDescription(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxDescription+1))
	if err == nil && len(text) > maxDescription {
		err = fmt.Errorf("%s has more than the %d MB of a description", name, maxDescription>>20)
	}
	return text, err
}
