package service

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/backend/contract"
	"caro/core/fault"
	"caro/core/testneed"
)

func worker(t *testing.T) Worker {
	t.Helper()
	return Worker{
		Program:   testneed.Program(t, "caro-engine"),
		Libraries: testneed.Libraries(t),
		Model:     testneed.SmallModel(t),
		Device:    "cpu",
	}
}

func start(t *testing.T, w Worker) *Client {
	t.Helper()
	c, err := Start(w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestContract(t *testing.T) {
	w := worker(t)
	contract.Run(t, func(t *testing.T) backend.Backend { return start(t, w) })
}

// long is a request that goes on until it is stopped.
var long = backend.Request{
	Messages: []backend.Message{
		{Role: backend.RoleUser, Content: "Count from 1 to 1000."},
		{Role: backend.RoleAssistant, Content: "1 2 3 4 5 6 7 8 9 10 11 12"},
	},
	MaxTokens: backend.MaxTokensLimit,
}

// TestWorkerDies: a worker that is killed in the middle of an answer costs an error in
// words, at once.
func TestWorkerDies(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSEGV, syscall.SIGABRT} {
		t.Run(signal.String(), func(t *testing.T) {
			c := start(t, worker(t))
			var killed time.Time
			_, err := c.Generate(context.Background(), long, func(e backend.Event) {
				if e.Kind == backend.EventToken && killed.IsZero() {
					killed = time.Now()
					_ = syscall.Kill(c.pid, signal)
				}
			})
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Message, "engine stopped") {
				t.Errorf("got %v", err)
			}
			if d := time.Since(killed); d > 2*time.Second {
				t.Errorf("noticed after %v", d)
			}
			if err := c.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// TestFrontDies: the worker of a front that is killed goes, and its socket with it.
func TestFrontDies(t *testing.T) {
	if os.Getenv("CARO_FRONT_DIES") != "" {
		c := start(t, worker(t))
		if _, err := c.Load(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("worker: " + strconv.Itoa(c.pid) + " " + c.socket + "\n")
		select {}
	}
	worker(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	front := exec.Command(self, "-test.run", "^TestFrontDies$")
	front.Env = append(os.Environ(), "CARO_FRONT_DIES=1")
	out, err := front.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := front.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(buf[:n]))
	if len(fields) < 3 || fields[0] != "worker:" {
		t.Fatalf("the front said %q", buf[:n])
	}
	pid, err := strconv.Atoi(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := front.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = front.Wait()
	gone := func() bool {
		_, err := os.Stat(filepath.Dir(fields[2]))
		return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) && errors.Is(err, os.ErrNotExist)
	}
	for end := time.Now().Add(5 * time.Second); !gone(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("worker %d or its socket %s is there still", pid, fields[2])
		}
	}
}

func TestSocketIsPrivate(t *testing.T) {
	c := start(t, worker(t))
	info, err := os.Stat(filepath.Dir(c.socket))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %v", info.Mode())
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(c.socket)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder after close: %v", err)
	}
}

// TestBadClients: whatever comes over the socket, the worker answers the next request.
func TestBadClients(t *testing.T) {
	c := start(t, worker(t))
	send := func(text string) string {
		t.Helper()
		conn, err := net.Dial("unix", c.socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		_, _ = conn.Write([]byte(text))
		buf := make([]byte, 4096)
		n, _ := conn.Read(buf)
		return string(buf[:n])
	}
	head := "POST /v1/generate HTTP/1.1\r\nHost: x\r\nCaro-Protocol: 1\r\n"
	huge := strings.Repeat("a", 2<<20)
	for _, test := range []struct{ name, send, want string }{
		{"garbage", "\x00\xff\x13garbage\r\n\r\n", "400"},
		{"another protocol", strings.Replace(head, "Protocol: 1", "Protocol: 9", 1) + "Content-Length: 2\r\n\r\n{}", "426"},
		{"no protocol", "POST /v1/load HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "426"},
		{"unknown address", "POST /v1/shell HTTP/1.1\r\nHost: x\r\nCaro-Protocol: 1\r\nContent-Length: 2\r\n\r\n{}", "404"},
		{"no JSON", head + "Content-Length: 3\r\n\r\nabc", "usage"},
		{"an unknown field", head + "Content-Length: 9\r\n\r\n{\"run\":1}", "usage"},
		{"a huge body", head + "Content-Length: " + strconv.Itoa(len(huge)+20) + "\r\n\r\n{\"messages\":\"" + huge, "usage"},
		{"huge headers", "POST /v1/load HTTP/1.1\r\nX: " + huge + "\r\n\r\n", "431"},
	} {
		if got := send(test.send); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %s in it", test.name, got, test.want)
		}
	}
	half, err := net.Dial("unix", c.socket) // half a request, left hanging
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	_, _ = half.Write([]byte(head + "Content-Length: 100\r\n\r\n{"))
	req := long
	req.MaxTokens = 4
	if _, err := c.Generate(context.Background(), req, nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestBadWorkers: a worker that talks nonsense is an error in words, not a hang or a
// full memory.
func TestBadWorkers(t *testing.T) {
	for _, test := range []struct{ name, answer, says string }{
		{"cut off", `{"event":"token","text":"ls"}` + "\n", "broke off"},
		{"nothing", "", "broke off"},
		{"no JSON", "hello\n", "broke off"},
		{"unknown event", `{"event":"dance"}` + "\n", "unknown event"},
		{"an error without words", `{"event":"error"}` + "\n", "without saying why"},
		{"no result", `{"event":"done"}` + "\n", "without an answer"},
		{"an endless line", `{"event":"token","text":"` + strings.Repeat("a", 3<<20), "a line of over"},
	} {
		t.Run(test.name, func(t *testing.T) {
			socket := filepath.Join(t.TempDir(), "s")
			l, err := net.Listen("unix", socket)
			if err != nil {
				t.Fatal(err)
			}
			server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(test.answer))
			})}
			go func() { _ = server.Serve(l) }()
			defer server.Close()
			_, err = newClient(socket).Generate(context.Background(), long, nil)
			var f *fault.Error
			if !errors.As(err, &f) || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %v, want %q in it", err, test.says)
			}
		})
	}
}

func TestStartErrors(t *testing.T) {
	w := Worker{Program: filepath.Join(t.TempDir(), "caro-engine")}
	_, err := Start(w)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Hint, "make build") {
		t.Errorf("no program: %v", err)
	}
	// A program that ends at once, and has something to say.
	script := w.Program
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho no libffi here >&2\nexit 6\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(t, w)
	if _, err := c.Load(context.Background(), nil); err == nil || !strings.Contains(err.Error(), "no libffi here") {
		t.Errorf("a program that ends at once: %v", err)
	}
}

func TestTail(t *testing.T) {
	var seen []string
	l := tail{each: func(line string) { seen = append(seen, line) }}
	_, _ = l.Write([]byte("one\ntw"))
	_, _ = l.Write([]byte("o\n\nthree\nfour"))
	if got := strings.Join(seen, "|"); got != "one|two||three" {
		t.Errorf("lines %q", got)
	}
	if got := l.last(2); got != "two; three" {
		t.Errorf("last two: %q", got)
	}
	_, _ = l.Write([]byte(strings.Repeat("x", 10000) + "\n"))
	if n := len(l.last(1)); n != tailLineBytes {
		t.Errorf("a long line is kept at %d bytes", n)
	}
}
