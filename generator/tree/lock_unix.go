//go:build unix

package tree

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// nonblock is for opening what may be a pipe.
const nonblock = syscall.O_NONBLOCK

// lock keeps a second Write out of the folder until the first is done. It goes with the process, however that ends.
func lock(root *os.Root) (unlock func(), err error) {
	f, err := root.OpenFile(".pes-lock", os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.New("another build is writing there; wait for it, or name another folder with --out")
		}
		return nil, fmt.Errorf("lock: %w", err)
	}
	return func() { f.Close() }, nil
}
