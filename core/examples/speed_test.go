package examples

import (
	"syscall"
	"testing"
	"time"

	"caro/core/cookbook"
)

// cpu reports the processor's time of an operation, too: on a machine with other work the
// clock says little.
func cpu(b *testing.B) func() {
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	start := used()
	return func() { b.ReportMetric(float64(used()-start)/float64(b.N), "cpu-ns/op") }
}

// BenchmarkStart is what the first request pays: reading the cookbook and making the index.
// It is to stay under 15 ms on two cores.
func BenchmarkStart(b *testing.B) {
	defer cpu(b)()
	for b.Loop() {
		entries, err := cookbook.Load()
		if err != nil {
			b.Fatal(err)
		}
		New(entries)
	}
}

func BenchmarkNew(b *testing.B) {
	entries := load(b)
	defer cpu(b)()
	for b.Loop() {
		New(entries)
	}
}

// BenchmarkFind is to stay under 0.5 ms.
func BenchmarkFind(b *testing.B) {
	x := New(load(b))
	wanted := func(e cookbook.Entry) bool { return e.GNU != "" }
	defer cpu(b)()
	for b.Loop() {
		x.Find("find all files larger than 10 MB in the folder logs and sort them by size", 4, wanted)
	}
}
