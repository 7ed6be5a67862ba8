package tree

import (
	"errors"
	"sync/atomic"
	"time"
)

// ErrInterrupted is the error of a write that an interruption stopped. What it had begun is taken away.
var ErrInterrupted = errors.New("interrupted")

var (
	interrupted atomic.Bool
	holders     atomic.Int64
)

// Interrupt stops all writes before their next file and returns once they have taken away what is not complete. It is
// for the end of the process: every later write fails.
func Interrupt() {
	interrupted.Store(true)
	for holders.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// Interrupted reports whether there was an interruption.
func Interrupted() bool { return interrupted.Load() }

// Hold makes an interruption wait until release is called: for several steps that belong together.
func Hold() (release func()) {
	holders.Add(1)
	return func() { holders.Add(-1) }
}
