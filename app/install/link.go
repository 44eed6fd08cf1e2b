package install

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kind is whose a path is.
type kind int

const (
	free    kind = iota // nothing is there
	ours                // a link to caro in a bundle of Caro's
	foreign             // anything else
)

// look says whose path is.
func look(path string) (kind, error) {
	target, err := os.Readlink(path)
	if errors.Is(err, fs.ErrNotExist) {
		return free, nil
	}
	if err != nil {
		if _, there := os.Lstat(path); there == nil {
			return foreign, nil // no link
		}
		return foreign, err
	}
	if !filepath.IsAbs(target) || !inBundle(target) {
		return foreign, nil
	}
	bundle := filepath.Dir(filepath.Dir(filepath.Dir(target)))
	info, err := os.ReadFile(filepath.Join(bundle, "Contents", "Info.plist"))
	switch {
	case err == nil && strings.Contains(string(info), "<string>"+identifier+"</string>"):
		return ours, nil
	case errors.Is(err, fs.ErrNotExist) && filepath.Base(bundle) == "Caro.app":
		return ours, nil // it was moved or removed
	}
	return foreign, nil
}

// put makes the link at path. One of Caro's is replaced in one step; what isn't, and comes
// in the very moment, is fs.ErrExist.
func (t Tool) put(path string) error {
	err := os.Symlink(t.program, path)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if k, err := look(path); err != nil || k != ours {
		return errors.Join(fs.ErrExist, err)
	}
	fresh := fmt.Sprintf("%s.%d.new", path, os.Getpid())
	if err := os.Symlink(t.program, fresh); err != nil {
		return fmt.Errorf("make a link beside: %v", err) //nolint:errorlint // that fresh is there says nothing of path
	}
	if err := os.Rename(fresh, path); err != nil {
		_ = os.Remove(fresh)
		return err
	}
	return nil
}

// link describes the link at path.
func (t Tool) link(path string) Link {
	dir := filepath.Dir(path)
	l := Link{Path: path, Program: t.program, OnPath: slices.Contains(t.searched(), dir)}
	if !l.OnPath {
		l.Hint = fmt.Sprintf("add %s to your PATH: echo 'export PATH=\"%s:$PATH\"' >> ~/.zprofile, then open a new terminal", dir, dir)
	}
	return l
}

// searched are the folders that a new terminal looks for programs in: those of the
// system's lists, and those of this process, which an app started by a click has few of.
func (t Tool) searched() []string {
	folders := filepath.SplitList(t.search)
	lists, _ := filepath.Glob(filepath.Join(t.etc, "paths.d", "*"))
	for _, list := range append(lists, filepath.Join(t.etc, "paths")) {
		text, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			folders = append(folders, strings.TrimSpace(line))
		}
	}
	return folders
}
