package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Serve answers on the listener until ctx ends, a front asks the worker to end, or
// nothing has been asked for long. The request under way is finished first, within
// limits; then the socket is taken away.
//
// Connections stay open: they end with the process, which tells a front that waits for
// the worker's end when its memory has been given back. Close ends them.
func (s *Server) Serve(ctx context.Context, l *Listener) error {
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(l) }()
	why := s.untilEnd(ctx, l, served)
	s.o.Log.Printf("ends: %v", why)
	s.finish()
	err := s.leaveSocket(context.WithoutCancel(ctx), l)
	_ = l.Close() // also where the lock wasn't got
	if broken := (*net.OpError)(nil); errors.As(why, &broken) {
		return fmt.Errorf("serve on %s: %w", l.Addr(), why)
	}
	return err
}

// Close ends all connections.
func (s *Server) Close() error {
	s.giveUp()
	return s.http.Close()
}

var (
	errSignal = errors.New("told by a signal")
	errAsked  = errors.New("asked by a front")
	errIdle   = errors.New("nothing was asked for long")
)

// untilEnd returns when the worker has to end, and why.
func (s *Server) untilEnd(ctx context.Context, l *Listener, served <-chan error) error {
	for {
		wait, end := s.rest(ctx, l)
		if end {
			return errIdle
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			return errSignal
		case <-s.stop:
			return errAsked
		case err := <-served:
			if errors.Is(err, http.ErrServerClosed) {
				return errAsked
			}
			return err
		case <-timer.C:
		}
		timer.Stop()
	}
}

// rest unloads a model that nobody has used for long, and says whether it is time to end
// or else how long to wait before the next look.
func (s *Server) rest(ctx context.Context, l *Listener) (wait time.Duration, end bool) {
	s.mu.Lock()
	active, quiet := s.active, time.Since(s.rested)
	s.mu.Unlock()
	last := s.o.Idle + min(s.o.Idle, lastWait)
	switch {
	case active > 0:
		return s.o.Idle, false
	case quiet < s.o.Idle:
		return s.o.Idle - quiet, false
	case quiet >= last:
		return time.Second, s.endIdle(ctx, l)
	}
	if place, _, err := s.turns.join(false); err == nil && place.wait(ctx) == nil {
		if s.hold.held() {
			s.o.Log.Printf("unloads the model: nothing was asked for %v", s.o.Idle)
		}
		if err := s.hold.drop(); err != nil {
			s.o.Log.Print(err)
		}
		s.turns.give()
		s.changed.ring()
	}
	return last - quiet, false
}

// endIdle ends the worker unless a request has come or a front is just looking for a
// worker: then it stays.
func (s *Server) endIdle(ctx context.Context, l *Listener) bool {
	lock, err := takeLock(ctx, l.path, 100*time.Millisecond)
	if err != nil {
		return false
	}
	defer lock.release()
	s.mu.Lock()
	if s.active > 0 {
		s.mu.Unlock()
		return false
	}
	s.stopping = true
	s.mu.Unlock()
	s.changed.ring()
	s.takeAway(l)
	return true
}

// askedToStop has the worker end. The reply comes at once.
func (s *Server) askedToStop(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]bool{"stopping": true})
	_ = http.NewResponseController(w).Flush()
	s.end()
}

// end has the worker end soon.
func (s *Server) end() {
	select {
	case s.stop <- struct{}{}:
	default:
	}
}

// finish takes no more requests and waits for the one under way.
func (s *Server) finish() {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	s.changed.ring()
	s.turns.stop()
	s.dropPrepares()
	if !s.untilInactive(graceTime) {
		s.giveUp()
		s.untilInactive(abortTime)
	}
}

func (s *Server) untilInactive(limit time.Duration) bool {
	for end := time.Now().Add(limit); ; time.Sleep(2 * time.Millisecond) {
		s.mu.Lock()
		active := s.active
		s.mu.Unlock()
		if active == 0 || time.Now().After(end) {
			return active == 0
		}
	}
}

// leaveSocket takes the socket away while no front is starting a worker.
func (s *Server) leaveSocket(ctx context.Context, l *Listener) error {
	lock, err := takeLock(ctx, l.path, removeWait)
	if err != nil {
		return err
	}
	defer lock.release()
	s.takeAway(l)
	return nil
}

// takeAway removes the socket and stops listening. The caller holds the lock.
func (s *Server) takeAway(l *Listener) {
	if err := l.remove(); err != nil {
		s.o.Log.Print(err)
	}
	_ = l.Close()
}
