package platform

import (
	"context"
	"strings"
	"syscall"
	"testing"
)

// TestMemoryHere compares /proc/meminfo as parsed with the kernel's own answer.
func TestMemoryHere(t *testing.T) {
	if strings.Contains(string(realSystem().read("/proc/self/mountinfo")), " /proc/meminfo ") {
		t.Skip("this container has a /proc/meminfo of its own (lxcfs)")
	}
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		t.Fatal(err)
	}
	total := info.Totalram * uint64(info.Unit)
	m, err := Detect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	limit := readLimits(realSystem()).memory
	switch {
	case limit > 0 && limit < total:
		if m.MemoryTotal != limit {
			t.Errorf("%d bytes, the control group allows %d", m.MemoryTotal, limit)
		}
	case m.MemoryTotal != total:
		t.Errorf("%d bytes, the kernel says %d", m.MemoryTotal, total)
	}
}
