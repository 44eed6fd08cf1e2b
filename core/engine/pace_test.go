package engine

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

func TestPaceFits(t *testing.T) {
	for _, test := range []struct {
		full  int
		cores float64
		want  int
	}{
		{2, 2, 2}, {2, 1.9, 2}, {2, 1.3, 1}, {2, 1, 1}, {2, 0.2, 1},
		{8, 8, 8}, {8, 6.9, 7}, {8, 3.1, 3}, {8, 40, 8},
	} {
		p := newPace(test.full)
		if got := p.fit(test.cores); got != test.want {
			t.Errorf("%d threads on %.1f free cores of %d, want %d", got, test.cores, test.full, test.want)
		}
	}
}

// TestPaceSeesOthers: beside a process that uses all cores there are fewer threads.
func TestPaceSeesOthers(t *testing.T) {
	if _, ok := cpuUsage(); !ok || runtime.NumCPU() < 2 {
		t.Skip("this system doesn't say what its cores do, or has one")
	}
	if os.Getenv("CARO_BUSY") != "" {
		for range runtime.NumCPU() {
			go func() {
				for end := time.Now().Add(time.Minute); time.Now().Before(end); {
				}
			}()
		}
		time.Sleep(time.Minute)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	busy := exec.CommandContext(ctx, self, "-test.run", "^TestPaceSeesOthers$")
	busy.Env = append(os.Environ(), "CARO_BUSY=1")
	if err := busy.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); _ = busy.Wait() }()
	p := newPace(runtime.NumCPU())
	for end := time.Now().Add(10 * time.Second); !p.crowded(); time.Sleep(120 * time.Millisecond) {
		if p.threads(); time.Now().After(end) {
			t.Fatalf("still %d threads", p.now)
		}
	}
}
