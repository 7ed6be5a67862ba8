//go:build !unix

package tree

import (
	"os"
	"time"
)

// nonblock is not needed here: there are no named pipes in folders.
const nonblock = 0

// lock does nothing where there is no flock: two builds into one folder at once are then the user's to avoid.
func lock(*os.Root, time.Duration) (unlock func(), err error) { return func() {}, nil }

// lockFolder does nothing either.
func lockFolder(*os.Root, string, time.Duration) (unlock func(), err error) { return func() {}, nil }
