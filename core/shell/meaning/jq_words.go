package meaning

import (
	"strings"

	"github.com/itchyny/gojq"
)

// jqTeller words the steps of a filter.
type jqTeller struct {
	depth int
	work  int // how much was looked at
}

// deeper counts what is looked at; ok is false when it is enough, or too deep.
func (j *jqTeller) deeper() (ok bool) {
	j.depth++
	j.work++
	return j.depth <= maxNesting && j.work <= maxWork
}

// step words one step in the imperative; "" where that can't be said.
func (j *jqTeller) step(q *gojq.Query) string {
	defer func() { j.depth-- }()
	if !j.deeper() {
		return ""
	}
	if q == nil {
		return ""
	}
	if q.Term == nil {
		return j.operation(q)
	}
	t := q.Term
	if value := j.value(t); value != "" {
		switch t.Type {
		case gojq.TermTypeIdentity:
			if len(t.SuffixList) == 0 {
				return "take it as it is"
			}
			return "take " + value
		case gojq.TermTypeIndex:
			return "take " + value
		case gojq.TermTypeString, gojq.TermTypeNumber:
			return "give " + value
		}
	}
	if n := len(t.SuffixList); n > 0 {
		if t.Type == gojq.TermTypeFunc && n == 1 && t.SuffixList[0].Iter {
			if words := j.call(t.Func); words != "" {
				return words + ", and take each element"
			}
		}
		return ""
	}
	switch t.Type {
	case gojq.TermTypeString:
		var out []string
		for _, part := range t.Str.Queries {
			words := j.noun(part)
			if words == "" {
				return ""
			}
			out = append(out, words)
		}
		return "make a text of " + And(out)
	case gojq.TermTypeFunc:
		return j.call(t.Func)
	case gojq.TermTypeArray:
		if t.Array.Query == nil {
			return "give an empty list"
		}
		if list := j.values(t.Array.Query); list != "" {
			return "make a list of " + list
		}
		if inner := j.chain(t.Array.Query); inner != "" {
			return "make a list: " + inner
		}
	case gojq.TermTypeObject:
		return j.object(t.Object)
	case gojq.TermTypeQuery:
		return j.step(t.Query)
	case gojq.TermTypeFormat:
		if t.Str == nil {
			return jqFormats[t.Format]
		}
	case gojq.TermTypeRecurse:
		return "take everything within it, however deep"
	case gojq.TermTypeIf:
		return j.choice(t.If)
	}
	return ""
}

var jqFormats = map[string]string{
	"@csv": "make a line of CSV of it", "@tsv": "make a line of it, with tabs between", "@json": "write it as JSON", "@text": "write it as text", "@base64": "encode it in base64",
	"@base64d": "decode it from base64", "@uri": "write it so that it can stand in an address", "@html": "write it so that it can stand in HTML", "@sh": "quote it for a shell",
}

// value words a path or a constant as a noun: "“price”", "each of “items”".
func (j *jqTeller) value(t *gojq.Term) string {
	words := ""
	switch t.Type {
	case gojq.TermTypeIdentity:
		words = "it"
	case gojq.TermTypeIndex:
		words = j.index(t.Index, "")
	case gojq.TermTypeString:
		if t.Str.Queries != nil {
			return ""
		}
		words = Quote(t.Str.Str)
	case gojq.TermTypeNumber:
		words = t.Number
	case gojq.TermTypeNull:
		words = "null"
	case gojq.TermTypeTrue:
		words = "true"
	case gojq.TermTypeFalse:
		words = "false"
	case gojq.TermTypeFunc:
		switch {
		case strings.HasPrefix(t.Func.Name, "$") && len(t.Func.Args) == 0:
			words = t.Func.Name
		case len(t.Func.Args) == 0:
			words = jqNouns[t.Func.Name]
		}
	case gojq.TermTypeUnary:
		if inner := j.value(t.Unary.Term); inner != "" && t.Unary.Op == gojq.OpSub {
			words = "-" + inner
		}
	case gojq.TermTypeQuery:
		if len(t.SuffixList) == 0 {
			return j.noun(t.Query)
		}
	}
	for _, s := range t.SuffixList {
		switch {
		case words == "":
			return ""
		case s.Iter && words == "it":
			words = "each element"
		case s.Iter:
			words = "each element of " + words
		case s.Index != nil:
			words = j.index(s.Index, words)
		case s.Optional:
		default:
			return ""
		}
	}
	return words
}

var jqNouns = map[string]string{"length": "its length", "keys": "the names of its keys", "type": "its type", "now": "the time now", "empty": "nothing", "input_filename": "the file's name", "tostring": "it as text", "tonumber": "it as a number"}

// index words .name, .[0] and .[2:5] of something; "" for of is the whole.
func (j *jqTeller) index(x *gojq.Index, of string) string {
	behind := ""
	if of != "" && of != "it" {
		behind = " of " + of
	}
	switch {
	case x.Name != "":
		return Quote(x.Name) + behind
	case x.Str != nil && x.Str.Queries == nil:
		return Quote(x.Str.Str) + behind
	case x.IsSlice:
		from, to := jqNumber(x.Start), jqNumber(x.End)
		switch {
		case (x.Start == nil || from == "0") && to != "" && to[0] != '-':
			return "the first " + to + behind
		case x.End == nil && strings.HasPrefix(from, "-"):
			return "the last " + from[1:] + behind
		case x.End == nil && from != "":
			return "all but the first " + from + behind
		case from != "" && to != "" && from[0] != '-' && to[0] != '-':
			return "elements " + from + " up to " + to + " (counted from 0, without the last)" + behind
		}
		return ""
	}
	switch n := jqNumber(x.Start); n {
	case "":
	case "0":
		return "the first element" + behind
	case "-1":
		return "the last element" + behind
	default:
		if n[0] != '-' {
			return "element " + n + " (counted from 0)" + behind
		}
		return "element " + n[1:] + " from the end" + behind
	}
	if x.Start != nil {
		if inner := j.noun(x.Start); inner != "" && inner[0] == '$' {
			return "the value named by " + inner + behind
		}
	}
	return ""
}

// jqNumber is a whole number as it is written; "" for others.
func jqNumber(q *gojq.Query) string {
	if q == nil || q.Term == nil {
		return ""
	}
	t, sign := q.Term, ""
	if t.Type == gojq.TermTypeUnary && t.Unary.Op == gojq.OpSub {
		t, sign = t.Unary.Term, "-"
	}
	if t.Type != gojq.TermTypeNumber {
		return ""
	}
	return sign + t.Number
}

var jqCompare = map[gojq.Operator]string{gojq.OpEq: " is ", gojq.OpNe: " isn't ", gojq.OpGt: " is more than ", gojq.OpLt: " is less than ", gojq.OpGe: " is at least ", gojq.OpLe: " is at most "}

var jqReckon = map[gojq.Operator]string{gojq.OpAdd: " plus ", gojq.OpSub: " minus ", gojq.OpMul: " times ", gojq.OpDiv: " divided by "}

// noun words a query that gives a value; "" where that can't be said.
func (j *jqTeller) noun(q *gojq.Query) string {
	defer func() { j.depth-- }()
	if !j.deeper() {
		return ""
	}
	if q == nil {
		return ""
	}
	if q.Term != nil {
		return j.value(q.Term)
	}
	left, right := j.noun(q.Left), j.noun(q.Right)
	if q.Op == gojq.OpPipe {
		// .a | length is the length of a.
		if q.Right.Term != nil && q.Right.Term.Type == gojq.TermTypeFunc && strings.HasPrefix(right, "its ") && left != "" {
			return "the " + right[4:] + " of " + left
		}
		return ""
	}
	if left == "" || right == "" {
		return ""
	}
	if words, ok := jqReckon[q.Op]; ok {
		return left + words + right
	}
	if q.Op == gojq.OpAlt {
		return left + ", or else " + right
	}
	return ""
}

// values words a list of values.
func (j *jqTeller) values(q *gojq.Query) string {
	var out []string
	for q.Op == gojq.OpComma {
		words := j.noun(q.Right)
		if words == "" {
			return ""
		}
		out = append([]string{words}, out...)
		q = q.Left
	}
	words := j.noun(q)
	if words == "" {
		return ""
	}
	return And(append([]string{words}, out...))
}

// object words { … }.
func (j *jqTeller) object(o *gojq.Object) string {
	var out []string
	for _, kv := range o.KeyVals {
		key := ""
		switch {
		case kv.Key != "":
			key = Quote(kv.Key)
			if kv.Key[0] == '$' {
				key = Quote(kv.Key[1:])
			}
		case kv.KeyString != nil && kv.KeyString.Queries == nil:
			key = Quote(kv.KeyString.Str)
		case kv.KeyQuery != nil:
			if inner := j.noun(kv.KeyQuery); inner != "" {
				key = "a key named by " + inner
			}
		}
		if key == "" {
			return ""
		}
		if kv.Val != nil {
			value := j.noun(kv.Val)
			switch {
			case value == "":
				key += " (calculated)"
			case value != key:
				key += " (" + value + ")"
			}
		}
		out = append(out, key)
	}
	if len(out) == 0 {
		return "give an empty object"
	}
	return "make an object of " + And(out)
}
