package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// replace puts text in the place of the file at path, if that is still as before says
// (nil: absent); else it is errChanged.
func replace(path string, text []byte, before fs.FileInfo) (err error) {
	// One name for all, so that what a killed process left is overwritten; the folder is
	// locked.
	fresh := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(fresh, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		f.Close()
		if err != nil {
			_ = os.Remove(fresh)
		}
	}()
	if err := keepOwner(f, before); err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	got := make([]byte, len(text)+1)
	if n, _ := f.ReadAt(got, 0); !bytes.Equal(got[:n], text) {
		return errors.New("the disk gives back something else than was written")
	}
	if !unchanged(path, before) {
		return errChanged
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// keepOwner gives a new file to whom the old one belongs: by sudo, Caro may change
// somebody else's settings, who must still be able to read them.
func keepOwner(f *os.File, before fs.FileInfo) error {
	if before == nil {
		return nil
	}
	owner, ok := before.Sys().(*syscall.Stat_t)
	if !ok || int(owner.Uid) == os.Geteuid() {
		return nil
	}
	if err := f.Chown(int(owner.Uid), int(owner.Gid)); err != nil {
		return fmt.Errorf("the file belongs to another user: %w", err)
	}
	return nil
}

// unchanged reports whether the file at path is the one that before describes.
func unchanged(path string, before fs.FileInfo) bool {
	now, err := os.Stat(path)
	if before == nil || err != nil {
		return before == nil && errors.Is(err, fs.ErrNotExist)
	}
	return os.SameFile(before, now) && before.Size() == now.Size() && before.ModTime().Equal(now.ModTime())
}

// syncFolder makes a rename last through a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err // those two: a file system that knows no such thing
	}
	return nil
}

// maxLinks is how many symbolic links are followed, as the system does.
const maxLinks = 40

// followLinks finds the file that a path means, also where it isn't there yet: a link to
// settings in another folder must stay one.
func followLinks(path string) (string, error) {
	for range maxLinks {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			// Not by Join, which would resolve .. without looking at links on the way.
			to = filepath.Dir(path) + string(filepath.Separator) + to
		}
		path = to
	}
	return "", syscall.ELOOP
}

// lockWait is how long a process waits for another that changes the settings, which takes
// milliseconds.
const lockWait = 2 * time.Second

// lockFolder makes processes that change a file in the folder take turns. The folder
// itself is locked, so that no file is left lying.
func lockFolder(dir string) (release func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(lockWait); ; time.Sleep(5 * time.Millisecond) {
		err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return func() { d.Close() }, nil
		case errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.ENOLCK):
			// A file system without locks; replace still notices most of what others do.
			return func() { d.Close() }, nil
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			d.Close()
			return nil, fmt.Errorf("lock the folder: %w", err)
		case time.Now().After(end):
			d.Close()
			return nil, errors.New("another process has been changing them for 2 seconds")
		}
	}
}
