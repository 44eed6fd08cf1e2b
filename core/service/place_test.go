package service

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/fault"
	"caro/core/testneed"
)

func TestSocketPath(t *testing.T) {
	dir, err := os.MkdirTemp("", "caro-t-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	own := filepath.Join(os.TempDir(), "caro-"+strconv.Itoa(os.Getuid()), socketName)
	t.Setenv("XDG_RUNTIME_DIR", "")
	long := "/" + strings.Repeat("a", 103)
	for _, test := range []struct{ given, cache, want, fails string }{
		{given: "/run/x/s", want: "/run/x/s"},
		{given: long, fails: "the socket's path has 104 bytes, at most 103"},
		{given: "s", fails: "no full path"},
		{cache: dir, want: filepath.Join(dir, "run", socketName)},
		{cache: filepath.Join(dir, "not", "yet"), want: filepath.Join(dir, "not", "yet", "run", socketName)},
		{cache: dir + long, want: own},
		{cache: "/dev/null/cache", want: own},
	} {
		got, err := SocketPath(test.given, test.cache)
		var f *fault.Error
		if test.fails != "" && (!errors.As(err, &f) || f.Code != fault.Usage || !strings.Contains(f.Message, test.fails)) || test.fails == "" && err != nil || got != test.want {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	if got, err := SocketPath("", "/dev/null/cache"); err != nil || filepath.Dir(filepath.Dir(got)) != dir && runtime.GOOS == "linux" {
		t.Errorf("XDG_RUNTIME_DIR: %q, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "caro")); err == nil {
		t.Error("a folder was made")
	}
}

// TestFolder: a folder that others could reach into is refused in words, by both sides.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	socket := filepath.Join(folder, "s")
	refused := func(name, says, hint string) {
		t.Helper()
		for side, err := range map[string]error{
			"front": func() error {
				_, err := Connect(Options{Socket: socket, Model: Spec{Path: "/m"}}).Load(t.Context(), nil)
				return err
			}(),
			"worker": func() error { _, err := Listen(socket, nil); return err }(),
			"status": func() error { _, err := Look(t.Context(), socket); return err }(),
		} {
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Message, says) || !strings.Contains(f.Hint, hint) {
				t.Errorf("%s, %s: %v", name, side, err)
			}
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o755, 0o770, 0o701} {
		if err := os.Chmod(folder, mode); err != nil {
			t.Fatal(err)
		}
		refused(mode.String(), fmt.Sprintf("has mode %04o", mode), "chmod 700 "+folder)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, folder); err != nil {
		t.Fatal(err)
	}
	refused("link", "is no real folder", "CARO_SOCKET")
	if os.Getuid() != 0 {
		return
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(folder, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	refused("another's", "belongs to another user", "CARO_SOCKET")
}

// TestMadePrivate: what the front makes is this user's alone, whatever the umask.
func TestMadePrivate(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	socket := filepath.Join(t.TempDir(), "a", "s")
	if err := makeFolder(socket); err != nil {
		t.Fatal(err)
	}
	l, err := Listen(socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, want := range map[string]os.FileMode{filepath.Dir(socket): 0o700, socket: 0o600} {
		if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if _, err := Listen(socket, nil); err == nil {
		t.Error("two workers on one socket")
	}
	// One that isn't its own any more stays.
	if err := os.Remove(socket); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond) // another file's time
	other, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := l.remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(socket); err != nil {
		t.Errorf("another worker's socket was removed: %v", err)
	}
}

// stranger tries to speak to a worker as another user.
func stranger(t *testing.T) {
	conn := raw(t, os.Getenv("CARO_SOCKET"))
	_, _ = conn.Write([]byte("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"))
	buf := make([]byte, 1000)
	n, err := conn.Read(buf)
	fmt.Printf("user: %d\nanswer: %d bytes, %v\n", os.Getuid(), n, err)
}

// TestAnotherUser: another user's connection is refused, even where folder and socket
// let it through.
func TestAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		testneed.Missing(t, "to be root", "run the tests as root, who can be another user too")
	}
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	for path, mode := range map[string]os.FileMode{filepath.Dir(o.Socket): 0o711, o.Socket: 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	cmd := copyOfMyself(t, "stranger", "stranger", "CARO_SOCKET="+o.Socket)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out := output(t, cmd)
	if err := os.Chmod(filepath.Dir(o.Socket), 0o700); err != nil {
		t.Fatal(err)
	}
	if said(out, "user") != "65534" || !strings.HasPrefix(said(out, "answer"), "0 bytes, ") || strings.Contains(said(out, "answer"), "timeout") {
		t.Errorf("the stranger: %s", out)
	}
	if !strings.Contains(logged(t, o), "a connection of user 65534 was refused") {
		t.Error("the log doesn't tell")
	}
	generate(t, c, counting(1))
}
