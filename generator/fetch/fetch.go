// Package fetch downloads files over the network and trusts no server.
//
// [Fetcher.Get] downloads anything small, [Fetcher.Key] an OpenPGP key, [Fetcher.Cached] a large file whose checksum is
// known, into a [Cache]; see the example.
//
// It is the only package that speaks to the network, and only pes keys fetch, pes watch and pes inventory fetch call
// it. Get returns the bytes of an answer without judging them: the caller must check that they are what was wanted.
// Redirects stay with https; an answer that is too large, too slow or not a success is an error. After an error that
// may pass on its own, such as a busy server, it tries again.
package fetch

import (
	"cmp"
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
	Timeout time.Duration       // of a try; of a large file, until it begins
	Stall   time.Duration       // a large file must bring something worth the while in any such time
	Plain   func(*url.URL) bool // whether an address may be http; nil: none may
	Report  func(string)        // called before another try; may be nil
}

// New is a Fetcher for files of at most 1 MiB, such as OpenPGP keys.
func New() *Fetcher {
	f := &Fetcher{MaxSize: 1 << 20, Tries: 3, Pause: time.Second, Timeout: 20 * time.Second, Stall: 20 * time.Second}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	transport.ResponseHeaderTimeout = 10 * time.Second
	transport.MaxResponseHeaderBytes = 64 << 10
	f.Client = &http.Client{Transport: transport, CheckRedirect: f.redirect}
	return f
}

// with is a copy of f that takes http everywhere or nowhere.
func (f *Fetcher) with(plain bool) *Fetcher {
	g, client := *f, *f.Client
	g.Plain = func(*url.URL) bool { return plain }
	client.CheckRedirect = g.redirect
	g.Client = &client
	return &g
}

// redirect is an error where an answer leads to an address that is not to be asked.
func (f *Fetcher) redirect(r *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return refused{errors.New("it leads from one address to the next, five times")}
	}
	if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme == "http" {
		return refused{fmt.Errorf("it leads to %s, which is not https", r.URL.Redacted())}
	}
	return f.allowed(r.URL)
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
func (f *Fetcher) Get(ctx context.Context, address string) (data []byte, err error) {
	err = f.retry(ctx, address, func() error {
		data, err = f.once(ctx, address)
		return err
	})
	return data, err
}

// retry calls once for an address that may be asked, and again after an error that may pass on its own.
func (f *Fetcher) retry(ctx context.Context, address string, once func() error) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%q is not an address: %w", address, err)
	}
	if err := f.allowed(u); err != nil {
		return err
	}
	pause := f.Pause
	for try := 1; ; try++ {
		err := once()
		var final refused
		if err == nil || errors.As(err, &final) || try >= f.Tries || ctx.Err() != nil {
			return err
		}
		if f.Report != nil {
			f.Report(fmt.Sprintf("%v; trying again in %s", err, pause))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause *= 2
	}
}

func (f *Fetcher) once(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, f.Timeout)
	defer cancel()
	body, err := f.open(ctx, address, f.MaxSize)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, f.MaxSize+1))
	if err = cmp.Or(err, ctx.Err()); err != nil { // a server may end its answer when it sees that nobody waits any more
		return nil, plain(err, f.Timeout)
	}
	if int64(len(data)) > f.MaxSize {
		return nil, refused{fmt.Errorf("the answer has more than %d bytes, which are not read", f.MaxSize)}
	}
	return data, nil
}

// open asks for an address whose answer has at most so many bytes. What comes is read as it is, without decompression.
func (f *Fetcher) open(ctx context.Context, address string, most int64) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, refused{err}
	}
	r.Header.Set("User-Agent", "pes")
	r.Header.Set("Accept-Encoding", "identity")
	answer, err := f.Client.Do(r)
	if err != nil {
		return nil, plain(err, f.Timeout)
	}
	status := answer.StatusCode
	said := Status{status}
	switch {
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		err = said
	case status != http.StatusOK:
		err = refused{said}
	case answer.ContentLength > most:
		err = refused{fmt.Errorf("the answer has %d bytes; more than %d are not read", answer.ContentLength, most)}
	}
	if err != nil {
		answer.Body.Close()
		return nil, err
	}
	return answer.Body, nil
}

// Status is the error of an answer that is no success.
type Status struct{ Code int }

func (s Status) Error() string {
	return fmt.Sprintf("the server says %d %s", s.Code, http.StatusText(s.Code))
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
