package models

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// held is a hub that sends half of b, and the rest when it is let go.
func held(t *testing.T, b []byte) (letGo func()) {
	t.Helper()
	gate := make(chan struct{})
	newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b[:len(b)/2])
		w.(http.Flusher).Flush()
		select {
		case <-gate:
			_, _ = w.Write(b[len(b)/2:])
		case <-req.Context().Done():
		}
	}).use(t)
	return sync.OnceFunc(func() { close(gate) })
}

func TestPullReplacesADamagedFile(t *testing.T) {
	alone(t)
	b := content(10_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b[:5000])
	newRogue(t, serve(append([]byte{b[0] ^ 1}, b[1:]...))).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err == nil {
		t.Error("wrong bytes were taken")
	}
	if info, err := os.Stat(s.Path(m)); err != nil || info.Size() != 5000 {
		t.Errorf("the old file is gone before there is a new one: %v", err)
	}
	newRogue(t, serve(b)).use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
}

func TestPullUsesWhatAnotherToolFetched(t *testing.T) {
	alone(t)
	t.Setenv("HF_ENDPOINT", "http://127.0.0.1:9")
	b := content(10_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b)
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil || d.count(Verifying) == 0 || d.last().State != Ready {
		t.Errorf("%v, %+v", err, d.last())
	}
}

func TestPullIsCancelled(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	held(t, b)
	ctx, cancel := context.WithCancelCause(t.Context()) // as signal.NotifyContext does
	defer cancel(nil)
	d := diary{on: func(e Event) {
		if e.State == Downloading {
			if e.Done != 200_000 || e.Total != m.Bytes || e.Percent != 50 {
				t.Errorf("%+v", e)
			}
			cancel(errors.New("interrupted"))
		}
	}}
	err := Pull(ctx, s, m, quick, d.tell)
	if !errors.Is(err, context.Canceled) || d.count(Failed) != 0 {
		t.Errorf("%v, %+v", err, d.last())
	}
	wantNothing(t, s)
}

func TestTwoPullsAtOnce(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	var first, second diary
	second.on = func(e Event) {
		if e.State == Queued && e.Done == 200_000 {
			letGo()
		}
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := Pull(t.Context(), s, m, quick, first.tell); err != nil {
			t.Error(err)
		}
	})
	eventually(t, "the first has begun", func() bool { return first.count(Downloading) > 0 })
	wait.Go(func() {
		if err := Pull(t.Context(), s, m, quick, second.tell); err != nil {
			t.Error(err)
		}
	})
	wait.Wait()
	wantFile(t, s, m)
	if second.count(Queued) == 0 || second.count(Connecting) != 0 || second.last().Why != "another process fetched it" {
		t.Errorf("the second: %+v", second.events)
	}
}

func TestWaitingIsCancelled(t *testing.T) {
	alone(t)
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	other, err := waitLock(t.Context(), filepath.Join(s.Dir, "."+m.File+".lock"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.release()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := Pull(ctx, s, m, quick, func(Event) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A process that is killed leaves nothing that stops or misleads the next.
func TestKilledInTheMiddle(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	first := child(t, s, m)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	part := partialPath(s.Path(m))
	eventually(t, "the child has half of it", func() bool {
		info, err := os.Stat(part)
		return err == nil && info.Size() == 200_000 && info.Mode().Perm() == 0o600
	})
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if _, err := os.Stat(part); err != nil {
		t.Errorf("the test proves nothing: %v", err)
	}
	letGo()
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil || d.count(Queued) != 0 {
		t.Errorf("%v, %+v", err, d.last())
	}
	wantFile(t, s, m)
}

// The same in the middle of the packages: pip must not live on (on Linux), and
// its folder is removed by the next one.
func TestKilledWithPip(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(900_000)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	var gate sync.Map
	index(t, m, b, func(w http.ResponseWriter, req *http.Request, i int, data []byte) {
		if _, open := gate.Load("open"); open {
			_, _ = w.Write(data)
			return
		}
		_, _ = w.Write(data[:len(data)/2])
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	})
	first := child(t, s, m)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the child has a part of a wheel", func() bool {
		for _, name := range names(t, s) {
			if strings.HasPrefix(name, workPrefix(m)) && largest(filepath.Join(s.Dir, name)) > 100_000 {
				return true
			}
		}
		return false
	})
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if runtime.GOOS == "linux" {
		wantNoPip(t, s)
	}
	gate.Store("open", true)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
}

// Two processes, one file: one fetches, the other waits.
func TestTwoProcesses(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	first := child(t, s, m)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the first has begun", func() bool {
		_, err := os.Stat(partialPath(s.Path(m)))
		return err == nil
	})
	d := diary{on: func(e Event) {
		if e.State == Queued {
			letGo()
		}
	}}
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil || d.count(Connecting) != 0 || d.count(Queued) == 0 {
		t.Errorf("%v, %+v", err, d.last())
	}
	if err := first.Wait(); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
}

func TestNoRoom(t *testing.T) {
	alone(t)
	s, m := Store{Dir: t.TempDir()}, hubModel(content(1000))
	m.Bytes = math.MaxInt64 / 2
	r := newRogue(t, serve(nil))
	r.use(t)
	err := Pull(t.Context(), s, m, quick, nil)
	var fault *StoreError
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "not enough room for the model") || !strings.Contains(fault.Hint(), "free 4.6 EB there, or set CARO_CACHE_DIR") || len(r.asked) != 0 {
		t.Errorf("%v (%s), %d requests", err, hintOf(err), len(r.asked))
	}
	wantNothing(t, s)
}

func TestStoreThatIsNoFolder(t *testing.T) {
	alone(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "models")} {
		var fault *StoreError
		if err := Pull(t.Context(), Store{Dir: dir}, hubModel(content(10)), quick, nil); !errors.As(err, &fault) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if err := Pull(t.Context(), Store{}, hubModel(content(10)), quick, nil); err == nil {
		t.Error("a store without a folder was used")
	}
}

// lastEvent is the last of the events that a child has printed.
func lastEvent(t *testing.T, out []byte) Event {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	var e Event
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &e); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return e
}

func TestLockOutlivesNoProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l")
	a, err := waitLock(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := waitLock(ctx, path, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	a.release()
	b, err := waitLock(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.release()
}
