package npmpack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// specForm is a package name and a version. What doesn't fit it is never shown
// to npm, which would take a path or an address as well.
var specForm = regexp.MustCompile(`^(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*@[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)

// MissingError says that there is no npm client.
type MissingError struct{ Err error }

// Error says what is missing.
func (e *MissingError) Error() string { return "the npm client is missing: " + e.Err.Error() }

// Unwrap gives what the search for it said.
func (e *MissingError) Unwrap() error { return e.Err }

// FailedError says that npm ran and didn't give the package.
type FailedError struct {
	Spec string // name@version
	Said string // the telling lines of what npm wrote, bounded
	Err  error
}

// Error says what failed, with npm's own words.
func (e *FailedError) Error() string {
	message := fmt.Sprintf("npm could not get %s: %v", e.Spec, e.Err)
	if e.Said != "" {
		message += "\n" + e.Said
	}
	return message
}

// Unwrap gives how npm ended.
func (e *FailedError) Unwrap() error { return e.Err }

// Fetch has npm put the tarball of name at version into dir, an empty folder of
// the caller's, and returns its path. npm's cache is in dir too, so that nothing
// is written elsewhere, unless npm_config_cache says where it is to be. npm
// checks the tarball against the registry's statement, which says nothing of
// what the registry should have: compare [Integrity].
func Fetch(ctx context.Context, name, version, dir string) (string, error) {
	spec := name + "@" + version
	if !specForm.MatchString(spec) {
		return "", fmt.Errorf("%q is no package and version", spec)
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", &MissingError{Err: err}
	}
	into := filepath.Join(dir, "pack")
	if err := os.Mkdir(into, 0o755); err != nil {
		return "", err
	}
	if err := run(ctx, npm, spec, into, environment(os.Environ(), dir)); err != nil {
		return "", err
	}
	packed, err := filepath.Glob(filepath.Join(into, "*.tgz"))
	if err == nil && len(packed) != 1 {
		err = fmt.Errorf("it wrote %d tarballs", len(packed))
	}
	if err != nil {
		return "", &FailedError{Spec: spec, Err: err}
	}
	return packed[0], nil
}

// run runs npm in the folder into, where it writes the tarball: that needs no
// flag, and no package.json or .npmrc of ours is read.
func run(ctx context.Context, npm, spec, into string, env []string) error {
	cmd := exec.CommandContext(ctx, npm, "pack", "--loglevel=error", "--", spec)
	cmd.Dir, cmd.Env = into, env
	said := &tail{}
	cmd.Stderr = said
	// A group of its own, so that all of npm's processes end with it, and not
	// by the terminal's Ctrl-C before we know.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &FailedError{Spec: spec, Said: said.telling(), Err: errors.New("it took too long")}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &FailedError{Spec: spec, Said: said.telling(), Err: err}
}

// environment is env with what keeps npm from writing or asking elsewhere.
func environment(env []string, dir string) []string {
	set := map[string]bool{}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		set[strings.ToLower(name)] = value != ""
	}
	// npm tries three times; with its own pauses that is 70 s of silence for
	// somebody without a network, with these 6 s.
	env = append(env[:len(env):len(env)],
		"npm_config_update_notifier=false", "npm_config_ignore_scripts=true", "npm_config_progress=false",
		"npm_config_fetch_retry_mintimeout=1000", "npm_config_fetch_retry_maxtimeout=5000")
	if !set["npm_config_cache"] {
		env = append(env, "npm_config_cache="+filepath.Join(dir, "cache"))
	}
	if !set["home"] {
		env = append(env, "HOME="+dir) // npm needs some, and there may be no user entry
	}
	return env
}

// Bounds on what is kept of npm's complaints.
const (
	tailBytes   = 16 << 10
	tellingMost = 8
)

// tail keeps the last tailBytes that are written to it.
type tail struct{ kept bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if t.kept.Len()+len(p) > 2*tailBytes {
		last := bytes.Clone(t.kept.Bytes()[max(0, t.kept.Len()-tailBytes):])
		t.kept.Reset()
		t.kept.Write(last)
	}
	t.kept.Write(p[max(0, len(p)-tailBytes):])
	return len(p), nil
}

// noise is what npm writes beside the reason: stack traces, the fields of an
// error object, where its log lies (in a folder that is gone by then).
var noise = regexp.MustCompile(`^(\s+at |\s+\w+: '?|[{}]$|A complete log|errno |syscall |network$|$)`)

// telling gives the lines that say why, without the prefix that npm gives each.
func (t *tail) telling() string {
	var lines []string
	for line := range strings.Lines(t.kept.String()) {
		line = strings.TrimRight(line, "\r\n")
		for _, prefix := range []string{"npm error", "npm ERR!"} {
			if rest, ok := strings.CutPrefix(line, prefix); ok {
				line = strings.TrimPrefix(rest, " ")
			}
		}
		if strings.HasPrefix(line, "npm warn") || noise.MatchString(line) {
			continue
		}
		if len(line) > 300 {
			line = line[:300] + "…"
		}
		lines = append(lines, "  npm: "+printable(line))
	}
	return strings.Join(lines[max(0, len(lines)-tellingMost):], "\n")
}

// printable replaces control characters, which may come from a server.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(line, "?"))
}
