package machine

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
)

func TestSum(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 100} {
		words := make([]uint64, n)
		want := uint64(0)
		for i := range words {
			words[i] = uint64(i * i)
			want += words[i]
		}
		if got := sum(words); got != want {
			t.Errorf("%d words: got %d, want %d", n, got, want)
		}
	}
}

func TestBandwidth(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	// From a slow board to a large server.
	if got, err := Bandwidth(t.Context(), 1); err != nil || got < 1e8 || got > 2e12 {
		t.Errorf("%.3g bytes a second, %v", got, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Bandwidth(ended, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("when it is cancelled: %v", err)
	}
}

func TestResident(t *testing.T) {
	got, err := Resident(t.Context(), os.Getpid())
	if err != nil || got < 1<<20 || got > 1<<34 {
		t.Errorf("this process holds %d bytes, %v", got, err)
	}
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	if got, err := Resident(t.Context(), gone.Process.Pid); err != nil || got != 0 {
		t.Errorf("a process that has ended holds %d bytes, %v", got, err)
	}
	peak, err := Peak(t.Context(), exec.Command("sleep", "0.2"))
	if err != nil || peak == 0 || peak > 100<<20 {
		t.Errorf("sleep held %d bytes, %v", peak, err)
	}
	if _, err := Peak(t.Context(), exec.Command("false")); err == nil {
		t.Error("a command that fails is no error")
	}
}

func TestParseLoad(t *testing.T) {
	for line, want := range map[string]float64{
		" 06:31:23 up  3:14,  0 user,  load average: 0.25, 0.36, 0.85\n":   0.25,
		"17:04  up 5 days,  3 users, load averages: 1.52 1.71 1.80\n":      1.52,
		"17:04  up 5 days,  3 users, load averages: 1,52 1,71 1,80\n":      1.52,
		" 06:31:23 up  3:14,  0 user,  load average: 12,25, 10,36, 9,85\n": 12.25,
	} {
		if got, err := parseLoad(line); err != nil || got != want {
			t.Errorf("%q: %v, %v", line, got, err)
		}
	}
	for _, line := range []string{"", "load average", "load average: x"} {
		if _, err := parseLoad(line); err == nil {
			t.Errorf("%q was taken", line)
		}
	}
	if load, err := Load(t.Context()); err != nil || load < 0 {
		t.Errorf("this machine: %v, %v", load, err)
	}
}
