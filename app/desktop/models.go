//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"caro/app/menubar"
	"caro/app/notify"
	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
)

// quiet is how long a download may say nothing before it is looked whether its process is
// still there.
const quiet = 2 * time.Second

// watchModels looks at the models whenever something in their folder changes: downloads
// say there how far they are, in whichever process.
func (a *App) watchModels(ctx context.Context) {
	store, err := models.DefaultStore()
	if err != nil {
		a.post(ctx, func(f *facts) { f.problem = fault.From(err, fault.Failed).Message })
		return
	}
	changed := a.folders.changes(store.Dir, "")
	a.goOn(ctx, store)
	for {
		fetching := a.lookAtModels(ctx)
		var silent <-chan time.Time
		if fetching {
			silent = time.After(quiet)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-silent: // one that was killed says nothing
		}
	}
}

// lookAtModels has the menu show which models there are. It reports whether one is being
// fetched.
func (a *App) lookAtModels(ctx context.Context) bool {
	a.looking.Lock()
	defer a.looking.Unlock()
	s := a.current()
	look := facts{server: s.Remote.On()}
	if look.server {
		look.name, look.here = s.Remote.Model, true
		if look.name == "" {
			look.name = s.Remote.BaseURL
		}
	}
	err := look.readModels(ctx, s.Model)
	a.mu.Lock()
	if broke, ok := a.broken[look.model.ID]; ok && !look.fetching && !look.here {
		look.download = broke
	}
	a.mu.Unlock()
	a.post(ctx, func(f *facts) {
		f.model, f.name, f.here, f.server, f.download, f.fetching, f.list = look.model, look.name, look.here, look.server, look.download, look.fetching, look.list
		f.problem = ""
		if err != nil {
			f.problem = fault.From(err, fault.Failed).Message
		}
	})
	return look.fetching
}

// readModels reads the catalogue and the store; current is the setting.
func (f *facts) readModels(ctx context.Context, current string) error {
	catalogue, err := models.Load()
	if err != nil {
		return err
	}
	store, err := models.DefaultStore()
	if err != nil {
		return err
	}
	machine, err := platform.Detect(ctx)
	if err != nil {
		return err
	}
	switch {
	case f.server:
	case local.IsPath(current):
		_, err := os.Stat(current)
		f.name, f.here = filepath.Base(current), err == nil
	default:
		if f.model, _, err = local.Entry(current); err != nil {
			return err
		}
		f.name = f.model.Name
	}
	for _, m := range withModel(store.Models(catalogue), f.model) {
		state, err := store.State(m)
		here := err == nil && (state == models.Intact || state == models.Unchecked)
		own := m.ID == f.model.ID && !f.server
		if own {
			f.here = here
		}
		news, told := store.News(m)
		busy := !here && store.Busy(m)
		if told && (busy && !f.fetching || own && !f.fetching) {
			f.download, f.fetching = news, busy
			if busy {
				f.model = m
			}
		}
		fit := m.Fit(machine.MemoryTotal)
		f.list = append(f.list, menubar.Model{ID: m.ID, Name: m.Name, Bytes: m.Size(), Here: here, Current: own, Fit: fit})
	}
	f.left(store)
	return nil
}

// withModel is a list with the model in use in it, which may be none that people are to
// choose.
func withModel(list []models.Model, m models.Model) []models.Model {
	if m.ID == "" || slices.ContainsFunc(list, func(other models.Model) bool { return other.ID == m.ID }) {
		return list
	}
	return append(list, m)
}

// left looks for what a download has left whose process has gone: it is kept, as that of
// one that was paused.
func (f *facts) left(store models.Store) {
	if f.fetching || f.here || f.server || f.download.State == models.Failed || f.download.State == models.Paused {
		return
	}
	if left := store.Left(f.model); left > 0 {
		f.download = models.Event{Model: f.model.ID, State: models.Paused, Done: left, Total: f.model.Bytes}
		if f.model.Bytes > 0 {
			f.download.Percent = 100 * float64(left) / float64(f.model.Bytes)
		}
	}
}

// goOn fetches what an app was fetching that was killed.
func (a *App) goOn(ctx context.Context, store models.Store) {
	catalogue, err := models.Load()
	if err != nil {
		return
	}
	for _, m := range store.Models(catalogue) {
		news, told := store.News(m)
		if told && news.State != models.Paused && news.State != models.Failed && !store.Busy(m) {
			a.pull(ctx, m.ID)
		}
	}
}

// pull fetches a model in the background, and says so when it is there or can't be had.
func (a *App) pull(ctx context.Context, id string) {
	m, _, err := local.Entry(id)
	if err != nil {
		a.failed(ctx, "The model can't be fetched", err)
		return
	}
	a.mu.Lock()
	already := a.pulling[id]
	a.pulling[id] = true
	delete(a.broken, id)
	a.mu.Unlock()
	if already {
		return
	}
	a.work.Go(func() {
		err := a.o.Pull(ctx, m, a.current())
		paused := (*models.PausedError)(nil)
		broke := err != nil && ctx.Err() == nil && !errors.As(err, &paused)
		a.mu.Lock()
		delete(a.pulling, id)
		if broke {
			a.broken[id] = models.Event{Model: id, State: models.Failed, Why: fault.From(err, fault.Failed).Message}
		}
		a.mu.Unlock()
		a.lookAtModels(ctx)
		switch {
		case broke:
			a.failed(ctx, "The download of "+m.Name+" failed", err)
		case err == nil:
			a.tell(ctx, "download", m.Name+" is here", "It can be asked now.", notify.Normal)
		}
	})
}

// pause has whichever process fetches a model stop.
func (a *App) pause(ctx context.Context) {
	if m, store, ok := a.fetched(); ok {
		if _, err := store.Pause(m); err != nil {
			a.failed(ctx, "The download can't be paused", err)
		}
	}
}

// cancel stops a download and removes what there is of it.
func (a *App) cancel(ctx context.Context) {
	m, store, ok := a.fetched()
	if !ok {
		return
	}
	a.work.Go(func() {
		if _, err := store.Pause(m); err != nil {
			a.failed(ctx, "The download can't be stopped", err)
			return
		}
		const patience = 10 * time.Second
		for end := time.Now().Add(patience); store.Busy(m) && time.Now().Before(end) && ctx.Err() == nil; {
			time.Sleep(20 * time.Millisecond)
		}
		a.mu.Lock()
		delete(a.broken, m.ID)
		a.mu.Unlock()
		if _, _, err := store.Remove(m); err != nil { //nolint:contextcheck // it takes no time
			a.failed(ctx, "The download can't be removed", err)
		}
		a.lookAtModels(ctx)
	})
}

// fetched is the model that is being fetched, or was paused or failed, or else the one in
// use.
func (a *App) fetched() (models.Model, models.Store, bool) {
	var m models.Model
	done := make(chan struct{})
	select {
	case a.events <- func(f *facts) { m = f.model; close(done) }:
	case <-time.After(time.Second):
		return m, models.Store{}, false
	}
	select {
	case <-done:
	case <-time.After(time.Second):
		return m, models.Store{}, false
	}
	store, err := models.DefaultStore()
	return m, store, err == nil && m.ID != ""
}

// remove deletes a model's file.
func (a *App) remove(ctx context.Context, id string) {
	m, store, err := local.Entry(id)
	if err == nil {
		_, _, err = store.Remove(m) //nolint:contextcheck // it takes no time
	}
	if err != nil {
		a.failed(ctx, "The model can't be removed", err)
	}
	a.lookAtModels(ctx)
}
