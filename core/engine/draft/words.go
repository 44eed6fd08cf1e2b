package draft

import (
	"slices"
	"strings"
	"unicode"
)

// word is a word of a request.
type word struct {
	text string // as it may be copied
	key  string // for comparing requests: lower case, no plural s
	name bool   // looks like a name: digits, dots, capitals, quotes
	at   int    // place in the request
}

// bare is the text without what often stands in front of it in an answer.
func (w word) bare() string { return strings.TrimLeft(w.text, ".*") }

// numbers are those that requests spell out and commands don't.
var numbers = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"nine": "9", "ten": "10", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "fifty": "50", "hundred": "100",
}

// split gives a request's words in their order.
func split(request string) []word {
	var words []word
	for _, field := range strings.Fields(request) {
		quoted := strings.ContainsAny(field[:1], `"'`+"`")
		text := strings.Trim(field, `"'`+"`"+`()[],;:!?`)
		text = strings.TrimSuffix(text, ".")
		if text == "" {
			continue
		}
		w := word{text: text, key: strings.ToLower(text), name: quoted || isName(text), at: len(words)}
		if digits, ok := numbers[w.key]; ok {
			w.text, w.name = digits, true
		}
		if len(w.key) > 3 {
			w.key = strings.TrimSuffix(w.key, "s")
		}
		words = append(words, w)
	}
	return words
}

// isName tells names from plain words.
func isName(text string) bool {
	for i, r := range text {
		if !unicode.IsLetter(r) && r != '\'' || i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// slots are the words of a request that an answer may copy.
type slots struct {
	words  []word
	spaced [][]Token // tokens of each word after a blank
	bare   [][]Token // and after anything else
}

// slots picks the words that may be copied: with learned, those that the table has seen
// often and seldom copied are left out.
func (t *Table) slots(words []word, learned bool) slots {
	var s slots
	for _, w := range words {
		if learned && !w.name {
			if use := t.words[w.key]; use != nil && use.seen >= 3 && use.copied*5 < use.seen {
				continue
			}
		}
		if slices.ContainsFunc(s.words, func(o word) bool { return o.text == w.text }) {
			continue
		}
		s.words = append(s.words, w)
		s.spaced = append(s.spaced, t.tokenize(" "+w.text))
		s.bare = append(s.bare, t.tokenize(w.bare()))
	}
	return s
}

// unfinished is a word that an answer is in the middle of.
type unfinished struct {
	rest []Token
	word int
}

// match finds the longest word that begins at the front of tokens.
func (s slots) match(tokens []Token) (sym symbol, word, length int) {
	for i := range s.words {
		if n := len(s.spaced[i]); n > length && len(tokens) >= n && slices.Equal(tokens[:n], s.spaced[i]) {
			sym, word, length = slotSpaced, i, n
		}
		if n := len(s.bare[i]); n > length && n > 0 && len(tokens) >= n && slices.Equal(tokens[:n], s.bare[i]) {
			sym, word, length = slotBare, i, n
		}
	}
	return sym, word, length
}

// begun finds a word that all of tokens begin, but don't end.
func (s slots) begun(tokens []Token) (unfinished, bool) {
	for _, forms := range [][][]Token{s.spaced, s.bare} {
		for i, form := range forms {
			if len(form) > len(tokens) && slices.Equal(form[:len(tokens)], tokens) {
				return unfinished{rest: form[len(tokens):], word: i}, true
			}
		}
	}
	return unfinished{}, false
}

// symbols puts slots in the places of copied words.
func (s slots) symbols(answer []Token) (out []symbol, used []int) {
	for i := 0; i < len(answer); {
		sym, word, n := s.match(answer[i:])
		if n == 0 || i == 0 { // an answer doesn't begin with a name
			out = append(out, symbol(answer[i]))
			i++
			continue
		}
		out = append(out, sym)
		used = append(used, word)
		i += n
	}
	return out, used
}

// copied are the keys of the words that an answer copies.
func (s slots) copied(answer []Token) map[string]bool {
	_, used := s.symbols(answer)
	out := map[string]bool{}
	for _, w := range used {
		out[s.words[w].key] = true
	}
	return out
}
