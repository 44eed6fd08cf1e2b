package sandbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

// needSandbox leaves the test out where commands can't be tried.
func needSandbox(t *testing.T) {
	t.Helper()
	if err := Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap and allow user namespaces")
	}
}

// try runs a command to its end, and removes what it left when the test ends.
func try(t *testing.T, spec Spec) Result {
	t.Helper()
	needSandbox(t)
	result, err := Run(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := result.Remove(); err != nil {
			t.Error(err)
		}
	})
	return result
}

func TestOutcome(t *testing.T) {
	t.Setenv("HF_TOKEN", "the caller's secret")
	for name, c := range map[string]struct {
		spec   Spec
		stdout string
		stderr string
		code   int
	}{
		"output":           {Spec{Command: "echo out; echo err >&2"}, "out\n", "err\n", 0},
		"exit code":        {Spec{Command: "exit 7"}, "", "", 7},
		"died of a signal": {Spec{Command: "kill -TERM $$"}, "", "", 128 + 15},
		"not a command":    {Spec{Command: "nosuchprogram 2>/dev/null"}, "", "", 127},
		"no text":          {Spec{Command: ""}, "", "", 0},
		"stdin is empty":   {Spec{Command: "cat; readlink /proc/self/fd/0"}, "/dev/null\n", "", 0},
		"no terminal":      {Spec{Command: "test -t 0 || : 2>/dev/null < /dev/tty || echo none"}, "none\n", "", 0},
		"where":            {Spec{Command: "pwd; echo ~; whoami; id -un; hostname"}, "/home/user/work\n/home/user\nuser\nuser\nsandbox\n", "", 0},
		"another home":     {Spec{Command: "pwd; echo $HOME; whoami", Home: "/Users/ada"}, "/Users/ada/work\n/Users/ada\nada\n", "", 0},
		"clean variables": {Spec{Command: "env | grep -v -e ^_= -e ^SHLVL= | sort", Env: map[string]string{"EDITOR": "vi"}},
			"EDITOR=vi\nHOME=/home/user\nLANG=C.UTF-8\nLOGNAME=user\nPATH=/usr/bin:/bin\nPWD=/home/user/work\nSHELL=/bin/bash\nTERM=dumb\nTZ=UTC\nUSER=user\n", "", 0},
		"bash":             {Spec{Command: "a=(1 2); echo ${#a[@]} <(:) | cut -d/ -f1"}, "2 \n", "", 0},
		"sh":               {Spec{Command: "echo $0", Shell: "sh"}, "sh\n", "", 0},
		"awk by its links": {Spec{Command: "awk 'BEGIN {print 1}'"}, "1\n", "", 0},
		"umask":            {Spec{Command: "umask"}, "0022\n", "", 0},
		"own places":       {Spec{Command: "for d in . ~ /tmp /var/tmp /dev/shm; do echo x > $d/a && cat $d/a; done"}, "x\nx\nx\nx\nx\n", "", 0},
		"shell is absent":  {Spec{Command: "true", Shell: "nosuchshell"}, "", "prlimit: failed to execute nosuchshell: No such file or directory\n", 127},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := try(t, c.spec)
			if string(r.Stdout) != c.stdout || string(r.Stderr) != c.stderr || r.ExitCode != c.code || r.Stopped != NotStopped {
				t.Errorf("got %q, %q, %d, stopped by %q\nwant %q, %q, %d", r.Stdout, r.Stderr, r.ExitCode, r.Stopped, c.stdout, c.stderr, c.code)
			}
		})
	}
}

// TestInheritedFiles: what the caller's own process was started with stays there.
func TestInheritedFiles(t *testing.T) {
	secret, err := os.Create(filepath.Join(t.TempDir(), "secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer secret.Close()
	for _, at := range []int{91, 177, 300} {
		if err := syscall.Dup3(int(secret.Fd()), at, 0); err != nil { // without O_CLOEXEC
			t.Fatal(err)
		}
		defer syscall.Close(at)
	}
	r := try(t, Spec{Command: "cd /proc/self/fd && echo *", Shell: "sh"})
	if got := string(r.Stdout); got != "0 1 2 3\n" {
		t.Errorf("open in the command: %q", got)
	}
}

func TestFolders(t *testing.T) {
	r := try(t, Spec{
		Command: "cat given; echo made > made; echo up > ../up; rm given",
		Fixture: func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "given"), []byte("from the fixture\n"), 0o600)
		},
	})
	if string(r.Stdout) != "from the fixture\n" {
		t.Errorf("stdout %q, stderr %q", r.Stdout, r.Stderr)
	}
	for file, want := range map[string]string{
		filepath.Join(r.Dir, "made"):  "made\n",
		filepath.Join(r.Home, "up"):   "up\n",
		filepath.Join(r.Dir, "given"): "",
	} {
		if got, err := os.ReadFile(file); string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", filepath.Base(file), got, err)
		}
	}
	if err := r.Remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(r.place.base); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after Remove: %v", err)
	}
}

func TestRemoveOpensClosedFolders(t *testing.T) {
	r := try(t, Spec{Command: "mkdir -p a/b/c && ln -s / a/b/root && touch a/b/c/d && chmod 000 a/b/c a/b a"})
	if err := r.Remove(); err != nil {
		t.Error(err)
	}
	if err := r.Remove(); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestFixtureFails(t *testing.T) {
	needSandbox(t)
	broken := errors.New("broken")
	var dir string
	_, err := Run(t.Context(), Spec{Command: "true", Fixture: func(d string) error { dir = d; return broken }})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	needSandbox(t)
	for _, after := range []time.Duration{0, 2 * time.Millisecond, 5 * time.Millisecond, 300 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			begin := time.Now()
			if _, err := Run(ctx, Spec{Command: "sleep 60"}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begin); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	needSandbox(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			r, err := Run(t.Context(), Spec{Command: "echo one > a; ls; echo two > /tmp/a; ls /tmp"})
			if err != nil {
				t.Error(err)
				return
			}
			if got := string(r.Stdout); got != "a\na\n" {
				t.Errorf("got %q, %q", got, r.Stderr)
			}
			if err := r.Remove(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestNoBubblewrap(t *testing.T) {
	_, err := place{bwrap: "/nonexistent/bwrap", owner: -1}.run(t.Context(), must(t, Spec{Command: "touch ran"}))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	// A bwrap that can't build its place must not pass for a command that failed.
	_, err = place{bwrap: "/bin/false", owner: -1}.run(t.Context(), must(t, Spec{Command: "touch ran"}))
	if err == nil || !strings.Contains(err.Error(), "start the command") {
		t.Errorf("got %v", err)
	}
}

func must(t *testing.T, spec Spec) Spec {
	t.Helper()
	spec, err := spec.complete()
	if err != nil {
		t.Fatal(err)
	}
	return spec
}
