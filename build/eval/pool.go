package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"caro/core/backend"
	"caro/core/prompt"
)

// pooled is one of the commands that the model wrote for a task, and whether it is right:
// what the losses of core/choose.go are found by.
type pooled struct {
	ID      string  `json:"id"`
	Request string  `json:"request"`
	Config  string  `json:"config"`
	First   bool    `json:"first"` // it is the greedy one
	Text    string  `json:"text"`
	Command string  `json:"command"`
	LogProb float64 `json:"log_prob"`
	Tokens  int     `json:"tokens"`
	Right   bool    `json:"right"`
}

// pool judges all that the model wrote, chosen or not, and keeps it as candidates.jsonl.
func (e *evaluation) pool(ctx context.Context) (err error) {
	place, err := newField()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.close()) }()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, t := range e.all.Tasks {
		if lacks(t.Needs) != "" {
			continue
		}
		verdicts := map[string]bool{"": false}
		for _, c := range e.configs {
			a, there := e.answered(c, t.ID, t.Request)
			if !there {
				continue
			}
			list := append([]backend.Other{{Text: a.Text, Stop: backend.StopEnd, LogProb: a.LogProb, Tokens: a.Generated}}, a.Others...)
			for n, o := range list {
				command := prompt.ParseCommand(backend.Result{Text: o.Text, Stop: o.Stop}).Command
				right, done := verdicts[command]
				if !done {
					var wrong *verdict
					err := place.judge(ctx, t, command)
					if err != nil && !errors.As(err, &wrong) {
						return err
					}
					right = err == nil
					verdicts[command] = right
				}
				if err := enc.Encode(pooled{t.ID, t.Request, c.name, n == 0, o.Text, command, o.LogProb, o.Tokens, right}); err != nil {
					return err
				}
			}
		}
		fmt.Fprintf(os.Stderr, "\rjudged %d of %d", i+1, len(e.all.Tasks))
	}
	return os.WriteFile(filepath.Join(e.store.dir, "candidates.jsonl"), out.Bytes(), 0o644)
}
