package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// job is one run of bwrap and the processes in its namespace.
type job struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when bwrap has no more to report

	mu   sync.Mutex
	init *os.Process // first process of the namespace; all others die with it. Nil until known
	exit *int        // nil until the shell has ended by itself
}

// report is one of the objects that bwrap writes on its status pipe
// (bwrap(1), --json-status-fd): the first when the place is built, the second
// when the command, once started, has ended.
type report struct {
	ChildPID int  `json:"child-pid"`
	ExitCode *int `json:"exit-code"`
}

// start starts bwrap with its status pipe as the first extra file.
func start(cmd *exec.Cmd) (*job, error) {
	status, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sandbox: make a pipe: %w", err)
	}
	cmd.ExtraFiles = []*os.File{write}
	err = cmd.Start()
	write.Close()
	if err != nil {
		status.Close()
		return nil, fmt.Errorf("sandbox: start bwrap: %w", err)
	}
	j := &job{cmd: cmd, done: make(chan struct{})}
	go j.listen(status)
	return j, nil
}

func (j *job) listen(status io.ReadCloser) {
	defer close(j.done)
	defer status.Close()
	reports := json.NewDecoder(status)
	for {
		var r report
		if reports.Decode(&r) != nil { // its end, or cut off by a kill
			return
		}
		j.note(r)
	}
}

func (j *job) note(r report) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if r.ExitCode != nil {
		j.exit = r.ExitCode
	}
	if r.ChildPID <= 0 {
		return
	}
	// The handle stays with this process even if its number is given to another
	// one later. By its name we see that it wasn't before. (Its parent is no
	// proof: that has ended already if the command was a short one.)
	process, err := os.FindProcess(r.ChildPID)
	if err != nil {
		return
	}
	if s, err := readStat(r.ChildPID); err == nil && s.name == programName(j.cmd.Path) {
		j.init = process
	}
}

func (j *job) first() *os.Process {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.init
}

func (j *job) exitCode() (code int, ran bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.exit == nil {
		return exitWhenStopped, false
	}
	return *j.exit, true
}

// programName is a program's name as the kernel keeps it, cut to 15 bytes
// (proc_pid_comm(5)).
func programName(path string) string {
	name := filepath.Base(path)
	return name[:min(len(name), 15)]
}

// kill ends all processes of the job before bwrap was waited for.
func (j *job) kill() {
	j.killFirst()
	// bwrap, and its child while that is being made and isn't reported yet. It
	// fails when they are over already, which is as well.
	_ = syscall.Kill(-j.cmd.Process.Pid, syscall.SIGKILL)
}

// killFirst ends the namespace: the kernel kills all in it with its first
// process. It fails when that is over already; finish sees what came of it.
func (j *job) killFirst() {
	if first := j.first(); first != nil {
		_ = first.Kill()
	}
}

// finish, called when bwrap has ended, returns when nothing of the job runs any
// more: the folder is then at rest. What the command left in the background is
// killed.
func (j *job) finish() error {
	deadline := time.Now().Add(killGrace)
	select {
	case <-j.done:
	case <-time.After(killGrace):
		return errors.New("sandbox: end the command: bwrap's status pipe stays open")
	}
	j.killFirst()
	first := j.first()
	if first == nil {
		return nil
	}
	for running(first.Pid) {
		if time.Now().After(deadline) {
			return errors.New("sandbox: end the command: its processes outlive a kill")
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}
