package shell

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"caro/core/gate"
)

// row is a line of a table: the level that is expected, and a command.
type row struct {
	want, command, note string
	line                int
}

func table(t testing.TB, name string) (list []row) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if name == "everyday.txt" {
			f = []string{"", f[0]}
		}
		r := row{want: f[0], command: strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(f[1]), line: n}
		if len(f) > 2 {
			r.note = f[2]
		}
		list = append(list, r)
	}
	return list
}

// fits compares a level with what a table wants.
func fits(got gate.Level, want string) bool {
	switch want {
	case "high+":
		return got >= gate.LevelHigh
	case "safe":
		return got == gate.LevelSafe
	}
	return got.String() == want
}

func TestTables(t *testing.T) {
	for _, name := range []string{"dangerous.txt", "harmless.txt", "unknown.txt", "disguised.txt"} {
		t.Run(name, func(t *testing.T) {
			wrong := 0
			rows := table(t, name)
			for _, r := range rows {
				got := Look(r.command, Options{})
				if !fits(got.Risk.Level, r.want) {
					wrong++
					t.Errorf("%d: %s is %s, want %s (%s)%s", r.line, r.command, got.Risk.Level, r.want, r.note, said(got.Risk))
				}
			}
			t.Logf("%d of %d right", len(rows)-wrong, len(rows))
		})
	}
}

func said(r Risk) string {
	var b strings.Builder
	for _, e := range r.Effects {
		fmt.Fprintf(&b, "\n\t\t%s %s %q", e.Effect, e.Target, e.Path)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "\n\t\t%s %s: %s", f.Level, f.ID, f.Message)
	}
	return b.String()
}

// TestEveryday: each command is explained without a gap: every byte that is no blank is
// in one part, and the parts are in order.
func TestEveryday(t *testing.T) {
	for _, r := range table(t, "everyday.txt") {
		got := Look(r.command, Options{})
		at := 0
		for _, p := range got.Parts {
			if p.Start < at || p.End <= p.Start || p.End > len(r.command) || r.command[p.Start:p.End] != p.Text || p.Meaning == "" {
				t.Errorf("%d: %s: part %+v after %d", r.line, r.command, p, at)
				break
			}
			if gap := strings.Trim(r.command[at:p.Start], " \t\n\\"); gap != "" {
				t.Errorf("%d: %s: nothing is said of %q", r.line, r.command, gap)
			}
			if p.Meaning == "Part of the shell's grammar." || strings.Contains(p.Meaning, "of which nothing is known") {
				t.Errorf("%d: %s: of %q nothing is said but %q", r.line, r.command, p.Text, p.Meaning)
			}
			at = p.End
		}
		if gap := strings.Trim(r.command[at:], " \t\n\\"); gap != "" {
			t.Errorf("%d: %s: nothing is said of %q", r.line, r.command, gap)
		}
		if got.Risk.Level > gate.LevelModerate || got.Risk.Level == gate.LevelUnknown {
			t.Logf("%d: %s is %s%s", r.line, r.command, got.Risk.Level, said(got.Risk))
		}
	}
}

// TestLimits: what is too large, too deep or no text is of unknown risk, at once.
func TestLimits(t *testing.T) {
	for name, command := range map[string]string{
		"a megabyte":          strings.Repeat("echo a; ", 1<<17),
		"subshells":           strings.Repeat("(", 500_000) + strings.Repeat(")", 500_000),
		"open subshells":      strings.Repeat("(", 60_000),
		"substitutions":       strings.Repeat("$(", 30_000) + strings.Repeat(")", 30_000),
		"quotes in quotes":    strings.Repeat(`"$(`, 20_000) + strings.Repeat(`)"`, 20_000),
		"backquotes":          strings.Repeat("`", 60_000),
		"braces":              "echo " + strings.Repeat("{a,b}", 40),
		"nested braces":       "echo " + strings.Repeat("{a,", 20_000) + strings.Repeat("}", 20_000),
		"blocks":              strings.Repeat("{ ", 30_000) + "ls" + strings.Repeat("; }", 30_000),
		"ifs":                 strings.Repeat("if ", 20_000),
		"evals":               "rm x" + strings.Repeat(" | sh -c 'eval eval eval ls'", 1000),
		"functions":           "f() { f; f; }; f",
		"mutual":              "a() { b; b; }; b() { c; c; }; c() { a; a; }; a",
		"doubling":            "x=aaaaaaaaaa" + strings.Repeat("; x=$x$x", 60) + "; rm $x",
		"a range":             "echo {1..100000000}",
		"heredocs":            strings.Repeat("cat <<a\n", 5000),
		"arithmetic":          "echo $((" + strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000) + "))",
		"a long line":         "ls " + strings.Repeat("a", 1<<20),
		"loops":               strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 30) + "ls" + strings.Repeat("; done", 30),
		"containers in loops": strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 5) + "docker exec x sh -c '" + strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 5) + "ls" + strings.Repeat("; done", 5) + "'" + strings.Repeat("; done", 5),
		"a wide format":       "printf '%999999999s' | sh",
		"scripts in loops":    strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 5) + "echo '" + strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 5) + "ls" + strings.Repeat("; done", 5) + "' >> f" + strings.Repeat("; done", 5),
		"NUL":                 "ls \x00",
		"no UTF-8":            "ls \xff",
		"right to left":       "ls \u202egpj.exe",
		"a private mark":      "rm -rf \ue000",
		"an escape":           "ls \x1b[2K",
		"zero width":          "rm\u200b -rf x",
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			got := Look(command, Options{})
			if took := time.Since(begin); took > time.Second {
				t.Errorf("took %v", took)
			}
			if got.Risk.Level == gate.LevelSafe && name != "functions" && name != "mutual" && name != "loops" && name != "arithmetic" && name != "evals" {
				t.Errorf("it is %s", got.Risk.Level)
			}
		})
	}
}

// FuzzLook: whatever is looked at, nothing falls over, and the parts are pieces of it.
func FuzzLook(f *testing.F) {
	for _, name := range []string{"dangerous.txt", "harmless.txt", "unknown.txt", "disguised.txt", "everyday.txt"} {
		for _, r := range table(f, name) {
			f.Add(r.command)
		}
	}
	for _, command := range explainedSeeds {
		f.Add(command)
	}
	f.Fuzz(func(t *testing.T, command string) {
		got := Look(command, Options{})
		at := 0
		for _, p := range got.Parts {
			if p.Start < at || p.End <= p.Start || p.End > len(command) || p.Text != command[p.Start:p.End] || p.Meaning == "" {
				t.Fatalf("part %+v after %d of %q", p, at, command)
			}
			at = p.End
		}
		if got.stumbled {
			t.Fatalf("stumbled over the explanation of %q", command)
		}
		for _, f := range got.Risk.Findings {
			if f.ID == internal || got.stumbled {
				t.Fatalf("stumbled over %q", command)
			}
			if f.Start < 0 || f.End > len(command) || f.Start > f.End {
				t.Fatalf("finding %+v of %q", f, command)
			}
		}
	})
}

func BenchmarkLook(b *testing.B) {
	var list []string
	for _, name := range []string{"dangerous.txt", "harmless.txt", "disguised.txt", "everyday.txt"} {
		for _, r := range table(b, name) {
			list = append(list, r.command)
		}
	}
	for name, o := range map[string]Options{"risk": {RiskOnly: true}, "explained": {}} {
		b.Run(name, func(b *testing.B) {
			for _, command := range list {
				Look(command, o)
			}
			b.ResetTimer()
			for i := range b.N {
				Look(list[i%len(list)], o)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
		})
	}
}
