package service

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestIdle: a worker without requests gives the model's memory back, then ends; the next
// request starts another.
func TestIdle(t *testing.T) {
	o := options(t)
	o.Idle = 1500 * time.Millisecond
	c := connect(t, o)
	generate(t, c, counting(1))
	until(t, "rest", 5*time.Second, func() bool { return look(t, o).State == StateReady })
	st := look(t, o)
	if st.State != StateReady || st.UnloadIn <= 0 || st.UnloadIn > 1.5 || st.Resident < 50<<20 || st.Layers == 0 || st.Model == "" || st.ModelPath != o.Model.Path {
		t.Errorf("status: %+v", st)
	}
	var unloaded Status
	until(t, "the unloading", 5*time.Second, func() bool {
		unloaded = look(t, o)
		return unloaded.State == StateUnloaded && unloaded.Resident < st.Resident-50<<20
	})
	if unloaded.PID != st.PID || unloaded.Model != "" || unloaded.UnloadIn != 0 {
		t.Errorf("unloaded: %+v, before it had %d bytes", unloaded, st.Resident)
	}
	t.Logf("%d MB, unloaded %d MB", st.Resident>>20, unloaded.Resident>>20)
	until(t, "the end", 5*time.Second, func() bool {
		return errors.Is(syscall.Kill(st.PID, 0), syscall.ESRCH)
	})
	if entries, err := os.ReadDir(filepath.Dir(o.Socket)); err != nil || len(entries) != 1 || entries[0].Name() != lockName {
		t.Errorf("left over: %v %v", entries, err)
	}
	if !strings.Contains(logged(t, o), "ends: nothing was asked for long") {
		t.Errorf("the log: %s", logged(t, o))
	}
	generate(t, c, counting(1))
	if again := look(t, o); again.PID == st.PID {
		t.Errorf("status: %+v", again)
	}
}

// TestIdleMeetsRequests: requests that come just when the worker ends are answered.
func TestIdleMeetsRequests(t *testing.T) {
	o := options(t)
	o.Idle = 100 * time.Millisecond
	c := connect(t, o)
	workers := map[int]bool{}
	for i := range 12 {
		generate(t, c, counting(1))
		if st, err := Look(t.Context(), o.Socket); err == nil {
			workers[st.PID] = true
		}
		time.Sleep(185*time.Millisecond + time.Duration(i)*5*time.Millisecond)
	}
	t.Logf("%d workers", len(workers))
}

// TestStop: in peace, with the request under way finished, and by a signal too.
func TestStop(t *testing.T) {
	for name, stop := range map[string]func(Options, int) error{
		"asked": func(o Options, _ int) error {
			if stopped, err := Stop(t.Context(), o.Socket); err != nil || !stopped {
				return fmt.Errorf("%v %w", stopped, err)
			}
			return nil
		},
		"signal": func(_ Options, pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			c := connect(t, o)
			generate(t, c, counting(1))
			pid := look(t, o).PID
			ended := make(chan error, 1)
			got, restarts, err := struck(t, c, counting(60), 2, 1, func() { go func() { ended <- stop(o, pid) }() })
			if err != nil || len(restarts) > 0 || got == "" {
				t.Errorf("the request under way: %q, %q, %v", got, restarts, err)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
			until(t, "the end", 5*time.Second, func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
			if _, err := os.Lstat(o.Socket); err == nil {
				t.Error("the socket is left")
			}
		})
	}
	o := options(t)
	if stopped, err := Stop(t.Context(), o.Socket); stopped || err != nil {
		t.Errorf("without a worker: %v %v", stopped, err)
	}
	if _, err := Look(t.Context(), o.Socket); !errors.Is(err, ErrNone) {
		t.Errorf("without a worker: %v", err)
	}
}

// TestLogKeptShort: a log that has grown is set aside, at the start and later.
func TestLogKeptShort(t *testing.T) {
	o := options(t)
	grow := func(mark string) {
		t.Helper()
		f, err := openLog(o.LogFile)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(mark + strings.Repeat("x", maxLog) + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	setAside := func(mark string) bool {
		data, _ := os.ReadFile(o.LogFile + ".1")
		return strings.HasPrefix(string(data), mark) || strings.Contains(string(data), "\n"+mark)
	}
	grow("first")
	generate(t, connect(t, o), counting(1))
	if !setAside("first") || !strings.Contains(logged(t, o), "listens") {
		t.Error("at the start")
	}
	grow("second")
	until(t, "the change of logs", 2*logEvery, func() bool { return setAside("second") })
	if _, err := Stop(t.Context(), o.Socket); err != nil {
		t.Fatal(err)
	}
	if text := logged(t, o); !strings.Contains(text, "ends: ") || len(text) > 10000 {
		t.Errorf("the new log has %d bytes", len(text))
	}
	if entries, err := os.ReadDir(filepath.Dir(o.LogFile)); err != nil || len(entries) != 2 {
		t.Errorf("logs: %v %v", entries, err)
	}
}

func TestWords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	add := func(text string) {
		t.Helper()
		f, err := openLog(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	add("before\n")
	var seen []string
	w := listen(path, func(line string) { seen = append(seen, line) })
	if got := w.last(3); got != "" {
		t.Errorf("nothing was added: %q", got)
	}
	add("one\ntw")
	add("o\n\nthree\nfour")
	if got := w.last(2); got != "three; four" {
		t.Errorf("last two: %q", got)
	}
	add("\nSIGABRT: abort\nPC=0x1\n\ngoroutine 1:\n")
	if got := w.last(2); got != "four; SIGABRT: abort" {
		t.Errorf("of a crash: %q", got)
	}
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	w.pass() // the log is between two names
	add("anew\n" + strings.Repeat("x", 10000) + "\n")
	if n := len(w.last(1)); n != tailLineBytes {
		t.Errorf("a long line is told at %d bytes", n)
	}
	w.stop()
	if len(seen) < 2 || seen[len(seen)-2] != "anew" || len(seen[len(seen)-1]) != tailLineBytes {
		t.Errorf("lines %.100q", seen)
	}
}
