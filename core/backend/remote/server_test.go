package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// scripted is a server on a real socket that answers the nth request for a completion by
// the nth of its answers, the last one again and again. It may misbehave in any way.
type scripted struct {
	*httptest.Server
	mu       sync.Mutex
	models   http.HandlerFunc
	answers  []http.HandlerFunc
	requests []asked
}

// asked is a request for a completion as it came.
type asked struct {
	header http.Header
	body   map[string]any
	raw    string
}

func serve(t *testing.T, answers ...http.HandlerFunc) *scripted {
	t.Helper()
	s := &scripted{answers: answers, models: text(`{"object":"list","data":[{"id":"m","object":"model","owned_by":"me"}]}`)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, r *http.Request) { s.models(w, r) })
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		a := asked{header: r.Header.Clone(), raw: string(raw)}
		_ = json.Unmarshal(raw, &a.body)
		s.mu.Lock()
		s.requests = append(s.requests, a)
		answer := s.answers[min(len(s.requests), len(s.answers))-1]
		s.mu.Unlock()
		answer(w, r)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.CloseClientConnections() // some answers never end by themselves
		s.Close()
	})
	return s
}

// got returns the requests so far.
func (s *scripted) got() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]asked(nil), s.requests...)
}

// text answers with a body, as JSON.
func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}
}

// status answers with an error.
func status(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

// sse answers with a stream of the lines as they are, each flushed.
func sse(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		for _, l := range lines {
			fmt.Fprint(w, l)
			w.(http.Flusher).Flush()
		}
	}
}

// cut answers with a stream that ends with the connection.
func cut(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sse(lines...)(w, r)
		panic(http.ErrAbortHandler)
	}
}

// hang answers with a stream that goes silent until the client goes.
func hang(lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if len(lines) > 0 {
			sse(lines...)(w, r)
		}
		<-r.Context().Done()
	}
}

func delta(content string) string {
	return chunk(fmt.Sprintf(`{"index":0,"delta":{"content":%s},"finish_reason":null}`, quoted(content)))
}

func finish(reason string) string {
	return chunk(fmt.Sprintf(`{"index":0,"delta":{},"finish_reason":%q}`, reason))
}

func chunk(choice string) string {
	return `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[` + choice + "]}\n\n"
}

func usage(prompt, cached, completion int) string {
	return fmt.Sprintf(`data: {"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,"prompt_tokens_details":{"cached_tokens":%d}}}`+"\n\n",
		prompt, completion, prompt+completion, cached)
}

const done = "data: [DONE]\n\n"

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// good is a well-behaved answer.
var good = sse(chunk(`{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}`),
	delta("ls"), delta(" -l"), finish("stop"), usage(20, 12, 3), done)

// dial makes a backend for a server, in a hurry.
func dial(t *testing.T, s *scripted, change ...func(*Options)) *Backend {
	t.Helper()
	o := Options{BaseURL: s.URL + "/v1", Model: "m", Retries: 2, Timeout: 5 * time.Second}
	for _, c := range change {
		c(&o)
	}
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	b.firstPause = time.Millisecond
	t.Cleanup(func() { _ = b.Close() })
	return b
}

var list = backend.Request{
	Messages: []backend.Message{
		{Role: backend.RoleSystem, Content: "You write commands."},
		{Role: backend.RoleUser, Content: "list the files"},
	},
	MaxTokens: 32,
}

// told collects the events of a request.
type told struct {
	text     strings.Builder // since the last restart
	restarts []string
}

func (c *told) on(e backend.Event) {
	switch e.Kind {
	case backend.EventToken:
		c.text.WriteString(e.Text)
	case backend.EventRestart:
		c.restarts = append(c.restarts, e.Text)
		c.text.Reset()
	}
}

// generate runs a request; what was streamed must be what is returned.
func generate(t *testing.T, b *Backend, req backend.Request) (backend.Result, *told, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c := &told{}
	result, err := b.Generate(ctx, req, c.on)
	if err == nil && c.text.String() != result.Text {
		t.Errorf("streamed %q, returned %q", c.text.String(), result.Text)
	}
	return result, c, err
}

// faultOf gives the error as a fault, and sees that it is words for a person.
func faultOf(t *testing.T, err error) *fault.Error {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("got %v, which is no fault", err)
	}
	if f.Message == "" || strings.HasSuffix(f.Message, ".") || strings.ContainsAny(f.Message, "\n\r\t") {
		t.Errorf("message %q", f.Message)
	}
	return f
}
