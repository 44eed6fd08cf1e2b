package ask

import (
	"cmp"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"caro/core"
	"caro/core/backend"
	"caro/core/folder"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
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
	// Installed, Preview, Folder and Shape are those of core.Assistant; each may be nil.
	Installed func(name string) bool
	Preview   func([]shell.Touch) []string
	Folder    func() []folder.Entry
	Shape     func(name string) string
	// Machine is what the models to choose from are to suit.
	Machine platform.Machine
	// Keep keeps the ID of a model that was chosen in the settings; nil where the settings
	// don't say which one answers.
	Keep func(id string) error

	mu        sync.Mutex
	assistant *local.Assistant
}

// Tools are what a session works with; clip puts text on the clipboard and reads it back.
func (l *Local) Tools(clip func(context.Context, string) error) Tools {
	t := Tools{
		Request: l.Request, Ask: l.ask, Judge: l.Judge, Prepare: l.prepare, Explain: l.explain,
		Clip: clip, Model: l.Model, Pull: l.Pull,
	}
	if l.Keep != nil {
		t.Use = l.use
	}
	return t
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
	a.Installed, a.Preview, a.Folder, a.Shape = l.Installed, l.Preview, l.Folder, l.Shape
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
	name := l.model()
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
	found, err := l.look(store, m)
	if err != nil || found.Here {
		return found, err
	}
	catalogue, err := models.Load()
	if err != nil {
		return found, nil //nolint:nilerr // there is nothing to choose from then
	}
	best, some := catalogue.Recommend(l.Machine.MemoryTotal, l.Machine.HasGPU())
	list := store.Models(catalogue)
	if !slices.ContainsFunc(list, func(other models.Model) bool { return other.ID == m.ID }) {
		list = append([]models.Model{m}, list...)
	}
	for _, other := range list {
		c, err := l.look(store, other)
		if err != nil {
			continue
		}
		if some && other.ID == best.ID {
			c.Suits = strings.TrimPrefix(c.Suits+" · recommended", " · ")
		}
		if other.Least == models.OnGPU && !l.Machine.HasGPU() {
			c.Suits = strings.TrimPrefix(c.Suits+" · slow without a GPU", " · ")
		}
		found.Choices = append(found.Choices, c)
	}
	return found, nil
}

// look finds out about one model of the catalogue.
func (l *Local) look(store models.Store, m models.Model) (Model, error) {
	there, err := store.State(m)
	if err != nil {
		return Model{}, err
	}
	found := Model{
		ID: m.ID, Name: m.Name, Bytes: m.Size(), Left: store.Left(m), CanPull: true,
		Here: there == models.Intact || there == models.Unchecked,
	}
	if fit := m.Fit(l.Machine.MemoryTotal); fit != models.FitUnknown {
		found.Suits = string(fit)
	}
	return found, nil
}

// model is the one that is to answer.
func (l *Local) model() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Options.Model
}

// use has another model answer.
func (l *Local) use(_ context.Context, id string) error {
	if err := l.Keep(id); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Options.Model = id
	if l.assistant == nil {
		return nil
	}
	old := l.assistant
	l.assistant = nil
	return old.Close()
}

// Pull fetches the model; see models.Pull.
func (l *Local) Pull(ctx context.Context, tell func(models.Event)) error {
	m, store, err := local.Entry(l.model())
	if err != nil {
		return err
	}
	return models.Pull(ctx, store, m, l.Downloads, tell)
}
