package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// nonsenseError is an answer that no worker of this version gives.
type nonsenseError struct{ err error }

func (e *nonsenseError) Error() string { return e.err.Error() }
func (e *nonsenseError) Unwrap() error { return e.err }

// readStream passes on lines until the last one, which it returns. Where the connection
// ends before, the error is that of the connection; else it is a *nonsenseError.
func readStream(r io.Reader, on func(line)) (line, error) {
	dec := json.NewDecoder(&limitedLines{r: r, left: maxLineBytes})
	for {
		var l line
		if err := dec.Decode(&l); err != nil {
			err = fmt.Errorf("the engine's answer broke off: %w", err)
			if !cut(err) {
				err = &nonsenseError{err}
			}
			return line{}, err
		}
		if !l.known() {
			return line{}, &nonsenseError{fmt.Errorf("the engine sent the unknown event %.20q", l.Event)}
		}
		if l.last() {
			return l, nil
		}
		on(l)
	}
}

// cut reports whether an error means that the connection has ended.
func cut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// event is what a receiver of the backend is told of a line, if anything.
func (l line) event() (backend.Event, bool) {
	switch backend.EventKind(l.Event) {
	case backend.EventLoading:
		return backend.Event{Kind: backend.EventLoading, Fraction: l.Percent / 100}, true
	case backend.EventToken:
		return backend.Event{Kind: backend.EventToken, Text: l.Text}, true
	}
	return backend.Event{}, false
}

// limitedLines fails when a line grows over the limit, so that a worker gone mad can't
// fill the front's memory.
type limitedLines struct {
	r    io.Reader
	left int
}

func (l *limitedLines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for _, c := range p[:n] {
		if c == '\n' {
			l.left = maxLineBytes
			continue
		}
		if l.left--; l.left < 0 {
			return 0, fmt.Errorf("a line of over %d bytes", maxLineBytes)
		}
	}
	return n, err
}

// streamWriter writes an answer's lines, each sent at once.
type streamWriter struct {
	// gone is called when a line can't be sent: nobody reads the rest.
	gone func()

	mu      sync.Mutex
	control *http.ResponseController
	enc     *json.Encoder
	broken  bool
}

func newStream(w http.ResponseWriter, gone func()) *streamWriter {
	w.Header().Set("Content-Type", "application/x-ndjson")
	return &streamWriter{gone: gone, control: http.NewResponseController(w), enc: json.NewEncoder(w)}
}

// whole says that the request has come: the limit on the time for that would end the
// answer otherwise, as if the front had gone.
func (s *streamWriter) whole() { _ = s.control.SetReadDeadline(time.Time{}) }

// event is the backend's callback.
func (s *streamWriter) event(e backend.Event) {
	s.write(line{Event: string(e.Kind), Percent: 100 * e.Fraction, Text: e.Text})
}

func (s *streamWriter) end(last line, err error) {
	if err != nil {
		last = line{Event: eventError, Error: fault.From(err, fault.Engine)}
	}
	s.write(last)
}

func (s *streamWriter) write(l line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	err := s.enc.Encode(l)
	if err == nil {
		err = s.control.Flush()
	}
	if err != nil {
		s.broken = true
		s.gone()
	}
}
