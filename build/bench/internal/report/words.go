package report

import (
	"fmt"
	"strings"

	"caro/build/internal/stat"
)

// millis writes a time for a person: three digits are enough, and all that is true.
func millis(ms float64) string {
	switch {
	case ms >= 10_000:
		return fmt.Sprintf("%.1f s", ms/1000)
	case ms >= 1000:
		return fmt.Sprintf("%.2f s", ms/1000)
	case ms >= 100:
		return fmt.Sprintf("%.0f ms", ms)
	default:
		return fmt.Sprintf("%.1f ms", ms)
	}
}

// size writes a size in decimal units, as disks are sold and file managers show.
func size(n uint64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	case n > 0:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	default:
		return "0"
	}
}

// spread writes a ratio with its range.
func spread(r stat.Ratio) string { return fmt.Sprintf("%.3f (%.3f to %.3f)", r.Value, r.Low, r.High) }

// growth is what 1,000 requests add, as a part of the value at the start.
func growth(l stat.Line) float64 {
	if l.At0 == 0 {
		return 0
	}
	return 1000 * l.Slope / l.At0
}

// spreadOf is twice the growth's standard error.
func spreadOf(l stat.Line) float64 {
	if l.At0 == 0 {
		return 0
	}
	return 2 * 1000 * l.Error / l.At0
}

// percent writes a growth with twice its standard error.
func percent(l stat.Line) string {
	if l.At0 == 0 {
		return "not known"
	}
	return fmt.Sprintf("%+.2f %% ± %.2f", 100*growth(l), 100*spreadOf(l))
}

func yes(met bool) string {
	if met {
		return "yes"
	}
	return "no"
}

// table is one of Markdown, whose columns line up in a terminal too.
type table struct {
	rows [][]string
}

func newTable(head ...string) *table { return &table{rows: [][]string{head}} }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) String() string {
	width := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	var out strings.Builder
	for n, row := range t.rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-len([]rune(cell)))
			if i > 0 {
				cell, pad = pad+cell, "" // numbers to the right
			}
			out.WriteString("| " + cell + pad + " ")
		}
		out.WriteString("|\n")
		if n == 0 {
			for i, w := range width {
				rule := strings.Repeat("-", w+1) + ":"
				if i == 0 {
					rule = strings.Repeat("-", w+2)
				}
				out.WriteString("|" + rule)
			}
			out.WriteString("|\n")
		}
	}
	return out.String()
}
