package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"caro/core/backend"
)

// server is what a server told of itself.
type server struct {
	info backend.Info
	goOn goOn
}

// card is an entry of the server's list of models, with the fields beyond the protocol
// that some servers add.
type card struct {
	ID            string   `json:"id"`
	OwnedBy       string   `json:"owned_by"`
	Aliases       []string `json:"aliases"`        // llama-server
	MaxModelLen   int      `json:"max_model_len"`  // vLLM, SGLang
	ContextLength int      `json:"context_length"` // exo
	Meta          struct { // llama-server
		Context int `json:"n_ctx"`
		Trained int `json:"n_ctx_train"`
	} `json:"meta"`
}

// context is the number of tokens that a request and its answer may have; 0 where the
// server doesn't tell.
func (c card) context() int {
	for _, n := range []int{c.MaxModelLen, c.Meta.Context, c.ContextLength, c.Meta.Trained} {
		if n > 0 {
			return n
		}
	}
	return 0
}

// Load sees that the server answers and has the model. It says in Info.Notes that requests
// are sent there. A server that has no list of models is taken at its word.
func (b *Backend) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	ctx, done, err := b.open(ctx)
	if err != nil {
		return backend.Info{}, err
	}
	defer done()
	s, err := b.load(ctx, on)
	if err != nil {
		return backend.Info{}, err
	}
	info := s.info
	info.Notes = slices.Clone(info.Notes)
	return info, nil
}

func (b *Backend) load(ctx context.Context, on func(backend.Event)) (*server, error) {
	select {
	case b.loading <- struct{}{}:
		defer func() { <-b.loading }()
	case <-ctx.Done():
		return nil, ended(ctx)
	}
	b.mu.Lock()
	s := b.server
	b.mu.Unlock()
	if s != nil {
		return s, nil
	}
	tell := func(fraction float64) {
		if on != nil {
			on(backend.Event{Kind: backend.EventLoading, Fraction: fraction})
		}
	}
	tell(0)
	s, err := b.look(ctx)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.server = s
	b.mu.Unlock()
	tell(1)
	return s, nil
}

// unlisted are the answers of a server that has no list of models.
var unlisted = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}

// look asks the server for its models and finds the one that is meant.
func (b *Backend) look(ctx context.Context) (*server, error) {
	var cards []card
	listed := true
	err := b.insist(ctx, func(int) error {
		var err error
		cards, err = b.list(ctx)
		var refused *refusal
		if errors.Is(err, errUnlisted) || errors.As(err, &refused) && slices.Contains(unlisted, refused.status) {
			listed, err = false, nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s := &server{info: backend.Info{Backend: b.address.base, Model: b.options.Model, Device: "remote", Notes: b.notices()}}
	if !listed {
		if b.options.Model == "" {
			return nil, wrong(fmt.Sprintf("%s has no list of models, and no model is set", b.address.host), "set remote.model to the name of its model")
		}
		return s, nil
	}
	found, err := b.choose(cards)
	if err != nil {
		return nil, err
	}
	s.info.Model, s.info.Context, s.goOn = found.ID, found.context(), goOnBy(found.OwnedBy)
	return s, nil
}

// notices say what leaves this machine.
func (b *Backend) notices() []string {
	notes := []string{"your request is sent to " + b.address.host}
	if b.address.plain {
		notes = append(notes, "it travels there unencrypted")
	}
	return notes
}

// list fetches the server's models.
func (b *Backend) list(ctx context.Context) ([]card, error) {
	auth, err := b.authorization(ctx)
	if err != nil {
		return nil, err
	}
	watched, x := newExchange(ctx, b.options.Timeout)
	defer x.close()
	var resp *http.Response
	if err := b.client.Get(watched, "models", nil, &resp, append(auth, x.option())...); err != nil {
		return nil, x.cause(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, x.cause(err)
	}
	return parseCards(text)
}

// errUnlisted is a server that has no list of models.
var errUnlisted = errors.New("the server has no list of models")

// parseCards reads a list of models: {"data":[…]}, or the bare list that old versions of
// exo give. Entries that aren't as they should be are passed over.
func parseCards(text []byte) ([]card, error) {
	var entries []json.RawMessage
	var list struct {
		Data []json.RawMessage `json:"data"`
	}
	switch {
	case json.Unmarshal(text, &list) == nil:
		if list.Data == nil {
			return nil, errUnlisted
		}
		entries = list.Data
	case json.Unmarshal(text, &entries) != nil:
		return nil, &foreignError{begins: string(text[:min(len(text), maxBegins)])}
	}
	var cards []card
	for _, entry := range entries {
		var c card
		if json.Unmarshal(entry, &c) == nil && c.ID != "" {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

// choose finds the model that is set, or the only one.
func (b *Backend) choose(cards []card) (card, error) {
	want := b.options.Model
	if want == "" && len(cards) == 1 {
		return cards[0], nil
	}
	for _, c := range cards {
		// Ollama lists "name:latest" for "name".
		if want != "" && (c.ID == want || c.ID == want+":latest" || slices.Contains(c.Aliases, want)) {
			return c, nil
		}
	}
	names := make([]string, 0, len(cards))
	for _, c := range cards {
		names = append(names, c.ID)
	}
	key := b.knownKey()
	if len(names) == 0 {
		return card{}, wrong(fmt.Sprintf("%s has no model", b.address.host), "have the server load one")
	}
	slices.SortStableFunc(names, func(a, c string) int { return alike(c, want) - alike(a, want) })
	hint := "set remote.model to one of these: " + several(names, key)
	if want == "" {
		return card{}, wrong(fmt.Sprintf("%s has %d models, and none is set", b.address.host, len(names)), hint)
	}
	return card{}, wrong(fmt.Sprintf("%s has no model %s; the nearest is %s", b.address.host, name(want, key), name(names[0], key)), hint)
}

// several names at most eight.
func several(names []string, key string) string {
	const most = 8
	var out []string
	for _, n := range names[:min(len(names), most)] {
		out = append(out, name(n, key))
	}
	if more := len(names) - most; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, ", ")
}

// name is a model's name as an error shows it.
func name(id, key string) string {
	const most = 80
	id = shown(id, key)
	if len(id) > most {
		id = strings.ToValidUTF8(id[:most], "") + "…"
	}
	return `"` + id + `"`
}

// alike counts the runs of three characters that two names share, case aside: the same
// model is "Qwen/Qwen2.5-Coder-7B-Instruct" here and "qwen2.5-coder:7b" there.
func alike(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	a = a[:min(len(a), maxShown)]
	n := 0
	for i := 0; i+3 <= len(a); i++ {
		if strings.Contains(b, a[i:i+3]) {
			n++
		}
	}
	return n
}
