package history

import (
	"context"
	"strings"
	"unicode"

	"caro/core/gate"
)

const (
	// maxSearch bounds what is searched for, in bytes; the rest is passed over.
	maxSearch = 400
	// indexed is from how many characters on a text is in the index.
	indexed = 3
)

// Search returns the newest n entries whose request or command has every word of the text
// somewhere, also within words, without regard to case; newest first. Words of three and
// more characters are found without their accents, too. An empty text finds all.
func (s Store) Search(ctx context.Context, text string, n int) ([]Entry, error) {
	quick, slow := terms(text)
	if len(quick) == 0 && len(slow) == 0 {
		return s.Recent(ctx, n)
	}
	keep := func(e Entry) bool {
		both := strings.ToLower(e.Query) + "\n" + strings.ToLower(e.Command)
		for _, term := range slow {
			if !strings.Contains(both, term) {
				return false
			}
		}
		return true
	}
	if len(quick) == 0 {
		return s.list(ctx, n, keep, `SELECT `+columns+` FROM entries ORDER BY id DESC`)
	}
	return s.list(ctx, n, keep, `SELECT `+columns+` FROM found JOIN entries ON id = found.rowid WHERE found MATCH ? ORDER BY found.rowid DESC`,
		strings.Join(quick, " AND "))
}

// terms are the words to search for: those that the index has, quoted, so that none is taken
// for an operator of its language, and shorter ones, in small letters.
func terms(text string) (quick, slow []string) {
	text = strings.ToValidUTF8(text[:min(len(text), maxSearch)], "")
	for term := range strings.FieldsSeq(gate.Blank(text)) {
		length := 0
		for _, r := range term {
			if !unicode.Is(unicode.Mn, r) { // no character of its own in the index
				length++
			}
		}
		if length >= indexed {
			quick = append(quick, `"`+strings.ReplaceAll(term, `"`, `""`)+`"`)
		} else {
			slow = append(slow, strings.ToLower(term))
		}
	}
	return quick, slow
}
