package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// Server is the worker's side: it answers for a backend.
type Server struct {
	backend backend.Backend
	http    *http.Server
}

// NewServer makes a server for a backend; the backend stays the caller's to close.
func NewServer(b backend.Backend) *Server {
	s := &Server{backend: b}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathLoad, s.load)
	mux.HandleFunc("POST "+pathGenerate, s.generate)
	s.http = &http.Server{
		Handler:           checkProtocol(mux),
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		MaxHeaderBytes:    8 << 10,
	}
	return s
}

// Serve answers on the listener until ctx ends; requests under way are cancelled then.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
	stop := context.AfterFunc(ctx, func() {
		// A second is enough for a cancelled request to say so.
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = s.http.Shutdown(wait)
		_ = s.http.Close()
	})
	defer stop()
	if err := s.http.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	}
	return nil
}

func checkProtocol(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(protocolHeader) != strconv.Itoa(Protocol) {
			http.Error(w, fmt.Sprintf("this worker speaks version %d of the protocol", Protocol), http.StatusUpgradeRequired)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) load(w http.ResponseWriter, r *http.Request) {
	out := newStream(w)
	info, err := s.backend.Load(r.Context(), out.event)
	out.end(line{Event: eventReady, Info: &info}, err)
}

func (s *Server) generate(w http.ResponseWriter, r *http.Request) {
	out := newStream(w)
	var req backend.Request
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&req); err != nil {
		out.end(line{}, fault.Wrap(fault.Usage, fmt.Errorf("read the request: %w", err), ""))
		return
	}
	result, err := s.backend.Generate(r.Context(), req, out.event)
	out.end(line{Event: eventDone, Result: &result}, err)
}

// streamWriter writes an answer's lines, each sent at once.
type streamWriter struct {
	mu  sync.Mutex
	w   http.ResponseWriter
	enc *json.Encoder
}

func newStream(w http.ResponseWriter) *streamWriter {
	w.Header().Set("Content-Type", "application/x-ndjson")
	return &streamWriter{w: w, enc: json.NewEncoder(w)}
}

// event is the backend's callback.
func (s *streamWriter) event(e backend.Event) {
	s.write(line{Event: string(e.Kind), Fraction: e.Fraction, Text: e.Text})
}

func (s *streamWriter) end(last line, err error) {
	if err != nil {
		last = line{Event: eventError, Error: fault.From(err, fault.Engine)}
	}
	s.write(last)
}

// write sends a line. An error means that the front has gone, which the request's
// context tells the backend; so it isn't looked at here.
func (s *streamWriter) write(l line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.enc.Encode(l) == nil {
		_ = http.NewResponseController(s.w).Flush()
	}
}
