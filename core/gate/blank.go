package gate

import "strings"

// Blank gives a person's own text to a model without what can't be seen in it: every
// character that Command would refuse becomes a blank, newlines and tabs too. Nothing
// else is changed; text that isn't valid UTF-8 gets U+FFFD for each bad byte.
func Blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || hides(r) {
			return ' '
		}
		return r
	}, s)
}
