package schema

import "pes/generator/tree"

// taplo is the configuration with which editors find the schemas.
const taplo = `# Editors with Taplo (Even Better TOML in VS Code) complete and check sources with these schemas. ` + "`pes schema`" + ` makes them;
# ` + "`pes fmt`" + ` decides about the form.

[[rule]]
include = ["content/distros/*.toml"]
[rule.schema]
path = "content/schema/distro.json"

[[rule]]
include = ["content/events/**/*.toml", "vendors/*/*.toml"]
exclude = ["vendors/*/vendor.toml"]
[rule.schema]
path = "content/schema/event.json"

[[rule]]
include = ["vendors/*/vendor.toml"]
[rule.schema]
path = "content/schema/vendor.json"

[[rule]]
include = ["content/releases/*.toml"]
[rule.schema]
path = "content/schema/release.json"
`

// EditorFiles are what editors need in a project, to complete and check its sources: the schemas, and where they are.
func EditorFiles(words Words) (files tree.Tree, err error) {
	files = tree.Tree{{Path: ".taplo.toml", Data: []byte(taplo)}}
	for _, kind := range Names {
		text, err := Of(kind, words)
		if err != nil {
			return nil, err
		}
		files = append(files, tree.Entry{Path: "content/schema/" + kind + ".json", Data: text})
	}
	return files, nil
}
