package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/fetch"
	"pes/generator/source"
)

func (a *app) keys() *cobra.Command {
	var again bool
	get := command("fetch", cobra.NoArgs, func([]string) error {
		return a.fetchKeys(context.Background(), fetch.New(), again)
	})
	get.Flags().BoolVar(&again, "again", false, "also download existing keys again")
	return group("keys", "say what to do with keys: fetch", get)
}

// fetchKeys fetches what is not in place. If one fails, the others are still fetched.
func (a *app) fetchKeys(ctx context.Context, f *fetch.Fetcher, again bool) error {
	files, err := a.readSources()
	if err != nil {
		return err
	}
	project, list := source.Parse(files, a.jobs)
	keys, found := project.KeysToFetch()
	list.Merge(found)
	list.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if list.Failed() {
		return a.report(&list)
	}
	if len(keys) == 0 {
		a.say("%s", `no key is to be fetched: none is written key = { fingerprint = "...", url = "https://..." }`)
		return nil
	}
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	fetched := 0
	for _, k := range keys {
		if ctx.Err() != nil {
			return fmt.Errorf("keys fetch: interrupted; %s in place", english.Count(fetched, "key"))
		}
		_, err := root.Lstat(k.Path)
		if err == nil && !again {
			continue
		}
		a.say("%s from %s", k.Path, k.URL.Value)
		f.Report = func(s string) { a.say("%s", s) }
		if err := f.Key(ctx, k.URL.Value, k.Fingerprints(), root, k.Path); err != nil {
			list.Errorf(k.URL.Pos, "key-missing", "%s: %v", k.Path, err)
			continue
		}
		fetched++
		fmt.Fprintln(a.out, diag.Printable(k.Path))
	}
	return a.report(&list)
}
