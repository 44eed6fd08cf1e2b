package service

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"caro/core/fault"
)

const (
	startWait  = 15 * time.Second // for another front that is starting the worker
	startLimit = 10 * time.Second // for a worker to listen
)

// start starts a worker, unless one listens by the time that this front may.
func (c *Client) start(ctx context.Context, log *words) error {
	if err := makeFolder(c.o.Socket); err != nil {
		return err
	}
	lock, err := takeLock(ctx, c.o.Socket, startWait)
	if err != nil {
		return err
	}
	defer lock.release()
	w, err := dial(ctx, c.o.Socket)
	switch {
	case err == nil:
		return w.Close()
	case !notThere(err):
		return nil //nolint:nilerr // the caller meets it too, and knows what to do
	}
	if err := removeStale(c.o.Socket); err != nil {
		return err
	}
	born, err := c.spawn(log)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.child = born
	c.mu.Unlock()
	return born.listening(ctx, c.o.Socket, log)
}

// child is a worker that this process started.
type child struct {
	pid  int
	done chan struct{}
	err  error // of its end, once done is closed
}

// spawn starts the worker's program, away from this process's terminal, folder and
// process group: it outlives the front.
func (c *Client) spawn(log *words) (*child, error) {
	path, out, err := c.openLog()
	if err != nil {
		return nil, fault.Wrap(fault.Engine, err, "")
	}
	defer out.Close()
	log.move(path)
	args := []string{"-socket", c.o.Socket, "-libraries", c.o.Libraries, "-state", c.o.State, "-log", path}
	if c.o.Idle > 0 {
		args = append(args, "-idle", c.o.Idle.String())
	}
	//nolint:noctx // the worker outlives the request that starts it
	cmd := exec.Command(c.o.Program, args...)
	cmd.Dir, cmd.Env = "/", environment()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		hint := ""
		if errors.Is(err, os.ErrNotExist) {
			hint = "run `make build`; caro-engine belongs beside caro"
			if strings.HasSuffix(filepath.Dir(c.o.Program), ".app/Contents/MacOS") {
				hint = "install the application again"
			}
		}
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("start the engine: %w", err), hint)
	}
	born := &child{pid: cmd.Process.Pid, done: make(chan struct{})}
	go func() {
		born.err = cmd.Wait()
		close(born.done)
	}()
	return born, nil
}

// openLog opens the log of a worker that this front starts: where it is wanted, else
// beside the socket, else there is none, as on a full disk.
func (c *Client) openLog() (path string, f *os.File, err error) {
	for _, path := range []string{c.o.LogFile, filepath.Join(filepath.Dir(c.o.Socket), "engine.log")} {
		if path == "" {
			continue
		}
		if f, err := openLog(path); err == nil {
			return path, f, nil
		}
	}
	f, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	return "", f, err
}

// notInherited are variables of a front that are no business of a process that stays:
// what a person asked for, and keys.
var notInherited = []string{"CARO_REQUEST", "QUERY", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "MAKEFLAGS"}

func environment() []string {
	var env []string
next:
	for _, v := range os.Environ() {
		for _, name := range notInherited {
			if strings.HasPrefix(v, name+"=") {
				continue next
			}
		}
		env = append(env, v)
	}
	return env
}

// listening waits until the worker can be reached, or has ended.
func (p *child) listening(ctx context.Context, socket string, log *words) error {
	wait := time.Millisecond
	for end := time.Now().Add(startLimit); ; {
		if w, err := dial(ctx, socket); err == nil {
			return w.Close()
		}
		select {
		case <-p.done:
			return stopped(p.how(), log.last(3))
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		if time.Now().After(end) {
			_ = syscall.Kill(p.pid, syscall.SIGKILL)
			<-p.done
			return stopped(fmt.Sprintf("it didn't listen within %v", startLimit), log.last(3))
		}
		wait = min(2*wait, 20*time.Millisecond)
	}
}

// how says how the worker ended.
func (p *child) how() string {
	if p.err != nil {
		return p.err.Error()
	}
	return "ended"
}

// childEnd says how the worker of that process id ended, if this front started it and it
// has. One that breaks a connection is about to be gone: it is given a moment.
func (c *Client) childEnd(pid int) string {
	c.mu.Lock()
	p := c.child
	c.mu.Unlock()
	if p == nil || p.pid != pid {
		return ""
	}
	select {
	case <-p.done:
		return p.how()
	case <-time.After(500 * time.Millisecond):
		return ""
	}
}
