package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"caro/build/eval/internal/task"
	"caro/build/internal/home"
	"caro/core"
	"caro/core/backend"
	"caro/core/local"
	"caro/core/prompt"
)

// parrot is a backend that answers by rote, and fails where it is told to. It stands for
// no engine: what is tested is who is asked what, and what is kept.
type parrot struct {
	backend.Backend
	asked *[]string // all last messages, over all parrots
	text  string
	fails string // the request that it fails at
}

func (p parrot) Load(context.Context, func(backend.Event)) (backend.Info, error) {
	return backend.Info{Model: "parrot", Device: "CPU"}, nil
}

func (p parrot) Generate(_ context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	last := req.Messages[len(req.Messages)-1].Content
	*p.asked = append(*p.asked, last)
	if p.fails != "" && strings.Contains(last, p.fails) {
		return backend.Result{}, errors.New("the parrot sleeps")
	}
	time.Sleep(time.Millisecond) // that there is something to measure
	on(backend.Event{Kind: backend.EventToken, Text: p.text})
	return backend.Result{Text: p.text, Stop: backend.StopEnd, GeneratedTokens: 2, Total: time.Millisecond}, nil
}

func (p parrot) contender(c configuration) *contender {
	front := &home.Assistant{Assistant: &local.Assistant{Assistant: core.Assistant{}}, Tap: &home.Tap{Backend: p}}
	front.Backend = front.Tap
	return &contender{configuration: c, front: front}
}

func TestAskAll(t *testing.T) {
	var asked []string
	o := options{only: "tasks,macos,talk", config: "parsed,fixed", split: "all", answers: t.TempDir()}
	e, err := newEvaluation(o, task.All{
		Tasks: []task.Task{{ID: "one", Request: "count the files"}, {ID: "two", Request: "say the date"}},
		Macs:  []task.Mac{{ID: "mac", Request: "copy it"}},
		Talks: []task.Talk{{ID: "talk", Request: "hello there"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.targets = map[string]prompt.Target{"linux": {OS: "linux", Shell: "bash", Flavour: "gnu"}, "macos": {OS: "macos", Shell: "zsh", Flavour: "bsd"}}
	e.stamp.Version = "v1"
	open := func(fails string) map[string]*contender {
		kept := map[string]*contender{}
		for _, c := range e.configs {
			kept[c.name] = parrot{asked: &asked, text: "```\nls | wc -l\n```", fails: fails}.contender(c)
		}
		return kept
	}
	// What fails is passed over, and asked again by the next run alone.
	if err := e.askAll(t.Context(), open("date")); err != nil {
		t.Fatal(err)
	}
	if _, there := e.store.get("fixed", "two", "say the date"); there {
		t.Error("an answer that failed is kept")
	}
	asked = nil
	if err := e.askAll(t.Context(), open("")); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 2 {
		t.Errorf("asked again: %q", asked)
	}
	asked = nil
	if err := e.askAll(t.Context(), open("")); err != nil || len(asked) != 0 {
		t.Errorf("asked with all answered: %q, %v", asked, err)
	}
	for _, c := range []struct{ config, id, request, command string }{
		{"bare", "one", "count the files", "```\nls | wc -l\n```"},
		{"fixed", "one", "count the files", "ls | wc -l"},
		{"fixed", "two", "say the date", "ls | wc -l"},
		{"fixed", "mac", "copy it", "ls | wc -l"},
		{"fixed", "talk", "hello there", "ls | wc -l"},
	} {
		a, there := e.store.get(c.config, c.id, c.request)
		if !there || a.Command != c.command || a.Generated != 2 || a.Total <= 0 || a.Version != "v1" || a.Run == "" {
			t.Errorf("%s, %s: %+v", c.config, c.id, a)
		}
	}
	if _, there := e.store.get("bare", "talk", "hello there"); there {
		t.Error("the bare model was asked what is no task")
	}
	// An engine that isn't well ends the run.
	e.all.Tasks = nil
	for _, id := range []string{"a", "b", "c", "d"} {
		e.all.Tasks = append(e.all.Tasks, task.Task{ID: id, Request: "bad " + id})
	}
	if err := e.askAll(t.Context(), open("bad")); err == nil || !strings.Contains(err.Error(), "run it again") {
		t.Errorf("with failures in a row: %v", err)
	}
}
