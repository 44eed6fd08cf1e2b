package prompt

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonKind is what a value of a JSON-like text is.
type jsonKind int

const (
	jsonOther jsonKind = iota // a number, true, null; also what is missing
	jsonString
	jsonArray
	jsonObject
)

// jsonValue is a value as far as it could be read.
type jsonValue struct {
	kind   jsonKind
	str    string
	keys   []string
	values []jsonValue
	// whole says that the value's end was seen and that what came next fitted, so that
	// the end was one. Arrays and objects may be whole in their parts only.
	whole bool
}

const maxJSONDepth = 20

// jsonReader reads what models write for JSON: beside JSON itself, newlines and wrong
// escapes in strings, commas too many or missing, keys without quotes, double quotes
// unescaped inside a string (one ends it only where a comma, a bracket or a colon
// follows), single quotes or backquotes around a string that holds none. It stops at the
// first thing that is none of these; what was read until then is kept.
type jsonReader struct {
	s     string
	i     int
	cut   bool // the text was broken off at its end
	stuck bool
}

// readJSON reads the value at the start of s, and tells how many bytes it took, and
// whether it was the end of s that ended it.
func readJSON(s string, cut bool) (v jsonValue, n int, atEnd bool) {
	r := jsonReader{s: s, cut: cut}
	v = r.value(0, ']')
	return v, r.i, !r.stuck && r.i >= len(s)
}

func (r *jsonReader) space() {
	for r.i < len(r.s) && strings.IndexByte(" \t\n", r.s[r.i]) >= 0 {
		r.i++
	}
}

// peek is the next byte that is no white space, 0 at the end.
func (r *jsonReader) peek() byte {
	r.space()
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

// value reads a value; inside is the bracket that closes what it stands in.
func (r *jsonReader) value(depth int, inside byte) (v jsonValue) {
	if depth > maxJSONDepth {
		r.stuck = true
		return v
	}
	switch c := r.peek(); c {
	case '{':
		return r.members(depth, '}')
	case '[':
		return r.members(depth, ']')
	case '"', '\'', '`':
		v.kind = jsonString
		v.str, v.whole = r.quoted(inside)
		return v
	}
	word := r.word()
	v.whole = word != ""
	r.stuck = word == ""
	return v
}

// members reads an object or an array.
func (r *jsonReader) members(depth int, end byte) jsonValue {
	v := jsonValue{kind: jsonArray}
	if end == '}' {
		v.kind = jsonObject
	}
	r.i++
	for !r.stuck {
		for r.peek() == ',' {
			r.i++
		}
		switch r.peek() {
		case 0:
			return v
		case end:
			r.i++
			v.whole = true
			return v
		}
		if end == '}' {
			key := r.key()
			if r.stuck {
				v.doubtLast()
				return v
			}
			v.keys = append(v.keys, key)
		}
		v.values = append(v.values, r.value(depth+1, end))
		if c := r.peek(); c != 0 && c != ',' && c != end && c != '"' {
			r.stuck = true
			v.doubtLast()
		}
	}
	return v
}

// doubtLast marks the last value as not whole: something stands behind it that can't,
// so its end was probably none.
func (v *jsonValue) doubtLast() {
	if n := len(v.values); n > 0 {
		v.values[n-1].whole = false
	}
}

// key reads a key and its colon. At the end of the text it gives "".
func (r *jsonReader) key() string {
	var key string
	switch c := r.peek(); c {
	case '"', '\'':
		key, _ = r.quoted(':')
	default:
		key = r.word()
	}
	if c := r.peek(); c == 0 {
		r.stuck = !r.cut
		return ""
	} else if c != ':' || key == "" {
		r.stuck = true
		return ""
	}
	r.i++
	return key
}

// word reads a bare word: a number, true, None, a key without quotes.
func (r *jsonReader) word() string {
	start := r.i
	for r.i < len(r.s) && (r.s[r.i] == '_' || r.s[r.i] == '-' || r.s[r.i] == '.' || r.s[r.i] == '+' || isAlnum(r.s[r.i])) {
		r.i++
	}
	return r.s[start:r.i]
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// What may follow a string that is a value in an object, in an array, and a key.
var followers = map[byte]*pattern{
	'}': lazily(`^[\s,]*(?:\}|$|"[^"\n]{1,40}"\s*:|'[^'\n]{1,40}'\s*:|,\s*\w{1,40}\s*:|,\s*["']?[^"'\n]{0,40}["']?\s*$)`),
	']': lazily(`^\s*(?:[\],]|$)`),
	':': lazily(`^\s*(?::|$)`),
}

// quoted reads a string. A quote ends it where followers of what it stands in allow.
// whole is false if its closing quote is missing or in doubt.
func (r *jsonReader) quoted(inside byte) (s string, whole bool) {
	quote := r.s[r.i]
	r.i++
	var b strings.Builder
	for r.i < len(r.s) {
		c := r.s[r.i]
		switch {
		case c == '\\' && r.i+1 < len(r.s):
			r.escape(&b)
			continue
		case c == quote:
			r.i++
			if strings.TrimSpace(r.s[r.i:min(len(r.s), r.i+20)]) == "" && strings.TrimSpace(r.s[r.i:]) == "" {
				return b.String(), !r.cut
			}
			if followers[inside].MatchString(r.s[r.i:]) {
				return b.String(), true
			}
			if quote != '"' { // 'it's': where it ends is anyone's guess
				r.stuck = true
				return b.String(), false
			}
			b.WriteByte(c)
			continue
		}
		b.WriteByte(c)
		r.i++
	}
	return b.String(), false
}

// escape reads a backslash and what it escapes. Where JSON knows no such escape, as in
// "*\.txt", the backslash was meant for the shell and stays.
func (r *jsonReader) escape(b *strings.Builder) {
	c := r.s[r.i+1]
	r.i += 2
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r', 'b', 'f':
		// None of these has a place in a command.
	case '"', '\\', '/', '\'', '\n':
		b.WriteByte(c)
	case 'u':
		if r.i+4 <= len(r.s) {
			if n, err := strconv.ParseUint(r.s[r.i:r.i+4], 16, 16); err == nil && utf8.ValidRune(rune(n)) {
				b.WriteRune(rune(n))
				r.i += 4
				return
			}
		}
		b.WriteString(`\u`)
	default:
		b.WriteByte('\\')
		b.WriteByte(c)
	}
}
