package popover

import (
	"slices"
	"strconv"
	"strings"

	"caro/app/ask"
)

// The words that aren't the session's own.
const (
	title         = "Caro"
	wordRequest   = "Request"
	wordCommand   = "Command"
	wordWriting   = "Command, still being written"
	wordEditing   = "Edit the command"
	wordRisk      = "Risk"
	wordBusy      = "Busy"
	wordProgress  = "Progress"
	wordSafer     = "safer: "
	wordNote      = "note: "
	wordAlternate = "Alternative"
	wordModel     = "Model"
)

// The fields, and the label with the command.
const (
	RequestField ID = "request"
	CommandField ID = "edit"
	WordField    ID = "word"
	CommandLabel ID = "command"
)

// Lengths, in points.
const (
	width      = 480
	margin     = 14
	gap        = 8
	inner      = width - 2*margin
	spinnerGap = 24 // the spinner, and what is free beside it
)

// marks stand for tones where a colour would: nobody has to see it.
var marks = map[ask.Tone]string{
	ask.ToneGood: "✓", ask.ToneInfo: "•", ask.ToneCaution: "?", ask.ToneWarning: "!", ask.ToneDanger: "✕",
}

// Draw is the picture of a view.
func Draw(v ask.View) Picture {
	p := Picture{Open: v.Phase != ask.PhaseClosed, Title: title, Width: width, Margin: margin, Gap: gap, Focus: focus(v.Focus), Announce: v.Announce}
	p.head(v)
	p.command(v)
	p.risk(v)
	p.models(v)
	p.alternatives(v)
	p.parts(v)
	p.foot(v)
	return p
}

func focus(f ask.Focus) ID {
	switch f {
	case ask.FocusQuery:
		return RequestField
	case ask.FocusCommand:
		return CommandField
	case ask.FocusWord:
		return WordField
	}
	return ""
}

func (p *Picture) add(zone Zone, id ID, elements ...Element) {
	fills := slices.ContainsFunc(elements, func(e Element) bool { return e.Flexible })
	p.Rows = append(p.Rows, Row{ID: id, Zone: zone, Fills: fills, Elements: elements})
}

// label adds a row that is one text, unless there is none.
func (p *Picture) label(zone Zone, id ID, style Style, runs ...Run) {
	if e := label(id, style, runs...); spoken(e.Runs) != "" {
		p.add(zone, "row."+id, e)
	}
}

func label(id ID, style Style, runs ...Run) Element {
	return Element{ID: id, Kind: Label, Style: style, Flexible: true, Wrap: inner, Runs: full(runs), Spoken: spoken(runs)}
}

// full are the runs that have a text.
func full(runs []Run) []Run {
	list := []Run{}
	for _, r := range runs {
		if r.Text != "" {
			list = append(list, r)
		}
	}
	return list
}

// spoken is a text as VoiceOver says it.
func spoken(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		if !r.Mark {
			b.WriteString(r.Text)
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", ", ")
}

// toned is a text with the mark of its tone. The text itself stays plain: it is to be
// read on every ground.
func toned(text string, tone ask.Tone, strong bool) []Run {
	mark, ok := marks[tone]
	if !ok || text == "" {
		return []Run{{Text: text, Colour: Plain, Strong: strong}}
	}
	return []Run{{Text: mark + " ", Colour: Colour(tone), Strong: true, Mark: true}, {Text: text, Colour: Plain, Strong: strong}}
}

// head is the request, and what answers it or takes time.
func (p *Picture) head(v ask.View) {
	p.label(Head, "request.label", StyleSmall, Run{Text: v.Query.Label, Colour: Secondary})
	p.add(Head, "row.request", field(RequestField, StyleTitle, v.Query, ask.Type, wordRequest))
	var row []Element
	if v.Progress.Busy {
		row = append(row, Element{ID: "spinner", Kind: Spinner, Spoken: wordBusy})
	}
	text := v.Progress.Text
	if text == "" {
		text = v.Model
	}
	status := label("status", StyleSmall, Run{Text: text, Colour: Secondary})
	status.Help = v.Model
	if v.Progress.Busy {
		status.Wrap -= spinnerGap
	}
	row = append(row, status)
	p.add(Head, "row.status", row...)
	if v.Progress.Known {
		p.add(Head, "row.progress", Element{ID: "progress", Kind: Bar, Flexible: true, Fraction: v.Progress.Fraction, Spoken: wordProgress})
	}
}

// field is a place to type in; name is what it is for, where the session doesn't say.
func field(id ID, style Style, f ask.Field, typed ask.Action, name string) Element {
	e := Element{
		ID: id, Kind: Field, Style: style, Flexible: true,
		Text: f.Text, Placeholder: f.Placeholder, Selected: f.Selected, Typed: typed, Spoken: name, Help: f.Placeholder,
	}
	if f.Label != "" {
		e.Spoken = join(", ", name, f.Label)
	}
	return e
}

// join puts the texts that there are together.
func join(between string, texts ...string) string {
	list := []string{}
	for _, t := range texts {
		if t != "" {
			list = append(list, t)
		}
	}
	return strings.Join(list, between)
}

// command is the command, as text or to be edited, and what it does.
func (p *Picture) command(v ask.View) {
	if v.Focus == ask.FocusCommand {
		e := field(CommandField, StyleBody, ask.Field{Text: v.Command.Text}, ask.Change, wordEditing)
		e.Mono, e.LeftToRight = true, true
		p.add(Middle, "row.edit", e)
		return
	}
	if v.Command.Text == "" {
		return
	}
	e := label(CommandLabel, StyleBody, code(v.Command.Text, v.Command.Spans, v.Reasons)...)
	name := wordCommand
	if v.Command.Writing {
		name = wordWriting
	}
	e.LeftToRight, e.Selectable, e.Spoken = true, !v.Command.Writing, name+": "+v.Command.Text
	p.add(Middle, "row.command", e)
}

// risk is the badge with its words, the reasons for it, the explanation and the notes.
func (p *Picture) risk(v ask.View) {
	if v.Badge.Text != "" {
		runs := append(toned(v.Badge.Text, v.Badge.Tone, true), Run{Text: between("  ", v.Badge.Words), Colour: Secondary})
		e := label("risk", StyleBody, runs...)
		e.Spoken = wordRisk + ": " + join(", ", v.Badge.Text, v.Badge.Words)
		p.add(Middle, "row.risk", e)
	}
	for i, r := range v.Reasons {
		runs := append(toned(r.Text, r.Tone, false), Run{Text: between("\n"+wordSafer, r.Safer), Colour: Secondary})
		p.label(Middle, numbered("reason", i), StyleBody, runs...)
	}
	p.label(Middle, "explanation", StyleBody, Run{Text: v.Explanation, Colour: Plain})
	for i, n := range v.Notes {
		p.label(Middle, numbered("note", i), StyleBody, toned(between(wordNote, n.Text), n.Tone, false)...)
	}
}

// between is a text with what comes before it, or nothing.
func between(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func numbered(name string, i int) ID { return ID(name + "." + strconv.Itoa(i)) }

// alternatives are all commands of the answer: a click on one goes there.
func (p *Picture) alternatives(v ask.View) {
	current := slices.IndexFunc(v.Alternatives, func(a ask.Alternative) bool { return a.Current })
	for i, a := range v.Alternatives {
		text, _, more := strings.Cut(a.Text, "\n")
		runs := code(text, a.Spans, nil)
		if more {
			runs = append(runs, Run{Text: "…", Colour: Secondary})
		}
		choice := Element{
			ID: numbered("alternative", i), Kind: Choice, Style: StyleBody, Flexible: true, LeftToRight: true, Enabled: true, Runs: runs, On: a.Current,
			Spoken: wordAlternate + " " + strconv.Itoa(i+1) + ": " + join(", ", a.Text, a.Badge.Text), Help: a.Badge.Words,
		}
		choice.Actions = steps(current, i)
		badge := label(numbered("alternative.risk", i), StyleSmall, toned(a.Badge.Text, a.Badge.Tone, false)...)
		badge.Flexible, badge.Wrap, badge.Help = false, 0, a.Badge.Words
		p.add(Middle, numbered("row.alternative", i), choice, badge)
	}
}

// steps go from one of several to another.
func steps(from, to int) []ask.Action {
	step, n := ask.Next, to-max(from, 0)
	if n < 0 {
		step, n = ask.Previous, -n
	}
	return slices.Repeat([]ask.Action{step}, n)
}

// models are those to choose from while none is here: a click chooses one.
func (p *Picture) models(v ask.View) {
	current := slices.IndexFunc(v.Models, func(m ask.ModelChoice) bool { return m.Current })
	for i, m := range v.Models {
		words := join(", ", m.Size, m.Words)
		choice := Element{
			ID: numbered("model", i), Kind: Choice, Style: StyleBody, Flexible: true, Enabled: true, On: m.Current,
			Runs: []Run{{Text: m.Name, Colour: Plain}}, Spoken: wordModel + " " + m.Name + ": " + words, Help: words,
			Actions: steps(current, i),
		}
		about := label(numbered("model.about", i), StyleSmall, Run{Text: m.Size, Colour: Secondary}, Run{Text: between("  ", m.Words), Colour: Secondary})
		about.Flexible, about.Wrap = false, 0
		p.add(Middle, numbered("row.model", i), choice, about)
	}
}

// parts are the pieces of the command, each before its meaning.
func (p *Picture) parts(v ask.View) {
	for i, part := range v.Parts {
		e := label(numbered("part", i), StyleBody,
			Run{Text: part.Text, Colour: syntax(part.Kind), Mono: true}, Run{Text: between("  ", part.Meaning), Colour: Secondary})
		e.Spoken = join(": ", part.Text, part.Meaning)
		p.add(Middle, numbered("row.part", i), e)
	}
}

// foot is the line to read first, what is asked there, and what can be done.
func (p *Picture) foot(v ask.View) {
	p.label(Foot, "headline", StyleBody, toned(v.Headline.Text, v.Headline.Tone, true)...)
	p.label(Foot, "hint", StyleBody, Run{Text: v.Hint, Colour: Secondary})
	if v.Word.Label != "" {
		p.label(Foot, "word.label", StyleBody, Run{Text: v.Word.Label, Colour: Plain})
		e := field(WordField, StyleBody, v.Word, ask.Word, "")
		p.add(Foot, "row.word", e)
	}
	for i, row := range buttons(v) {
		p.add(Foot, numbered("row.keys", i), row...)
	}
}
