package selftest

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Outcome is how a step ended.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Skipped Outcome = "skipped" // this machine, or its person, doesn't let it be tried
	Failed  Outcome = "failed"
)

// Result is what came of a step.
type Result struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Seconds float64 `json:"seconds"`
	Note    string  `json:"note"` // what was seen, or why not; "" for nothing to say
}

// Report is what came of all of them.
type Report struct {
	Version string   `json:"version"`
	Machine string   `json:"machine"`
	Results []Result `json:"results"`
	Passed  int      `json:"passed"`
	Skipped int      `json:"skipped"`
	Failed  int      `json:"failed"`
}

func (r *Report) add(result Result) {
	r.Results = append(r.Results, result)
	switch result.Outcome {
	case Passed:
		r.Passed++
	case Skipped:
		r.Skipped++
	case Failed:
		r.Failed++
	}
}

// OK reports whether nothing failed, and something was tried.
func (r *Report) OK() bool { return r.Failed == 0 && r.Passed > 0 }

// Row writes a result as a row of the table.
func Row(w io.Writer, r Result) error {
	width := 0
	for _, name := range Names() {
		width = max(width, utf8.RuneCountInString(name))
	}
	name := r.Name + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(r.Name)))
	row := fmt.Sprintf("%s  %-7s  %6.1f s  %s", name, r.Outcome, r.Seconds, r.Note)
	_, err := fmt.Fprintln(w, strings.TrimRight(row, " "))
	return err
}

// Sum writes the last line of the table.
func (r *Report) Sum(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%d passed, %d skipped, %d failed\n", r.Passed, r.Skipped, r.Failed)
	return err
}

// skip says why a step can't be tried here.
type skip string

func (s skip) Error() string { return string(s) }

// round is a time as a result has it, in seconds.
func round(d time.Duration) float64 { return float64(d.Round(time.Millisecond)) / float64(time.Second) }
