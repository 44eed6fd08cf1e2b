package models

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHubSaysNothingMore: the header comes, and then no byte.
func TestHubSaysNothingMore(t *testing.T) {
	alone(t)
	b := content(300_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, ranged(b, "", func(w http.ResponseWriter, req *http.Request, n, from int) bool {
		if n == 0 {
			send(w, b, from, from)
			<-req.Context().Done()
		}
		return n == 0
	})).use(t)
	opt := quick
	opt.Stall = 300 * time.Millisecond
	var d diary
	if err := Pull(t.Context(), s, m, opt, d.tell); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	if !d.waited("stalled after 0 bytes") {
		t.Errorf("%+v", d.events)
	}
}

// waited reports whether a try was made again because of this.
func (d *diary) waited(why string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc(d.events, func(e Event) bool { return e.State == Waiting && strings.Contains(e.Why, why) })
}

// TestWrongBytesOnce: bytes that turn out wrong in the end are fetched once more, then
// explained; where they are right then, all is well.
func TestWrongBytesOnce(t *testing.T) {
	b := content(300_000)
	wrong := append([]byte{b[0] ^ 1}, b[1:]...)
	for _, lasting := range []bool{true, false} {
		t.Run(strconv.FormatBool(lasting), func(t *testing.T) {
			alone(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			r := newRogue(t, ranged(b, "", func(w http.ResponseWriter, _ *http.Request, n, _ int) bool {
				if n == 0 || lasting {
					send(w, wrong, 0, len(wrong))
					return true
				}
				return false
			}))
			r.use(t)
			err := Pull(t.Context(), s, m, quick, nil)
			if len(r.asked) != 2 {
				t.Errorf("asked %d times", len(r.asked))
			}
			if !lasting {
				if err != nil {
					t.Error(err)
				}
				wantFile(t, s, m)
				return
			}
			var failed *PullError
			if !errors.As(err, &failed) || !strings.Contains(err.Error(), "it sent other bytes than the catalogue's: their SHA-256 is "+sum(wrong)+", not "+m.SHA256) {
				t.Errorf("%v", err)
			}
			if s.Left(m) != 0 {
				t.Errorf("%d wrong bytes were kept", s.Left(m))
			}
		})
	}
}

// TestHubOutOfReachOtherwise: a name that nobody knows, and a server that speaks no TLS.
func TestHubOutOfReachOtherwise(t *testing.T) {
	req := httptest.NewRequest(http.MethodGet, "https://hub.invalid", nil)
	if proxy, err := http.ProxyFromEnvironment(req); proxy != nil || err != nil {
		t.Skip("a proxy looks up the names here: run without HTTPS_PROXY")
	}
	plain := newRogue(t, serve(nil))
	for name, c := range map[string]struct{ endpoint, want string }{
		"no name": {"https://hub.invalid", "out of reach: the name hub.invalid "},
		"no TLS":  {"https" + strings.TrimPrefix(plain.URL, "http"), "server gave HTTP response to HTTPS client"},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			t.Setenv("HF_ENDPOINT", c.endpoint)
			s, m := Store{Dir: t.TempDir()}, hubModel(content(1000))
			var d diary
			err := Pull(t.Context(), s, m, quick, d.tell)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if d.count(Waiting) == 0 || d.last().State != Failed {
				t.Errorf("%+v", d.events)
			}
			wantNothing(t, s)
		})
	}
}
