package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"caro/build/eval/internal/report"
	"caro/build/eval/internal/task"
	"caro/build/internal/home"
	"caro/build/internal/machine"
	"caro/core/models"
	"caro/core/platform"
	"caro/core/prompt"
)

// evaluation is a run.
type evaluation struct {
	options
	all      task.All
	configs  []configuration
	store    *store
	stamp    report.Stamp
	standard string // the default model
	programs home.Programs
	targets  map[string]prompt.Target // by system
	field    *field                   // for folders
	folders  map[string]string        // laid out to be looked into, by fixture
}

func newEvaluation(o options, all task.All) (*evaluation, error) {
	e := &evaluation{options: o, all: all, targets: map[string]prompt.Target{}}
	var err error
	if e.configs, err = configured(o.config); err != nil {
		return nil, err
	}
	if e.store, err = openStore(o.answers, e.configs, o.fresh && !o.rescore); err != nil {
		return nil, err
	}
	catalogue, err := models.Load()
	if err != nil {
		return nil, err
	}
	e.standard = catalogue.Default().ID
	e.stamp = report.Stamp{Run: time.Now().UTC().Format(time.RFC3339), Version: "unknown", Split: o.split}
	return e, nil
}

// look finds out what only asking needs.
func (e *evaluation) look(ctx context.Context) error {
	var err error
	if e.programs, err = home.InFolder(e.options.programs); err != nil {
		return err
	}
	// Where else than beside this program the libraries lie.
	if err = os.Setenv("CARO_LIB", e.programs.Libraries); err != nil {
		return err
	}
	here, err := platform.Detect(ctx)
	if err != nil {
		return err
	}
	e.stamp.Machine = here.String()
	for _, system := range prompt.Targets {
		if e.targets[system], err = prompt.ParseTarget(system, here); err != nil {
			return err
		}
	}
	if out, err := exec.CommandContext(ctx, "git", "describe", "--tags", "--always", "--dirty").Output(); err == nil {
		e.stamp.Version = string(bytes.TrimSpace(out))
	}
	if e.stamp.Load, err = machine.Load(ctx); err != nil {
		e.stamp.Load = -1
	}
	return nil
}

// question is a request with its system.
type question struct{ id, request, system, part, fixture string }

// questions are all that is asked of configurations.
func (e *evaluation) questions() []question {
	var list []question
	if e.wants(partTasks) {
		for _, t := range e.all.Tasks {
			list = append(list, question{t.ID, t.Request, "linux", partTasks, t.Fixture})
		}
	}
	if e.wants(partMacs) {
		for _, m := range e.all.Macs {
			list = append(list, question{m.ID, m.Request, "macos", partMacs, ""})
		}
	}
	if e.wants(partTalk) {
		for _, t := range e.all.Talks {
			list = append(list, question{t.ID, t.Request, "linux", partTalk, ""})
		}
	}
	return list
}

// asked reports whether a configuration is asked something: a plain instruction never says
// that there may be no command.
func (c configuration) asked(q question) bool {
	return c.from == "" && (!c.plain || q.part != partTalk)
}

// between lets the threads of the one before stop spinning.
const between = 100 * time.Millisecond

// mostFailures in a row end a run: the engine isn't well.
const mostFailures = 5

// ask asks what isn't answered yet.
func (e *evaluation) ask(ctx context.Context) (err error) {
	if err := e.look(ctx); err != nil {
		return err
	}
	if err := e.store.begin(e.stamp); err != nil {
		return err
	}
	open := map[string]*contender{}
	defer func() {
		for _, k := range open {
			err = errors.Join(err, k.home.Close(ctx))
		}
	}()
	e.folders = map[string]string{}
	defer func() {
		for _, dir := range e.folders {
			err = errors.Join(err, os.RemoveAll(dir))
		}
		if e.field != nil {
			err = errors.Join(err, e.field.close())
		}
	}()
	if err := e.askAll(ctx, open); err != nil {
		return err
	}
	if e.wants(partInject) {
		return e.inject(ctx, open)
	}
	return nil
}

// askAll asks task by task, the configurations in another order each time.
func (e *evaluation) askAll(ctx context.Context, open map[string]*contender) error {
	list := e.questions()
	failures := 0
	for i, q := range list {
		for n := range e.configs {
			c := e.configs[(i+n)%len(e.configs)]
			if _, done := e.store.get(c.name, q.id, q.request); done || !c.asked(q) {
				continue
			}
			select {
			case <-ctx.Done():
			case <-time.After(between):
			}
			if err := e.askOne(ctx, open, c, q); err != nil {
				failures++
				fmt.Fprintf(os.Stderr, "\n%s, %s: %v\n", c.name, q.id, err)
				if ctx.Err() != nil || failures == mostFailures || open[c.name] == nil {
					return fmt.Errorf("%s, %s: %w (what was answered is kept: run it again to go on)", c.name, q.id, err)
				}
				continue
			}
			failures = 0
		}
		fmt.Fprintf(os.Stderr, "\rasked %d of %d", i+1, len(list))
	}
	fmt.Fprintln(os.Stderr)
	return nil
}

// askOne opens the worker where that wasn't done, and keeps the answer. One that failed is
// kept nowhere: the next run asks again.
func (e *evaluation) askOne(ctx context.Context, open map[string]*contender, c configuration, q question) error {
	k, err := e.worker(ctx, open, c)
	if err != nil {
		return err
	}
	if k.dir, err = e.folderOf(ctx, q.fixture); err != nil {
		return err
	}
	a, err := k.ask(ctx, q.request, e.targets[q.system])
	if err != nil {
		return err
	}
	a.Config, a.ID, a.Request = c.name, q.id, q.request
	a.Run, a.Version, a.Device = e.stamp.Run, e.stamp.Version, k.info.Device
	return e.store.put(a)
}

// folderOf is a folder that a fixture was laid out in, to be looked into.
func (e *evaluation) folderOf(ctx context.Context, name string) (dir string, err error) {
	if name == "" {
		return "", nil
	}
	if dir, done := e.folders[name]; done {
		return dir, nil
	}
	if e.field == nil {
		if e.field, err = newField(); err != nil {
			return "", err
		}
	}
	if dir, err = os.MkdirTemp("", "caro-eval-"); err != nil {
		return "", err
	}
	e.folders[name] = dir
	return dir, e.field.grounds[name].Fill(ctx)(dir)
}

func (e *evaluation) worker(ctx context.Context, open map[string]*contender, c configuration) (*contender, error) {
	if k := open[c.name]; k != nil {
		return k, nil
	}
	k, err := e.open(ctx, c)
	if err != nil {
		return nil, err
	}
	open[c.name] = k
	return k, nil
}
