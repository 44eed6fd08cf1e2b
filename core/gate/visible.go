package gate

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const ellipsis = "…"

// Visible makes any text safe to print on a terminal. Every character that Command
// would refuse for being hidden, as well as control characters and stray bytes, is
// shown as an escape (\x1b, \u202e, \U000e0041, \xff); newlines and tabs stay, CRLF
// becomes LF. The escapes are for the eye only: a backslash in s is left as it is.
//
// The result is valid UTF-8 of at most limit bytes. Where s had to be cut, at the edge of
// a character or escape, "…" (3 bytes, counted in limit) stands at its end, unless limit
// is less than 3; a limit of 0 or less gives "".
func Visible(s string, limit int) string {
	return visible(s, limit, false)
}

// VisibleLine is Visible for a single line: each newline is shown as ␤, so that two
// commands can't pass for one, and each tab as a space.
func VisibleLine(s string, limit int) string {
	return visible(s, limit, true)
}

func visible(s string, limit int, line bool) string {
	var b strings.Builder
	fits := 0 // the length of b up to which an ellipsis still has room
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		piece := s[i : i+n]
		switch {
		case r == utf8.RuneError && n == 1:
			piece = fmt.Sprintf(`\x%02x`, s[i])
		case r == '\r' && i+1 < len(s) && s[i+1] == '\n':
			piece = ""
		case r == '\n' || r == '\t':
			if line {
				piece = map[rune]string{'\n': "␤", '\t': " "}[r]
			}
		case hides(r):
			piece = escape(r)
		}
		if b.Len()+len(piece) > limit {
			return cutWithEllipsis(b.String(), fits, limit)
		}
		b.WriteString(piece)
		if b.Len()+len(ellipsis) <= limit {
			fits = b.Len()
		}
		i += n
	}
	return b.String()
}

func cutWithEllipsis(s string, fits, limit int) string {
	if limit < len(ellipsis) {
		return s
	}
	return s[:fits] + ellipsis
}
