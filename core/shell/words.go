package shell

import (
	"io"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// span is a piece of the command, in bytes.
type span struct{ start, end int }

// field is one argument as a utility gets it. Pieces that aren't known are marks.
type field struct {
	text string
	at   span
	bare bool // a word without quotes or expansions: a name that an alias may change
	// alone says that a word of the command itself stands for this field and no other, lit
	// that its text is what is written there, quotes taken off.
	alone, lit bool
	from       *stream
}

func (f field) dynamic() bool { return strings.ContainsRune(f.text, mark) }

func (f field) wild() bool { return strings.ContainsAny(f.text, "*?[") }

// fields expands words as a shell does, but for file names.
func (w *walker) fields(list []*syntax.Word, sc *scope) []field {
	var out []field
	for _, word := range list {
		at := w.place(word)
		begin := len(out)
		config := w.config(sc)
		for text, err := range expand.FieldsSeq(config, w.atPrompt(word, sc)) {
			if err != nil {
				out = append(out, field{text: unknown, at: at})
				break
			}
			out = append(out, field{text: text, at: at})
			if len(out)-begin > maxCommands {
				w.unknown(at, "too-much", "the braces stand for too many words")
				break
			}
		}
		lit, lost := word.Lit(), w.lost(word, sc)
		alone := len(out) == begin+1
		for i := range out[begin:] {
			f := &out[begin+i]
			f.bare = lit != "" && lit == f.text
			f.alone, f.lit = alone && w.inside == nil, alone && static(word)
			if lost && !f.dynamic() {
				f.text = emptied + f.text
			}
		}
		// A word that is but an unset variable is no field at all; it is one that isn't known.
		if len(out) == begin && lost {
			out = append(out, field{text: emptied, at: at})
		}
	}
	return out
}

// static reports whether a word is a text with nothing in it that a shell puts something
// in place of.
func static(word *syntax.Word) bool {
	for _, part := range word.Parts {
		switch part := part.(type) {
		case *syntax.Lit:
			if strings.ContainsAny(part.Value, "*?[{~") {
				return false
			}
		case *syntax.SglQuoted:
		case *syntax.DblQuoted:
			for _, inner := range part.Parts {
				if _, ok := inner.(*syntax.Lit); !ok {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// atPrompt is a word without the arguments of a script in it: at a prompt there are none,
// so that r$@m is rm. A word of nothing else stays: then it isn't known what is meant.
func (w *walker) atPrompt(word *syntax.Word, sc *scope) *syntax.Word {
	if sc.params != nil || len(word.Parts) < 2 {
		return word
	}
	var parts []syntax.WordPart
	for _, part := range word.Parts {
		if p, ok := part.(*syntax.ParamExp); ok && p.Param != nil && has([]string{p.Param.Value}, "@", "*") && p.Exp == nil && !p.Length {
			continue
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 || len(parts) == len(word.Parts) {
		return word
	}
	return &syntax.Word{Parts: parts}
}

// lost reports whether the word begins with a variable of which nothing is known: it may
// be empty.
func (w *walker) lost(word *syntax.Word, sc *scope) bool {
	if len(word.Parts) == 0 {
		return false
	}
	part := word.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) > 0 {
		part = quoted.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Exp != nil && (p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull) || p.Length {
		return false
	}
	return !(environ{sc}).Get(p.Param.Value).IsSet()
}

// literal expands a word to one text.
func (w *walker) literal(word *syntax.Word, sc *scope) string {
	if word == nil {
		return ""
	}
	text, err := expand.Literal(w.config(sc), word)
	if err != nil {
		return unknown
	}
	if w.lost(word, sc) {
		text = emptied + text
	}
	return text
}

// config has what is substituted walked, and its output put in where that is known.
func (w *walker) config(sc *scope) *expand.Config {
	return &expand.Config{
		Env: environ{sc},
		CmdSubst: func(out io.Writer, cs *syntax.CmdSubst) error {
			defer w.substituted()()
			s := w.stmts(cs.Stmts, sc.sub(), stream{})
			text := unknown
			switch {
			case s.known:
				text = s.text
			case s.isPaths && s.below && !s.filtered:
				text = strings.TrimSuffix(s.paths, "/") + "/*"
			case s.isPaths:
				text = fromStream(s)
			case s.network:
				w.fetched = true
			case len(cs.Stmts) == 0:
				text = ""
			}
			if s.secret && !s.known {
				text += secretly
			}
			_, err := io.WriteString(out, text)
			return err
		},
		ProcSubst: func(ps *syntax.ProcSubst) (string, error) {
			defer w.substituted()()
			in := stream{}
			if ps.Op == syntax.CmdOut {
				in = w.feed
				if !in.any() {
					in.unknown = true
				}
			}
			s := w.stmts(ps.Stmts, sc.sub(), in)
			name := "/dev/fd/" + strconv.Itoa(63-len(sc.files)%32)
			sc.files[name] = s
			return name, nil
		},
	}
}

// place is where a node stands in the command: of code within code, where that stands.
func (w *walker) place(n syntax.Node) span {
	if w.inside != nil {
		return *w.inside
	}
	return span{w.offset + int(n.Pos().Offset()), w.offset + int(n.End().Offset())}
}
