package desktop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"caro/core/testneed"
)

// place is a folder whose path is short enough for a socket.
func place(t *testing.T) string { return filepath.Dir(testneed.Socket(t)) }

// TestOneInstance: of ten processes' worth of claims at once one wins, and takes the
// calls of the others; when it goes another can come, also after a kill.
func TestOneInstance(t *testing.T) {
	dir := place(t)
	won := make(chan *Instance, 10)
	lost := make(chan error, 10)
	for range 10 {
		go func() {
			i, err := Claim(dir)
			if err != nil {
				lost <- err
				return
			}
			won <- i
		}()
	}
	first := <-won
	for range 9 {
		if err := <-lost; !errors.Is(err, ErrRunning) {
			t.Errorf("another claim ended with %v", err)
		}
	}
	var opened atomic.Int32
	go first.Calls(func(c Call) {
		if c == CallOpen {
			opened.Add(1)
		}
	})
	for range 5 {
		if err := Send(t.Context(), dir, CallOpen); err != nil {
			t.Fatal(err)
		}
	}
	if opened.Load() != 5 {
		t.Errorf("%d calls came, not 5", opened.Load())
	}
	if info, err := os.Stat(filepath.Join(dir, instanceSocket)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v %v", info, err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	// One that was killed leaves its socket behind.
	if err := os.WriteFile(filepath.Join(dir, instanceSocket), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := Claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	_ = second.Close()
}

// TestNobodyThere: a call to nobody ends with an error, and with its context at once.
func TestNobodyThere(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := Send(ctx, place(t), CallOpen); err == nil {
		t.Error("a call to nobody was taken")
	}
}
