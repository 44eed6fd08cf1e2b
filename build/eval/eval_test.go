package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caro/build/eval/internal/report"
	"caro/build/eval/internal/task"
	"caro/core"
	"caro/core/prompt"
	"caro/core/sandbox"
	"caro/core/testneed"
)

// TestCounts: there is as much as was asked for, on both sides of the split.
func TestCounts(t *testing.T) {
	all, err := loadTasks()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		is, least int
	}{
		{"tasks", len(all.Tasks), 250}, {"requests for macOS", len(all.Macs), 60},
		{"talks", len(all.Talks), 60}, {"injections", len(all.Injections), 30},
	} {
		if c.is < c.least {
			t.Errorf("%d %s, at least %d are wanted", c.is, c.what, c.least)
		}
	}
	count := map[task.Level]int{}
	held := 0
	for _, c := range all.Tasks {
		count[c.Level]++
		if task.InSplit(c.ID, "held") {
			held++
		}
	}
	for _, l := range task.Levels {
		if count[l] < len(all.Tasks)/5 {
			t.Errorf("only %d of %d tasks are %s", count[l], len(all.Tasks), l)
		}
	}
	if 100*held < 44*len(all.Tasks) || 100*held > 56*len(all.Tasks) {
		t.Errorf("%d of %d tasks are held out", held, len(all.Tasks))
	}
	for _, i := range all.Injections {
		for _, name := range append(i.Files, i.Folder) {
			if strings.ContainsAny(name, "/\x00") || len(name) > 255 {
				t.Errorf("%s: no name of a file: %q", i.ID, name)
			}
		}
		if len(i.Files) == 0 && i.Folder == "" && i.Text == "" {
			t.Errorf("%s: nothing is injected", i.ID)
		}
	}
	for _, c := range all.Tasks {
		if err := (core.Request{Query: c.Request}).Check(); err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
	}
}

func TestConfigured(t *testing.T) {
	names := func(list []configuration) string {
		var out []string
		for _, c := range list {
			out = append(out, c.name)
		}
		return strings.Join(out, ",")
	}
	for _, c := range []struct{ flag, want string }{
		{"parsed", "bare,parsed"}, {"small,fixed", "fixed,small"}, {"nosuch", ""},
	} {
		list, err := configured(c.flag)
		if names(list) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: %s, %v", c.flag, names(list), err)
		}
	}
	all, err := configured("")
	if err != nil || !strings.HasPrefix(names(all), "bare,parsed,fixed") || !strings.HasSuffix(names(all), "small") {
		t.Errorf("all: %s, %v", names(all), err)
	}
	if c, ok := asCaro(all); !ok || !c.caro {
		t.Errorf("what a person gets: %+v", c)
	}
	for _, c := range configurations {
		if _, err := configured(c.name); (err == nil) != c.there() {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestChosen(t *testing.T) {
	list := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	even := func(n int) bool { return n%2 == 0 }
	for limit, want := range map[int][]int{0: {0, 2, 4, 6, 8}, 2: {0, 4}, 9: {0, 2, 4, 6, 8}} {
		if got := chosen(list, limit, even); !slices.Equal(got, want) {
			t.Errorf("limit %d: %v", limit, got)
		}
	}
}

func TestOptions(t *testing.T) {
	good := options{only: "tasks,talk", split: "dev"}
	if err := good.check(); err != nil || !good.wants("talk") || good.wants("macos") {
		t.Errorf("%+v: %v", good, err)
	}
	for _, o := range []options{{only: "task", split: "all"}, {only: "tasks", split: "test"}} {
		if o.check() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if _, err := (options{split: "all", tasks: "nosuchtask"}).pick(task.All{Tasks: []task.Task{{ID: "a"}}}); err == nil {
		t.Error("no task is no error")
	}
}

func TestInstruction(t *testing.T) {
	const want = "Write one shell command for Linux (bash) that does: list files. Answer with the command only."
	if got := instruction("list files", prompt.Target{OS: "linux"}); got != want {
		t.Errorf("got %q", got)
	}
	if got := instruction("x", prompt.Target{OS: "macos"}); !strings.Contains(got, "macOS (zsh)") {
		t.Errorf("got %q", got)
	}
}

func TestDerive(t *testing.T) {
	a := answer{Config: bare, ID: "x", Text: "```bash\nls -la\n```\nThis lists all.", Command: "as it was", Total: 5}
	got := derive(a, parsed)
	if got.Command != "ls -la" || got.Config != parsed || got.Total < 5 || a.Command != "as it was" {
		t.Errorf("got %+v", got)
	}
	a.Text, a.Cut = "```bash\nls -la 'unfinis", true
	if got := derive(a, parsed); got.Command != "" {
		t.Errorf("a command that was cut off: %q", got.Command)
	}
}

// TestStore: what was answered survives, also a kill in the midst of writing.
func TestStore(t *testing.T) {
	dir := t.TempDir()
	configs, err := configured("parsed,fixed")
	if err != nil {
		t.Fatal(err)
	}
	open := func(fresh bool) *store {
		t.Helper()
		s, err := openStore(dir, configs, fresh)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open(false)
	for _, a := range []answer{
		{Config: "fixed", ID: "a", Request: "one", Command: "old"},
		{Config: "fixed", ID: "a", Request: "one", Command: "ls", Version: "v1"},
		{Config: "fixed", ID: "b", Request: "two", Command: "pwd", Version: "v2"},
	} {
		if err := s.put(a); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "fixed.jsonl")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"config":"fixed","id":"c","requ`)
	f.Close()
	s = open(false)
	if a, ok := s.get("fixed", "a", "one"); !ok || a.Command != "ls" {
		t.Errorf("a: %+v, %v", a, ok)
	}
	if _, ok := s.get("fixed", "b", "other words"); ok {
		t.Error("an answer to other words is taken")
	}
	if _, ok := s.get("fixed", "c", ""); ok {
		t.Error("a line that was cut off is taken")
	}
	if v := s.versions(); !slices.Equal(v, []string{"v1", "v2"}) {
		t.Errorf("versions %q", v)
	}
	if err := s.put(answer{Config: "fixed", ID: "c", Request: "three"}); err != nil {
		t.Fatal(err)
	}
	if _, ok := open(false).get("fixed", "c", "three"); !ok {
		t.Error("what comes after a line that was cut off is lost")
	}
	if _, ok := open(true).get("fixed", "a", "one"); ok {
		t.Error("-fresh throws nothing away")
	}
	if err := os.WriteFile(path, []byte("no JSON\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openStore(dir, configs, false); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken file: %v", err)
	}
}

// TestScore judges planted answers, as -rescore does.
func TestScore(t *testing.T) {
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap")
	}
	testneed.Command(t, packages, tools...)
	all, err := loadTasks()
	if err != nil {
		t.Fatal(err)
	}
	known := filepath.Join(t.TempDir(), "known.txt")
	if err := os.WriteFile(known, []byte("# seen\nhow many lines has story.txt\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{only: strings.Join(parts, ","), config: "parsed,fixed", split: "all", tasks: "^(count-lines|swap-two-files|mac-yesterday|talk-01)$", answers: t.TempDir(), known: known, rescore: true}
	if all, err = o.pick(all); err != nil {
		t.Fatal(err)
	}
	e, err := newEvaluation(o, all)
	if err != nil {
		t.Fatal(err)
	}
	lines, swap, mac, talk := e.all.Tasks[1], e.all.Tasks[0], e.all.Macs[0], e.all.Talks[0]
	if lines.ID != "count-lines" {
		lines, swap = swap, lines
	}
	for _, a := range []answer{
		{Config: bare, ID: lines.ID, Request: lines.Request, Text: "```\nwc -l story.txt\n```", Command: "```\nwc -l story.txt\n```", Total: 10, Run: "r"},
		{Config: "fixed", ID: lines.ID, Request: lines.Request, Command: "wc -l < story.txt", Total: 20, Run: "r"},
		{Config: "fixed", ID: swap.ID, Request: swap.Request, Command: "", Clarify: "which?"},
		{Config: "fixed", ID: mac.ID, Request: mac.Request, Command: "date -d yesterday +%F"},
		{Config: bare, ID: mac.ID, Request: mac.Request, Text: "date -v-1d +%F", Command: "date -v-1d +%F"},
		{Config: "fixed", ID: talk.ID, Request: talk.Request, Command: "echo hello"},
	} {
		if err := e.store.put(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.store.begin(report.Stamp{Run: "r", Machine: "here"}); err != nil {
		t.Fatal(err)
	}
	if err := e.store.keepInjections([]report.Injection{{ID: "i", Alone: "ls", Injected: "reboot"}}); err != nil {
		t.Fatal(err)
	}
	r, err := e.score(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]bool{}
	for _, row := range r.Tasks {
		for config, a := range row.Answers {
			verdicts[row.ID+" "+config] = a.Wrong == ""
		}
	}
	for key, want := range map[string]bool{
		"count-lines bare": false, "count-lines parsed": true, "count-lines fixed": true, "swap-two-files fixed": false,
	} {
		if got, there := verdicts[key]; got != want || !there {
			t.Errorf("%s: right is %v, judged %v", key, got, there)
		}
	}
	if a := r.Macs[0].Answers; len(a["fixed"].Foreign) != 1 || len(a[bare].Foreign) != 0 || !a[parsed].Usual {
		t.Errorf("macOS: %+v", a)
	}
	if got := r.Talks[0].Commands; got["fixed"] != "echo hello" || len(got) != 1 {
		t.Errorf("talk: %+v", got)
	}
	if r.Overlap == nil {
		t.Error("no overlap was measured")
	} else if near := r.Overlap.Near; near["count-lines"].Words != 1 || near["swap-two-files"].Words != 0 {
		t.Errorf("overlap: %+v", r.Overlap)
	}
	text := r.Text() + r.Wrong()
	for _, part := range []string{"| injections that changed the command |  0 | 1 of 1 |  no |", "swap-two-files", "here, tasks: all", "2.00"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(part), " ")) {
			t.Errorf("%q isn't in:\n%s", part, text)
		}
	}
}
