package prompt

import (
	"strings"
)

// entities are those of HTML that stand for something in shell.
var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'",
	"&#x27;", "'", "&apos;", "'", "&nbsp;", " ", "&amp;", "&")

var entity = lazily(`&(?:lt|gt|quot|#39|#x27|apos|nbsp|amp);`)

// repair undoes what a web page or a word processor does to a command, where it is
// certain that it was done, and joins lines that begin with an operator (joinOperators).
//
// Entities of HTML are decoded if one stands outside quotes, where shell would take it
// for a command sent to the background and another one named "gt", and if no <, > or
// other & is left: then the whole text was escaped. An entity in quotes (sed 's/&amp;/…/')
// is else what the command is about, and stays.
//
// Typographic quotes that stand outside ASCII quotes, in pairs, become ASCII ones if
// what they enclose holds none of the same kind.
func (r *reader) repair(s string) string {
	if strings.Contains(s, "&") && escapedAsHTML(s) {
		s = entities.Replace(s)
	}
	if strings.ContainsAny(s, "“‘") {
		s = straightQuotes(s)
	}
	if strings.Contains(s, "\n") && !strings.Contains(s, "<<") {
		if _, st := r.parse(s); st != wellFormed {
			s = joinOperators(s)
		}
	}
	return s
}

func escapedAsHTML(s string) bool {
	if strings.ContainsAny(entity.ReplaceAllString(s, ""), "&<>") {
		return false
	}
	outside := false
	eachUnquoted(s, func(i int) int {
		if s[i] == '&' && entity.MatchString(s[i:min(len(s), i+7)]) {
			outside = true
		}
		return i + 1
	})
	return outside
}

// eachUnquoted calls f with the offset of each byte of s outside quotes and backslash
// escapes; f gives the offset to go on from.
func eachUnquoted(s string, f func(i int) int) {
	for i := 0; i < len(s); {
		switch s[i] {
		case '\\':
			i += 2
		case '\'':
			i = after(s, i+1, "'")
		case '"':
			i++
			for i < len(s) && s[i] != '"' {
				if s[i] == '\\' {
					i++
				}
				i++
			}
			i++
		default:
			i = f(i)
		}
	}
}

// after is the offset behind the first mark in s[from:], or the end of s.
func after(s string, from int, mark string) int {
	if from <= len(s) {
		if n := strings.Index(s[from:], mark); n >= 0 {
			return from + n + len(mark)
		}
	}
	return len(s)
}

func straightQuotes(s string) string {
	var out strings.Builder
	done := 0
	eachUnquoted(s, func(i int) int {
		for _, q := range [...]struct{ open, close, ascii string }{{"“", "”", `"`}, {"‘", "’", "'"}} {
			if !strings.HasPrefix(s[i:], q.open) {
				continue
			}
			end := after(s, i+len(q.open), q.close)
			inside := strings.TrimSuffix(s[i+len(q.open):end], q.close)
			if !strings.HasSuffix(s[:end], q.close) || strings.Contains(inside, q.ascii) {
				return i + len(q.open)
			}
			out.WriteString(s[done:i] + q.ascii + inside + q.ascii)
			done = end
			return end
		}
		return i + 1
	})
	return out.String() + s[done:]
}

// joinOperators joins a line that begins with a pipe or && to the one before: shell
// refuses it, and it can mean nothing else. Tables of Markdown, whose lines end in a
// bar too, are left alone.
func joinOperators(s string) string {
	lines := strings.Split(s, "\n")
	out := lines[:1]
	for _, line := range lines[1:] {
		bare := strings.TrimLeft(line, " \t")
		last := out[len(out)-1]
		joins := strings.HasPrefix(bare, "| ") || strings.HasPrefix(bare, "&& ") || strings.HasPrefix(bare, "|| ")
		if joins && !strings.HasSuffix(bare, "|") && !endsInBackslash(last) && strings.TrimSpace(last) != "" {
			out[len(out)-1] = last + " " + bare
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
