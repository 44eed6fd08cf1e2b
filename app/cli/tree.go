package cli

import (
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"caro/core/gate"
	"caro/core/shell"
)

// tree draws an explanation: what each piece of a command means, below the command that it
// belongs to. On a terminal it has lines, colours and the terminal's width; elsewhere each
// piece has one line.
type tree struct {
	terminal bool
	colours  bool
	width    int // in columns; 0 for without end
}

func newTree(out io.Writer) *tree {
	if s, ok := out.(*sink); ok {
		out = s.to
	}
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &tree{}
	}
	t := &tree{terminal: os.Getenv("TERM") != "dumb", width: 80}
	t.colours = t.terminal && os.Getenv("NO_COLOR") == "" //nolint:misspell // the variable's name
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
		t.width = w
	}
	return t
}

// The widths of the column of texts, in columns of the terminal.
const (
	leastText = 10
	mostText  = 60
)

// treeRow is a line of the tree.
type treeRow struct {
	guide string // what leads to it from above
	text  string
	part  shell.Part
	level gate.Level // of the worst finding about it; safe for none
}

func (t *tree) draw(command string, r shell.Report) string {
	var b strings.Builder
	if r.Sentence != "" {
		b.WriteString(t.bold(t.wrap(gate.VisibleLine(r.Sentence, maxMessage), t.width)) + "\n\n")
	}
	rows := t.rows(r)
	column := t.column(rows)
	for _, row := range rows {
		t.row(&b, row, column)
	}
	if len(rows) > 0 {
		b.WriteString("\n")
	}
	t.verdict(&b, command, r)
	b.WriteString(noteWords(r))
	return b.String()
}

// rows are the lines of the tree, each with what leads to it.
func (t *tree) rows(r shell.Report) []treeRow {
	rows := make([]treeRow, len(r.Parts))
	below := map[int]bool{} // the depths at which something follows
	for i := len(r.Parts) - 1; i >= 0; i-- {
		p := r.Parts[i]
		for depth := range below {
			if depth > p.Depth {
				delete(below, depth)
			}
		}
		var guide strings.Builder
		for depth := 1; depth <= p.Depth; depth++ {
			guide.WriteString(t.guide(below[depth], depth == p.Depth))
		}
		below[p.Depth] = true
		text := p.Show
		if text == "" {
			text = p.Text
		}
		rows[i] = treeRow{guide: guide.String(), text: gate.VisibleLine(text, mostText), part: p, level: worst(p, r.Risk.Findings)}
	}
	return rows
}

// guide is one step of what leads to a row.
func (t *tree) guide(more, last bool) string {
	switch {
	case !t.terminal:
		return "  "
	case last && more:
		return "├ "
	case last:
		return "└ "
	case more:
		return "│ "
	}
	return "  "
}

// worst is the level of the worst finding that is about a part.
func worst(p shell.Part, findings []shell.Finding) gate.Level {
	level := gate.LevelSafe
	for _, f := range findings {
		if p.Start < f.End && f.Start < p.End && rank(f.Level) > rank(level) {
			level = f.Level
		}
	}
	return level
}

// rank orders levels by how much a person should look; what isn't known comes before what
// is high.
func rank(level gate.Level) int {
	if level == gate.LevelUnknown {
		return 2*int(gate.LevelModerate) + 1
	}
	return 2 * int(level)
}

// alarming reports whether a level is one that asks.
func alarming(level gate.Level) bool { return rank(level) > rank(gate.LevelModerate) }

// column is where the meanings begin.
func (t *tree) column(rows []treeRow) int {
	widest := leastText
	most := mostText + 10
	if t.width > 0 {
		most = max(leastText, t.width*2/5)
	}
	for _, row := range rows {
		if w := ansi.StringWidth(row.guide + row.text); w <= most {
			widest = max(widest, w)
		}
	}
	return widest + 2
}

func (t *tree) row(b *strings.Builder, row treeRow, column int) {
	text := row.text
	room := 0
	if t.width > 0 {
		room = t.width - ansi.StringWidth(row.guide)
		text = ansi.Truncate(text, max(room, leastText), "…")
	}
	used := ansi.StringWidth(row.guide + text)
	b.WriteString(t.faint(row.guide) + t.piece(text, row))
	meaning := row.part.Meaning
	if t.width == 0 {
		b.WriteString(strings.Repeat(" ", max(column-used, 2)) + meaning + "\n")
		return
	}
	// A text that leaves no room has its meaning on the next line.
	if used+2 > column {
		b.WriteString("\n")
		used = 0
		if guide := t.under(row.guide); ansi.StringWidth(guide) < column {
			b.WriteString(t.faint(guide))
			used = ansi.StringWidth(guide)
		}
	}
	lines := strings.Split(t.wrap(meaning, max(t.width-column, leastText)), "\n")
	for i, line := range lines {
		if i > 0 {
			guide := t.under(row.guide)
			b.WriteString(t.faint(guide))
			used = ansi.StringWidth(guide)
		}
		b.WriteString(strings.Repeat(" ", max(column-used, 1)) + t.meaning(line, row) + "\n")
	}
}

// under is what stands below a row's guide where its meaning goes on.
func (t *tree) under(guide string) string {
	return strings.NewReplacer("├", "│", "└", " ").Replace(guide)
}

// wrap breaks text into lines at blanks only, since a break at a dash would part flags; a
// word that is longer than a line is cut.
func (t *tree) wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		switch {
		case line == "":
			line = word
		case ansi.StringWidth(line)+1+ansi.StringWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for ansi.StringWidth(line) > width {
			lines = append(lines, ansi.Truncate(line, width, ""))
			line = ansi.TruncateLeft(line, width, "")
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// verdict tells the risk: the level, and each finding with what it is about.
func (t *tree) verdict(b *strings.Builder, command string, r shell.Report) {
	b.WriteString("risk:" + t.badge(r.Risk.Level) + "\n")
	for _, f := range distinct(r.Risk.Findings) {
		words := f.Level.String() + ": " + gate.VisibleLine(f.Message, maxMessage)
		// A blank that doesn't break keeps the arrow with what it points to.
		if place := where(command, f); place != "" && !strings.Contains(f.Message, place) {
			words += " ←\u00a0" + place
		}
		t.indented(b, words, f.Level)
		if f.Safer != "" {
			t.indented(b, "  safer: "+f.Safer, gate.LevelSafe)
		}
	}
}

// indented writes words two columns in.
func (t *tree) indented(b *strings.Builder, words string, level gate.Level) {
	indent := 2
	for strings.HasPrefix(words, " ") {
		words = words[1:]
		indent++
	}
	text := t.wrap(words, max(t.width-indent, 0))
	for i, line := range strings.Split(text, "\n") {
		if i == 0 && alarming(level) {
			if before, after, found := strings.Cut(line, ": "); found {
				line = t.coloured(before, level) + ": " + after
			}
		}
		b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}
