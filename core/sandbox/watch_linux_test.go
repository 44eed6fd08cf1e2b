package sandbox

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestForkBomb(t *testing.T) {
	for name, bomb := range map[string]string{
		"doubling":          ":(){ :|:& };:; sleep 60",
		"in the background": "f() { sleep 60 & f; }; f",
		"sessions":          "for i in $(seq 5000); do setsid -f sleep 60; done; sleep 60",
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			r := try(t, Spec{Command: bomb, Limits: Limits{Time: 8 * time.Second}})
			if r.Stopped != StopProcesses && r.Stopped != StopTime || r.ExitCode != -1 {
				t.Errorf("stopped by %q, code %d", r.Stopped, r.ExitCode)
			}
			t.Logf("stopped by %s after %v", r.Stopped, time.Since(begin))
		})
	}
}

func TestOutputIsBounded(t *testing.T) {
	const limit = 100_000
	for name, command := range map[string]string{
		"stdout":   "head -c 10G /dev/zero",
		"stderr":   "head -c 10G /dev/zero >&2",
		"endless":  "yes",
		"and ends": "head -c 100001 /dev/zero",
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			r := try(t, Spec{Command: command, Limits: Limits{OutputBytes: limit, Time: time.Minute}})
			if r.Stopped != StopOutput || !r.Truncated || r.ExitCode != -1 || len(r.Stdout)+len(r.Stderr) != limit {
				t.Errorf("stopped by %q, code %d, %d + %d bytes", r.Stopped, r.ExitCode, len(r.Stdout), len(r.Stderr))
			}
			if took := time.Since(begin); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	r := try(t, Spec{Command: "head -c 100000 /dev/zero", Limits: Limits{OutputBytes: limit}})
	if r.Truncated || len(r.Stdout) != limit || r.ExitCode != 0 {
		t.Errorf("just as much as allowed: %v, %d bytes, code %d", r.Truncated, len(r.Stdout), r.ExitCode)
	}
}

func TestDiskIsBounded(t *testing.T) {
	const limit = 8 << 20
	for name, c := range map[string]struct {
		command string
		most    int64 // bytes of disk left behind
		stopped Stop
	}{
		"one file":         {"head -c 10G /dev/zero > big; exit 0", limit + 1<<20, NotStopped},
		"a file with hole": {"truncate -s 10G big; exit 0", limit + 1<<20, NotStopped},
		"many files":       {"while :; do i=$((i+1)); head -c 1M /dev/zero > f$i; done", 1 << 30, StopDisk},
		"in /dev/shm":      {"cd /dev/shm; while :; do i=$((i+1)); head -c 1M /dev/zero > f$i; done", 1 << 30, StopDisk},
		"empty files":      {"while :; do i=$((i+10000)); seq $i $((i+9999)) | xargs touch; done", 1 << 30, StopDisk},
	} {
		t.Run(name, func(t *testing.T) {
			r := try(t, Spec{Command: c.command, Limits: Limits{FileBytes: limit, Time: time.Minute}})
			if r.Stopped != c.stopped {
				t.Errorf("stopped by %q: %s", r.Stopped, firstLine(r.Stderr))
			}
			files, size := diskUse(r.place.base)
			if size > c.most {
				t.Errorf("%d bytes left", size)
			}
			t.Logf("%d files, %d bytes", files, size)
		})
	}
}

func TestMemoryIsBounded(t *testing.T) {
	limits := Limits{Memory: 200 << 20, Time: time.Minute}
	hold := "head -c 60M /dev/zero | tail -c 60M | (sleep 59; cat > /dev/null)" // tail holds it all
	for name, c := range map[string]struct {
		command string
		stopped []Stop
	}{
		// The kernel's limit or the watch, whichever comes first.
		"one process": {`x=$(head -c 10G /dev/zero | tr '\0' x); exit 9`, []Stop{NotStopped, StopMemory}},
		"some":        {strings.Replace(hold, "59", "1", 1), []Stop{NotStopped}},
		"together":    {strings.Repeat(hold+" & ", 6) + "wait", []Stop{StopMemory}},
	} {
		t.Run(name, func(t *testing.T) {
			r := try(t, Spec{Command: c.command, Limits: limits})
			if !slices.Contains(c.stopped, r.Stopped) {
				t.Errorf("stopped by %q, code %d: %s", r.Stopped, r.ExitCode, r.Stderr)
			}
			if name == "one process" && r.ExitCode == 9 {
				t.Error("had more memory than the limit")
			}
		})
	}
}

func TestDiskUse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), make([]byte, 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/", filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "closed"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "closed"), fs.FileMode(0o700))
	files, size := diskUse(dir)
	if files != 4 || size < 50_000 || size > 200_000 {
		t.Errorf("%d files, %d bytes", files, size)
	}
}

func TestParseStat(t *testing.T) {
	page := int64(os.Getpagesize())
	for name, c := range map[string]struct {
		text string
		want stat
		bad  bool
	}{
		"plain":      {text: "4 (cat) R 1 4 4 0 -1 4194304 88 0 0 0 0 0 0 0 20 0 1 0 5114 2953216 250 18446744073709551615 1 1", want: stat{"cat", 'R', 1, 1, 250 * page}},
		"odd name":   {text: "77 (a) Z 9 (b) S 12 4 4 0 -1 0 88 0 0 0 0 0 0 0 20 0 3 0 5114 295 7 184 1 1", want: stat{"a) Z 9 (b", 'S', 12, 3, 7 * page}},
		"zombie":     {text: "5 (sh) Z 1 5 5 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0 0 0", want: stat{"sh", 'Z', 1, 1, 0}},
		"empty":      {bad: true},
		"cut off":    {text: "4 (cat) R 1 4 4", bad: true},
		"no numbers": {text: "4 (cat) R x 4 4 0 -1 4194304 88 0 0 0 0 0 0 0 20 0 1 0 5114 2953216 250 18", bad: true},
		"reversed":   {text: ")(", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseStat([]byte(c.text))
			if (err != nil) != c.bad || got != c.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	own, err := readStat(os.Getpid())
	if err != nil || own.parent != os.Getppid() || own.threads < 1 || own.memory < page || own.over() {
		t.Errorf("of this process: %+v, %v", own, err)
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte("4 (cat) R 1 4 4 0 -1 4194304 88 0 0 0 0 0 0 0 20 0 1 0 5114 2953216 250 18446744073709551615 1 1"))
	f.Add([]byte(")("))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := parseStat(text); err != nil && s != (stat{}) {
			t.Errorf("%+v with %v", s, err)
		}
	})
}
