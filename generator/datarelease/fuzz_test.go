package datarelease

import (
	"os"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/tree"
)

// Archives and packages come from anywhere: whatever they hold, they are read or refused.
func FuzzVerify(f *testing.F) {
	in := &Input{Version: "1", Date: time.Unix(0, 0)}
	events := tree.Entry{Path: "etc/leapp/files/pes-events.json", Data: []byte("{}")}
	manifest := tree.Entry{Path: TreeManifestName, Data: []byte(`{"version": "1"}`)}
	files, err := in.archives("a", tree.Tree{events, manifest})
	if err != nil {
		f.Fatal(err)
	}
	rpm, err := os.ReadFile("../rpmfile/testdata/signed.rpm")
	if err != nil {
		f.Fatal(err)
	}
	key, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[0].Data, uint8(0))
	f.Add(files[1].Data, uint8(1))
	f.Add(rpm[:4000], uint8(2))
	f.Add([]byte(`{"version": "1", "trees": [{"leapp": "../x"}], "files": [{"path": "../../etc/passwd"}]}`), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		switch kind % 4 {
		case 0:
			VerifyArchive("a.tar.gz", data, fstest.MapFS{}, nil)
		case 1:
			VerifyArchive("a.tar.zst", data, fstest.MapFS{}, nil)
		case 2:
			VerifyRPM("a.rpm", data, fstest.MapFS{}, key)
		default:
			release := fstest.MapFS{}
			for _, name := range []string{ManifestName, SumsName, ManifestName + signatureName} {
				release[name] = &fstest.MapFile{Data: data}
			}
			VerifyRelease(release, key)
			Data(release)
			VerifyTree(fstest.MapFS{TreeManifestName: {Data: data}}, nil, nil)
		}
	})
}
