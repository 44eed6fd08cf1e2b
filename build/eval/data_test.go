package main

import (
	"context"
	"flag"
	"path/filepath"
	"runtime"
	"testing"

	"caro/build/eval/internal/check"
	"caro/build/eval/internal/task"
	"caro/core/sandbox"
	"caro/core/testneed"
)

var one = flag.String("task", "*", "pattern of the ids of the tasks that TestTasks tries")

// TestTasks: all right commands of a task agree, and each wrong one is found out.
func TestTasks(t *testing.T) {
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap")
	}
	testneed.Command(t, packages, tools...)
	all, err := loadTasks()
	if err != nil {
		t.Fatal(err)
	}
	field, err := newField()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := field.close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("all", func(t *testing.T) {
		limit := make(chan struct{}, runtime.NumCPU())
		for _, c := range all.Tasks {
			if match, err := filepath.Match(*one, c.ID); err != nil || !match {
				continue
			}
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				limit <- struct{}{}
				defer func() { <-limit }()
				try(t, field, c)
			})
		}
	})
}

func try(t *testing.T, field *field, c task.Task) {
	ctx := context.WithoutCancel(t.Context())
	want, err := field.reference(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if want.Failed != "" || want.Stopped != sandbox.NotStopped || c.Rule.Output != check.None && want.Stdout == "" {
		t.Errorf("%s: printed %.200q, failed %q, stopped by %q, said %.200q", c.Right[0], want.Stdout, want.Failed, want.Stopped, want.Stderr)
	}
	for i, list := range [][]string{c.Right, c.Wrong} {
		for _, command := range list {
			err := field.against(ctx, c, want, command)
			if wrong := i == 1; (err != nil) != wrong {
				t.Errorf("%s: is wrong: %v, the verdict: %v", command, wrong, err)
			}
		}
	}
}
