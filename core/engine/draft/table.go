package draft

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// Token is a token's number in the model's vocabulary.
type Token = int32

// Tokenize gives a text's tokens.
type Tokenize func(text string) []Token

const (
	// maxOrder is how many symbols of an answer the next one is looked up by.
	maxOrder = 5
	// maxLearned is how many answers of this process are kept; the oldest go.
	maxLearned = 200
	// maxAnswer is how many tokens of an answer are kept.
	maxAnswer = 64
	// learnedWeight is how much more an answer of this process counts than a shipped one.
	learnedWeight = 3
)

// Table holds answers to look up. It is safe for concurrent use.
type Table struct {
	tokenize Tokenize
	end      Token

	mu      sync.RWMutex
	entries []entry
	shipped int                // the first so many entries stay
	index   map[symbol][]place // where the entries' symbols stand that come after one
	words   map[string]*wordUse
}

// NewTable makes an empty table; end is the token that ends an answer.
func NewTable(tokenize Tokenize, end Token) *Table {
	return &Table{tokenize: tokenize, end: end, index: map[symbol][]place{}, words: map[string]*wordUse{}}
}

// entry is an answer with the words of its request.
type entry struct {
	words   []*wordUse // of the request, each once
	symbols []symbol
	around  []neighbours // of the word that each symbol copies
	weight  float64
}

// neighbours are the words before and after a word in its request; nil at the ends.
type neighbours struct{ left, right *wordUse }

// wordUse counts the requests that have a word, and those whose answer copies it.
type wordUse struct {
	seen, copied int
	rarity       float64 // squared; how much it tells that two requests share the word
}

// symbol is a token, or stands for a word of the request (slotSpaced, slotBare).
type symbol int32

const (
	slotSpaced symbol = -2 // a word of the request after a blank
	slotBare   symbol = -3 // a word of the request after anything else
	before     symbol = -4 // stands before the first symbol
)

// place is a symbol in an entry's answer.
type place struct{ entry, at int32 }

// Ship adds a known answer that stays in the table.
func (t *Table) Ship(request, answer string) {
	words := split(request)
	// Most words needn't be looked for among the answer's tokens.
	there := slices.DeleteFunc(slices.Clone(words), func(w word) bool { return !strings.Contains(answer, w.bare()) })
	tokens := t.tokenize(answer)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.add(words, t.slots(there, false), tokens, 1)
	t.shipped = len(t.entries)
}

// Learn adds an answer that was given.
func (t *Table) Learn(request string, answer []Token) {
	if len(answer) == 0 || len(answer) > maxAnswer {
		return
	}
	words := split(request)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.add(words, t.slots(words, false), answer, learnedWeight)
	if len(t.entries)-t.shipped > maxLearned {
		t.forget(maxLearned / 4)
	}
}

func (t *Table) add(words []word, set slots, answer []Token, weight float64) {
	answer = answer[:min(len(answer), maxAnswer)]
	symbols, used := set.symbols(answer)
	e := entry{symbols: append(symbols, symbol(t.end)), weight: weight}
	copied := set.copied(answer)
	for _, w := range words {
		use := t.words[w.key]
		if use == nil {
			use = &wordUse{}
			t.words[w.key] = use
		}
		if slices.Contains(e.words, use) {
			continue
		}
		use.seen++
		if copied[w.key] {
			use.copied++
		}
		e.words = append(e.words, use)
	}
	e.around = make([]neighbours, len(e.symbols))
	for i, s := range symbols {
		if s == slotSpaced || s == slotBare {
			e.around[i] = t.around(words, set.words[used[0]].at)
			used = used[1:]
		}
	}
	t.entries = append(t.entries, e)
	t.list(len(t.entries) - 1)
}

// around are the neighbours of the i-th word.
func (t *Table) around(words []word, i int) neighbours {
	var n neighbours
	if i > 0 {
		n.left = t.words[words[i-1].key]
	}
	if i+1 < len(words) {
		n.right = t.words[words[i+1].key]
	}
	return n
}

// list puts an entry's symbols into the index.
func (t *Table) list(i int) {
	symbols := t.entries[i].symbols
	for at := range symbols {
		last := back(symbols[:at], 0)
		t.index[last] = append(t.index[last], place{int32(i), int32(at)})
	}
}

// back is the symbol so many before the last one.
func back(symbols []symbol, n int) symbol {
	if at := len(symbols) - 1 - n; at >= 0 {
		return symbols[at]
	}
	return before
}

// alike calls f for each place in the entries whose symbols before it are like the last
// ones of symbols, with how many are, 1 to maxOrder.
func (t *Table) alike(symbols []symbol, f func(p place, order int)) {
	for _, p := range t.index[back(symbols, 0)] {
		theirs := t.entries[p.entry].symbols[:p.at]
		order := 1
		for order < maxOrder && back(theirs, order) == back(symbols, order) {
			order++
		}
		f(p, order)
	}
}

// forget drops the oldest n learned entries.
func (t *Table) forget(n int) {
	t.entries = slices.Delete(t.entries, t.shipped, t.shipped+n)
	t.index = map[symbol][]place{}
	for i := range t.entries {
		t.list(i)
	}
}

// weights says how much each entry counts for a request: those with the same words most.
// The more alike two requests are, the likelier their answers go on alike; the weight
// rises with the cube of the cosine, which on the shipped answers was best.
func (t *Table) weights(words []word) []float64 {
	rarity := func(seen int) float64 {
		r := math.Log(float64(len(t.entries)+2) / float64(seen+1))
		return r * r
	}
	for _, use := range t.words {
		use.rarity = rarity(use.seen)
	}
	mine := map[*wordUse]bool{}
	length := 0.0
	for _, w := range words {
		switch use := t.words[w.key]; {
		case use == nil:
			length += rarity(0)
		case !mine[use]:
			mine[use] = true
			length += use.rarity
		}
	}
	out := make([]float64, len(t.entries))
	for i := range t.entries {
		shared, theirs := 0.0, 0.0
		for _, use := range t.entries[i].words {
			theirs += use.rarity
			if mine[use] {
				shared += use.rarity
			}
		}
		alike := 0.0
		if shared > 0 {
			alike = shared / math.Sqrt(length*theirs)
		}
		out[i] = 10 * t.entries[i].weight * alike * alike * alike
		if i < t.shipped {
			out[i] += 0.1 // what commands look like in general; the few learned ones don't tell
		}
	}
	return out
}
