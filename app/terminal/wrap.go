package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"caro/app/ask"
)

// piece is a part of a text that goes on one line: byte offsets.
type piece struct{ start, end int }

// wrap parts a text into lines of at most so many cells, at blanks where it can. A blank at
// which a line ends is on none.
func wrap(text string, width int) []piece {
	width = max(width, 1)
	var list []piece
	for start := 0; ; {
		end := start + len(text[start:])
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		list = append(list, wrapLine(text, start, end, width)...)
		if end == len(text) {
			return list
		}
		start = end + 1
	}
}

func wrapLine(text string, start, end, width int) []piece {
	var list []piece
	for {
		stop, next := fit(text[start:end], width)
		list = append(list, piece{start, start + stop})
		if start += next; start >= end {
			return list
		}
	}
}

// fit says how many bytes of a text fit on a line, and where the next one begins.
func fit(text string, width int) (stop, next int) {
	cells, blank := 0, -1
	for at := 0; at < len(text); {
		cluster, w := ansi.FirstGraphemeCluster(text[at:], ansi.GraphemeWidth)
		if text[at] == ' ' {
			blank = at
		}
		if cells+w > width {
			switch {
			case blank == at:
				return at, at + 1
			case blank > 0 && strings.TrimSpace(text[:blank]) != "":
				return blank, blank + 1
			case at == 0: // one character that is wider than the line
				return len(cluster), len(cluster)
			}
			return at, at
		}
		cells += w
		at += len(cluster)
	}
	return len(text), len(text)
}

// lines is a text in lines of at most so many cells.
func lines(text string, width int) []string {
	var list []string
	for _, p := range wrap(text, width) {
		list = append(list, cut(text[p.start:p.end], width))
	}
	return list
}

// cut is a text in at most so many cells.
func cut(text string, width int) string { return ansi.Truncate(text, max(width, 0), "") }

// within are the spans of a piece, counted from its start.
func within(spans []ask.Span, p piece) []ask.Span {
	var list []ask.Span
	for _, s := range spans {
		if s.Start < p.end && p.start < s.End {
			list = append(list, ask.Span{Start: max(s.Start, p.start) - p.start, End: min(s.End, p.end) - p.start, Kind: s.Kind})
		}
	}
	return list
}

// cells is how many cells a text takes.
func cells(text string) int { return ansi.StringWidth(text) }
