package platform

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// TestDetect compares what is said of this machine with what others say of it.
func TestDetect(t *testing.T) {
	m, err := Detect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(m)
	if want := map[string]string{"linux": Linux, "darwin": MacOS}[runtime.GOOS]; m.OS != want || m.Arch != runtime.GOARCH {
		t.Errorf("%s on %s, want %s on %s", m.OS, m.Arch, want, runtime.GOARCH)
	}
	if m.LogicalCores != runtime.NumCPU() {
		t.Errorf("%d logical cores, Go sees %d", m.LogicalCores, runtime.NumCPU())
	}
	if m.PerformanceCores < 1 || m.PerformanceCores > m.PhysicalCores || m.PhysicalCores > m.LogicalCores {
		t.Errorf("%d performance cores of %d physical ones of %d", m.PerformanceCores, m.PhysicalCores, m.LogicalCores)
	}
	if n := m.Threads(false); n < 1 || n > runtime.NumCPU() {
		t.Errorf("%d threads on %d CPUs", n, runtime.NumCPU())
	}
	const mb = 1 << 20
	if m.MemoryTotal < 64*mb || m.MemoryAvailable < mb || m.MemoryAvailable > m.MemoryTotal {
		t.Errorf("%d bytes available of %d", m.MemoryAvailable, m.MemoryTotal)
	}
	if m.Shell == "" || m.PackageManager == "" || m.Coreutils == "" {
		t.Errorf("empty in %+v", m)
	}
	if v, reason := m.Variant("auto", m.VulkanLoader); reason == "" {
		t.Errorf("variant %q without a reason", v)
	}
}

// The flavour that was told without running ls must be what ls says of itself.
func TestCoreutilsHere(t *testing.T) {
	m, err := Detect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	output, _ := exec.Command("ls", "--version").CombinedOutput() // BSD's fails, and says so
	if want := flavourOfVersion(output); m.Coreutils != want {
		t.Errorf("%s, but ls --version means %s:\n%s", m.Coreutils, want, output)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "big")
	if err := os.WriteFile(big, make([]byte, maxRead+1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := readFile(big); err != nil || len(data) != maxRead {
		t.Errorf("%d bytes, %v: want the first %d", len(data), err, maxRead)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skipf("make a pipe: %v", err)
	}
	for _, path := range []string{pipe, dir, filepath.Join(dir, "none"), "/dev/zero"} {
		if data, err := readFile(path); err == nil {
			t.Errorf("%s gave %d bytes, want an error", path, len(data))
		}
	}
}

func TestRun(t *testing.T) {
	out, err := run(context.Background(), "sh", "-c", "echo $LC_ALL; echo trouble >&2; exit 3")
	if string(out) != "C\ntrouble\n" || err == nil {
		t.Errorf("got %q and %v, want both outputs and an error", out, err)
	}
	out, err = run(context.Background(), "sh", "-c", "head -c 100000 /dev/zero")
	if !bytes.Equal(out, make([]byte, maxOutput)) || err != nil {
		t.Errorf("got %d bytes and %v, want %d zeros", len(out), err, maxOutput)
	}
	// A program that hangs, with a child that keeps the output open.
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := run(ctx, "sh", "-c", "sleep 5 & sleep 5"); err == nil || time.Since(start) > 3*time.Second {
		t.Errorf("came back after %v with %v", time.Since(start), err)
	}
}

func BenchmarkDetect(b *testing.B) {
	for b.Loop() {
		if _, err := Detect(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
