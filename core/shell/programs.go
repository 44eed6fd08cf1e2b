package shell

import (
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// littleProgram says what a program in a little language does; nothing for languages that
// aren't taken apart.
func (w *walker) littleProgram(use *usage, language, text string) meaning.Program {
	switch language {
	case "sed":
		return meaning.Sed(text, sedOptions(use))
	case "awk":
		return meaning.AwkProgram(text)
	case "jq":
		return meaning.Jq(text)
	}
	return meaning.Program{}
}

func sedOptions(use *usage) meaning.SedOptions {
	return meaning.SedOptions{Quiet: use.has("-n", "--quiet", "--silent"), Extended: use.has("-E", "-r", "--regexp-extended")}
}

// explainProgram notes a flag whose value is a program, and the program's pieces. It
// reports whether it did.
func (w *walker) explainProgram(use *usage, f usedFlag, said string) bool {
	if f.value == nil || f.flag.Role != utilities.Shell && f.flag.Role.Script() == "" {
		return false
	}
	v := *f.value
	begin, plain := w.spot(v.text, v.at)
	if !plain {
		return false
	}
	flag := f.at
	if v.at == f.at { // in one word with the flag
		flag.end = begin
		if c := w.src[begin-1]; c == '\'' || c == '"' {
			flag.end--
		}
		v.at.start = flag.end
	}
	if f.flag.Role == utilities.Shell { // what is in it comes when it is walked
		if v.at == f.at || flag.end <= flag.start {
			return false
		}
		w.parts.otherwise(span{flag.start, v.at.end}, said)
		w.parts.otherwise(flag, "Run this command:")
		w.parts.otherwise(v.at, argument(f))
		return true
	}
	if !w.notePieces(v, w.littleProgram(use, f.flag.Role.Script(), v.text)) {
		return false
	}
	w.parts.note(flag, "Run this program; there may be several.")
	return true
}

// notePieces notes the pieces of a program where they stand; the quotes around it belong to
// the first and the last one. It reports whether the program stands there letter by letter,
// and could be taken apart.
func (w *walker) notePieces(f field, p meaning.Program) bool {
	begin, ok := w.spot(f.text, f.at)
	if !ok || len(p.Pieces) == 0 || !w.parts.free(f.at) {
		return false
	}
	at := f.at.start
	for i, piece := range p.Pieces {
		here := span{begin + piece.Start, begin + piece.End}
		if i == len(p.Pieces)-1 {
			here.end = f.at.end
		} else {
			// What is between belongs to the piece before, but for what parts them.
			next := begin + p.Pieces[i+1].Start
			gap := strings.TrimRight(w.src[here.end:next], " \t\n;")
			here.end += len(gap)
		}
		if i == 0 {
			here.start = at
		}
		show := ""
		if text := strings.TrimSpace(w.src[begin+piece.Start : begin+piece.End]); here != (span{begin + piece.Start, begin + piece.End}) && text != "" {
			show = text
		}
		w.parts.show(here, piece.Meaning, show)
	}
	return true
}
