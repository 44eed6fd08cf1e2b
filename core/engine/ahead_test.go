package engine

import (
	"context"
	"errors"
	"testing"
	"time"

	"caro/core/backend"
)

// talk is a request with a fixed beginning, as fronts send it.
func talk(text string, maxTokens int) backend.Request {
	return backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleSystem, Content: "You are a helpful assistant that answers in short sentences about animals and plants."},
			{Role: backend.RoleUser, Content: text},
		}, Fixed: 1, MaxTokens: maxTokens,
	}
}

func generated(t *testing.T, e *Engine, req backend.Request) backend.Result {
	t.Helper()
	r, err := e.Generate(context.Background(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPrepareAnswers: after a pause the whole answer is there, and it is the right one.
func TestPrepareAnswers(t *testing.T) {
	o := smallModel(t)
	plain := New(o)
	want := generated(t, plain, talk("What does a cow eat?", 16))
	_ = plain.Close()
	e := New(o)
	defer e.Close()
	if err := e.Prepare(context.Background(), talk("What does a cow eat?", 16), 0); err != nil {
		t.Fatal(err)
	}
	before := e.model.passes
	got := generated(t, e, talk("What does a cow eat?", 16))
	if got.Text != want.Text || got.Stop != want.Stop || got.GeneratedTokens != want.GeneratedTokens {
		t.Errorf("prepared %+v, want %+v", got, want)
	}
	if e.model.passes != before {
		t.Errorf("%d evaluations were left to do", e.model.passes-before)
	}
	if more := generated(t, e, talk("What does a cow eat?", 24)); more.Text[:len(want.Text)] != want.Text || more.GeneratedTokens < want.GeneratedTokens {
		t.Errorf("gone on with: %q after %q", more.Text, want.Text)
	}
}

// TestPrepareWhileTyping: whatever was typed before, also what was deleted again, the
// answer is the one to the last text.
func TestPrepareWhileTyping(t *testing.T) {
	o := smallModel(t)
	texts := []string{"What does", "What does a cow", "What does a cow eat", "What does a cow", "What does a cat eat?"}
	cold := New(o)
	want := generated(t, cold, talk(texts[len(texts)-1], 16))
	_ = cold.Close()
	e := New(o)
	defer e.Close()
	for i, text := range texts {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*40*time.Millisecond)
		err := e.Prepare(ctx, talk(text, 16), time.Millisecond)
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
	if got := generated(t, e, talk(texts[len(texts)-1], 16)); got.Text != want.Text {
		t.Errorf("typed %q, want %q", got.Text, want.Text)
	}
}

// TestPrepareEvaluatesWords: without an answer ahead, the words before the one being
// typed are evaluated.
func TestPrepareEvaluatesWords(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	if err := e.Prepare(context.Background(), talk("Which animals live in the deep forests of the no", 16), -1); err != nil {
		t.Fatal(err)
	}
	r := generated(t, e, talk("Which animals live in the deep forests of the north?", 4))
	if left := r.PromptTokens - r.CachedTokens; left < 2 || left > 10 {
		t.Errorf("%d of %d tokens were left", left, r.PromptTokens)
	}
}

// TestPrepareGivesWay: work ahead, however long, doesn't keep a request waiting.
func TestPrepareGivesWay(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	generated(t, e, talk("Hello", 1))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	long := backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleUser, Content: "Count from 1 to 1000."},
			{Role: backend.RoleAssistant, Content: "1 2 3 4 5 6 7 8 9 10 11 12"},
		}, MaxTokens: backend.MaxTokensLimit,
	}
	go func() { done <- e.Prepare(ctx, long, 0) }()
	time.Sleep(200 * time.Millisecond)
	for range 3 {
		generated(t, e, talk("What do palms need?", 8))
	}
	select {
	case err := <-done:
		t.Fatalf("the work ahead was over first: %v", err)
	default:
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
