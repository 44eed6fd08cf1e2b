package meaning

import (
	"regexp"
	"strings"
)

// statement words what a statement does; "" where that can't be said.
func (a *awkTeller) statement(n *awkNode) string {
	if a.tired() {
		return ""
	}
	switch n.kind {
	case awPrint:
		return a.printing(n, "")
	case awDo:
		return a.doing(n.kids[0])
	case awBlock:
		return a.block(n)
	case awIf:
		cond, yes := a.test(n.kids[0]), a.block(n.kids[1])
		if cond == "" || yes == "" {
			return ""
		}
		if n.kids[2] == nil {
			return "if " + cond + ", " + yes
		}
		if no := a.block(n.kids[2]); no != "" {
			return "if " + cond + ", " + yes + ", else " + no
		}
	case awForIn:
		if body := a.block(n.kids[1]); body != "" {
			return "for each " + n.text + " in " + n.kids[0].text + ", " + body
		}
	case awFor:
		if over, body := a.over(n), a.block(n.kids[3]); over != "" && body != "" {
			return over + ", " + body
		}
	case awWord:
		switch {
		case n.text == "next":
			return "go on to the next line"
		case n.text == "nextfile":
			return "go on to the next file"
		case n.text == "exit":
			return "stop"
		case n.text == "delete" && len(n.kids) == 1:
			return "forget " + a.source(n.kids[0])
		}
	}
	return ""
}

// block words all statements of a block.
func (a *awkTeller) block(n *awkNode) string {
	const most = 3
	if n == nil || len(n.kids) == 0 || len(n.kids) > most {
		return ""
	}
	var out []string
	for _, kid := range n.kids {
		words := a.statement(kid)
		if words == "" {
			return ""
		}
		out = append(out, words)
	}
	return And(out)
}

// over words a loop over all fields.
func (a *awkTeller) over(n *awkNode) string {
	if n.kids[0] == nil || n.kids[1] == nil || n.kids[2] == nil {
		return ""
	}
	head := ""
	for _, part := range n.kids[:3] {
		head += strings.NewReplacer(" ", "", "\t", "").Replace(a.text[part.start:part.end]) + ";"
	}
	m := loopHead.FindStringSubmatch(head)
	switch {
	case m == nil:
		return ""
	case m[2] == "1" && m[3] == "<=NF" && m[4] == "++":
		return "for the number " + m[1] + " of each field"
	case m[2] == "NF" && (m[3] == ">0" || m[3] == ">=1") && m[4] == "--":
		return "for the number " + m[1] + " of each field, the last one first"
	}
	return "for each number " + m[1] + " from " + m[2] + " on while " + strings.NewReplacer("<=", m[1]+" is at most ", ">=", m[1]+" is at least ", "<", m[1]+" is less than ", ">", m[1]+" is more than ").Replace(m[3])
}

var loopHead = regexp.MustCompile(`^(\w+)=(\w+);\w+([<>]=?\w+);\w+(\+\+|--);$`)

// printing words print and printf; what is said where it prints of more than one line.
func (a *awkTeller) printing(n *awkNode, of string) string {
	list, to := n.kids, ""
	if last := len(list) - 1; last >= 0 && list[last].kind == awTo {
		where := a.value(list[last].kids[0])
		if where == "" {
			return ""
		}
		if strings.Contains(where, ", ") {
			where = "(" + where + ")"
		}
		to = map[string]string{">": " into the file ", ">>": " to the end of the file ", "|": " and give that to the command "}[list[last].text] + where
		list = list[:last]
	}
	if n.text == "printf" {
		if words := a.formatted(list); words != "" {
			return words + to
		}
		return ""
	}
	what := ""
	switch {
	case len(list) == 0:
		what = "the line"
	case len(list) == 1 && list[0].kind == awText && list[0].text == "":
		what = "an empty line"
	default:
		what = a.printed(list)
	}
	if what == "" {
		return ""
	}
	if of != "" && fieldsOnly.MatchString(what) {
		what += " of " + of
	}
	return "print " + what + to
}

var fieldsOnly = regexp.MustCompile(`^(fields? [0-9]|the last field)[^“:]*$`)

// printed words values that are printed side by side.
func (a *awkTeller) printed(list []*awkNode) string {
	var out []string
	numbers := true
	for _, n := range list {
		words := a.value(n)
		if words == "" {
			return ""
		}
		numbers = numbers && n.kind == awField && n.kids[0].kind == awNumber && n.kids[0].text != "0"
		out = append(out, words)
	}
	if numbers && len(out) > 1 {
		for i := range out {
			out[i] = strings.TrimPrefix(out[i], "field ")
		}
		return "fields " + And(out)
	}
	return And(out)
}

var decimals = regexp.MustCompile(`^([^%]*)%\.([0-9])f([^%]*)$`)

// formatted words printf.
func (a *awkTeller) formatted(list []*awkNode) string {
	if len(list) == 1 && list[0].kind == awGroup {
		list = list[0].kids
	}
	if len(list) == 0 || list[0].kind != awText {
		return ""
	}
	if len(list) == 1 && !strings.Contains(list[0].text, "%") {
		return "print " + Quote(strings.TrimSuffix(list[0].text, "\n"))
	}
	values := a.printed(list[1:])
	if values == "" {
		return ""
	}
	if m := decimals.FindStringSubmatch(list[0].text); m != nil && len(list) == 2 && strings.TrimSpace(m[1]+m[3]) == "" {
		return "print " + values + " with " + m[2] + " decimals"
	}
	return "print " + values + " in the form " + Quote(strings.TrimSuffix(list[0].text, "\n"))
}

// doing words an expression that is there for what it does.
func (a *awkTeller) doing(n *awkNode) string {
	switch n.kind {
	case awAssign:
		return a.assigning(n)
	case awBehind, awBefore:
		of := n.kids[0]
		word := map[string]string{"++": "count one more in ", "--": "count one less in "}[n.text]
		if of.kind == awIndex {
			if key := a.key(of.kids); key != "" && n.text == "++" {
				return "count in " + of.text + " how often " + key + " comes"
			}
		}
		return word + a.source(of)
	case awIndex:
		if key := a.key(n.kids); key != "" {
			return "remember " + key + " in " + n.text
		}
	case awCall:
		return a.calling(n)
	case awLine:
		if n.kids[0] == nil && n.kids[1] == nil {
			return "read the next line"
		}
	}
	return ""
}

func (a *awkTeller) assigning(n *awkNode) string {
	left, right := n.kids[0], n.kids[1]
	if left.kind == awField && right.kind == awField && a.source(left) == a.source(right) {
		return "put the line together anew"
	}
	value := a.value(right)
	if value == "" {
		return ""
	}
	if left.kind == awName && right.kind == awText && n.text == "=" {
		switch left.text {
		case "FS":
			return "part fields at " + Between(right.text)
		case "OFS":
			return "print " + value + " between fields"
		case "RS":
			return "part lines at " + value
		case "ORS":
			return "print " + value + " behind each line"
		}
	}
	name := a.value(left)
	if name == "" {
		return ""
	}
	if left.kind == awIndex {
		if key := a.key(left.kids); key != "" && n.text == "=" {
			return "keep " + value + " in " + left.text + " for " + key
		}
	}
	switch n.text {
	case "=":
		if right.kind == awText && right.text == "" {
			return "empty " + name
		}
		return "set " + name + " to " + value
	case "+=":
		return "add " + value + " to " + name
	case "-=":
		return "take " + value + " off " + name
	case "*=":
		return "multiply " + name + " by " + value
	case "/=":
		return "divide " + name + " by " + value
	}
	return ""
}

// calling words functions that do something.
func (a *awkTeller) calling(n *awkNode) string {
	switch {
	case (n.text == "gsub" || n.text == "sub") && len(n.kids) >= 2 && (n.kids[0].kind == awRegexp || n.kids[0].kind == awText) && n.kids[1].kind == awText:
		e := readExpr(n.kids[0].text, Awk)
		if e == nil {
			return ""
		}
		kids := e.kids
		if e.kind != exSeq {
			kids = []*expr{e}
		}
		if len(kids) > 0 && (kids[0].kind == exBegin || kids[len(kids)-1].kind == exEnd) {
			return a.anchored(n, kids)
		}
		what := e.words()
		if what == "" {
			return ""
		}
		if n.text == "gsub" {
			what = every(kids, what)
		} else {
			what = "the first " + strings.TrimPrefix(strings.TrimPrefix(what, "a "), "an ")
		}
		where := ""
		if len(n.kids) == 3 {
			if where = a.value(n.kids[2]); where == "" {
				return ""
			}
			where = " in " + where
		}
		if n.kids[1].text == "" {
			return "take out " + what + where
		}
		return "replace " + what + " by " + Quote(n.kids[1].text) + where
	case n.text == "split" && len(n.kids) >= 2:
		at := ""
		if len(n.kids) == 3 && n.kids[2].kind == awText {
			at = " at " + Between(n.kids[2].text)
		}
		if what := a.value(n.kids[0]); what != "" {
			return "part " + what + at + " into " + a.source(n.kids[1])
		}
	case n.text == "system" && len(n.kids) == 1:
		if what := a.value(n.kids[0]); what != "" {
			return "run the command " + what
		}
	}
	return ""
}

// anchored words sub of what stands at the beginning or the end.
func (a *awkTeller) anchored(n *awkNode, kids []*expr) string {
	of := "each line"
	if len(n.kids) == 3 {
		if of = a.value(n.kids[2]); of == "" {
			return ""
		}
	}
	where := "the end of "
	if kids[0].kind == exBegin {
		where, kids = "the beginning of ", kids[1:]
	}
	if len(kids) > 0 && kids[len(kids)-1].kind == exEnd {
		if where == "the beginning of " {
			return ""
		}
		kids = kids[:len(kids)-1]
	}
	what, by := sequenceWords(kids), n.kids[1].text
	switch {
	case len(kids) == 0 && by != "":
		return "put " + Quote(by) + " at " + where + of
	case what == "":
		return ""
	case by == "" && onlyBlanks(kids):
		return "take blanks off " + where + of
	}
	return change(what, Quote(by), where+of)
}
