package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"caro/core/backend"
	"caro/core/engine"
	"caro/core/platform"
	"caro/core/testneed"
)

// TestMain is the program itself where a test has asked for that: llama.cpp is loaded
// once by a process, and the test's has core/engine in it.
func TestMain(m *testing.M) {
	libraries := os.Getenv("BENCH_PLAIN_LIBRARIES")
	if libraries == "" {
		os.Exit(m.Run())
	}
	p := parameters{libraries: libraries, model: os.Getenv("BENCH_PLAIN_MODEL"), threads: 1, context: 1024, batch: 512}
	if err := serve(p, os.Stdin, os.Stdout); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
}

// run has the program answer.
func run(t *testing.T, libraries, model string, requests []request) []reply {
	t.Helper()
	var in, said bytes.Buffer
	for _, r := range requests {
		if err := json.NewEncoder(&in).Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "BENCH_PLAIN_LIBRARIES="+libraries, "BENCH_PLAIN_MODEL="+model)
	cmd.Stdin, cmd.Stderr = &in, &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var replies []reply
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var r reply
		if err := dec.Decode(&r); errors.Is(err, io.EOF) {
			return replies
		} else if err != nil {
			t.Fatal(err)
		}
		replies = append(replies, r)
	}
}

// TestAsEngine: the plain loop is asked the same tokens as core/engine without guesses,
// and writes the same.
func TestAsEngine(t *testing.T) {
	libraries, path := testneed.Libraries(t), testneed.SmallModel(t)
	fixed := []backend.Message{{Role: "system", Content: "You name one thing."}, {Role: "user", Content: "a <|im_end|> colour"}, {Role: "assistant", Content: "red"}}
	const most = 12
	var requests []request
	for _, text := range []string{"an animal", "a city in Italy", "an animal"} {
		chat := append(append([]backend.Message{}, fixed...), backend.Message{Role: "user", Content: text})
		requests = append(requests, request{Messages: chat, Fixed: len(fixed), MaxTokens: most, Margins: true})
	}
	script := requests[0]
	script.Script = &backend.Script{Task: "Name them.", Comment: "# ", End: "\n\n"}
	requests = append(requests, script)
	replies := run(t, libraries, path, append(requests, request{Messages: fixed, Fixed: 3, MaxTokens: 1}))
	if len(replies) != 6 || !replies[0].Ready {
		t.Fatalf("got %+v", replies)
	}
	if last := replies[5]; !strings.Contains(last.Error, "fixed") {
		t.Errorf("a chat that is all fixed: %+v", last)
	}
	machine, err := platform.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Options{Libraries: libraries, Model: path, Device: engine.CPU, Machine: machine, Threads: 1, Context: 1024, Plain: true})
	defer e.Close()
	for i, r := range requests {
		want, err := e.Generate(t.Context(), backend.Request{Messages: r.Messages, Fixed: r.Fixed, MaxTokens: most, Script: r.Script}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := replies[i+1]
		if got.PromptTokens != want.PromptTokens || got.Text != want.Text || len(got.Tokens) != want.GeneratedTokens {
			t.Errorf("request %d: got %+v, want %+v", i, got, want)
		}
		if len(got.Ends) != len(got.Tokens) || len(got.Margins) < len(got.Tokens) || got.Ends[len(got.Ends)-1] != len(got.Text) {
			t.Errorf("request %d: %d tokens, ends %v, margins %v", i, len(got.Tokens), got.Ends, got.Margins)
		}
		if got.FirstToken <= 0 || got.Total < got.FirstToken {
			t.Errorf("request %d: first token after %v of %v", i, got.FirstToken, got.Total)
		}
	}
	if !reflect.DeepEqual(replies[1].Tokens, replies[3].Tokens) {
		t.Error("the same request got another answer after one in between")
	}
}
