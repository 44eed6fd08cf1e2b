package examples

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a word of a request stands for, where it is no word of the language: two requests
// are alike however their files are called.
const (
	aName   = "<name>"   // a file or folder, anything quoted
	aPath   = "<path>"   // one with slashes
	aNumber = "<number>" // with its unit, if any, as a word of its own
	aURL    = "<url>"
	aHost   = "<host>" // an address or a host name
)

// words are what a request is found by: its words, brought to a common form, and what its
// names stand for, with the ending of a file's name as a word of its own (".txt").
func words(request string) []string {
	var list []string
	for field := range fields(request) {
		list = append(list, field.words()...)
	}
	return list
}

// field is a piece of a request between blanks, or between quotes.
type field struct {
	text   string // with its quotes
	quoted bool
}

// fields parts a request at blanks; what is in quotes is one field.
func fields(request string) iter.Seq[field] {
	return func(yield func(field) bool) {
		for at := 0; at < len(request); {
			if isBlank(request[at]) {
				at++
				continue
			}
			end := at + quoted(request[at:]) + 1
			f := field{request[at:end], end > at+1}
			if !f.quoted {
				for end < len(request) && !isBlank(request[end]) {
					end++
				}
				f.text = request[at:end]
			}
			if !yield(f) {
				return
			}
			at = end
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// quoted is where a text in quotes at the beginning of rest ends, 0 for none.
func quoted(rest string) int {
	switch q := rest[0]; q {
	case '"', '\'', '`':
		end := strings.IndexByte(rest[1:], q) + 1
		if end > 1 && (end+1 == len(rest) || !isWord(rest[end+1])) {
			return end
		}
	}
	return 0
}

func isWord(c byte) bool {
	return c >= utf8.RuneSelf || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func (f field) words() []string {
	if f.quoted {
		return append([]string{aName}, ending(f.text[1:len(f.text)-1])...)
	}
	text := strings.TrimFunc(f.text, func(r rune) bool { return strings.ContainsRune(`,;:!?()[]{}"'`+"`", r) })
	text = strings.TrimRight(text, ".")
	switch lower := strings.ToLower(text); {
	case lower == "":
		return nil
	case strings.Contains(lower, "://"):
		return []string{aURL}
	case isNumber(lower):
		return number(lower)
	case strings.HasPrefix(lower, ".") && len(lower) > 1 && !strings.Contains(lower, "/"): // ".txt"
		return []string{lower}
	case strings.HasPrefix(lower, "*."): // "*.txt"
		return []string{lower[1:]}
	case strings.ContainsAny(lower, "/~$"):
		return append([]string{aPath}, ending(lower)...)
	case strings.Count(lower, ".") >= 1 && !strings.Contains(lower, ".."):
		if len(ending(lower)) > 0 {
			return append([]string{aName}, ending(lower)...)
		}
		return []string{aHost}
	case isNamed(text):
		return []string{aName}
	default:
		return plain(lower)
	}
}

// ending is that of a file's name, as a word: ".txt".
func ending(name string) []string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 6 || len(name)-i < 2 || strings.ContainsAny(name[i:], "/ ") {
		return nil
	}
	for _, r := range name[i+1:] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return nil
		}
	}
	return []string{strings.ToLower(name[i:])}
}

func isNumber(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// number is a number and its unit: "10MB" is a number of mb.
func number(word string) []string {
	unit := strings.TrimLeft(word, "0123456789.,:-/%+")
	if unit == "" {
		return []string{aNumber}
	}
	return append([]string{aNumber}, plain(unit)...)
}

// isNamed reports whether a word is more likely a name: Makefile-like capitals within, or
// underscores.
func isNamed(text string) bool {
	upper := 0
	for _, r := range text {
		if r == '_' {
			return true
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	return upper > 0 && (upper > 1 || !unicode.IsUpper(first)) && upper < utf8.RuneCountInString(text)
}

// plain are the words of a text of letters: parted at hyphens, without those that say
// nothing, brought to their stems.
func plain(text string) []string {
	var list []string
	v := vocabularyOf()
	text = strings.ReplaceAll(text, "’", "'")
	if rest, not := strings.CutSuffix(text, "n't"); not {
		return append(plain(rest), v.meaning("not"))
	}
	text, _, _ = strings.Cut(text, "'")
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '#' }) {
		if !v.empty[w] {
			list = append(list, v.meaning(stem(w)))
		}
	}
	return list
}

// stem takes the ending of an English word's form off: files, sorted, listing. It needn't
// give a word, but the same for all forms of one.
func stem(w string) string {
	if len(w) > 4 {
		for _, end := range []string{"ies", "ing", "ed", "ly"} {
			if rest, ok := strings.CutSuffix(w, end); ok && len(rest) > 2 {
				if end == "ies" {
					return rest + "y"
				}
				return undouble(rest)
			}
		}
	}
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") {
		w = w[:len(w)-1]
	}
	if len(w) > 4 && strings.HasSuffix(w, "e") {
		w = w[:len(w)-1]
	}
	return w
}

// undouble makes "stopp" "stop".
func undouble(w string) string {
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		return w[:n-1]
	}
	return strings.TrimSuffix(w, "e")
}
