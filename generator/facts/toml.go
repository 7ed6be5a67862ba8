//go:build !facts_json

package facts

import "github.com/BurntSushi/toml"

func decode(file string, table any) error {
	_, err := toml.Decode(file, table)
	return err
}
