package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"caro/build/eval/internal/bsd"
	"caro/build/eval/internal/overlap"
	"caro/build/eval/internal/report"
	"caro/build/eval/internal/task"
	"caro/core/sandbox"
)

// score judges all answers that there are.
func (e *evaluation) score(ctx context.Context) (*report.Report, error) {
	if e.rescore && len(e.store.versions()) == 0 {
		return nil, errors.New("there are no answers yet; run it without -rescore")
	}
	r := &report.Report{Stamp: e.stamp}
	stamp, ok, err := e.store.began()
	if err != nil {
		return nil, err
	}
	if ok {
		r.Stamp = stamp
		r.Stamp.Split = e.split
	}
	r.Stamp.Versions = e.store.versions()
	if e.wants(partInject) {
		if r.Injections, err = e.store.injections(); err != nil {
			return nil, err
		}
	}
	caro, _ := asCaro(e.configs)
	for _, c := range e.configs {
		r.Configs = append(r.Configs, report.Config{Name: c.name, Title: c.title, Caro: c.name == caro.name})
	}
	if e.wants(partOverlap) {
		if err := e.measureOverlap(r); err != nil {
			return nil, err
		}
	}
	if e.wants(partTasks) {
		if err := e.scoreTasks(ctx, r); err != nil {
			return nil, err
		}
	}
	if e.wants(partMacs) {
		e.scoreMacs(r)
	}
	if e.wants(partTalk) {
		e.scoreTalk(r)
	}
	return r, nil
}

// answered is a configuration's answer, if there is one.
func (e *evaluation) answered(c configuration, id, request string) (answer, bool) {
	if c.from == "" {
		return e.store.get(c.name, id, request)
	}
	a, there := e.store.get(c.from, id, request)
	return derive(a, c.name), there
}

// measureOverlap finds the tasks that Caro may have seen.
func (e *evaluation) measureOverlap(r *report.Report) error {
	known := knownRequests()
	if e.known != "" {
		f, err := os.Open(e.known)
		if err != nil {
			return err
		}
		defer f.Close()
		scan := bufio.NewScanner(f)
		for scan.Scan() {
			if line := strings.TrimSpace(scan.Text()); line != "" && line[0] != '#' {
				known = append(known, line)
			}
		}
		if err := scan.Err(); err != nil {
			return fmt.Errorf("read %s: %w", e.known, err)
		}
	}
	var ids, requests []string
	add := func(id, request string) { ids, requests = append(ids, id), append(requests, request) }
	for _, t := range e.all.Tasks {
		add(t.ID, t.Request)
	}
	for _, m := range e.all.Macs {
		add(m.ID, m.Request)
	}
	for _, t := range e.all.Talks {
		add(t.ID, t.Request)
	}
	list := overlap.Nearest(requests, known)
	r.Overlap = &report.Overlap{Known: len(known), Summary: overlap.Summarise(list), Near: map[string]overlap.Neighbour{}}
	for i, n := range list {
		if n.Near() {
			r.Overlap.Near[ids[i]] = n
		}
	}
	return nil
}

func (e *evaluation) scoreTasks(ctx context.Context, r *report.Report) (err error) {
	if err := sandbox.Available(); err != nil {
		return err
	}
	place, err := newField()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.close()) }()
	for i, t := range e.all.Tasks {
		if missing := lacks(t.Needs); missing != "" {
			r.LeftOut = append(r.LeftOut, t.ID+": there is no "+missing+" here")
			continue
		}
		row := report.Task{ID: t.ID, Level: string(t.Level), Request: t.Request, Held: task.InSplit(t.ID, "held"), Answers: map[string]report.Answer{}}
		if r.Overlap != nil {
			_, row.Near = r.Overlap.Near[t.ID]
		}
		if err := e.scoreTask(ctx, place, t, &row); err != nil {
			return fmt.Errorf("judge %s: %w", t.ID, err)
		}
		if len(row.Answers) > 0 {
			r.Tasks = append(r.Tasks, row)
		}
		fmt.Fprintf(os.Stderr, "\rjudged %d of %d", i+1, len(e.all.Tasks))
	}
	fmt.Fprintln(os.Stderr)
	return nil
}

// lacks is the first program that isn't installed; "" for none.
func lacks(programs []string) string {
	i := slices.IndexFunc(programs, func(p string) bool {
		_, err := exec.LookPath(p)
		return err != nil
	})
	if i < 0 {
		return ""
	}
	return programs[i]
}

// scoreTask judges the answers to a task; the same command is run once.
func (e *evaluation) scoreTask(ctx context.Context, place *field, t task.Task, row *report.Task) error {
	verdicts := map[string]string{"": "no command"}
	for _, c := range e.configs {
		a, there := e.answered(c, t.ID, t.Request)
		if !there {
			continue
		}
		why, done := verdicts[a.Command]
		if !done {
			var wrong *verdict
			err := place.judge(ctx, t, a.Command)
			if err != nil && !errors.As(err, &wrong) && ctx.Err() == nil {
				err = place.judge(ctx, t, a.Command) // the machine may have been short of something
			}
			switch {
			case errors.As(err, &wrong):
				why = wrong.Error()
			case err != nil:
				return err
			}
			verdicts[a.Command] = why
		}
		row.Answers[c.name] = report.Answer{Command: a.Command, Wrong: why, Total: a.Total, First: a.First, Tokens: a.Generated, Run: a.Run}
	}
	return nil
}

func (e *evaluation) scoreMacs(r *report.Report) {
	for _, m := range e.all.Macs {
		row := report.Mac{ID: m.ID, Request: m.Request, Answers: map[string]report.MacAnswer{}}
		for _, c := range e.configs {
			a, there := e.answered(c, m.ID, m.Request)
			if !there {
				continue
			}
			found, err := bsd.Look(a.Command)
			got := report.MacAnswer{Command: a.Command, Foreign: found.Foreign, Unknown: found.Unknown}
			if err != nil {
				got.Unreadable = err.Error()
			}
			got.Usual = slices.ContainsFunc(m.Uses, func(p string) bool { return slices.Contains(found.Programs, p) })
			row.Answers[c.name] = got
		}
		if len(row.Answers) > 0 {
			r.Macs = append(r.Macs, row)
		}
	}
}

func (e *evaluation) scoreTalk(r *report.Report) {
	for _, t := range e.all.Talks {
		row := report.Talk{ID: t.ID, Request: t.Request, Commands: map[string]string{}}
		for _, c := range e.configs {
			q := question{part: partTalk}
			if !c.asked(q) {
				continue
			}
			if a, there := e.answered(c, t.ID, t.Request); there {
				row.Commands[c.name] = a.Command
			}
		}
		if len(row.Commands) > 0 {
			r.Talks = append(r.Talks, row)
		}
	}
}
