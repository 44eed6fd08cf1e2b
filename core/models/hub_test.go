package models

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// rogue is a hub that misbehaves on order.
type rogue struct {
	*httptest.Server
	mu     sync.Mutex
	tokens []string // the Authorization headers that came
	asked  []string // the paths
	answer http.HandlerFunc
}

func newRogue(t *testing.T, answer http.HandlerFunc) *rogue {
	r := &rogue{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		r.tokens = append(r.tokens, req.Header.Get("Authorization"))
		r.asked = append(r.asked, req.URL.EscapedPath())
		r.mu.Unlock()
		r.answer(w, req)
	}))
	t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

func (r *rogue) use(t *testing.T) { t.Setenv("HF_ENDPOINT", r.URL) }

func serve(b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b)
	}
}

func TestPullFromTheHub(t *testing.T) {
	alone(t)
	b := content(700_000)
	s, m := Store{Dir: filepath.Join(t.TempDir(), "deep", "models")}, hubModel(b)
	r := newRogue(t, serve(b))
	t.Setenv("HF_ENDPOINT", r.URL+"/mirror/")
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	if got := r.asked[0]; got != "/mirror/owner/tiny-GGUF/resolve/main/sub%20dir/tiny.Q4_0.gguf" {
		t.Errorf("asked for %s", got)
	}
	host := strings.TrimPrefix(r.URL, "http://")
	want := Event{Model: m.ID, State: Ready, Done: m.Bytes, Total: m.Bytes, Percent: 100, Why: "fetched from " + host}
	if d.last() != want || d.count(Verifying) != 0 {
		t.Errorf("the last event is %+v", d.last())
	}
	if first := d.events[0]; first.State != Connecting || first.Source != host {
		t.Errorf("the first event is %+v", first)
	}
	if info, err := os.Stat(s.Path(m)); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	var again diary
	if _, err := s.Ready(t.Context(), m, again.tell); err != nil || again.count(Verifying) != 0 {
		t.Errorf("the verdict of the download wasn't kept: %v", err)
	}
	if err := Pull(t.Context(), s, m, quick, again.tell); err != nil || len(r.asked) != 1 || again.last().Why != "it was there already" {
		t.Errorf("%d requests, %+v, %v", len(r.asked), again.last(), err)
	}
}

func TestHubWithoutContentLength(t *testing.T) {
	alone(t)
	b := content(300_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(b); i += 100_000 {
			_, _ = w.Write(b[i : i+100_000])
			w.(http.Flusher).Flush()
		}
	}).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
}

// Every fault ends in words, with nothing left in the store.
func TestHubFaults(t *testing.T) {
	b := content(300_000)
	wrong := append([]byte{b[0] ^ 1}, b[1:]...)
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			_, _ = w.Write([]byte("<html>no</html>"))
		}
	}
	chunked := func(parts ...[]byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for _, p := range parts {
				_, _ = w.Write(p)
				w.(http.Flusher).Flush()
			}
		}
	}
	cases := []struct {
		name   string
		answer http.HandlerFunc
		want   string
		hint   string
	}{
		{"wrong bytes", serve(wrong), "it sent other bytes than the catalogue's: their SHA-256 is " + sum(wrong), "try again"},
		{"a page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte("<html>log in</html>"))
		}, "it offers a web page (of a proxy or a login?) of 19 bytes, not the file of 300000", "try again"},
		{"a JSON error", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"error":1}`))
		}, "it offers a JSON message of 11 bytes", "try again"},
		{"a page in pieces", chunked([]byte("<html>"), []byte("</html>")), "it offers a web page (of a proxy or a login?), not the file", "try again"},
		{"nothing", status(200, "Content-Length", "0"), "of 0 bytes", "try again"},
		{"401", status(401, "X-Error-Message", "Access to model \u202e is restricted"), "it refuses access (401): Access to model is restricted", "set HF_TOKEN to a token that may read owner/tiny-GGUF"},
		{"403", status(403), "it refuses access (403)", "HF_TOKEN"},
		{"404", status(404, "X-Error-Message", "Entry not found"), "it has no such file (404): Entry not found", "try again"},
		{"429", status(429, "Retry-After", "1"), "too many requests (429), and asks to wait 1 s", "try again"},
		{"500", status(500), "it has a fault of its own (500)", "try again"},
		{"503", status(503), "it has a fault of its own (503)", "try again"},
		{"206", status(206), "it answers 206 instead of the file", "try again"},
		{"too long", serve(append(b[:len(b):len(b)], 1)), "of 300001 bytes, not the file of 300000", "try again"},
		{"too long in pieces", chunked(b, []byte("and more")), "it sends more bytes than the file has", "try again"},
		{"too short in pieces", chunked(b[:1000]), "it ended after 1000 bytes of 300000", "try again"},
		{"cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(b)))
			_, _ = w.Write(b[:200_000])
		}, "the connection was cut after 200 kB of 300 kB", "try again"},
		{"reset", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(b)))
			_, _ = w.Write(b[:200_000])
			w.(http.Flusher).Flush()
			conn, _, _ := http.NewResponseController(w).Hijack()
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}, "the connection ", "try again"},
		{"no way out", func(w http.ResponseWriter, req *http.Request) { http.Redirect(w, req, req.URL.Path, http.StatusFound) }, "it redirects more than 10 times", "try again"},
		{"nowhere", status(302), "it redirects (302) without saying where to", "try again"},
		{"unsafe", status(302, "Location", "ftp://127.0.0.1/f"), "it redirects to an unsafe address (ftp at 127.0.0.1)", "try again"},
		{"unsafe too", status(307, "Location", "http://example.com/f"), "it redirects to an unsafe address (http at example.com)", "try again"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			alone(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			newRogue(t, c.answer).use(t)
			var d diary
			err := Pull(t.Context(), s, m, quick, d.tell)
			var failed *PullError
			if !errors.As(err, &failed) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if h := hintOf(err); !strings.Contains(h, c.hint) || !strings.Contains(h, s.Path(m)) {
				t.Errorf("hint %q, want %q", h, c.hint)
			}
			if e := d.last(); e.State != Failed || e.Why != err.Error() || e.Hint != hintOf(err) {
				t.Errorf("the last event is %+v", e)
			}
			wantNothing(t, s)
		})
	}
}

func TestHubStalls(t *testing.T) {
	alone(t)
	b := content(300_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b[:200_000])
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	}).use(t)
	start := time.Now()
	err := Pull(t.Context(), s, m, PullOptions{Pause: time.Millisecond, Tries: 2, Stall: 300 * time.Millisecond}, nil)
	if err == nil || !strings.Contains(err.Error(), "stalled after 200 kB: less than 4.1 kB came in 300ms") {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("noticed after %v", took)
	}
	wantNothing(t, s)
}

func TestHubOutOfReach(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for name, c := range map[string]struct{ endpoint, want string }{
		"silent":  {"http://" + silent.Addr().String(), "out of reach: no answer within 400ms"},
		"tls":     {"https://" + silent.Addr().String(), "out of reach: no answer within 400ms"},
		"closed":  {"http://" + closed.Addr().String(), "connection refused"},
		"http":    {"http://hub.example.com", "HF_ENDPOINT must begin with https:// (hub.example.com)"},
		"no host": {"https:///x", "HF_ENDPOINT is not the address of a hub"},
		"bad":     {"::", "HF_ENDPOINT is not the address of a hub"},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			t.Setenv("HF_ENDPOINT", c.endpoint)
			s, m := Store{Dir: t.TempDir()}, hubModel(content(1000))
			start := time.Now()
			err := Pull(t.Context(), s, m, PullOptions{Pause: time.Millisecond, Tries: 2, HubAnswer: 400 * time.Millisecond}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || time.Since(start) > 3*time.Second {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
			wantNothing(t, s)
		})
	}
}

func TestHubCertificate(t *testing.T) {
	alone(t)
	server := httptest.NewTLSServer(serve(nil))
	defer server.Close()
	t.Setenv("HF_ENDPOINT", server.URL)
	s, m := Store{Dir: t.TempDir()}, hubModel(content(1000))
	err := Pull(t.Context(), s, m, quick, nil)
	if err == nil || !strings.Contains(err.Error(), "its certificate is not trusted") || !strings.Contains(hintOf(err), "certificate") {
		t.Errorf("%v (%s)", err, hintOf(err))
	}
}

func TestHubOffline(t *testing.T) {
	alone(t)
	r := newRogue(t, serve(content(1000)))
	r.use(t)
	t.Setenv("HF_HUB_OFFLINE", "1")
	s, m := Store{Dir: t.TempDir()}, hubModel(content(1000))
	err := Pull(t.Context(), s, m, quick, nil)
	if err == nil || !strings.Contains(err.Error(), "skipped, because HF_HUB_OFFLINE is set") || len(r.asked) != 0 {
		t.Errorf("%v, %d requests", err, len(r.asked))
	}
}
