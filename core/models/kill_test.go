package models

import (
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// steady is a hub that sends so many bytes a second, and counts what it sends.
type steady struct {
	*httptest.Server
	b     []byte
	speed atomic.Int64
	sent  atomic.Int64
	busy  atomic.Int64 // requests that are being answered
	mu    sync.Mutex
	asked []int64 // from which byte on, one request after the other
}

// sendBuffer keeps small what is under way when a client goes.
const sendBuffer = 64 << 10

func newSteady(t *testing.T, b []byte, speed int64) *steady {
	h := &steady{b: b}
	h.speed.Store(speed)
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(h.answer))
	h.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if tcp, ok := c.(*net.TCPConn); ok && state == http.StateNew {
			_ = tcp.SetWriteBuffer(sendBuffer)
		}
	}
	h.Start()
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
	})
	t.Setenv("HF_ENDPOINT", h.URL)
	return h
}

func (h *steady) answer(w http.ResponseWriter, req *http.Request) {
	h.busy.Add(1)
	defer h.busy.Add(-1)
	from, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(req.Header.Get("Range"), "bytes="), "-"))
	h.mu.Lock()
	h.asked = append(h.asked, int64(from))
	h.mu.Unlock()
	w.Header().Set("ETag", `"v1"`)
	send(w, h.b, from, from)
	const piece = 64 << 10
	for rest := h.b[from:]; len(rest) > 0; {
		n, err := w.Write(rest[:min(piece, len(rest))])
		h.sent.Add(int64(n))
		if err != nil {
			return
		}
		rest = rest[n:]
		time.Sleep(time.Duration(int64(n) * int64(time.Second) / h.speed.Load()))
	}
}

// take returns what was asked for and sent since the last time, once all answers have ended.
func (h *steady) take(t *testing.T) (asked []int64, sent int64) {
	t.Helper()
	eventually(t, "the hub notices that the client is gone", func() bool { return h.busy.Load() == 0 })
	h.mu.Lock()
	defer h.mu.Unlock()
	asked, h.asked = h.asked, nil
	return asked, h.sent.Swap(0)
}

// wantKnown checks that every name in the store is one that a download makes, and that the
// file, where it is there, is the right one. It reports whether it is.
func wantKnown(t *testing.T, s Store, m Model) (there bool) {
	t.Helper()
	known := map[string]bool{m.File: true, "." + m.File + ".lock": true, verdictLock: true}
	for _, name := range []string{m.File + ".partial.json", "." + m.File + ".news.json", verdictFile} {
		known[name], known[name+".new"] = true, true
	}
	known[m.File+".partial"] = true
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("in the store: %q", e.Name())
		}
	}
	f, err := os.Open(s.Path(m))
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil || digest(h) != m.SHA256 {
		t.Fatalf("the file is there and wrong: %v", err)
	}
	return true
}

// TestKilledAnywhere: a process that is killed at any moment leaves nothing wrong, nothing
// that stays, and nothing that has to be fetched again.
func TestKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute: run without -short")
	}
	alone(t)
	const (
		kills  = 100
		slow   = 40 << 20 // bytes a second
		fast   = 1 << 40
		flight = 8 << 20 // more than the sockets of a connection hold
	)
	b := content(markEvery + 4<<20)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	h := newSteady(t, b, slow)
	seed := uint64(time.Now().UnixNano())
	t.Logf("the seed is %d", seed)
	random := rand.New(rand.NewPCG(seed, 5))

	var total, worst int64
	downloads, atEnd := 0, 0
	for killed := 0; killed < kills; {
		sent, here, earlier := int64(0), 0, int64(0)
		for ended := false; !ended; {
			// Some have all at once, and are killed at their end, which is soon over.
			speed, within := int64(slow), 500*time.Millisecond
			begin := func() bool { return true }
			switch random.IntN(6) {
			case 0:
				speed, within = fast, 60*time.Millisecond
				begin = func() bool { return s.Left(m) == m.Bytes }
			case 1:
				speed, within = fast, time.Millisecond
				begin = func() bool { _, err := s.stat(m); return err == nil }
			}
			h.speed.Store(speed)
			moment := time.Duration(random.Int64N(int64(within)))
			if killed == kills { // the last one is let be
				begin = func() bool { return false }
			}
			before := s.Left(m)
			run := child(t, s, m)
			dead, err := killAfter(run, begin, moment)
			if err != nil {
				t.Fatal(err)
			}
			asked, bytes := h.take(t)
			sent += bytes
			for _, from := range asked { // the hub may hear of a request after who asked is dead
				if from != before && from != earlier {
					t.Errorf("asked from %d, when %d bytes were there", from, before)
				}
			}
			earlier = before
			there := wantKnown(t, s, m)
			if !dead {
				ended = true
				if !there {
					t.Fatal("a run has ended without the file")
				}
				continue
			}
			killed, here = killed+1, here+1
			if there { // and the verdict may be missing, or more be left than should stay
				atEnd++
				if err := child(t, s, m).Run(); err != nil {
					t.Fatal(err)
				}
				ended = true
			}
		}
		downloads++
		wantFile(t, s, m)
		if _, ok := s.News(m); ok {
			t.Error("there is news of what is done")
		}
		if most := m.Bytes + int64(here)*flight; sent > most {
			t.Errorf("%d bytes were sent in a download of %d that was killed %d times", sent, m.Bytes, here)
		}
		total, worst = total+sent, max(worst, sent-m.Bytes)
		if _, _, err := s.Remove(m); err != nil {
			t.Fatal(err)
		}
		if rest := names(t, s); len(rest) > 0 {
			t.Errorf("after its removal there is %q", rest)
		}
	}
	t.Logf("%d downloads of %s, killed %d times, %d of them with the file just there: %s sent in all, at most %s more than one has",
		downloads, FormatBytes(m.Bytes), kills, atEnd, FormatBytes(total), FormatBytes(worst))
}

// killAfter kills a process a while after begin says so, unless it has ended well by then.
func killAfter(run *exec.Cmd, begin func() bool, d time.Duration) (killed bool, err error) {
	if err := run.Start(); err != nil {
		return false, err
	}
	var ended atomic.Bool
	var killer sync.WaitGroup
	killer.Go(func() {
		for !begin() {
			if ended.Load() {
				return
			}
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(d)
		_ = run.Process.Kill()
	})
	err = run.Wait()
	ended.Store(true)
	killer.Wait()
	if run.ProcessState.ExitCode() < 0 { // a signal ended it
		return true, nil
	}
	return false, err
}

// TestSuspended: a process that was stopped for longer than its patience, as by a laptop's
// sleep, goes on; with the same connection where that has lasted.
func TestSuspended(t *testing.T) {
	const stall = 2 * time.Second
	b := content(12_000_000)
	half := len(b) / 2
	for _, c := range []struct {
		name  string
		lasts bool
	}{{"the connection lasts", true}, {"the connection is cut", false}} {
		t.Run(c.name, func(t *testing.T) {
			alone(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			gate := make(chan struct{})
			var asked []int
			r := newRogue(t, ranged(b, `"v1"`, func(w http.ResponseWriter, req *http.Request, n, from int) bool {
				asked = append(asked, from)
				if n > 0 {
					return false
				}
				w.Header().Set("ETag", `"v1"`)
				send(w, b, 0, half)
				select {
				case <-gate:
				case <-req.Context().Done():
				}
				if c.lasts {
					_, _ = w.Write(b[half:])
				} else {
					reset(w)
				}
				return true
			}))
			r.use(t)
			run := child(t, s, m)
			run.Env = append(run.Env, "CARO_TEST_STALL="+stall.String())
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the child has half of it", func() bool { return s.Left(m) == int64(half) })
			if err := run.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			close(gate) // what the hub does now, the child sees when it goes on
			time.Sleep(stall + stall/2)
			if err := run.Process.Signal(syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			if err := run.Wait(); err != nil {
				t.Error(err)
			}
			wantFile(t, s, m)
			want := []int{0}
			if !c.lasts {
				want = append(want, half)
			}
			r.Close() // for what it was asked to be at rest
			if !slices.Equal(asked, want) {
				t.Errorf("asked from %v, want %v", asked, want)
			}
		})
	}
}

// TestClockSetBack: no time of a file, however odd, changes what is done with it.
func TestClockSetBack(t *testing.T) {
	b := content(600_000)
	for name, when := range map[string]time.Time{"tomorrow": time.Now().Add(24 * time.Hour), "1970": time.Unix(0, 0)} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			h := newSteady(t, b, 1<<40)
			leave(t, s, m, b[:400_000], journalOf(m, `"v1"`))
			for _, name := range []string{s.newsPath(m), s.lockPath(m)} {
				if err := os.WriteFile(name, []byte(`{"model":"tiny-test","state":"downloading","done":400000}`), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			backdate := func() {
				t.Helper()
				entries, err := os.ReadDir(s.Dir)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range append(entries, nil) {
					path := s.Dir // last, as each change of a name changes it
					if e != nil {
						path = filepath.Join(s.Dir, e.Name())
					}
					if err := os.Chtimes(path, when, when); err != nil {
						t.Fatal(err)
					}
				}
			}
			backdate()
			if err := Pull(t.Context(), s, m, quick, nil); err != nil {
				t.Fatal(err)
			}
			wantFile(t, s, m)
			if asked, _ := h.take(t); !slices.Equal(asked, []int64{400_000}) {
				t.Errorf("asked from %v", asked)
			}

			// A file that was touched is hashed once, and never again.
			backdate()
			for i := range 3 {
				var d diary
				if _, err := s.Ready(t.Context(), m, d.tell); err != nil || (d.count(Verifying) > 0) != (i == 0) {
					t.Errorf("use %d: hashed %v, %v", i, d.count(Verifying) > 0, err)
				}
			}
			if got, err := s.State(m); got != Intact {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
}
