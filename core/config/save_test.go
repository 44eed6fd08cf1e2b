package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

const full = `# mine
model = "a" # the first
  device='cpu'

[worker]   # the process
	idle = "5m"   # short

# what is typed
[ "prepare" ]
# pause = "1s"
`

func TestEdit(t *testing.T) {
	for _, test := range []struct{ name, text, key, value, want string }{
		{"empty", "", "model", "x", "model = \"x\"\n"},
		{"empty, in a table", "", "worker.idle", "60m", "[worker]\nidle = \"1h\"\n"},
		{"comment only", "# c", "copy", "true", "# c\ncopy = true\n"},
		{"in place", full, "model", `b"\é`, strings.Replace(full, `"a"`, `"b\"\\é"`, 1)},
		{"in place, other quotes", full, "device", "gpu", strings.Replace(full, `'cpu'`, `"gpu"`, 1)},
		{"in place, in a table", full, "worker.idle", "90s", strings.Replace(full, `"5m"`, `"1m30s"`, 1)},
		{"new at the top", full, "copy", "true", strings.Replace(full, "'cpu'\n", "'cpu'\n  copy = true\n", 1)},
		{"new in a table", full, "worker.low_memory", "true", strings.Replace(full, "# short\n", "# short\n\tlow_memory = true\n", 1)},
		{"new in a table without any", full, "prepare.pause", "0s", strings.Replace(full, "]\n# pause", "]\npause = \"0s\"\n# pause", 1)},
		{"new table", full, "remote.retries", "5", full + "\n[remote]\nretries = 5\n"},
		{"new at the top, before a table's comment", "# all\n\n# w\n[worker]\n", "copy", "false", "# all\n\ncopy = false\n\n# w\n[worker]\n"},
		{"no newline at the end", "[worker]\nidle = \"5m\"", "worker.low_memory", "true", "[worker]\nidle = \"5m\"\nlow_memory = true\n"},
		{"no newline, new table", "copy = true", "worker.idle", "5m", "copy = true\n\n[worker]\nidle = \"5m\"\n"},
		{"CRLF", "copy = true\r\n[worker]\r\n", "worker.idle", "5m", "copy = true\r\n[worker]\r\nidle = \"5m\"\r\n"},
		{"mark", "\ufeffcopy = true\n", "copy", "false", "\ufeffcopy = false\n"},
		{"dotted", "worker.idle = \"5m\" # d\nmodel = \"x\"\n", "worker.low_memory", "true", "worker.idle = \"5m\" # d\nworker.low_memory = true\nmodel = \"x\"\n"},
		{"inline", "worker = { idle = \"5m\" } # i\n", "worker.low_memory", "true", "worker = { low_memory = true, idle = \"5m\" } # i\n"},
		{"inline, in place", "worker = { idle = \"5m\" } # i\n", "worker.idle", "6m", "worker = { idle = \"6m\" } # i\n"},
		{"inline, empty", "worker = { }\n", "worker.low_memory", "true", "worker = { low_memory = true }\n"},
		{"many lines", "model = \"\"\"\nx\\\n  y\"\"\" # m\ncopy = true\n", "model", "z", "model = \"z\" # m\ncopy = true\n"},
		{"a wrong value mended", "safety = 7\ncopy = true\n", "safety", "strict", "safety = \"strict\"\ncopy = true\n"},
		{"the same", full, "device", "cpu", strings.Replace(full, `'cpu'`, `"cpu"`, 1)},
	} {
		path := fileOf(t, test.text)
		if err := Save(path, map[string]string{test.key: test.value}); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %v\n got %q\nwant %q", test.name, err, got, test.want)
		}
	}
}

// What can't be saved is told, and nothing has changed then.
func TestSaveRefuses(t *testing.T) {
	plain := "[remote]\nbase_url = \"http://gpu.example.com\"\nallow_plain_http = true\n"
	for _, test := range []struct{ name, text, key, value, want string }{
		{"unknown key", full, "modell", "x", "unknown setting modell; did you mean model?"},
		{"wrong value", full, "safety", "x", `safety is "x", it must be strict, moderate or permissive`},
		{"relative path", full, "model", "./x", `model is "./x", a path in this file must be a full one or begin with ~/`},
		{"broken file", "copy = yes\n", "model", "x", "config.toml:1:8: this is no value"},
		{"unknown in the file", "coppy = true\n", "model", "x", "config.toml:1:1: unknown setting coppy"},
		{"list in the file", "model = [\n1]\n", "model", "x", "config.toml:1:1: model is a list"},
		{"contradiction", plain, "remote.allow_plain_http", "false", "remote.base_url is http to gpu.example.com"},
		{"key", full, "remote.key_env", "sk-abcdef", "remote.key_env is a text that may be secret"},
		{"full", full + strings.Repeat("#", maxFile-len(full)), "copy", "true", "more than 1 MiB"},
	} {
		path := fileOf(t, test.text)
		err := Save(path, map[string]string{test.key: test.value, "explain": "false"})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		if got, _ := os.ReadFile(path); string(got) != test.text {
			t.Errorf("%s: now %q", test.name, got)
		}
		alone(t, path)
	}
}

// alone wants nothing beside a file.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, left behind: %v", err, entries)
	}
}

func TestSaveNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "config.toml")
	if err := Save(path, nil); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, map[string]string{"copy": "true", "worker.idle": "1h", "remote.base_url": "http://gpu:1/v1", "remote.allow_plain_http": "true"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	want := "copy = true\n\n[worker]\nidle = \"1h\"\n\n[remote]\nbase_url = \"http://gpu:1/v1\"\nallow_plain_http = true\n"
	if err != nil || string(text) != want {
		t.Errorf("%v: %s", err, text)
	}
	mode := func(path string, want fs.FileMode) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%v: %s is %v", err, path, info.Mode())
		}
	}
	mode(path, 0o600)
	mode(filepath.Dir(path), 0o700)
	alone(t, path)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, map[string]string{"copy": "false"}); err != nil {
		t.Fatal(err)
	}
	mode(path, 0o600)
}

// A link stays one, also where its target isn't there yet or lies behind another link.
func TestSaveLink(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, d := range []string{"home", "dotfiles/caro"} {
		if err := os.MkdirAll(at(d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"home/caro": "../dotfiles/caro", "dotfiles/caro/config.toml": "real.toml"} {
		if err := os.Symlink(to, at(from)); err != nil {
			t.Fatal(err)
		}
	}
	for _, value := range []string{"true", "false"} {
		if err := Save(at("home/caro/config.toml"), map[string]string{"copy": value}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(at("dotfiles/caro/real.toml"))
		if err != nil || string(text) != "copy = "+value+"\n" {
			t.Errorf("%v: %s", err, text)
		}
	}
	if to, err := os.Readlink(at("dotfiles/caro/config.toml")); err != nil || to != "real.toml" {
		t.Error(to, err)
	}
	if err := os.Symlink("loop", at("loop")); err != nil {
		t.Fatal(err)
	}
	if err := Save(at("loop"), map[string]string{"copy": "true"}); !errors.Is(err, syscall.ELOOP) {
		t.Error(err)
	}
}

func TestSaveStrangeFiles(t *testing.T) {
	dir := t.TempDir()
	pipe, locked := filepath.Join(dir, "pipe"), filepath.Join(dir, "locked")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(locked, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		pipe: "this is a pipe", dir: "this is a folder", locked: "cannot be saved: the file is read-only", filepath.Join(locked, "c"): "cannot be saved: ",
	} {
		if err := Save(path, map[string]string{"copy": "true"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	// What a killed process left, or somebody planted, isn't written through.
	path := filepath.Join(dir, "config.toml")
	if err := os.Symlink(locked, filepath.Join(dir, ".config.toml.new")); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, map[string]string{"copy": "true"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(locked); err != nil || info.Size() != 0 {
		t.Error("written through a link", err)
	}
}

// Those who save at once lose nothing of each other.
func TestSaveTogether(t *testing.T) {
	path := fileOf(t, full)
	var all sync.WaitGroup
	changes := map[string]string{
		"copy": "true", "explain": "false", "worker.low_memory": "true", "prepare.enabled": "false", "prepare.battery_min": "7", "remote.retries": "7", "remote.model": "m", "safety": "strict",
	}
	for key, value := range changes {
		all.Go(func() {
			if err := Save(path, map[string]string{key: value}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	c, err := Load(env("CARO_CONFIG", path))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range changes {
		if c.Value(key) != value {
			t.Errorf("%s is %s", key, c.Value(key))
		}
	}
	alone(t, path)
}

// An editor that saves while a change is made wins nothing and loses nothing.
func TestSaveBesideEditor(t *testing.T) {
	path := fileOf(t, "copy = true\n")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("copy = true\n# by the editor\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, []byte("copy = false\n"), before); !errors.Is(err, errChanged) {
		t.Errorf("replaced: %v", err)
	}
	if err := replace(path, []byte("copy = false\n"), nil); !errors.Is(err, errChanged) {
		t.Errorf("created where one is: %v", err)
	}
	alone(t, path)
}

func TestSaveWaits(t *testing.T) {
	path := fileOf(t, "")
	release, err := lockFolder(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, release)
	if err := Save(path, map[string]string{"copy": "true"}); err != nil {
		t.Error(err)
	}
	release, err = lockFolder(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if err := Save(path, map[string]string{"copy": "false"}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Error(err)
	}
}

// TestSaveKilled kills a process that saves without end, again and again: the file is
// whole each time, and so is what it had beside the setting.
func TestSaveKilled(t *testing.T) {
	if path := os.Getenv("CARO_TEST_SAVES"); path != "" {
		for i := 0; ; i++ {
			if err := Save(path, map[string]string{"remote.retries": fmt.Sprint(i % 10), "model": strings.Repeat("m", i%2000)}); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
		}
	}
	path := fileOf(t, full)
	for i := range 50 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSaveKilled$")
		cmd.Env = append(os.Environ(), "CARO_TEST_SAVES="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(10+i*3) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if cmd.ProcessState.Exited() {
			t.Fatal("it ended by itself")
		}
		c, err := Load(env("CARO_CONFIG", path))
		if err != nil || c.Worker.Idle != 5*time.Minute {
			t.Fatalf("kill %d: %v", i, err)
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), "# short\n\n# what is typed\n[ \"prepare\" ]\n# pause = \"1s\"\n") {
			t.Fatalf("kill %d: %v: %s", i, err, text)
		}
	}
	if c, err := Load(env("CARO_CONFIG", path)); err != nil || c.Source("remote.retries") != SourceFile {
		t.Fatal("nothing was saved: the test proves nothing", err)
	}
	if err := Save(path, map[string]string{"copy": "true"}); err != nil {
		t.Fatal(err)
	}
	alone(t, path)
}

// By sudo, Caro changes a file that stays its owner's.
func TestSaveKeepsOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		testneed.Missing(t, "root", "run it as root: only that may give a file to another user")
	}
	path := fileOf(t, "copy = true\n")
	if err := os.Chown(path, 1234, 1235); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, map[string]string{"copy": "false"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 1234 || owner.Gid != 1235 {
		t.Errorf("it belongs to %d, %d now", owner.Uid, owner.Gid)
	}
}
