package remote

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestEvents(t *testing.T) {
	for _, test := range []struct {
		name, stream string
		want         []string
		foreign      bool
	}{
		{"two", "data: {}\n\ndata: [DONE]\n\n", []string{"{}", "[DONE]"}, false},
		{"CRLF", "data: {}\r\n\r\ndata: 1\r\n\r\n", []string{"{}", "1"}, false},
		{"comments", ":\n\n: x\n\ndata: {}\n: y\n\n", []string{"{}"}, false},
		{"without blank lines", "data: {}\ndata: {}\n", []string{"{}", "{}"}, false},
		{"over two lines", "data: {\ndata: }\n\n", []string{"{\n}"}, false},
		{"no end", "data: {}", []string{"{}"}, false},
		{"cut", "data: {\"a\":", []string{"{\"a\":"}, false},
		{"other fields", "event: x\nid: 1\nretry: 2\ndata: {}\n\nunknown: 1\n\n", []string{"{}"}, false},
		{"a colon in the data", "data: \"a:b\"\n\n", []string{`"a:b"`}, false},
		{"nothing", "", nil, false},
		{"text", "hello\n", nil, true},
	} {
		for _, wrap := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.DataErrReader} {
			e := &events{lines: bufio.NewReaderSize(wrap(strings.NewReader(test.stream)), 16)}
			var got []string
			var err error
			for {
				var data []byte
				if data, err = e.next(); err != nil {
					break
				}
				got = append(got, string(data))
			}
			var foreign *foreignError
			if strings.Join(got, "|") != strings.Join(test.want, "|") || errors.As(err, &foreign) != test.foreign {
				t.Errorf("%s: %q, %v", test.name, got, err)
			}
		}
	}
}

// Whatever comes, it ends, and what is returned is UTF-8 before the stop text.
func FuzzRead(f *testing.F) {
	f.Add([]byte(delta("ls")+delta(" -l")+finish("stop")+usage(1, 1, 1)+done), "\n", false)
	f.Add([]byte(`{"choices":[{"message":{"content":"ls"},"finish_reason":"stop"}]}`), "", true)
	f.Add([]byte("data: {\"error\":{\"message\":5}}\n\n"), "", false)
	f.Add([]byte("\xEF\xBB\xBF: x\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}\r\n"), "x", true)
	f.Fuzz(func(t *testing.T, data []byte, stop string, goesOn bool) {
		req := list
		if goesOn {
			req = explained
		}
		req.Stop = nil
		if stop != "" && len(stop) < 64 && strings.ToValidUTF8(stop, "") == stop {
			req.Stop = []string{stop}
		}
		c := &told{}
		r := newReading(req, way{goOn: goOnAsked, stream: true}, time.Now(), c.on)
		if err := r.read(bytes.NewReader(data), func() {}); err != nil {
			return
		}
		got := r.finished()
		if got.Text != c.text.String() || strings.ToValidUTF8(got.Text, "") != got.Text || got.Stop == "" || got.GeneratedTokens < 0 {
			t.Errorf("%+v, told %q", got, c.text.String())
		}
		if len(req.Stop) > 0 && strings.Contains(got.Text, stop) {
			t.Errorf("%q holds %q", got.Text, stop)
		}
	})
}
