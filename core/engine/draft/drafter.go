package draft

import "slices"

// Guess is a token with the chance that it is right.
type Guess struct {
	Token Token
	P     float64 // 0 to 1
}

// Drafter guesses for one request.
type Drafter struct {
	table   *Table
	slots   slots
	around  []neighbours // of each slot's word
	weights []float64
	// expected is an answer that is likely to be much the same.
	expected []Token
}

// Expect gives an answer to nearly the same request, which guesses follow as long as the
// answer does.
func (d *Drafter) Expect(answer []Token) { d.expected = answer }

// For makes the drafter of a request.
func (t *Table) For(request string) *Drafter {
	words := split(request)
	t.mu.Lock() // the weights keep what they work out
	defer t.mu.Unlock()
	d := &Drafter{table: t, slots: t.slots(words, true), weights: t.weights(words)}
	for _, w := range d.slots.words {
		d.around = append(d.around, t.around(words, w.at))
	}
	return d
}

// The chances of guesses that no count gives, measured on the answers that Caro ships.
const (
	asExpected = 0.85 // that an answer goes on as one to nearly the same request
	asResumed  = 0.7  // the same where it parted and came back
	wordGoesOn = 0.93 // the next token of a copied word
	firstName  = 0.75 // that a copied word is the first name not copied yet
	firstPlain = 0.45 // or, where there is no such name, the first such plain word
	leastP     = 0.02 // guesses under this aren't worth a look
	unseen     = 0.6  // what each kind of next symbol takes from the trust in a count
)

// Guesses returns up to most tokens that may follow answer, each with the chance that it
// is right if those before it are. They end before a guess that the answer is over.
func (d *Drafter) Guesses(answer []Token, most int) []Guess {
	d.table.mu.RLock()
	defer d.table.mu.RUnlock()
	var out []Guess
	add := func(tokens []Token, first float64) {
		for i, token := range tokens {
			if len(out) < most {
				out = append(out, Guess{token, first})
			}
			if i == 0 {
				first = wordGoesOn
			}
		}
	}
	if n := len(answer); n < len(d.expected) && slices.Equal(answer, d.expected[:n]) {
		for _, token := range d.expected[n:min(len(d.expected), n+most)] {
			out = append(out, Guess{token, asExpected})
		}
		return out
	}
	if again := d.resume(answer); len(again) > 0 {
		for _, token := range again[:min(len(again), most)] {
			out = append(out, Guess{token, asResumed})
		}
		return out
	}
	symbols, used := d.slots.symbols(answer)
	if open, n := d.open(answer); n > 0 {
		add(open.rest, wordGoesOn)
		symbols = append(symbols[:len(symbols)-min(n, len(symbols))], slotSpaced)
		used = append(used, open.word)
	}
	for len(out) < most {
		next, p := d.next(symbols)
		if p < leastP || next == symbol(d.table.end) {
			break
		}
		symbols = append(symbols, next)
		if next != slotSpaced && next != slotBare {
			add([]Token{Token(next)}, p)
			continue
		}
		word, right := d.pick(next, symbols[:len(symbols)-1], used)
		if word < 0 {
			break
		}
		used = append(used, word)
		form := d.slots.spaced[word]
		if next == slotBare {
			form = d.slots.bare[word]
		}
		add(form, p*right)
	}
	return out
}

// resume is what follows in the expected answer the last two tokens of one that has parted
// from it, or the last one where that is there but once.
func (d *Drafter) resume(answer []Token) []Token {
	n := len(answer)
	if n == 0 || len(d.expected) == 0 {
		return nil
	}
	found := -1
	for i, t := range d.expected {
		if t != answer[n-1] {
			continue
		}
		if i > 0 && n > 1 && d.expected[i-1] == answer[n-2] {
			return d.expected[i+1:]
		}
		if found >= 0 {
			return nil
		}
		found = i
	}
	if found < 0 {
		return nil
	}
	return d.expected[found+1:]
}

// open finds the word that the answer is in the middle of, and how many tokens of it are
// there.
func (d *Drafter) open(answer []Token) (unfinished, int) {
	for n := min(len(answer)-1, 8); n > 0; n-- {
		if u, found := d.slots.begun(answer[len(answer)-n:]); found {
			return u, n
		}
	}
	return unfinished{}, 0
}

// pick chooses the word that a slot stands for: the one whose neighbours in the request
// are those of the words that other answers copied at such a place, else the first name
// after the one copied last, else the first of all, else so with plain words.
func (d *Drafter) pick(slot symbol, symbols []symbol, used []int) (word int, right float64) {
	taken, last := map[int]bool{}, -1
	for _, u := range used {
		taken[u], last = true, u
	}
	votes := d.votes(slot, symbols)
	word, best := -1, 0.0
	sure := firstPlain
	for i, w := range d.slots.words {
		if taken[i] {
			continue
		}
		mark := 1.0
		if i > last {
			mark++
		}
		if w.name {
			mark += 2
		}
		if votes != nil {
			mark += 6 * votes[i]
		}
		if mark > best {
			word, best = i, mark
			sure = firstPlain
			if w.name || votes != nil && votes[i] > 0.5 {
				sure = firstName
			}
		}
	}
	return word, sure
}

// votes says for each word how much its neighbours are like those of the words that were
// copied at such places, 0 to 1; nil where there are none.
func (d *Drafter) votes(slot symbol, symbols []symbol) []float64 {
	longest, total := 0, 0.0
	votes := make([]float64, len(d.around))
	d.table.alike(symbols, func(p place, order int) {
		e := d.table.entries[p.entry]
		if int(p.entry) >= len(d.weights) || e.symbols[p.at] != slot || order < longest {
			return
		}
		if order > longest {
			longest, total = order, 0
			clear(votes)
		}
		weight, was := d.weights[p.entry], e.around[p.at]
		total += weight
		for i, now := range d.around {
			if was.left == now.left {
				votes[i] += 0.6 * weight
			}
			if was.right == now.right {
				votes[i] += 0.4 * weight
			}
		}
	})
	if total == 0 {
		return nil
	}
	for i := range votes {
		votes[i] /= total
	}
	return votes
}

// next is the likeliest symbol after others, by the counts of the symbols that came after
// the same ones in the table: after the same last one, the same last two, and so on, the
// more counting the more (Witten and Bell's way of mixing them).
func (d *Drafter) next(symbols []symbol) (best symbol, p float64) {
	type counts [maxOrder + 1]float64 // by order
	seen := map[symbol]*counts{}
	var total, kinds counts
	d.table.alike(symbols, func(p place, longest int) {
		if int(p.entry) >= len(d.weights) {
			return // learned since
		}
		s := d.table.entries[p.entry].symbols[p.at]
		c := seen[s]
		if c == nil {
			c = &counts{}
			seen[s] = c
		}
		for order := 1; order <= longest; order++ {
			if c[order] == 0 {
				kinds[order]++
			}
			c[order] += d.weights[p.entry]
			total[order] += d.weights[p.entry]
		}
	})
	for s, c := range seen {
		chance := 0.0
		for order := 1; order <= maxOrder; order++ {
			if unsure := unseen * kinds[order]; total[order] > 0 {
				chance = (chance*unsure + c[order]) / (total[order] + unsure)
			}
		}
		if chance > p || chance == p && s < best {
			best, p = s, chance
		}
	}
	return best, p
}
