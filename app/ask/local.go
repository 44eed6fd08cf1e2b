package ask

import (
	"cmp"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"caro/core"
	"caro/core/backend"
	"caro/core/local"
	"caro/core/models"
	"caro/core/shell"
)

// Local is what answers on this machine, put together when it is first asked: a model
// that isn't here is no error before. Its fields are set before the first use.
type Local struct {
	Options local.Options
	// Request says for what platform and at what safety level is asked.
	Request core.Request
	// Downloads are the patience of Pull.
	Downloads models.PullOptions
	// Installed and Preview are those of core.Assistant; each may be nil.
	Installed func(name string) bool
	Preview   func([]shell.Touch) []string

	mu        sync.Mutex
	assistant *local.Assistant
}

// Tools are what a session works with; clip puts text on the clipboard and reads it back.
func (l *Local) Tools(clip func(context.Context, string) error) Tools {
	return Tools{
		Request: l.Request, Ask: l.ask, Judge: l.Judge, Prepare: l.prepare, Explain: l.explain,
		Clip: clip, Model: l.Model, Pull: l.Pull,
	}
}

// Close leaves the engine to others.
func (l *Local) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.assistant == nil {
		return nil
	}
	return l.assistant.Close()
}

// open gives the assistant. A model that is here for the first time is hashed before,
// which on is told as loading.
func (l *Local) open(ctx context.Context, on func(backend.Event)) (*local.Assistant, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.assistant != nil {
		return l.assistant, nil
	}
	o := l.Options
	o.Checking = func(e models.Event) {
		if on != nil {
			on(backend.Event{Kind: backend.EventLoading, Fraction: e.Percent / 100})
		}
	}
	a, err := local.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	a.Installed, a.Preview = l.Installed, l.Preview
	l.assistant = a
	return a, nil
}

func (l *Local) ask(ctx context.Context, r core.Request) (core.Answer, error) {
	a, err := l.open(ctx, r.On)
	if err != nil {
		return core.Answer{Query: r.Query}, err
	}
	return a.Ask(ctx, r)
}

func (l *Local) prepare(ctx context.Context, r core.Request) error {
	a, err := l.open(ctx, r.On)
	if err != nil {
		return err
	}
	return a.Prepare(ctx, r)
}

func (l *Local) explain(ctx context.Context, answer core.Answer, r core.Request) (string, error) {
	a, err := l.open(ctx, r.On)
	if err != nil {
		return "", err
	}
	return a.Explain(ctx, answer, r)
}

// Judge looks at a command that a person has written or chosen; see core.Assistant.Judge.
// It needs no model.
func (l *Local) Judge(command string, r core.Request) core.Answer {
	a := core.Assistant{Rules: l.Options.Rules, Installed: l.Installed, Preview: l.Preview}
	return a.Judge(command, r)
}

// Model looks for the model, without reading it.
func (l *Local) Model(context.Context) (Model, error) {
	name := l.Options.Model
	if server := l.Options.Remote; server != nil {
		name := server.Model
		if u, err := url.Parse(server.BaseURL); err == nil {
			name = cmp.Or(name, u.Host)
		}
		return Model{Name: name, Here: true}, nil
	}
	if local.IsPath(name) {
		_, err := os.Stat(name)
		return Model{Name: filepath.Base(name), Here: err == nil}, nil
	}
	m, store, err := local.Entry(name)
	if err != nil {
		return Model{}, err
	}
	there, err := store.State(m)
	if err != nil {
		return Model{}, err
	}
	return Model{
		Name: m.Name, Bytes: m.Size(), Left: store.Left(m), CanPull: true,
		Here: there == models.Intact || there == models.Unchecked,
	}, nil
}

// Pull fetches the model; see models.Pull.
func (l *Local) Pull(ctx context.Context, tell func(models.Event)) error {
	m, store, err := local.Entry(l.Options.Model)
	if err != nil {
		return err
	}
	return models.Pull(ctx, store, m, l.Downloads, tell)
}
