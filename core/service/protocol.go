package service

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// Protocol is the version of the protocol. A front and a worker of different versions
// don't speak to each other.
const Protocol = 1

// protocolHeader carries Protocol in every request.
const protocolHeader = "Caro-Protocol"

// The worker's addresses.
const (
	pathLoad     = "/v1/load"     // POST; stream of loading, then ready
	pathGenerate = "/v1/generate" // POST backend.Request; stream of loading and token, then done
)

// Limits on what crosses the socket.
const (
	maxRequestBytes = 1 << 20 // of a request's body: the chat of backend.MaxRequestBytes with JSON's escapes
	maxLineBytes    = 1 << 20 // of one line of an answer
	readTimeout     = 10 * time.Second
)

// The last line of a stream has one of these events; before it come those of
// backend.EventKind.
const (
	eventReady = "ready" // Info
	eventDone  = "done"  // Result
	eventError = "error" // Error
)

// line is one line of a stream.
type line struct {
	Event    string          `json:"event"`
	Fraction float64         `json:"fraction,omitempty"`
	Text     string          `json:"text,omitempty"`
	Info     *backend.Info   `json:"info,omitempty"`
	Result   *backend.Result `json:"result,omitempty"`
	Error    *fault.Error    `json:"error,omitempty"`
}

// readStream passes on events until the last line, which it returns.
func readStream(r io.Reader, on func(backend.Event)) (line, error) {
	dec := json.NewDecoder(&limitedLines{r: r, left: maxLineBytes})
	for {
		var l line
		if err := dec.Decode(&l); err != nil {
			return line{}, fmt.Errorf("the engine's answer broke off: %w", err)
		}
		switch l.Event {
		case eventReady, eventDone:
			return l, nil
		case eventError:
			if l.Error == nil {
				return line{}, fault.New(fault.Engine, "the engine failed without saying why", "")
			}
			return line{}, l.Error
		case string(backend.EventLoading), string(backend.EventToken):
			if on != nil {
				on(backend.Event{Kind: backend.EventKind(l.Event), Fraction: l.Fraction, Text: l.Text})
			}
		default:
			return line{}, fmt.Errorf("the engine sent the unknown event %.20q", l.Event)
		}
	}
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
