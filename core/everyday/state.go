package everyday

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"caro/core/sandbox"
)

// mostRead is how much is read of one file, in bytes: more than any of the
// fixture has, and little enough for a file that a command blew up.
const mostRead = 4 << 20

// folderAfter reads what a command left in its folder, in the form of tree. It
// opens only regular files and never leaves the folder, whatever links are in it.
func folderAfter(r sandbox.Result) (map[string]entry, error) {
	root, err := r.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // only read
	after := map[string]entry{}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return skipClosed(d, err)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		e := entry{mode: info.Mode()}
		switch {
		case info.Mode().IsRegular():
			e.body, err = readBody(root, name, info.Size())
		case info.Mode()&fs.ModeSymlink != 0:
			e.link, err = root.Readlink(name)
			e.mode = fs.ModeSymlink | 0o777 // Linux gives links no mode of their own
		}
		after[name] = e
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	return after, nil
}

// skipClosed passes over a folder that the command closed to its owner: its
// changed mode tells enough.
func skipClosed(d fs.DirEntry, err error) error {
	if errors.Is(err, fs.ErrPermission) && d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return err
}

func readBody(root *os.Root, name string, size int64) (string, error) {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrPermission) {
		return "", nil // again, the mode tells
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	var body strings.Builder
	body.Grow(int(min(size, mostRead)))
	_, err = io.Copy(&body, io.LimitReader(f, mostRead))
	return body.String(), err
}

// change is what differs between the fixture and the folder after a run. Times
// are left out: a command may write a file anew with the same content.
type change struct {
	added, removed, altered []string // sorted
}

func changes(after map[string]entry) change {
	var c change
	before := tree()
	for name, was := range before {
		is, there := after[name]
		switch {
		case !there:
			c.removed = append(c.removed, name)
		case is.mode != was.mode || is.body != was.body || is.link != was.link:
			c.altered = append(c.altered, name)
		}
	}
	for name := range after {
		if _, was := before[name]; !was {
			c.added = append(c.added, name)
		}
	}
	slices.Sort(c.added)
	slices.Sort(c.removed)
	slices.Sort(c.altered)
	return c
}

func (c change) String() string {
	var parts []string
	for _, p := range []struct {
		what  string
		names []string
	}{{"added", c.added}, {"removed", c.removed}, {"altered", c.altered}} {
		if len(p.names) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", p.what, few(p.names)))
		}
	}
	if len(parts) == 0 {
		return "nothing changed"
	}
	return strings.Join(parts, ", ")
}

func (c change) equal(d change) bool {
	return slices.Equal(c.added, d.added) && slices.Equal(c.removed, d.removed) && slices.Equal(c.altered, d.altered)
}

// few quotes the first names of a list.
func few(names []string) string {
	const most = 6
	if len(names) > most {
		return fmt.Sprintf("%q and %d more", names[:most], len(names)-most)
	}
	return fmt.Sprintf("%q", names)
}

// leaves passes if the run changed the folder exactly as told, and if each of
// the further looks at the folder passes.
func leaves(want change, looks ...func(after map[string]entry) error) func(sandbox.Result) error {
	return leavesBeside(want, func(string, entry) bool { return false }, looks...)
}

// leavesBeside is leaves, but what spare allows may have been added too.
func leavesBeside(want change, spare func(name string, e entry) bool, looks ...func(after map[string]entry) error) func(sandbox.Result) error {
	return func(r sandbox.Result) error {
		if err := ended(r); err != nil {
			return err
		}
		after, err := folderAfter(r)
		if err != nil {
			return err
		}
		got := changes(after)
		got.added = slices.DeleteFunc(got.added, func(name string) bool {
			return !slices.Contains(want.added, name) && spare(name, after[name])
		})
		if !got.equal(want) {
			return fmt.Errorf("%s; wanted: %s%s", got, want, complaint(r))
		}
		for _, look := range looks {
			if err := look(after); err != nil {
				return err
			}
		}
		return nil
	}
}

// colours are the escape sequences by which ls and grep colour their output.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*[mK]")

// prints passes if the run left the folder as it was and its output passes.
func prints(look func(out string) error) func(sandbox.Result) error {
	untouched := leaves(change{})
	return func(r sandbox.Result) error {
		if err := untouched(r); err != nil {
			return err
		}
		if strings.TrimSpace(string(r.Stdout)) == "" {
			return fmt.Errorf("printed nothing%s", complaint(r))
		}
		return look(colours.ReplaceAllString(string(r.Stdout), ""))
	}
}

func ended(r sandbox.Result) error {
	if r.Stopped != sandbox.NotStopped {
		return fmt.Errorf("was stopped: too much %s", r.Stopped)
	}
	return nil
}

// complaint is the first line on stderr, as an appendix to an error.
func complaint(r sandbox.Result) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(r.Stderr)), "\n")
	if line == "" {
		return ""
	}
	return fmt.Sprintf(" (it said: %.200q)", line)
}

// same passes if the file has exactly this content.
func same(name, body string) func(after map[string]entry) error {
	return func(after map[string]entry) error {
		if after[name].body != body {
			return fmt.Errorf("%s has other content than it should", name)
		}
		return nil
	}
}
