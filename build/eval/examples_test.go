package main

import (
	"strings"
	"testing"

	"caro/build/eval/internal/task"
	"caro/core/cookbook"
	"caro/core/examples"
	"caro/core/local"
)

// TestExamples: what is found for a task is made much as what is right, and what is weak
// isn't shown. The held-out half of the tasks isn't looked at.
func TestExamples(t *testing.T) {
	all, err := loadTasks()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := cookbook.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := examples.New(entries)
	tasks, shown, first, best, sum := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, c := range all.Tasks {
		if !task.InSplit(c.ID, "dev") {
			continue
		}
		tasks++
		top := 0.0
		for i, f := range x.Find(c.Request, local.Worked.Most, func(e cookbook.Entry) bool { return e.GNU != "" }) {
			like := nearest(f.Entry.GNU, c.Right)
			if i == 0 {
				first += like
			}
			top = max(top, like)
			if f.Share >= local.Worked.Least {
				shown++
				sum += like
			}
		}
		best += top
	}
	talks, idle := 0.0, 0.0
	for _, c := range all.Talks {
		if task.InSplit(c.ID, "dev") {
			talks++
			if found := x.Find(c.Request, 1, nil); len(found) > 0 && found[0].Share >= local.Worked.Least {
				idle++
			}
		}
	}
	t.Logf("%v dev tasks: F1 of the first %.3f, of the best of %d %.3f; %.2f are shown, their F1 %.3f; %v of %v talks get one",
		tasks, first/tasks, local.Worked.Most, best/tasks, shown/tasks, sum/shown, idle, talks)
	for _, m := range []struct {
		what       string
		got, floor float64
	}{
		{"F1 of the first", first / tasks, 0.49},
		{"F1 of the best", best / tasks, 0.695},
		{"F1 of what is shown", sum / shown, 0.44},
		{"share of the talks that get none", 1 - idle/talks, 0.6},
	} {
		if m.got < m.floor {
			t.Errorf("%s: %.3f, not %.3f", m.what, m.got, m.floor)
		}
	}
}

// nearest is the greatest likeness to one of the commands.
func nearest(command string, right []string) float64 {
	top := 0.0
	for _, r := range right {
		top = max(top, examples.Likeness(command, r))
	}
	return top
}

// TestNoWorkedTaskIsOneOfThem: no wording of the cookbook is a request that is measured. It
// is told by its place in the cookbook alone.
func TestNoWorkedTaskIsOneOfThem(t *testing.T) {
	all, err := loadTasks()
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, c := range all.Tasks {
		asked[lettersOf(c.Request)] = true
	}
	for _, c := range all.Macs {
		asked[lettersOf(c.Request)] = true
	}
	for _, c := range all.Talks {
		asked[lettersOf(c.Request)] = true
	}
	for _, c := range all.Injections {
		asked[lettersOf(c.Request)] = true
	}
	if len(asked) < 300 {
		t.Errorf("there are only %d requests", len(asked))
	}
	entries, err := cookbook.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for i, request := range e.Requests {
			if asked[lettersOf(request)] {
				t.Errorf("%s: its request %d is one that is measured", e.Place(), i+1)
			}
		}
	}
}

// lettersOf is a request's letters and digits, in lower case, and a blank between its words.
func lettersOf(request string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(request), func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", r)
	}), " ")
}
