package terminal

import (
	"strings"

	"caro/app/ask"
)

const (
	indent = "  "
	// leastMeaning is how many cells the meaning of the rightmost piece needs for the pieces
	// to be explained beneath themselves.
	leastMeaning = 24
	// mostText is how much of a piece stands in a table.
	mostText = 22
)

// diagram explains the pieces of a command beneath themselves, with lines from each down to
// its meaning, the last one first. It is nil where the command takes several lines, or a
// meaning hasn't room.
func (l look) diagram(v ask.View, width int) []string {
	text := v.Command.Text
	if strings.Contains(text, "\n") || cells(indent+text) > width || len(v.Parts) == 0 {
		return nil
	}
	columns := make([]int, len(v.Parts))
	for i, p := range v.Parts {
		if p.Start > len(text) || p.End > len(text) {
			return nil
		}
		columns[i] = cells(indent + text[:p.Start])
		if room := width - columns[i] - 2; room < min(leastMeaning, cells(p.Meaning)) {
			return nil
		}
	}
	var rows []string
	for i := len(v.Parts) - 1; i >= 0; i-- {
		var stems strings.Builder
		at := 0
		for j := range i {
			stems.WriteString(strings.Repeat(" ", columns[j]-at) + l.faint.Render(l.down))
			at = columns[j] + 1
		}
		gap := strings.Repeat(" ", columns[i]-at)
		for n, line := range lines(v.Parts[i].Meaning, width-columns[i]-2) {
			mark := l.faint.Render(l.corner) + " "
			if n > 0 {
				mark = "  "
			}
			rows = append(rows, stems.String()+gap+mark+line)
		}
	}
	return rows
}

// table explains pieces beside themselves; on a narrow terminal, below.
func (l look) table(v ask.View, width int) []string {
	var rows []string
	column := 0
	for _, p := range v.Parts {
		column = max(column, min(cells(p.Text), mostText))
	}
	below := width-len(indent)-column-2 < leastMeaning
	for _, p := range v.Parts {
		text := p.Text
		if cells(text) > mostText {
			text = cut(text, mostText-cells(l.more)) + l.more
		}
		painted := l.kinds[p.Kind].Render(text)
		if below {
			rows = append(rows, indent+painted)
			for _, line := range lines(p.Meaning, width-2*len(indent)) {
				rows = append(rows, indent+indent+l.faint.Render(line))
			}
			continue
		}
		for n, line := range lines(p.Meaning, width-len(indent)-column-2) {
			first := painted + strings.Repeat(" ", column-cells(text))
			if n > 0 {
				first = strings.Repeat(" ", column)
			}
			rows = append(rows, indent+first+"  "+line)
		}
	}
	return rows
}
