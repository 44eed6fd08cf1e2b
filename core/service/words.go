package service

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	tailBytes     = 64 << 10 // of the log, looked at for a worker's last words
	tailLineBytes = 500
	followEvery   = 50 * time.Millisecond
)

// words are what the worker writes into its log from a moment on.
type words struct {
	path string
	each func(line string) // nil for nobody

	mu   sync.Mutex
	file os.FileInfo // nil where there was no log
	from int64       // where the words begin
	at   int64       // what was passed on
	part []byte
	end  chan struct{}
	done sync.WaitGroup
}

// listen takes note of what is written to the log from now on.
func listen(path string, each func(string)) *words {
	w := &words{path: path, each: each, end: make(chan struct{})}
	if info, err := os.Stat(path); err == nil {
		w.file, w.from, w.at = info, info.Size(), info.Size()
	}
	if each == nil {
		return w
	}
	w.done.Go(func() {
		for {
			select {
			case <-w.end:
				w.pass()
				return
			case <-time.After(followEvery):
				w.pass()
			}
		}
	})
	return w
}

// stop passes on what is left.
func (w *words) stop() {
	close(w.end)
	w.done.Wait()
}

// move goes on with another log: the worker that was found writes there.
func (w *words) move(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if path == "" || path == w.path {
		return
	}
	w.path, w.file, w.from, w.at = path, nil, 0, 0
	if info, err := os.Stat(path); err == nil {
		w.file, w.from, w.at = info, info.Size(), info.Size()
	}
}

// open opens the log; where it was set aside for a new one, all of that is new. The
// caller holds mu.
func (w *words) open() (*os.File, error) {
	f, err := os.Open(w.path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	if w.file == nil || !os.SameFile(w.file, info) || info.Size() < w.at {
		w.file, w.from, w.at = info, 0, 0
	}
	return f, nil
}

// pass hands on the whole lines that were added.
func (w *words) pass() {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, err := w.open()
	if err != nil {
		return // there is none yet
	}
	defer f.Close()
	if _, err := f.Seek(w.at, io.SeekStart); err != nil {
		return
	}
	data, _ := io.ReadAll(io.LimitReader(f, maxLog))
	w.at += int64(len(data))
	for len(data) > 0 {
		before, after, whole := bytes.Cut(data, []byte("\n"))
		w.part = append(w.part, before[:min(len(before), max(0, tailLineBytes-len(w.part)))]...)
		data = after
		if whole {
			w.each(string(w.part))
			w.part = w.part[:0]
		}
	}
}

// dump is where Go's account of a crash begins, of many lines that tell a person nothing.
var dump = regexp.MustCompile(`^(SIG[A-Z]+: |fatal error: |panic: )`)

// last joins the last n lines that aren't empty; of Go's account of a crash only the
// first line counts.
func (w *words) last(n int) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, err := w.open()
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	if _, err := f.Seek(max(w.from, info.Size()-tailBytes), io.SeekStart); err != nil {
		return ""
	}
	data, _ := io.ReadAll(io.LimitReader(f, tailBytes))
	lines := strings.Split(string(data), "\n")
	if crash := slices.IndexFunc(lines, dump.MatchString); crash >= 0 {
		lines = lines[:crash+1]
	}
	var found []string
	for i := len(lines) - 1; i >= 0 && len(found) < n; i-- {
		if text := strings.TrimSpace(lines[i]); text != "" {
			found = append([]string{text[:min(len(text), tailLineBytes)]}, found...)
		}
	}
	return strings.ToValidUTF8(strings.Join(found, "; "), "�")
}
