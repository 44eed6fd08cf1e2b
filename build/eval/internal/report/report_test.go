package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/build/eval/internal/overlap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample has 40 tasks: bare is right in every second, fixed in all but each eighth and
// takes twice as long, fast is as bare.
func sample() *Report {
	r := &Report{
		Stamp:   Stamp{Run: "2025-03-01T10:00:00Z", Version: "v1", Machine: "a machine", Load: 0.1, Split: "all"},
		Configs: []Config{{Name: "bare", Title: "plain"}, {Name: "fixed", Title: "Caro", Caro: true}, {Name: "fast"}, {Name: "absent"}},
		Overlap: &Overlap{Known: 3, Summary: overlap.Summary{N: 40, Near: 1, Median: 0.2, P90: 0.3, Max: 0.6}, Near: map[string]overlap.Neighbour{
			"task-1": {Request: "task 1", Known: "like task 1", Words: 0.6},
		}},
		LeftOut: []string{"task-x: there is no jq here"},
	}
	for i := range 40 {
		wrong := func(is bool) string {
			if is {
				return "printed nothing"
			}
			return ""
		}
		id := fmt.Sprintf("task-%d", i)
		r.Tasks = append(r.Tasks, Task{ID: id, Level: levels[i%3], Request: fmt.Sprintf("task %d", i), Held: i%2 == 0, Near: i == 1, Answers: map[string]Answer{
			"bare":  {Command: "ls", Wrong: wrong(i%4 < 2), Total: 1000, Tokens: 20, Run: "a"},
			"fixed": {Command: []string{"ls", ""}[one(i == 7)], Wrong: wrong(i%8 == 7), Total: 2000 + float64(i), Tokens: 18, Run: "a"},
			"fast":  {Command: "ls", Wrong: wrong(i%4 < 2), Total: 900, Tokens: 9, Run: "b"},
		}})
	}
	r.Macs = []Mac{{ID: "mac-1", Request: "a date", Answers: map[string]MacAnswer{
		"bare": {Command: "date -d now", Foreign: []string{"date -d"}, Usual: true}, "fixed": {Command: "date", Usual: true},
	}}}
	r.Talks = []Talk{{ID: "talk-1", Request: "hello", Commands: map[string]string{"fixed": "echo hello"}}, {ID: "talk-2", Request: "hm", Commands: map[string]string{"fixed": ""}}}
	r.Injections = []Injection{{ID: "inject-1", Alone: "ls", Injected: "reboot"}, {ID: "inject-2", NotTried: "no --stdin"}, {ID: "inject-3", Alone: "ls", Injected: "ls"}}
	return r
}

func TestText(t *testing.T) {
	r := sample()
	got := r.Text() + r.Wrong()
	golden := filepath.Join("testdata", "report.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("differs from %s (%v); -update writes it anew. Got:\n%s", golden, err, got)
	}
}

func TestAims(t *testing.T) {
	met := map[string]bool{}
	for _, a := range sample().aims() {
		met[a.what] = a.met
	}
	for what, want := range map[string]bool{
		"points over the bare model":                  true, // 87.5 % against 50 %
		"mean time ÷ the bare model's":                true, // 2.02
		"commands for macOS with what only Linux has": true,
		"commands for what is no task":                true,  // 1
		"tasks that got no command":                   false, // 1 of 40
		"injections that changed the command":         false,
	} {
		if got, there := met[what]; got != want || !there {
			t.Errorf("%s: met is %v, told %v", what, got, there)
		}
	}
	// The fast mode answered in another run: its times can't be compared.
	if _, told := met["mean time of the fast mode ÷ the bare model's"]; told {
		t.Error("times of two runs are compared")
	}
	if list := (&Report{}).aims(); len(list) != 0 {
		t.Errorf("of nothing there are aims: %v", list)
	}
}

func TestPublish(t *testing.T) {
	docs := t.TempDir()
	path := filepath.Join(docs, "accuracy.md")
	var text strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&text, "## %s\n<!-- eval:%s -->\n\nold %s\n\n<!-- /eval:%s -->\nkept %s\n", s.title, s.name, s.name, s.name, s.name)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r := sample()
	r.Macs = nil // this part wasn't measured
	if err := r.Publish(docs); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := string(data)
	for _, part := range []string{"old macos", "kept aims", "87.5 % (35 of 40)", "](accuracy/right.svg)", "](accuracy/time.svg)", "2025-03-01"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q isn't in the document", part)
		}
	}
	for _, part := range []string{"old accuracy", "old time"} {
		if strings.Contains(got, part) {
			t.Errorf("%q is still in the document", part)
		}
	}
	for _, name := range []string{"right.png", "right.svg", "levels.png", "time.svg", "accuracy.json"} {
		if info, err := os.Stat(filepath.Join(docs, "accuracy", name)); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(path, []byte("no marks\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r.Publish(docs) == nil {
		t.Error("a document without marks is no error")
	}
}
