package terminal

import (
	"slices"
	"strings"

	"caro/app/ask"
)

// frame is what is drawn: a view, and what the terminal alone knows.
type frame struct {
	look
	width, height int
	input         string // the field of the request, as it is drawn
	command       string // the field of the command, while it is edited
	word          string // the field of the confirmation
	scroll        int    // lines of the body that are above its top
	tick          int    // of the spinner
}

// roomy is the height, in lines, from which empty ones part what is drawn.
const roomy = 16

// draw is the screen for a view, of exactly the terminal's height or less. rest says how
// many lines of the body are below.
func (f frame) draw(v ask.View) (screen string, rest int) {
	head, foot := f.head(v), f.foot(v)
	if len(head)+len(foot) > f.height {
		foot = foot[:min(len(foot), max(0, f.height-len(head)))]
	}
	body := f.body(v)
	room := max(0, f.height-len(head)-len(foot))
	body, rest = f.window(body, room)
	all := append(append(head, body...), foot...)
	if len(all) > f.height {
		all = all[:max(f.height, 0)]
	}
	for i, line := range all {
		all[i] = cut(line, f.width)
	}
	return strings.Join(all, "\n"), rest
}

// window is the part of the body that fits, filled up so that the foot stays below.
func (f frame) window(body []string, room int) (shown []string, rest int) {
	if len(body) <= room {
		return append(body, make([]string, room-len(body))...), 0
	}
	if room == 0 {
		return nil, len(body)
	}
	top := min(f.scroll, len(body)-room+1)
	shown = append(shown, body[top:min(top+room-1, len(body))]...)
	if rest = len(body) - top - len(shown); rest > 0 {
		return append(shown, f.faint.Render(f.more+" page down for more")), rest
	}
	return append(shown, ""), 0
}

// head is the field of the request and what is going on.
func (f frame) head(v ask.View) []string {
	var list []string
	if v.Query.Label != "" {
		list = append(list, f.faint.Render(cut(v.Query.Label, f.width)))
	}
	list = append(list, f.input, f.status(v))
	if f.height > roomy {
		list = append(list, "")
	}
	return list
}

// status is a line: what takes time, else what answers.
func (f frame) status(v ask.View) string {
	p := v.Progress
	if p.Text == "" {
		line := cut(v.Model, f.width-4)
		if pad := f.width - cells(line) - 1; pad > 0 && line != "" {
			return f.faint.Render(strings.Repeat(f.rule, pad) + " " + line)
		}
		return f.faint.Render(strings.Repeat(f.rule, max(f.width, 0)))
	}
	text := p.Text
	if p.Busy {
		text = f.spinner[f.tick%len(f.spinner)] + " " + text
	}
	text = cut(text, f.width)
	if room := min(f.width-cells(text)-2, 40); p.Known && room >= 8 {
		done := int(p.Fraction * float64(room))
		text += "  " + f.tones[ask.ToneInfo].Render(strings.Repeat(f.full, done)) + f.faint.Render(strings.Repeat(f.empty, room-done))
	}
	return text
}

// foot is the line to read first, and the keys.
func (f frame) foot(v ask.View) []string {
	var list []string
	for _, line := range lines(v.Headline.Text, f.width) {
		if line != "" {
			list = append(list, f.tones[v.Headline.Tone].Render(line))
		}
	}
	if v.Hint != "" {
		for _, line := range lines(v.Hint, f.width) {
			list = append(list, f.faint.Render(line))
		}
	}
	if v.Word.Label != "" {
		list = append(list, f.word)
	}
	if len(list) > 0 && f.height > roomy {
		list = append([]string{""}, list...)
	}
	return append(list, f.keys(v)...)
}

// keys are what can be done, on two lines at most. The last one, the way out, is always
// there.
func (f frame) keys(v ask.View) []string {
	const most = 2
	enabled := slices.DeleteFunc(slices.Clone(v.Keys), func(k ask.Key) bool { return !k.Enabled })
	for {
		rows := f.keyRows(enabled, v.Focus)
		if len(rows) <= most || len(enabled) < 2 {
			return rows[:min(len(rows), most)]
		}
		enabled = slices.Delete(enabled, len(enabled)-2, len(enabled)-1)
	}
}

func (f frame) keyRows(keys []ask.Key, focus ask.Focus) []string {
	rows, used := []string{""}, 0
	for _, k := range keys {
		name := f.keyName(k, focus)
		entry, width := f.strong.Render(name)+" "+f.faint.Render(k.Label), cells(name+" "+k.Label)
		last := len(rows) - 1
		switch {
		case used == 0:
			rows[last], used = entry, width
		case used+cells(f.dot)+width <= f.width:
			rows[last] += f.faint.Render(f.dot) + entry
			used += cells(f.dot) + width
		default:
			rows, used = append(rows, entry), width
		}
	}
	return rows
}

// body is all that there is to say of the command.
func (f frame) body(v ask.View) []string {
	var list []string
	add := func(rows ...string) { list = append(list, rows...) }
	gap := func() {
		if len(list) > 0 && list[len(list)-1] != "" && f.height > roomy {
			add("")
		}
	}
	if v.Focus == ask.FocusCommand {
		add(indent + f.command)
	} else {
		add(f.code(v.Command.Text, v.Command.Spans)...)
	}
	diagram := f.diagram(v, f.width)
	if f.height > 20 && v.Focus != ask.FocusCommand && len(diagram) > 0 && len(list)+len(diagram) <= f.height/2 {
		add(diagram...)
		gap()
	} else {
		diagram = nil
		gap()
	}
	add(f.risk(v)...)
	if v.Explanation != "" {
		gap()
		for _, line := range lines(v.Explanation, f.width-len(indent)) {
			add(indent + line)
		}
	}
	add(f.notes(v)...)
	add(f.models(v)...)
	if len(v.Alternatives) > 0 {
		gap()
		add(f.alternatives(v)...)
	}
	if diagram == nil && len(v.Parts) > 0 {
		gap()
		add(f.table(v, f.width)...)
	}
	return list
}

// code is a command in its colours, set in.
func (f frame) code(text string, spans []ask.Span) []string {
	if text == "" {
		return nil
	}
	text = strings.ReplaceAll(text, "\t", " ") // of one byte too: the spans stay right
	width := f.width - len(indent)
	if cells(text) > width {
		width -= len(indent)
	}
	var list []string
	for i, p := range wrap(text, width) {
		row := indent
		if i > 0 && text[p.start-1] != '\n' {
			row += indent
		}
		list = append(list, row+f.paint(text[p.start:p.end], within(spans, p)))
	}
	return list
}

// risk is the badge with its words, and the reasons for it.
func (f frame) risk(v ask.View) []string {
	badge := f.badge(v.Badge)
	if badge == "" {
		return nil
	}
	var list []string
	first := indent + badge
	room := f.width - cells(first) - 1
	words := lines(v.Badge.Words, room)
	if room < leastMeaning {
		list = append(list, first)
		first, words = indent+indent, lines(v.Badge.Words, f.width-2*len(indent))
	} else {
		first += " "
	}
	for i, line := range words {
		if i > 0 {
			first = strings.Repeat(" ", cells(first))
		}
		list = append(list, first+f.faint.Render(line))
	}
	for _, r := range v.Reasons {
		for _, line := range lines("- "+r.Text, f.width-2*len(indent)) {
			list = append(list, indent+indent+f.tones[r.Tone].Render(line))
		}
		if r.Safer != "" {
			for _, line := range lines("safer: "+r.Safer, f.width-3*len(indent)) {
				list = append(list, indent+indent+indent+f.faint.Render(line))
			}
		}
	}
	return list
}

func (f frame) notes(v ask.View) []string {
	var list []string
	for _, n := range v.Notes {
		for _, line := range lines("note: "+n.Text, f.width-len(indent)) {
			list = append(list, indent+f.tones[n.Tone].Render(line))
		}
	}
	return list
}

// alternatives are all commands of the answer, one a line.
func (f frame) alternatives(v ask.View) []string {
	var list []string
	for _, a := range v.Alternatives {
		mark := strings.Repeat(" ", cells(f.current))
		if a.Current {
			mark = f.current
		}
		badge := f.badge(a.Badge)
		room := f.width - len(indent) - cells(mark) - cells(badge) - 1
		text, _, _ := strings.Cut(a.Text, "\n")
		if cells(text) > room || text != a.Text {
			text = cut(text, room-cells(f.more)) + f.more
		}
		row := f.paint(text, within(a.Spans, piece{0, len(strings.TrimSuffix(text, f.more))}))
		list = append(list, indent+mark+row+strings.Repeat(" ", max(1, room-cells(text)+1))+badge)
	}
	return list
}

// models are those to choose from, one a line.
func (f frame) models(v ask.View) []string {
	name, size := 0, 0
	for _, m := range v.Models {
		name, size = max(name, cells(m.Name)), max(size, cells(m.Size))
	}
	var list []string
	for _, m := range v.Models {
		mark, style := strings.Repeat(" ", cells(f.current)), f.faint
		if m.Current {
			mark, style = f.current, f.strong
		}
		row := mark + style.Render(m.Name+strings.Repeat(" ", name-cells(m.Name)))
		row += "  " + f.faint.Render(strings.Repeat(" ", size-cells(m.Size))+m.Size+"  "+m.Words)
		list = append(list, indent+row)
	}
	return list
}
