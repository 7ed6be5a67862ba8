package fetch

import (
	"context"
	"fmt"
	"os"

	"pes/generator/pgp"
	"pes/generator/tree"
)

// Key downloads an OpenPGP key and puts it in place as a file below root, if it holds the keys of the fingerprints and
// no other. Otherwise nothing changes.
func (f *Fetcher) Key(ctx context.Context, address string, fingerprints []string, root *os.Root, name string) error {
	data, err := f.Get(ctx, address)
	if err != nil {
		return err
	}
	public, _, err := pgp.Read(data)
	if err != nil {
		return fmt.Errorf("what came is no key: %w", err)
	}
	if err := pgp.Holds(public, fingerprints); err != nil {
		return fmt.Errorf("what came is another key and was thrown away: %w", err)
	}
	return tree.Put(root, name, data)
}
