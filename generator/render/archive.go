package render

import (
	_ "embed"
	"slices"

	"pes/generator/par"
	"pes/generator/press"
	"pes/generator/render/download"
	"pes/generator/tree"
)

// Readme is what an archive of the site says of itself, in a file beside the folder site.
//
//go:embed archive.txt
var Readme []byte

// siteArchive is the archive of the whole site.
const siteArchive = "downloads/pes-site.tar.gz"

// withArchive adds an archive of the whole site, and offers it on the page downloads/. The archive is what the site was
// before: that page in it does not offer it.
func (s *site) withArchive(site tree.Tree) (tree.Tree, error) {
	files := append(slices.Clone(site), tree.Entry{Path: "README.txt", Data: Readme})
	if err := files.Sort(); err != nil {
		return nil, err
	}
	a := s.press.Archive(par.Map(s.Jobs, len(files), func(i int) press.File {
		return press.File{Path: files[i].Path, Pieces: files[i].Pieces()}
	}), s.Date)
	a.Compress(s.Jobs)
	whole := download.NewFile(siteArchive, a.Pieces())
	s.whole = &whole
	pages, err := s.finish(s.downloadsPage())
	if err != nil {
		return nil, err
	}
	for i, e := range site {
		if e.Path == "site/downloads/index.html" {
			site[i].Data = s.Wrap(nil, pages[0], nil)
		}
	}
	e := tree.Entry{Path: "site/" + siteArchive, Parts: a.Pieces()}
	if s.Signer == nil {
		return append(site, e), nil
	}
	signature, err := s.Signer.Sign(e.Bytes())
	return append(site, e, tree.Entry{Path: e.Path + download.SignatureEnd, Data: signature}), err
}
