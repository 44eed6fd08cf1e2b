package stream

import (
	"strings"
	"unicode/utf8"
)

// Text turns pieces of an answer, such as the bytes of tokens, into text that is certain:
// whole characters, and nothing that may turn out to be the beginning of a stop text. It
// must not be copied once fed.
type Text struct {
	// Stops are the texts that end the answer before the first of them.
	Stops []string

	held  []byte // not certain yet
	text  strings.Builder
	ended bool
}

// Feed takes a piece, whose edges may cut characters, and returns what became certain,
// and whether a stop text came. Nothing may be fed after that.
func (s *Text) Feed(piece []byte) (certain string, stopped bool) {
	s.held = append(s.held, piece...)
	if at, found := firstOf(s.held, s.Stops); found {
		s.ended = true
		return s.emit(at), true
	}
	keep := max(partialStop(s.held, s.Stops), partialRune(s.held))
	return s.emit(len(s.held) - keep), false
}

// String is all that became certain so far.
func (s *Text) String() string { return s.text.String() }

// Flush returns what was held back, at the end of the answer.
func (s *Text) Flush() string {
	if s.ended {
		return ""
	}
	return s.emit(len(s.held))
}

// emit moves the first n held bytes to the text; bytes that are no UTF-8 become U+FFFD.
func (s *Text) emit(n int) string {
	out := strings.ToValidUTF8(string(s.held[:n]), "\uFFFD")
	s.held = append(s.held[:0], s.held[n:]...)
	s.text.WriteString(out)
	return out
}

// firstOf finds the earliest of the stop texts.
func firstOf(b []byte, stops []string) (at int, found bool) {
	for _, stop := range stops {
		if i := strings.Index(string(b), stop); i >= 0 && (!found || i < at) {
			at, found = i, true
		}
	}
	return at, found
}

// partialStop is the length of the longest end of b that begins a stop text.
func partialStop(b []byte, stops []string) int {
	longest := 0
	for _, stop := range stops {
		for n := min(len(stop)-1, len(b)); n > longest; n-- {
			if strings.HasSuffix(string(b), stop[:n]) {
				longest = n
				break
			}
		}
	}
	return longest
}

// partialRune is the number of bytes at the end of b that begin a character whose rest
// hasn't come.
func partialRune(b []byte) int {
	for n := 1; n <= utf8.UTFMax-1 && n <= len(b); n++ {
		last := b[len(b)-n:]
		if utf8.RuneStart(last[0]) {
			if last[0] >= utf8.RuneSelf && !utf8.FullRune(last) {
				return n
			}
			return 0
		}
	}
	return 0
}
