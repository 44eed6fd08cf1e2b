package meaning

import (
	"strings"

	"github.com/itchyny/gojq"
)

// jqAlone are functions without arguments.
var jqAlone = map[string]string{
	"keys": "list the names of its keys, sorted", "keys_unsorted": "list the names of its keys", "length": "say how long it is", "to_entries": "make a list of pairs of key and value", "from_entries": "make an object of pairs of key and value",
	"add": "add all of it up", "sort": "sort it", "unique": "drop what is there twice, and sort", "reverse": "reverse it", "flatten": "make one list of the lists in it", "min": "take the least", "max": "take the greatest", "first": "take the first", "last": "take the last",
	"tostring": "turn it into text", "tonumber": "turn it into a number", "type": "say what type it is", "not": "turn true into false and back", "empty": "give nothing", "ascii_downcase": "put it into small letters", "ascii_upcase": "put it into capitals",
	"values": "keep what isn't null", "nulls": "keep what is null", "numbers": "keep numbers", "strings": "keep texts", "arrays": "keep lists", "objects": "keep objects", "booleans": "keep true and false", "scalars": "keep what is neither list nor object",
	"fromjson": "read the text as JSON", "tojson": "write it as JSON", "floor": "round it down", "ceil": "round it up", "round": "round it", "sqrt": "take its square root", "any": "say whether any of it is true", "all": "say whether all of it is true",
	"paths": "list all paths in it", "leaf_paths": "list the paths of all values in it", "recurse": "take everything within it, however deep", "inputs": "read all further input", "input": "read the next input", "transpose": "turn rows into columns",
	"todate": "turn seconds since 1970 into a date", "fromdate": "turn a date into seconds since 1970", "now": "give the time now", "halt": "stop", "env": "take the environment", "debug": "print it for debugging, too", "abs": "drop its sign",
	"ltrimstr": "", "trim": "take blanks off both ends", "input_line_number": "give the number of the input's line", "combinations": "list all combinations", "tostream": "list paths and values", "explode": "make a list of its characters' codes", "implode": "make text of characters' codes",
}

// jqPaths are functions of one path.
var jqPaths = map[string]string{
	"sort_by": "sort by ", "group_by": "make groups that have the same ", "unique_by": "keep one for each value of ", "min_by": "take the one with the least ", "max_by": "take the one with the greatest ", "del": "leave out ", "has": "say whether it has ",
	"startswith": "say whether it begins with ", "endswith": "say whether it ends in ", "contains": "say whether it contains ", "split": "part the text at ", "join": "join the texts, with ", "ltrimstr": "take off its beginning ", "rtrimstr": "take off its end ",
	"flatten": "make one list of the lists in it, to the depth ", "index": "say where it holds ", "indices": "list the places of ", "inside": "say whether it is within ", "pick": "keep only ", "strftime": "write the date in the form ", "strptime": "read a date in the form ",
	"error": "end with the error ", "getpath": "take what is at the path ", "delpaths": "leave out the paths ", "splits": "part the text at ",
}

// call words a function.
func (j *jqTeller) call(f *gojq.Func) string {
	switch len(f.Args) {
	case 0:
		if f.Name[0] == '$' {
			return "take " + f.Name
		}
		return jqAlone[f.Name]
	case 1:
		return j.ofOne(f.Name, f.Args[0])
	case 2:
		first, second := j.noun(f.Args[0]), j.noun(f.Args[1])
		if first == "" || second == "" {
			if f.Name == "limit" && first != "" {
				if inner := j.step(f.Args[1]); inner != "" {
					return inner + ", the first " + first + " only"
				}
			}
			return ""
		}
		switch f.Name {
		case "gsub":
			return "replace everything that fits " + first + " by " + second
		case "sub":
			return "replace the first that fits " + first + " by " + second
		case "test":
			return "say whether it fits " + first
		case "range":
			return "give the numbers from " + first + " up to, but not, " + second
		}
	}
	return ""
}

// ofOne words a function of one argument.
func (j *jqTeller) ofOne(name string, arg *gojq.Query) string {
	switch name {
	case "select":
		if cond := j.test(arg, false); cond != "" {
			return "keep only those where " + cond
		}
		return ""
	case "map":
		if t := arg.Term; t != nil && t.Type == gojq.TermTypeFunc && t.Func.Name == "select" && len(t.Func.Args) == 1 && len(t.SuffixList) == 0 {
			if cond := j.test(t.Func.Args[0], false); cond != "" {
				return "keep only elements where " + cond
			}
		}
		if inner := j.chain(arg); inner != "" {
			return "for each element, " + inner
		}
		return ""
	case "map_values", "with_entries":
		if inner := j.chain(arg); inner != "" {
			return map[string]string{"map_values": "for each value, ", "with_entries": "for each pair of key and value, "}[name] + inner
		}
		return ""
	case "any", "all":
		if cond := j.test(arg, false); cond != "" {
			return "say whether for " + name + " of it " + cond
		}
		return ""
	case "test":
		if p := arg.Term; p != nil && p.Type == gojq.TermTypeString && p.Str.Queries == nil {
			if words := Matches(p.Str.Str, Perl, false); words != "" {
				return "say whether it " + words
			}
		}
		return ""
	case "range":
		if to := j.noun(arg); to != "" {
			return "give the numbers from 0 up to, but not, " + to
		}
		return ""
	case "join":
		if by := j.noun(arg); by != "" {
			return "join the texts, with " + by + " between"
		}
		return ""
	case "first", "last":
		if inner := j.noun(arg); inner != "" {
			return "take the " + name + " of " + inner
		}
		return ""
	case "del":
		if what := j.values(arg); what != "" {
			return "leave out " + what
		}
		return ""
	}
	before := jqPaths[name]
	what := j.noun(arg)
	if before == "" || what == "" {
		return ""
	}
	return before + what
}

// operation words a query with an operator.
func (j *jqTeller) operation(q *gojq.Query) string {
	switch q.Op {
	case gojq.OpPipe:
		return j.chain(q)
	case gojq.OpComma:
		if list := j.values(q); list != "" {
			return "give " + list
		}
		return ""
	case gojq.OpEq, gojq.OpNe, gojq.OpGt, gojq.OpLt, gojq.OpGe, gojq.OpLe, gojq.OpAnd, gojq.OpOr:
		if cond := j.test(q, false); cond != "" {
			return "say whether " + cond
		}
		return ""
	}
	left, right := j.noun(q.Left), j.noun(q.Right)
	if left == "" {
		return ""
	}
	if q.Op == gojq.OpModify {
		if inner := j.chain(q.Right); inner != "" {
			return "change " + left + ": " + inner
		}
	}
	if right == "" {
		return ""
	}
	switch q.Op {
	case gojq.OpAssign, gojq.OpModify:
		return "set " + left + " to " + right
	case gojq.OpUpdateAdd:
		return "add " + right + " to " + left
	case gojq.OpUpdateSub:
		return "take " + right + " off " + left
	case gojq.OpUpdateAlt:
		return "set " + left + " to " + right + " where it is missing"
	case gojq.OpAlt:
		return "take " + left + ", or else " + right
	}
	if words, ok := jqReckon[q.Op]; ok {
		return "give " + left + words + right
	}
	return ""
}

// chain words what follows each other: "take “id”, then sort it".
func (j *jqTeller) chain(q *gojq.Query) string {
	const most = 3
	var out []string
	for n := 0; q.Term == nil && q.Op == gojq.OpPipe; n++ {
		words := j.step(q.Left)
		if words == "" || n == most {
			return ""
		}
		out = append(out, words)
		q = q.Right
	}
	words := j.step(q)
	if words == "" {
		return ""
	}
	return strings.Join(append(out, words), ", then ")
}

// test words a condition: "“price” is more than 20".
func (j *jqTeller) test(q *gojq.Query, not bool) string {
	defer func() { j.depth-- }()
	if !j.deeper() {
		return ""
	}
	if q.Term == nil && q.Op == gojq.OpPipe {
		return j.testPipe(q, not)
	}
	if q.Term == nil {
		switch q.Op {
		case gojq.OpAnd, gojq.OpOr:
			left, right := j.test(q.Left, false), j.test(q.Right, false)
			if left == "" || right == "" || not || q.Op == gojq.OpAnd && strings.Contains(left+right, " or ") {
				return ""
			}
			return left + map[gojq.Operator]string{gojq.OpAnd: " and ", gojq.OpOr: " or "}[q.Op] + right
		}
		left, right := j.noun(q.Left), j.noun(q.Right)
		words, ok := jqCompare[q.Op]
		if left == "" || right == "" || !ok || not {
			return ""
		}
		return left + words + right
	}
	t := q.Term
	if t.Type == gojq.TermTypeFunc && len(t.Func.Args) == 1 && len(t.SuffixList) == 0 {
		return j.testCall("it", t.Func, not)
	}
	if t.Type == gojq.TermTypeQuery && len(t.SuffixList) == 0 {
		return j.test(t.Query, not)
	}
	if t.Type == gojq.TermTypeIndex {
		if value := j.value(t); value != "" {
			return value + map[bool]string{true: " is missing, null or false", false: " is there, and not false"}[not]
		}
	}
	return ""
}

// testPipe words .name | test("x") and … | not.
func (j *jqTeller) testPipe(q *gojq.Query, not bool) string {
	right := q.Right.Term
	if right == nil || right.Type != gojq.TermTypeFunc || len(right.SuffixList) > 0 {
		return ""
	}
	if right.Func.Name == "not" && len(right.Func.Args) == 0 {
		return j.test(q.Left, !not)
	}
	if subject := j.noun(q.Left); subject != "" && len(right.Func.Args) == 1 {
		return j.testCall(subject, right.Func, not)
	}
	return ""
}

func (j *jqTeller) testCall(subject string, f *gojq.Func, not bool) string {
	arg := j.noun(f.Args[0])
	words := ""
	switch f.Name {
	case "startswith":
		words = "begins with " + arg
	case "endswith":
		words = "ends in " + arg
	case "contains":
		words = "contains " + arg
	case "has":
		words = "has " + arg
	case "test":
		if p := f.Args[0].Term; p != nil && p.Type == gojq.TermTypeString && p.Str.Queries == nil {
			words = Matches(p.Str.Str, Perl, false)
		}
	}
	if arg == "" || words == "" {
		return ""
	}
	if not {
		if words = Negated(words); words == "" {
			return ""
		}
	}
	return subject + " " + words
}

// choice words if … then … else … end.
func (j *jqTeller) choice(i *gojq.If) string {
	cond, yes := j.test(i.Cond, false), j.step(i.Then)
	if cond == "" || yes == "" || len(i.Elif) > 0 {
		return ""
	}
	if i.Else == nil {
		return "if " + cond + ", " + yes
	}
	if no := j.step(i.Else); no != "" {
		return "if " + cond + ", " + yes + ", else " + no
	}
	return ""
}

// whole words a filter as a phrase for a sentence.
func (j *jqTeller) whole(q *gojq.Query) string {
	if q.Term != nil && q.Term.Type == gojq.TermTypeIdentity && len(q.Term.SuffixList) == 0 {
		return "print it in a readable form"
	}
	// [… | select(…)] | length counts.
	if q.Term == nil && q.Op == gojq.OpPipe && q.Right.Term != nil && q.Right.Term.Type == gojq.TermTypeFunc && q.Right.Term.Func.Name == "length" && q.Left.Term != nil && q.Left.Term.Type == gojq.TermTypeArray && q.Left.Term.Array.Query != nil {
		if inner := j.chain(q.Left.Term.Array.Query); inner != "" {
			return inner + ", then count them"
		}
	}
	steps := jqPipe(q)
	last := steps[len(steps)-1].Term
	// … | [.a, .b] | @csv is a line of CSV for each.
	if n := len(steps) - 2; n > 0 && last != nil && last.Type == gojq.TermTypeFormat && last.Str == nil {
		how := map[string]string{"@csv": " as a line of CSV", "@tsv": " as a line with tabs between"}[last.Format]
		if list := steps[n].Term; how != "" && list != nil && list.Type == gojq.TermTypeArray && list.Array.Query != nil {
			of, values := "", j.values(list.Array.Query)
			if n == 1 {
				of = j.noun(steps[0])
			}
			if of != "" && values != "" {
				return "print " + values + " of " + of + how
			}
		}
	}
	return j.chain(q)
}

// jqPipe are the steps of a pipe.
func jqPipe(q *gojq.Query) (list []*gojq.Query) {
	for q.Term == nil && q.Op == gojq.OpPipe && len(list) < maxPieces {
		list = append(list, q.Left)
		q = q.Right
	}
	return append(list, q)
}
