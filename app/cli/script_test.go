package cli

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"caro/core/models"
	"caro/core/testneed"
)

// TestSessions runs the sessions of testdata with the programs of build/out and the
// small model.
func TestSessions(t *testing.T) {
	small := testneed.SmallModel(t)
	sessions(t, "testdata", func(env *testscript.Env) {
		env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
		env.Setenv("SMALL", small)
		env.Setenv("HUB", hub(env.T().(testing.TB), small))
	})
}

// TestModelSessions runs those of testdata/default with the default model.
func TestModelSessions(t *testing.T) {
	testneed.DefaultModel(t)
	cache, err := models.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	sessions(t, "testdata/default", func(env *testscript.Env) { env.Setenv("CARO_CACHE_DIR", cache) })
}

func sessions(t *testing.T, dir string, setup func(*testscript.Env)) {
	t.Helper()
	program := testneed.Program(t, "caro")
	testneed.Libraries(t)
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("CARO_DEVICE", "cpu")
			env.Setenv("CARO_SOCKET", testneed.Socket(env.T().(testing.TB)))
			setup(env)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"has":      has,
			"overbyte": overbyte,
			"until":    until,
		},
	})
}

// exits CODE PROGRAM ARGS... runs a program and wants its exit code; CODE may be 0|3.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if !slices.Contains(strings.Split(args[0], "|"), strconv.Itoa(code)) {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// has KEY VALUE wants a value in the JSON object on stdout; KEY may be a.b.
func has(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: has KEY VALUE")
	}
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &value))
	for rest := args[0]; rest != ""; {
		key := rest
		rest = ""
		for i := range key {
			if key[i] == '.' {
				key, rest = key[:i], key[i+1:]
				break
			}
		}
		object, ok := value.(map[string]any)
		if !ok {
			ts.Fatalf("no object at %s", key)
		}
		if value, ok = object[key]; !ok {
			ts.Fatalf("no key %s", key)
		}
	}
	got, err := json.Marshal(value)
	ts.Check(err)
	if text, ok := value.(string); ok {
		got = []byte(text)
	}
	if (string(got) == args[1]) == neg {
		ts.Fatalf("%s is %s", args[0], got)
	}
}

// overbyte FILE changes one byte in the middle of a file.
func overbyte(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	defer f.Close()
	info, err := f.Stat()
	ts.Check(err)
	b := make([]byte, 1)
	_, err = f.ReadAt(b, info.Size()/2)
	ts.Check(err)
	b[0] ^= 0x40
	_, err = f.WriteAt(b, info.Size()/2)
	ts.Check(err)
}
