package manual

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
	"caro/core/utilities"
)

func TestHelpText(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"GNU": {`Usage: x [OPTION]... [FILE]...
Do this.

  -a, --all                  do not ignore entries starting with .
      --block-size=SIZE      with -l, scale sizes by SIZE when printing them;
                               e.g., '--block-size=M'
  -C                         list entries by columns
      --colour[=WHEN]        colour the output WHEN; more info below
      --very-long-name-of-a-flag=X
                             what it is for
`, "-C:List entries by columns. -a:Do not ignore entries starting with. --block-size=SIZE:With -l, scale sizes by SIZE when printing them. --colour[WHEN]:Colour the output WHEN. --very-long-name-of-a-flag=X:What it is for."},
		"BusyBox": {"BusyBox v1.35.0 () multi-call binary.\n\nUsage: x [-1aZ] [-w WIDTH] [FILE]...\n\nList\n\n\t-1\tOne column\n\t-w N\tFormat N columns wide\n\t--hue[={always,never}]\n",
			"-1:One column. -Z: -a: -w=N:Format N columns wide. --hue[always,never]:"},
		"Toybox": {"usage: x [-acn] [--hue[=auto]] [FILE...]\n\n-a  all of them    -b  escape them\n-n  use the -n of it -c  count --long  long one\n--mode MODE  Adjust it  --owner NAME[:UID]  Set it\n",
			"-a:All of them. -b:Escape them. -c:Count. -n:Use the -n of it. --hue[auto]: --long:Long one. --mode=MODE:Adjust it. --owner=VALUE:Set it."},
		"clap": {"Options:\n  -e, --regexp <PATTERN>\n          A pattern to search for.\n\n          More of it.\n\n  -h, --help\n          Print help\n",
			"-e=PATTERN:A pattern to search for. -h:Print help."},
		"complaint": {"x: what is `--help'?\nusage: x [-ABC] [--hue=when] [file ...]\n", "-A: -B: -C: --hue=when:"},
		"nothing":   {"x: - is no file -a\n\n-\n--\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := fromHelp(test.text, true)
			var list []string
			seen := map[*flag]bool{}
			for _, n := range sortedFlags(p) {
				f := p.flags[n]
				if seen[f] {
					continue
				}
				seen[f] = true
				argument := f.argument
				switch {
				case argument != "" && f.optional:
					argument = "[" + argument + "]"
				case argument != "":
					argument = "=" + argument
				}
				list = append(list, n+argument+":"+f.meaning)
			}
			if got := strings.Join(list, " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// sortedFlags are a page's, short ones first.
func sortedFlags(p page) (list []string) {
	for n := range p.flags {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b string) int {
		if la, lb := strings.HasPrefix(a, "--"), strings.HasPrefix(b, "--"); la != lb {
			return map[bool]int{true: 1, false: -1}[la]
		}
		return strings.Compare(a, b)
	})
	return list
}

// TestRealHelp asks programs that are there.
func TestRealHelp(t *testing.T) {
	m := New("")
	m.limit = patience
	q, ok := m.place.question(m.place.program("ls"), []string{"ls"})
	if !ok {
		t.Skip("there is no ls that may be asked")
	}
	p := m.help(q)
	if f := p.flags["--recursive"]; p.full && (f == nil || !slices.Contains(f.names, "-R") || f.meaning == "") {
		t.Errorf("--recursive of ls is %+v", f)
	}
	if p.full && (len(p.flags) < 40 || p.flags["--nonsense"] != nil || p.maybe("--nonsense")) {
		t.Errorf("ls has %d flags", len(p.flags))
	}
	t.Logf("%s %q: %d flags, full %v", q.path, q.args, len(p.flags), p.full)
}

// TestAsked: what may be asked is in the data, and they have nothing against it.
func TestAsked(t *testing.T) {
	for name := range asked {
		u := utilities.Find(name)
		if u == nil || u.Name() != name {
			continue // another name of one that is there
		}
		if !harmless(u) && !slices.Contains([]string{"uniq", "xxd", "ps", "tokei"}, name) { // these write a file, or take anything
			t.Errorf("%s is no harmless utility: %v %v", name, u.Effects, u.Operands)
		}
	}
	for _, name := range []string{"rm", "sh", "bash", "python3", "awk", "sed", "env", "sudo", "dd", "reboot", "git", "yes", "curl", "xargs", "vi", "less", "tee", "nosuchutility"} {
		if harmless(utilities.Find(name)) {
			t.Errorf("%s would be run", name)
		}
	}
}

// TestNotAsked: a program isn't run where it may be anybody's.
func TestNotAsked(t *testing.T) {
	ls := here().program("ls")
	if ls.path == "" {
		t.Skip("there is no ls")
	}
	dir := t.TempDir()
	own := filepath.Join(dir, "ls")
	if err := os.Symlink(ls.real, own); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "cat")
	if err := os.WriteFile(script, []byte("#!/bin/sh\ntouch "+filepath.Join(dir, "ran")+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	p := place{path: []string{dir}, home: "/home/nobody", dir: "/"}
	for _, words := range [][]string{{"ls"}, {"cat"}} {
		if _, ok := p.question(p.program(words[0]), words); ok {
			t.Errorf("%v in %s may be asked", words, dir)
		}
	}
	info, err := os.Stat(script)
	if err != nil {
		t.Fatal(err)
	}
	if p.trusted(script, info) {
		t.Error("a script in a temporary folder is trusted")
	}
	if info, err = os.Stat(ls.real); err != nil {
		t.Fatal(err)
	}
	if !p.trusted(ls.real, info) {
		t.Error("ls isn't trusted")
	}
	if !(place{home: "/", dir: filepath.Dir(ls.path)}).trusted(ls.real, info) {
		t.Error("in a folder of the system's programs, ls isn't trusted")
	}
	if (place{home: filepath.Dir(filepath.Dir(script)), dir: "/"}).trusted(script, info) {
		t.Error("a program in the home folder is trusted")
	}
	m := &Manual{place: p, read: map[stamp]page{}}
	if f, absent := m.Flag([]string{"cat"}, "--nonsense", false); f != nil || absent {
		t.Errorf("cat: %v %v", f, absent)
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("the script was run")
	}
}

// patience is what a program gets in tests that don't want it to be late.
const patience = 30 * time.Second

// sh runs a text as the program that is asked.
func sh(t *testing.T, limit time.Duration, script string) (string, bool) {
	t.Helper()
	return question{path: "/bin/sh", args: []string{"-c", script}}.ask(context.Background(), limit)
}

func TestAsk(t *testing.T) {
	t.Setenv("SECRET", "known")
	text, done := sh(t, patience, "pwd; ls -A; env; cat; tty; (exec 3</dev/tty) 2>&1 && echo terminal")
	if !strings.Contains(text, "caro-help-") || !strings.Contains(text, "LC_ALL=C") || strings.Contains(text, "SECRET") || strings.Contains(text, "HOME=") {
		t.Errorf("it ran in %q", text)
	}
	if strings.Contains(text, "\nterminal") || done {
		t.Errorf("it has a terminal: %q, %v", text, done)
	}
	folder, _, _ := strings.Cut(text, "\n")
	if _, err := os.Stat(folder); err == nil {
		t.Errorf("%s is left", folder)
	}
	if text, done := sh(t, patience, "echo out; echo err >&2"); text != "out\nerr\n" || !done {
		t.Errorf("it said %q, %v", text, done)
	}
	if text, done := sh(t, patience, "exit 1"); text != "" || done {
		t.Errorf("it said %q, %v", text, done)
	}
	if text, done := (question{path: "/nonexistent/program"}).ask(context.Background(), patience); text != "" || done {
		t.Errorf("no program said %q, %v", text, done)
	}
}

// TestAskHangs: one that hangs is ended, with all that it started.
func TestAskHangs(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	begin := time.Now()
	text, done := sh(t, 2*time.Second, "trap '' TERM INT HUP; echo begun; sleep 600 & echo $! >"+pids+"; sleep 600")
	if took := time.Since(begin); took > 20*time.Second || done || text != "begun\n" {
		t.Errorf("it took %v and said %q, %v", took, text, done)
	}
	data, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); running(pid); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a process that it started runs on")
		}
	}
	// One that ends and leaves another behind with its output.
	if text, _ := sh(t, 2*time.Second, "sleep 600 & echo $! >"+pids+"; echo said"); text != "said\n" {
		t.Errorf("it said %q", text)
	}
}

// running reports whether a process is there, and no zombie.
func running(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

func TestAskEndless(t *testing.T) {
	begin := time.Now()
	text, done := sh(t, 2*time.Second, "while :; do echo '  -a, --all  all of them, and again'; done")
	if len(text) > maxHelp || done || time.Since(begin) > 20*time.Second {
		t.Errorf("%d bytes in %v, %v", len(text), time.Since(begin), done)
	}
	if p := fromHelp(text, done); p.flags["--all"] == nil || p.full {
		t.Errorf("%+v", p.flags["--all"])
	}
}

// TestBusyBox asks the real one.
func TestBusyBox(t *testing.T) {
	path, err := exec.LookPath("busybox")
	if err != nil {
		testneed.Missing(t, "busybox", "apt-get install busybox")
	}
	m := New("")
	m.limit = patience
	for _, test := range []struct {
		words  []string
		flag   string
		known  bool
		there  bool
		absent bool
	}{
		{[]string{"busybox", "ls"}, "--full-time", false, true, false},
		{[]string{"busybox", "ls"}, "--nonsense", false, false, true},
		{[]string{"busybox", "ls"}, "-Z", true, false, true},
		{[]string{"busybox", "ls"}, "-l", true, true, false},
		{[]string{"busybox", "ls"}, "--all", true, false, false}, // -a is there
		{[]string{"busybox", "grep"}, "--perl-regexp", true, false, true},
		{[]string{"busybox", "tar"}, "--extract", true, false, false},
		{[]string{"busybox", "ps"}, "-e", true, false, false},
		{[]string{"busybox", "head"}, "-5", false, false, false},
		{[]string{"busybox"}, "--nonsense", false, false, false},
		{[]string{"busybox", "nosuch"}, "--nonsense", false, false, false},
		{[]string{"busybox", "../ls"}, "--nonsense", false, false, false},
	} {
		f, absent := m.Flag(test.words, test.flag, test.known)
		if (f != nil) != test.there || absent != test.absent {
			t.Errorf("%v %s: %+v, absent %v", test.words, test.flag, f, absent)
		}
	}
	// One of its utilities by a link of its own name, as on Alpine.
	if !slices.Contains(systemFolders, filepath.Dir(path)) {
		return
	}
	prog := program{path: "/usr/bin/ls", real: path}
	if f, absent := m.inBox(prog, []string{"ls"}, "-Z"); f != nil || !absent {
		t.Errorf("-Z of a linked ls: %+v, %v", f, absent)
	}
}

func FuzzHelp(f *testing.F) {
	f.Add("Usage: x [-abc] [-w WIDTH]\n  -a, --all=X  all of them  -b  more\n\t-c\tC\n")
	f.Fuzz(func(t *testing.T, text string) {
		for name, flag := range fromHelp(text, true).flags {
			if !printable(name + flag.meaning + flag.argument) {
				t.Errorf("%q: %+v", name, flag)
			}
		}
	})
}
