package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/render"
	"pes/generator/source"
)

// archiveSigner signs what the site offers with a key, nil where none is named.
func (a *app) archiveSigner(name string, c *model.Catalog, date time.Time) (*render.Signer, error) {
	if name == "" {
		return nil, nil
	}
	s, err := readSigner(name)
	if err != nil {
		return nil, err
	}
	a.warnOldRPM(s, c)
	return siteSigner(s, date)
}

// siteSigner is a signer as the site needs it: all signatures have the date of the data.
func siteSigner(s *pgp.Signer, date time.Time) (*render.Signer, error) {
	key, err := s.Public()
	if err != nil {
		return nil, err
	}
	return &render.Signer{Key: key, Fingerprint: s.Fingerprint(),
		Sign: func(data []byte) ([]byte, error) { return s.Detached(data, date) }}, nil
}

// warnOldRPM warns where machines that are to install what is signed cannot verify it.
func (a *app) warnOldRPM(s *pgp.Signer, c *model.Catalog) {
	from7 := func(p *model.Path) bool { return p.Source == 7 }
	if !s.RSA() && slices.ContainsFunc(c.Targets, func(t *model.Target) bool {
		return slices.ContainsFunc(t.Paths, from7)
	}) {
		a.say("the key is Ed25519, which rpm of EL 7 cannot verify: sign with RSA what machines with EL 7 install")
	}
}

func readSigner(name string) (*pgp.Signer, error) {
	data, err := source.ReadFile(name, pgp.MaxSize)
	if err != nil {
		return nil, fmt.Errorf("--sign: %w", err)
	}
	s, err := pgp.ReadSigner(data, func() ([]byte, error) {
		word, ok := os.LookupEnv("PES_PASSPHRASE")
		if !ok {
			return nil, errors.New("it has a passphrase: set PES_PASSPHRASE")
		}
		return []byte(word), nil
	})
	if err != nil {
		return nil, fmt.Errorf("--sign %s: %w", name, err)
	}
	if err := s.Usable(time.Now()); err != nil { // whatever date the release bears
		return nil, fmt.Errorf("--sign %s: %w", name, err)
	}
	return s, nil
}
