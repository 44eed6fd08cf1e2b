package meaning

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits: what goes beyond them is not taken apart.
const (
	maxProgram = 4 << 10 // bytes of a program
	maxPattern = 400     // bytes of a regular expression, a pattern of names, a value
	maxNesting = 40      // brackets within brackets
	maxPieces  = 80      // of a program
	maxWords   = 110     // characters of what is said of one thing
	maxPhrase  = 180     // of what is said of a whole program
)

// Piece is a piece of a program and what it means, as a sentence. Start and End are byte
// offsets into the program.
type Piece struct {
	Start, End int
	Meaning    string
}

// Program is what a program in a little language means.
type Program struct {
	// Phrase is the whole in the imperative, without a capital and a full stop: "print
	// only lines 5 to 15"; "" where that can't be said in short.
	Phrase string
	// Pieces are in order and don't overlap; there are none where it can't be taken apart.
	Pieces []Piece
}

// tooMuch reports whether a program is too long or too deep to be looked at.
func tooMuch(text string) bool {
	if len(text) > maxProgram || !utf8.ValidString(text) {
		return true
	}
	open, signs := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(', '{', '[':
			if open++; open > maxNesting {
				return true
			}
		case ')', '}', ']':
			open--
		}
		switch text[i] {
		case '!', '-', '+', '$', '^', '?', '~': // each may hold the next one
			if signs++; signs > 10*maxNesting {
				return true
			}
		}
	}
	return false
}

// Sentence makes a sentence of a phrase; "" stays "".
func Sentence(phrase string) string {
	if phrase == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(r)) + phrase[size:] + "."
}

// unless gives the words, or others where there are none or too many.
func unless(words, other string) string {
	if words == "" || utf8.RuneCountInString(words) > maxWords {
		return other
	}
	return words
}

// inShort gives a phrase for a whole program, or "" where it is too long.
func inShort(phrase string) string {
	if utf8.RuneCountInString(phrase) > maxPhrase {
		return ""
	}
	return phrase
}

// Quote shows a text in words; what can't be seen is named.
func Quote(text string) string {
	if name, ok := unseen[text]; ok {
		return name
	}
	const most = 40
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return "“" + strings.NewReplacer("\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text) + "”"
}

var unseen = map[string]string{
	"": "nothing", " ": "a blank", "  ": "two blanks", "\t": "a tab", "\n": "a line end", "\r": "a carriage return", "\x00": "a zero byte", ",": "a comma", ":": "a colon", ";": "a semicolon",
	", ": "a comma and a blank", "|": "a bar", "-": "a dash", ".": "a dot", "/": "a slash",
}

// seen are the names of characters when there are several.
var seen = map[string]string{
	" ": "blanks", "\t": "tabs", "\n": "line ends", "\r": "carriage returns", "\x00": "zero bytes", ",": "commas", ":": "colons", ";": "semicolons", "|": "bars", "-": "dashes", ".": "dots",
	"/": "slashes", "\"": "double quotes", "'": "single quotes", "_": "underscores", "=": "equals signs", "#": "hash signs", "@": "at signs", "+": "plus signs",
}

// Between words what parts the fields of a line: "commas", "tabs".
func Between(text string) string {
	if name, ok := seen[Unescape(text)]; ok {
		return name
	}
	if text == "" {
		return ""
	}
	return Quote(Unescape(text))
}

// Unescape gives the characters that a backslash and a letter stand for.
func Unescape(text string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r", `\0`, "\x00", `\\`, `\`).Replace(text)
}

// And joins words: "a, b and c".
func And(list []string) string { return enumerate(list, " and ") }

// Or joins words: "a, b or c".
func Or(list []string) string { return enumerate(list, " or ") }

func enumerate(list []string, last string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + last + list[n-1]
	}
}

// Ordinal words a place: "1st", "22nd".
func Ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// Count words a number of things: "1 line", "5 lines".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %s", n, Plural(thing))
}

// Plural is the form of a word for several.
func Plural(thing string) string {
	switch {
	case strings.HasSuffix(thing, "y") && !strings.HasSuffix(thing, "ay") && !strings.HasSuffix(thing, "ey"):
		return thing[:len(thing)-1] + "ies"
	case strings.HasSuffix(thing, "s"), strings.HasSuffix(thing, "x"), strings.HasSuffix(thing, "ch"):
		return thing + "es"
	}
	return thing + "s"
}

// number reads a whole number; ok is false for anything else, and for one that is too long.
func number(text string) (n int, ok bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
