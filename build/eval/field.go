package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"caro/build/eval/internal/check"
	"caro/build/eval/internal/fixture"
	"caro/build/eval/internal/task"
)

// field is where commands are tried: the fixtures, with what is known of right outcomes.
// It is safe for concurrent use.
type field struct {
	grounds map[string]*fixture.Ground

	mu      sync.Mutex
	befores map[string]map[string]check.Node // by fixture
}

// tools are the programs that the fixtures and right commands need, and that not every
// Linux has; they are those of the Debian packages in packages.
var tools = []string{"bc", "bzip2", "file", "git", "jq", "openssl", "perl", "ps", "unzip", "xxd", "xz", "zip"}

const packages = "bc bzip2 file git jq openssl perl procps tzdata unzip xxd xz-utils zip"

func newField() (*field, error) {
	if missing := lacks(tools); missing != "" {
		return nil, fmt.Errorf("there is no %s here: install %s", missing, packages)
	}
	grounds, err := loadFixtures()
	return &field{grounds: grounds, befores: map[string]map[string]check.Node{}}, err
}

func (f *field) close() error {
	var err error
	for _, g := range f.grounds {
		err = errors.Join(err, g.Close())
	}
	return err
}

// do runs a command over a task's fixture, and its tests over what that left.
func (f *field) do(ctx context.Context, t task.Task, command string, tests []string) (check.Outcome, error) {
	ground := f.grounds[t.Fixture]
	if ground == nil {
		return check.Outcome{}, fmt.Errorf("%s: there is no fixture %q", t.ID, t.Fixture)
	}
	return check.Do(ctx, ground.Fill(ctx), command, tests)
}

// reference is the outcome of a task's first right command. It isn't kept: what is counted
// from now is to be as old as what it is compared with.
func (f *field) reference(ctx context.Context, t task.Task) (check.Outcome, error) {
	return f.do(ctx, t, t.Right[0], t.Tests)
}

// before is a task's folder as it is laid out.
func (f *field) before(ctx context.Context, t task.Task) (map[string]check.Node, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if tree, done := f.befores[t.Fixture]; done {
		return tree, nil
	}
	out, err := f.do(ctx, t, ":", nil)
	if err != nil {
		return nil, err
	}
	f.befores[t.Fixture] = out.Tree
	return out.Tree, nil
}

// verdict says why a command isn't right.
type verdict struct{ why error }

func (v *verdict) Error() string { return v.why.Error() }

// judge runs a command; its error is a *verdict where the command isn't right, and another
// one where it couldn't be tried.
func (f *field) judge(ctx context.Context, t task.Task, command string) error {
	want, err := f.reference(ctx, t)
	if err != nil {
		return err
	}
	return f.against(ctx, t, want, command)
}

// against is judge with the reference.
func (f *field) against(ctx context.Context, t task.Task, want check.Outcome, command string) error {
	before, err := f.before(ctx, t)
	if err != nil {
		return err
	}
	got, err := f.do(ctx, t, command, t.Tests)
	if err != nil {
		return err
	}
	if err := check.Compare(t.Rule, before, want, got); err != nil {
		return &verdict{err}
	}
	return nil
}
