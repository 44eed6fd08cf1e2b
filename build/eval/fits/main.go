// Command fits measures package core/fit without a model: how often it ranks a right
// command above a wrong one. It looks at the evaluation's dev tasks, which have both; at the
// cookbook, whose commands must not be faulted for any of their wordings; and at the same
// commands spoilt by mutations, which must be.
//
//	go run ./build/eval/fits           the figures
//	go run ./build/eval/fits -v        and each false alarm, miss and inversion
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"caro/build/eval/internal/task"
	"caro/core/cookbook"
	"caro/core/fit"
	"caro/core/shell"
	"caro/core/utilities"
)

func main() {
	verbose := flag.Bool("v", false, "print what was wrong")
	tasks := flag.String("tasks", "build/eval/tasks", "`folder` of the tasks")
	flag.Parse()
	m := measure{told: map[string]int{}}
	if err := m.run(*tasks); err != nil {
		fmt.Fprintln(os.Stderr, "fits:", err)
		os.Exit(1)
	}
	fmt.Print(m.text(*verbose))
}

// measure is what was found.
type measure struct {
	// Of pairs of a right and a wrong command for a dev task.
	pairs, ranked, ties int
	// Of wordings and their commands in the cookbook.
	wordings, alarms int
	told             map[string]int // alarms by what they complain of
	mutants          map[string]*rate
	lines            []string // what was wrong
}

type rate struct{ found, of int }

func (m *measure) note(form string, args ...any) {
	m.lines = append(m.lines, fmt.Sprintf(form, args...))
}

func (m *measure) run(folder string) error {
	if err := m.tasks(folder); err != nil {
		return err
	}
	return m.cookbook()
}

// changing caches what is known of a command, whatever it is asked for.
var changing = map[string]bool{}

func loss(request, command string) (float64, fit.Report) {
	changes, known := changing[command]
	if !known {
		report := shell.Look(command, shell.Options{RiskOnly: true})
		changes = slices.ContainsFunc(report.Risk.Effects, func(e shell.Effect) bool { return utilities.Effect(e.Effect).Changes() })
		changing[command] = changes
	}
	r := fit.Compare(request, command, changes)
	return r.Loss(), r
}

func (m *measure) tasks(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(paths) == 0 {
		return fmt.Errorf("no tasks in %s: %w", folder, cmp.Or(err, os.ErrNotExist))
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		var all task.All
		if err := all.Parse(filepath.Base(p), string(data)); err != nil {
			return err
		}
		for _, t := range all.Tasks {
			if task.InSplit(t.ID, "dev") {
				m.task(t)
			}
		}
	}
	return nil
}

func (m *measure) task(t task.Task) {
	for _, right := range t.Right {
		less, why := loss(t.Request, right)
		for _, wrong := range t.Wrong {
			more, seen := loss(t.Request, wrong)
			m.pairs++
			switch {
			case less < more:
				m.ranked++
			case less == more:
				m.ties++
				m.note("tie   %s\n      + %s\n      - %s", t.Request, right, wrong)
			default:
				m.note("turned %s\n      + %s  %q\n      - %s  %q", t.Request, right, why.Words(), wrong, seen.Words())
			}
		}
	}
}

func (m *measure) cookbook() error {
	entries, err := cookbook.Load()
	if err != nil {
		return err
	}
	m.mutants = map[string]*rate{}
	for _, e := range entries {
		for _, command := range slices.Compact([]string{e.GNU, e.BSD}) {
			if command == "" {
				continue
			}
			spoilt := mutants(command)
			for _, request := range e.Requests {
				m.wording(e.Place(), request, command, spoilt)
			}
		}
	}
	return nil
}

func (m *measure) wording(place, request, command string, spoilt map[string][]string) {
	less, why := loss(request, command)
	m.wordings++
	if less > 0 {
		m.alarms++
		for _, w := range why.Words() {
			m.told[w]++
		}
		m.note("alarm %s %s\n      %s  %q", place, request, command, why.Words())
	}
	for name, list := range spoilt {
		r := m.mutants[name]
		if r == nil {
			r = &rate{}
			m.mutants[name] = r
		}
		for _, wrong := range list {
			more, _ := loss(request, wrong)
			r.of++
			if more > less {
				r.found++
			} else {
				m.note("miss  %s: %s %s\n      - %s", name, place, request, wrong)
			}
		}
	}
}

func (m *measure) text(verbose bool) string {
	var b strings.Builder
	if verbose {
		for _, l := range m.lines {
			fmt.Fprintln(&b, l)
		}
	}
	names := make([]string, 0, len(m.told))
	for n := range m.told {
		names = append(names, n)
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(m.told[y]-m.told[x], strings.Compare(x, y)) })
	for i, n := range names {
		if i < 25 {
			fmt.Fprintf(&b, "%6d  false alarms: %s\n", m.told[n], n)
		}
	}
	names = names[:0]
	for n := range m.mutants {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		r := m.mutants[n]
		fmt.Fprintf(&b, "%5.1f %% of %5d  %s\n", percent(r.found, r.of), r.of, n)
	}
	all := m.detected()
	fmt.Fprintf(&b, "dev pairs %d: right above wrong %.1f %%, ties %.1f %%, turned round %.1f %%\n", m.pairs, percent(m.ranked, m.pairs), percent(m.ties, m.pairs), percent(m.pairs-m.ranked-m.ties, m.pairs))
	fmt.Fprintf(&b, "cookbook wordings %d: false alarms %.1f %%; mutants %d: found %.1f %%\n", m.wordings, percent(m.alarms, m.wordings), all.of, percent(all.found, all.of))
	return b.String()
}

// detected is the rate over all mutants.
func (m *measure) detected() (all rate) {
	for _, r := range m.mutants {
		all.found += r.found
		all.of += r.of
	}
	return all
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
