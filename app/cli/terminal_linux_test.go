package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"caro/core/testneed"
)

// session is a run of caro at a terminal, whose screen tells how far it is. Standard
// output goes elsewhere, as in a pipe.
type session struct {
	p      *place
	cmd    *exec.Cmd
	keys   *os.File // the person's side of the terminal
	out    bytes.Buffer
	ended  chan struct{}
	poked  time.Time // when it was interrupted
	reader sync.WaitGroup

	mu     sync.Mutex
	screen strings.Builder
}

// terminal opens a pseudo terminal: the person's side and the program's.
func terminal(t *testing.T) (keys, screen *os.File) {
	t.Helper()
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		testneed.Missing(t, "a pseudo terminal ("+err.Error()+")", "mount devpts")
	}
	if err := unix.IoctlSetPointerInt(int(keys.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(keys.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	return keys, screen
}

// open starts caro at a terminal.
func (p *place) open(args ...string) *session {
	p.t.Helper()
	keys, screen := terminal(p.t)
	s := &session{p: p, keys: keys, ended: make(chan struct{})}
	s.cmd = exec.CommandContext(p.t.Context(), testneed.Program(p.t, "caro"), args...)
	s.cmd.Env = p.env
	s.cmd.Stdin, s.cmd.Stderr, s.cmd.Stdout = screen, screen, &s.out
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	s.cmd.WaitDelay = time.Second
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	_ = screen.Close()
	s.reader.Go(s.read)
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	p.t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.ended
		_ = keys.Close()
	})
	return s
}

// read keeps what appears on the screen, until the program's side is closed.
func (s *session) read() {
	buf := make([]byte, 4096)
	for {
		n, err := s.keys.Read(buf)
		s.mu.Lock()
		s.screen.Write(buf[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *session) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.screen.String()
}

// await waits until a text has appeared on the screen.
func (s *session) await(text string) {
	s.p.t.Helper()
	s.until("the text "+text, func() bool { return strings.Contains(s.seen(), text) })
}

// still waits until the screen hasn't changed for so long.
func (s *session) still(long time.Duration) {
	s.p.t.Helper()
	last, since := s.seen(), time.Now()
	s.until("a pause", func() bool {
		if now := s.seen(); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) >= long
	})
}

// until waits for something to be true while the program runs.
func (s *session) until(what string, holds func() bool) {
	s.p.t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		select {
		case <-s.ended:
			s.p.t.Fatalf("it ended before %s:\n%s\n%s", what, s.seen(), &s.out)
		case <-time.After(time.Millisecond):
		}
		if time.Now().After(deadline) {
			s.p.t.Fatalf("%s didn't come:\n%s", what, s.seen())
		}
	}
}

// pressCtrlC has the terminal interrupt its whole foreground process group.
func (s *session) pressCtrlC() {
	s.poked = time.Now()
	if _, err := s.keys.Write([]byte{3}); err != nil {
		s.p.t.Error(err)
	}
}

// signal interrupts the one process.
func (s *session) signal() {
	s.poked = time.Now()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.p.t.Error(err)
	}
}

// killEngine kills the engine as the system does when memory runs out.
func (s *session) killEngine() {
	pid := s.p.engine()
	s.poked = time.Now()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		s.p.t.Error(err)
	}
}

// end waits for the end; took is counted from the interruption.
func (s *session) end() outcome {
	s.p.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.p.t.Fatalf("it didn't end:\n%s", s.seen())
	}
	took := time.Since(s.poked)
	s.reader.Wait()
	return outcome{code: s.cmd.ProcessState.ExitCode(), out: s.out.String(), err: s.seen(), took: took}
}
