package meaning

import (
	"fmt"
	"strings"
)

// lines words the lines that a rule's pattern takes: "lines whose field 2 is “x”"; "" where
// that can't be said.
func (a *awkTeller) lines(rule awkRule) string {
	switch len(rule.patterns) {
	case 0:
		return "each line"
	case 1:
		return a.those(rule.patterns[0])
	}
	from, to := rule.patterns[0], rule.patterns[1]
	if first, last := lineNumber(from), lineNumber(to); first > 0 && last > first {
		return fmt.Sprintf("lines %d to %d", first, last)
	}
	first, last := a.first(from), a.first(to)
	if first == "" || last == "" {
		return ""
	}
	return "lines from " + first + " to " + last
}

// lineNumber is the number in NR==5; 0 for others.
func lineNumber(n *awkNode) int {
	if n.kind == awBinary && n.text == "==" && n.kids[0].kind == awName && n.kids[0].text == "NR" {
		return max(n.kids[1].count(), 0)
	}
	return 0
}

// first words the line at which a range begins or ends.
func (a *awkTeller) first(n *awkNode) string {
	if number := lineNumber(n); number > 0 {
		return fmt.Sprintf("line %d", number)
	}
	if n.kind == awRegexp {
		if words := Matches(n.text, Awk, false); words != "" {
			return "one that " + words
		}
		return ""
	}
	if words := a.test(n); words != "" {
		return "one where " + words
	}
	return ""
}

// those words the lines for which a condition holds.
func (a *awkTeller) those(n *awkNode) string {
	if a.tired() {
		return ""
	}
	for n.kind == awGroup && len(n.kids) == 1 {
		n = n.kids[0]
	}
	if n.kind == awNumber && n.text != "0" {
		return "each line"
	}
	if words := a.byNumber(n); words != "" {
		return words
	}
	switch {
	case n.kind == awRegexp:
		if words := Matches(n.text, Awk, true); words == "are empty" {
			return "empty lines"
		} else if words != "" {
			return "lines that " + words
		}
		return ""
	case n.kind == awUnary && n.text == "!" && n.kids[0].kind == awRegexp:
		if words := Negated(Matches(n.kids[0].text, Awk, true)); words != "" {
			return "lines that " + words
		}
		return ""
	case n.kind == awName && n.text == "NF":
		return "lines that aren't blank"
	case n.kind == awUnary && n.text == "!" && n.kids[0].kind == awName && n.kids[0].text == "NF":
		return "blank lines"
	case n.kind == awBinary && (n.text == "~" || n.text == "!~") && n.kids[1].kind == awRegexp && a.value(n.kids[0]) == "the line":
		words := Matches(n.kids[1].text, Awk, true)
		if n.text == "!~" {
			words = Negated(words)
		}
		if words != "" {
			return "lines that " + words
		}
		return ""
	case n.kind == awBinary && n.text == "==" && n.kids[0].text == "NR" && n.kids[1].text == "FNR":
		return "the lines of the first file"
	case n.kind == awBinary && (n.text == "&&" || n.text == "||"):
		if words := a.both(n); words != "" && n.text == "&&" {
			return words
		}
		left, ok := strings.CutPrefix(a.those(n.kids[0]), "lines that ")
		if right, also := strings.CutPrefix(a.those(n.kids[1]), "lines that "); ok && also && !strings.Contains(left+right, " or ") {
			return "lines that " + left + map[string]string{"&&": " and ", "||": " or "}[n.text] + right
		}
	}
	words := a.test(n)
	for before, instead := range map[string]string{"the line's length is ": "lines whose length is ", "the number of its fields is ": "lines whose number of fields is ", "the line was ": "lines that were ", "the line wasn't ": "lines that weren't ", "the line is ": "lines that are ", "the line isn't ": "lines that aren't "} {
		if after, found := strings.CutPrefix(words, before); found && !strings.Contains(after, " and ") && !strings.Contains(after, " or ") {
			return instead + after
		}
	}
	switch {
	case words == "":
		return ""
	case (strings.HasPrefix(words, "field ") || strings.HasPrefix(words, "the last field ")) && !strings.Contains(words, " and ") && !strings.Contains(words, " or "):
		return "lines whose " + strings.TrimPrefix(words, "the ")
	}
	return "lines where " + words
}

// both words two conditions of which the first is about the line's number.
func (a *awkTeller) both(n *awkNode) string {
	left, right := n.kids[0], n.kids[1]
	if from, to := bound(left, ">=", ">"), bound(right, "<=", "<"); from > 0 && to > from {
		return fmt.Sprintf("lines %d to %d", from, to)
	}
	if number, rest := a.byNumber(left), a.those(right); number == "all lines but the first" {
		if after, found := strings.CutPrefix(rest, "lines "); found && !strings.HasPrefix(after, "from ") {
			return number + ", " + after
		}
	}
	return ""
}

// bound is the number of NR >= 5; what is without the equals sign is one more or less.
func bound(n *awkNode, with, without string) int {
	if n.kind != awBinary || n.kids[0].kind != awName || n.kids[0].text != "NR" {
		return 0
	}
	number := n.kids[1].count()
	switch {
	case number < 1:
		return 0
	case n.text == with:
		return number
	case n.text == without && with == ">=":
		return number + 1
	case n.text == without:
		return number - 1
	}
	return 0
}

// byNumber words conditions of the line's number.
func (a *awkTeller) byNumber(n *awkNode) string {
	if n.kind != awBinary {
		return ""
	}
	left, number := n.kids[0], n.kids[1].count()
	if n.text == "%" && left.kind == awName && left.text == "NR" && number == 2 {
		return "every other line, beginning with the first"
	}
	if left.kind == awGroup && len(left.kids) == 1 {
		left = left.kids[0]
	}
	if left.kind == awBinary && left.text == "%" && left.kids[0].kind == awName && left.kids[0].text == "NR" && n.text == "==" {
		switch by := left.kids[1].count(); {
		case by == 2 && number == 0:
			return "every other line, beginning with the second"
		case by == 2 && number == 1:
			return "every other line, beginning with the first"
		case by > 2 && number == 0:
			return "every " + Ordinal(by) + " line"
		case by > 2 && number > 0 && number < by:
			return "every " + Ordinal(by) + " line, beginning with line " + fmt.Sprint(number)
		}
		return ""
	}
	if left.kind != awName || left.text != "NR" || number < 1 {
		return ""
	}
	switch n.text {
	case "==":
		if number == 1 {
			return "the first line"
		}
		return fmt.Sprintf("line %d", number)
	case "!=":
		if number == 1 {
			return "all lines but the first"
		}
		return fmt.Sprintf("all lines but line %d", number)
	case ">", ">=":
		if n.text == ">" {
			number++
		}
		if number == 2 {
			return "all lines but the first"
		}
		return fmt.Sprintf("all lines from line %d on", number)
	case "<", "<=":
		if n.text == "<" {
			number--
		}
		if number < 1 {
			return ""
		}
		return firstLines(number)
	}
	return ""
}
