package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// hub serves a model's file as the hub does, under the name of any repository: small.gguf
// as fast as it goes, slow.gguf at some 10 MB a second, page.gguf as a web page, and at
// /plain/small.gguf without a word of its hash. It returns its address.
func hub(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(data)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name := path.Base(req.URL.Path)
		if strings.Contains(req.URL.Path, "/resolve/") && name != "page.gguf" {
			w.Header().Set("X-Linked-Etag", strconv.Quote(hex.EncodeToString(digest[:])))
			w.Header().Set("X-Linked-Size", strconv.Itoa(len(data)))
			http.Redirect(w, req, "/files/"+name, http.StatusFound)
			return
		}
		switch name {
		case "small.gguf":
			w.Header().Set("ETag", `"small"`)
			http.ServeContent(w, req, "", time.Time{}, strings.NewReader(string(data)))
		case "slow.gguf":
			w.Header().Set("ETag", `"slow"`)
			http.ServeContent(w, req, "", time.Time{}, &slow{Reader: strings.NewReader(string(data)), until: req.Context().Done()})
		default:
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>log in first</html>")
		}
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// slow is a reader that takes its time.
type slow struct {
	*strings.Reader
	until <-chan struct{}
}

func (s *slow) Read(b []byte) (int, error) {
	const piece = 32 << 10
	select {
	case <-s.until:
		return 0, io.ErrUnexpectedEOF
	case <-time.After(3 * time.Millisecond):
	}
	return s.Reader.Read(b[:min(piece, len(b))])
}

// WriteTo isn't to pass by Read.
func (s *slow) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{s})
}

// until TEXT PROGRAM ARGS... runs a program again and again until its output has the
// text in it.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until TEXT PROGRAM ARGS...")
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		ts.Check(ts.Exec(args[1], args[2:]...))
		if strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("never %q", args[0])
		}
	}
}
