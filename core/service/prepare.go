package service

import (
	"context"
	"net/http"
	"time"

	"caro/core/backend"
)

// prepare is work ahead for a front.
type prepare struct {
	front  int // process id
	cancel context.CancelFunc
}

// prepare works ahead until that is done, the front goes, or a request for another model
// comes. It waits for its turn only to have the model at hand.
func (s *Server) prepare(ctx context.Context, c call, out *streamWriter) (line, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	front, _ := ctx.Value(peerKey{}).(peer)
	p := &prepare{front: front.pid, cancel: cancel}
	if !s.addPrepare(p) {
		return line{}, errBusy
	}
	defer s.removePrepare(p)
	done := line{Event: eventDone}
	b, err := s.prepared(ctx, c.Model)
	if err == nil {
		out.write(line{Event: eventStarted})
		err = b.Prepare(ctx, *c.Request, time.Duration(c.PauseMS)*time.Millisecond)
	}
	if ctx.Err() != nil {
		return done, nil // it was told to end, and has
	}
	if err == nil && s.hold.unknown() {
		s.learn(ctx, b)
	}
	return done, err
}

// prepared has the model at hand.
func (s *Server) prepared(ctx context.Context, model Spec) (backend.Backend, error) {
	place, _, err := s.turns.join(false)
	if err != nil {
		return nil, err
	}
	if err := place.wait(ctx); err != nil {
		return nil, err
	}
	defer s.turns.give()
	s.pulse.beat()
	return s.hold.use(model, s.dropPrepares)
}

// addPrepare notes work ahead. A front has one at a time: the one before ends.
func (s *Server) addPrepare(p *prepare) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	others := 0
	for other := range s.prepares {
		if other.front == p.front {
			other.cancel()
		} else {
			others++
		}
	}
	if others >= maxPrepares {
		return false
	}
	s.prepares[p] = true
	return true
}

func (s *Server) removePrepare(p *prepare) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.prepares, p)
}

// dropPrepares ends all work ahead.
func (s *Server) dropPrepares() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.prepares {
		p.cancel()
	}
}

// unload gives the model's memory back after the requests before.
func (s *Server) unload(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		reply(w, map[string]bool{"unloaded": false})
		return
	}
	defer s.leave()
	place, _, err := s.turns.join(true)
	if err == nil {
		err = place.wait(r.Context())
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer s.turns.give()
	held := s.hold.held()
	if err := s.hold.drop(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, map[string]bool{"unloaded": held})
}
