package follow

import (
	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/upstream"
)

// Files are the files of a layer, sorted by path; its origin, which tells whether the others are whole, comes last.
func Files(l *model.Layer) tree.Tree {
	files := upstream.Print(l.Events)
	parts := list.Map(files, asFile)
	origin := source.Layer{Name: source.Word(l.Name), Timestamp: source.OptionalWord(l.Timestamp),
		Streams: source.Words(l.Streams...), Events: source.Number(int64(len(l.Events))),
		SHA256: source.Word(l.SHA256), Layer: source.Word(compile.LayerDigest(parts))}
	return append(files, tree.Entry{Path: source.OriginFile, Data: []byte(origin.Print())})
}

func asFile(e tree.Entry) *diag.File { return &diag.File{Name: e.Path, Text: e.Data} }
