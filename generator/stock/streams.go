package stock

import (
	"fmt"
	"io"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/repodata"
)

// artifacts says of the packages of modules, as name-epoch:version-release.arch, in which streams they are.
type artifacts map[string][]model.Stream

// readModules reads the streams of a repository. What is in any build of a stream is in the stream, as dnf sees it: a
// package that the newest build lacks is still offered from the one before.
func (p *Part) readModules(r io.Reader, of artifacts) error {
	modules, err := repodata.ReadModules(r)
	if err != nil {
		return err
	}
	seen := map[model.Stream]bool{}
	for _, s := range modules.Streams {
		stream := model.Stream{Module: s.Name, Stream: s.Stream}
		if !seen[stream] {
			seen[stream] = true
			p.streams = append(p.streams, model.InventoryStream{Stream: stream,
				Default: modules.Defaults[s.Name] == s.Stream})
		}
		for _, a := range s.Artifacts {
			of[a] = list.AppendNew(of[a], stream)
		}
	}
	if len(seen) > maxStreams {
		return fmt.Errorf("modules.yaml has %d streams; more than %d are not read", len(seen), maxStreams)
	}
	return nil
}

// maxStreams is how many module streams a repository may have; real ones have less than 200.
const maxStreams = 2000
