package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"caro/core/backend"
)

// What servers are known to send, and what is to become of it.
func TestAnswers(t *testing.T) {
	stops := func(texts ...string) func(*backend.Request) { return func(r *backend.Request) { r.Stop = texts } }
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		change func(*backend.Request)
		want   string
		stop   backend.StopReason
		tokens int
	}{
		{"well-behaved", good, nil, "ls -l", backend.StopEnd, 3},
		{"no count of tokens", sse(delta("ls"), delta(" -l"), finish("stop"), done), nil, "ls -l", backend.StopEnd, 2},
		{"the count in the last piece", sse(delta("ls"),
			`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7}}`+"\n\n", done), nil, "ls", backend.StopEnd, 7},
		{"a count of zero first", sse(`data: {"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}`+"\n\n", delta("ls"), finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"cut off by the limit", sse(delta("ls"), finish("length"), done), nil, "ls", backend.StopLimit, 1},
		{"CRLF", sse(strings.ReplaceAll(delta("ls")+finish("stop")+done, "\n", "\r\n")), nil, "ls", backend.StopEnd, 1},
		{"comments to keep alive", sse(": keep-alive\n\n", delta("ls"), ": ping - 2026\n\n", ":\n\n", finish("stop"), ": x\n\n", done), nil, "ls", backend.StopEnd, 1},
		{"events without data", sse("event: ping\n\n", "data:\n\n", "retry: 3000\n\n", "id: 1\n\n", delta("ls"), finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"no blank lines", sse(strings.ReplaceAll(delta("ls")+delta(" -l")+finish("stop")+done, "\n\n", "\n")), nil, "ls -l", backend.StopEnd, 2},
		{"no space after the colon", sse(strings.ReplaceAll(delta("ls")+finish("stop")+done, "data: ", "data:")), nil, "ls", backend.StopEnd, 1},
		{"an event over several lines", sse("data: {\"choices\":\ndata: [{\"index\":0,\"delta\":{\"content\":\"ls\"}}]}\n\n", finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"a byte order mark", sse("\xEF\xBB\xBF\n", delta("ls"), finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"no end mark", sse(delta("ls"), finish("stop")), nil, "ls", backend.StopEnd, 1},
		{"no reason", sse(delta("ls"), done), nil, "ls", backend.StopEnd, 1},
		{"broken off after the reason", cut(delta("ls"), finish("stop")), nil, "ls", backend.StopEnd, 1},
		{"silent after the reason", hang(delta("ls"), finish("stop")), nil, "ls", backend.StopEnd, 1},
		{"null for what is absent", sse(`data: {"error":null,"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":null},"finish_reason":null}],"usage":null}`+"\n\n",
			delta("ls"), `data: {"choices":null}`+"\n\n", finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"reasoning aside", sse(chunk(`{"index":0,"delta":{"reasoning_content":"Hm."}}`), delta("ls"), finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"another choice", sse(chunk(`{"index":1,"delta":{"content":"rm"}}`), delta("ls"), finish("stop"), done), nil, "ls", backend.StopEnd, 1},
		{"no stream", text(`{"choices":[{"index":0,"message":{"role":"assistant","content":"ls -l"},"finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":4}}`), nil, "ls -l", backend.StopLimit, 4},
		{"a stream that is called JSON", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, delta("ls")+finish("stop")+done)
		}, nil, "ls", backend.StopEnd, 1},
		{"empty", sse(finish("stop"), done), nil, "", backend.StopEnd, 0},
		{"characters cut in two are the server's", sse(delta("中"), delta("🙂"), finish("stop"), done), nil, "中🙂", backend.StopEnd, 2},

		{"a stop text, told by the server", sse(delta("ls"), finish("stop"), done), stops("\n"), "ls", backend.StopEnd, 1},
		{"a stop text that vLLM names", sse(delta("ls"), chunk(`{"index":0,"delta":{},"finish_reason":"stop","stop_reason":"\n"}`), done), stops("\n"), "ls", backend.StopText, 1},
		{"the end as vLLM tells it", sse(delta("ls"), chunk(`{"index":0,"delta":{},"finish_reason":"stop","stop_reason":null}`), done), stops("\n"), "ls", backend.StopEnd, 1},
		{"a stop text that SGLang names", sse(delta("ls"), chunk(`{"index":0,"delta":{},"finish_reason":"stop","matched_stop":"\n"}`), done), stops("\n"), "ls", backend.StopText, 1},
		{"the end as SGLang tells it", sse(delta("ls"), chunk(`{"index":0,"delta":{},"finish_reason":"stop","matched_stop":151645}`), done), stops("\n"), "ls", backend.StopEnd, 1},
		{"a stop text that the server overlooks", hang(delta("ls"), delta("\n``"), delta("`\nmore")), stops("a", "b", "c", "d", "\n```"), "ls", backend.StopText, 3},
		{"the beginning of a stop text at the end", sse(delta("ls\n``"), finish("stop"), done), stops("\n```"), "ls\n``", backend.StopEnd, 1},
		{"no limit kept", hang(strings.Repeat(delta(strings.Repeat("a", 100)), 60)), func(r *backend.Request) { r.MaxTokens = 4 }, strings.Repeat("a", 1300), backend.StopLimit, 13},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			req := list
			if test.change != nil {
				test.change(&req)
			}
			r, _, err := generate(t, dial(t, serve(t, test.answer)), req)
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != test.want || r.Stop != test.stop || r.GeneratedTokens != test.tokens {
				t.Errorf("got %q, %s, %d tokens; want %q, %s, %d", r.Text, r.Stop, r.GeneratedTokens, test.want, test.stop, test.tokens)
			}
			if r.FirstToken <= 0 || r.Total < r.FirstToken {
				t.Errorf("times %v, %v", r.FirstToken, r.Total)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	r, _, err := generate(t, dial(t, serve(t, good)), list)
	if err != nil || r.PromptTokens != 20 || r.CachedTokens != 12 || r.GeneratedTokens != 3 {
		t.Errorf("got %+v, %v", r, err)
	}
}

// A complete answer isn't held up by a server that leaves the connection open.
func TestNotHeldUp(t *testing.T) {
	start := time.Now()
	if _, _, err := generate(t, dial(t, serve(t, hang(delta("ls"), finish("stop"), usage(1, 0, 1)))), list); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d >= drainTime {
		t.Errorf("took %v", d)
	}
}

// The connection is used again, with its handshakes done.
func TestConnectionIsReused(t *testing.T) {
	s := serve(t, good)
	var places []string
	s.answers = []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
		places = append(places, r.RemoteAddr)
		sse(delta("ls"), finish("stop"), usage(1, 0, 1))(w, r)
		time.Sleep(100 * time.Millisecond) // the end comes when the answer is there already
		sse(done)(w, r)
	}}
	b := dial(t, s)
	for range 3 {
		if _, _, err := generate(t, b, list); err != nil {
			t.Fatal(err)
		}
		time.Sleep(drainTime / 2) // the rest is read in the background
	}
	if places[0] != places[1] || places[1] != places[2] {
		t.Errorf("connections from %v", places)
	}
}

func TestCancel(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		hang(delta("1"), delta("2"))(w, r)
		close(gone)
	})
	b := dial(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := b.Generate(ctx, list, func(e backend.Event) {
		if e.Kind == backend.EventToken {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	select {
	case <-gone: // the server learns of it
	case <-time.After(5 * time.Second):
		t.Error("the server goes on")
	}
}

func TestCloseEndsRequests(t *testing.T) {
	b := dial(t, serve(t, hang(delta("1"))))
	_, err := b.Generate(context.Background(), list, func(e backend.Event) {
		if e.Kind == backend.EventToken {
			_ = b.Close()
		}
	})
	if f := faultOf(t, err); f.Message != errClosed.Message {
		t.Errorf("got %v", f)
	}
}
