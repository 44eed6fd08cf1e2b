package service

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/backend/contract"
	"caro/core/testneed"
)

// options are those of a front whose worker is the test's own.
func options(t *testing.T) Options {
	t.Helper()
	program := testneed.Program(t, "caro-engine")
	return Options{
		Socket:    testneed.Socket(t),
		Model:     Spec{Path: testneed.SmallModel(t), Device: "cpu"},
		Program:   program,
		Libraries: testneed.Libraries(t),
		LogFile:   filepath.Join(t.TempDir(), "log", "engine.log"),
	}
}

func connect(t *testing.T, o Options) *Client {
	t.Helper()
	c := Connect(o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestContract(t *testing.T) {
	o := options(t)
	contract.Run(t, func(t *testing.T) backend.Backend { return Connect(o) })
}

// counted makes each request another one, since an engine may remember its answers.
var counted atomic.Int32

// counting is a request with an answer of many tokens that wasn't made before.
func counting(tokens int) backend.Request {
	from := 100 * int(counted.Add(1))
	return backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleUser, Content: fmt.Sprintf("Count from %d to %d.", from, from+1000)},
			{Role: backend.RoleAssistant, Content: fmt.Sprintf("%d %d %d %d %d %d", from, from+1, from+2, from+3, from+4, from+5)},
		},
		MaxTokens: tokens,
	}
}

// patient is a context that ends before the test's own time does.
func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func generate(t *testing.T, c *Client, req backend.Request) backend.Result {
	t.Helper()
	result, err := c.Generate(patient(t), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// look is the status of a worker that must be there.
func look(t *testing.T, o Options) Status {
	t.Helper()
	st, err := Look(patient(t), o.Socket)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// until waits for something to become true.
func until(t *testing.T, what string, limit time.Duration, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, limit)
		}
	}
}

// logged is the worker's log.
func logged(t *testing.T, o Options) string {
	t.Helper()
	data, err := os.ReadFile(o.LogFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// raw connects to a worker as any program can.
func raw(t *testing.T, socket string) net.Conn {
	t.Helper()
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	return conn
}

// copyOfMyself is a process of this test program, in the role that it finds in
// CARO_TEST_ROLE (TestRole), as a file of a name of its own.
func copyOfMyself(t *testing.T, name, role string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "caro-t-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-test.run", "^TestRole$", "-test.v")
	cmd.Env = append(append(os.Environ(), "CARO_TEST_ROLE="+role), env...)
	cmd.Dir = dir
	return cmd
}

// TestRole is what the copies of this program do.
func TestRole(t *testing.T) {
	role, found := roles[os.Getenv("CARO_TEST_ROLE")]
	if !found {
		t.Skip("a part of other tests")
	}
	role(t)
}

var roles = map[string]func(*testing.T){}

// said finds the value that a copy printed after a word.
func said(out []byte, word string) string {
	for line := range strings.Lines(string(out)) {
		if value, found := strings.CutPrefix(line, word+": "); found {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// output runs a copy to its end.
func output(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Errorf("%v: %s", err, out.String())
	}
	return out.Bytes()
}
