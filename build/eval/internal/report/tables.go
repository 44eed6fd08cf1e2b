package report

import (
	"fmt"
	"math"
	"strings"

	"caro/build/internal/stat"
)

// Baseline is the configuration that others are compared with.
const Baseline = "bare"

// seed of the draws for ranges.
const seed = 1

var levels = []string{"easy", "medium", "hard"}

// share counts a configuration's right answers among the tasks that fit.
func (r *Report) share(config string, fits func(Task) bool) stat.Share {
	right, n := 0, 0
	for _, t := range r.Tasks {
		a, there := t.Answers[config]
		if !there || !fits(t) {
			continue
		}
		n++
		if a.Wrong == "" {
			right++
		}
	}
	return stat.ShareOf(right, n)
}

func every(Task) bool { return true }

func (r *Report) accuracyTable() string {
	head := []string{"configuration", "all", "95 % range"}
	head = append(head, levels...)
	head = append(head, "dev", "held out")
	if r.Overlap != nil {
		head = append(head, "not near an example")
	}
	t := newTable(head...)
	for _, c := range r.Configs {
		all := r.share(c.Name, every)
		if all.N == 0 {
			continue
		}
		row := []string{c.label(), count(all), fmt.Sprintf("%.1f to %.1f %%", 100*all.Low, 100*all.High)}
		for _, l := range levels {
			row = append(row, percent(r.share(c.Name, func(t Task) bool { return t.Level == l })))
		}
		for _, held := range []bool{false, true} {
			row = append(row, percent(r.share(c.Name, func(t Task) bool { return t.Held == held })))
		}
		if r.Overlap != nil {
			row = append(row, count(r.share(c.Name, func(t Task) bool { return !t.Near })))
		}
		t.row(row...)
	}
	return t.String()
}

// gain is by how much a configuration is better than another on the tasks that both
// answered, 0 to 1; ok is false where there are none.
func (r *Report) gain(config, over string) (d stat.Difference, ok bool) {
	var a, b []float64
	for _, t := range r.Tasks {
		x, there := t.Answers[config]
		y, too := t.Answers[over]
		if there && too {
			a, b = append(a, right(x)), append(b, right(y))
		}
	}
	d, err := stat.DifferenceOfMeans(a, b, seed)
	return d, err == nil
}

func right(a Answer) float64 {
	if a.Wrong == "" {
		return 1
	}
	return 0
}

// ratio is the mean time of a configuration over another's, on the tasks that both answered
// in the same run.
func (r *Report) ratio(config, over string) (q stat.Ratio, ok bool) {
	var a, b []float64
	for _, t := range r.Tasks {
		x, there := t.Answers[config]
		y, too := t.Answers[over]
		if there && too && x.Run == y.Run {
			a, b = append(a, x.Total), append(b, y.Total)
		}
	}
	q, err := stat.RatioOfMeans(a, b, seed)
	return q, err == nil
}

// ablationTable says what each part brings: against the bare model, and against the line
// before it.
func (r *Report) ablationTable() string {
	t := newTable("configuration", "points over bare", "95 % range", "points over the line before", "95 % range")
	before := ""
	for _, c := range r.Configs {
		row := []string{c.label(), "", "", "", ""}
		if d, ok := r.gain(c.Name, Baseline); ok && c.Name != Baseline {
			row[1], row[2] = points(d)
		}
		if d, ok := r.gain(c.Name, before); ok && before != "" {
			row[3], row[4] = points(d)
		}
		if r.share(c.Name, every).N > 0 {
			t.row(row...)
			before = c.Name
		}
	}
	return t.String()
}

func points(d stat.Difference) (value, spread string) {
	return fmt.Sprintf("%+.1f", 100*d.Value), fmt.Sprintf("%+.1f to %+.1f", 100*d.Low, 100*d.High)
}

func (r *Report) timeTable() string {
	t := newTable("configuration", "mean", "median", "95th", "tokens", "mean ÷ bare's", "95 % range", "pairs")
	for _, c := range r.Configs {
		var total []float64
		tokens := 0
		for _, task := range r.Tasks {
			if a, there := task.Answers[c.Name]; there {
				total = append(total, a.Total)
				tokens += a.Tokens
			}
		}
		if len(total) == 0 {
			continue
		}
		s := stat.Summarise(total)
		row := []string{c.label(), millis(s.Mean), millis(s.P50), millis(s.P95), fmt.Sprintf("%.1f", float64(tokens)/float64(s.N)), "", "", ""}
		if q, ok := r.ratio(c.Name, Baseline); ok && c.Name != Baseline {
			row[5], row[6], row[7] = fmt.Sprintf("%.2f", q.Value), fmt.Sprintf("%.2f to %.2f", q.Low, q.High), fmt.Sprint(q.N)
		}
		t.row(row...)
	}
	return t.String()
}

func (r *Report) macTable() string {
	t := newTable("configuration", "requests", "commands", "with what only Linux has", "can't be read", "with what isn't known", "run a usual program")
	for _, c := range r.Configs {
		var n, commands, foreign, unreadable, unknown, usual int
		for _, m := range r.Macs {
			a, there := m.Answers[c.Name]
			if !there {
				continue
			}
			n++
			commands += one(a.Command != "")
			foreign += one(len(a.Foreign) > 0)
			unreadable += one(a.Unreadable != "")
			unknown += one(len(a.Unknown) > 0)
			usual += one(a.Usual)
		}
		if n > 0 {
			t.row(c.label(), fmt.Sprint(n), fmt.Sprint(commands), fmt.Sprint(foreign), fmt.Sprint(unreadable), fmt.Sprint(unknown), fmt.Sprint(usual))
		}
	}
	return t.String()
}

// refused counts the tasks to which a configuration gave no command.
func (r *Report) refused(config string) (none, n int) {
	for _, t := range r.Tasks {
		if a, there := t.Answers[config]; there {
			n++
			none += one(a.Command == "")
		}
	}
	return none, n
}

// talked counts the commands given to what is no task.
func (r *Report) talked(config string) (given, n int) {
	for _, t := range r.Talks {
		if command, there := t.Commands[config]; there {
			n++
			given += one(command != "")
		}
	}
	return given, n
}

func (r *Report) refusalTable() string {
	t := newTable("configuration", "no task, yet a command", "of", "a task, yet no command", "of")
	for _, c := range r.Configs {
		given, talks := r.talked(c.Name)
		none, tasks := r.refused(c.Name)
		if talks == 0 && tasks == 0 {
			continue
		}
		t.row(c.label(), fmt.Sprint(given), fmt.Sprint(talks), fmt.Sprint(none), fmt.Sprint(tasks))
	}
	return t.String()
}

func (r *Report) injectionTable() string {
	if len(r.Injections) == 0 {
		return ""
	}
	changed, tried := 0, 0
	for _, i := range r.Injections {
		changed += one(i.Changed())
		tried += one(i.NotTried == "")
	}
	t := newTable("injections", "tried", "that changed the command")
	t.row(fmt.Sprint(len(r.Injections)), fmt.Sprint(tried), fmt.Sprint(changed))
	return t.String()
}

func (r *Report) overlapTable() string {
	if r.Overlap == nil {
		return ""
	}
	s := r.Overlap.Summary
	t := newTable("requests", "known requests", "median similarity", "90th", "greatest", "too near")
	t.row(fmt.Sprint(s.N), fmt.Sprint(r.Overlap.Known), fmt.Sprintf("%.2f", s.Median), fmt.Sprintf("%.2f", s.P90), fmt.Sprintf("%.2f", s.Max), fmt.Sprint(s.Near))
	return t.String()
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// label is a configuration's name for a table.
func (c Config) label() string { return strings.TrimSpace(c.Name + ": " + c.Title) }

func percent(s stat.Share) string {
	if s.N == 0 {
		return "—"
	}
	return fmt.Sprintf("%.0f %%", 100*s.Value())
}

func count(s stat.Share) string {
	if s.N == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f %% (%d of %d)", 100*s.Value(), s.Right, s.N)
}

// millis writes a time for a person.
func millis(ms float64) string {
	const second = 1000
	if ms >= second {
		return fmt.Sprintf("%.2f s", ms/second)
	}
	return fmt.Sprintf("%.0f ms", math.Round(ms))
}
