package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pes/generator/diag"
)

// asker asks on a terminal for what flags did not say. In a script it asks nothing: what is missing is a wrong call.
type asker struct {
	in       *bufio.Reader
	out      io.Writer
	terminal bool
}

func (a *app) asker() *asker {
	return &asker{in: bufio.NewReader(os.Stdin), out: a.err, terminal: answers(os.Stdin)}
}

// answers reports whether somebody sits at the other end: a device that is not the empty one.
func answers(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

var errNoAnswer = errors.New("there was no answer; nothing was written")

// ask gives value where a flag said it, else an answer that check is content with. Without one it is the default, and an
// error where the default is nothing and flag is not "".
func (k *asker) ask(value, flag, question, otherwise string, check func(string) error) (string, error) {
	if value != "" {
		if err := check(value); err != nil {
			return "", errUsage{err}
		}
		return value, nil
	}
	if !k.terminal {
		if flag == "" || otherwise != "" {
			return otherwise, nil
		}
		return "", errUsage{fmt.Errorf("%s is missing: %s", flag, question)}
	}
	for {
		hint := ""
		if otherwise != "" {
			hint = " [" + diag.Printable(otherwise) + "]"
		}
		fmt.Fprintf(k.out, "%s%s: ", question, hint)
		line, err := k.in.ReadString('\n')
		answer := strings.TrimSpace(line)
		if answer == "" && err != nil {
			fmt.Fprintln(k.out)
			return "", errNoAnswer
		}
		if answer == "" {
			answer = otherwise
		}
		if answer == "" && flag == "" {
			return "", nil
		}
		if err := check(answer); err != nil {
			fmt.Fprintf(k.out, "  %s\n", message(err))
		} else if answer != "" {
			return answer, nil
		}
	}
}

// anything accepts every answer.
func anything(string) error { return nil }
