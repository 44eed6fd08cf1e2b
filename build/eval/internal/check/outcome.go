package check

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"caro/core/sandbox"
)

// Outcome is what a command did.
type Outcome struct {
	Stdout, Stderr string
	Exit           int
	Stopped        sandbox.Stop // why it wasn't left to end
	Tree           map[string]Node
	// Failed is the first of the tests that didn't pass; "" where all did.
	Failed string
}

// Node is a file, folder or link that was left.
type Node struct {
	Mode fs.FileMode
	Body string // of a file; that of a long one as its hash
	Link string
	Hard uint64 // how many names a file has
}

// Do runs a command over a folder, and the tests over what it left there.
func Do(ctx context.Context, fill func(dir string) error, command string, tests []string) (out Outcome, err error) {
	r, err := sandbox.Run(ctx, sandbox.Spec{Command: command, Fixture: fill})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, r.Remove()) }()
	out = Outcome{Stdout: string(r.Stdout), Stderr: string(r.Stderr), Exit: r.ExitCode, Stopped: r.Stopped}
	if out.Tree, err = readTree(r); err != nil {
		// The command may have put anything in the folder's place.
		out.Tree, out.Failed = nil, "the folder can't be read any more: "+err.Error()
		return out, nil
	}
	out.Failed, err = test(ctx, r, tests)
	return out, err
}

// test runs the tests over a copy of what a command left, and returns the first that fails.
func test(ctx context.Context, r sandbox.Result, tests []string) (failed string, err error) {
	for _, line := range tests {
		var unfit error
		t, err := sandbox.Run(ctx, sandbox.Spec{Command: line, Fixture: func(dir string) error {
			unfit = sandbox.CopyOf(r.Dir)(dir)
			return unfit
		}})
		switch {
		case unfit != nil: // the command left what can't be tested
			return "the folder can't be copied: " + unfit.Error(), nil //nolint:nilerr // it's a verdict on the command
		case err != nil:
			return "", err
		}
		if err := t.Remove(); err != nil {
			return "", err
		}
		if t.ExitCode != 0 {
			return line, nil
		}
	}
	return "", nil
}

const (
	// mostKept is how many bytes of a file are kept as they are.
	mostKept = 256 << 10
	// mostNodes bounds what is looked at of a folder.
	mostNodes = 20_000
)

// readTree reads the folder, without ever leaving it; what lies in a .git folder is git's.
func readTree(r sandbox.Result) (map[string]Node, error) {
	root, err := r.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // only read
	tree := map[string]Node{}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrPermission) && d != nil && d.IsDir():
			return fs.SkipDir // closed by the command: its mode tells
		case err != nil:
			return err
		case name == ".":
			return nil
		case len(tree) == mostNodes:
			return fmt.Errorf("more than %d files", mostNodes)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n := Node{Mode: info.Mode()}
		switch n.Mode.Type() {
		case 0:
			n.Body, err = body(root, name)
			if stat, ok := info.Sys().(*syscall.Stat_t); ok {
				n.Hard = uint64(stat.Nlink) //nolint:unconvert // its width differs between systems
			}
		case fs.ModeSymlink:
			n.Link, err = root.Readlink(name)
			n.Mode = fs.ModeSymlink | 0o777 // Linux gives links none of their own
		}
		tree[name] = n
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	return tree, err
}

// body is a file's content; "" of one that is closed to its owner.
func body(root *os.Root, name string) (string, error) {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrPermission) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	var kept strings.Builder
	n, err := io.Copy(&kept, io.LimitReader(f, mostKept+1))
	if err != nil || n <= mostKept {
		return kept.String(), err
	}
	hash := sha256.New()
	_, _ = io.WriteString(hash, kept.String()) // never fails
	rest, err := io.Copy(hash, f)
	return fmt.Sprintf("%d bytes, SHA-256 %x", n+rest, hash.Sum(nil)), err
}
