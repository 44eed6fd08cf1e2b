package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// patience is how long any run of these tests may take before it counts as hung.
const patience = 2 * time.Minute

// place is the surroundings of runs of caro: a cache and a folder for sockets of its
// own, walls, and nothing of the person's settings.
type place struct {
	t       *testing.T
	cache   string
	runtime string
	env     []string
	walls   []string // a bwrap command that each run goes through; nil for none
}

func newPlace(t *testing.T) *place {
	t.Helper()
	program := testneed.Program(t, "caro")
	testneed.Program(t, "caro-engine")
	testneed.Libraries(t)
	// Not t.TempDir: the path of a socket is short.
	dir, err := os.MkdirTemp("", "caro-test-")
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, cache: filepath.Join(dir, "cache"), runtime: filepath.Join(dir, "run")}
	for _, d := range []string{p.cache, p.runtime} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range os.Environ() {
		if !personal(v) {
			p.env = append(p.env, v)
		}
	}
	p.env = append(p.env, "PATH="+filepath.Dir(program)+":"+os.Getenv("PATH"),
		"CARO_CACHE_DIR="+p.cache, "XDG_RUNTIME_DIR="+p.runtime, "XDG_CONFIG_HOME="+dir, "XDG_DATA_HOME="+dir, "CARO_DEVICE=cpu",
		"HF_HOME="+dir, "PIP_CONFIG_FILE="+os.DevNull, "TERM=xterm")
	t.Cleanup(func() {
		p.t = t
		p.wantsNothingLeft()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return p
}

// personal reports whether an environment variable is a setting that these runs must
// not see.
func personal(v string) bool {
	name, _, _ := strings.Cut(v, "=")
	if strings.HasSuffix(strings.ToLower(name), "_proxy") {
		return true
	}
	for _, prefix := range []string{"CARO_", "HF_", "HUGGING_FACE_", "PIP_", "XDG_", "DISPLAY", "WAYLAND_", "NO_", "MAKE", "MFLAGS", "QUERY"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// wall has the runs go through bubblewrap, with these arguments after a bind of
// everything. The test is left out where that can't be.
func (p *place) wall(args ...string) {
	p.t.Helper()
	p.walls = append([]string{"bwrap", "--die-with-parent", "--dev-bind", "/", "/"}, args...)
	if out, err := exec.Command("bwrap", "--dev-bind", "/", "/", "--unshare-net", "true").CombinedOutput(); err != nil {
		testneed.Missing(p.t, fmt.Sprintf("bubblewrap (%v %s)", err, bytes.TrimSpace(out)), "install bubblewrap and allow user namespaces")
	}
}

// keep puts the small model where the catalogue has it.
func (p *place) keep() {
	p.t.Helper()
	small := testneed.SmallModel(p.t)
	dir := filepath.Join(p.cache, "models")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Symlink(small, filepath.Join(dir, filepath.Base(small))); err != nil {
		p.t.Fatal(err)
	}
}

// outcome is what a run came to.
type outcome struct {
	code     int
	out, err string
	took     time.Duration
}

// caro runs caro with these arguments.
func (p *place) caro(args ...string) outcome {
	p.t.Helper()
	return p.sh(`exec caro "$@"`, args...)
}

// sh runs a script within the walls.
func (p *place) sh(script string, args ...string) outcome {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	argv := append(append([]string{}, p.walls...), append([]string{"sh", "-c", script, "sh"}, args...)...)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env, cmd.WaitDelay = p.env, time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	err := cmd.Run()
	o := outcome{code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String(), took: time.Since(began)}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		p.t.Fatalf("%q: %v after %v\n%s%s", args, err, o.took, o.out, o.err)
	}
	return o
}

// wants checks the exit code, and that each text is on standard error.
func (o outcome) wants(t *testing.T, code int, texts ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	for _, text := range texts {
		if !strings.Contains(o.err, text) {
			t.Errorf("standard error lacks %q", text)
		}
	}
	if t.Failed() {
		t.Logf("stdout: %.2000s\nstderr: %.2000s", o.out, o.err)
	}
}

// object reads the last line of standard output.
func (o outcome) object(t *testing.T) (object struct {
	Command, Explanation *string
	Notes                []string
	Error                struct{ Code, Message, Hint string }
}) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(o.out, "\n"), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &object); err != nil {
		t.Errorf("%v in %q\nstderr: %.2000s", err, o.out, o.err)
	}
	return object
}

// wantsAnswer checks that a run with -o json answered, with a command or without.
func (o outcome) wantsAnswer(t *testing.T) {
	t.Helper()
	if o.code != 0 && o.code != 3 {
		o.wants(t, 0)
	}
	if got := o.object(t); got.Command == nil || (*got.Command == "") != (o.code == 3) {
		t.Errorf("exit code %d with %s", o.code, o.out)
	}
}

// processes are those that run in these surroundings, by what is in their environment.
func (p *place) processes() map[int]string {
	found := map[int]string{}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		environ, err := os.ReadFile(filepath.Join(dir, "environ"))
		if err != nil || !bytes.Contains(environ, []byte("XDG_RUNTIME_DIR="+p.runtime+"\x00")) {
			continue
		}
		name, _ := os.ReadFile(filepath.Join(dir, "comm"))
		pid, _ := strconv.Atoi(filepath.Base(dir))
		found[pid] = strings.TrimSpace(string(name))
	}
	return found
}

// engine is the process id of the one caro-engine.
func (p *place) engine() int {
	p.t.Helper()
	if _, err := os.Lstat(filepath.Join(p.runtime, "caro", "engine.sock")); err != nil {
		p.t.Errorf("the engine's socket isn't where it belongs: %v", err)
	}
	for pid, name := range p.processes() {
		if name == "caro-engine" {
			return pid
		}
	}
	p.t.Fatal("no caro-engine is running")
	return 0
}

// stop ends the engine, which stays after each run otherwise.
func (p *place) stop() {
	p.t.Helper()
	testneed.StopWorker(p.t, testneed.Program(p.t, "caro"), p.env)
}

// wantsNothingLeft checks that no process, socket or half a file is left behind once the
// engine was stopped.
func (p *place) wantsNothingLeft() {
	p.t.Helper()
	p.stop()
	// A process that was killed may take a moment to go.
	left := p.processes()
	for deadline := time.Now().Add(time.Second); len(left) > 0 && time.Now().Before(deadline); left = p.processes() {
		time.Sleep(10 * time.Millisecond)
	}
	if len(left) > 0 {
		p.t.Errorf("processes are left: %v", left)
	}
	if sockets, err := filepath.Glob(filepath.Join(p.runtime, "caro", "*.sock")); err != nil || len(sockets) > 0 {
		p.t.Errorf("sockets are left: %v %v", sockets, err)
	}
	err := filepath.WalkDir(p.cache, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !whole(e.Name()) {
			p.t.Errorf("half a file is left: %s", path)
		}
		return err
	})
	if err != nil {
		p.t.Error(err)
	}
}

// whole tells a finished file of the cache from one under way.
func whole(name string) bool {
	for _, mark := range []string{".partial", ".parts-", "new-", ".new"} {
		if strings.Contains(name, mark) {
			return false
		}
	}
	return true
}
