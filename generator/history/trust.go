package history

import (
	"fmt"
	"io/fs"
	"slices"

	"pes/generator/datarelease"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/source"
)

// What of a release looks like an attack, and is refused unless somebody says that it is meant.
const (
	Unsigned   = "unsigned"   // not signed, after one that was
	OtherKey   = "other-key"  // signed by another key than the one before
	Older      = "older"      // a lower version than the one before
	Unrecorded = "unrecorded" // no record says what it was when it was made
)

// Doubts are all of them.
var Doubts = []string{Unsigned, OtherKey, Older, Unrecorded}

// Accepted are the doubts that somebody dispelled.
type Accepted []string

// refuse is an error about a doubt, nil where it was dispelled.
func (a Accepted) refuse(doubt, format string, args ...any) error {
	if slices.Contains(a, doubt) {
		return nil
	}
	return fmt.Errorf(format+" (--accept %s if it is meant)", append(args, doubt)...)
}

// A Release is what is known of one before it is trusted.
type Release struct {
	Version string
	Signer  string // fingerprint, "" where it is not signed
	Vouched bool   // the signer is the key that somebody named
}

// Verify verifies a release in the published folder: it is whole, its signatures are valid, key has made them (nil for
// any), and it is the one that its record describes. report says what is wrong with its files, nil where nothing is.
func (r *Records) Verify(version string, key []byte, accept Accepted) (Release, *datarelease.Report, error) {
	root, m, err := datarelease.Open(r.published, version)
	if err != nil {
		return Release{}, nil, err
	}
	defer root.Close()
	if m.Version != version { // an old release under a new name would be taken for a new one
		return Release{}, nil, fmt.Errorf("%s holds release %s, not %s: put it where it belongs",
			root.Name(), m.Version, version)
	}
	report := datarelease.VerifyRelease(root.FS(), key)
	if len(report.Findings) > 0 {
		return Release{}, report, nil
	}
	sum, err := datarelease.ManifestDigest(root.FS())
	if err != nil {
		return Release{}, nil, err
	}
	out := Release{version, report.Signer, report.Vouched}
	switch recorded, err := r.matches(version, sum); {
	case err != nil:
		return out, nil, err
	case !recorded && !out.Vouched:
		return out, nil, accept.refuse(Unrecorded, "there is no %s, which would say what release %s was when it was "+
			"made: name the key that must have signed it with --key FILE", fileOf(version), version)
	}
	return out, nil, nil
}

// VerifyPrevious verifies a release, wherever it lies, that a new one is compared with: it is whole, key has signed it
// (nil for any), and it is the one that its record describes, if there is one.
func (r *Records) VerifyPrevious(fsys fs.FS, key []byte) (version string, report *datarelease.Report, err error) {
	report = datarelease.VerifyRelease(fsys, key)
	if len(report.Findings) > 0 {
		return "", report, nil
	}
	m, err := datarelease.ReadManifest(fsys)
	if err != nil {
		return "", report, err
	}
	sum, err := datarelease.ManifestDigest(fsys)
	if err == nil {
		_, err = r.matches(m.Version, sum)
	}
	return m.Version, report, err
}

// matches reports whether a release has a record; it is an error where that is of other files.
func (r *Records) matches(version, sum string) (recorded bool, err error) {
	record, err := r.find(version)
	if err != nil || record == nil {
		return false, err
	}
	for _, d := range record.Digests.Pairs {
		if d.Key.Value == datarelease.ManifestName && d.Value.Value != sum {
			return true, fmt.Errorf("release %s is not the one that was made: its %s has %s, and %s says %s. Somebody "+
				"changed it afterwards, or made it anew: restore it, or make one with another version",
				version, datarelease.ManifestName, sum, fileOf(version), d.Value.Value)
		}
	}
	return true, nil
}

// find reads the record of a release, nil where it has none.
func (r *Records) find(version string) (*source.Record, error) {
	if _, err := r.project.Lstat(fileOf(version)); err != nil {
		return nil, nil
	}
	return r.read(fileOf(version))
}

// signer is the fingerprint of the key that signed a release: as its record says, else as its files do; "" where it is
// not signed or nobody knows any more.
func (r *Records) signer(version string) string {
	if record, err := r.find(version); err == nil && record != nil && record.SignedBy.Value != "" {
		return record.SignedBy.Value
	}
	root, _, err := datarelease.Open(r.published, version)
	if err != nil {
		return ""
	}
	defer root.Close()
	return datarelease.VerifyRelease(root.FS(), nil).Signer
}

// Follows is an error where a release should not take the place of the one that a channel offers, or of the previous
// one: it is older, not signed although that was, or signed by another key.
func (r *Records) Follows(next Release, channel string, accept Accepted) error {
	before := datarelease.Offered(r.published, channel)
	if before == "" || before == next.Version {
		return nil
	}
	return r.follows(next, before, fmt.Sprintf("%s offers %s", channel, before), accept)
}

// FollowsPrevious is Follows for the release that a new one is compared with.
func (r *Records) FollowsPrevious(next Release, previous string, accept Accepted) error {
	return r.follows(next, previous, "--previous is "+previous, accept)
}

func (r *Records) follows(next Release, before, place string, accept Accepted) error {
	if model.CompareVersions(next.Version, before) < 0 {
		err := accept.refuse(Older, "release %s is older than what it follows: %s", next.Version, place)
		if err != nil {
			return err
		}
	}
	signer := r.signer(before)
	switch {
	case signer == "" || signer == next.Signer:
		return nil
	case next.Signer == "":
		return accept.refuse(Unsigned, "release %s is not signed, and %s, which %s signed", next.Version, place, signer)
	case next.Vouched:
		return nil
	}
	return accept.refuse(OtherKey, "release %s is signed by %s, and %s, which %s signed: name the key that it must be "+
		"with --key FILE", next.Version, next.Signer, place, signer)
}

// ParseAccepted reads what --accept names.
func ParseAccepted(words []string) (Accepted, error) {
	for _, w := range words {
		if !slices.Contains(Doubts, w) {
			return nil, fmt.Errorf("nothing is called %q: there is %s", w, english.Or(Doubts))
		}
	}
	return words, nil
}
