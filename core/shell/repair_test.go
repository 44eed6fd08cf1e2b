package shell

import (
	"os"
	"slices"
	"strings"
	"testing"

	"caro/core/equivalents"
	"caro/core/utilities"
)

// repairRow is a line of testdata/repairs.txt.
type repairRow struct {
	line                      int
	system                    equivalents.System
	command, repaired, remark string
	options                   Options
}

// repairRows reads a table of repairs.
func repairRows(t testing.TB, name string) (list []repairRow) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := append(strings.Split(line, "\t"), "", "")
		system, here, known := strings.Cut(f[0], "+")
		r := repairRow{line: i + 1, system: equivalents.System(system), command: f[1], repaired: f[2], remark: f[3]}
		if r.system == equivalents.MacOS {
			r.options.Version = utilities.BSD
		}
		if known {
			r.options.Installed = func(name string) bool { return slices.Contains(strings.Split(here, ","), name) }
		}
		list = append(list, r)
	}
	return list
}

// TestRepairs: each command of the table becomes what the table says, and each rule of
// the data is met by one of them.
func TestRepairs(t *testing.T) {
	met := map[string]bool{}
	ruleApplied = func(r equivalents.Rule) { met[r.Place] = true }
	defer func() { ruleApplied = nil }()
	rows := repairRows(t, "repairs.txt")
	for _, r := range rows {
		got := Look(r.command, r.options)
		want := r.repaired
		if want == "=" || want == "!" {
			want = ""
		}
		notes := strings.Join(got.Notes, "\n")
		switch {
		case got.Repaired != want:
			t.Errorf("%d: %s\nis repaired as %q\nwant           %q (%q)", r.line, r.command, got.Repaired, want, got.Notes)
		case (r.repaired == "=") != (notes == ""):
			t.Errorf("%d: of %s is said %q", r.line, r.command, notes)
		case !strings.Contains(notes, r.remark):
			t.Errorf("%d: of %s is said %q, and nothing of %q", r.line, r.command, notes, r.remark)
		}
		sound(t, r.command, got, r.options)
	}
	t.Logf("%d commands", len(rows))
	for _, system := range []equivalents.System{equivalents.MacOS, equivalents.Linux} {
		for _, name := range equivalents.Names(system) {
			if strings.ContainsAny(name[:1], "/~") {
				continue
			}
			for _, r := range equivalents.Of(system, name) {
				if !met[r.Place] {
					t.Errorf("%s: no command of the table meets the rule for %s", r.Place, name)
				}
			}
		}
	}
}

// sound: a repaired command can be read, has nothing left to repair, and isn't less
// dangerous than the one that it comes from.
func sound(t *testing.T, command string, r Report, o Options) {
	t.Helper()
	if r.Repaired == "" {
		return
	}
	again := Look(r.Repaired, o)
	switch {
	case again.unreadable():
		t.Errorf("%s becomes %s, which can't be read: %v", command, r.Repaired, again.Risk.Findings)
	case again.Repaired != "":
		t.Errorf("%s becomes %s, and that %s", command, r.Repaired, again.Repaired)
	case rank(again.Risk.Level) < rank(r.Risk.Level):
		t.Errorf("%s is %s, and becomes %s, which is %s", command, r.Risk.Level, r.Repaired, again.Risk.Level)
	case len(r.Notes) == 0:
		t.Errorf("%s becomes %s, and nothing is said", command, r.Repaired)
	}
}

// TestSoundRepairs looks at commands that were written for other tests, on both systems.
func TestSoundRepairs(t *testing.T) {
	repaired := 0
	for _, name := range []string{"dangerous.txt", "harmless.txt", "disguised.txt", "unknown.txt", "everyday.txt"} {
		for _, r := range table(t, name) {
			for _, v := range []utilities.Version{utilities.GNU, utilities.BSD} {
				o := Options{Version: v}
				got := Look(r.command, o)
				if got.Repaired != "" {
					repaired++
				}
				sound(t, r.command, got, o)
			}
		}
	}
	t.Logf("%d are repaired", repaired)
}

// FuzzRepair: whatever is repaired, the repair is sound.
func FuzzRepair(f *testing.F) {
	for _, r := range repairRows(f, "repairs.txt") {
		f.Add(r.command)
	}
	f.Fuzz(func(t *testing.T, command string) {
		for _, v := range []utilities.Version{utilities.GNU, utilities.BSD} {
			o := Options{Version: v}
			sound(t, command, Look(command, o), o)
		}
	})
}

// TestPackages: what brings a utility is said in the words of the package manager.
func TestPackages(t *testing.T) {
	none := func(string) bool { return false }
	for _, test := range []struct {
		o             Options
		command, want string
	}{
		{Options{Installed: none}, "rg foo", "rg isn't installed here: sudo apt install ripgrep"},
		{Options{Installed: none, Packages: "apt"}, "ss -l", "ss isn't installed here: sudo apt install iproute2"},
		{Options{Installed: none, Packages: "dnf"}, "fd x", "fd isn't installed here: Debian's package is called fd-find"},
		{Options{Installed: none, Version: utilities.BSD}, "rg foo", "rg isn't installed here: brew install ripgrep"},
		{Options{Version: utilities.BSD}, "stdbuf -o0 ls", "stdbuf is not there on macOS: brew install coreutils"},
		{Options{Installed: none}, "frobnicate x", "frobnicate isn't known to Caro, and isn't installed here"},
		{Options{}, "frobnicate x", ""},
		{Options{Installed: func(string) bool { return true }}, "rg foo; frobnicate x", ""},
		{Options{Installed: none}, "./frobnicate x", ""},
		{Options{Installed: none, Packages: "dnf"}, "brew install jq", "brew install is not there on Linux: sudo apt install NAME, or what your system has in place of apt"},
	} {
		if got := strings.Join(Look(test.command, test.o).Notes, "\n"); got != test.want {
			t.Errorf("%s: %q, want %q", test.command, got, test.want)
		}
	}
}

// TestManualKnows: a flag that the manual of this machine has is left as it is.
func TestManualKnows(t *testing.T) {
	o := Options{Version: utilities.BSD, Manual: func(utility []string, flag string, _ bool) (*utilities.Flag, bool) {
		if utility[0] == "ls" && flag == "--color" { //nolint:misspell // the flag's name
			return &utilities.Flag{Names: []string{flag}, Meaning: "Use colours."}, false
		}
		return nil, false
	}}
	for command, want := range map[string]string{
		"ls --color=auto -l":               "",                                    //nolint:misspell // the flag's name
		"ls --color=auto --all":            "ls --color=auto -a",                  //nolint:misspell // the flag's name
		"ls --color=auto; sed -i s/a/b/ x": "ls --color=auto; sed -i '' s/a/b/ x", //nolint:misspell // the flag's name
	} {
		if got := Look(command, o); got.Repaired != want {
			t.Errorf("%s is repaired as %q, want %q (%q)", command, got.Repaired, want, got.Notes)
		}
	}
}
