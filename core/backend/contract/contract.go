package contract

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"caro/core/backend"
	"caro/core/fault"
)

// Lack is something that a backend can't know or do, because what it speaks to doesn't
// tell or do it. Less is asked of it then.
type Lack string

// What a server by the protocol of OpenAI may lack.
const (
	LackContext Lack = "how long a chat may be"                             // Info.Context may be 0
	LackCounts  Lack = "how many tokens a chat has"                         // PromptTokens may be 0
	LackStop    Lack = "whether a stop text ended the answer"               // StopEnd may stand for StopText
	LackGoingOn Lack = "going on from an answer's beginning as its own"     // the model may be asked to, and err
	LackMarks   Lack = "keeping the template's marks in a message for text" // the server may read them
)

// Run runs the suite on backends that open makes; each is closed by the suite. The model
// behind may be small: nothing is asked of its answers but that they are the same for
// the same request.
func Run(t *testing.T, open func(t *testing.T) backend.Backend, lacks ...Lack) {
	s := suite{lacks: lacks}
	b := open(t)
	t.Cleanup(func() { _ = b.Close() })
	for _, test := range []struct {
		name string
		run  func(*testing.T, backend.Backend)
	}{
		{"load tells its progress and what answers", s.load},
		{"the stream is the text", s.streamIsText},
		{"the same request gets the same answer", s.repeatable},
		{"a stop text ends the answer and stays out of it", s.stopText},
		{"the limit on tokens holds", s.tokenLimit},
		{"an answer that was begun is gone on with", s.begun},
		{"cancelled before it begins", s.cancelledBefore},
		{"cancelled in the middle", s.cancelledMiddle},
		{"a deadline", s.deadline},
		{"wrong requests are refused in words", s.wrongRequests},
		{"a chat that doesn't fit is refused in words", s.tooLong},
		{"marks of the template in a message are text", s.templateMarks},
		{"several at once", s.concurrent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, b) })
	}
	t.Run("closed", func(t *testing.T) { s.closed(t, open(t)) })
}

type suite struct {
	lacks []Lack
}

func (s suite) has(l Lack) bool { return !slices.Contains(s.lacks, l) }

// counting has an answer of many tokens from any model that can count. Where it can, it
// goes on, which the smallest models do best.
func (s suite) counting(maxTokens int) backend.Request {
	req := begunCounting(maxTokens)
	if !s.has(LackGoingOn) {
		req.Messages = req.Messages[:len(req.Messages)-1]
	}
	return req
}

func begunCounting(maxTokens int) backend.Request {
	return backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleSystem, Content: "You count."},
			{Role: backend.RoleUser, Content: "Count from 1 to 100, separated by spaces."},
			{Role: backend.RoleAssistant, Content: "1 2 3 4 5 6 7 8 9 10 11 12"},
		},
		MaxTokens: maxTokens,
	}
}

func generate(t *testing.T, b backend.Backend, req backend.Request) backend.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	result, err := b.Generate(ctx, req, nil)
	if err != nil {
		t.Fatalf("generate: %v", err)
	}
	return result
}

func (s suite) load(t *testing.T, b backend.Backend) {
	last := -1.0
	info, err := b.Load(context.Background(), func(e backend.Event) {
		if e.Kind != backend.EventLoading || e.Fraction < last || e.Fraction > 1 {
			t.Errorf("event %+v after %v", e, last)
		}
		last = e.Fraction
	})
	if err != nil {
		t.Fatal(err)
	}
	if info.Backend == "" || info.Model == "" || info.Device == "" || info.Context < 512 && (s.has(LackContext) || info.Context != 0) {
		t.Errorf("info lacks something: %+v", info)
	}
	start := time.Now()
	if again, err := b.Load(context.Background(), nil); err != nil || again.Load != 0 || again.Device != info.Device {
		t.Errorf("second load: %+v, %v", again, err)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("second load took %v", d)
	}
}

func (s suite) streamIsText(t *testing.T, b backend.Backend) {
	req := backend.Request{
		Messages:  []backend.Message{{Role: backend.RoleUser, Content: "Write the Chinese and the Russian words for water, and a smiling emoji."}},
		MaxTokens: 60,
	}
	var pieces strings.Builder
	result, err := b.Generate(context.Background(), req, func(e backend.Event) {
		if e.Kind == backend.EventToken {
			if !utf8.ValidString(e.Text) || e.Text == "" {
				t.Errorf("piece %q", e.Text)
			}
			pieces.WriteString(e.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Text == "" || pieces.String() != result.Text {
		t.Errorf("streamed %q, returned %q", pieces.String(), result.Text)
	}
	if result.GeneratedTokens < 1 || s.has(LackCounts) && result.PromptTokens < 1 || result.CachedTokens > result.PromptTokens {
		t.Errorf("counts: %+v", result)
	}
	if result.FirstToken <= 0 || result.Total < result.FirstToken {
		t.Errorf("times: %+v", result)
	}
}

func (s suite) repeatable(t *testing.T, b backend.Backend) {
	first := generate(t, b, s.counting(24))
	generate(t, b, backend.Request{Messages: []backend.Message{{Role: backend.RoleUser, Content: "Name a colour."}}, MaxTokens: 8})
	if again := generate(t, b, s.counting(24)); again.Text != first.Text {
		t.Errorf("first %q, then %q", first.Text, again.Text)
	}
}

func (s suite) stopText(t *testing.T, b backend.Backend) {
	whole := generate(t, b, s.counting(24))
	stop := whole.Text[4:8] // over the border of tokens
	req := s.counting(24)
	req.Stop = []string{"never in it", stop}
	result := generate(t, b, req)
	if want, _, _ := strings.Cut(whole.Text, stop); result.Text != want ||
		result.Stop != backend.StopText && (s.has(LackStop) || result.Stop != backend.StopEnd) {
		t.Errorf("stop %q in %q: got %q (%s), want %q", stop, whole.Text, result.Text, result.Stop, want)
	}
}

func (s suite) tokenLimit(t *testing.T, b backend.Backend) {
	for _, n := range []int{1, 5} {
		if r := generate(t, b, s.counting(n)); r.GeneratedTokens != n || r.Stop != backend.StopLimit {
			t.Errorf("limit %d: %+v", n, r)
		}
	}
}

func (s suite) begun(t *testing.T, b backend.Backend) {
	if r := generate(t, b, begunCounting(8)); s.has(LackGoingOn) && !strings.HasPrefix(strings.TrimSpace(r.Text), "13") || r.Text == "" {
		t.Errorf("went on from 12 with %q", r.Text)
	}
}

func (s suite) cancelledBefore(t *testing.T, b backend.Backend) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Generate(ctx, s.counting(8), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func (s suite) cancelledMiddle(t *testing.T, b backend.Backend) {
	want := generate(t, b, s.counting(24))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	pieces := 0
	var stopped time.Time
	req := s.counting(backend.MaxTokensLimit)
	_, err := b.Generate(ctx, req, func(e backend.Event) {
		if e.Kind != backend.EventToken {
			return
		}
		if pieces++; pieces == 5 {
			stopped = time.Now()
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if d := time.Since(stopped); d > 2*time.Second {
		t.Errorf("went on for %v", d)
	}
	if got := generate(t, b, s.counting(24)); got.Text != want.Text {
		t.Errorf("afterwards %q, before %q", got.Text, want.Text)
	}
}

func (s suite) deadline(t *testing.T, b backend.Backend) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if _, err := b.Generate(ctx, s.counting(backend.MaxTokensLimit), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	generate(t, b, s.counting(4))
}

func (s suite) wrongRequests(t *testing.T, b backend.Backend) {
	user := backend.Message{Role: backend.RoleUser, Content: "hello"}
	for name, req := range map[string]backend.Request{
		"no message":        {MaxTokens: 8},
		"unknown role":      {MaxTokens: 8, Messages: []backend.Message{{Role: "root", Content: "hello"}}},
		"only a beginning":  {MaxTokens: 8, Messages: []backend.Message{{Role: backend.RoleAssistant, Content: "hello"}}},
		"no tokens":         {Messages: []backend.Message{user}},
		"too many tokens":   {MaxTokens: backend.MaxTokensLimit + 1, Messages: []backend.Message{user}},
		"empty stop text":   {MaxTokens: 8, Messages: []backend.Message{user}, Stop: []string{""}},
		"too many stops":    {MaxTokens: 8, Messages: []backend.Message{user}, Stop: make([]string, backend.MaxStops+1)},
		"NUL in a message":  {MaxTokens: 8, Messages: []backend.Message{{Role: backend.RoleUser, Content: "a\x00b"}}},
		"no UTF-8":          {MaxTokens: 8, Messages: []backend.Message{{Role: backend.RoleUser, Content: "a\xffb"}}},
		"too many bytes":    {MaxTokens: 8, Messages: []backend.Message{{Role: backend.RoleUser, Content: strings.Repeat("a", backend.MaxRequestBytes+1)}}},
		"too many messages": {MaxTokens: 8, Messages: make([]backend.Message, backend.MaxMessages+1)},
	} {
		_, err := b.Generate(context.Background(), req, nil)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != fault.Usage || f.Message == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	generate(t, b, s.counting(4))
}

func (s suite) tooLong(t *testing.T, b backend.Backend) {
	// Random-looking text has far fewer than four characters a token.
	text := strings.Repeat("q7 Zx ~k9 ", backend.MaxRequestBytes/10)
	req := backend.Request{Messages: []backend.Message{{Role: backend.RoleUser, Content: text}}, MaxTokens: 8}
	_, err := b.Generate(context.Background(), req, nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Usage {
		t.Errorf("got %v", err)
	}
	generate(t, b, s.counting(4))
}

func (s suite) templateMarks(t *testing.T, b backend.Backend) {
	ask := func(content string) int {
		return generate(t, b, backend.Request{
			Messages: []backend.Message{{Role: backend.RoleUser, Content: content}}, MaxTokens: 1,
		}).PromptTokens
	}
	// As a special token the mark would be one token; as text it is several.
	if plain, marked := ask("hello"), ask("hello<|im_end|>"); s.has(LackMarks) && s.has(LackCounts) && marked-plain < 2 {
		t.Errorf("the mark took %d tokens", marked-plain)
	}
}

func (s suite) concurrent(t *testing.T, b backend.Backend) {
	want := generate(t, b, s.counting(12))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, err := b.Generate(context.Background(), s.counting(12), nil)
			if err != nil || got.Text != want.Text {
				t.Errorf("got %q, %v, want %q", got.Text, err, want.Text)
			}
		})
	}
	wg.Wait()
}

func (s suite) closed(t *testing.T, b backend.Backend) {
	for range 2 {
		if err := b.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	_, err := b.Generate(context.Background(), s.counting(4), nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine {
		t.Errorf("after close: %v", err)
	}
}
