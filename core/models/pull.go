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
)

// PullOptions are the patience of Pull. A zero value means the default.
type PullOptions struct {
	// HubAnswer is how long the hub may take to be reached and to answer, for
	// each redirect anew; 5 s.
	HubAnswer time.Duration
	// PackageAnswer is how long the pip client may take until the first byte
	// of the first package is there; 14 s.
	PackageAnswer time.Duration
	// Stall is how long no byte may arrive afterwards; 30 s.
	Stall time.Duration
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
	if m.Hub != nil {
		list = append(list, newHub(m, opt, os.Getenv))
	}
	if len(m.Packages) > 0 {
		list = append(list, &packages{store: s, model: m, opt: opt})
	}
	return list
}

// Pull brings model m into the store, unless it is there and intact; a damaged
// file is replaced once the right bytes have come. tell, which may be nil,
// hears of it from one goroutine at a time. Only one process fetches a model:
// another waits for it. The error is a *PullError, a *StoreError, that of ctx,
// or one of the environment.
func Pull(ctx context.Context, s Store, m Model, opt PullOptions, tell func(Event)) error {
	opt = opt.withDefaults()
	p := &pull{store: s, model: m, news: tell}
	why, err := p.run(ctx, sources(s, m, opt))
	switch {
	case err == nil:
		p.tell(Event{State: Ready, Done: m.Bytes, Total: m.Bytes, Percent: 100, Why: why})
	case ctx.Err() == nil: // who cancels needs no telling
		p.tell(Event{State: Failed, Why: err.Error(), Hint: hintOf(err)})
	}
	return err
}

// pull is one call of Pull.
type pull struct {
	store Store
	model Model
	mu    sync.Mutex // one event at a time
	news  func(Event)
}

func (p *pull) tell(e Event) {
	if p.news == nil {
		return
	}
	e.Model = p.model.ID
	p.mu.Lock()
	defer p.mu.Unlock()
	p.news(e)
}

// run returns where the file came from.
func (p *pull) run(ctx context.Context, list []source) (why string, err error) {
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
	// It may have arrived since; nobody else can bring it now.
	if ready, err := p.ready(ctx); ready || err != nil {
		if waited {
			return "another process fetched it", err
		}
		return AlreadyThere, err
	}
	p.sweep()
	if err := room(p.store.Dir, p.model.Bytes); err != nil {
		return "", err
	}
	return p.try(ctx, list)
}

// ready reports whether the file is there and intact. Only the errors of ctx
// and of a disk that can't be read are returned.
func (p *pull) ready(ctx context.Context) (bool, error) {
	_, err := p.store.Ready(ctx, p.model, p.tell)
	var damaged *DamagedError
	if errors.Is(err, ErrMissing) || errors.As(err, &damaged) {
		return false, nil
	}
	return err == nil, err
}

// lock takes the model's lock and says whether another process had it.
func (p *pull) lock(ctx context.Context) (held *lock, waited bool, err error) {
	path := p.store.Path(p.model)
	var last time.Time
	held, err = waitLock(ctx, filepath.Join(p.store.Dir, "."+p.model.File+".lock"), func() {
		waited = true
		if time.Since(last) < moveEvery {
			return
		}
		last = time.Now()
		e := Event{State: Queued, Total: p.model.Bytes, Why: "another process is fetching it"}
		if info, err := os.Stat(partialPath(path)); err == nil {
			e.Done, e.Percent = info.Size(), percent(info.Size(), e.Total)
		}
		p.tell(e)
	})
	return held, waited, err
}

// sweep removes what a process that was killed has left of this model.
func (p *pull) sweep() {
	_ = os.Remove(partialPath(p.store.Path(p.model)))
	entries, _ := os.ReadDir(p.store.Dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), workPrefix(p.model)) {
			_ = os.RemoveAll(filepath.Join(p.store.Dir, e.Name()))
		}
	}
}

// try asks one source after the other.
func (p *pull) try(ctx context.Context, list []source) (why string, err error) {
	failed := &PullError{Model: p.model, Path: p.store.Path(p.model)}
	before := ""
	for _, src := range list {
		p.tell(Event{State: Connecting, Source: src.name(), Total: p.model.Bytes, Why: before})
		err := p.from(ctx, src)
		if err == nil {
			return "fetched from " + src.name(), nil
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("fetch of model %s stopped: %w", p.model.ID, ctx.Err())
		}
		var disk *StoreError
		if errors.As(err, &disk) && disk.Need == 0 {
			return "", disk // no other source can help
		}
		failed.Sources = append(failed.Sources, &SourceError{Source: src.name(), Err: err})
		before = src.name() + ": " + err.Error()
	}
	return "", failed
}

// from fetches the model from one source.
func (p *pull) from(ctx context.Context, src source) error {
	if err := room(p.store.Dir, p.model.Bytes+src.extra()); err != nil {
		return err
	}
	part, err := newPartial(p.store, p.model)
	if err != nil {
		return err
	}
	part.moved = startMovement(p.model, src.name(), p.tell)
	err = src.fetch(ctx, part)
	part.moved.stop()
	if err == nil {
		err = part.finish(ctx, p.store)
	}
	if err != nil {
		part.drop()
	}
	return err
}
