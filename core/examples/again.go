package examples

import (
	"math"
	"slices"
)

// Features of a candidate, each about 0 to 1. weights says what they count for.
const (
	own        = iota // the score of its best wording, of what it could be
	others            // the mean of all its wordings' scores
	agreed            // how like its command is to those of the others on the list
	heard             // how often the request's words go with its command's pieces
	pairs             // the request's pairs of neighbouring words that are in its wording
	tagged            // the request's words that are its tags
	answered          // the part of its wording that the request has
	ownSquared        // a wording that is much the same counts for more than its part
	ownAgreed
	ownAnswered
	features
)

// sharp says how much more the better of the list count for what is agreed on.
const sharp = 8

// lookAgain puts the list in order by all that can be known of its entries.
func (x *Index) lookAgain(s *scratch) {
	x.hear(s)
	x.agree(s.list)
	for i := range s.list {
		c := &s.list[i]
		f := &c.features
		f[heard] = x.heard(s, c.entry)
		f[pairs] = x.pairs(s.query, x.words.of(c.wording))
		f[tagged] = x.tagged(s.query, x.entries[c.entry].Tags)
		f[answered] = x.answered(s.once, x.words.of(c.wording))
		f[ownSquared], f[ownAgreed], f[ownAnswered] = f[own]*f[own], f[own]*f[agreed], f[own]*f[answered]
		c.score = 0
		for k, w := range weights {
			c.score += w * f[k]
		}
	}
	slices.SortFunc(s.list, byScore)
}

// agree finds how like each candidate's command is to those of the others: what several
// good ones do is more likely to be what is asked for.
func (x *Index) agree(list []candidate) {
	trust := make([]float32, len(list))
	sum := make([]float32, len(list))
	total := float32(0)
	for i, c := range list {
		trust[i] = float32(math.Exp(float64(sharp * (c.features[own] + whole*c.features[others]))))
		total += trust[i]
	}
	for i := range list {
		for j := range i {
			like := x.like(list[i].entry, list[j].entry)
			sum[i] += trust[j] * like
			sum[j] += trust[i] * like
		}
	}
	for i := range list {
		list[i].features[agreed] = sum[i] / max(total-trust[i], 1e-9)
	}
}

// heardOf is of how many wordings of a word it is looked up what their commands are made of.
const heardOf = 256

// hear finds for each piece how often commands have it whose requests have a word of this
// one, the mean of its words by what they say.
func (x *Index) hear(s *scratch) {
	clear(s.said)
	total := float32(0)
	for _, term := range s.once {
		if x.terms.isClass[term] {
			continue
		}
		list := x.of.of(term)
		have, step := float32(2), 1+len(list)/heardOf // 2: a word that is seen once proves little
		clear(s.counts)
		for i := 0; i < len(list); i += step {
			if e := x.owner[list[i]]; s.wanted[e] {
				have++
				for _, p := range x.commands.of(e) {
					s.counts[p]++
				}
			}
		}
		total += x.rare[term]
		part := x.rare[term] / have
		for p, count := range s.counts {
			s.said[p] += part * count
		}
	}
	for p := range s.said {
		s.said[p] /= max(total, 1e-9)
	}
}

func (x *Index) heard(s *scratch, entry int32) float32 {
	sum, list := float32(0), x.commands.of(entry)
	for _, p := range list {
		sum += s.said[p]
	}
	return sum / float32(max(1, len(list)))
}

// pairs is the part of the query's pairs of neighbouring words that a wording has.
func (x *Index) pairs(query, wording []int32) float32 {
	have, all := float32(0), float32(0)
	for i := 1; i < len(query); i++ {
		weight := x.rare[query[i-1]] + x.rare[query[i]]
		all += weight
		for j := 1; j < len(wording); j++ {
			if wording[j-1] == query[i-1] && wording[j] == query[i] {
				have += weight
				break
			}
		}
	}
	return have / max(all, 1e-9)
}

// tagged is the part of the query that is among an entry's tags.
func (x *Index) tagged(query []int32, tags []string) float32 {
	have, all := float32(0), float32(0)
	for _, term := range query {
		all += x.rare[term]
		if slices.Contains(tags, x.terms.text[term]) {
			have += x.rare[term]
		}
	}
	return have / max(all, 1e-9)
}

// answered is the part of a wording that a query has.
func (x *Index) answered(query, wording []int32) float32 {
	have, all := float32(0), float32(0)
	for _, term := range wording {
		all += x.rare[term]
		if _, ok := slices.BinarySearch(query, term); ok {
			have += x.rare[term]
		}
	}
	return have / max(all, 1e-9)
}

// like is Likeness of two entries' commands.
func (x *Index) like(a, b int32) float32 {
	p, q := x.commands.of(a), x.commands.of(b)
	both := 0
	for i, j := 0, 0; i < len(p) && j < len(q); {
		switch {
		case p[i] == q[j]:
			both++
			i++
			j++
		case p[i] < q[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float32(both) / float32(max(1, len(p)+len(q)))
}
