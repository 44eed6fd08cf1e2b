package meaning

import (
	"regexp"
	"strconv"
	"strings"
)

// awkTeller words the pieces of a program.
type awkTeller struct {
	text string
	end  bool // in END, where NR is the number of all lines
	work int  // how much was looked at
}

// maxWork bounds what is looked at of a program: some things are looked at several times.
const maxWork = 4000

// tired counts what is looked at, and says when it is enough.
func (a *awkTeller) tired() bool {
	a.work++
	return a.work > maxWork
}

// source is a node as it stands in the program, where that is short; else "".
func (a *awkTeller) source(n *awkNode) string {
	const most = 30
	if n.end-n.start > most || n.end > len(a.text) || n.start > n.end {
		return ""
	}
	return strings.TrimSpace(a.text[n.start:n.end])
}

// awkVars are the variables that awk has.
var awkVars = map[string]string{
	"NR": "the line's number", "FNR": "the line's number in its file", "NF": "the number of its fields", "FILENAME": "the file's name", "FS": "what parts the fields", "OFS": "what is printed between fields",
	"RS": "what parts the lines", "ORS": "what is printed behind each line", "RSTART": "where it was found", "RLENGTH": "the length of what was found", "ARGC": "the number of arguments",
}

// fieldName words $1, $NF: "field 1", "the last field"; "" for others.
func (a *awkTeller) fieldName(n *awkNode) string {
	index := n.kids[0]
	for index.kind == awGroup && len(index.kids) == 1 {
		index = index.kids[0]
	}
	switch {
	case index.kind == awNumber && index.text == "0":
		return "the line"
	case index.kind == awNumber:
		return "field " + index.text
	case index.kind == awName && index.text == "NF":
		return "the last field"
	case index.kind == awBinary && index.text == "-" && index.kids[0].text == "NF" && index.kids[1].kind == awNumber:
		if index.kids[1].text == "1" {
			return "the last field but one"
		}
		return "the last field but " + index.kids[1].text
	case index.kind == awName:
		return "field number " + index.text
	}
	return ""
}

// value words an expression as a noun; "" where that can't be said.
func (a *awkTeller) value(n *awkNode) string {
	if a.tired() {
		return ""
	}
	switch n.kind {
	case awText:
		return Quote(n.text)
	case awNumber:
		return n.text
	case awName:
		if n.text == "NR" && a.end {
			return "the number of lines"
		}
		if words, ok := awkVars[n.text]; ok {
			return words
		}
		return n.text
	case awField:
		return a.fieldName(n)
	case awIndex:
		if len(n.kids) == 1 && n.kids[0].kind == awNumber {
			return a.source(n)
		}
		if key := a.key(n.kids); key != "" {
			return n.text + " of " + key
		}
		return a.source(n)
	case awGroup:
		if len(n.kids) == 1 {
			return a.value(n.kids[0])
		}
	case awUnary:
		if v := a.value(n.kids[0]); v != "" && n.text == "-" {
			return "minus " + v
		} else if n.text == "+" {
			return v
		}
	case awCall:
		return a.call(n)
	case awBinary:
		return a.calculation(n)
	case awChoice:
		cond, yes, no := a.test(n.kids[0]), a.value(n.kids[1]), a.value(n.kids[2])
		if cond != "" && yes != "" && no != "" {
			return yes + " if " + cond + ", else " + no
		}
	}
	return ""
}

// key words what an array is looked up by.
func (a *awkTeller) key(list []*awkNode) string {
	var out []string
	for _, n := range list {
		words := a.value(n)
		if words == "" {
			return ""
		}
		out = append(out, words)
	}
	return And(out)
}

var awkOperators = map[string]string{"+": " plus ", "-": " minus ", "*": " times ", "/": " divided by ", "^": " to the power of "}

func (a *awkTeller) calculation(n *awkNode) string {
	left, right := a.value(n.kids[0]), a.value(n.kids[1])
	if left == "" || right == "" {
		return ""
	}
	if n.text == "+" && right == "0" {
		return left // n+0 is 0 where n was never set
	}
	if words, ok := awkOperators[n.text]; ok {
		return left + words + right
	}
	switch n.text {
	case "%":
		return "the remainder of " + left + " divided by " + right
	case "":
		return left + ", " + right
	}
	return ""
}

// call words what a function gives.
func (a *awkTeller) call(n *awkNode) string {
	args := make([]string, len(n.kids))
	for i, kid := range n.kids {
		if args[i] = a.value(kid); args[i] == "" && kid.kind != awRegexp {
			return ""
		}
	}
	switch {
	case n.text == "length" && (len(args) == 0 || args[0] == "the line"):
		return "the line's length"
	case len(args) == 1:
		switch n.text {
		case "length":
			return "the length of " + args[0]
		case "toupper":
			return args[0] + " in capitals"
		case "tolower":
			return args[0] + " in small letters"
		case "int":
			return args[0] + " as a whole number"
		case "sqrt":
			return "the square root of " + args[0]
		}
	case n.text == "substr" && len(args) == 2:
		return args[0] + " from character " + args[1] + " on"
	case n.text == "substr" && len(args) == 3 && args[1] == "1" && args[2] == "1":
		return "the first character of " + args[0]
	case n.text == "substr" && len(args) == 3 && args[1] == "1":
		return "the first " + args[2] + " characters of " + args[0]
	case n.text == "substr" && len(args) == 3:
		return args[2] + " characters of " + args[0] + " from character " + args[1] + " on"
	case n.text == "index" && len(args) == 2:
		return "the place of " + args[1] + " in " + args[0]
	}
	return ""
}

var awkCompare = map[string][2]string{
	"==": {" is ", " isn't "}, "!=": {" isn't ", " is "}, "<": {" is less than ", " is at least "}, ">": {" is more than ", " is at most "}, "<=": {" is at most ", " is more than "}, ">=": {" is at least ", " is less than "},
}

// test words a condition of one line: "field 3 begins with “DE”".
func (a *awkTeller) test(n *awkNode) string { return a.tested(n, false) }

func (a *awkTeller) tested(n *awkNode, not bool) string {
	if a.tired() {
		return ""
	}
	which := 0
	if not {
		which = 1
	}
	switch n.kind {
	case awRegexp:
		return a.fits("the line", n.text, not)
	case awGroup:
		if len(n.kids) == 1 {
			return a.tested(n.kids[0], not)
		}
	case awUnary:
		if n.text == "!" {
			return a.tested(n.kids[0], !not)
		}
	case awBinary:
		switch n.text {
		case "&&", "||":
			left, right := a.tested(n.kids[0], not), a.tested(n.kids[1], not)
			if left == "" || right == "" || strings.Contains(left+right, ", ") {
				return ""
			}
			if both := (n.text == "&&") != not; both {
				return bracketed(left, n.kids[0]) + " and " + bracketed(right, n.kids[1])
			}
			return left + " or " + right
		case "~", "!~":
			if subject := a.value(n.kids[0]); subject != "" && (n.kids[1].kind == awRegexp || n.kids[1].kind == awText) {
				return a.fits(subject, n.kids[1].text, not != (n.text == "!~"))
			}
			return ""
		}
		if words, ok := awkCompare[n.text]; ok {
			return a.compared(n, words[which])
		}
	case awIn:
		if key := a.key(n.kids); key != "" {
			return key + [2]string{" is in ", " isn't in "}[which] + n.text
		}
	case awBehind:
		if n.text == "++" && n.kids[0].kind == awIndex {
			if key := a.key(n.kids[0].kids); key != "" {
				return key + [2]string{" was there before", " wasn't there before"}[which]
			}
		}
	case awName, awField:
		if n.text == "NF" {
			return [2]string{"the line isn't blank", "the line is blank"}[which]
		}
		if words := a.value(n); words != "" && n.text != "NR" {
			return words + [2]string{" is neither empty nor 0", " is empty or 0"}[which]
		}
	}
	return ""
}

// bracketed tells an or within an and.
func bracketed(words string, n *awkNode) string {
	if strings.Contains(words, " or ") && n.kind != awRegexp {
		return "(" + words + ")"
	}
	return words
}

func (a *awkTeller) compared(n *awkNode, how string) string {
	left, right := n.kids[0], n.kids[1]
	if left.kind == awNumber || left.kind == awText {
		return ""
	}
	l, r := a.value(left), a.value(right)
	if left.kind == awBinary && left.text == "%" && r == "0" && left.kids[1].kind == awNumber {
		if by := a.value(left.kids[0]); by != "" && how == " is " {
			return by + " can be divided by " + left.kids[1].text
		}
	}
	if l == "" || r == "" {
		return ""
	}
	if right.kind == awText && right.text == "" {
		return l + map[string]string{" is ": " is empty", " isn't ": " isn't empty"}[how]
	}
	return l + how + r
}

// fits words that a text fits an expression.
func (a *awkTeller) fits(subject, pattern string, not bool) string {
	words := Matches(pattern, Awk, false)
	if not {
		words = Negated(words)
	}
	if words == "" {
		return ""
	}
	return subject + " " + words
}

var negatives = map[string]string{
	"contains ": "doesn't contain ", "begins with ": "doesn't begin with ", "ends in ": "doesn't end in ", "is exactly ": "isn't exactly ", "is empty": "isn't empty", "isn't empty": "is empty", "has ": "doesn't have ",
	"contain ": "don't contain ", "begin with ": "don't begin with ", "end in ": "don't end in ", "are exactly ": "aren't exactly ", "are empty": "aren't empty", "aren't empty": "are empty", "have ": "don't have ",
}

// Negated turns what Matches and Glob say into its opposite; "" where that isn't sure.
func Negated(words string) string {
	before, object, found := cutVerb(words)
	if !found || mixed.MatchString(object) {
		return ""
	}
	return negatives[before] + object
}

// mixed are words with more than one verb.
var mixed = regexp.MustCompile(` (and later|and|or) (contains?|begins? with|ends? in|(is|are) exactly|(is|are) empty|ha(s|ve)) | or blank$`)

// count is a number in an expression; -1 for none.
func (n *awkNode) count() int {
	if n.kind != awNumber {
		return -1
	}
	if i, err := strconv.Atoi(n.text); err == nil {
		return i
	}
	return -1
}
