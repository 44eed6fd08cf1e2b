package login

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// home gives the test a home and a system without autostart files.
func home(t *testing.T) (autostart, system string) {
	t.Helper()
	config, dirs := t.TempDir(), t.TempDir()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("XDG_CONFIG_DIRS", dirs)
	t.Setenv("XDG_CURRENT_DESKTOP", "XFCE")
	return filepath.Join(config, "autostart", FileName), filepath.Join(dirs, "autostart", FileName)
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// script puts a program at path that writes its arguments, one a line, to the file out.
func script(t *testing.T, path, out string) {
	t.Helper()
	put(t, path, "#!/bin/sh\nfor a; do echo \"$a\"; done > '"+out+".new' && mv '"+out+".new' '"+out+"'\n")
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func expectEnabled(t *testing.T, want bool) {
	t.Helper()
	if got, err := Enabled(); err != nil || got != want {
		t.Errorf("enabled: %v, %v; want %v", got, err, want)
	}
}

func TestOnAndOff(t *testing.T) {
	path, _ := home(t)
	caro := filepath.Join(t.TempDir(), "caro")
	script(t, caro, "/dev/null")
	expectEnabled(t, false)
	if err := Disable(); err != nil {
		t.Error(err)
	}
	for range 2 { // twice is as good as once
		if err := Enable(caro, "app"); err != nil {
			t.Fatal(err)
		}
		expectEnabled(t, true)
	}
	want := fresh + "Exec=" + caro + " app\nTryExec=" + caro + "\n"
	if got := text(t, path); got != want {
		t.Errorf("the file is %q", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	// The program goes, and with it the entry; it comes back at another place.
	if err := os.Remove(caro); err != nil {
		t.Fatal(err)
	}
	expectEnabled(t, false)
	moved := caro + "2"
	script(t, moved, "/dev/null")
	if err := Enable(moved, "app"); err != nil {
		t.Fatal(err)
	}
	expectEnabled(t, true)
	if got := text(t, path); got != strings.ReplaceAll(want, caro, moved) {
		t.Errorf("the file is %q", got)
	}
	if err := Disable(); err != nil {
		t.Error(err)
	}
	expectEnabled(t, false)
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
}

func TestChangedByThePerson(t *testing.T) {
	caro := filepath.Join(t.TempDir(), "caro")
	script(t, caro, "/dev/null")
	written := fresh + "Exec=" + caro + " app\nTryExec=" + caro + "\n"
	for name, c := range map[string]struct {
		file    string
		enabled bool
		on, off string // what the file is after Enable and after Disable; "" none
	}{
		"hidden":           {written + "Hidden=true\n", false, written, written + "Hidden=true\n"},
		"off in GNOME":     {written + "X-GNOME-Autostart-enabled=false\n", false, written + "X-GNOME-Autostart-enabled=true\n", written + "X-GNOME-Autostart-enabled=false\nHidden=true\n"},
		"on in GNOME":      {written + "X-GNOME-Autostart-enabled = true\n", true, written + "X-GNOME-Autostart-enabled=true\n", written + "X-GNOME-Autostart-enabled = true\nHidden=true\n"},
		"later":            {written + "X-GNOME-Autostart-Delay=10\n", true, written + "X-GNOME-Autostart-Delay=10\n", written + "X-GNOME-Autostart-Delay=10\nHidden=true\n"},
		"other desktop":    {written + "OnlyShowIn=GNOME;KDE;\n", false, written, written + "OnlyShowIn=GNOME;KDE;\nHidden=true\n"},
		"not here":         {written + "NotShowIn=XFCE;\n", false, written, written + "NotShowIn=XFCE;\nHidden=true\n"},
		"here":             {written + "OnlyShowIn=XFCE;\n", true, written + "OnlyShowIn=XFCE;\n", written + "OnlyShowIn=XFCE;\nHidden=true\n"},
		"own command":      {fresh + "Exec=/bin/sh -c \"sleep 5; caro app\"\n", true, fresh + "Exec=/bin/sh -c \"sleep 5; caro app\"\n", fresh + "Exec=/bin/sh -c \"sleep 5; caro app\"\nHidden=true\n"},
		"gone":             {fresh + "Exec=/nowhere/caro app\n", true, written, fresh + "Exec=/nowhere/caro app\nHidden=true\n"},
		"in another group": {written + "\n[Desktop Action x]\nHidden=true\nExec=y\n", true, written + "\n[Desktop Action x]\nHidden=true\nExec=y\n", written + "Hidden=true\n\n[Desktop Action x]\nHidden=true\nExec=y\n"},
		"comments":         {"# mine\n\n" + written + "# Hidden=true\n", true, "# mine\n\n" + written + "# Hidden=true\n", "# mine\n\n" + written + "# Hidden=true\nHidden=true\n"},
		"empty":            {"", false, "[Desktop Entry]\nExec=" + caro + " app\nTryExec=" + caro + "\n\n", "[Desktop Entry]\nHidden=true\n\n"},
		"as Caro wrote it": {written, true, written, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := home(t)
			put(t, path, c.file)
			expectEnabled(t, c.enabled)
			if got := text(t, path); got != c.file {
				t.Errorf("looking changed it to %q", got)
			}
			if err := Disable(); err != nil {
				t.Fatal(err)
			}
			expectEnabled(t, false)
			if got, _ := os.ReadFile(path); string(got) != c.off {
				t.Errorf("turned off it is\n%s\nwant\n%s", got, c.off)
			}
			put(t, path, c.file)
			if err := Enable(caro, "app"); err != nil {
				t.Fatal(err)
			}
			expectEnabled(t, true)
			if got := text(t, path); got != c.on {
				t.Errorf("turned on it is\n%s\nwant\n%s", got, c.on)
			}
		})
	}
}

// A file of the system's is turned off by one of the person's.
func TestSystemFile(t *testing.T) {
	path, system := home(t)
	put(t, system, fresh+"Exec=/bin/sh\n")
	expectEnabled(t, true)
	if err := Disable(); err != nil {
		t.Fatal(err)
	}
	expectEnabled(t, false)
	if got := text(t, path); got != fresh+"Hidden=true\n" {
		t.Errorf("the file is %q", got)
	}
	if err := Enable("/bin/sh"); err != nil {
		t.Fatal(err)
	}
	expectEnabled(t, true)
	if err := Disable(); err != nil {
		t.Fatal(err)
	}
	expectEnabled(t, false)
}

func TestLinkStays(t *testing.T) {
	path, _ := home(t)
	target := filepath.Join(t.TempDir(), "dotfile")
	put(t, target, fresh+"Exec=/bin/sh\nHidden=true\n")
	put(t, path, "")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	if err := Enable("/bin/sh"); err != nil {
		t.Fatal(err)
	}
	if got := text(t, target); strings.Contains(got, "Hidden") {
		t.Errorf("the file behind the link is %q", got)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
}

func TestRefuses(t *testing.T) {
	path, _ := home(t)
	dir := t.TempDir()
	equals, percent := filepath.Join(dir, "a=b"), filepath.Join(dir, "100%")
	script(t, equals, "/dev/null")
	script(t, percent, "/dev/null")
	for _, program := range []string{"caro", "/nowhere/caro", dir, "/etc/passwd", equals, percent, ""} {
		if err := Enable(program); err == nil {
			t.Errorf("%q can be opened at login", program)
		}
	}
	if err := Enable("/bin/sh", "a\x00b"); err == nil {
		t.Error("an argument has a zero byte")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a file")
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Enabled(); err == nil {
		t.Error("a folder is an autostart file")
	}
	if err := Enable("/bin/sh"); err == nil {
		t.Error("a folder became an autostart file")
	}
}

func TestExecLine(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"/usr/bin/caro", "app"}, `/usr/bin/caro app`},
		{[]string{"/home/a b/caro", "app"}, `"/home/a b/caro" app`},
		{[]string{"/x/$HOME`ls`"}, "\"/x/\\\\$HOME\\\\`ls\\\\`\""},
		{[]string{"/x/caro", "100%"}, `/x/caro 100%%`},
		{[]string{`/x/a\b`}, `"/x/a\\\\b"`},
		{[]string{`/x/"q"`}, `"/x/\\"q\\""`},
		{[]string{"/x/caro", ""}, `/x/caro ""`},
		{[]string{"/x/ö"}, `/x/ö`},
		{[]string{"/x/a\nb"}, `"/x/a\nb"`},
	} {
		got, err := execLine(c.words)
		if err != nil || got != c.want {
			t.Errorf("%q: %s, %v; want %s", c.words, got, err, c.want)
		}
		if back := program(got); back != c.words[0] {
			t.Errorf("%s names the program %q, not %q", got, back, c.words[0])
		}
	}
}

// Desktops read the file as it is meant: GLib, which most of them use, starts the program,
// and the specification's checker finds nothing wrong.
func TestDesktopsReadIt(t *testing.T) {
	testneed.Command(t, "libglib2.0-bin, desktop-file-utils", "gio", "desktop-file-validate")
	path, _ := home(t)
	out := filepath.Join(t.TempDir(), "out")
	strange := []string{"app", "a b", `"q" 'q'`, `$HOME $(ls) ` + "`ls`", `back\slash\`, "100% %u %%", "ö*?#~|&;<>", ""}
	for _, name := range []string{"caro", "a b'c\"d", "$x`y\\z", "ö (1)&;#~ "} {
		caro := filepath.Join(t.TempDir(), name)
		script(t, caro, out)
		if err := Enable(caro, strange...); err != nil {
			t.Fatal(err)
		}
		expectEnabled(t, true)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if said, err := exec.CommandContext(ctx, "desktop-file-validate", path).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, said)
		}
		if said, err := exec.CommandContext(ctx, "gio", "launch", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s\n%s", name, err, said, text(t, path))
		}
		var got string
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			if b, err := os.ReadFile(out); err == nil {
				got = string(b)
				break
			}
		}
		if want := strings.Join(strange, "\n") + "\n"; got != want {
			t.Errorf("%s got the arguments %q, not %q", name, got, want)
		}
		_ = os.Remove(out)
		if err := Disable(); err != nil {
			t.Fatal(err)
		}
	}
}
