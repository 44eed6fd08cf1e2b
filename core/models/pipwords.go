package models

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"syscall"
)

// What pip says of a connection that failed: the system's words, those of
// OpenSSL, or at least the name of the exception.
var (
	pipBroken  = regexp.MustCompile(`Retrying \(.*connection broken by (.*)`)
	pipReasons = []*regexp.Regexp{
		regexp.MustCompile(`\[Errno -?[0-9]+\] ([^'")]+)`),
		regexp.MustCompile(`\[SSL[^\]]*\] ([^'"(]+)`),
		regexp.MustCompile(`(Read timed out|timed out)`),
		regexp.MustCompile(`^['"]?([A-Za-z]+)`),
	}
)

// pipError puts a failed run into words: why the index is out of reach, or
// else pip's own last ones.
func pipError(err error, said string) error {
	if strings.Contains(said, "No space left on device") {
		return &StoreError{Op: "write", Path: "the parts of the model", Err: syscall.ENOSPC}
	}
	if broken := pipBroken.FindAllStringSubmatch(said, -1); broken != nil {
		for _, form := range pipReasons {
			if why := form.FindStringSubmatch(broken[len(broken)-1][1]); why != nil {
				return fmt.Errorf("the package index is out of reach: %s", clean(why[1], 200))
			}
		}
	}
	var lines []string
	for line := range strings.Lines(said) {
		if line = clean(strings.TrimPrefix(line, "ERROR: "), 300); line != "" {
			lines = append(lines, line)
		}
	}
	what := "pip failed (" + err.Error() + ")"
	if len(lines) == 0 {
		return errors.New(what)
	}
	const last = 2
	return fmt.Errorf("%s: %s", what, strings.Join(lines[max(0, len(lines)-last):], "; "))
}

// tail keeps the last bytes that were written to it.
type tail struct{ b bytes.Buffer }

const tailBytes = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.b.Write(p)
	if over := t.b.Len() - tailBytes; over > 0 {
		t.b.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string { return t.b.String() }
