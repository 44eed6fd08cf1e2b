package cli

import (
	"bytes"
	"strings"
	"testing"

	"caro/core/fault"
)

// Without a person at a terminal there is no palette, and `caro ask` is what it was.
func TestNoPalette(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("ACCESSIBLE", "")
	for _, test := range []struct{ args, said string }{
		{"ask", "the request is empty"},
		{"ask -o json", ""},
		{"ask --once", "there is no terminal"},
		{"ask --once list the files", "there is no terminal"},
	} {
		var out, said bytes.Buffer
		code := Main(strings.Fields(test.args), Streams{In: strings.NewReader(""), Out: &out, Err: &said})
		if code != fault.Usage.ExitCode() || !strings.Contains(said.String(), test.said) {
			t.Errorf("%s: exit code %d, %q %q", test.args, code, out.String(), said.String())
		}
	}
}
