package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestPath(t *testing.T) {
	for _, test := range []struct {
		name, goos string
		env        func(string) string
		want       string
		named      bool
	}{
		{"Linux", "linux", env("HOME", "/home/ada"), "/home/ada/.config/caro/config.toml", false},
		{"XDG", "linux", env("HOME", "/home/ada", "XDG_CONFIG_HOME", "/cfg"), "/cfg/caro/config.toml", false},
		{"relative XDG", "linux", env("HOME", "/home/ada", "XDG_CONFIG_HOME", "cfg"), "/home/ada/.config/caro/config.toml", false},
		{"macOS", "darwin", env("HOME", "/Users/ada", "XDG_CONFIG_HOME", "/cfg"), "/Users/ada/Library/Application Support/caro/config.toml", false},
		{"named", "darwin", env("HOME", "/Users/ada", "CARO_CONFIG", "/x/y.toml"), "/x/y.toml", true},
		{"no home", "linux", env(), "", false},
		{"relative home", "linux", env("HOME", "."), "", false},
	} {
		path, named, err := pathOn(test.goos, test.env)
		if err != nil || path != test.want || named != test.named {
			t.Errorf("%s: %s, %v, %v", test.name, path, named, err)
		}
	}
	if path, _, err := pathOn("linux", env("CARO_CONFIG", "c.toml")); err != nil || !filepath.IsAbs(path) {
		t.Error(path, err)
	}
}

// What isn't a file of settings is refused in words, and never waited for.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(syscall.Mkfifo(at("pipe"), 0o600))
	must(os.WriteFile(at("large"), make([]byte, maxFile+1), 0o600))
	must(os.WriteFile(at("just"), []byte(strings.Repeat("#", maxFile)), 0o600))
	must(os.WriteFile(at("empty"), nil, 0o600))
	must(os.Symlink("empty", at("link")))
	must(os.Symlink("loop", at("loop")))
	for name, want := range map[string]string{
		"pipe": "and this is a pipe", ".": "and this is a folder", "large": "more than 1 MiB", "loop": "cannot be read: too many levels",
		"absent": "CARO_CONFIG names this file, and it isn't there", "empty/x": "cannot be read: not a directory", "empty": "", "just": "", "link": "",
	} {
		start := time.Now()
		_, err := Load(env("CARO_CONFIG", at(name)))
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		var file *FileError
		if err != nil && (!errors.As(err, &file) || !strings.HasPrefix(err.Error(), filepath.Clean(at(name))+": ")) {
			t.Errorf("%s: %T %v", name, err, err)
		}
		if time.Since(start) > 5*time.Second {
			t.Errorf("%s took %v", name, time.Since(start))
		}
	}
	if _, err := Load(env("CARO_CONFIG", "/dev/null")); err == nil || !strings.Contains(err.Error(), "device") {
		t.Error(err)
	}
}

// No file in the usual place is no mistake, nor is no place.
func TestNoFile(t *testing.T) {
	for name, getenv := range map[string]func(string) string{"no file": env("HOME", t.TempDir()), "no home": env()} {
		c, err := Load(getenv)
		if err != nil || c.Safety != "moderate" {
			t.Errorf("%s: %v", name, err)
		}
		if _, found := c.Path(); found {
			t.Errorf("%s: found", name)
		}
	}
}

// The manual's example has every setting, at its default.
func TestManual(t *testing.T) {
	manual, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(manual), "```toml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("no example")
	}
	c, err := Load(env("CARO_CONFIG", fileOf(t, example)))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	for _, key := range Keys() {
		if c.Source(key) != SourceFile || c.Value(key) != want.Value(key) {
			t.Errorf("%s is %q from %s, the default is %q", key, c.Value(key), c.Source(key), want.Value(key))
		}
	}
}

// Each testdata/mistakes/NAME.toml has what NAME.txt says, and nothing else.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		said := decode(text).err("config.toml")
		if said == nil {
			t.Errorf("%s: no mistake found", file)
			continue
		}
		golden := strings.TrimSuffix(file, ".toml") + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(said.Error()+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if said.Error()+"\n" != string(want) {
			t.Errorf("%s:\n got %s\nwant %s", file, said, want)
		}
	}
}

// Many mistakes, deep nesting, long names: told briefly and at once.
func TestHostile(t *testing.T) {
	for name, text := range map[string]string{
		"unknown settings": strings.Repeat("a = 1\n", 150_000),
		"broken lines":     strings.Repeat("a = x\n", 150_000),
		"open lists":       strings.Repeat("a = [\n", 900) + strings.Repeat("# \n", 300_000),
		"nested lists":     "a = " + strings.Repeat("[", maxFile-4),
		"nested tables":    strings.Repeat("a = {", maxFile/5),
		"deep key":         strings.Repeat("a.", maxFile/2-3) + "a = 1",
		"deep table":       "[" + strings.Repeat("a.", maxFile/2-3) + "a]",
		"long name":        strings.Repeat("a", maxFile-4) + " = 1",
		"long value":       `device = "` + strings.Repeat("é", maxFile/2-10) + `"`,
		"long number":      `copy = ` + strings.Repeat("9", maxFile-10),
		"control":          "model = \"\x01\"",
		"not UTF-8":        "model = \"\xff\"",
		"UTF-16":           "\xff\xfem\x00o\x00",
		"binary":           "\x7fELF\x02\x01\x01\x00",
		"return alone":     "model = \"a\"\rcopy = true",
	} {
		start := time.Now()
		err := decode([]byte(text)).err("config.toml")
		if err == nil {
			t.Errorf("%s: no mistake", name)
			continue
		}
		if len(err.Error()) > 3000 || strings.Count(err.Error(), "\n") > maxMistakes {
			t.Errorf("%s: %d bytes: %.300s", name, len(err.Error()), err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestGoodFiles(t *testing.T) {
	for name, text := range map[string]string{
		"header":        "[worker]\nidle = \"5m\"\nlow_memory = true\n",
		"dotted":        "worker.idle = \"5m\"\n worker . low_memory = true # yes",
		"inline":        "worker = { idle = '5m', low_memory = true }",
		"quoted names":  "[ \"worker\" ]\n'idle' = \"\"\"5m\"\"\"\n\"low\\u005fmemory\" = true",
		"mark and CRLF": "\ufeff[worker] # x\r\nidle = \"\\u0035m\"\r\nlow_memory = true\r\n",
		"other tables":  "[remote]\n[prepare]\nbattery_min = 0x1_E\n[worker]\nidle=\"5m\"\nlow_memory=true",
	} {
		c, err := Load(env("CARO_CONFIG", fileOf(t, text)))
		if err != nil || c.Worker.Idle != 5*time.Minute || !c.Worker.LowMemory || c.Prepare.BatteryMin != 30 {
			t.Errorf("%s: %v: %+v", name, err, c)
		}
	}
}
