package ask

import (
	"context"
	"sync"
	"time"

	"caro/core"
	"caro/core/backend"
	"caro/core/models"
)

// frame is the least time between two views that nobody but the model asked for.
const frame = time.Second / 30

// Session is an ask session under way. Its methods are safe for concurrent use, and none
// of them blocks but Wait and Close.
type Session struct {
	tools Tools
	life  context.Context
	end   context.CancelFunc
	views chan View // the latest that nobody has taken
	wake  chan struct{}
	work  sync.WaitGroup

	mu    sync.Mutex
	queue []event
	view  View
	calls map[int]context.CancelFunc // that are under way, by number

	// last is closed when the last call to the model has ended; of the one goroutine that
	// runs the session.
	last chan struct{}
}

// New begins a session. It ends with Close, or with ctx.
func New(ctx context.Context, o Options, tools Tools) *Session {
	s := &Session{
		tools: tools, views: make(chan View, 1), wake: make(chan struct{}, 1),
		calls: map[int]context.CancelFunc{}, last: make(chan struct{}),
	}
	close(s.last)
	s.life, s.end = context.WithCancel(ctx)
	state := newState(o)
	state.model.Here = tools.Model == nil
	s.view = state.View()
	s.work.Go(func() { s.run(state) })
	return s
}

// Do takes what a person does; text is for Type, Change and Word.
func (s *Session) Do(a Action, text string) { s.happen(did{a, text, time.Now()}) }

// Show shows a command from elsewhere, such as the history, and asks for its copy: what
// the gate lets pass is copied at once. query is the request that it came of.
func (s *Session) Show(query, command string) { s.happen(presented{query, command, time.Now()}) }

// Views gives each view as it comes; one that isn't taken is replaced by the next. It is
// closed when the session has ended.
func (s *Session) Views() <-chan View { return s.views }

// View is the latest view.
func (s *Session) View() View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view
}

// Wait returns when what was done before is in the view.
func (s *Session) Wait() {
	done := make(chan struct{})
	s.happen(waited{done})
	select {
	case <-done:
	case <-s.life.Done():
	}
}

// waited is the event that Wait waits for.
type waited struct{ done chan struct{} }

func (waited) happen(*turn) {}

// Close ends the session and what is under way, and waits until it has ended.
func (s *Session) Close() {
	s.end()
	s.work.Wait()
}

func (s *Session) happen(e event) {
	s.mu.Lock()
	s.queue = append(s.queue, e)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Session) events() []event {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.queue
	s.queue = nil
	return list
}

// run takes the events, one after the other, until the session ends.
func (s *Session) run(state State) {
	defer close(s.views)
	look{}.do(s)
	recall{}.do(s)
	s.publish(state)
	published := time.Now()
	var later <-chan time.Time // set where a view waits for its time
	for {
		select {
		case <-s.life.Done():
			return
		case <-later:
			later = nil
			s.publish(state)
			published = time.Now()
			continue
		case <-s.wake:
		}
		var prompt bool
		var waiting []chan struct{}
		state, prompt, waiting = s.take(state)
		if wait := frame - time.Since(published); !prompt && wait > 0 {
			if later == nil {
				later = time.After(wait)
			}
			continue
		}
		later = nil
		s.publish(state)
		published = time.Now()
		for _, done := range waiting {
			close(done)
		}
	}
}

// take takes the events that there are. prompt says that the view shouldn't wait, waiting
// who waits for it.
func (s *Session) take(state State) (now State, prompt bool, waiting []chan struct{}) {
	for _, e := range s.events() {
		before := state.phase
		var commands []command
		state, commands = state.next(e)
		for _, c := range commands {
			c.do(s)
		}
		_, stream := e.(progressed)
		prompt = prompt || !stream || state.phase != before
		if w, ok := e.(waited); ok {
			waiting = append(waiting, w.done)
		}
	}
	return state, prompt, waiting
}

// publish puts a view where the front finds it.
func (s *Session) publish(state State) {
	v := state.View()
	s.mu.Lock()
	s.view = v
	s.mu.Unlock()
	select {
	case <-s.views:
	default:
	}
	s.views <- v
}

// call runs something beside the session that can be stopped by its number.
func (s *Session) call(number int, run func(context.Context)) {
	ctx, cancel := context.WithCancel(s.life)
	s.mu.Lock()
	s.calls[number] = cancel
	s.mu.Unlock()
	s.work.Go(func() {
		defer s.stop(number)
		run(ctx)
	})
}

// stop ends a call, if it is under way.
func (s *Session) stop(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.calls[number]; cancel != nil {
		cancel()
		delete(s.calls, number)
	}
}

// model runs a call to the model when the one before has ended: there is never more than
// one.
func (s *Session) model(number int, run func(context.Context)) {
	before, done := s.last, make(chan struct{})
	s.last = done
	s.call(number, func(ctx context.Context) {
		defer close(done)
		<-before // it was stopped, and ends soon
		if ctx.Err() == nil {
			run(ctx)
		}
	})
}

// request is what is asked of the assistant.
func (s *Session) request(query string, thread []Turn, on func(backend.Event)) core.Request {
	r := s.tools.Request
	r.Query, r.On = query, on
	for _, t := range thread {
		r.Thread = append(r.Thread, core.Turn{Request: t.Query, Command: t.Command})
	}
	return r
}

func (c stop) do(s *Session) { s.stop(c.number) }

func (c prepare) do(s *Session) {
	s.model(c.number, func(ctx context.Context) {
		if s.tools.Prepare != nil {
			_ = s.tools.Prepare(ctx, s.request(c.query, c.thread, nil)) // Ask meets its errors again
		}
		s.happen(prepared{c.number})
	})
}

func (c ask) do(s *Session) {
	s.model(c.number, func(ctx context.Context) {
		on := func(e backend.Event) { s.happen(progressed{c.number, e}) }
		answer, err := s.tools.Ask(ctx, s.request(c.query, c.thread, on))
		s.happen(came{c.number, answer, err, time.Now()})
	})
}

func (c explain) do(s *Session) {
	s.model(c.number, func(ctx context.Context) {
		var text string
		var err error
		if s.tools.Explain != nil {
			text, err = s.tools.Explain(ctx, c.answer, s.request(c.answer.Query, nil, nil))
		}
		s.happen(explained{c.number, text, err})
	})
}

func (c judge) do(s *Session) {
	s.work.Go(func() {
		s.happen(judged{c.number, s.tools.Judge(c.command, s.request(c.query, nil, nil)), time.Now()})
	})
}

func (c copying) do(s *Session) {
	s.call(c.number, func(ctx context.Context) {
		s.happen(wasCopied{c.number, s.tools.Copy(ctx, c.answer.Command, c.consent)})
	})
}

func (c pull) do(s *Session) {
	s.call(c.number, func(ctx context.Context) {
		var err error
		if c.use != "" {
			err = s.tools.Use(ctx, c.use)
		}
		if err == nil {
			err = s.tools.Pull(ctx, func(e models.Event) { s.happen(pulled{number: c.number, news: e}) })
		}
		s.happen(pulled{number: c.number, last: true, err: err})
	})
}

func (look) do(s *Session) {
	if s.tools.Model == nil {
		return
	}
	s.work.Go(func() {
		m, err := s.tools.Model(s.life)
		m.CanPull = m.CanPull && s.tools.Pull != nil
		if s.tools.Use == nil || !m.CanPull {
			m.Choices = nil
		}
		s.happen(seen{m, err})
	})
}

func (recall) do(s *Session) {
	if s.tools.Recent == nil {
		return
	}
	s.work.Go(func() {
		if list, err := s.tools.Recent(s.life); err == nil && len(list) > 0 {
			s.happen(recalled{list})
		}
	})
}

func (c remember) do(s *Session) {
	if s.tools.Remember == nil {
		return
	}
	s.work.Go(func() { _ = s.tools.Remember(s.life, c.answer) }) // an answer is worth more than its place in the history
}
