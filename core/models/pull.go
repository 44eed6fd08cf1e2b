package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// PullOptions are the patience of Pull. A zero value means the default.
type PullOptions struct {
	// HubAnswer is how long the hub may take to be reached and to answer, for
	// each redirect anew; 5 s.
	HubAnswer time.Duration
	// PackageAnswer is how long the pip client may take until the first byte
	// of the first package is there; 14 s.
	PackageAnswer time.Duration
	// Stall is how long no byte, or next to none, may arrive afterwards; 30 s.
	Stall time.Duration
	// Tries is how often a source is asked in a row that gives nothing, but may at the next
	// try; 5.
	Tries int
	// Pause is how long to wait after the first such try, and then twice as long each time
	// up to a minute; 1 s.
	Pause time.Duration
	// Limit is the most bytes per second from the hub; 0 for no limit.
	Limit int64
	// Mirrors are addresses of hubs to ask after the hub itself.
	Mirrors []string
}

func (o PullOptions) withDefaults() PullOptions {
	if o.HubAnswer <= 0 {
		o.HubAnswer = 5 * time.Second
	}
	if o.PackageAnswer <= 0 {
		o.PackageAnswer = 14 * time.Second
	}
	if o.Stall <= 0 {
		o.Stall = 30 * time.Second
	}
	if o.Tries <= 0 {
		o.Tries = 5
	}
	if o.Pause <= 0 {
		o.Pause = time.Second
	}
	return o
}

// AlreadyThere is the Why of a Ready event when there was nothing to fetch.
const AlreadyThere = "it was there already"

// source is a place that a model can be fetched from.
type source interface {
	// name is what people know it by.
	name() string
	// extra is how many bytes of disk it needs for itself meanwhile.
	extra() int64
	// fetch writes the model's bytes into p, in order, from p.done on. It
	// leaves nothing else behind.
	fetch(ctx context.Context, p *partial) error
}

// sources lists where m can come from, in the order to try.
func sources(s Store, m Model, opt PullOptions) []source {
	var list []source
	if m.Hub != nil || m.URL != "" {
		list = append(list, newHubs(m, opt, os.Getenv)...)
	}
	if len(m.Packages) > 0 {
		list = append(list, &packages{store: s, model: m, opt: opt})
	}
	return list
}

// Pull brings model m into the store, unless it is there and intact; a damaged
// file is replaced once the right bytes have come. What an earlier run has
// fetched is gone on from, and what this one has is kept when it ends early.
// tell, which may be nil, hears of it from one goroutine at a time. Only one
// process fetches a model: another hears its news, and takes over if it dies.
// The error is a *PullError, a *StoreError, a *PausedError, that of ctx, or one
// of the environment.
func Pull(ctx context.Context, s Store, m Model, opt PullOptions, tell func(Event)) error {
	opt = opt.withDefaults()
	p := &pull{store: s, model: m, opt: opt, news: tell}
	why, err := p.run(ctx)
	p.end(ctx, why, err)
	return err
}

// end tells how it ended, once.
func (p *pull) end(ctx context.Context, why string, err error) {
	if p.ended {
		return
	}
	p.ended = true
	m := p.model
	var paused *PausedError
	switch {
	case err == nil:
		p.tell(Event{State: Ready, Done: m.Bytes, Total: m.Bytes, Percent: 100, Why: why})
	case errors.As(err, &paused):
		p.tell(Event{State: Paused, Done: paused.Done, Total: m.Bytes, Percent: percent(paused.Done, m.Bytes), Hint: paused.Hint()})
	case ctx.Err() == nil: // who cancels needs no telling
		p.tell(Event{State: Failed, Why: err.Error(), Hint: hintOf(err)})
	}
	// What there is nothing to go on from is no news for others, nor what a person has
	// cancelled.
	if p.file != nil && (ctx.Err() != nil || p.store.Left(m) == 0) {
		p.file.forget()
	}
}

// pull is one call of Pull.
type pull struct {
	store Store
	model Model
	opt   PullOptions
	mu    sync.Mutex // one event at a time
	news  func(Event)
	file  *teller   // of this process while it holds the lock; else nil
	moved *movement // while it does
	part  *partial  // while it does
	ended bool
}

func (p *pull) tell(e Event) {
	e.Model = p.model.ID
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != nil {
		p.file.tell(e)
	}
	if p.news != nil {
		p.news(e)
	}
}

// run returns where the file came from.
func (p *pull) run(ctx context.Context) (why string, err error) {
	if ready, err := p.ready(ctx); ready || err != nil {
		return AlreadyThere, err
	}
	if err := p.store.make(); err != nil {
		return "", err
	}
	held, waited, err := p.lock(ctx)
	if err != nil {
		return "", err
	}
	defer held.release()
	if waited && p.store.pausing(p.model) {
		return "", &PausedError{Model: p.model, Done: p.store.Left(p.model)}
	}
	_ = os.Remove(p.store.pausePath(p.model))
	// It may have arrived since; nobody else can bring it now.
	if ready, err := p.ready(ctx); ready || err != nil {
		if waited {
			return "another process fetched it", err
		}
		return AlreadyThere, err
	}
	p.sweep()
	p.mu.Lock()
	p.file = &teller{store: p.store, model: p.model}
	p.mu.Unlock()
	defer func() { p.end(ctx, why, err) }() // before another process can begin
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p.moved = startMovement(p.model, p.tell, func() {
		if p.store.pausing(p.model) {
			stop(errPaused)
		}
	})
	defer p.moved.stop()
	why, err = p.bring(running)
	if err != nil && errors.Is(context.Cause(running), errPaused) {
		return "", &PausedError{Model: p.model, Done: p.store.Left(p.model)}
	}
	return why, err
}

// bring fetches the file while the lock is held.
func (p *pull) bring(ctx context.Context) (why string, err error) {
	if !p.model.known() {
		if err := p.learn(ctx); err != nil {
			return "", err
		}
	}
	if err := room(p.store.Dir, p.model.Bytes-p.store.Left(p.model)); err != nil {
		return "", err
	}
	if p.part, err = openPartial(ctx, p.store, p.model, p.checked()); err != nil {
		return "", err
	}
	defer p.part.close()
	p.part.moved, p.part.limit = p.moved, limiter(p.opt.Limit)
	return p.try(ctx, p.once)
}

// learn finds out which bytes the file has, and pins them.
func (p *pull) learn(ctx context.Context) error {
	var found Model
	_, err := p.try(ctx, func(ctx context.Context, src source) (err error) {
		if h, ok := src.(*hub); ok { // packages are of known models only
			found, err = h.ask(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.model = found
	p.mu.Unlock()
	p.moved.of(found.Bytes)
	_ = p.store.pin(ctx, found) // where it can't be, it is asked again the next time
	return nil
}

// ready reports whether the file is there and intact. Only the errors of ctx
// and of a disk that can't be read are returned.
func (p *pull) ready(ctx context.Context) (bool, error) {
	_, err := p.store.Ready(ctx, p.model, p.tell)
	var damaged *DamagedError
	var unfit *LocalError
	if errors.Is(err, ErrMissing) || errors.As(err, &damaged) || errors.As(err, &unfit) {
		return false, nil
	}
	return err == nil, err
}

// lock takes the model's lock and says whether another process had it.
func (p *pull) lock(ctx context.Context) (held *lock, waited bool, err error) {
	var last time.Time
	held, err = waitLock(ctx, p.store.lockPath(p.model), func() {
		waited = true
		if time.Since(last) < moveEvery {
			return
		}
		last = time.Now()
		e := Event{State: Queued, Total: p.model.Bytes, Why: "another process is fetching it"}
		if news, ok := p.store.News(p.model); ok {
			e.Done, e.Percent, e.Rate, e.ETA = news.Done, news.Percent, news.Rate, news.ETA
			if news.State == Waiting {
				e.Why += ", and waits: " + news.Why
			}
		}
		p.tell(e)
	})
	return held, waited, err
}

// sweep removes what a process that was killed has left of this model, but for what can
// be gone on from.
func (p *pull) sweep() {
	entries, _ := os.ReadDir(p.store.Dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), workPrefix(p.model)) {
			_ = os.RemoveAll(filepath.Join(p.store.Dir, e.Name()))
		}
	}
}

// try does something with one source after the other until one succeeds. Where all fail
// and one of them couldn't be reached, it begins again.
func (p *pull) try(ctx context.Context, do func(context.Context, source) error) (why string, err error) {
	list := sources(p.store, p.model, p.opt)
	rounds := patience{tries: p.opt.Tries, pause: p.opt.Pause, longest: longestPause}
	some := p.have() > 0
	for {
		before := p.have()
		why, failed, err := p.round(ctx, list, do)
		if err != nil || failed == nil {
			return why, err
		}
		if some = some || p.have() > 0; !some {
			// Nothing has ever come: most likely there is no network, which a person wants
			// to hear soon.
			rounds.tries = min(rounds.tries, firstTries)
		}
		away := failed.away()
		wait, ok := rounds.next(away, p.have() > before)
		if !ok {
			return "", failed
		}
		if err := p.wait(ctx, wait, away); err != nil {
			return "", err
		}
	}
}

// firstTries is how often all sources are asked again before anything has come.
const firstTries = 1

// longestPause is the longest time between two tries that nobody asked for.
const longestPause = time.Minute

// round asks each source once.
func (p *pull) round(ctx context.Context, list []source, do func(context.Context, source) error) (why string, failed *PullError, err error) {
	failed = &PullError{Model: p.model, Path: p.store.Path(p.model)}
	before := ""
	for _, src := range list {
		p.tell(p.so(Event{State: Connecting, Source: src.name(), Why: before}))
		err := p.from(ctx, src, do)
		p.moved.by("")
		if err == nil {
			return "fetched from " + src.name(), nil, nil
		}
		if ctx.Err() != nil {
			return "", nil, p.stopped(ctx)
		}
		var disk *StoreError
		if errors.As(err, &disk) && disk.Need == 0 {
			return "", nil, disk // no other source can help
		}
		failed.Sources = append(failed.Sources, &SourceError{Source: src.name(), Err: err})
		before = src.name() + ": " + err.Error()
	}
	return "", failed, nil
}

func (p *pull) stopped(ctx context.Context) error {
	return fmt.Errorf("fetch of model %s stopped: %w", p.model.ID, ctx.Err())
}

// so adds how far the download is.
func (p *pull) so(e Event) Event {
	e.Done, e.Total = p.moved.done.Load(), p.model.Bytes
	e.Percent = percent(e.Done, e.Total)
	return e
}

// have is the number of bytes that are here.
func (p *pull) have() int64 {
	if p.part == nil {
		return 0
	}
	return p.part.done
}

// wait waits, and says why.
func (p *pull) wait(ctx context.Context, d time.Duration, why error) error {
	p.moved.by("")
	if d > 0 {
		p.tell(p.so(Event{State: Waiting, In: d, Why: why.Error()}))
	}
	if sleep(ctx, d) != nil {
		return p.stopped(ctx)
	}
	return nil
}

// from fetches the model from one source, in as many tries as it takes while each brings
// some bytes. Bytes that turn out to be wrong in the end are fetched once more.
func (p *pull) from(ctx context.Context, src source, do func(context.Context, source) error) error {
	again := false
	tries := patience{tries: p.opt.Tries, pause: p.opt.Pause, longest: longestPause}
	for {
		before := p.have()
		err := do(ctx, src)
		var wrong wrongBytesError
		switch progress := p.have() > before; {
		case err == nil || ctx.Err() != nil:
			return err
		case errors.As(err, &wrong) && !again:
			again = true
			p.tell(p.so(Event{State: Connecting, Source: src.name(), Why: src.name() + ": " + err.Error() + "; fetching it once more"}))
		case !progress && !answered(err): // it is out of reach: another source may not be
			return err
		default:
			wait, ok := tries.next(err, progress)
			if !ok {
				return err
			}
			if err := p.wait(ctx, wait, &SourceError{Source: src.name(), Err: err}); err != nil {
				return err
			}
		}
	}
}

// once goes on with the partial from one source.
func (p *pull) once(ctx context.Context, src source) error {
	if err := room(p.store.Dir, p.model.Bytes-p.part.done+src.extra()); err != nil {
		return err
	}
	p.moved.set(p.part.done)
	p.moved.by(src.name())
	if p.part.done < p.model.Bytes {
		if err := src.fetch(ctx, p.part); err != nil {
			return err
		}
	}
	err := p.part.finish(ctx, p.store)
	var wrong wrongBytesError
	if errors.As(err, &wrong) {
		if err := p.part.restart(); err != nil {
			return err
		}
	}
	return err
}

// checked tells of a partial that is being read.
func (p *pull) checked() func(done, of int64) {
	last := time.Now()
	return func(done, of int64) {
		p.moved.set(done)
		if time.Since(last) >= newsEvery || done == of {
			last = time.Now()
			p.tell(Event{State: Verifying, Done: done, Total: of, Percent: percent(done, of)})
		}
	}
}

// limiter lets so many bytes a second pass, all of an answer's next piece at once.
func limiter(bytesPerSecond int64) *rate.Limiter {
	if bytesPerSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(bytesPerSecond), hubChunk)
}
