package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// ranged serves b as a hub does: whole, or from where it is asked for. fault, where not
// nil, may answer the n-th request (from 0) in its place; from is where it would begin.
func ranged(b []byte, etag string, fault func(w http.ResponseWriter, req *http.Request, n, from int) bool) http.HandlerFunc {
	var asked atomic.Int64
	return func(w http.ResponseWriter, req *http.Request) {
		n, from := int(asked.Add(1)-1), 0
		if text, found := strings.CutPrefix(req.Header.Get("Range"), "bytes="); found {
			if tag := req.Header.Get("If-Range"); tag == "" || tag == etag {
				from, _ = strconv.Atoi(strings.TrimSuffix(text, "-"))
			}
		}
		if fault != nil && fault(w, req, n, from) {
			return
		}
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		send(w, b, from, len(b))
	}
}

// send answers with b from a byte on, as far as upTo of what it promises.
func send(w http.ResponseWriter, b []byte, from, upTo int) {
	w.Header().Set("Content-Length", strconv.Itoa(len(b)-from))
	if from > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(b)-1, len(b)))
		w.WriteHeader(http.StatusPartialContent)
	}
	_, _ = w.Write(b[from:max(from, upTo)])
	w.(http.Flusher).Flush()
}

// reset breaks the connection.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

// leave puts a partial into the store as an earlier run would have left it.
func leave(t *testing.T, s Store, m Model, b []byte, j *journal) {
	t.Helper()
	if err := os.WriteFile(partialPath(s.Path(m)), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if j != nil {
		j.write(s.Path(m))
	}
}

func journalOf(m Model, etag string) *journal {
	return &journal{Schema: journalSchema, SHA256: m.SHA256, Bytes: m.Bytes, ETag: etag}
}

// TestResume: whatever is there and however the hub goes on, the right bytes are there in
// the end; and no more are sent again than need be.
func TestResume(t *testing.T) {
	b := content(600_000)
	wrong := append([]byte{b[0] ^ 1}, b[1:400_000]...)
	const tag = `"v1"`
	for _, c := range []struct {
		name  string
		there []byte
		etag  string // of the journal
		fault func(w http.ResponseWriter, req *http.Request, n, from int) bool
		ranks string // what was asked for, one request after the other
	}{
		{"goes on", b[:400_000], tag, nil, "400000"},
		{"all is there", b, tag, nil, ""},
		{"the tag is another now", b[:400_000], `"v0"`, nil, "400000"},
		{"no tag", b[:400_000], "", nil, "400000"},
		{"a weak tag", b[:400_000], `W/"v1"`, nil, "400000"},
		{"longer than the file", append(b[:len(b):len(b)], 1, 2, 3), tag, nil, ""},
		{"longer and wrong", append(wrong, b...), tag, nil, "0"},
		{"wrong bytes", wrong, tag, nil, "400000 0"},
		{"200 to a range", b[:400_000], tag, func(w http.ResponseWriter, _ *http.Request, _, _ int) bool {
			send(w, b, 0, len(b))
			return true
		}, "400000"},
		{"200 to a range, and cut before it is new", b[:400_000], tag, func(w http.ResponseWriter, _ *http.Request, n, _ int) bool {
			if n == 0 {
				send(w, b, 0, 300_000)
				reset(w)
			}
			return n == 0
		}, "400000 400000"},
		{"200 with other bytes than are there", wrong, tag, func(w http.ResponseWriter, _ *http.Request, n, _ int) bool {
			if n == 0 {
				send(w, b, 0, len(b))
			}
			return n == 0
		}, "400000 0"},
		{"416", b[:400_000], tag, func(w http.ResponseWriter, req *http.Request, _, _ int) bool {
			if req.Header.Get("Range") != "" {
				w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				return true
			}
			return false
		}, "400000 0"},
		{"another part than asked for", b[:400_000], tag, func(w http.ResponseWriter, req *http.Request, _, _ int) bool {
			if req.Header.Get("Range") != "" {
				send(w, b, 300_000, len(b))
				return true
			}
			return false
		}, "400000 0"},
		{"a part of another file", b[:400_000], tag, func(w http.ResponseWriter, req *http.Request, _, _ int) bool {
			if req.Header.Get("Range") != "" {
				w.Header().Set("Content-Range", "bytes 400000-599999/700000")
				w.WriteHeader(http.StatusPartialContent)
				return true
			}
			return false
		}, "400000 0"},
		{"reset at 1 %", nil, "", func(w http.ResponseWriter, _ *http.Request, n, from int) bool { return resetAt(w, b, n, from, 6000) }, "0 6000"},
		{"reset at 50 %", nil, "", func(w http.ResponseWriter, _ *http.Request, n, from int) bool { return resetAt(w, b, n, from, 300_000) }, "0 300000"},
		{"reset at 99.9 %", nil, "", func(w http.ResponseWriter, _ *http.Request, n, from int) bool { return resetAt(w, b, n, from, 599_400) }, "0 599400"},
		{"fewer bytes than promised", nil, "", func(w http.ResponseWriter, _ *http.Request, n, from int) bool {
			if n == 0 {
				_, _ = w.Write(b[:100_000]) // in pieces, without a length
				w.(http.Flusher).Flush()
			}
			return n == 0
		}, "0 100000"},
		{"503, 408, 500, 502", b[:400_000], tag, func(w http.ResponseWriter, _ *http.Request, n, _ int) bool {
			if n < 4 {
				w.WriteHeader([]int{503, 408, 500, 502}[n])
			}
			return n < 4
		}, "400000 400000 400000 400000 400000"},
		{"429", b[:400_000], tag, func(w http.ResponseWriter, _ *http.Request, n, _ int) bool {
			if n == 0 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return n == 0
		}, "400000 400000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			alone(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			var r *rogue
			var ranks []string
			serve := ranged(b, tag, c.fault)
			r = newRogue(t, func(w http.ResponseWriter, req *http.Request) {
				r.mu.Lock()
				ranks = append(ranks, strings.TrimSuffix(strings.TrimPrefix(cmpOr(req.Header.Get("Range"), "bytes=0-"), "bytes="), "-"))
				r.mu.Unlock()
				serve(w, req)
			})
			r.use(t)
			if c.there != nil {
				j := journalOf(m, c.etag)
				j.Source = strings.TrimPrefix(r.URL, "http://")
				leave(t, s, m, c.there, j)
			}
			opt := PullOptions{Pause: time.Millisecond, Tries: 5}
			d := diary{}
			if err := Pull(t.Context(), s, m, opt, d.tell); err != nil {
				t.Fatal(err)
			}
			wantFile(t, s, m)
			r.mu.Lock()
			defer r.mu.Unlock()
			if got := strings.Join(ranks, " "); got != c.ranks {
				t.Errorf("asked from %s, want %s", got, c.ranks)
			}
			wantForward(t, d.events)
		})
	}
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// resetAt breaks the first connection after so many bytes; what came before is awaited.
func resetAt(w http.ResponseWriter, b []byte, n, from, at int) bool {
	if n > 0 {
		return false
	}
	send(w, b, from, at)
	time.Sleep(50 * time.Millisecond) // a reset throws away what wasn't read
	reset(w)
	return true
}

// wantForward checks that a download never goes back in what people see.
func wantForward(t *testing.T, events []Event) {
	t.Helper()
	last := 0.0
	for _, e := range events {
		if e.State == Downloading {
			if e.Percent < last {
				t.Errorf("from %.1f %% back to %.1f", last, e.Percent)
			}
			last = e.Percent
		}
	}
}

// A partial with marks is cut back to where it is right, however its journal is.
func TestMarks(t *testing.T) {
	alone(t)
	b := content(3*markEvery + 1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	marks := []mark{{markEvery, sum(b[:markEvery])}, {2 * markEvery, sum(b[:2*markEvery])}}
	bad := append([]byte{}, b[:2*markEvery+500]...)
	bad[markEvery+7] ^= 1
	torn := journalOf(m, "")
	torn.Marks = marks
	for _, c := range []struct {
		name    string
		there   []byte
		journal func()
		asked   string
	}{
		{"wrong in the second piece", bad, func() { torn.write(s.Path(m)) }, strconv.Itoa(markEvery)},
		{"right", b[:2*markEvery+500], func() { torn.write(s.Path(m)) }, strconv.Itoa(2*markEvery + 500)},
		{"torn", b[:markEvery], func() {
			_ = os.WriteFile(journalPath(s.Path(m)), []byte(`{"schema":1,"sha`), 0o600)
		}, strconv.Itoa(markEvery)},
		{"of another file", b[:markEvery], func() {
			other := *torn
			other.SHA256 = sum(nil)
			other.write(s.Path(m))
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_ = os.Remove(s.Path(m))
			leave(t, s, m, c.there, nil)
			c.journal()
			var asked string
			serve := ranged(b, "", nil)
			newRogue(t, func(w http.ResponseWriter, req *http.Request) {
				asked = strings.TrimSuffix(strings.TrimPrefix(req.Header.Get("Range"), "bytes="), "-")
				serve(w, req)
			}).use(t)
			if err := Pull(t.Context(), s, m, quick, nil); err != nil {
				t.Fatal(err)
			}
			wantFile(t, s, m)
			if asked != c.asked {
				t.Errorf("asked from %q, want %q", asked, c.asked)
			}
		})
	}
}

// What one run has fetched the next one need not, whichever source it was from; and a
// person who cancels loses nothing.
func TestCancelledAndGoneOn(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	defer letGo()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d := diary{on: func(e Event) {
		if e.State == Downloading {
			cancel()
		}
	}}
	if err := Pull(ctx, s, m, quick, d.tell); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if left := s.Left(m); left != 200_000 {
		t.Fatalf("%d bytes are left", left)
	}
	from := ""
	serve := ranged(b, "", nil)
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		from = req.Header.Get("Range")
		serve(w, req)
	}).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil || from != "bytes=200000-" {
		t.Errorf("asked for %q, %v", from, err)
	}
	wantFile(t, s, m)
}

// TestPause: another process pauses the download; it keeps what it has and goes on later.
func TestPause(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	defer letGo()
	if there, err := s.Pause(m); there || err != nil {
		t.Errorf("paused nothing: %v, %v", there, err)
	}
	var once atomic.Bool
	d := diary{}
	d.on = func(e Event) {
		if e.State == Downloading && once.CompareAndSwap(false, true) {
			if news, ok := s.News(m); !ok || news.Done != 200_000 || !s.Busy(m) {
				t.Errorf("others hear %+v, %v", news, ok)
			}
			if there, err := s.Pause(m); !there || err != nil {
				t.Errorf("%v, %v", there, err)
			}
		}
	}
	err := Pull(t.Context(), s, m, quick, d.tell)
	var paused *PausedError
	if !errors.As(err, &paused) || paused.Done != 200_000 || !strings.Contains(paused.Hint(), "caro models resume tiny-test") {
		t.Fatalf("%v", err)
	}
	if last := d.last(); last.State != Paused || last.Percent != 50 || d.count(Failed) != 0 {
		t.Errorf("the last event is %+v", last)
	}
	if news, ok := s.News(m); !ok || news.State != Paused || s.Busy(m) {
		t.Errorf("others hear %+v, %v", news, ok)
	}
	newRogue(t, ranged(b, "", nil)).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
	if _, ok := s.News(m); ok || s.pausing(m) {
		t.Error("news or a pause of what is done")
	}
}

// One that waits for the process that was paused doesn't take over.
func TestPauseOfTwo(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	defer letGo()
	first := child(t, s, m)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the first has begun", func() bool { return s.Left(m) == 200_000 })
	var once atomic.Bool
	d := diary{on: func(e Event) {
		if e.State == Queued && e.Done == 200_000 && once.CompareAndSwap(false, true) {
			_, _ = s.Pause(m)
		}
	}}
	var paused *PausedError
	if err := Pull(t.Context(), s, m, quick, d.tell); !errors.As(err, &paused) || d.count(Connecting) != 0 {
		t.Errorf("%v, %+v", err, d.events)
	}
	if err := first.Wait(); err == nil {
		t.Error("the first one didn't end as paused")
	}
}

// A second process takes over when the first dies, from where that one was.
func TestTakeOver(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	serve := ranged(b, "", func(w http.ResponseWriter, req *http.Request, n, _ int) bool {
		if n == 0 {
			send(w, b, 0, 200_000)
			<-req.Context().Done()
		}
		return n == 0
	})
	newRogue(t, serve).use(t)
	first := child(t, s, m)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the first has half", func() bool { return s.Left(m) == 200_000 })
	var once atomic.Bool
	d := diary{on: func(e Event) {
		if e.State == Queued && once.CompareAndSwap(false, true) {
			_ = first.Process.Kill()
			go func() { _ = first.Wait() }()
		}
	}}
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
	if d.count(Verifying) == 0 || d.count(Connecting) != 1 {
		t.Errorf("%+v", d.events)
	}
}

// TestAnySequence: after any sequence of faults and kills and then a good network, the
// right bytes are there.
func TestAnySequence(t *testing.T) {
	alone(t)
	b := content(500_000)
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 5))
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			var good atomic.Bool
			var kind atomic.Int64
			newRogue(t, ranged(b, `"v"`, func(w http.ResponseWriter, req *http.Request, _, from int) bool {
				if good.Load() {
					return false
				}
				at := from + (len(b)-from)/3
				switch kind.Load() {
				case 0:
					send(w, b, from, at)
					reset(w)
				case 1:
					w.WriteHeader(http.StatusServiceUnavailable)
				case 2: // wrong bytes
					send(w, append(b[:from:from], make([]byte, len(b)-from)...), from, at)
					reset(w)
				case 3:
					send(w, b, 0, at)
					reset(w)
				case 4:
					w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				case 5:
					send(w, b, from, at)
					<-req.Context().Done()
				default:
					_, _ = w.Write([]byte("<html>log in</html>"))
				}
				return true
			})).use(t)
			for range 6 {
				kind.Store(random.Int64N(7))
				run := child(t, s, m)
				if err := run.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(random.IntN(120)) * time.Millisecond)
				_ = run.Process.Kill()
				_ = run.Wait()
				if random.IntN(4) == 0 { // the disk has its own mind
					_ = os.WriteFile(journalPath(s.Path(m)), []byte(`{"schema":1,`), 0o600)
				}
			}
			good.Store(true)
			if err := Pull(t.Context(), s, m, quick, nil); err != nil {
				t.Fatal(err)
			}
			wantFile(t, s, m)
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999999": maxAsked, "Mon, 02 Jan 2006 15:04:05 GMT": 0,
	} {
		resp := &http.Response{Header: http.Header{"Retry-After": {text}}}
		if got := retryAfter(resp); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	at := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	if got := retryAfter(&http.Response{Header: http.Header{"Retry-After": {at}}}); got < 80*time.Second || got > 91*time.Second {
		t.Errorf("%s: %v", at, got)
	}
}

// The limit holds over a whole download.
func TestLimit(t *testing.T) {
	alone(t)
	b := content(3 * hubChunk)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, ranged(b, "", nil)).use(t)
	start := time.Now()
	if err := Pull(t.Context(), s, m, PullOptions{Limit: 2 * hubChunk, Stall: 200 * time.Millisecond}, nil); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 900*time.Millisecond || took > 5*time.Second {
		t.Errorf("three pieces at two a second, the first at once, took %v", took)
	}
}

// A trickle that never stops is no download.
func TestTrickle(t *testing.T) {
	alone(t)
	b := content(100_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		for i := range b {
			if _, err := w.Write(b[i : i+1]); err != nil || req.Context().Err() != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}).use(t)
	err := Pull(t.Context(), s, m, PullOptions{Pause: time.Millisecond, Tries: 1, Stall: 300 * time.Millisecond}, nil)
	if err == nil || !strings.Contains(err.Error(), "stalled after") {
		t.Errorf("%v", err)
	}
}

// A mirror is asked after the hub and never hears the token.
func TestMirror(t *testing.T) {
	alone(t)
	t.Setenv("HF_TOKEN", "hf_secret")
	b := content(100_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }).use(t)
	mirror := newRogue(t, ranged(b, "", nil))
	opt := quick
	opt.Mirrors = []string{"http://mirror.example.com", mirror.URL}
	if err := Pull(t.Context(), s, m, opt, nil); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	if len(mirror.tokens) != 1 || mirror.tokens[0] != "" {
		t.Errorf("the mirror heard %q", mirror.tokens)
	}
}

// The hub says that it has another file by now: nothing of it is fetched.
func TestAnotherFile(t *testing.T) {
	alone(t)
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("X-Linked-Etag", `"`+sum(nil)+`"`)
		http.Redirect(w, req, "/elsewhere", http.StatusFound)
	}).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err == nil || !strings.Contains(err.Error(), "another file under this name") {
		t.Errorf("%v", err)
	}
}

// A signed address that runs out in the middle: the hub gives a fresh one.
func TestSignedAddress(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	var given atomic.Int64
	storage := newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Query().Get("n") != strconv.FormatInt(given.Load(), 10) || given.Load() == 2 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		ranged(b, "", func(w http.ResponseWriter, _ *http.Request, _, from int) bool {
			if given.Load() == 1 {
				send(w, b, from, 200_000)
				time.Sleep(50 * time.Millisecond)
				reset(w)
			}
			return given.Load() == 1
		})(w, req)
	})
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, fmt.Sprintf("%s/f?n=%d", storage.URL, given.Add(1)), http.StatusFound)
	}).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	if given.Load() != 3 {
		t.Errorf("%d addresses were given", given.Load())
	}
}

// FuzzJournal: no journal, however torn, stops a download or is written back as it was.
func FuzzJournal(f *testing.F) {
	m := hubModel(content(100))
	good, _ := json.Marshal(journal{Schema: 1, SHA256: m.SHA256, Bytes: 100, Marks: []mark{{10, "x"}}})
	f.Add(good)
	f.Add([]byte(`{"schema":1,"marks":[{"at":-1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), m.File)
		if err := os.WriteFile(journalPath(path), data, 0o600); err != nil {
			t.Fatal(err)
		}
		j := readJournal(path, m)
		last := int64(0)
		for _, mark := range j.Marks {
			if mark.At <= last || mark.At > j.Bytes {
				t.Errorf("marks %v of %d bytes", j.Marks, j.Bytes)
			}
			last = mark.At
		}
	})
}
