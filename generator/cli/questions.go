package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"pes/generator/diag"
)

// asker asks on a terminal for values that flags did not give. Without a terminal, a missing value is a usage error.
type asker struct {
	in       *bufio.Reader
	out      io.Writer
	terminal bool
	err      error // the first one; after it nothing more is asked
}

func (a *app) asker() *asker {
	return &asker{in: bufio.NewReader(os.Stdin), out: a.err, terminal: canAnswer(os.Stdin)}
}

// canAnswer reports whether a file may be a terminal: a device that is not /dev/null.
func canAnswer(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// ask returns value if a flag gave it, else an answer to the question, else the default. check validates values and
// answers. Without a terminal it returns the default; if there is none, the error names the flag, unless flag is "":
// then the value is optional.
func (k *asker) ask(value, flag, question, otherwise string, check func(string) error) string {
	switch {
	case k.err != nil:
		return ""
	case value != "":
		if err := check(value); err != nil {
			k.err = errUsage{err}
		}
		return value
	case !k.terminal:
		if flag != "" && otherwise == "" {
			k.err = wrongCall("%s is missing: %s", flag, question)
		}
		return otherwise
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
			k.err = errors.New("there was no answer; nothing was written")
			return ""
		}
		if answer == "" {
			answer = otherwise
		}
		if answer == "" && flag == "" {
			return ""
		}
		if err := check(answer); err != nil {
			fmt.Fprintf(k.out, "  %s\n", message(err))
		} else if answer != "" {
			return answer
		}
	}
}

// yes asks a question that is answered with yes or no.
func (k *asker) yes(question string) bool {
	answer := k.ask("", "", question+" (yes or no)", "no", func(s string) error {
		if !slices.Contains([]string{"yes", "y", "no", "n"}, strings.ToLower(s)) {
			return errors.New("answer yes or no")
		}
		return nil
	})
	return strings.HasPrefix(strings.ToLower(answer), "y")
}

// anything accepts every answer.
func anything(string) error { return nil }
