package engine

import (
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/engine/draft"
)

// guesses hold the answers that drafts are looked up in: those to requests, and those
// that go on from given words, which are of another kind. A nil one guesses nothing.
type guesses struct {
	answers, begun *draft.Table

	vocab atomic.Uintptr // of the loaded model
	stop  chan struct{}  // closed to end the shipping of known answers
	once  sync.Once      // of closing it
	ended chan struct{}  // closed at its end
}

// newGuesses begins to put known answers into a table, which takes a moment and goes on
// beside requests.
func newGuesses(vocab llama.Vocab, known []Pair) *guesses {
	g := &guesses{stop: make(chan struct{}), ended: make(chan struct{})}
	g.vocab.Store(uintptr(vocab))
	tokenize := func(text string) []draft.Token {
		return tokens32(llama.Tokenize(llama.Vocab(g.vocab.Load()), text, false, false))
	}
	end := draft.Token(llama.VocabEOT(vocab))
	g.answers, g.begun = draft.NewTable(tokenize, end), draft.NewTable(tokenize, end)
	go g.ship(known)
	return g
}

func (g *guesses) ship(known []Pair) {
	defer close(g.ended)
	// What reading the model and the answers has left is garbage of some 40 MB.
	defer debug.FreeOSMemory()
	for _, p := range known {
		select {
		case <-g.stop:
			return
		default:
			g.answers.Ship(p.Request, p.Answer)
		}
	}
}

// table is the one for a kind of answer.
func (g *guesses) table(begun bool) *draft.Table {
	if begun {
		return g.begun
	}
	return g.answers
}

// leave parts the tables from the vocabulary, which is about to go; enter gives them that
// of the same model loaded anew.
func (g *guesses) leave() {
	if g != nil {
		<-g.ended
		g.vocab.Store(0)
	}
}

func (g *guesses) enter(vocab llama.Vocab) { g.vocab.Store(uintptr(vocab)) }

// end stops the shipping.
func (g *guesses) end() {
	if g != nil {
		g.once.Do(func() { close(g.stop) })
	}
}
