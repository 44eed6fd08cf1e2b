package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"caro/core/fault"
)

// Worker says which worker to start.
type Worker struct {
	Program   string // path of caro-engine
	Libraries string // folder of the engine libraries
	Model     string // path of the model
	State     string // folder that keeps the state of prompts; none where empty
	Device    string // auto, cpu or gpu
	QuickLoad bool   // for a worker of one answer; see engine.Options
	Log       func(line string)
}

// SocketFD is the file descriptor of the listening socket in the worker.
const SocketFD = 3

// stopWait is how long a worker that was asked to end may take.
const stopWait = 2 * time.Second

// maxSocketPath is what fits a unix address on macOS, the smaller of the two systems.
const maxSocketPath = 103

// Start starts a worker as a child of this process and returns a client of it. The
// child ends when the client is closed or this process dies, however it dies: it reads
// its standard input, whose other end lives here, until that ends.
func Start(w Worker) (*Client, error) {
	dir, err := socketDir()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "s")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("make the engine's socket: %w", err), "")
	}
	defer func() { _ = listener.Close() }()
	listener.SetUnlinkOnClose(false)
	child, err := spawn(w, listener)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	client := newClient(path)
	idle := client.close
	client.pid, client.died = child.cmd.Process.Pid, child.died
	client.close = func() error {
		_ = idle()
		err := child.stop()
		_ = os.RemoveAll(dir)
		return err
	}
	return client, nil
}

// socketDir makes a private folder whose path leaves room for a socket's name.
func socketDir() (string, error) {
	for _, base := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if base == "" {
			continue
		}
		dir, err := os.MkdirTemp(base, "caro-")
		if err != nil {
			continue
		}
		if len(dir)+len("/s") <= maxSocketPath {
			return dir, nil
		}
		_ = os.Remove(dir)
	}
	return "", fault.New(fault.Engine, "no folder for the engine's socket could be made in "+os.TempDir(),
		"check that it is writable and not full, or set TMPDIR to another folder")
}

// process is a running worker.
type process struct {
	cmd   *exec.Cmd
	stdin *os.File // closing it ends the worker
	log   tail
	done  chan struct{}
	err   error // of Wait, once done is closed
	once  sync.Once
}

func spawn(w Worker, listener *net.UnixListener) (*process, error) {
	socket, err := listener.File()
	if err != nil {
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("hand over the engine's socket: %w", err), "")
	}
	defer socket.Close()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("make a pipe to the engine: %w", err), "")
	}
	defer theirs.Close()
	p := &process{stdin: ours, done: make(chan struct{}), log: tail{each: w.Log}}
	//nolint:noctx // the worker outlives the request that starts it; stop ends it
	p.cmd = exec.Command(w.Program, "-libraries", w.Libraries, "-model", w.Model, "-state", w.State, "-device", w.Device,
		fmt.Sprintf("-quick-load=%t", w.QuickLoad))
	p.cmd.Stdin, p.cmd.Stderr = theirs, &p.log
	p.cmd.ExtraFiles = []*os.File{socket}
	// Ctrl-C at the terminal is for the front, which cancels the request and then ends
	// the worker; it must not kill the worker first.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		_ = ours.Close()
		hint := ""
		if errors.Is(err, os.ErrNotExist) {
			hint = "run `make build`; caro-engine belongs beside caro"
		}
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("start the engine: %w", err), hint)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// died says why the worker ended, with its last words, or nil if it lives. A worker
// that breaks a connection is about to be gone: it is given a moment.
func (p *process) died() error {
	select {
	case <-p.done:
	case <-time.After(500 * time.Millisecond):
		return nil
	}
	how := "ended"
	if p.err != nil {
		how = p.err.Error()
	}
	words := p.log.last(3)
	hint := "try again; with --verbose Caro shows what the engine says"
	if strings.Contains(words, "libffi") {
		hint = "" // the worker's own words say what to install
	}
	if words != "" {
		how += ": " + words
	}
	return fault.New(fault.Engine, "the engine stopped: "+how, hint)
}

// stop ends the worker: in peace, then by force.
func (p *process) stop() error {
	p.once.Do(func() { _ = p.stdin.Close() })
	select {
	case <-p.done:
		return nil
	case <-time.After(stopWait):
	}
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end the engine: %w", err)
	}
	<-p.done
	return nil
}

// Listener is the worker's end of the socket that Start handed over.
func Listener() (net.Listener, error) {
	f := os.NewFile(SocketFD, "socket")
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("take over the socket: %w", err)
	}
	return l, f.Close()
}

// UntilClosed returns a context that ends when r does: the worker's standard input,
// whose other end is the front.
func UntilClosed(ctx context.Context, r *os.File) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		buf := make([]byte, 16)
		for {
			if _, err := r.Read(buf); err != nil {
				return
			}
		}
	}()
	return ctx
}
