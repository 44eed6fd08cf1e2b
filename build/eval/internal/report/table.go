package report

import (
	"strings"
	"unicode/utf8"
)

// table is one of Markdown, whose columns line up in a terminal too.
type table struct{ rows [][]string }

func newTable(head ...string) *table { return &table{rows: [][]string{head}} }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// String is the table, "" where it has no row but its head.
func (t *table) String() string {
	if len(t.rows) < 2 {
		return ""
	}
	width := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var out strings.Builder
	for n, row := range t.rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
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
