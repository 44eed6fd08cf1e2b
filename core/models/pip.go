package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// pip is the command line of the user's pip client: a program and its first
// arguments.
type pip []string

// findPip returns the first pip client that works. The error has a hint that
// says what to install.
func findPip(ctx context.Context, dir string) (pip, error) {
	for _, client := range []pip{{"python3", "-m", "pip"}, {"pip3"}, {"pip"}, {"python", "-m", "pip"}} {
		if path, err := exec.LookPath(client[0]); err != nil || onlyOffersToInstall(ctx, path) {
			continue
		}
		if found, ok := client.probe(ctx, dir); ok {
			return found, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, hinted{errors.New("no pip client was found"),
		"install Python's pip (Debian, Ubuntu and Fedora: the package python3-pip; macOS: brew install python)"}
}

// probe reports whether the client works. Of an interpreter it takes the real
// path: what is on PATH may be a script of a version manager that starts the
// interpreter as a child, which then outlives this process if that is killed.
func (p pip) probe(ctx context.Context, dir string) (pip, bool) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if len(p) == 1 {
		return p, runTied(p.command(ctx, dir, "--version")) == nil
	}
	var said tail
	cmd := pip{p[0]}.command(ctx, dir, "-c", "import pip, sys; print(sys.executable)")
	cmd.Stdout = &said
	if runTied(cmd) != nil {
		return nil, false
	}
	if path := strings.TrimSpace(said.String()); filepath.IsAbs(path) {
		return pip{path, "-m", "pip"}, true
	}
	return p, true
}

// onlyOffersToInstall reports whether path is one of the programs in macOS's
// /usr/bin that open a window offering the developer tools while those aren't
// installed.
func onlyOffersToInstall(ctx context.Context, path string) bool {
	if runtime.GOOS != "darwin" || filepath.Dir(path) != "/usr/bin" {
		return false
	}
	return exec.CommandContext(ctx, "/usr/bin/xcode-select", "-p").Run() != nil
}

// command is a run of the client in dir, which must be private: "python -m"
// would take a module pip from the current folder, whosever that is. On
// cancellation the whole process group is killed.
func (p pip) command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p[0], append(append([]string{}, p[1:]...), args...)...)
	cmd.Dir = dir
	cmd.SysProcAttr = tied()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	cmd.Env = append(os.Environ(),
		"TMPDIR="+dir,
		"PIP_REQUIRE_VIRTUALENV=false", // nothing is installed anywhere
	)
	return cmd
}

// runTied runs cmd on a thread of its own, since on Linux the child is killed
// when the thread that started it ends, and must not be before.
func runTied(cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- cmd.Run()
	}()
	return <-done
}

// download is one package to fetch.
type download struct {
	dir   string        // a folder of its own, created
	what  string        // name==version
	limit int64         // bytes that the wheel may have
	first time.Duration // until the first byte
	stall time.Duration // without a byte afterwards
	grown func(int64)   // is told how many bytes there are; may be called often
}

// looksEvery is the time between two looks at how far pip is, which has no
// other way of telling.
const looksEvery = 200 * time.Millisecond

// Why a download was cancelled from within.
var errTooLarge = errors.New("it is larger than the catalogue says")

// download returns the path of the wheel.
func (p pip) download(ctx context.Context, d download) (string, error) {
	out, tmp := filepath.Join(d.dir, "out"), filepath.Join(d.dir, "tmp")
	for _, dir := range []string{d.dir, out, tmp} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", &StoreError{Op: "create", Path: dir, Err: err}
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := p.command(ctx, tmp, "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
		"--disable-pip-version-check", "--no-input", "--retries", "2", "-q", "-d", out, d.what)
	var said tail
	cmd.Stderr = &said
	var ended atomic.Bool
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		d.watch(ctx, cancel, &ended)
	}()
	err := runTied(cmd)
	ended.Store(true)
	cause := context.Cause(ctx)
	cancel(nil)
	<-watched
	if cause != nil {
		return "", cause
	}
	if err != nil {
		return "", pipError(err, said.String())
	}
	return d.wheel(out)
}

// watch looks at the growth of the files until ctx ends, and ends it when
// nothing grows for too long or too much has come.
func (d download) watch(ctx context.Context, cancel context.CancelCauseFunc, ended *atomic.Bool) {
	tick := time.NewTicker(looksEvery)
	defer tick.Stop()
	last, since, patience := int64(0), time.Now(), d.first
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if ended.Load() {
			return
		}
		now := largest(d.dir)
		switch {
		case now > d.limit:
			cancel(errTooLarge)
		case now != last:
			last, since, patience = now, time.Now(), d.stall
			d.grown(now)
		case time.Since(since) > patience && last == 0:
			cancel(fmt.Errorf("the package index is out of reach: nothing came within %s", patience))
		case time.Since(since) > patience:
			cancel(fmt.Errorf("stalled after %s: nothing came for %s", FormatBytes(last), patience))
		}
	}
}

// largest is the size of the largest wheel below dir: a sum would count it
// twice while pip moves it to its place.
func largest(dir string) int64 {
	most := int64(0)
	// Errors are passed over: files come and go while pip works.
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, _ error) error {
		if e == nil || !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".whl" {
			return nil
		}
		if info, err := e.Info(); err == nil {
			most = max(most, info.Size())
		}
		return nil
	})
	return most
}

// wheel returns the one wheel in out.
func (d download) wheel(out string) (string, error) {
	entries, err := os.ReadDir(out)
	if err != nil {
		return "", &StoreError{Op: "read", Path: out, Err: err}
	}
	if len(entries) != 1 || !entries[0].Type().IsRegular() || filepath.Ext(entries[0].Name()) != ".whl" {
		return "", errors.New("pip brought something else than one wheel")
	}
	info, err := entries[0].Info()
	if err != nil {
		return "", &StoreError{Op: "read", Path: out, Err: err}
	}
	if info.Size() > d.limit {
		return "", errTooLarge
	}
	d.grown(info.Size())
	return filepath.Join(out, entries[0].Name()), nil
}
