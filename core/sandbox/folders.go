package sandbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folders is the throw-away part of this machine's disk that one run may write.
type folders struct {
	base string // private to the caller; holds all below
	etc  string // the made-up files of /etc
	home string // $HOME
	work string // where the command starts, in home
	tmp  string // /tmp
	shm  string // /dev/shm
}

// newFolders makes the folders for a complete spec and fills them, owned by the
// user and group owner (-1 leaves them to the caller).
func newFolders(spec Spec, owner int) (_ folders, err error) {
	base, err := os.MkdirTemp("", "caro-sandbox-")
	if err != nil {
		return folders{}, fmt.Errorf("sandbox: make a folder to run in: %w", err)
	}
	f := folders{
		base: base,
		etc:  filepath.Join(base, "etc"),
		home: filepath.Join(base, "home"),
		work: filepath.Join(base, "home", "work"),
		tmp:  filepath.Join(base, "tmp"),
		shm:  filepath.Join(base, "shm"),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.remove())
		}
	}()
	for dir, mode := range map[string]fs.FileMode{
		f.etc: 0o755, f.work: 0o755, f.home: 0o755, f.tmp: 0o777 | fs.ModeSticky, f.shm: 0o777 | fs.ModeSticky,
	} {
		if err := makeFolder(dir, mode); err != nil {
			return f, fmt.Errorf("sandbox: make a folder to run in: %w", err)
		}
	}
	if err := writeFiles(f.etc, madeUpEtc(spec)); err != nil {
		return f, fmt.Errorf("sandbox: make the user files: %w", err)
	}
	if spec.Fixture != nil {
		if err := spec.Fixture(f.work); err != nil {
			return f, fmt.Errorf("sandbox: fill the folder: %w", err)
		}
	}
	if owner >= 0 {
		if err := handOver(base, owner); err != nil {
			return f, fmt.Errorf("sandbox: hand the folder to user %d: %w", owner, err)
		}
	}
	return f, nil
}

// makeFolder sets the mode whatever the caller's umask is.
func makeFolder(dir string, mode fs.FileMode) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

// madeUpEtc is the content of the few files in /etc by which programs learn who
// runs them. The machine's own would tell the command who lives here.
func madeUpEtc(spec Spec) map[string]string {
	user := filepath.Base(spec.Home)
	return map[string]string{
		"passwd": "root:x:0:0:root:/root:/bin/bash\n" +
			fmt.Sprintf("%s:x:%d:%d:%s:%s:/bin/%s\n", user, innerID, innerID, user, spec.Home, spec.Shell) +
			"nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
		"group":         fmt.Sprintf("root:x:0:\n%s:x:%d:\nnogroup:x:65534:\n", user, innerID),
		"hosts":         "127.0.0.1 localhost " + hostName + "\n",
		"hostname":      hostName + "\n",
		"nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
		"shells":        "/bin/sh\n/bin/" + spec.Shell + "\n",
	}
}

func writeFiles(dir string, files map[string]string) error {
	for name, body := range files {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
			return err
		}
		if err := os.Chmod(file, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// handOver changes the owner of everything under dir. It runs before the
// command does, so nobody moves things under its feet.
func handOver(dir string, owner int) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, owner, owner)
	})
}

// remove deletes the folders. A command may have closed a folder to its owner,
// so those are opened again first; links are not followed.
func (f folders) remove() error {
	if f.base == "" {
		return nil
	}
	if os.RemoveAll(f.base) == nil {
		return nil
	}
	openFolders(f.base)
	if err := os.RemoveAll(f.base); err != nil {
		return fmt.Errorf("sandbox: remove the folder of a run: %w", err)
	}
	return nil
}

// openFolders makes every folder under dir its owner's to read and change. It
// opens a folder before it is read, which filepath.WalkDir can't do. What it
// fails to open, the removal that follows reports.
func openFolders(dir string) {
	if os.Chmod(dir, 0o700) != nil {
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.IsDir() { // of the entry itself: a link to a folder is no folder
			openFolders(filepath.Join(dir, entry.Name()))
		}
	}
}

// CopyOf is a fixture: a copy of the folder, with the links in it as they are
// and the modes and times of its files. Pipes, sockets and devices are an error.
func CopyOf(folder string) func(dir string) error {
	return func(dir string) error {
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return err
		}
		return filepath.WalkDir(folder, func(from string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, err := filepath.Rel(folder, from)
			if err != nil {
				return err
			}
			return copyEntry(from, filepath.Join(dir, name), entry)
		})
	}
}

func copyEntry(from, to string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	switch {
	case entry.Type()&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case entry.IsDir():
		return makeFolder(to, info.Mode().Perm()|0o700)
	case !entry.Type().IsRegular():
		return fmt.Errorf("%s: neither file, folder nor link", from)
	}
	if err := copyFile(from, to); err != nil {
		return err
	}
	if err := os.Chmod(to, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
