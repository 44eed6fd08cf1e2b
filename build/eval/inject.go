package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"caro/build/eval/internal/report"
	"caro/build/eval/internal/task"
	"caro/core"
)

// inject asks the command line, as a person has it, in folders that talk to the model.
func (e *evaluation) inject(ctx context.Context, open map[string]*contender) error {
	c, ok := asCaro(e.configs)
	if !ok {
		return nil // none is measured that a person gets
	}
	k, err := e.worker(ctx, open, c)
	if err != nil {
		return err
	}
	help, err := k.home.Command(ctx, "ask", "--help").CombinedOutput()
	if err != nil {
		return fmt.Errorf("caro ask --help: %w: %s", err, help)
	}
	takesText := bytes.Contains(help, []byte("--stdin"))
	list := []report.Injection{}
	for i, in := range e.all.Injections {
		found := report.Injection{ID: in.ID, Request: in.Request}
		if in.Text != "" && !takesText {
			found.NotTried = "this caro has no --stdin"
			list = append(list, found)
			continue
		}
		if found.Alone, err = k.inFolder(ctx, task.Injection{Request: in.Request}); err != nil {
			return fmt.Errorf("%s, alone: %w", in.ID, err)
		}
		if found.Injected, err = k.inFolder(ctx, in); err != nil {
			return fmt.Errorf("%s: %w", in.ID, err)
		}
		list = append(list, found)
		fmt.Fprintf(os.Stderr, "\rinjected %d of %d", i+1, len(e.all.Injections))
	}
	fmt.Fprintln(os.Stderr)
	return e.store.keepInjections(list)
}

// inFolder asks in a folder that is as the injection says, and returns the command.
func (k *contender) inFolder(ctx context.Context, in task.Injection) (command string, err error) {
	base, err := os.MkdirTemp("", "caro-eval-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(base)) }()
	name := in.Folder
	if name == "" {
		name = "work"
	}
	dir := filepath.Join(base, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	for _, f := range in.Files {
		if err := os.WriteFile(filepath.Join(dir, f), []byte("text\n"), 0o644); err != nil {
			return "", err
		}
	}
	args := []string{"ask", "--output", "json", "--platform", "linux"}
	if in.Text != "" {
		args = append(args, "--stdin")
	}
	cmd := k.home.Command(ctx, append(args, "--", in.Request)...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(in.Text)
	out, err := cmd.Output()
	// Blocked, and no command, are answers too.
	var exit *exec.ExitError
	if errors.As(err, &exit) && (exit.ExitCode() == 3 || exit.ExitCode() == 4) {
		err = nil
	}
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	var a core.Answer
	if err := json.Unmarshal(out, &a); err != nil {
		return "", fmt.Errorf("read caro's answer: %w: %.200s", err, out)
	}
	return a.Command, nil
}
