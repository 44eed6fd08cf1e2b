package redact

import "strings"

// named is the part of NAME=VALUE, "name": "value" and such that stands before the value,
// the name ending as those of secrets do.
var named = expression(`(?i)([a-z0-9_.\-]*(?:pass|passwd|password|passphrase|passcode|pwd|pw|psk|passwort|kennwort|token|secret|credentials?|key|base|auth|sig|` +
	`signature|cookie|session|sessionid|sid|jwt|bearer)\d*)(\\?["']?)([ \t]*)(:=|=>|==?|:)([ \t]*)`)

// setting is all of a word that sets one variable, to several words.
var setting = expression(`^([A-Za-z][A-Za-z0-9_]*)=([^=;&]*)$`)

// assignments looks for NAME=VALUE and "name": "value".
func (f *finder) assignments(t text, p place) {
	if m := setting().FindStringSubmatchIndex(t.s); p == phrase && m != nil && strength(t.s[:m[3]]) == strong {
		f.hideSecret(t.cut(m[4], m[5]), true)
	}
	for at := 0; at < len(t.s); {
		m := named().FindStringSubmatchIndex(t.s[at:])
		if m == nil {
			return
		}
		for i := range m {
			m[i] += at
		}
		if hint := strength(t.s[m[2]:m[3]]); hint != none {
			f.assigned(t, m, hint, p)
		}
		at = m[3] // what seems its value may be a name, too
	}
}

// assigned hides the value behind a match of named.
func (f *finder) assigned(t text, m []int, hint hint, p place) {
	s := t.s
	from, to, quote := valueAt(s, m[1])
	value, sign := s[from:to], s[m[8]:m[9]]
	blank := m[7] > m[6] || m[11] > m[10]
	// Of "password:" it is the second quote that follows, and no value.
	closed := quote != 0 && !blank && m[5] == m[4] && m[2] > 0 && s[m[2]-1] == quote
	called := quote == 0 && to < len(s) && strings.IndexByte("([", s[to]) >= 0 // password = input(…)
	words := blank && quote == 0 && p == raw && !f.prose && (sign != ":" || !startsLine(s[:m[2]]))
	switch {
	case called || closed || words || sign == "==":
	case hint == weak && !random(value):
	case isPath(value) && !random(value):
	case secretive(value, p == raw && quote == '\''):
		f.hide(t, from, to)
	}
}

// valueAt finds the value that begins at i, without its quotes; quote is 0 where it has
// none.
func valueAt(s string, i int) (from, to int, quote byte) {
	start := i
	if strings.HasPrefix(s[i:], `\"`) { // JSON within double quotes
		i++
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		quote, from = s[i], i+1
		for to = from; to < len(s); to++ {
			switch {
			case s[to] == quote && i > start && s[to-1] == '\\' && to > from:
				return from, to - 1, quote
			case s[to] == quote:
				return from, to, quote
			case s[to] == '\\' && quote == '"' && to+1 < len(s) && (i == start || s[to+1] != '"'):
				to++
			}
		}
	}
	const ends = " \t\r\n\"'`&;,|<>(){}[]\\"
	for to = start; to < len(s) && strings.IndexByte(ends, s[to]) < 0; to++ {
	}
	return start, to, 0
}

// startsLine reports whether nothing but blanks, dashes and a quote stands between a
// line's beginning, or that of a list, and the end of s.
func startsLine(s string) bool {
	s = strings.TrimRight(s, " \t-'\"")
	return s == "" || strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "{") || strings.HasSuffix(s, ",")
}
