package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caro/core/fault"
	"caro/core/testneed"
)

func init() {
	roles["front"] = func(t *testing.T) {
		var o Options
		if err := json.Unmarshal([]byte(os.Getenv("CARO_TEST_OPTIONS")), &o); err != nil {
			t.Fatal(err)
		}
		generate(t, Connect(o), counting(2))
		fmt.Printf("worker: %d\n", look(t, o).PID)
	}
	roles["worker"] = otherWorker
	roles["stranger"] = stranger
}

// TestTenFronts: ten processes that need a worker at once get one, the same.
func TestTenFronts(t *testing.T) {
	o := options(t)
	data, err := json.Marshal(struct {
		Socket, Program, Libraries, LogFile string
		Model                               Spec
	}{o.Socket, o.Program, o.Libraries, o.LogFile, o.Model})
	if err != nil {
		t.Fatal(err)
	}
	var fronts []*exec.Cmd
	for range 10 {
		fronts = append(fronts, copyOfMyself(t, "front", "front", "CARO_TEST_OPTIONS="+string(data)))
	}
	var all sync.WaitGroup
	pids := make([]string, len(fronts))
	for i, front := range fronts {
		all.Go(func() { pids[i] = said(output(t, front), "worker") })
	}
	all.Wait()
	for _, pid := range pids {
		if pid == "" || pid != pids[0] {
			t.Fatalf("the workers are %q", pids)
		}
	}
	if n := strings.Count(logged(t, o), " listens"); n != 1 {
		t.Errorf("%d workers were started", n)
	}
	if st := look(t, o); strconv.Itoa(st.PID) != pids[0] || st.Requests != 10 {
		t.Errorf("status: %+v", st)
	}
}

// TestStaleSocket: what a worker that was killed, or another program, left behind.
func TestStaleSocket(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	pid := look(t, o).PID
	_ = syscall.Kill(pid, syscall.SIGKILL)
	until(t, "the worker's end", 5*time.Second, func() bool {
		_, err := Look(patient(t), o.Socket)
		return errors.Is(err, ErrNone)
	})
	if info, err := os.Lstat(o.Socket); err != nil || info.Mode().Type() != fs.ModeSocket {
		t.Fatalf("no socket is left: %v", err)
	}
	generate(t, c, counting(1))
	if st := look(t, o); st.PID == pid {
		t.Errorf("the worker is %d still", pid)
	}
	if info, err := os.Lstat(o.Socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode: %v %v", info.Mode(), err)
	}
	if info, err := os.Stat(o.LogFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log's mode: %v %v", info.Mode(), err)
	}
	_ = syscall.Kill(look(t, o).PID, syscall.SIGKILL)
	until(t, "the worker's end", 5*time.Second, func() bool {
		_, err := Look(patient(t), o.Socket)
		return errors.Is(err, ErrNone)
	})
	if stopped, err := Stop(patient(t), o.Socket); stopped || err != nil {
		t.Errorf("stop: %v %v", stopped, err)
	}
	if _, err := os.Lstat(o.Socket); err == nil {
		t.Error("stop left the dead worker's socket")
	}
	if err := os.WriteFile(o.Socket, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := c.Generate(patient(t), counting(1), nil)
	if err == nil || !strings.Contains(err.Error(), "is no socket") {
		t.Errorf("a file in its place: %v", err)
	}
	if data, _ := os.ReadFile(o.Socket); string(data) != "precious" {
		t.Errorf("the file is %q", data)
	}
	_ = os.Remove(o.Socket)
}

// otherWorker is a worker of another version, or a program that says nothing.
func otherWorker(t *testing.T) {
	l, err := net.Listen("unix", os.Getenv("CARO_SOCKET"))
	if err != nil {
		t.Fatal(err)
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	go func() {
		<-end
		_ = l.Close()
		os.Exit(0)
	}()
	hello := os.Getenv("CARO_TEST_HELLO")
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != pathHello || hello == "" {
			http.Error(w, "this worker speaks version 1 of the protocol", http.StatusUpgradeRequired)
			return
		}
		_, _ = w.Write([]byte(hello))
	})}
	_ = server.Serve(l)
}

// startOther starts a worker of another version and waits until it listens.
func startOther(t *testing.T, name, socket, hello string) *exec.Cmd {
	t.Helper()
	cmd := copyOfMyself(t, name, "worker", "CARO_SOCKET="+socket, "CARO_TEST_HELLO="+hello)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-done })
	until(t, "the other worker", 10*time.Second, func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return cmd
}

// TestOtherVersions: an older worker is replaced, a newer one isn't, and another program
// is left alone.
func TestOtherVersions(t *testing.T) {
	for name, hello := range map[string]string{
		"old hello": `{"protocols":[1],"version":"v0.1.0","built":1,"pid":1}`,
		"no hello":  "",
		"no JSON":   "hello",
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			old := startOther(t, program, o.Socket, hello)
			generate(t, connect(t, o), counting(1))
			if st := look(t, o); st.PID == old.Process.Pid || st.Model == "" {
				t.Errorf("status: %+v", st)
			}
		})
	}
	t.Run("newer", func(t *testing.T) {
		o := options(t)
		other := startOther(t, program, o.Socket, `{"protocols":[3,4],"version":"v9.0.0","built":9999999999,"pid":1}`)
		_, err := connect(t, o).Generate(patient(t), counting(1), nil)
		var f *fault.Error
		if !errors.As(err, &f) || !strings.Contains(f.Message, "this caro is older than the running engine") || !strings.Contains(f.Message, "v9.0.0") {
			t.Errorf("got %v", err)
		}
		if st := look(t, o); st.State != StateForeign || st.PID != other.Process.Pid {
			t.Errorf("status: %+v", st)
		}
		if stopped, err := Stop(patient(t), o.Socket); !stopped || err != nil {
			t.Errorf("stop: %v %v", stopped, err)
		}
	})
	t.Run("another program", func(t *testing.T) {
		o := options(t)
		other := startOther(t, "ssh-agent", o.Socket, "")
		_, err := connect(t, o).Generate(patient(t), counting(1), nil)
		if err == nil || !strings.Contains(err.Error(), `belongs to another program: "ssh-agent"`) {
			t.Errorf("got %v", err)
		}
		if _, err := Stop(patient(t), o.Socket); err == nil || !strings.Contains(err.Error(), "belongs to another program") {
			t.Errorf("stop: %v", err)
		}
		if err := other.Process.Signal(syscall.Signal(0)); err != nil {
			t.Errorf("it was ended: %v", err)
		}
		_ = other.Process.Kill()
		_ = os.Remove(o.Socket)
	})
}

// TestStaleProgram: a worker whose program was replaced makes room for the new one, but
// finishes the request under way.
func TestStaleProgram(t *testing.T) {
	o := options(t)
	data, err := os.ReadFile(o.Program)
	if err != nil {
		t.Fatal(err)
	}
	o.Program = filepath.Join(t.TempDir(), program)
	install := func() {
		if err := os.WriteFile(o.Program+".new", data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(o.Program+".new", o.Program); err != nil {
			t.Fatal(err)
		}
	}
	install()
	long := connect(t, o)
	generate(t, long, counting(1))
	first := look(t, o).PID
	var other sync.WaitGroup
	req := counting(100)
	got, restarts, err := struck(t, long, req, 3, 1, func() {
		install()
		other.Go(func() { generate(t, connect(t, o), counting(1)) })
	})
	other.Wait()
	if want := generate(t, long, req).Text; err != nil || got != want || got == "" || len(restarts) > 0 {
		t.Errorf("the request under way: %q, %q, %v", got, restarts, err)
	}
	if st := look(t, o); st.PID == first {
		t.Errorf("the worker is %d still", first)
	}
}

// TestOtherLibraries: a front with other libraries has a worker of its own wish.
func TestOtherLibraries(t *testing.T) {
	o := options(t)
	generate(t, connect(t, o), counting(1))
	first := look(t, o).PID
	o.Libraries = t.TempDir()
	_, err := connect(t, o).Generate(patient(t), counting(1), nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Message, "no engine libraries") {
		t.Errorf("got %v", err)
	}
	if st := look(t, o); st.PID == first || st.State != StateUnloaded {
		t.Errorf("status: %+v", st)
	}
}

func TestStartErrors(t *testing.T) {
	o := Options{Socket: testneed.Socket(t), Program: filepath.Join(t.TempDir(), program), Model: Spec{Path: "/m.gguf"}}
	_, err := connect(t, o).Load(patient(t), nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Hint, "make build") {
		t.Errorf("no program: %v", err)
	}
	// A program that ends at once, and has something to say.
	script := func(text string) {
		if err := os.WriteFile(o.Program, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	script("echo early; echo no libffi here >&2; exit 6")
	_, err = connect(t, o).Load(patient(t), nil)
	if !errors.As(err, &f) || !strings.Contains(f.Message, "the engine stopped: exit status 6: early; no libffi here") || f.Hint != "" {
		t.Errorf("a program that ends at once: %v", err)
	}
	// The log, which can't be where it was wanted, is beside the socket.
	if info, err := os.Stat(filepath.Join(filepath.Dir(o.Socket), "engine.log")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log: %v %v", info, err)
	}
}

func TestVerbose(t *testing.T) {
	o := options(t)
	var lines []string
	o.Log = func(line string) { lines = append(lines, line) }
	generate(t, connect(t, o), counting(1))
	if all := strings.Join(lines, "\n"); !strings.Contains(all, "listens") || !strings.Contains(all, "loaded a model on CPU") {
		t.Errorf("it was told %q", lines)
	}
	lines = nil
	generate(t, connect(t, o), counting(1))
	if len(lines) > 0 {
		t.Errorf("a warm worker's front was told %q", lines)
	}
}
