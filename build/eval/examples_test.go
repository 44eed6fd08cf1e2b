package main

import (
	"testing"

	"caro/build/eval/internal/task"
	"caro/core/cookbook"
	"caro/core/examples"
)

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
	n, first, best, mean, share := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, c := range all.Tasks {
		if !task.InSplit(c.ID, "dev") {
			continue
		}
		n++
		top, sum := 0.0, 0.0
		found := x.Find(c.Request, 4, func(e cookbook.Entry) bool { return e.GNU != "" })
		for i, f := range found {
			like := 0.0
			for _, right := range c.Right {
				like = max(like, examples.Likeness(f.Entry.GNU, right))
			}
			if i == 0 {
				first += like
			}
			top, sum = max(top, like), sum+like
			share += f.Share/float64(len(found))
		}
		best += top
		mean += sum / float64(max(1, len(found)))
	}
	t.Logf("%v dev tasks: F1 of the first %.3f, of the best of 4 %.3f, mean %.3f; share %.3f", n, first/n, best/n, mean/n, share/n)
}
