package popover

import (
	"sort"
	"strings"
	"unicode/utf8"

	"caro/app/ask"
)

// code is a command in its colours, where the reasons for its risk are underlined.
func code(text string, spans []ask.Span, reasons []ask.Reason) []Run {
	cuts := []int{0, len(text)}
	cut := func(start, end int) {
		for _, at := range []int{start, end} {
			if at > 0 && at < len(text) && utf8.RuneStart(text[at]) {
				cuts = append(cuts, at)
			}
		}
	}
	for _, s := range spans {
		cut(s.Start, s.End)
	}
	for _, r := range reasons {
		cut(r.Start, r.End)
	}
	sort.Ints(cuts)
	runs := []Run{}
	for i := 1; i < len(cuts); i++ {
		start, end := cuts[i-1], cuts[i]
		if start == end {
			continue
		}
		kind := kindAt(spans, start)
		runs = append(runs, Run{
			Text: text[start:end], Colour: syntax(kind), Mono: true,
			Strong: kind == ask.KindCommand || kind == ask.KindKeyword, Underlined: dangerAt(reasons, start),
		})
	}
	return runs
}

func kindAt(spans []ask.Span, at int) ask.Kind {
	for _, s := range spans {
		if s.Start <= at && at < s.End {
			return s.Kind
		}
	}
	return ""
}

func dangerAt(reasons []ask.Reason, at int) bool {
	for _, r := range reasons {
		if r.Start <= at && at < r.End {
			return true
		}
	}
	return false
}

// syntax is the colour of a piece; what is of no kind is plain.
func syntax(kind ask.Kind) Colour {
	for _, c := range Colours {
		if kind != "" && c == Colour(kind) {
			return c
		}
	}
	return Plain
}

// capital is a label as buttons write it.
func capital(label string) string {
	r, n := utf8.DecodeRuneInString(label)
	if n == 0 {
		return ""
	}
	return strings.ToUpper(string(r)) + label[n:]
}
