package examples

import (
	"math"
	"slices"
	"sync"

	"caro/core/cookbook"
)

// Index finds the entries of a cookbook for a request. It is safe for concurrent use.
type Index struct {
	entries []cookbook.Entry
	terms   terms
	// The wordings are numbered through all entries: first[e] is the first one of entry e,
	// first[len(entries)] how many there are.
	first []int32
	owner []int32   // wording -> entry
	words lists     // wording -> its terms in their order
	of    lists     // term -> the wordings that have it; one twice that has it twice
	rare  []float32 // term -> what it says; see weigh

	// The commands: those of GNU, or of BSD where there is no other.
	pieces   map[piece]int32
	commands lists // entry -> its pieces, sorted, each once

	mean    float32   // terms of a wording
	long    []float32 // wording -> what its length takes from it: a part of BM25
	scratch sync.Pool
}

// lists are many short lists in one piece of memory.
type lists struct {
	start []int32 // one more than there are lists
	items []int32
}

func (l lists) of(i int32) []int32 { return l.items[l.start[i]:l.start[i+1]] }

func (l *lists) end() { l.start = append(l.start, int32(len(l.items))) }

// New makes the index of entries.
func New(entries []cookbook.Entry) *Index {
	x := &Index{entries: entries, terms: newTerms()}
	var both sync.WaitGroup
	both.Go(x.readCommands)
	x.readRequests()
	both.Wait()
	x.scratch.New = func() any { return newScratch(x) }
	return x
}

func (x *Index) readRequests() {
	const wordings, words = 4, 10 // of an entry and of a wording, rather more than there are
	x.owner = make([]int32, 0, wordings*len(x.entries))
	x.words.start = make([]int32, 0, wordings*len(x.entries)+1)
	x.words.items = make([]int32, 0, wordings*words*len(x.entries))
	x.words.end()
	for i, e := range x.entries {
		x.first = append(x.first, int32(len(x.owner)))
		for _, request := range e.Requests {
			x.owner = append(x.owner, int32(i))
			x.words.items = x.terms.read(x.words.items, request)
			x.words.end()
		}
	}
	x.first = append(x.first, int32(len(x.owner)))
	x.mean = float32(len(x.words.items)) / float32(max(1, len(x.owner)))
	x.of = turned(x.words, x.terms.count())
	x.terms.fields, x.terms.known = nil, nil // they were for this alone
	x.weigh()
	x.long = make([]float32, len(x.owner))
	for w := range x.long {
		x.long[w] = k1 * (1 - b + b*float32(len(x.words.of(int32(w))))/x.mean)
	}
}

// weigh finds how much each term says: the fewer entries have it, the more.
func (x *Index) weigh() {
	x.rare = make([]float32, x.terms.count())
	n := float64(len(x.entries))
	for term := range x.rare {
		have, last := 0.0, int32(-1)
		for _, w := range x.of.of(int32(term)) {
			if x.owner[w] != last {
				have++
			}
			last = x.owner[w]
		}
		x.rare[term] = least + float32(math.Log(1+(n-have+0.5)/(have+0.5)))
	}
}

// turned gives for each item the lists that have it.
func turned(l lists, items int) lists {
	t := lists{make([]int32, items+1), make([]int32, len(l.items))}
	for _, item := range l.items {
		t.start[item+1]++
	}
	for i := range items {
		t.start[i+1] += t.start[i]
	}
	at := slices.Clone(t.start)
	for i := range len(l.start) - 1 {
		for _, item := range l.of(int32(i)) {
			t.items[at[item]] = int32(i)
			at[item]++
		}
	}
	return t
}

func (x *Index) readCommands() {
	x.pieces = map[piece]int32{}
	x.commands.end()
	for _, e := range x.entries {
		command := e.GNU
		if command == "" {
			command = e.BSD
		}
		begin := len(x.commands.items)
		pieces(command, func(p piece) {
			id, ok := x.pieces[p]
			if !ok {
				id = int32(len(x.pieces))
				x.pieces[p] = id
			}
			x.commands.items = append(x.commands.items, id)
		})
		own := x.commands.items[begin:]
		slices.Sort(own)
		x.commands.items = x.commands.items[:begin+len(slices.Compact(own))]
		x.commands.end()
	}
}
