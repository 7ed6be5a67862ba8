package archive

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// How much is kept: of files up to maxSmall bytes as much as maxMemory in memory, else in a temporary file. Databases
// of rpm have at most some hundred MB.
const (
	maxSmall  = 64 << 10
	maxMemory = 32 << 20
	maxSpool  = 2 << 30
)

// spool keeps the contents of files.
type spool struct {
	file   *os.File // nil: none was needed yet
	size   int64    // of the file
	memory int64    // bytes in memory
}

// content is that of a file.
type content struct {
	data []byte
	from io.ReaderAt // the spool's file, where it is not in memory
	at   int64
	size int64
}

func (c *content) open() *io.SectionReader {
	if c.from == nil {
		return io.NewSectionReader(bytes.NewReader(c.data), 0, c.size)
	}
	return io.NewSectionReader(c.from, c.at, c.size)
}

// keep reads the content of a file that has so many bytes.
func (s *spool) keep(r io.Reader, size int64) (c content, err error) {
	c.size = size
	if size <= maxSmall && s.memory+size <= maxMemory {
		c.data = make([]byte, size)
		_, err := io.ReadFull(r, c.data)
		s.memory += size
		return c, err
	}
	if size > maxSpool-s.size {
		return c, fmt.Errorf("files of more than %d GB in all are wanted of it: no machine has that much", maxSpool>>30)
	}
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "pes-archive-"); err != nil {
			return c, err
		}
		_ = os.Remove(s.file.Name()) // it can be read until it is closed; where it cannot be removed yet, close does
	}
	c.from, c.at = s.file, s.size
	n, err := io.CopyN(s.file, r, size)
	s.size += n
	return c, err
}

// close removes what was kept in a file.
func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	_ = os.Remove(s.file.Name())
	return err
}
