package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// step is a command as it was walked, for the sentence.
type step struct {
	list  []field
	use   *usage         // nil where no data is there
	inner []*step        // the commands that it runs
	code  []*syntax.Stmt // the shell's code that it runs
	plain bool           // its words stand in the command as they are
	own   bool           // a function of the command's own
}

// told are the steps of each simple command, kept where it is walked first: a loop walks
// its body several times.
type told map[*syntax.CallExpr]*step

// tell begins the story of a simple command; what it returns ends it.
func (w *walker) tell(c *syntax.CallExpr) func() {
	before := w.now
	w.now = nil
	if _, old := w.told[c]; !old && !w.parts.silent {
		w.now = &step{plain: w.inside == nil}
		w.told[c] = w.now
	}
	return func() { w.now = before }
}

// aside explains the body of a function, which may never be called: nothing else comes of
// it, and it has commands of its own to spend.
func (w *walker) aside(c *syntax.FuncDecl, sc *scope) {
	if w.parts.silent || w.inside != nil || w.spare <= 0 || w.depth >= maxDepth {
		return
	}
	quiet := w.quietly(span{})
	quiet.parts, quiet.told, quiet.inside, quiet.offset, quiet.nested = w.parts, w.told, nil, w.offset, true
	quiet.budget = w.spare
	inner := sc.sub()
	inner.calling[c.Name.Value]++
	quiet.stmt(c.Body, inner, stream{})
	w.spare = quiet.budget
	w.stumbled = w.stumbled || quiet.stumbled
}

// begin is a command that is run by what the story is at; what it returns ends it.
func (w *walker) begin(list []field) func() {
	before := w.now
	if before == nil || len(list) == 0 {
		return func() {}
	}
	if w.inside == nil {
		w.parts.head(list[0].at)
		w.parts.nest(span{list[0].at.end, list[len(list)-1].at.end})
	}
	w.now = &step{list: list, plain: w.inside == nil}
	before.inner = append(before.inner, w.now)
	return func() { w.now = before }
}

// together is where words stand that are one code, where they stand there letter by letter
// with one blank between; else where the first one does.
func (w *walker) together(list []field) span {
	at := span{list[0].at.start, list[len(list)-1].at.end}
	if _, ok := w.spot(strings.Join(texts(list), " "), at); ok {
		return at
	}
	return list[0].at
}

// spot finds a text that stands in the command letter by letter: its first byte; quotes
// around it are passed over.
func (w *walker) spot(text string, at span) (offset int, ok bool) {
	if w.inside != nil || text == "" || at.start < 0 || at.end > len(w.src) || at.start >= at.end {
		return 0, false
	}
	src := w.src[at.start:at.end]
	if n := len(src); n > len(text) && (src[n-1] == '\'' || src[n-1] == '"') {
		quote := src[n-1]
		src = src[:n-1]
		if n = len(src) - len(text); n < 1 || src[n-1] != quote {
			return 0, false
		}
	}
	if n := len(src) - len(text); n >= 0 && src[n:] == text {
		return at.start + n, true
	}
	return 0, false
}
