package shell

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"caro/core/manual"
	"caro/core/utilities"
)

// machine has programs with pages that have all flags of the data, and some more.
func machine(t *testing.T) *manual.Manual {
	t.Helper()
	dir := t.TempDir()
	for name, more := range map[string]string{
		"ls": "--frobnicate\nFrobnicate each of them.", "grep": "--frob=HOW\nBy \\fIHOW\\fR. And more.", "find": "-frob\nFrob it.", "git": "--frob\nFrob.", "git push": "--frob\nFrob there.",
		"xargs": "-Y, --yes\nSay yes.", "rm": "--safely\nThis is quite harmless.", "mv": "-q, --quiet\nQuiet.", "cp": "-q\nQuiet.", "sed": "--frob\nFrob.", "du": "--frob\nFrob.", "stat": "-q\nQuiet.",
	} {
		var page strings.Builder
		page.WriteString(".TH X 1\n.SH OPTIONS\n")
		words := strings.Fields(name)
		u := utilities.Find(words[0])
		if len(words) > 1 {
			u = u.Sub(words[1])
		}
		for _, f := range u.Flags {
			if f.IsOn(utilities.GNU) && name != "stat" {
				fmt.Fprintf(&page, ".TP\n%s\nSome.\n", strings.ReplaceAll(strings.Join(f.Names, ", "), "-", `\-`))
			}
		}
		fmt.Fprintf(&page, ".TP\n%s\n", more)
		path := filepath.Join(dir, "share", "man", "man1", strings.Join(words, "-")+".1")
		for path, text := range map[string]string{path: page.String(), filepath.Join(dir, "bin", words[0]): "#!/bin/sh\nexit 1\n"} {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Setenv("PATH", filepath.Join(dir, "bin"))
	t.Setenv("MANPATH", filepath.Join(dir, "none"))
	return manual.New("")
}

// TestManual: what the data don't know of a flag, the manual says.
func TestManual(t *testing.T) {
	o := Options{Manual: machine(t).Flag}
	for _, test := range []struct{ command, piece, meaning, note string }{
		{"ls --frobnicate", "--frobnicate", "Frobnicate each of them.", ""},
		{"ls --frob", "--frob", "Frobnicate each of them.", ""},
		{"grep --frob=x a b", "--frob=x", "By HOW.", ""},
		{"ls --nonsense", "--nonsense", "No flag of ls on this machine.", "ls has no flag --nonsense here"},
		{"sudo ls --nonsense=3 | grep --nonsense x", "--nonsense=3", "No flag of ls on this machine.", "ls has no flag --nonsense here"},
		{"ls -lE", "-lE", "No flag of ls on this machine.", "ls has no flag -E here"},
		{"mv -qf a b", "-qf", "Quiet. Overwrite without asking.", ""},
		{"find . -frob", "-frob", "Frob it.", ""},
		{"git push --frob", "--frob", "Frob there.", ""},
		{"git push --nonsense", "--nonsense", "No flag of git push on this machine.", "git push has no flag --nonsense here"},
		{"xargs -Y rm", "-Y", "Say yes.", ""},
		{"head -5 x", "-5", "", ""},
		// What nobody can know.
		{"ls --non$sense --x`id`", "--non$sense", "A flag of ls of which nothing is known here.", ""},
		{"ssh host ls --nonsense", "--nonsense", "", ""},
		{"docker run --rm x ls --nonsense", "--nonsense", "", ""},
		{"chroot /mnt ls --nonsense", "--nonsense", "A flag of ls of which nothing is known here.", ""},
		{"sh -c 'ls --nonsense'", "'ls --nonsense'", "", ""},
		{"kill --nonsense 1", "--nonsense", "A flag of kill of which nothing is known here.", ""},
		{"ls --help", "--help", "A flag of ls of which nothing is known here.", ""},
		{"chmod -rwx x", "-rwx", "", ""},
		{"zbarimg --nonsense", "--nonsense", "A flag of zbarimg of which nothing is known here.", ""},
	} {
		report := Look(test.command, o)
		meaning := ""
		for _, p := range report.Parts {
			if p.Text == test.piece {
				meaning = p.Meaning
			}
		}
		if test.meaning != "" && meaning != test.meaning {
			t.Errorf("%s: %s is %q, want %q", test.command, test.piece, meaning, test.meaning)
		}
		if notes := strings.Join(report.Notes, "; "); test.note == "" && strings.Contains(notes, "flag") || test.note != "" && !strings.Contains(notes, test.note) {
			t.Errorf("%s: the notes are %q, want %q", test.command, notes, test.note)
		}
	}
}

// TestManualForeign: a flag that this machine has isn't taken for another system's.
func TestManualForeign(t *testing.T) {
	m := machine(t)
	without, with := Options{Version: utilities.BSD}, Options{Version: utilities.BSD, Manual: m.Flag}
	for _, command := range []string{"du --max-depth=1", "ls --time-style=iso"} {
		if r := Look(command, without); r.Repaired == "" && len(r.Notes) == 0 {
			t.Errorf("%s is no other system's", command)
		}
		if r := Look(command, with); r.Repaired != "" || len(r.Notes) > 0 {
			t.Errorf("%s is changed to %q: %q", command, r.Repaired, r.Notes)
		}
	}
	if r := Look("stat -c %s x", with); r.Repaired == "" {
		t.Error("stat -c stays, and isn't in the manual")
	}
}

// TestManualRisk: nothing that a manual says changes a risk.
func TestManualRisk(t *testing.T) {
	m := machine(t)
	asked := 0
	with := Options{Manual: func(utility []string, flag string, known bool) (*utilities.Flag, bool) {
		asked++
		return m.Flag(utility, flag, known)
	}}
	commands := []string{"rm --safely -rf ~", "rm -rf --nonsense /", "ls --nonsense; rm -rf ~", "git push --frob --force", "find / -frob -delete"}
	for _, name := range []string{"dangerous.txt", "harmless.txt", "unknown.txt", "disguised.txt"} {
		for _, r := range table(t, name) {
			commands = append(commands, r.command)
		}
	}
	for _, command := range commands {
		if plain, said := Look(command, Options{}), Look(command, with); !reflect.DeepEqual(plain.Risk, said.Risk) || !reflect.DeepEqual(plain.Touches, said.Touches) {
			t.Errorf("%s is %v, with the manual %v", command, plain.Risk, said.Risk)
		}
	}
	if asked < 500 {
		t.Errorf("the manual was asked %d times", asked)
	}
}
