package platform

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// fixture is a machine described in testdata/NAME.txtar: sections that begin with
// "-- TITLE --". "system" sets the plain fields of System, "env" the environment,
// "programs" the executables (as "PATH -> TARGET" where they are links), "nodes" files
// that merely exist, "sysctl" values as `sysctl -a` prints them, "run COMMAND" what a
// program answers and "file PATH" what a file holds, ␀ standing for a zero byte.
type fixture struct {
	sections map[string]string
	ran      []string // commands that were run
}

func loadFixture(t testing.TB, name string) *fixture {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{sections: map[string]string{}}
	title := "about"
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(rest, " --\n") {
			title = strings.TrimSuffix(rest, " --\n")
			f.sections[title] = ""
			continue
		}
		f.sections[title] += strings.ReplaceAll(line, "␀", "\x00")
	}
	return f
}

// pairs splits each line of a section at the first sep.
func (f *fixture) pairs(section, sep string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(f.sections[section]) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), sep)
		all[key] = value
	}
	return all
}

func (f *fixture) system(t testing.TB) System {
	t.Helper()
	sys, env, programs := f.pairs("system", " "), f.pairs("env", "="), f.pairs("programs", " -> ")
	return System{
		OS: sys["os"], Arch: sys["arch"], CPUs: atoi(t, sys["cpus"]), Parent: atoi(t, sys["parent"]),
		Getenv: func(name string) string { return env[name] },
		ReadFile: func(p string) ([]byte, error) {
			text, ok := f.sections["file "+p]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
			}
			return []byte(text), nil
		},
		LookPath: func(name string) (string, error) {
			candidates := []string{name}
			if !strings.Contains(name, "/") {
				candidates = nil
				for dir := range strings.SplitSeq(env["PATH"], ":") {
					candidates = append(candidates, dir+"/"+name)
				}
			}
			for _, c := range candidates {
				if _, ok := programs[c]; ok {
					return c, nil
				}
			}
			return "", fmt.Errorf("look up %s: %w", name, fs.ErrNotExist)
		},
		Resolve: func(p string) (string, error) {
			for programs[p] != "" {
				p = programs[p]
			}
			return p, nil
		},
		Run: func(ctx context.Context, name string, args ...string) ([]byte, error) {
			if _, ok := ctx.Deadline(); !ok {
				t.Errorf("%s was run without a time-out", name)
			}
			command := strings.Join(append([]string{name}, args...), " ")
			f.ran = append(f.ran, command)
			return []byte(f.sections["run "+command]), nil
		},
		Sysctl: func(name string) (string, error) {
			value, ok := f.pairs("sysctl", ": ")[name]
			if !ok {
				return "", fmt.Errorf("sysctl %s: %w", name, fs.ErrNotExist)
			}
			return value, nil
		},
		Glob: func(pattern string) ([]string, error) {
			var found []string
			for _, p := range f.paths() {
				if ok, err := path.Match(pattern, p); err != nil {
					return nil, err
				} else if ok {
					found = append(found, p)
				}
			}
			return found, nil
		},
	}
}

// paths lists everything that exists on the machine, sorted.
func (f *fixture) paths() []string {
	all := strings.Fields(f.sections["nodes"])
	for title := range f.sections {
		if p, ok := strings.CutPrefix(title, "file "); ok {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

func atoi(t testing.TB, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("fixture: %v", err)
	}
	return n
}
