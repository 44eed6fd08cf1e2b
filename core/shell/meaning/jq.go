package meaning

import (
	"strings"

	"github.com/itchyny/gojq"
)

// Jq says what a filter of jq does. Its pieces are what stands between bars, and within
// the brackets of a list.
func Jq(filter string) Program {
	if tooMuch(filter) || strings.TrimSpace(filter) == "" {
		return Program{}
	}
	query, err := gojq.Parse(filter)
	if err != nil || len(query.FuncDefs) > 0 || len(query.Imports) > 0 || query.Meta != nil {
		return Program{}
	}
	j := &jqTeller{}
	p := Program{Phrase: inShort(j.whole(query))}
	j.pieces(&p, filter, 0, 0)
	return p
}

// pieces takes a pipe apart.
func (j *jqTeller) pieces(p *Program, text string, at, depth int) {
	const deepest = 3
	for i, step := range jqSteps(text) {
		if i > 0 {
			p.Pieces = append(p.Pieces, Piece{at + step[0] - 1, at + step[0], "Hand that on."})
		}
		start, end := step[0], step[1]
		for start < end && strings.IndexByte(" \t\n", text[start]) >= 0 {
			start++
		}
		for start < end && strings.IndexByte(" \t\n", text[end-1]) >= 0 {
			end--
		}
		piece := text[start:end]
		query, err := gojq.Parse(piece)
		if err != nil || piece == "" {
			if piece != "" {
				p.Pieces = append(p.Pieces, Piece{at + start, at + end, "A step of the filter."})
			}
			continue
		}
		if inner := listInside(piece, query); inner != "" && depth < deepest && len(jqSteps(inner)) > 1 {
			p.Pieces = append(p.Pieces, Piece{at + start, at + start + 1, "Put into one list:"})
			j.pieces(p, inner, at+start+1, depth+1)
			p.Pieces = append(p.Pieces, Piece{at + end - 1, at + end, "The end of the list."})
			continue
		}
		p.Pieces = append(p.Pieces, Piece{at + start, at + end, Sentence(unless(j.step(query), "a step of the filter"))})
	}
}

// listInside is what stands in the brackets where a step is one list; "" for others.
func listInside(piece string, query *gojq.Query) string {
	t := query.Term
	if t == nil || t.Type != gojq.TermTypeArray || len(t.SuffixList) > 0 || len(piece) < 2 {
		return ""
	}
	return piece[1 : len(piece)-1]
}

// jqSteps parts a filter at the bars that stand in no bracket and no text; each step is its
// begin and end.
func jqSteps(text string) (list [][2]int) {
	open, begin := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			i = jqText(text, i)
		case '(', '[', '{':
			open++
		case ')', ']', '}':
			open--
		case '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case '|':
			if open > 0 || i+1 < len(text) && text[i+1] == '=' {
				continue
			}
			list = append(list, [2]int{begin, i})
			begin = i + 1
		}
	}
	list = append(list, [2]int{begin, len(text)})
	// What binds a name or chooses holds all that follows.
	for i, step := range list {
		words := " " + text[step[0]:step[1]] + " "
		for _, word := range []string{" as $", " as [", " as {", " if ", " reduce ", " foreach ", " label ", " def "} {
			if strings.Contains(words, word) {
				return append(list[:i], [2]int{step[0], len(text)})
			}
		}
	}
	return list
}

// jqText is where a text ends that begins at i; a filter within it is passed over.
func jqText(text string, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] != '\\' {
			continue
		}
		if i++; i < len(text) && text[i] == '(' {
			open := 1
			for i++; i < len(text) && open > 0; i++ {
				switch text[i] {
				case '(':
					open++
				case ')':
					open--
				case '"':
					i = jqText(text, i)
				}
			}
			i--
		}
	}
	return i
}
