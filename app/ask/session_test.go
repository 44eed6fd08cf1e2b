package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/fault"
	"caro/core/gate"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

// place is a session over a real assistant, whose backend asks a server on a real socket
// that answers what the test tells it to.
type place struct {
	*Session
	t    *testing.T
	now  atomic.Int32 // requests that the server is at
	most atomic.Int32

	mu      sync.Mutex
	answers []func(w http.ResponseWriter, r *http.Request) // in turn, the last again and again
	asked   []string                                       // what was asked, without a chat's fixed part
	clip    string
	refuse  error
	kept    []core.Answer
}

func openPlace(t *testing.T, o Options, change func(*Tools), answers ...func(http.ResponseWriter, *http.Request)) *place {
	t.Helper()
	p := &place{t: t}
	b, err := remote.New(remote.Options{BaseURL: p.listen(answers...) + "/v1", Model: "m", Retries: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	a := &core.Assistant{Backend: b, Model: "m"}
	tools := Tools{Ask: a.Ask, Judge: a.Judge, Prepare: a.Prepare, Explain: a.Explain, Clip: p.toClip, Remember: p.keep}
	if change != nil {
		change(&tools)
	}
	p.Session = New(context.Background(), o, tools)
	t.Cleanup(p.Close)
	return p
}

// listen begins the server, and gives its address.
func (p *place) listen(answers ...func(http.ResponseWriter, *http.Request)) string {
	p.answers = answers
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"object":"list","data":[{"id":"m","object":"model"}]}`)
	})
	mux.HandleFunc("POST /v1/chat/completions", p.serve)
	server := httptest.NewServer(mux)
	p.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

func (p *place) serve(w http.ResponseWriter, r *http.Request) {
	now := p.now.Add(1)
	defer p.now.Add(-1)
	for most := p.most.Load(); now > most && !p.most.CompareAndSwap(most, now); most = p.most.Load() {
	}
	var body struct {
		Messages []struct{ Content string }
	}
	raw, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(raw, &body)
	p.mu.Lock()
	p.asked = append(p.asked, body.Messages[len(body.Messages)-1].Content)
	answer := p.answers[min(len(p.asked), len(p.answers))-1]
	p.mu.Unlock()
	answer(w, r)
}

func (p *place) toClip(_ context.Context, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse == nil {
		p.clip = text
	}
	return p.refuse
}

func (p *place) keep(_ context.Context, a core.Answer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, a)
	return nil
}

func (p *place) onClip() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.clip
}

// until waits for a view.
func (p *place) until(what string, is func(View) bool) View {
	p.t.Helper()
	late := time.After(patience)
	for {
		if v := p.View(); is(v) {
			return v
		}
		select {
		case <-p.Views():
		case <-time.After(5 * time.Millisecond): // another reader has taken it
		case <-late:
			p.t.Fatalf("%s didn't come: %+v", what, p.View())
		}
	}
}

func (p *place) phase(want Phase) View {
	p.t.Helper()
	return p.until(string(want), func(v View) bool { return v.Phase == want })
}

// TestFollowUp: a request that goes on from an answer comes with it, ahead of Enter too,
// and one that doesn't comes alone.
func TestFollowUp(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	note := func(kind string, r core.Request) {
		mu.Lock()
		defer mu.Unlock()
		text := kind + " " + r.Query
		for _, turn := range r.Thread {
			text += " < " + turn.Request + ": " + turn.Command
		}
		seen = append(seen, text)
	}
	p := openPlace(t, Options{FollowUps: true}, func(tools *Tools) {
		ask := tools.Ask
		tools.Ask = func(ctx context.Context, r core.Request) (core.Answer, error) { note("ask", r); return ask(ctx, r) }
		tools.Prepare = func(_ context.Context, r core.Request) error { note("prepare", r); return nil }
	}, says("ls -a"), says("ls -at"), says("pwd"))
	prepared := func(n int) {
		p.until("the work ahead", func(View) bool { mu.Lock(); defer mu.Unlock(); return len(seen) == n })
	}
	p.Do(Type, "list the files")
	prepared(1)
	p.Do(Enter, "")
	p.phase(PhaseAnswered)
	p.Do(FollowUp, "")
	p.Do(Type, "newest first")
	prepared(3)
	p.Do(Enter, "")
	p.phase(PhaseAnswered)
	p.Do(FollowUp, "")
	p.Do(Escape, "") // given up
	p.Do(Type, "where am I")
	prepared(5)
	p.Do(Enter, "")
	p.phase(PhaseAnswered)
	const thread = " < list the files: ls -a"
	want := []string{"prepare list the files", "ask list the files", "prepare newest first" + thread, "ask newest first" + thread, "prepare where am I", "ask where am I"}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(seen, want) {
		t.Errorf("%q", seen)
	}
	if m := strings.Join(p.asked, "\n"); m != "list the files\nnewest first\nwhere am I" {
		t.Errorf("%q", m)
	}
}

// says answers with a stream of pieces.
func says(pieces ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range pieces {
			content, _ := json.Marshal(piece)
			fmt.Fprintf(w, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", content)
			w.(http.Flusher).Flush()
		}
		fmt.Fprint(w, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
	}
}

// begins writes pieces and then does what is to be done.
func begins(then func(r *http.Request), pieces ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range pieces {
			content, _ := json.Marshal(piece)
			fmt.Fprintf(w, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", content)
			w.(http.Flusher).Flush()
		}
		then(r)
	}
}

func TestAskAndCopy(t *testing.T) {
	p := openPlace(t, Options{Copy: true}, nil, says("find . ", `-name "*.log"`, " | wc -l"))
	p.Do(Type, "count the log files")
	p.Do(Enter, "")
	v := p.phase(PhaseCopied)
	if v.Command.Text != safeCommand || v.Badge.Text != "safe" || len(v.Parts) == 0 || p.onClip() != safeCommand || v.Copied != safeCommand {
		t.Errorf("%+v, on the clipboard %q", v, p.onClip())
	}
	p.until("the history", func(View) bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.kept) == 2 && (p.kept[0].Copied || p.kept[1].Copied)
	})
}

func TestConfirmation(t *testing.T) {
	p := openPlace(t, Options{Copy: true}, nil, says(highCommand))
	p.Do(Type, "delete old")
	p.Do(Enter, "")
	v := p.phase(PhaseConfirming)
	p.Do(Confirm, "") // far too soon: nobody has read it
	if p.onClip() != "" || v.Badge.Tone != ToneWarning {
		t.Errorf("copied %q at once; %+v", p.onClip(), v.Badge)
	}
	time.Sleep(settle + 50*time.Millisecond)
	p.Do(Confirm, "")
	if p.phase(PhaseCopied); p.onClip() != highCommand {
		t.Errorf("on the clipboard: %q", p.onClip())
	}
}

// What is streamed is shown while it comes, and a request can be cancelled there.
func TestCancelled(t *testing.T) {
	gone := make(chan struct{})
	p := openPlace(t, Options{}, nil,
		begins(func(r *http.Request) { <-r.Context().Done(); close(gone) }, "find . -na"), says("ls"))
	p.Do(Type, "look")
	p.Do(Enter, "")
	p.until("the stream", func(v View) bool { return v.Command.Text == "find . -na" && v.Command.Writing })
	p.Do(Escape, "")
	if v := p.phase(PhaseTyping); v.Query.Text != "look" {
		t.Errorf("the request is gone: %+v", v.Query)
	}
	select {
	case <-gone:
	case <-time.After(patience):
		t.Error("the server is still at it")
	}
	p.Do(Enter, "")
	if v := p.phase(PhaseAnswered); v.Command.Text != "ls" {
		t.Errorf("asked again: %+v", v.Command)
	}
}

// A server that dies in the middle of an answer is asked again, and the view says so.
func TestBrokenOff(t *testing.T) {
	p := openPlace(t, Options{}, nil, begins(func(*http.Request) { panic(http.ErrAbortHandler) }, "find"), says("ls -l"))
	var said atomic.Value
	go func() {
		for v := range p.Views() {
			if strings.HasSuffix(v.Progress.Text, "trying again…") {
				said.Store(v.Progress.Text)
			}
		}
	}()
	p.Do(Type, "list")
	p.Do(Enter, "")
	if v := p.phase(PhaseAnswered); v.Command.Text != "ls -l" {
		t.Errorf("%+v", v)
	}
	if text, _ := said.Load().(string); text == "" {
		t.Error("nobody was told that the server broke off")
	}
}

func TestFailure(t *testing.T) {
	p := openPlace(t, Options{}, nil, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"error":{"message":"no such model"}}`, http.StatusNotFound)
	})
	p.Do(Type, "list")
	p.Do(Enter, "")
	if v := p.phase(PhaseFailed); v.Headline.Text == "" || v.Hint == "" || v.Query.Text != "list" {
		t.Errorf("%+v", v)
	}
}

// However many requests are begun and left, the server has one at a time.
func TestOneAtATime(t *testing.T) {
	slow := begins(func(r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}, "ls")
	p := openPlace(t, Options{Explain: true, Copy: true}, nil, slow)
	for i := range 60 {
		p.Do(Type, fmt.Sprint("request ", i))
		p.Do(Enter, "")
		p.Do([]Action{Escape, Again, Explain, Type}[i%4], "other")
		p.Do(Open, "")
		if i%6 == 0 {
			p.until("the server", func(View) bool { return p.now.Load() > 0 || p.View().Phase != PhaseAsking })
		}
	}
	// Where the client leaves, the server takes a moment to see it.
	if most := p.most.Load(); most > 2 {
		t.Errorf("%d requests at once", most)
	}
}

// Of ten thousand pieces a front sees a few, and the last.
func TestFlood(t *testing.T) {
	pieces := make([]string, 4000)
	for i := range pieces {
		pieces[i] = "ls; "
	}
	p := openPlace(t, Options{}, nil, says(append(pieces, "ls")...))
	begun, views := time.Now(), 0
	p.Do(Type, "x")
	p.Do(Enter, "")
	for v := range p.Views() {
		if views++; v.Phase != PhaseAsking && v.Phase != PhaseTyping {
			break
		}
	}
	if limit := int(time.Since(begun)/frame) + 8; views > limit {
		t.Errorf("%d views in %v", views, time.Since(begun))
	}
}

// A front that never looks delays nothing, and a session ends whatever it is at.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		p := openPlace(t, Options{}, nil, begins(func(r *http.Request) { <-r.Context().Done() }, "ls"))
		for i := range 200 {
			p.Do(Type, fmt.Sprint(i))
		}
		p.Do(Enter, "")
		p.until("the request", func(v View) bool { return v.Phase == PhaseAsking && p.now.Load() > 0 })
		p.Close()
		if _, more := <-p.Views(); more {
			for range p.Views() { //nolint:revive // what is left of them
			}
		}
		p.Do(Type, "nobody hears that")
		p.Close()
	}
	deadline := time.Now().Add(patience)
	for runtime.NumGoroutine() > before+25 { // those of the servers end with the test
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestNoClipboard(t *testing.T) {
	p := openPlace(t, Options{Copy: true}, nil, says("ls"))
	p.refuse = fault.New(fault.Failed, "no clipboard: this session has no display", "copy it by hand")
	p.Do(Type, "list")
	p.Do(Enter, "")
	v := p.until("the failure", func(v View) bool { return strings.HasPrefix(v.Headline.Text, "not copied: ") })
	if v.Phase != PhaseAnswered || v.Hint != "copy it by hand" || v.Copied != "" {
		t.Errorf("%+v", v)
	}
}

// The one function that copies asks the gate, whatever it is given.
func TestCopyAsksTheGate(t *testing.T) {
	assistant := &core.Assistant{}
	for _, test := range []struct {
		command string
		safety  gate.Safety
		least   core.Consent // that it is copied with; -1 for never
	}{
		{"ls", gate.SafetyModerate, core.Asked},
		{" ls\n", gate.SafetyModerate, core.Asked},
		{moderateCommand, gate.SafetyModerate, core.Asked},
		{moderateCommand, gate.SafetyStrict, core.Confirmed},
		{highCommand, gate.SafetyModerate, core.Confirmed},
		{highCommand, gate.SafetyStrict, -1},
		{unknownCommand, gate.SafetyModerate, core.Confirmed},
		{twoLines, gate.SafetyPermissive, core.Confirmed},
		{criticalCommand, gate.SafetyModerate, -1},
		{criticalCommand, gate.SafetyPermissive, core.Spelled},
		{"ls \u202e", gate.SafetyPermissive, -1},
		{"ls \x1b[2K", gate.SafetyPermissive, -1},
		{"", gate.SafetyPermissive, -1},
	} {
		for _, given := range []core.Consent{core.Asked, core.Confirmed, core.Spelled} {
			copied := ""
			tools := Tools{Judge: assistant.Judge, Request: core.Request{Safety: test.safety},
				Clip: func(_ context.Context, text string) error { copied = text; return nil }}
			err := tools.Copy(t.Context(), test.command, given)
			if want := test.least >= 0 && given >= test.least; (copied != "") != want || (err == nil) != want {
				t.Errorf("%q at %v with consent %d: copied %q, %v", test.command, test.safety, given, copied, err)
			}
			var known *fault.Error
			if err != nil && (!errors.As(err, &known) || known.Message == "") {
				t.Errorf("%q: %v is not said in words", test.command, err)
			}
			if copied != strings.TrimSpace(copied) {
				t.Errorf("copied %q", copied)
			}
		}
	}
}
