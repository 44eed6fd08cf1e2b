package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"caro/core/testneed"
)

// mac is a made-up Mac: a home folder, and a folder in place of the root.
type mac struct {
	t          *testing.T
	root, home string
}

func newMac(t *testing.T) mac {
	t.Helper()
	top := t.TempDir()
	return mac{t, filepath.Join(top, "root"), filepath.Join(top, "root", "Users", "ann lee")}
}

func (m mac) file(path, text string) {
	m.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		m.t.Fatal(err)
	}
}

func (m mac) link(target, path string) {
	m.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		m.t.Fatal(err)
	}
}

// bundle makes an app whose program writes down what it is asked for.
func (m mac) bundle(app, id string) {
	m.t.Helper()
	m.file(app+"/Contents/Info.plist", "<string>"+id+"</string>")
	m.file(app+"/Contents/MacOS/caro", "#!/bin/sh\necho \"$@\" >>'"+m.root+"/asked'\n")
}

// uninstall runs a copy of the script.
func (m mac) uninstall(script string, args ...string) (string, error) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "/bin/sh", append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), "HOME="+m.home, "CARO_UNINSTALL_ROOT="+m.root, "TMPDIR="+m.root+"/private/tmp/")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// all are the paths of files and links, sorted, without the made-up root.
func (m mac) all() (list []string) {
	m.t.Helper()
	err := filepath.WalkDir(m.root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, strings.TrimPrefix(path, m.root))
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

const models = "/Users/ann lee/Library/Caches/caro/models/qwen.gguf"

// fill puts there all that Caro writes, and neighbours that aren't its own. It returns
// the neighbours.
func (m mac) fill() (kept []string) {
	m.t.Helper()
	user := strconv.Itoa(os.Getuid())
	m.bundle(m.root+"/Applications/Caro.app", identifier)
	m.bundle(m.home+"/Applications/Caro.app", identifier)
	m.link("/Applications/Caro.app/Contents/MacOS/caro", m.root+"/usr/local/bin/caro")
	for _, path := range []string{
		"Library/Application Support/caro/config.toml", "Library/Application Support/caro/history.db", "Library/Application Support/caro/.history.db.lock",
		"Library/Caches/caro/state/one.kv", "Library/Caches/caro/log/engine.log", "Library/Caches/caro/run/app.lock", "Library/Caches/caro/.hidden",
		"Library/Caches/caro/manual/ls", "Library/Preferences/app.caro.Caro.plist", "Library/Saved Application State/app.caro.Caro.savedState/data",
		"Library/Caches/app.caro.Caro/x", "Library/HTTPStorages/app.caro.Caro/x",
	} {
		m.file(filepath.Join(m.home, path), "x")
	}
	m.file(m.root+models, "model")
	m.file(m.root+"/private/tmp/caro-"+user+"/engine.sock", "")
	m.file(m.root+"/tmp/caro-"+user+"/app.sock", "")
	kept = []string{
		"/Applications/Other.app/x", "/usr/local/bin/other", "/Users/ann lee/.local/bin/caro",
		"/Users/ann lee/Library/Application Support/caroline/x", "/Users/ann lee/Library/Caches/caroline", "/tmp/caro-99999/x",
		"/private/tmp/caro", "/Users/ann lee/precious",
	}
	for _, path := range kept {
		m.file(m.root+path, "not Caro's")
	}
	return kept
}

func TestUninstall(t *testing.T) {
	script := filepath.Join(testneed.Root(t), "build", "uninstall.sh")
	m := newMac(t)
	kept := m.fill()
	before := m.all()
	said, err := m.uninstall(script)
	if err != nil || !slices.Equal(m.all(), before) {
		t.Errorf("a list removed something, or failed: %v\n%s", err, said)
	}
	for _, path := range before {
		if !strings.Contains(said, path) && !named(said, m.root, path) && !slices.Contains(kept, path) {
			t.Errorf("the list doesn't name %s:\n%s", path, said)
		}
	}
	said, err = m.uninstall(script, "--yes")
	want := append(slices.Clone(kept), models, "/asked")
	slices.Sort(want)
	if got := m.all(); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: left is %q, not %q\n%s", err, got, want, said)
	}
	if asked, _ := os.ReadFile(m.root + "/asked"); string(asked) != "stop\nstop\n" {
		t.Errorf("the programs were asked for %q", asked)
	}
	want = slices.DeleteFunc(want, func(path string) bool { return path == models })
	said, err = m.uninstall(script, "--yes", "--models")
	if got := m.all(); err != nil || !slices.Equal(got, want) {
		t.Errorf("with the models, %v: left is %q, not %q\n%s", err, got, want, said)
	}
	if said, err := m.uninstall(script, "--yes", "--models"); err != nil || strings.Contains(said, "removed  ") || strings.Contains(said, "here  ") {
		t.Errorf("again: %v\n%s", err, said)
	}
}

// named says whether a folder above the path is in the list.
func named(said, root, path string) bool {
	for dir := filepath.Dir(path); dir != "/"; dir = filepath.Dir(dir) {
		if strings.Contains(said, root+dir+"  (") {
			return true
		}
	}
	return false
}

// TestUninstallLeaves: what has Caro's names and isn't its own.
func TestUninstallLeaves(t *testing.T) {
	script := filepath.Join(testneed.Root(t), "build", "uninstall.sh")
	m := newMac(t)
	m.bundle(m.root+"/Applications/Caro.app", "org.example.Caro")
	m.file(m.root+"/Volumes/big/caro/models/x", "on another disk")
	m.link("/opt/homebrew/Cellar/caro/1/bin/caro", m.home+"/.local/bin/caro")
	m.file(m.root+"/usr/local/bin/caro", "a program")
	m.link(m.root+"/Volumes/big/caro", m.home+"/Library/Caches/caro")
	before := m.all()
	said, err := m.uninstall(script, "--yes")
	if err != nil || !slices.Equal(m.all(), before) {
		t.Errorf("%v: left is %q, not %q\n%s", err, m.all(), before, said)
	}
	// A link in the place of the cache folder goes, what it leads to stays.
	if _, err = m.uninstall(script, "--yes", "--models"); err != nil {
		t.Error(err)
	}
	left := m.all()
	if slices.Contains(left, "/Users/ann lee/Library/Caches/caro") || !slices.Contains(left, "/Volumes/big/caro/models/x") {
		t.Errorf("left is %q", left)
	}
}

// TestUninstallFromBundle: the copy in a bundle removes that bundle, wherever it lies.
func TestUninstallFromBundle(t *testing.T) {
	m := newMac(t)
	app := m.root + "/Volumes/tools/Caro two.app"
	m.bundle(app, identifier)
	text, err := os.ReadFile(filepath.Join(testneed.Root(t), "build", "uninstall.sh"))
	if err != nil {
		t.Fatal(err)
	}
	m.file(app+"/Contents/Resources/uninstall.sh", string(text))
	m.link(app+"/Contents/MacOS/caro", m.root+"/usr/local/bin/caro")
	said, err := m.uninstall(app+"/Contents/Resources/uninstall.sh", "--yes")
	if got := m.all(); err != nil || !slices.Equal(got, []string{"/asked"}) {
		t.Errorf("%v: left is %q\n%s", err, got, said)
	}
}

func TestUninstallRefusals(t *testing.T) {
	script := filepath.Join(testneed.Root(t), "build", "uninstall.sh")
	m := newMac(t)
	m.fill()
	before := m.all()
	if said, err := m.uninstall(script, "--yes", "--everything"); err == nil || !strings.Contains(said, "usage:") {
		t.Errorf("an unknown word: %v, %s", err, said)
	}
	for _, home := range []string{"", "/", "relative"} {
		m := m
		m.home = home
		if said, err := m.uninstall(script, "--yes"); err == nil || !strings.Contains(said, "HOME isn't set") {
			t.Errorf("HOME=%q: %v, %s", home, err, said)
		}
	}
	if !slices.Equal(m.all(), before) {
		t.Error("something was removed")
	}
}

// TestUninstallKnowsThePaths: each folder that the Go code names for macOS is in the
// script.
func TestUninstallKnowsThePaths(t *testing.T) {
	root := testneed.Root(t)
	script, err := os.ReadFile(filepath.Join(root, "build", "uninstall.sh"))
	if err != nil {
		t.Fatal(err)
	}
	inHome := regexp.MustCompile(`filepath\.Join\(home, "Library"((?:, "[^"]+")+)`)
	found := 0
	for _, file := range []string{"core/config/file.go", "core/history/place.go", "core/models/cache.go"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inHome.FindAllStringSubmatch(string(text), -1) {
			found++
			parts := strings.Split(strings.Trim(m[1], `, "`), `", "`)
			if folder := "$HOME/Library/" + strings.Join(parts[:2], "/"); !strings.Contains(string(script), `"`+folder+`"`) {
				t.Errorf("%s: %s isn't in the script", file, folder)
			}
		}
	}
	if found != 3 {
		t.Errorf("%d folders were found in the code, not 3: look where they are said now", found)
	}
}
