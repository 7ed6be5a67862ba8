//go:build unix

package tree

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// nonblock is for opening what may be a pipe.
const nonblock = syscall.O_NONBLOCK

// lock keeps a second Write out of the folder until the first is done. It goes with the process, however that ends.
func lock(root *os.Root, patience time.Duration) (unlock func(), err error) {
	f, err := root.OpenFile(".pes-lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return lockFile(f, patience)
}

// lockFolder locks a folder without a file in it.
func lockFolder(root *os.Root, name string, patience time.Duration) (unlock func(), err error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return lockFile(f, patience)
}

func lockFile(f *os.File, patience time.Duration) (unlock func(), err error) {
	const pause = 20 * time.Millisecond
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return func() {
				// Not by closing alone: a process that begins at this moment may have the file, too.
				_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
				f.Close()
			}, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK) && patience > 0:
			time.Sleep(pause)
			patience -= pause
			continue
		}
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errBusy
		}
		return nil, fmt.Errorf("lock: %w", err)
	}
}
