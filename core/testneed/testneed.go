package testneed

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Missing leaves a test out: what it needs isn't there, and how says how to get it.
func Missing(t testing.TB, what, how string) {
	t.Helper()
	if os.Getenv("CARO_TEST_ALL") != "" {
		t.Fatalf("%s is needed and missing; %s", what, how)
	}
	leaveOut(t, what, how)
}

// leaveOut skips the test and has build/test.sh say so.
func leaveOut(t testing.TB, what, how string) {
	t.Helper()
	// build/test.sh collects these lines from a file: go test hides the output of tests
	// that pass.
	if path := os.Getenv("CARO_TEST_LEFT_OUT"); path != "" {
		if f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			fmt.Fprintf(f, "%s: needs %s; %s\n", t.Name(), what, how)
			_ = f.Close()
		}
	}
	t.Skipf("needs %s; %s", what, how)
}

// DefaultModel leaves the test out unless the tests on the default model are wanted:
// those are a run of their own, since the model is 1.1 GB.
func DefaultModel(t testing.TB) {
	t.Helper()
	if os.Getenv("CARO_TEST_MODEL") == "" {
		leaveOut(t, "the default model", "run `make test-model`")
	}
}

// ManualPages leaves the test out in any case: images of containers come without pages of
// the manual, and packages don't bring them there.
func ManualPages(t testing.TB) {
	t.Helper()
	leaveOut(t, "pages of the manual", "run it on a machine that isn't a container")
}

// started is the folder that the tests of a package begin in: the engine leaves it.
var started, _ = os.Getwd()

// Root returns the top folder of the project.
func Root(t testing.TB) string {
	t.Helper()
	for dir := started; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("the project's top folder wasn't found above " + started)
	return ""
}

// Program returns the path of a program in build/out, and leaves the test out where it
// isn't built.
func Program(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(Root(t), "build", "out", name)
	if _, err := os.Stat(path); err != nil {
		Missing(t, strings.TrimSuffix("build/out/"+name, "/"), "run `make build`")
	}
	return path
}

// SmallModel returns the path of the small model that the tests of the engine use, and
// leaves the test out where it isn't there.
func SmallModel(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), Program(t, "caro"), "models", "path", "smollm2-135m").Output()
	path := strings.TrimSpace(string(out))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		Missing(t, "the small model", "run `build/out/caro models pull smollm2-135m`")
	}
	return path
}

// Libraries returns the folder of the engine libraries, and leaves the test out where
// they aren't laid out.
func Libraries(t testing.TB) string {
	t.Helper()
	return Program(t, "lib")
}

// OwnWorker sets CARO_SOCKET to a Socket of the test's own, so that the test doesn't meet
// the worker of the person who runs it.
func OwnWorker(t testing.TB) {
	t.Helper()
	t.Setenv("CARO_SOCKET", Socket(t))
}

// Socket gives the test a worker's socket of its own, at a short path. At the end the
// worker there is stopped; one that is left is an error.
func Socket(t testing.TB) string {
	t.Helper()
	caro := Program(t, "caro")
	dir, err := os.MkdirTemp("", "caro-t-")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	t.Cleanup(func() {
		StopWorker(t, caro, append(os.Environ(), "CARO_SOCKET="+path))
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("a worker's socket is left: %s", path)
		}
		_ = os.RemoveAll(dir)
	})
	return path
}

// StopWorker stops the worker that a run of caro with this environment would meet.
func StopWorker(t testing.TB, caro string, env []string) {
	t.Helper()
	// A context of its own: that of a test has ended when its clean-up runs.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, caro, "stop")
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("caro stop: %v: %s", err, out)
	}
}
