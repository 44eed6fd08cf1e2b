package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"caro/build/internal/home"
	"caro/core/backend"
	"caro/core/prompt"
	"caro/core/shapes"
)

// bareTokens is the most that the bare model may write, as many as Caro lets it.
const bareTokens = 128

// contender is a configuration with its worker.
type contender struct {
	configuration
	home  *home.Home
	front *home.Assistant
	info  backend.Info
	dir   string // a folder as the task's, to look into; "" for none
}

// open starts a worker for a configuration: one of its own, since a worker learns from its
// answers, and keeps what it evaluated last.
func (e *evaluation) open(ctx context.Context, c configuration) (_ *contender, err error) {
	model := c.model
	if model == "" {
		model = e.standard
	}
	pull := exec.CommandContext(ctx, e.programs.Caro, "models", "pull", "--quiet", model)
	if out, err := pull.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("get the model %s: %w: %s", model, err, strings.TrimSpace(string(out)))
	}
	k := &contender{configuration: c}
	if k.home, err = home.New(e.programs, model, e.device); err != nil {
		return nil, err
	}
	if k.front, err = k.home.Open(ctx, e.lowMemory); err == nil {
		if c.with != nil {
			c.with(&k.front.Assistant.Assistant)
		}
		if c.looks {
			k.front.Shape = func(name string) string {
				if k.dir == "" || !filepath.IsLocal(name) {
					return ""
				}
				return shapes.Of(filepath.Join(k.dir, name))
			}
		}
		if k.info, err = k.front.Backend.Load(ctx, nil); err == nil {
			// What is only done once isn't to be measured with the first task.
			_, err = k.ask(ctx, "say which folder this is", e.targets["linux"])
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the worker of %s: %w", c.name, err), k.home.Close(ctx))
	}
	return k, nil
}

// ask gets a command; what it cost is measured from outside.
func (k *contender) ask(ctx context.Context, query string, target prompt.Target) (answer, error) {
	if k.plain {
		return k.askPlainly(ctx, query, target)
	}
	a, err := k.front.Time(ctx, query, target)
	if err == nil && a.Restart != "" {
		err = errors.New("the worker was replaced: " + a.Restart)
	}
	out := answer{Command: a.Command, Clarify: a.Clarify, Blocked: a.Blocked, Model: a.Model}
	out.fill(a.Result, a.Total, a.First)
	return out, err
}

// instruction is what anyone would write who has a model and nothing else.
func instruction(query string, t prompt.Target) string {
	where := "Linux (bash)"
	if t.OS == "macos" {
		where = "macOS (zsh)"
	}
	return fmt.Sprintf("Write one shell command for %s that does: %s. Answer with the command only.", where, query)
}

func (k *contender) askPlainly(ctx context.Context, query string, t prompt.Target) (answer, error) {
	chat := backend.Request{
		Messages:  []backend.Message{{Role: backend.RoleUser, Content: instruction(query, t)}},
		MaxTokens: bareTokens,
	}
	var first time.Duration
	start := time.Now()
	result, err := k.front.Backend.Generate(ctx, chat, func(ev backend.Event) {
		if ev.Kind == backend.EventToken && first == 0 {
			first = time.Since(start)
		}
	})
	total := time.Since(start)
	if first == 0 {
		first = total
	}
	out := answer{Command: strings.TrimSpace(result.Text), Model: k.info.Model}
	out.fill(result, total, first)
	return out, err
}

// fill takes over what a backend says.
func (a *answer) fill(r backend.Result, total, first time.Duration) {
	a.Text, a.Cut = r.Text, r.Stop == backend.StopLimit
	a.LogProb, a.Others = r.LogProb, r.Others
	a.Prompt, a.Cached, a.Generated = r.PromptTokens, r.CachedTokens, r.GeneratedTokens
	a.Total, a.First = ms(total), ms(first)
}

// derive reads a bare model's text as Caro reads its own model's.
func derive(a answer, config string) answer {
	start := time.Now()
	result := backend.Result{Text: a.Text}
	if a.Cut {
		result.Stop = backend.StopLimit
	}
	p := prompt.ParseCommand(result)
	a.Config, a.Command, a.Clarify = config, p.Command, p.Clarify
	a.Total += ms(time.Since(start))
	return a
}

// ms is a time in milliseconds, to a hundredth.
func ms(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
