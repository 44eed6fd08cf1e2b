package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"caro/core/backend"
	"caro/core/build"
	"caro/core/fault"
)

// ServerOptions say what a worker serves.
type ServerOptions struct {
	// Open makes the backend for a model. It should be quick: loading is the backend's
	// own work.
	Open func(Spec) (backend.Backend, error)
	// Idle is the time without a request after which the model's memory is given back;
	// after as much again, but at most lastWait, the worker ends. DefaultIdle where 0.
	Idle time.Duration
	// Libraries is the folder of the engine libraries; fronts are told of it.
	Libraries string
	// LogFile is where the worker writes what it has to say; fronts are told of it.
	LogFile string
	// Log is told what happens, never what is asked; it may be nil.
	Log *log.Logger
}

// DefaultIdle is how long a model stays in memory without a request.
const DefaultIdle = 10 * time.Minute

const (
	lastWait  = time.Minute      // from the model's unloading to the worker's end, at most
	graceTime = 30 * time.Second // for the request under way when the worker is to end
	abortTime = 2 * time.Second  // for a request that was cancelled then
)

// Server is the worker's side: it answers for the one model that it holds.
type Server struct {
	o     ServerOptions
	http  *http.Server
	turns *turns
	hold  hold
	self  self
	began time.Time

	requests atomic.Int64
	pulse    pulse
	changed  bell
	percent  atomic.Int64  // of the model that is being loaded
	stop     chan struct{} // has one element once the worker was asked to end

	mu       sync.Mutex
	active   int       // requests that wait or are under way, work ahead too
	rested   time.Time // when the last one ended
	stopping bool
	over     context.Context // ends when requests under way are given up
	giveUp   context.CancelFunc
	prepares map[*prepare]bool
}

// NewServer makes a worker's side.
func NewServer(o ServerOptions) *Server {
	o.Idle = cmp.Or(o.Idle, DefaultIdle)
	if o.Log == nil {
		o.Log = log.New(io.Discard, "", 0)
	}
	s := &Server{
		o: o, turns: newTurns(), hold: hold{open: o.Open}, self: thisProgram(),
		began: time.Now(), rested: time.Now(), stop: make(chan struct{}, 1), prepares: map[*prepare]bool{},
	}
	s.pulse.beat()
	s.over, s.giveUp = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathHello, s.hello)
	for path, answer := range map[string]answer{pathLoad: s.load, pathGenerate: s.generate, pathPrepare: s.prepare} {
		mux.Handle("POST "+path, s.calls(path, answer))
	}
	mux.HandleFunc("GET "+pathStatus, func(w http.ResponseWriter, _ *http.Request) { reply(w, s.status()) })
	mux.HandleFunc("GET "+pathWatch, s.news)
	mux.HandleFunc("POST "+pathStop, s.askedToStop)
	mux.HandleFunc("POST "+pathUnload, s.unload)
	s.http = &http.Server{
		Handler:           checkProtocol(mux),
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleConnection,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          o.Log,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if a, ok := c.(*accepted); ok {
				return context.WithValue(ctx, peerKey{}, a.peer)
			}
			return ctx
		},
	}
	return s
}

// ErrRenew is given by a backend for what only a new process can do: the worker ends, and
// the front starts another one, to which it puts its request.
var ErrRenew = errors.New("a new process is needed for the request")

// peerKey finds the peer in a request's context.
type peerKey struct{}

func checkProtocol(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != pathHello && r.Header.Get(protocolHeader) != version() {
			http.Error(w, fmt.Sprintf("this worker speaks version %d of the protocol", Protocol), http.StatusUpgradeRequired)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a front that has gone needs no answer
}

func (s *Server) hello(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	stopping := s.stopping
	s.mu.Unlock()
	reply(w, Hello{
		Protocols: spoken, Version: build.Version, Built: build.Time(), PID: s.self.pid, Program: s.self.path,
		Libraries: s.o.Libraries, Log: s.o.LogFile, Stale: s.self.stale(), Stopping: stopping,
	})
}

// answer does what a call asks and returns the last line.
type answer func(ctx context.Context, c call, out *streamWriter) (line, error)

// calls reads calls for the model and has them answered.
func (s *Server) calls(path string, do answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
		out := newStream(w, cancel)
		var c call
		if err == nil {
			err = unmarshal(data, &c)
		}
		if err != nil {
			out.end(line{}, fault.Wrap(fault.Usage, fmt.Errorf("read the request: %w", err), ""))
			return
		}
		out.whole()
		if err := c.check(path); err != nil {
			out.end(line{}, err)
			return
		}
		if !s.enter() {
			out.write(line{Event: eventStopping})
			return
		}
		defer s.leave()
		//nolint:contextcheck // the worker's own end ends a request too
		defer context.AfterFunc(s.over, cancel)()
		last, err := do(ctx, c, out)
		s.answered(out, last, err)
	})
}

// answered writes the last line.
func (s *Server) answered(out *streamWriter, last line, err error) {
	f := fault.From(err, fault.Engine)
	switch {
	case err == errBusy: //nolint:errorlint // as turns gives it
		last, err = line{Event: eventBusy, Ahead: maxWaiting}, nil
	case errors.Is(err, ErrRenew):
		s.o.Log.Print(err)
		s.end()
		last, err = line{Event: eventStopping}, nil
	case err == errStopping, err != nil && s.over.Err() != nil: //nolint:errorlint // as turns gives it
		last, err = line{Event: eventStopping}, nil
	case err != nil && f.Code == fault.Engine:
		s.o.Log.Printf("a request failed: %s", f.Message)
	}
	out.end(last, err)
}

// enter counts a request in, unless the worker is ending.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.active++
	s.changed.ring()
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
	s.rested = time.Now()
	s.changed.ring()
}

// atTurn waits for the request's turn and does it then.
func (s *Server) atTurn(ctx context.Context, c call, out *streamWriter, do func(backend.Backend) (line, error)) (line, error) {
	place, ahead, err := s.turns.join(true)
	if err != nil {
		return line{}, err
	}
	if ahead > 0 {
		out.write(line{Event: eventQueued, Ahead: ahead})
	}
	if err := place.wait(ctx); err != nil {
		return line{}, err
	}
	defer s.turns.give()
	s.pulse.beat()
	out.write(line{Event: eventStarted})
	b, err := s.hold.use(c.Model, s.dropPrepares)
	if err != nil {
		return line{}, err
	}
	s.changed.ring() // it may be another model
	defer s.requests.Add(1)
	return do(b)
}

// on passes events on and notes that there is progress.
func (s *Server) on(out *streamWriter) func(backend.Event) {
	return func(e backend.Event) {
		s.pulse.beat()
		if e.Kind == backend.EventLoading {
			if percent := int64(100 * e.Fraction); s.percent.Swap(percent) != percent {
				s.changed.ring()
			}
		}
		out.event(e)
	}
}

func (s *Server) load(ctx context.Context, c call, out *streamWriter) (line, error) {
	return s.atTurn(ctx, c, out, func(b backend.Backend) (line, error) {
		info, err := b.Load(ctx, s.on(out))
		if err != nil {
			return line{}, err
		}
		s.loaded(info)
		return line{Event: eventReady, Info: &info}, nil
	})
}

func (s *Server) generate(ctx context.Context, c call, out *streamWriter) (line, error) {
	return s.atTurn(ctx, c, out, func(b backend.Backend) (line, error) {
		result, err := b.Generate(ctx, *c.Request, s.on(out))
		if err != nil {
			return line{}, err
		}
		if s.hold.unknown() {
			s.learn(ctx, b)
		}
		return line{Event: eventDone, Result: &result}, nil
	})
}

// loaded keeps what the model said of itself.
func (s *Server) loaded(info backend.Info) {
	if s.hold.unknown() {
		s.o.Log.Printf("loaded a model on %s", info.Device)
		for _, note := range info.Notes {
			s.o.Log.Print(note)
		}
	}
	s.hold.loaded(info)
	s.percent.Store(0)
	s.changed.ring()
}

// learn asks a model that has just been used what it is; that costs nothing then.
func (s *Server) learn(ctx context.Context, b backend.Backend) {
	if info, err := b.Load(ctx, nil); err == nil {
		s.loaded(info)
	}
}
