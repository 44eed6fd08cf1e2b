package cookbook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"caro/core/gate"
	"caro/core/shell"
	"caro/core/utilities"
)

// loaded is all entries, for the tests below.
func loaded(t testing.TB) []Entry {
	t.Helper()
	list, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestData: all can be read, and nothing is there twice.
func TestData(t *testing.T) {
	start := time.Now()
	list := loaded(t)
	took := time.Since(start)
	requests, commands := map[string]string{}, map[string]string{}
	norun := 0
	for _, e := range list {
		check, err := e.Check()
		if err != nil {
			t.Error(err)
		}
		if check.NoRun != "" {
			norun++
		}
		for _, r := range e.Requests {
			if where := requests[normal(r)]; where != "" {
				t.Errorf("%s: %q is asked in %s, too", e.Place(), r, where)
			}
			requests[normal(r)] = e.Place()
		}
		pair := e.GNU + "\n" + e.BSD
		if where := commands[pair]; where != "" {
			t.Errorf("%s: the commands are those of %s", e.Place(), where)
		}
		commands[pair] = e.Place()
		for _, tag := range e.Tags {
			if tag != strings.ToLower(tag) {
				t.Errorf("%s: the tag %s isn't in lower case", e.Place(), tag)
			}
		}
	}
	t.Logf("%d entries with %d requests, read in %v; %d can't be run in a sandbox", len(list), len(requests), took, norun)
	if len(list) < 400 {
		t.Error("most are missing")
	}
}

// normal is a request without what makes no difference to what is asked.
func normal(request string) string {
	return strings.TrimRight(strings.ToLower(strings.Join(strings.Fields(request), " ")), ".?! ")
}

// TestCommands: each command is one that Caro would show as it stands: the gate and the
// shell's grammar take it, all its flags are known on its system, nothing of it would be
// repaired, and it isn't a danger to the whole machine.
func TestCommands(t *testing.T) {
	for _, e := range loaded(t) {
		check, err := e.Check()
		if err != nil {
			t.Error(err)
		}
		for version, command := range map[utilities.Version]string{utilities.GNU: e.GNU, utilities.BSD: e.BSD} {
			if command == "" {
				continue
			}
			for _, fault := range faults(command, version, check) {
				t.Errorf("%s: %s: %s\n\t%s", e.Place(), version, fault, command)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	for command, want := range map[string]string{
		"ls -l":               "",
		"ls --nonsense":       `--nonsense: A flag of ls of which nothing is known here.`,
		"find . -printf '%p'": "find has no -printf on macOS",
		"rm -rf /":            "the level is critical",
		"echo 'a":             "this can't be read as a command",
		"frobnicate x":        "frobnicate: Run frobnicate, of which nothing is known here.",
		"ls | head -n -1":     "head",
		"du --max-depth=1":    "it would be repaired: du -d 1",
	} {
		got := strings.Join(faults(command, utilities.BSD, Check{}), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}

// faults is what is wrong with a command for a system.
func faults(command string, version utilities.Version, check Check) (list []string) {
	if cleaned, err := gate.Command(command); err != nil || cleaned != command {
		list = append(list, "the gate makes "+cleaned+" of it")
	}
	report := shell.Look(command, shell.Options{Version: version})
	for _, p := range report.Parts {
		// A program by its path is the person's own.
		own := strings.HasPrefix(p.Meaning, "Run ") && strings.Contains(p.Text, "/")
		if !own && strings.Contains(p.Meaning, "of which nothing is known here") {
			list = append(list, p.Text+": "+p.Meaning)
		}
	}
	for _, note := range report.Notes {
		if len(check.Needs) > 0 && strings.Contains(note, " is not there on ") {
			continue // it is to be installed
		}
		list = append(list, note)
	}
	if report.Repaired != "" {
		list = append(list, "it would be repaired: "+report.Repaired)
	}
	if report.Risk.Level == gate.LevelCritical {
		list = append(list, "the level is critical")
	}
	for _, f := range report.Risk.Findings {
		if slices.Contains([]string{"syntax", "unreadable", "internal", "too-deep"}, f.ID) {
			list = append(list, f.Message)
		}
	}
	return list
}

// BenchmarkLoad is what a start pays: a few milliseconds for 1,400 entries.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
