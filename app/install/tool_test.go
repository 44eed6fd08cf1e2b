package install

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caro/core/fault"
)

// machine is a made-up Mac in a temporary folder.
type machine struct {
	t              *testing.T
	top            string
	first, private string // the folders for links
}

func newMachine(t *testing.T) machine {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := machine{t, top, filepath.Join(top, "usr/local/bin"), filepath.Join(top, "home/.local/bin")}
	m.file("etc/paths", "/usr/bin\n"+m.first+"\n")
	m.folder(m.first)
	return m
}

func (m machine) folder(dir string) {
	m.t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		m.t.Fatal(err)
	}
}

func (m machine) file(name, text string) string {
	m.t.Helper()
	path := filepath.Join(m.top, name)
	m.folder(filepath.Dir(path))
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		m.t.Fatal(err)
	}
	return path
}

func (m machine) symlink(target, path string) {
	m.t.Helper()
	m.folder(filepath.Dir(path))
	if err := os.Symlink(target, path); err != nil {
		m.t.Fatal(err)
	}
}

// bundle makes an application with an identifier and returns its program.
func (m machine) bundle(app, id string) string {
	m.t.Helper()
	m.file(app+"/Contents/Info.plist", "<string>"+id+"</string>")
	return m.file(app+"/Contents/MacOS/caro", "#!/bin/sh\n")
}

// tool is the tool of a program, with this machine's folders.
func (m machine) tool(program string) Tool {
	m.t.Helper()
	m.t.Setenv("HOME", filepath.Join(m.top, "home"))
	tool, err := Of(program)
	if err != nil {
		m.t.Fatal(err)
	}
	if want := []string{"/usr/local/bin", m.private}; !slices.Equal(tool.folders, want) {
		m.t.Errorf("the folders are %q, want %q", tool.folders, want)
	}
	tool = tool.Below(m.top)
	tool.search = "/usr/bin:/bin"
	return tool
}

func wantTarget(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.Readlink(path); err != nil || got != want {
		t.Errorf("%s leads to %q (%v), want %q", path, got, err, want)
	}
}

func wantFault(t *testing.T, err error, says, hint string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || !strings.Contains(f.Message, says) || !strings.Contains(f.Hint, hint) {
		t.Errorf("got %v, want %q with the hint %q", err, says, hint)
	}
}

func TestInstall(t *testing.T) {
	m := newMachine(t)
	program := m.bundle("Applications/Caro.app", identifier)
	tool := m.tool(program)
	if _, there := tool.Find(); there {
		t.Fatal("it is there before it was installed")
	}
	path := filepath.Join(m.first, name)
	want := Link{Path: path, Program: program, OnPath: true}
	for range 2 { // the second time there is nothing to do
		if link, err := tool.Install(); err != nil || link != want {
			t.Errorf("got %+v, %v; want %+v", link, err, want)
		}
		wantTarget(t, path, program)
	}
	if link, there := tool.Find(); !there || link != want {
		t.Errorf("found %+v, %v", link, there)
	}
	removed, err := tool.Remove()
	if err != nil || !slices.Equal(removed, []string{path}) {
		t.Errorf("removed %q, %v", removed, err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is left: %v", err)
	}
	if removed, err := tool.Remove(); err != nil || len(removed) > 0 {
		t.Errorf("removed %q, %v from nothing", removed, err)
	}
}

// TestPrivateFolder: where the system's folder isn't there, the person's own is made, and
// what is left to do is said.
func TestPrivateFolder(t *testing.T) {
	m := newMachine(t)
	if err := os.Remove(m.first); err != nil {
		t.Fatal(err)
	}
	program := m.bundle("Applications/Caro.app", identifier)
	tool := m.tool(program)
	link, err := tool.Install()
	if err != nil || link.Path != filepath.Join(m.private, name) || link.OnPath || !strings.Contains(link.Hint, m.private+":$PATH") {
		t.Errorf("got %+v, %v", link, err)
	}
	wantTarget(t, link.Path, program)
	tool.search += ":" + m.private
	if link, _ := tool.Find(); !link.OnPath || link.Hint != "" {
		t.Errorf("with its folder in PATH: %+v", link)
	}
	m.file("etc/paths.d/caro", m.private+"\n")
	tool.search = ""
	if link, _ := tool.Find(); !link.OnPath {
		t.Errorf("with its folder in paths.d: %+v", link)
	}
}

// TestOthers: what is in the way, and whether it is Caro's.
func TestOthers(t *testing.T) {
	for what, test := range map[string]struct {
		put      func(m machine, path string)
		replaced bool
	}{
		"a file":              {func(m machine, _ string) { m.file("usr/local/bin/caro", "precious") }, false},
		"a folder":            {func(m machine, path string) { m.folder(path) }, false},
		"another program":     {func(m machine, path string) { m.symlink("/usr/bin/true", path) }, false},
		"a link to nowhere":   {func(m machine, path string) { m.symlink("/nowhere/caro", path) }, false},
		"a relative link":     {func(m machine, path string) { m.symlink("../Cellar/caro/1/bin/caro", path) }, false},
		"another app's caro":  {func(m machine, path string) { m.symlink(m.bundle("Other.app", "org.example.Other"), path) }, false},
		"an app that is gone": {func(m machine, path string) { m.symlink("/gone/Other.app/Contents/MacOS/caro", path) }, false},
		"an older Caro":       {func(m machine, path string) { m.symlink(m.bundle("Old Caro.app", identifier), path) }, true},
		"a Caro that is gone": {func(m machine, path string) { m.symlink("/gone/Caro.app/Contents/MacOS/caro", path) }, true},
	} {
		t.Run(what, func(t *testing.T) {
			m := newMachine(t)
			program := m.bundle("Applications/Caro.app", identifier)
			path := filepath.Join(m.first, name)
			test.put(m, path)
			before, _ := os.Readlink(path)
			tool := m.tool(program)
			link, err := tool.Install()
			if test.replaced {
				if err != nil || link.Path != path {
					t.Errorf("got %+v, %v", link, err)
				}
				wantTarget(t, path, program)
			} else {
				wantFault(t, err, path+" is there and isn't Caro's", "rename or remove it")
				if removed, err := tool.Remove(); err != nil || len(removed) > 0 {
					t.Errorf("removed %q, %v", removed, err)
				}
				if after, _ := os.Readlink(path); after != before {
					t.Errorf("the link was %q and is %q", before, after)
				}
				if _, err := os.Lstat(path); err != nil {
					t.Errorf("it is gone: %v", err)
				}
			}
			entries, err := os.ReadDir(m.first)
			if err != nil || len(entries) != 1 {
				t.Errorf("left in the folder: %v, %v", entries, err)
			}
		})
	}
}

// TestHomebrew: a link that something else made is found, and left.
func TestHomebrew(t *testing.T) {
	m := newMachine(t)
	program := m.bundle("Applications/Caro.app", identifier)
	brew := filepath.Join(m.top, "opt/homebrew/bin")
	m.symlink(program, filepath.Join(brew, name))
	tool := m.tool(program)
	tool.search += ":" + brew
	if link, err := tool.Install(); err != nil || link.Path != filepath.Join(brew, name) || !link.OnPath {
		t.Errorf("got %+v, %v", link, err)
	}
	if removed, err := tool.Remove(); err != nil || len(removed) > 0 {
		t.Errorf("removed %q, %v", removed, err)
	}
}

func TestNoPlace(t *testing.T) {
	m := newMachine(t)
	program := m.bundle("Ann's Apps/Caro.app", identifier)
	tool := m.tool(program)
	if err := os.Remove(m.first); err != nil {
		t.Fatal(err)
	}
	m.file("home/.local", "in the way")
	_, err := tool.Install()
	wantFault(t, err, "install the command line tool", `sudo ln -s '`+m.top+`/Ann'\''s Apps/Caro.app/Contents/MacOS/caro' '`+m.first+`/caro'`)
}

func TestWrongBundles(t *testing.T) {
	m := newMachine(t)
	t.Setenv("HOME", m.top)
	_, err := Of(m.file("opt/caro", ""))
	wantFault(t, err, "is in no Caro.app", "PATH")
	_, err = Of(filepath.Join(m.top, "nothing"))
	wantFault(t, err, "find Caro.app", "")
	_, err = Of("") // the test itself
	wantFault(t, err, "is in no Caro.app", "")
	tool := m.tool(m.bundle("AppTranslocation/1234/d/Caro.app", identifier))
	_, err = tool.Install()
	wantFault(t, err, "can't be linked to where it is", "drag it into Applications")
	t.Setenv("HOME", "")
	_, err = Of(m.bundle("Caro.app", identifier))
	wantFault(t, err, "HOME", "")
}

// TestReadOnly compares with what the system says of all that is mounted.
func TestReadOnly(t *testing.T) {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		t.Skip("no list of mounts: this test is for Linux")
	}
	last := map[string]bool{}
	for line := range strings.Lines(string(mounts)) {
		if f := strings.Fields(line); len(f) > 3 && !strings.Contains(f[1], `\`) {
			last[f[1]] = slices.Contains(strings.Split(f[3], ","), "ro")
		}
	}
	if len(last) == 0 {
		t.Fatal("nothing is mounted: the test proves nothing")
	}
	for dir, want := range last {
		if _, err := os.Stat(dir); err == nil && readOnly(dir) != want {
			t.Errorf("%s: read-only is %v, want %v", dir, !want, want)
		}
	}
}
