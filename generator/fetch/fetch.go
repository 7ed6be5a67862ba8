// Package fetch downloads small files over the network and trusts no server.
//
// [Fetcher.Get] downloads anything, [Fetcher.Key] an OpenPGP key; see the example.
//
// It is the only package that speaks to the network, and only pes keys fetch and pes watch call it. It returns the
// bytes of an answer without judging them: the caller must check that they are what was wanted. Redirects stay with
// https; an answer that is too large, too slow or not a success is an error. After an error that may pass on its own,
// such as a busy server, it tries again.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"pes/generator/pgp"
	"pes/generator/tree"
)

// A Fetcher downloads. Its fields may be changed before the first Get.
type Fetcher struct {
	Client  *http.Client
	MaxSize int64               // of an answer, in bytes
	Tries   int                 // for each address
	Pause   time.Duration       // before the second try; it doubles
	Timeout time.Duration       // of a try
	Plain   func(*url.URL) bool // whether an address may be http; nil: none may
	Report  func(string)        // called before another try; may be nil
}

// New is a Fetcher for OpenPGP keys.
func New() *Fetcher {
	f := &Fetcher{MaxSize: 1 << 20, Tries: 3, Pause: time.Second, Timeout: 20 * time.Second}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	transport.ResponseHeaderTimeout = 10 * time.Second
	transport.MaxResponseHeaderBytes = 64 << 10
	f.Client = &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return refused{errors.New("it leads from one address to the next, five times")}
		}
		return f.allowed(r.URL)
	}}
	return f
}

// refused is an error that another try would not change.
type refused struct{ error }

func (e refused) Unwrap() error { return e.error }

func (f *Fetcher) allowed(u *url.URL) error {
	switch {
	case u.Scheme == "https" && u.Host != "":
		return nil
	case u.Scheme == "http" && f.Plain != nil && f.Plain(u):
		return nil
	case u.Scheme == "http":
		return refused{fmt.Errorf("%s is not https: anyone on the way could answer", u.Redacted())}
	}
	return refused{fmt.Errorf("%s is not an address that is fetched", u.Redacted())}
}

// Get downloads one address.
func (f *Fetcher) Get(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address: %w", address, err)
	}
	if err := f.allowed(u); err != nil {
		return nil, err
	}
	pause := f.Pause
	for try := 1; ; try++ {
		data, err := f.once(ctx, address)
		var final refused
		if err == nil || errors.As(err, &final) || try >= f.Tries || ctx.Err() != nil {
			return data, err
		}
		if f.Report != nil {
			f.Report(fmt.Sprintf("%v; trying again in %s", err, pause))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
		pause *= 2
	}
}

func (f *Fetcher) once(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, f.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, refused{err}
	}
	r.Header.Set("User-Agent", "pes")
	answer, err := f.Client.Do(r)
	if err != nil {
		return nil, plain(err, f.Timeout)
	}
	defer answer.Body.Close()
	status := answer.StatusCode
	said := fmt.Errorf("the server says %d %s", status, http.StatusText(status))
	switch {
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		return nil, said
	case status != http.StatusOK:
		return nil, refused{said}
	case answer.ContentLength > f.MaxSize:
		size := answer.ContentLength
		return nil, refused{fmt.Errorf("the answer has %d bytes; more than %d are not read", size, f.MaxSize)}
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, f.MaxSize+1))
	if err != nil {
		return nil, plain(err, f.Timeout)
	}
	if int64(len(data)) > f.MaxSize {
		return nil, refused{fmt.Errorf("the answer has more than %d bytes, which are not read", f.MaxSize)}
	}
	return data, nil
}

// plain is a network error in a few words.
func plain(err error, timeout time.Duration) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("there was no whole answer within %s", timeout)
	}
	return err
}

// Key puts a downloaded file below root, if it holds the OpenPGP keys of the fingerprints and no other.
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
