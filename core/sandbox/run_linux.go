package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// killGrace is how long the kernel may take to end what was killed.
const killGrace = 5 * time.Second

// Run runs the command and waits until it and all that it started have ended.
// That a command fails, or is stopped by a limit, is a Result, not an error. An
// error means that it was not run, or that ctx ended first (then errors.Is tells
// which way); nothing is left on disk in that case. Run may be called by
// several goroutines at a time.
func Run(ctx context.Context, spec Spec) (Result, error) {
	spec, err := spec.complete()
	if err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fmt.Errorf("sandbox: run a command: %w", err)
	}
	p, err := findPlace()
	if err != nil {
		return Result{}, err
	}
	return p.run(ctx, spec)
}

// run is Run in a known place, with a complete spec.
func (p place) run(ctx context.Context, spec Spec) (Result, error) {
	f, err := newFolders(spec, p.owner)
	if err != nil {
		return Result{}, err
	}
	result, err := p.runIn(ctx, spec, f)
	if err != nil {
		return Result{}, errors.Join(err, f.remove())
	}
	return result, nil
}

func (p place) runIn(ctx context.Context, spec Spec, f folders) (Result, error) {
	// bwrap dies with the thread that started it, so that thread must stay.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	overflow := make(chan struct{})
	full := sync.OnceFunc(func() { close(overflow) })
	stdout := &capture{limit: spec.Limits.OutputBytes, full: full}
	stderr := &capture{limit: spec.Limits.OutputBytes, full: full}

	const statusFD = 3
	// ctx ends the job, which is more than bwrap: see wait.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), p.bwrap, p.arguments(spec, f, statusFD)...)
	cmd.Env = spec.environment()
	cmd.Dir = "/"
	cmd.Stdout, cmd.Stderr = stdout, stderr // no Stdin: /dev/null
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if p.owner >= 0 {
		id := uint32(p.owner)
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id, Gid: id}
	}
	cmd.WaitDelay = killGrace

	j, err := start(cmd)
	if err != nil {
		return Result{}, err
	}
	stopped, err := j.wait(ctx, spec.Limits, f, overflow)
	if err != nil {
		return Result{}, err
	}
	exit, ran := j.exitCode()
	switch {
	case stopped == stopCancelled:
		return Result{}, fmt.Errorf("sandbox: run a command: %w", ctx.Err())
	case stopped != NotStopped:
		exit = exitWhenStopped
	case !ran:
		return Result{}, fmt.Errorf("sandbox: start the command: %s", firstLine(stderr.kept))
	}
	return Result{
		Stdout:    stdout.kept,
		Stderr:    stderr.kept,
		ExitCode:  exit,
		TimedOut:  stopped == StopTime,
		Truncated: stopped == StopOutput,
		Stopped:   stopped,
		Dir:       f.work,
		Home:      f.home,
		place:     f,
	}, nil
}

// wait ends the job when a limit is passed or ctx ends, and returns when no
// process of it is left.
func (j *job) wait(ctx context.Context, limits Limits, f folders, overflow <-chan struct{}) (Stop, error) {
	ended := make(chan error, 1)
	go func() { ended <- j.cmd.Wait() }()
	timeout := time.NewTimer(limits.Time)
	defer timeout.Stop()
	look := time.NewTimer(shortestPause)
	defer look.Stop()

	stopped := NotStopped
	for stopped == NotStopped {
		select {
		case err := <-ended:
			select {
			case <-overflow: // both at once: what was cut off must not pass for whole
				stopped = StopOutput
			default:
			}
			return stopped, errors.Join(waitError(err), j.finish())
		case <-timeout.C:
			stopped = StopTime
		case <-ctx.Done():
			stopped = stopCancelled
		case <-overflow:
			stopped = StopOutput
		case <-look.C:
			begin := time.Now()
			stopped = j.exceeds(limits, f)
			look.Reset(max(shortestPause, 10*time.Since(begin)))
		}
	}
	j.kill()
	return stopped, errors.Join(waitError(<-ended), j.finish())
}

// waitError drops what is said of bwrap's exit code: the command's own comes in
// its status report.
func waitError(err error) error {
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) {
		return nil
	}
	return fmt.Errorf("sandbox: wait for the command: %w", err)
}

// capture keeps the first limit bytes, drops the rest and calls full when there
// is a rest.
type capture struct {
	kept  []byte
	limit int
	full  func()
}

func (c *capture) Write(p []byte) (int, error) {
	room := min(len(p), c.limit-len(c.kept))
	c.kept = append(c.kept, p[:room]...)
	if room < len(p) {
		c.full()
	}
	return len(p), nil
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	if len(line) == 0 {
		return "bwrap said nothing"
	}
	return string(line)
}
