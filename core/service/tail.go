package service

import (
	"bytes"
	"strings"
	"sync"
)

const (
	tailLines     = 20
	tailLineBytes = 500
)

// tail keeps the last lines that a worker wrote, and passes each on.
type tail struct {
	each func(line string)

	mu    sync.Mutex
	lines []string
	part  []byte
}

// Write takes a piece of the worker's standard error.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		before, after, whole := bytes.Cut(p, []byte("\n"))
		t.part = append(t.part, before[:min(len(before), max(0, tailLineBytes-len(t.part)))]...)
		p = after
		if whole {
			t.add(string(t.part))
			t.part = t.part[:0]
		}
	}
	return n, nil
}

func (t *tail) add(line string) {
	if t.each != nil {
		t.each(line)
	}
	t.lines = append(t.lines, line)
	if len(t.lines) > tailLines {
		t.lines = t.lines[1:]
	}
}

// last joins the last n lines that aren't empty.
func (t *tail) last(n int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var words []string
	for i := len(t.lines) - 1; i >= 0 && len(words) < n; i-- {
		if line := strings.TrimSpace(t.lines[i]); line != "" {
			words = append([]string{line}, words...)
		}
	}
	return strings.Join(words, "; ")
}
