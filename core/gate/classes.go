package gate

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// blanks are characters that print as nothing, or as an empty cell, although Unicode
// does not class them as spaces or as ignorable.
var blanks = map[rune]string{
	0x2800:  "blank braille pattern",
	0x1D159: "musical symbol null notehead",
	0x16FE4: "Khitan small script filler",
	0x13441: "Egyptian hieroglyph full blank",
	0x13442: "Egyptian hieroglyph half blank",
}

// names of the characters met in practice, after the Unicode character database.
// All others are named by their class.
var names = map[rune]string{
	0x00: "null", 0x07: "bell", 0x08: "backspace", 0x09: "tab", 0x0B: "vertical tab",
	0x0C: "form feed", 0x0D: "carriage return", 0x0E: "shift out", 0x0F: "shift in",
	0x1B: "escape", 0x7F: "delete", 0x85: "next line", 0x9B: "control sequence introducer",
	0x9D: "operating system command", 0x90: "device control string",
	0xA0: "no-break space", 0xAD: "soft hyphen", 0x34F: "combining grapheme joiner",
	0x61C: "Arabic letter mark", 0x115F: "Hangul choseong filler", 0x1160: "Hangul jungseong filler",
	0x1680: "ogham space mark", 0x180E: "Mongolian vowel separator",
	0x2000: "en quad", 0x2001: "em quad", 0x2002: "en space", 0x2003: "em space",
	0x2007: "figure space", 0x2009: "thin space", 0x200A: "hair space",
	0x200B: "zero width space", 0x200C: "zero width non-joiner", 0x200D: "zero width joiner",
	0x200E: "left-to-right mark", 0x200F: "right-to-left mark",
	0x2028: "line separator", 0x2029: "paragraph separator",
	0x202A: "left-to-right embedding", 0x202B: "right-to-left embedding",
	0x202C: "pop directional formatting", 0x202D: "left-to-right override",
	0x202E: "right-to-left override", 0x202F: "narrow no-break space",
	0x205F: "medium mathematical space", 0x2060: "word joiner",
	0x2066: "left-to-right isolate", 0x2067: "right-to-left isolate",
	0x2068: "first strong isolate", 0x2069: "pop directional isolate",
	0x3000: "ideographic space", 0x3164: "Hangul filler", 0xFEFF: "byte order mark",
	0xFFA0: "halfwidth Hangul filler", 0xFFFC: "object replacement character",
	0xFFFD: "replacement character", 0xE0001: "language tag",
}

// offends reports whether r may not stand in a command, and names it in words. A
// newline offends too; callers that allow it ask first. r must not be the mark of
// invalid UTF-8 (utf8.RuneError of width 1).
func offends(r rune) (name string, bad bool) {
	switch {
	case r >= 0x20 && r < 0x7F:
		return "", false
	case hides(r):
		return nameOf(r), true
	// Both stand for something that was lost on the way here. They can be seen, so
	// Visible lets them through, but a command that holds one is not the one meant.
	case r == utf8.RuneError || r == 0xFFFC:
		return nameOf(r), true
	}
	return "", false
}

// hides reports whether r is invisible, moves the cursor, changes the order in which
// text is drawn, looks like a blank without being one, or is not a character that
// every terminal draws alike. Ordinary letters, marks and symbols of any script don't.
func hides(r rune) bool {
	if r >= 0x20 && r < 0x7F {
		return false
	}
	if _, ok := blanks[r]; ok {
		return true
	}
	return r != ' ' && unicode.In(r,
		unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Zs,
		unicode.Variation_Selector, unicode.Noncharacter_Code_Point,
		// Hangul fillers, the grapheme joiner, tag characters assigned or not.
		unicode.Other_Default_Ignorable_Code_Point)
}

// nameOf names an offending character in words, without its code point.
func nameOf(r rune) string {
	if n, ok := names[r]; ok {
		return n
	}
	if n, ok := blanks[r]; ok {
		return n
	}
	switch {
	case r >= 0xE0000 && r <= 0xE007F:
		return "tag character"
	case unicode.Is(unicode.Variation_Selector, r):
		return "variation selector"
	case unicode.Is(unicode.Noncharacter_Code_Point, r):
		return "noncharacter"
	case unicode.Is(unicode.Co, r):
		return "private use character"
	case unicode.Is(unicode.Zs, r):
		return "space that is not the ASCII one"
	case unicode.Is(unicode.Cc, r):
		return "control character"
	case unicode.Is(unicode.Cf, r):
		return "format character"
	}
	return "invisible character"
}

// escape writes r as it is shown in place of itself.
func escape(r rune) string {
	switch {
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xFFFF:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
