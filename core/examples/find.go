package examples

import (
	"cmp"
	"math"
	"slices"

	"caro/core/cookbook"
)

// Found is an entry for a request.
type Found struct {
	Entry cookbook.Entry
	// Request is the wording of its task that is most like the request.
	Request string
	// Share is how like its command to the one asked for is to be expected to be, as
	// Likeness counts it, 0 to 1. Where the very task is in the cookbook, it is more.
	Share float64
}

// Constants of the first look, which is BM25. They were found by the measure of
// weights_test.go.
const (
	// k1, b: requests are short, and a word that is there twice says little more than one
	// that is there once.
	k1, b = 0.9, 0.5
	// least is what the commonest word counts for, beside how rare it is: common words of
	// requests (line, folder, size) say what is to be done, and rare ones are names.
	least = 2
	// strange is what a word counts for that the cookbook doesn't know.
	strange = 5
	// whole is how much the mean of an entry's wordings counts beside its best one.
	whole = 0.3
	// kept is how many entries get the second look.
	kept = 40
)

// candidate is an entry with the wording of it that is most like the request.
type candidate struct {
	entry, wording int32
	score          float32
	features       [features]float32
}

// scratch is what a search needs of memory.
type scratch struct {
	query  []int32   // the request's terms
	once   []int32   // the same, each once
	scores []float32 // of wordings
	wanted []bool    // entries
	list   []candidate
	said   []float32 // of pieces; see hear
	counts []float32
}

func newScratch(x *Index) *scratch {
	return &scratch{
		scores: make([]float32, len(x.owner)), wanted: make([]bool, len(x.entries)),
		said: make([]float32, len(x.pieces)), counts: make([]float32, len(x.pieces)),
	}
}

// Find gives up to most entries that are like the request, the best first, each in the
// wording that is. wanted says which entries come into question; nil is for all.
func (x *Index) Find(request string, most int, wanted func(cookbook.Entry) bool) []Found {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.look(s, request, wanted)
	return x.choose(s.list, most)
}

// look fills the list with the entries that are most like the request, the best first.
func (x *Index) look(s *scratch, request string, wanted func(cookbook.Entry) bool) {
	for i := range s.wanted {
		s.wanted[i] = wanted == nil || wanted(x.entries[i])
	}
	clear(s.scores)
	s.list = s.list[:0]
	unknown := 0
	s.query, unknown = x.terms.find(s.query[:0], request)
	s.once = append(s.once[:0], s.query...)
	slices.Sort(s.once)
	s.once = slices.Compact(s.once)
	if best := x.score(s, unknown); len(s.once) > 0 {
		x.keep(s, best)
		x.lookAgain(s)
	}
}

// score gives each wording its score, and returns what one could have at most.
func (x *Index) score(s *scratch, unknown int) float32 {
	best := float32(unknown) * strange
	for _, term := range s.once {
		weight := x.rare[term] * (k1 + 1)
		best += weight / (1 + k1*(1-b+b*float32(len(s.query))/x.mean))
		list := x.of.of(term)
		for i := 0; i < len(list); {
			w, count := list[i], float32(0)
			for ; i < len(list) && list[i] == w; i++ {
				count++
			}
			s.scores[w] += weight * count / (count + x.long[w])
		}
	}
	return best
}

// keep lists the entries that score best.
func (x *Index) keep(s *scratch, best float32) {
	for e, wanted := range s.wanted {
		if !wanted {
			continue
		}
		from, to := x.first[e], x.first[e+1]
		sum, top := float32(0), from
		for w := from; w < to; w++ {
			sum += s.scores[w]
			if s.scores[w] > s.scores[top] {
				top = w
			}
		}
		if sum == 0 {
			continue
		}
		mean := sum / float32(to-from)
		c := candidate{entry: int32(e), wording: top, score: s.scores[top] + whole*mean}
		if len(s.list) == kept && c.score <= s.list[kept-1].score {
			continue
		}
		c.features[own], c.features[others] = s.scores[top]/best, mean/best
		at, _ := slices.BinarySearchFunc(s.list, c, byScore)
		s.list = slices.Insert(s.list[:min(len(s.list), kept-1)], at, c)
	}
}

// byScore puts the best first; of two that are as good, the one that is earlier in the
// cookbook.
func byScore(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
}

// again is what an entry loses whose command is like that of one that was chosen.
const again = 6

// choose takes the best candidates, but each as unlike those before it as may be, and of
// those that teach the same the first alone.
func (x *Index) choose(list []candidate, most int) []Found {
	var found []Found
	near := make([]float32, len(list))
	for len(found) < most {
		at := -1
		for i, c := range list {
			if near[i] < 1 && (at < 0 || c.score-again*near[i] > list[at].score-again*near[at]) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		c := list[at]
		near[at] = 1
		for i, other := range list {
			near[i] = max(near[i], x.like(c.entry, other.entry))
		}
		e := x.entries[c.entry]
		share := 1 / (1 + math.Exp(-float64(shareSlope*c.score+shareBase)))
		found = append(found, Found{Entry: e, Request: e.Requests[c.wording-x.first[c.entry]], Share: share})
	}
	return found
}
