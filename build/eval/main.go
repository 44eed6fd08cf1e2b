// Command eval measures how often Caro's commands do what was asked, on tasks of its own:
// it asks for a command, runs it in the sandbox over a folder, and compares what it
// printed and left with what a right command does. docs/accuracy.md says how to read it.
//
//	make eval                                        all, in one run; an hour and more on two cores
//	make eval EVAL="-split dev -limit 40"            a short look
//	make eval EVAL="-rescore -v"                     the answers that there are, judged anew
//	make eval EVAL="-config bare,fixed -only tasks"
//
// The configurations answer in turns, task by task and each time in another order, so that
// whatever else the machine does hits all alike. Every answer is kept as soon as it is
// there: a run that was cut off goes on where it was.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"caro/build/eval/internal/task"
)

// options are the flags.
type options struct {
	only      string
	config    string
	split     string
	tasks     string
	limit     int
	fresh     bool
	rescore   bool
	pool      bool
	verbose   bool
	write     bool
	lowMemory bool
	device    string
	programs  string
	answers   string
	docs      string
	known     string
}

// The parts of an evaluation.
const (
	partTasks   = "tasks"
	partMacs    = "macos"
	partTalk    = "talk"
	partInject  = "inject"
	partOverlap = "overlap"
)

var parts = []string{partTasks, partMacs, partTalk, partInject, partOverlap}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, flags())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func flags() options {
	var o options
	flag.StringVar(&o.only, "only", strings.Join(parts, ","), "`parts` to measure")
	flag.StringVar(&o.config, "config", "", "`names` of the configurations; all that this Caro has")
	flag.StringVar(&o.split, "split", "all", "which tasks: all, dev or held; tuning may look at dev alone")
	flag.StringVar(&o.tasks, "tasks", "", "`expression` that the ids must fit")
	flag.IntVar(&o.limit, "limit", 0, "`number` of tasks of each part, spread evenly; 0 for all")
	flag.BoolVar(&o.fresh, "fresh", false, "throw the answers away that there are")
	flag.BoolVar(&o.rescore, "rescore", false, "judge the answers that there are, and ask no model")
	flag.BoolVar(&o.pool, "pool", false, "judge each answer of the model, chosen or not, as candidates.jsonl")
	flag.BoolVar(&o.verbose, "v", false, "print what was wrong")
	flag.BoolVar(&o.write, "write", false, "write docs/accuracy.md and its plots")
	flag.BoolVar(&o.lowMemory, "low-memory", false, "have each worker take less memory, and more time")
	flag.StringVar(&o.device, "device", os.Getenv("CARO_DEVICE"), "auto, cpu or gpu (CARO_DEVICE)")
	flag.StringVar(&o.programs, "programs", "build/out", "`folder` of the programs under test")
	flag.StringVar(&o.answers, "answers", "build/out/eval", "`folder` of the answers")
	flag.StringVar(&o.docs, "docs", "docs", "`folder` of accuracy.md")
	flag.StringVar(&o.known, "known", "", "`file` with a request a line that count as known, beside the cookbook's")
	flag.Parse()
	return o
}

// wants reports whether a part is to be measured.
func (o options) wants(part string) bool {
	return slices.Contains(strings.Split(o.only, ","), part)
}

func (o options) check() error {
	for _, p := range strings.Split(o.only, ",") {
		if !slices.Contains(parts, p) {
			return fmt.Errorf("there is no part %.20q: %s", p, strings.Join(parts, ", "))
		}
	}
	if !slices.Contains(task.Splits, o.split) {
		return fmt.Errorf("there is no split %.20q: %s", o.split, strings.Join(task.Splits, ", "))
	}
	return nil
}

func run(ctx context.Context, o options) error {
	if err := o.check(); err != nil {
		return err
	}
	all, err := loadTasks()
	if err != nil {
		return err
	}
	if all, err = o.pick(all); err != nil {
		return err
	}
	e, err := newEvaluation(o, all)
	if err != nil {
		return err
	}
	if !o.rescore {
		if err := e.ask(ctx); err != nil {
			return err
		}
	}
	if o.pool {
		return e.pool(ctx)
	}
	r, err := e.score(ctx)
	if err != nil {
		return err
	}
	fmt.Print(r.Text())
	if o.verbose {
		fmt.Print(r.Wrong())
	}
	if err := r.Save(filepath.Join(o.answers, "report.json")); err != nil {
		return err
	}
	if !o.write {
		return nil
	}
	if o.split != "all" || o.limit > 0 || o.tasks != "" || o.config != "" {
		fmt.Fprintln(os.Stderr, "eval: the document is left as it is: these are not all tasks, or not all configurations")
		return nil
	}
	return r.Publish(o.docs)
}

// pick leaves those that the flags ask for.
func (o options) pick(all task.All) (task.All, error) {
	form, err := regexp.Compile(o.tasks)
	if err != nil {
		return all, fmt.Errorf("the expression of -tasks: %w", err)
	}
	fits := func(id string) bool { return form.MatchString(id) && task.InSplit(id, o.split) }
	all.Tasks = chosen(all.Tasks, o.limit, func(t task.Task) bool { return fits(t.ID) })
	all.Macs = chosen(all.Macs, o.limit, func(m task.Mac) bool { return fits(m.ID) })
	all.Talks = chosen(all.Talks, o.limit, func(t task.Talk) bool { return fits(t.ID) })
	all.Injections = chosen(all.Injections, o.limit, func(i task.Injection) bool { return fits(i.ID) })
	if len(all.Tasks)+len(all.Macs)+len(all.Talks)+len(all.Injections) == 0 {
		return all, fmt.Errorf("no task fits the flags")
	}
	return all, nil
}

// chosen are those that fit; if there are more than the limit, evenly spread.
func chosen[T any](list []T, limit int, fits func(T) bool) []T {
	var out []T
	for _, x := range list {
		if fits(x) {
			out = append(out, x)
		}
	}
	if limit <= 0 || limit >= len(out) {
		return out
	}
	few := make([]T, limit)
	for i := range few {
		few[i] = out[i*len(out)/limit]
	}
	return few
}
