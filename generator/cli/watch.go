package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/fetch"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/pgp"
	"pes/generator/source"
)

func (a *app) watch() *cobra.Command {
	cmd := &cobra.Command{Use: "watch", Short: "ask whether the addresses in the sources still answer, with what they should",
		Long: "Ask every repository for its repomd.xml, on every architecture it is for, every list of mirrors, and every address of a\n" +
			"key, which must still hold the keys whose fingerprints the sources name. Whatever does not answer is an error at its\n" +
			"place in the sources. It is for a workflow that runs every night: vendors move their repositories and renew their keys\n" +
			"without telling.",
		Example: "  pes watch\n  pes watch --format github",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf(formats); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			return a.askAll(ctx, fetch.New())
		}}
	cmd.Flags().StringVar(&a.format, "format", "text", english.Or(formats))
	return cmd
}

// An address is asked once, however many trees have it.
type address struct {
	url  string
	pos  diag.Pos
	rule string
	is   func([]byte) error // says what is wrong with an answer
}

// asked is how many servers are waited for at a time.
const asked = 8

// askAll asks every address; ctx ends it early.
func (a *app) askAll(ctx context.Context, f *fetch.Fetcher) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	p.list.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if p.list.Failed() {
		return a.report(&p.list)
	}
	f.Plain = func(*url.URL) bool { return true } // that it answers is all that is believed
	all, unknown := addresses(p.catalog, p.source)
	var list diag.List
	for i, err := range par.Map(asked, len(all), func(i int) error {
		answer, err := f.Get(ctx, all[i].url)
		return cmp.Or(err, ctx.Err(), all[i].wrong(answer))
	}) {
		if err != nil {
			list.Errorf(all[i].pos, all[i].rule, "%s: %v", all[i].url, err)
		}
	}
	if ctx.Err() != nil {
		return errors.New("watch: interrupted")
	}
	list.Sort()
	if err := a.report(&list); err != nil || !a.forPeople() {
		return err
	}
	fmt.Fprintf(a.err, "pes: all of %d addresses answer", len(all))
	if unknown > 0 {
		fmt.Fprintf(a.err, "; %d have variables that only a machine knows", unknown)
	}
	fmt.Fprintln(a.err)
	return nil
}

func (x *address) wrong(answer []byte) error {
	if x.is == nil {
		return nil
	}
	return x.is(answer)
}

// addresses are all that sources name, in order, and how many cannot be asked.
func addresses(c *model.Catalog, p *source.Project) (all []address, unknown int) {
	seen := map[string]bool{}
	add := func(name string, x address) {
		switch {
		case seen[name] || !strings.HasPrefix(name, "http://") && !strings.HasPrefix(name, "https://"):
		case strings.Contains(name, "$"):
			unknown++
		default:
			x.url = name
			all = append(all, x)
		}
		seen[name] = true
	}
	for _, t := range c.Targets {
		for i := range t.Repo {
			eachAddress(t, &t.Map, &t.Repo[i], add)
		}
		for _, v := range t.Vendors {
			for i := range v.Repo {
				eachAddress(t, &v.Map, &v.Repo[i], add)
			}
		}
	}
	keys, _ := p.KeysToFetch()
	for _, k := range keys {
		add(k.URL.Value, address{pos: k.URL.Pos, rule: "key-missing", is: func(answer []byte) error {
			public, _, err := pgp.Read(answer)
			if err != nil {
				return fmt.Errorf("what came is no key: %w", err)
			}
			if err := pgp.Holds(public, k.Fingerprints()); err != nil {
				return fmt.Errorf("the key there is another one: %w", err)
			}
			return nil
		}})
	}
	return all, unknown
}

// eachAddress adds those of a section: dnf's variables become what they are during the upgrade to the target.
func eachAddress(t *model.Target, m *model.Map, s *model.Section, add func(string, address)) {
	for _, o := range s.Options {
		if !slices.Contains([]string{"baseurl", "mirrorlist", "metalink"}, o.Key) {
			continue
		}
		for _, name := range strings.FieldsFunc(o.Value, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }) {
			name = strings.NewReplacer("$releasever", strconv.Itoa(t.Major), "${releasever}", strconv.Itoa(t.Major)).Replace(name)
			for _, arch := range archesOf(t, m, s.Repoid) {
				one := strings.NewReplacer("$basearch", arch, "${basearch}", arch, "$arch", arch, "${arch}", arch).Replace(name)
				x := address{pos: o.Pos, rule: "no-answer"}
				if o.Key == "baseurl" {
					one = strings.TrimSuffix(one, "/") + "/repodata/repomd.xml"
					x.is = isRepository
				}
				add(one, x)
			}
		}
	}
	for _, k := range s.Keys {
		add(k.URL, address{pos: k.Pos, rule: "key-missing", is: func(answer []byte) error {
			if _, _, err := pgp.Read(answer); err != nil {
				return fmt.Errorf("what came is no key: %w", err)
			}
			return nil
		}})
	}
}

func isRepository(answer []byte) error {
	if !bytes.Contains(answer, []byte("<repomd")) {
		return errors.New("what came describes no repository")
	}
	return nil
}

// archesOf are the architectures for which a map has a repoid, else those of the distribution.
func archesOf(t *model.Target, m *model.Map, repoid string) (out []string) {
	for _, f := range m.Families {
		for _, e := range f.Entries {
			if e.Repoid == repoid && e.Major == t.Major && !slices.Contains(out, e.Arch) {
				out = append(out, e.Arch)
			}
		}
	}
	if len(out) == 0 {
		return t.Distro.Arches
	}
	return out
}
