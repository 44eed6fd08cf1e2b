package manual

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"caro/core/utilities"
)

const (
	// maxHelp bounds what is read of a program's help, in bytes.
	maxHelp = 64 << 10
	// helpTime bounds how long it may take.
	helpTime = 500 * time.Millisecond
)

// systemFolders are those whose programs may be asked.
var systemFolders = []string{"/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"}

// question is a program and what it is asked.
type question struct {
	stamp
	path string
	args []string
	name string // of the utility
	box  string // what it is built into; "" for nothing
}

// question is how to ask a program for the help of a utility; ok is false where it isn't to
// be run.
func (p place) question(prog program, words []string) (q question, ok bool) {
	if prog.path == "" || !slices.Contains(systemFolders, filepath.Dir(prog.path)) {
		return q, false
	}
	info, err := os.Stat(prog.real)
	if err != nil || !p.trusted(prog.real, info) {
		return q, false
	}
	q = question{path: prog.path, args: []string{"--help"}, name: words[0], box: prog.box()}
	if q.box != "" && q.box == q.name { // busybox ls
		words = words[1:]
	}
	if len(words) != 1 {
		return q, false
	}
	q.name = words[0]
	// BusyBox answers itself, whichever of its utilities is meant; all others get the flag.
	if q.box != "busybox" && !harmless(utilities.Find(q.name)) {
		return q, false
	}
	if q.box != "" {
		q.path, q.args = prog.real, []string{q.name, "--help"}
	}
	q.stamp = stamp{q.path + " " + strings.Join(q.args, " "), info.Size(), info.ModTime().UnixNano()}
	return q, true
}

// read reads an answer. done says that the program ended with success.
func (q question) read(text string, done bool) page {
	if q.box == "busybox" {
		done = strings.Contains(text, "Usage: "+q.name)
	}
	p := fromHelp(text, done)
	if q.box != "" { // many have few flags there, and all are named
		p.full = done && len(p.flags) > 0
	}
	return p
}

// trusted reports whether a program's file is one that nobody but the system's keepers
// have put there, and that runs with no more rights than ours.
func (p place) trusted(path string, info os.FileInfo) bool {
	for _, dir := range []string{p.home, p.dir, os.TempDir(), "/tmp", "/var/tmp", "/dev/shm"} {
		within := dir != "" && dir != "/" && strings.HasPrefix(path, strings.TrimSuffix(dir, "/")+"/")
		if within && !slices.ContainsFunc(systemFolders, func(s string) bool { return strings.HasPrefix(s+"/", dir+"/") }) {
			return false
		}
	}
	if info.Mode().Perm()&0o002 != 0 || info.Mode()&(os.ModeSetuid|os.ModeSetgid) != 0 {
		return false
	}
	f, err := openPlain(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [2]byte
	_, err = f.Read(head[:])
	return err == nil && string(head[:]) != "#!" // what a script does is anybody's guess
}

// ask runs a program for its help, in an empty folder, without input, terminal or
// environment, for the time of limit at most. done says that it ended by itself, with success.
func (q question) ask(ctx context.Context, limit time.Duration) (text string, done bool) {
	dir, err := os.MkdirTemp("", "caro-help-")
	if err != nil {
		return "", false
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left is empty
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out := &limited{full: cancel}
	cmd := exec.CommandContext(ctx, q.path, q.args...)
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + strings.Join(systemFolders, ":"), "LC_ALL=C"}
	cmd.Stdout, cmd.Stderr = out, out
	// A session of its own: no terminal, and a group of processes that ends as one.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		return nil
	}
	cmd.WaitDelay = 100 * time.Millisecond
	err = cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whoever it left behind
	}
	return string(out.data), err == nil && ctx.Err() == nil
}

// limited keeps the first maxHelp bytes, and says when it is full.
type limited struct {
	data []byte
	full func()
}

func (l *limited) Write(p []byte) (int, error) {
	l.data = append(l.data, p[:min(len(p), maxHelp-len(l.data))]...)
	if len(l.data) == maxHelp {
		l.full()
	}
	return len(p), nil
}
