package manual

import (
	"bytes"
	"cmp"
	"strings"
)

// kind is what a block of a page is.
type kind int

const (
	text     kind = iota // a paragraph
	tag                  // what a paragraph hangs on: .TP, .IP, .It
	verbatim             // a line as it stands
	section              // a heading
)

// block is a piece of a page.
type block struct {
	kind  kind
	depth int // how far it is indented
	text  string
}

// maxBlocks bounds what a page is taken apart into.
const maxBlocks = 100_000

// roff takes a page apart. It knows as much of roff and its two sets of macros as the
// flags of a manual need, and no loops: whatever it is given, it is done after one pass.
type roff struct {
	e      escaper
	blocks []block

	words   strings.Builder // of the paragraph at hand
	depth   int
	asIs    bool // lines stand as they are
	tagNext bool // the next line is the tag of a paragraph
	tagged  bool // the words at hand are that tag
	joined  bool // \c: no blank before what comes

	skip  skipping
	taken []bool // whether each open .ie was

	mdoc     bool // the macros are those of mdoc
	extended int  // .Xo that are open
	name     string

	table bool
	head  bool // of a table: its format
	cell  bool // of a table, that goes over several lines
}

// skipping says what isn't read: up to a line, or to the closing brace of a condition.
type skipping struct {
	until string
	depth int
}

// read takes a page apart into blocks.
func read(page []byte) []block {
	r := &roff{e: escaper{strings: roffStrings()}}
	for len(page) > 0 && len(r.blocks) < maxBlocks {
		var line []byte
		line, page, _ = bytes.Cut(page, []byte("\n"))
		r.line(strings.TrimSuffix(string(line), "\r"))
	}
	r.flush()
	return r.blocks
}

func (r *roff) line(line string) {
	switch {
	case r.skip.until != "":
		if end, request := strings.CutPrefix(line, "."); request && strings.TrimSpace(end) == r.skip.until {
			r.skip.until = ""
		}
	case r.skip.depth > 0:
		r.skip.depth += strings.Count(line, `\{`) - strings.Count(line, `\}`)
	case r.table && !isTableEnd(line):
		r.row(line)
	case line != "" && (line[0] == '.' || line[0] == '\''):
		r.request(line[1:])
	default:
		r.put(r.e.text(line))
	}
}

// request reads a line that begins with a dot.
func (r *roff) request(line string) {
	line = strings.TrimLeft(line, " \t")
	end := strings.IndexAny(line, " \t\\")
	if end < 0 {
		end = len(line)
	}
	if end == 0 { // a comment, \}, or nothing
		return
	}
	name, rest := line[:end], strings.TrimLeft(line[end:], " \t")
	switch name {
	case "if", "ie", "el", "while":
		r.condition(name, rest)
	case "de", "am", "de1", "am1", "dei", "ami", "ig":
		r.define(name, rest)
	case "ds", "ds1", "as":
		r.define(name, rest)
	default:
		if r.mdoc && r.mdocMacro(name, rest) || r.manMacro(name, rest) || ignored[name] {
			return
		}
		// A macro of the page's own: its words may be text.
		list, _ := r.e.words(rest)
		r.put(strings.Join(list, " "))
	}
}

// define reads strings, and passes over macros.
func (r *roff) define(name, rest string) {
	word, value, _ := strings.Cut(rest, " ")
	switch name {
	case "ds", "ds1", "as":
		value = strings.TrimPrefix(strings.TrimLeft(value, " "), `"`)
		if value = r.e.text(value); len(value) <= maxString && len(r.e.strings) < maxString {
			if name == "as" {
				value = r.e.strings[word] + value
			}
			if len(value) <= maxString {
				r.e.strings[word] = value
			}
		}
	case "ig":
		r.skip.until = cmp.Or(word, ".")
	default:
		end, _, _ := strings.Cut(value, `\"`)
		r.skip.until = cmp.Or(strings.TrimSpace(end), ".")
	}
}

// condition reads .if, .ie and .el: as a terminal's groff has it, where that is known.
func (r *roff) condition(name, rest string) {
	holds := false
	switch name {
	case "el":
		if n := len(r.taken); n > 0 {
			holds = !r.taken[n-1]
			r.taken = r.taken[:n-1]
		}
	default:
		holds, rest = r.holds(rest)
		if name == "ie" && len(r.taken) < 100 {
			r.taken = append(r.taken, holds)
		}
		holds = holds && name != "while"
	}
	rest = strings.TrimLeft(rest, " \t")
	body, block := strings.CutPrefix(rest, `\{`)
	switch {
	case block && !holds:
		r.skip.depth = max(0, 1+strings.Count(body, `\{`)-strings.Count(body, `\}`))
	case holds:
		if body = strings.TrimPrefix(body, `\`); strings.TrimSpace(body) != "" {
			r.nested(body)
		}
	}
}

// nested reads what stands behind a condition on its line, which may be another one.
func (r *roff) nested(line string) {
	const most = 20
	if strings.Count(line, ".if") < most && strings.Count(line, ".el") < most && strings.Count(line, ".ie") < most {
		r.line(strings.TrimLeft(line, " \t"))
	}
}

// holds reads a condition, and returns what stands behind it.
func (r *roff) holds(s string) (holds bool, rest string) {
	not := false
	for strings.HasPrefix(s, "!") {
		not, s = !not, s[1:]
	}
	end := strings.IndexAny(s, " \t")
	switch {
	case s == "":
		return false, ""
	case s[0] == '\'' || s[0] == '"': // 'this'that'
		pieces := strings.SplitN(s[1:], s[:1], 3)
		if len(pieces) < 3 {
			return false, ""
		}
		holds, rest = r.e.text(pieces[0]) == r.e.text(pieces[1]), pieces[2]
	default:
		if end < 0 {
			end = len(s)
		}
		condition := r.e.text(s[:end])
		rest = s[end:]
		if (condition == "d" || condition == "r" || condition == "c" || condition == "F" || condition == "m") && rest != "" {
			_, rest, _ = strings.Cut(strings.TrimLeft(rest, " "), " ")
		}
		holds = condition == "n" || condition == "o" || strings.Trim(condition, "0123456789") == "" && strings.Trim(condition, "0") != ""
	}
	return holds != not, rest
}

// put takes a line of text.
func (r *roff) put(line string) {
	join := r.joined
	r.joined = r.e.joins
	r.e.joins = false
	switch {
	case r.tagNext:
		r.tagNext = false
		r.flush()
		r.tagged = true
		r.words.WriteString(line)
		if !r.joined && r.extended == 0 {
			r.flush()
		}
		return
	case r.tagged && r.words.Len() < maxLine:
		if !join && r.words.Len() > 0 {
			r.words.WriteByte(' ')
		}
		r.words.WriteString(line)
		if !r.joined && r.extended == 0 {
			r.flush()
		}
		return
	case r.asIs || line != "" && (line[0] == ' ' || line[0] == '\t'):
		r.flush()
		r.add(verbatim, line)
		return
	case strings.TrimSpace(line) == "":
		r.flush()
		return
	}
	if !join && r.words.Len() > 0 {
		r.words.WriteByte(' ')
	}
	if r.words.Len() < maxLine {
		r.words.WriteString(line)
	}
}

// flush ends the paragraph at hand.
func (r *roff) flush() {
	if r.words.Len() == 0 {
		return
	}
	k := text
	if r.tagged {
		k = tag
	}
	r.tagged = false
	r.add(k, r.words.String())
	r.words.Reset()
}

func (r *roff) add(k kind, s string) {
	if k != verbatim {
		s = strings.TrimSpace(s)
	}
	r.blocks = append(r.blocks, block{k, r.depth, s})
}

func (r *roff) indent(by int) {
	r.flush()
	r.depth = max(0, r.depth+by)
}

func isTableEnd(line string) bool { return strings.HasPrefix(line, ".TE") }

// row reads a line of a table: its cells stand as in a text with columns.
func (r *roff) row(line string) {
	inCell := r.cell
	switch {
	case r.head:
		r.head = !strings.HasSuffix(strings.TrimSpace(line), ".")
		return
	case inCell && strings.HasPrefix(line, "T}"):
		line = line[2:]
	case strings.HasPrefix(line, ".T&"):
		r.head = true
		return
	case strings.HasPrefix(line, "."), strings.Trim(line, "_= \t") == "":
		return
	case inCell:
		line = " " + line
	}
	line = strings.TrimPrefix(line, "T{") // a cell of several lines
	line, r.cell = strings.CutSuffix(r.e.text(line), "T{")
	r.cell = r.cell || inCell && !strings.Contains(line, "\t") && strings.HasPrefix(line, " ")
	if r.words.Len() < maxLine {
		r.words.WriteString(line)
	}
	if !r.cell {
		r.add(verbatim, strings.TrimSpace(r.words.String()))
		r.words.Reset()
	}
}
