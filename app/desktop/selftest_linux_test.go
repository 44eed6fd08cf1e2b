package desktop

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/app/selftest"
	"caro/core/testneed"
)

// selftests runs `caro selftest` on a desk, and gives its results by their names.
func (d *desk) selftests(caro string, more ...string) (report selftest.Report, code int) {
	d.t.Helper()
	cmd := exec.Command(caro, "selftest", "--editor", "-o", "json")
	cmd.Env = append(d.env, more...)
	d.said = &said{}
	cmd.Stderr = d.said
	out, _ := cmd.Output()
	if err := json.Unmarshal(out, &report); err != nil {
		d.t.Fatalf("%v: %s %s", err, out, d.said)
	}
	for _, r := range report.Results {
		d.t.Logf("%-32s %-7s %5.1f s  %s", r.Name, r.Outcome, r.Seconds, r.Note)
	}
	if n := len(report.Results); report.Passed+report.Skipped+report.Failed != n {
		d.t.Errorf("%d results are counted as %d, %d, %d", n, report.Passed, report.Skipped, report.Failed)
	}
	for i, name := range selftest.Names() {
		if i >= len(report.Results) || report.Results[i].Name != name {
			d.t.Errorf("result %d isn't that of %q", i, name)
		}
	}
	return report, cmd.ProcessState.ExitCode()
}

// came looks at how steps ended; a note is part of what was noted.
func (d *desk) came(report selftest.Report, outcome selftest.Outcome, notes map[string]string) {
	d.t.Helper()
	for _, r := range report.Results {
		if note, asked := notes[r.Name]; asked && (r.Outcome != outcome || !strings.Contains(r.Note, note)) {
			d.t.Errorf("%s: %s %q, want %s with %q", r.Name, r.Outcome, r.Note, outcome, note)
		}
	}
}

// everyday is a desk as a person has it, with the small model.
func everyday(t *testing.T) *desk {
	t.Helper()
	d := newScreen(t, 1024, 768)
	opener := "#!/bin/sh\nprintf %s \"$1\" >" + d.dir + "/opened\n"
	if err := os.WriteFile(filepath.Join(d.dir, "bin/xdg-open"), []byte(opener), 0o700); err != nil {
		t.Fatal(err)
	}
	d.small()
	d.settings("# mine\nmodel = \"smollm2-135m\"\n[history]\nmax = 7\n")
	return d
}

// unchanged looks whether the person's own files are as they were.
func (d *desk) unchanged() {
	d.t.Helper()
	if text, err := os.ReadFile(d.settingsPath()); err != nil || string(text) != "# mine\nmodel = \"smollm2-135m\"\n[history]\nmax = 7\n" {
		d.t.Errorf("the settings are %q, %v", text, err)
	}
	for _, path := range []string{"data/caro/history.db", "config/autostart/caro.desktop", "cache/run"} {
		if _, err := os.Lstat(filepath.Join(d.dir, path)); !os.IsNotExist(err) {
			d.t.Errorf("%s: %v", path, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(d.dir, "tmp/caro-s-*")); len(left) > 0 {
		d.t.Errorf("%q is left", left)
	}
	d.until("the end of all processes", func() error {
		for pid, line := range d.processes() {
			if !strings.Contains(line, "xclip") { // it holds what was put back
				return &os.PathError{Op: line, Path: "/proc", Err: syscall.Errno(pid)}
			}
		}
		return nil
	})
}

// temporary gives the desk a folder for what is temporary, to see what is left there.
func (d *desk) temporary() {
	dir := filepath.Join(d.dir, "tmp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.env = append(d.env, "TMPDIR="+dir)
}

// TestSelftest: all of it passes on a desk where all is well, and nothing of the person's has
// changed.
func TestSelftest(t *testing.T) {
	d := everyday(t)
	d.notifications()
	d.temporary()
	if _, err := d.try("sh", "-c", "printf precious | xclip -selection clipboard >/dev/null 2>&1"); err != nil {
		t.Fatal(err)
	}
	report, code := d.selftests(testneed.Program(t, "caro"))
	if code != 0 || report.Failed != 0 || !report.OK() {
		t.Errorf("exit code %d, %d failed", code, report.Failed)
	}
	d.came(report, selftest.Skipped, map[string]string{"menu: Command line tool": "only from Caro.app"})
	if report.Skipped != 1 {
		t.Errorf("%d were skipped", report.Skipped)
	}
	if opened, err := os.ReadFile(filepath.Join(d.dir, "opened")); err != nil || !strings.HasPrefix(string(opened), d.dir+"/tmp/caro-s-") {
		t.Errorf("the editor opened %q, %v", opened, err)
	}
	d.came(report, selftest.Passed, map[string]string{"engine dies, another answers": "was killed", "hotkey is taken": "J", "icon and menu": "Ready"})
	if got := d.clipboard(); got != "precious" {
		t.Errorf("the clipboard has %q", got)
	}
	d.unchanged()
}

// TestSelftestBroken: what is missing fails in words, the rest is tried all the same.
func TestSelftestBroken(t *testing.T) {
	d := everyday(t)
	d.temporary()
	caro := testneed.Program(t, "caro")

	// Without a clipboard's program: the table, and its exit code.
	only := filepath.Join(d.dir, "only")
	if err := os.MkdirAll(only, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"xterm", "sh"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(only, name)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(caro, "selftest")
	cmd.Env = append(d.env, "PATH="+only)
	out, _ := cmd.CombinedOutput()
	t.Logf("%s", out)
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("without a clipboard: exit code %d", code)
	}
	rows := strings.Split(strings.TrimSpace(string(out)), "\n")
	if n := len(selftest.Names()); len(rows) != n+1 || !strings.HasSuffix(rows[n], " 1 failed") {
		t.Errorf("%d rows, the last is %q", len(rows), rows[len(rows)-1])
	}
	for _, row := range rows {
		if strings.HasPrefix(row, "command is on the clipboard ") && !strings.Contains(row, "failed ") || strings.Contains(row, "failed ") && !strings.Contains(row, "install xclip or xsel") {
			t.Errorf("a row is %q", row)
		}
	}
	d.unchanged()

	// Without the engine's program.
	alone := filepath.Join(d.dir, "alone")
	if err := os.MkdirAll(alone, 0o700); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(caro)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(alone, "caro"), program, 0o700); err != nil {
		t.Fatal(err)
	}
	report, code := d.selftests(filepath.Join(alone, "caro"), "CARO_LIB="+testneed.Libraries(t))
	if code != 1 {
		t.Errorf("without the engine: exit code %d", code)
	}
	d.came(report, selftest.Failed, map[string]string{"engine loads the model": "caro-engine"})
	d.came(report, selftest.Skipped, map[string]string{"model answers": "not tried without", "engine dies, another answers": "not tried without"})
	d.came(report, selftest.Passed, map[string]string{"window opens": "", "menu: Copy automatically": "", "menu: Settings…": "", "hotkey opens and closes": "", "menu: Quit": ""})
	d.unchanged()

	// Without the model.
	report, code = d.selftests(caro, "CARO_CACHE_DIR="+filepath.Join(d.dir, "empty"))
	if code != 1 {
		t.Errorf("without the model: exit code %d", code)
	}
	d.came(report, selftest.Failed, map[string]string{"engine loads the model": "caro models pull", "icon and menu": "No model yet"})
	d.came(report, selftest.Skipped, map[string]string{"window opens": "not tried without"})
	d.unchanged()

	// Without a desktop.
	report, code = d.selftests(caro, "DBUS_SESSION_BUS_ADDRESS=disabled:")
	if code != 1 || report.Passed != 1 { // it leaves nothing
		t.Errorf("without a session bus: exit code %d, %d passed", code, report.Passed)
	}
	d.came(report, selftest.Failed, map[string]string{"icon and menu": "session bus"})
	d.unchanged()
}

// TestSelftestEnds: who interrupts it finds all as it was.
func TestSelftestEnds(t *testing.T) {
	d := everyday(t)
	d.temporary()
	if _, err := d.try("sh", "-c", "printf precious | xclip -selection clipboard >/dev/null 2>&1"); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(testneed.Program(t, "caro"), "selftest")
	cmd.Env, d.said = d.env, &said{}
	cmd.Stdout, cmd.Stderr = d.said, d.said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.until("the copy", func() error {
		if !strings.Contains(d.said.String(), "command is on the clipboard") {
			return os.ErrNotExist
		}
		return nil
	})
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	t.Logf("it ended after %v: %s", time.Since(began), d.said)
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	if got := d.clipboard(); got != "precious" {
		t.Errorf("the clipboard has %q", got)
	}
	if n := d.windows(); n != 0 {
		t.Errorf("%d windows are left", n)
	}
	d.unchanged()
}
