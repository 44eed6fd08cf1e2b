package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Parts are the parts of a report by their names in the document and in -only, in the
// order in which they are shown.
var Parts = []string{"aims", "compare", "equal", "startup", "cli", "cold", "memory", "roofline", "soak", "crowd"}

// Table writes a part as Markdown: under it the figures, with when and where they were
// taken; "" where the part hasn't been measured.
func (r Report) Table(part string) string {
	switch {
	case part == "aims":
		return r.aimsTable()
	case part == "compare" && r.Compare != nil:
		return r.Compare.String() + r.Compare.Stamp.String()
	case part == "equal" && r.Equal != nil:
		return r.Equal.String() + r.Equal.Stamp.String()
	case part == "startup" && r.StartUp != nil:
		return r.StartUp.String() + r.StartUp.Stamp.String()
	case part == "cli" && r.CLI != nil:
		return r.CLI.String() + r.CLI.Stamp.String()
	case part == "cold" && r.Cold != nil:
		return r.Cold.String() + r.Cold.Stamp.String()
	case part == "memory" && r.Memory != nil:
		return r.Memory.String() + r.Memory.Stamp.String()
	case part == "roofline" && r.Roofline != nil:
		return r.Roofline.String() + r.Roofline.Stamp.String()
	case part == "soak" && r.Soak != nil:
		return r.Soak.String() + r.Soak.Stamp.String()
	case part == "crowd" && r.Crowd != nil:
		return r.Crowd.String() + r.Crowd.Stamp.String()
	}
	return ""
}

// String is the line under a table.
func (s Stamp) String() string {
	where := []string{s.Machine, s.Device, fmt.Sprintf("%d threads", s.Threads)}
	switch s.Threads {
	case 0: // it has to do with no model
		where = where[:1]
	case 1:
		where[2] = "1 thread"
	}
	return fmt.Sprintf("\n%s, %s; %s; load %.1f.\n", s.Date, s.Version, strings.Join(where, ", "), s.Load)
}

func (r Report) aimsTable() string {
	aims := r.Aims()
	if len(aims) == 0 {
		return ""
	}
	t := newTable("what", "aim", "is", "met")
	for _, a := range aims {
		t.row(a.What, a.Aim, a.Is, yes(a.Met))
	}
	if r.Model.Default {
		return t.String()
	}
	return t.String() + "\nThe aims are for the default model.\n"
}

func (c *Compare) String() string {
	times := newTable("", "requests", "total p50", "p95", "mean", "first token p50", "p95", "mean", "tokens", "evaluations")
	for _, who := range c.Contenders {
		passes := ""
		if who.Passes > 0 {
			passes = fmt.Sprintf("%.1f", who.Passes)
		}
		times.row(Titles[who.Key], fmt.Sprint(who.Total.N), millis(who.Total.P50), millis(who.Total.P95), millis(who.Total.Mean),
			millis(who.First.P50), millis(who.First.P95), millis(who.First.Mean), fmt.Sprintf("%.1f", who.Tokens), passes)
	}
	ratios := newTable("ratio of means", "of", "is", "95 of 100 lie in", "aim", "met")
	for _, r := range c.Ratios {
		aim, met := "", ""
		if r.Limit > 0 {
			aim, met = fmt.Sprintf("≤ %.2f", float64(r.Limit)), yes(r.Value <= float64(r.Limit))
		}
		ratios.row(Titles[r.Of]+" ÷ "+Titles[r.Over], r.What, fmt.Sprintf("%.3f", r.Value), fmt.Sprintf("%.3f to %.3f", r.Low, r.High), aim, met)
	}
	out := times.String() + "\n" + ratios.String()
	for _, why := range c.LeftOut {
		out += "\n" + why + ".\n"
	}
	return out + "\n" + differences(c.Differing, len(c.Rows))
}

// differences lists the answers that aren't the plain loop's.
func differences(list []Difference, requests int) string {
	if len(list) == 0 {
		return fmt.Sprintf("All %d texts are those of the plain loop.\n", requests)
	}
	t := newTable("request", "Caro", "plain loop", "at token", "least lead", "near tie")
	for _, d := range list {
		t.row(fmt.Sprint(d.Request), code(d.Caro), code(d.Plain), fmt.Sprint(d.Token), fmt.Sprintf("%.3f", d.Margin), yes(d.Margin < NearTie))
	}
	return fmt.Sprintf("%d of %d texts differ from those of the plain loop:\n\n%s", len(list), requests, t)
}

// code shows a text in a cell of a table: on one line, and not too much of it.
func code(text string) string {
	const most = 80
	if text == "" {
		return "nothing"
	}
	text = strings.NewReplacer("\n", "⏎", "|", "¦", "`", "ˋ").Replace(text)
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return "`" + text + "`"
}

func (e *Equal) String() string {
	return differences(e.Differing, e.Requests) +
		fmt.Sprintf("\nThe plain loop's best two tokens came within %.1f of each other somewhere in %d of its answers.\n", NearTie, e.NearTies)
}

func (s *StartUp) String() string {
	t := newTable("`caro version`, whole process", "p50", "p95", "best")
	t.row(fmt.Sprintf("%d runs", s.Version.N), millis(s.Version.P50), millis(s.Version.P95), millis(s.Version.Min))
	sizes := newTable("program", "size")
	for _, name := range slices.Sorted(maps.Keys(s.Sizes)) {
		sizes.row("`"+name+"`", size(uint64(s.Sizes[name])))
	}
	return t.String() + "\n" + sizes.String()
}

func (c *CLI) String() string {
	t := newTable("one request again and again", "p50", "p95", "mean")
	t.row("the process `caro`, from start to end", millis(c.Process.P50), millis(c.Process.P95), millis(c.Process.Mean))
	t.row("… over the time it says itself", millis(c.Own.P50), millis(c.Own.P95), millis(c.Own.Mean))
	t.row("… over the worker's own time", millis(c.Worker.P50), millis(c.Worker.P95), millis(c.Worker.Mean))
	return t.String()
}

func (c *Cold) String() string {
	t := newTable("no worker runs", "starts", "p50", "best", "worst")
	t.row("to the command, saved prefix", fmt.Sprint(c.Saved.N), millis(c.Saved.P50), millis(c.Saved.Min), millis(c.Saved.Max))
	t.row("to the command, nothing saved", fmt.Sprint(c.Nothing.N), millis(c.Nothing.P50), millis(c.Nothing.Min), millis(c.Nothing.Max))
	t.row("of that, loading the model", fmt.Sprint(c.Load.N), millis(c.Load.P50), millis(c.Load.Min), millis(c.Load.Max))
	return t.String()
}

func (m *Memory) String() string {
	t := newTable("in RAM", "")
	t.row("the model's tensors, for scale", size(uint64(m.Model)))
	t.row("worker, model loaded", size(m.Loaded))
	t.row(fmt.Sprintf("worker, after %d requests", m.Requests), size(m.After))
	if m.Low > 0 {
		t.row("worker in the low-memory mode, after as many", size(m.Low))
	}
	t.row("worker, model unloaded", size(m.Unloaded))
	t.row("worker, after the idle time", size(m.Exited))
	t.row("`caro` while it waits for an answer", size(m.Front))
	if m.Low == 0 {
		return t.String()
	}
	return t.String() + "\nAn answer in the low-memory mode takes " + spread(m.LowCost) + " times as long.\n"
}

func (r *Roofline) String() string {
	t := newTable("reading the weights", "")
	t.row("memory is read at", fmt.Sprintf("%.1f GB/s", r.Bandwidth/1e9))
	t.row("a token needs", size(uint64(r.PerToken)))
	t.row("so it can't be had under", millis(r.Bound))
	t.row("the plain loop takes", fmt.Sprintf("%s, %.0f %% of the memory's speed", millis(r.Plain), 100*r.Bound/r.Plain))
	if r.Caro > 0 {
		t.row("Caro takes, a written token", millis(r.Caro))
	}
	return t.String()
}

func (s *Soak) String() string {
	t := newTable(fmt.Sprintf("%d requests, %d clients", s.Requests, s.Clients), "")
	t.row("prepared first", fmt.Sprint(s.Prepared))
	t.row("cancelled", fmt.Sprint(s.Cancelled))
	t.row("failed", fmt.Sprint(s.Failed))
	t.row("latency at the start", millis(s.Latency.At0))
	t.row("… growth in 1,000 requests", percent(s.Latency))
	t.row("memory at the start", size(uint64(s.Memory.At0)))
	t.row("… growth in 1,000 requests", percent(s.Memory))
	return t.String()
}

func (c *Crowd) String() string {
	t := newTable(fmt.Sprintf("%d requests, %d clients at once", c.Requests, c.Clients), "")
	t.row("answered", fmt.Sprint(c.Answered))
	t.row("lost", fmt.Sprint(c.Lost))
	t.row("from asking to the answer, p50", millis(c.Latency.P50))
	t.row("… p95", millis(c.Latency.P95))
	t.row("growth of memory in 1,000 requests", percent(c.Memory))
	return t.String()
}
