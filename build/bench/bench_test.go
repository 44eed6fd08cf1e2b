package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"caro/build/bench/internal/peer"
	"caro/build/bench/internal/report"
	"caro/core/backend"
	"caro/core/cookbook"
	"caro/core/everyday"
	"caro/core/prompt"
	"caro/resources"
)

// words are those of a request, without what tells nothing.
func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", r) }) {
		if !slices.Contains([]string{"the", "a", "of", "in", "is", "to", "and", "all", "that"}, w) {
			set[w] = true
		}
	}
	return set
}

// alike is the part of both requests' words that they share.
func alike(a, b string) float64 {
	x, y := words(a), words(b)
	shared := 0
	for w := range x {
		if y[w] {
			shared++
		}
	}
	if len(x)+len(y) == shared {
		return 0
	}
	return float64(shared) / float64(len(x)+len(y)-shared)
}

// TestRequestsAreHeldOut: what is measured is asked nowhere else: not in the prompt, not
// in the everyday requests that the prompt was made with, not twice.
func TestRequestsAreHeldOut(t *testing.T) {
	asked, more := lines(requestsText), lines(moreText)
	if len(asked) != 60 || len(asked)+len(more) != 200 {
		t.Errorf("there are %d requests and %d more", len(asked), len(more))
	}
	var known []string
	for _, m := range prompt.Command("x", prompt.Target{}, nil).Messages[1:] {
		if m.Role == backend.RoleUser {
			known = append(known, m.Content)
		}
	}
	for _, c := range everyday.Cases() {
		known = append(known, c.Request)
	}
	if len(known) < 45 {
		t.Fatalf("only %d requests are known", len(known))
	}
	all := slices.Concat(asked, more)
	for i, query := range all {
		for _, other := range slices.Concat(known, all[:i], []string{warmUp, again, frontAsks}) {
			if n := alike(query, other); n >= 0.6 {
				t.Errorf("%.2f of the words are the same: %q, %q", n, query, other)
			}
		}
	}
}

// TestNoDraftKnowsThem: none of the answers that guesses are looked up in is to a request
// that is measured. What is too near is told by its place alone, so that whoever makes
// drafts doesn't read here what to make them of.
func TestNoDraftKnowsThem(t *testing.T) {
	all := slices.Concat(lines(requestsText), lines(moreText))
	drafts := 0
	for line := range strings.Lines(resources.DraftsCollected + resources.DraftsWritten) {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			continue
		}
		drafts++
		for i, query := range all {
			if n := alike(query, fields[1]); n >= 0.8 {
				t.Errorf("request %d shares %.2f of its words with a draft", i+1, n)
			}
		}
	}
	if drafts < 100 {
		t.Errorf("there are only %d drafts: the test proves nothing", drafts)
	}
}

// TestNoWorkedTaskIsOneOfThem: no entry of the cookbook is a request that is measured, or
// one of the everyday requests. What is too near is told by its place in the cookbook alone.
func TestNoWorkedTaskIsOneOfThem(t *testing.T) {
	all := slices.Concat(lines(requestsText), lines(moreText))
	for _, c := range everyday.Cases() {
		all = append(all, c.Request)
	}
	entries, err := cookbook.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for i, ask := range e.Requests {
			if slices.ContainsFunc(all, func(query string) bool { return alike(query, ask) >= 0.8 }) {
				t.Errorf("%s: its request %d is too near to one that is measured", e.Place(), i+1)
			}
		}
	}
}

func TestFirstDifference(t *testing.T) {
	reply := peer.Reply{Text: "ls -la x", Ends: []int{2, 4, 6, 8}, Margins: []float64{9, 5, 0.05, 7, 3}}
	for _, test := range []struct {
		name, text string
		token      int
		margin     float64
		differs    bool
	}{
		{"the same", "ls -la x", 0, 0, false},
		{"at the first token", "df", 0, 9, true},
		{"before the near tie", "ls la x", 1, 5, true},
		{"at the near tie", "ls -al x", 2, 0.05, true},
		{"in the middle of a token", "ls -lh x", 2, 0.05, true},
		{"after the near tie", "ls -la y", 3, 0.05, true},
		{"shorter", "ls -la", 3, 0.05, true},
		{"longer", "ls -la x y", 4, 0.05, true},
		{"nothing", "", 0, 9, true},
	} {
		token, margin, differs := firstDifference(test.text, reply)
		if token != test.token || margin != test.margin || differs != test.differs {
			t.Errorf("%s: token %d, margin %v, differs %v", test.name, token, margin, differs)
		}
	}
	if _, _, differs := firstDifference("", peer.Reply{}); differs {
		t.Error("two empty texts differ")
	}
}

func TestSpaced(t *testing.T) {
	for _, test := range []struct{ all, n, first, count int }{{60, 20, 0, 20}, {3, 20, 0, 3}, {60, 0, 0, 0}, {60, 1, 0, 1}, {60, 60, 0, 60}} {
		got := spaced(test.all, test.n)
		if len(got) != test.count || test.count > 0 && !got[test.first] {
			t.Errorf("%d of %d: %v", test.n, test.all, got)
		}
		for i := range got {
			if i < 0 || i >= test.all {
				t.Errorf("%d of %d has %d", test.n, test.all, i)
			}
		}
	}
}

func TestSummarise(t *testing.T) {
	c := &report.Compare{}
	for i := range 4 {
		row := report.Row{Request: i + 1, Samples: map[string]report.Sample{
			report.Caro: {Total: 50, First: 20, Tokens: 10}, report.Plain: {Total: 100, First: 20, Tokens: 10},
		}}
		if i == 0 {
			row.Samples[report.Typed] = report.Sample{Total: 5, First: 1, Tokens: 10}
		}
		c.Rows = append(c.Rows, row)
	}
	summarise(c)
	if len(c.Contenders) != 3 || c.Contenders[0].Total.Mean != 50 || c.Contenders[0].Tokens != 10 || c.Contenders[2].Total.N != 1 {
		t.Errorf("contenders %+v", c.Contenders)
	}
	got := map[string]float64{}
	for _, r := range c.Ratios {
		got[r.Of+"/"+r.Over+" "+r.What] = r.Value
	}
	if len(got) != 3 || got["caro/plain total"] != 0.5 || got["caro/plain first token"] != 1 || got["typed/caro total"] != 0.1 {
		t.Errorf("ratios %v", got)
	}
}

func TestMade(t *testing.T) {
	seen := map[string]int{}
	for n := range 2000 {
		query := made(n)
		if before, twice := seen[query]; twice || strings.Contains(query, "%") {
			t.Fatalf("request %d is %q, as %d", n, query, before)
		}
		seen[query] = n
	}
}

func TestTrend(t *testing.T) {
	var points []report.Point
	for i := range 100 {
		p := report.Point{Done: 10 * i, Latency: 500, Resident: 1_000_000_000}
		if i < 10 { // what fills at the start is no growth
			p.Resident = uint64(i) * 100_000_000
		} else {
			p.Resident += uint64(i) * 1000
		}
		points = append(points, p)
	}
	if line := trend(points, memoryOf); line.Slope < 99 || line.Slope > 101 {
		t.Errorf("memory %+v", line)
	}
	if line := trend(points, latencyOf); line.Slope > 1e-9 || line.At0 < 499 {
		t.Errorf("latency %+v", line)
	}
	if line := trend(points[:2], latencyOf); line.Slope != 0 {
		t.Errorf("two points %+v", line)
	}
}

// TestDocumentShowsAll: each part that can be measured has its place on the page.
func TestDocumentShowsAll(t *testing.T) {
	page, err := os.ReadFile("../../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range report.Parts {
		begin, end := strings.Index(string(page), "<!-- bench:"+part+" -->\n"), strings.Index(string(page), "<!-- /bench:"+part+" -->\n")
		if begin < 0 || end < begin {
			t.Errorf("%s has no place in docs/performance.md", part)
		}
		if _, known := parts[part]; !known && part != "aims" {
			t.Errorf("nothing measures %s", part)
		}
	}
}

func TestMs(t *testing.T) {
	if got := ms(1234567 * time.Nanosecond); got != 1.23 {
		t.Errorf("got %v", got)
	}
}
