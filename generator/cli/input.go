package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"pes/generator/diag"
	"pes/generator/source"
)

// fixedDate stands in the files when SOURCE_DATE_EPOCH does not say another: the clock never does.
var fixedDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// buildDate is SOURCE_DATE_EPOCH, else the fixed date.
func buildDate() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return fixedDate, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 253402300799 { // the end of the year 9999
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, no number of seconds since 1970", s)
	}
	return time.Unix(n, 0), nil
}

// today is the day for which keys are judged: SOURCE_DATE_EPOCH, else the clock's. Only warnings depend on it, no
// output.
func today() (time.Time, error) {
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		return time.Now(), nil
	}
	return buildDate()
}

// readSmall reads a regular file that is no larger than a source may be.
func readSmall(name string) ([]byte, error) { return readUpTo(name, source.MaxFile) }

// readUpTo reads a regular file of at most limit bytes.
func readUpTo(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", name)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s has %d bytes; more than %d are not read", name, info.Size(), limit)
	}
	return os.ReadFile(name)
}

// readFiles reads files that are no larger than a source may be.
func readFiles(names []string) (files []*diag.File, err error) {
	for _, name := range names {
		text, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		files = append(files, &diag.File{Name: filepath.ToSlash(name), Text: text})
	}
	return files, nil
}
