package examples

import (
	"cmp"
	"math"
	"slices"

	"caro/core/cookbook"
)

// Index finds the entries of a cookbook for a request. It is safe for concurrent use.
type Index struct {
	entries  []cookbook.Entry
	requests []document
	// of lists for each word the documents that have it, with how often.
	of   map[string][]posting
	mean float64 // words of a document
}

// document is one wording of an entry's task.
type document struct {
	entry int32
	words int32
}

type posting struct {
	document int32
	count    int32
}

// Found is an entry for a request.
type Found struct {
	Entry cookbook.Entry
	// Request is the wording of its task that is most like the request.
	Request string
	// Score is its BM25 score, Share the part of what the request could score at most, 0
	// to 1.
	Score, Share float64
}

// BM25's constants. Requests are short, and a word that is there twice says little more
// than one that is there once.
const (
	k1 = 0.9
	b  = 0.5
	// tagWeight is what a request's word counts for that is the entry's tag and in none of
	// its requests.
	tagWeight = 0.4
)

// New makes the index of entries.
func New(entries []cookbook.Entry) *Index {
	x := &Index{entries: entries, of: map[string][]posting{}}
	total := 0
	for i, e := range entries {
		for _, request := range e.Requests {
			list := words(request)
			d := int32(len(x.requests))
			x.requests = append(x.requests, document{int32(i), int32(len(list))})
			total += len(list)
			slices.Sort(list)
			for len(list) > 0 {
				n := 1
				for n < len(list) && list[n] == list[0] {
					n++
				}
				x.of[list[0]] = append(x.of[list[0]], posting{d, int32(n)})
				list = list[n:]
			}
		}
	}
	x.mean = float64(total) / float64(max(len(x.requests), 1))
	return x
}

// weight is how much a word says: the rarer, the more.
func (x *Index) weight(word string) float64 {
	n, have := float64(len(x.requests)), float64(len(x.of[word]))
	return math.Log(1 + (n-have+0.5)/(have+0.5))
}

// Find gives up to most entries that are like the request, the best first, each in the
// wording that is. wanted says which entries come into question; nil is for all.
func (x *Index) Find(request string, most int, wanted func(cookbook.Entry) bool) []Found {
	query := words(request)
	slices.Sort(query)
	query = slices.Compact(query)
	scores := make([]float64, len(x.requests))
	best := 0.0
	for _, word := range query {
		weight := x.weight(word)
		if isClass(word) {
			weight /= 2
		}
		best += weight * (k1 + 1) / (1 + k1*(1-b+b*float64(len(query))/x.mean))
		for _, p := range x.of[word] {
			length := float64(x.requests[p.document].words)
			tf := float64(p.count)
			scores[p.document] += weight * tf * (k1 + 1) / (tf + k1*(1-b+b*length/x.mean))
		}
	}
	if best == 0 {
		return nil
	}
	return x.choose(x.ranked(scores, wanted), best, most)
}

func isClass(word string) bool { return word[0] == '<' }

// candidate is an entry with the document of it that scores best.
type candidate struct {
	entry    int32
	document int
	score    float64
}

// ranked are the entries by the score of their best wording.
func (x *Index) ranked(scores []float64, wanted func(cookbook.Entry) bool) []candidate {
	var list []candidate
	for d, score := range scores {
		if score <= 0 {
			continue
		}
		e := x.requests[d].entry
		if last := len(list) - 1; last >= 0 && list[last].entry == e {
			if score > list[last].score {
				list[last] = candidate{e, d, score}
			}
			continue
		}
		if wanted == nil || wanted(x.entries[e]) {
			list = append(list, candidate{e, d, score})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return list
}

// choose takes the best candidates, but of those whose commands are nearly the same the
// first alone.
func (x *Index) choose(list []candidate, best float64, most int) []Found {
	var found []Found
	var shapes []string
	for _, c := range list {
		if len(found) == most {
			break
		}
		e := x.entries[c.entry]
		shape := shapeOf(cmp.Or(e.GNU, e.BSD))
		if slices.Contains(shapes, shape) {
			continue
		}
		shapes = append(shapes, shape)
		first := c.document
		for first > 0 && x.requests[first-1].entry == c.entry {
			first--
		}
		found = append(found, Found{Entry: e, Request: e.Requests[c.document-first], Score: c.score, Share: min(1, c.score/best)})
	}
	return found
}
