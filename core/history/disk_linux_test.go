package history

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"caro/core/testneed"
)

func init() { jobs["small"], jobs["read-only"] = fillAsChild, readOnlyAsChild }

// fillAsChild writes on a disk that is soon full, and again when there is room.
func fillAsChild(s Store) error {
	dir := filepath.Dir(s.Path)
	if err := unix.Mount("caro-test", dir, "tmpfs", 0, "size=600k"); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 300<<10), 0o600); err != nil {
		return err
	}
	ctx := context.Background()
	var o outcome
	var err error
	for o.Added = 0; o.Added < 5000 && err == nil; o.Added++ {
		_, err = s.Add(ctx, Entry{Query: "q", Command: fmt.Sprintf("echo %d %s", o.Added, make64())})
	}
	o.Added-- // the last one failed
	o.note(err)
	list, err := s.Recent(ctx, 5000)
	o.Read = fmt.Sprint(len(list), err)
	if err := os.Remove(filler); err != nil {
		return err
	}
	_, err = s.Add(ctx, Entry{Query: "q", Command: "echo after"})
	list, reading := s.Recent(ctx, 5000)
	o.After = fmt.Sprint(len(list), err, reading)
	return o.print()
}

// make64 is a text that makes entries large, unlike the others.
func make64() string {
	b := make([]byte, 0, 64)
	for i := range 64 {
		b = append(b, 'a'+byte((i*i+i*7)%26))
	}
	return string(b)
}

// readOnlyAsChild has a file system that may not be written to any more.
func readOnlyAsChild(s Store) error {
	dir := filepath.Dir(s.Path)
	if err := unix.Mount("caro-test", dir, "tmpfs", 0, "size=1m"); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	if _, err := s.Add(context.Background(), Entry{Query: "q", Command: "ls"}); err != nil {
		return err
	}
	if err := os.Remove(lockPath(s.Path)); err != nil {
		return err
	}
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	return triesToWrite(s)
}

// withMounts gives a child mounts of its own, and reads what came of it: as root by itself,
// as another user by being root in a namespace of users, where the system allows it.
func withMounts(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || strings.HasPrefix(string(out), "error: mount: ") {
		testneed.Missing(t, "a file system of its own", fmt.Sprintf("run as root, or where user namespaces are allowed (%v %s)", err, out))
	}
	return read(t, out, err)
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	o := withMounts(t, child(t, "small", filepath.Join(dir, "history.db")))
	if !strings.HasPrefix(o.Message, "write the history "+dir) || !strings.HasSuffix(o.Message, ": the disk is full") || !strings.HasPrefix(o.Hint, "free some space there") {
		t.Errorf("%+v", o)
	}
	if o.Added < 50 || o.Read != fmt.Sprint(o.Added, nil) || o.After != fmt.Sprint(o.Added+1, nil, nil) {
		t.Errorf("%+v", o)
	}
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	wantReadOnly(t, dir, withMounts(t, child(t, "read-only", filepath.Join(dir, "history.db"))))
}
