package everyday

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/sandbox"
)

func TestFixture(t *testing.T) {
	dir := t.TempDir()
	if err := Fixture(dir); err != nil {
		t.Fatal(err)
	}
	after, err := folderAfter(sandbox.Result{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if c := changes(after); !c.equal(change{}) {
		t.Errorf("read back, it differs: %v", c)
	}
	for name, e := range tree() {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		off := time.Since(info.ModTime()) - e.age
		if e.link == "" && (off < -time.Second || off > time.Minute) {
			t.Errorf("%s is %v old, not %v", name, time.Since(info.ModTime()), e.age)
		}
	}
	if Fixture(dir) == nil {
		t.Error("a second one in the same place")
	}
}

// TestFixtureIsFair: what the predicates rely on.
func TestFixtureIsFair(t *testing.T) {
	seen := map[string]string{}
	for name := range tree() {
		if other, twice := seen[path.Base(name)]; twice {
			t.Errorf("%s and %s can't be told apart by base name", name, other)
		}
		seen[path.Base(name)] = name
	}
	if got := strings.Count(appLog(), "ERROR"); got != errorLines {
		t.Errorf("%d lines with ERROR, not %d", got, errorLines)
	}
	addresses := map[string]bool{}
	for _, line := range linesOf(accessLog()) {
		addresses[strings.Fields(line)[0]] = true
	}
	if len(addresses) != visitors {
		t.Errorf("%d addresses, not %d", len(addresses), visitors)
	}
	if got, err := unpack(holidayArchive()); err != nil || len(got) != len(holidayFiles) {
		t.Errorf("the archive: %d files, %v", len(got), err)
	}
	if lines := linesOf(readme); len(lines) < 25 || lines[9] == "" || lines[19] == "" {
		t.Error("lines 10 and 20 of the readme should not be empty, nor the last ones")
	}
}

// TestHostileFolder: what a command leaves can't lead the reader out or hold it up.
func TestHostileFolder(t *testing.T) {
	needSandbox(t)
	for _, command := range []string{
		"rm notes.txt; ln -s /etc/passwd notes.txt",
		"mkfifo pipe; rm notes.txt; mkfifo notes.txt",
		"chmod 000 notes.txt src",
		"rm -rf logs; ln -s / logs",
		"truncate -s 200M notes.txt",
		"mkdir -p $(printf 'd/%.0s' $(seq 1 100)); ln -s . loop",
		"touch \"$(printf 'bad\\xff\\nname')\"",
		"cd ..; rm -rf work",
		"cd ..; mv work gone; ln -s / work",
	} {
		result, err := sandbox.Run(t.Context(), patient(command))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range Cases() {
			if err := c.Check(result); err == nil {
				t.Errorf("%s: right for %s", command, c.Name)
			} else if strings.Contains(err.Error(), "root:") {
				t.Errorf("%s: %v", command, err)
			}
		}
		if err := result.Remove(); err != nil {
			t.Error(err)
		}
	}
}

func TestStopped(t *testing.T) {
	for _, c := range Cases() {
		if c.Check(sandbox.Result{Dir: t.TempDir(), Stopped: sandbox.StopTime}) == nil {
			t.Errorf("%s: right although stopped", c.Name)
		}
	}
}

func TestModesAreCompared(t *testing.T) {
	after := map[string]entry{}
	for name, e := range tree() {
		after[name] = e
	}
	e := after["run.sh"]
	e.mode |= 0o100
	after["run.sh"] = e
	e = after["src"]
	e.mode = fs.ModeDir | 0o700
	after["src"] = e
	delete(after, ".env")
	after["new"] = entry{}
	want := change{added: []string{"new"}, removed: []string{".env"}, altered: []string{"run.sh", "src"}}
	if got := changes(after); !got.equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestColouredOutput(t *testing.T) {
	dir := t.TempDir()
	if err := Fixture(dir); err != nil {
		t.Fatal(err)
	}
	check := prints(onlyThese([]string{"data", "src/main.py"}))
	out := "\x1b[0m\x1b[01;34mdata\x1b[0m\n\x1b[35m\x1b[Ksrc/main.py\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[Kprint\n"
	if err := check(sandbox.Result{Dir: dir, Stdout: []byte(out)}); err != nil {
		t.Error(err)
	}
}
