package history

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"caro/core/gate"
)

// filled is a store with so many entries like those of a person, each unlike the others.
func filled(b *testing.B, n int) Store {
	b.Helper()
	s := fresh(b)
	s.Max = n
	for i := range n {
		add(b, s, fmt.Sprintf("find the %d largest files under /srv/project-%d and count them", i, i*7),
			fmt.Sprintf("find /srv/project-%d -type f -printf '%%s %%p\\n' | sort -rn | head -n %d | wc -l", i*7, i))
	}
	return s
}

// report gives the spread of what each round took.
func report(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))]) / float64(time.Millisecond)
	}
	b.ReportMetric(at(0.5), "median-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}

// BenchmarkAdd is what a request costs on top, once its answer is out: CARO_BENCH_ENTRIES
// (1000) are there, so that each new one has an old one go.
func BenchmarkAdd(b *testing.B) {
	n := DefaultMax
	if text := os.Getenv("CARO_BENCH_ENTRIES"); text != "" {
		_, _ = fmt.Sscan(text, &n)
	}
	s := filled(b, n)
	var took []time.Duration
	i := 0
	for b.Loop() {
		i++
		start := time.Now()
		_, err := s.Add(b.Context(), Entry{Query: fmt.Sprintf("list the files of day %d", i), Command: fmt.Sprintf("ls -la /srv/day-%d", i), Level: gate.LevelSafe, Platform: "linux", Model: "m"})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	report(b, took)
	if info, err := os.Stat(s.Path); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "MB")
	}
}

// BenchmarkSearch is in 10,000 entries.
func BenchmarkSearch(b *testing.B) {
	s := filled(b, 10_000)
	for name, text := range map[string]string{"rare": "project-69993", "common": "largest", "two": "largest 4711", "none": "xyzzy", "short": "-n", "short-none": "qz"} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := s.Search(b.Context(), text, 50); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			report(b, took)
		})
	}
	if info, err := os.Stat(s.Path); err == nil {
		b.Logf("the file has %.1f MB", float64(info.Size())/1e6)
	}
}

// BenchmarkRecent is what a menu asks for.
func BenchmarkRecent(b *testing.B) {
	s := filled(b, DefaultMax)
	for b.Loop() {
		if _, err := s.RecentCommands(b.Context(), 10); err != nil {
			b.Fatal(err)
		}
	}
}
