package ask

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"caro/core"
	"caro/core/gate"
	"caro/core/models"
	"caro/core/prompt"
)

// maxLine bounds a text that comes from elsewhere, in bytes.
const maxLine = 1000

// View is the state as a front draws it.
func (s State) View() View {
	v := View{
		Phase: s.viewPhase(), Focus: s.focus(), Query: s.queryField(),
		Model: s.modelWords(), Progress: s.progress(), Copied: s.result,
		Command: Command{Spans: []Span{}}, Badge: Badge{Tone: TonePlain},
		Parts: []Part{}, Reasons: []Reason{}, Notes: []Line{}, Alternatives: []Alternative{}, Models: s.modelChoices(), Keys: s.keys(),
	}
	v.Headline, v.Hint = s.headline()
	switch s.phase {
	case asking:
		text := gate.Visible(prompt.Partial(s.stream), maxStream)
		v.Command = Command{Text: text, Spans: Highlight(text), Writing: true}
	case answered:
		s.drawAnswer(&v)
	case clarify:
		v.Notes = notes(s.choice())
	}
	if s.question && s.needs() == core.Spelled {
		v.Word = Field{Label: "type " + yes + " to copy it", Text: gate.VisibleLine(s.word, maxLine)}
	}
	v.Announce = s.announce(v)
	return v
}

func (s State) viewPhase() Phase {
	switch s.phase {
	case asking:
		return PhaseAsking
	case answered:
		return s.answerPhase()
	case clarify:
		return PhaseClarify
	case failed:
		return PhaseFailed
	case missing:
		return PhaseMissing
	case downloading:
		return PhaseDownloading
	case closed:
		return PhaseClosed
	}
	return PhaseTyping
}

func (s State) answerPhase() Phase {
	c := s.choice()
	switch {
	case s.editing:
		return PhaseEditing
	case s.question:
		return PhaseConfirming
	case s.copied:
		return PhaseCopied
	case c.judged && !s.copyable():
		return PhaseBlocked
	}
	return PhaseAnswered
}

func (s State) focus() Focus {
	switch {
	case s.phase == closed:
		return FocusNone
	case s.editing:
		return FocusCommand
	case s.question && s.needs() == core.Spelled:
		return FocusWord
	case s.question:
		return FocusConfirm
	}
	return FocusQuery
}

func (s State) queryField() Field {
	f := Field{Text: s.query(), Placeholder: "what do you want to do?", Selected: s.phase == answered}
	if n := len(s.thread); n > 0 {
		f.Label = "after: " + gate.VisibleLine(s.thread[n-1].Query, maxLine)
		f.Placeholder = "what should be different?"
	}
	return f
}

// modelWords says what answers.
func (s State) modelWords() string {
	words := cmp.Or(s.model.Name, s.choice().answer.Model)
	if device := s.choice().answer.Device; device != "" && words != "" {
		words += " · " + device
	}
	return gate.VisibleLine(words, maxLine)
}

func (s State) progress() Progress {
	switch {
	case s.phase == asking:
		return s.askingProgress()
	case s.phase == downloading:
		return Progress{Busy: true, Text: downloadWords(s.news), Known: s.news.Percent > 0, Fraction: s.news.Percent / 100}
	case s.copying != 0:
		return Progress{Busy: true, Text: "copying…"}
	case s.flight != 0 && s.kind == explaining:
		return Progress{Busy: true, Text: "explaining…"}
	}
	return Progress{}
}

func (s State) askingProgress() Progress {
	text := "thinking…"
	switch loading := s.loading > 0 && s.loading < 1; {
	case s.comparing:
		text = "comparing with other commands…"
	case s.stream != "":
		text = "writing…"
	case loading || s.restarted != "":
		if text = "loading the model…"; s.restarted != "" {
			text = s.restarted
		}
		if loading {
			return Progress{Busy: true, Text: fmt.Sprintf("%s %.0f %%", text, 100*s.loading), Known: true, Fraction: s.loading}
		}
	}
	return Progress{Busy: true, Text: text}
}

// downloadWords says how far the model is.
func downloadWords(e models.Event) string {
	switch e.State {
	case models.Downloading:
		return "downloading " + e.Words()
	case models.Verifying:
		return fmt.Sprintf("checking what came… %.0f %%", e.Percent)
	case models.Waiting:
		return gate.VisibleLine(e.Why, maxLine) + "; trying again…"
	case models.Queued:
		return fmt.Sprintf("another process downloads it: %.0f %%", e.Percent)
	}
	return "connecting…"
}

// headline is the one line to read first, and what to do about it.
func (s State) headline() (Line, string) {
	switch s.phase {
	case answered:
		return s.answerHeadline()
	case clarify:
		return Line{"no command: " + gate.VisibleLine(s.choice().answer.Clarify, maxLine), ToneCaution}, ""
	case failed:
		return Line{gate.VisibleLine(s.failure.Message, maxLine), ToneDanger}, gate.VisibleLine(s.failure.Hint, maxLine)
	case missing:
		return s.missingHeadline()
	case downloading:
		if s.wanted {
			return Line{"your request is asked as soon as the model is here", TonePlain}, s.hotkeyHint()
		}
		return Line{Tone: TonePlain}, s.hotkeyHint()
	case typing:
		return Line{Tone: TonePlain}, s.hotkeyHint()
	}
	return Line{Tone: TonePlain}, ""
}

func (s State) answerHeadline() (Line, string) {
	c := s.choice()
	switch {
	case s.editing:
		return Line{Tone: TonePlain}, ""
	case s.copied:
		return Line{"copied to the clipboard", ToneGood}, ""
	case s.uncopied != nil && s.unsure:
		return Line{gate.VisibleLine(s.uncopied.Message, maxLine), ToneInfo}, gate.VisibleLine(s.uncopied.Hint, maxLine)
	case s.uncopied != nil:
		return Line{"not copied: " + gate.VisibleLine(s.uncopied.Message, maxLine), ToneWarning}, gate.VisibleLine(s.uncopied.Hint, maxLine)
	case c.judged && c.answer.Command == "":
		return Line{gate.VisibleLine(c.answer.Clarify, maxLine), ToneDanger}, "change it, or ask again"
	case c.judged && !s.copyable():
		return Line{"blocked: " + reason(c.answer) + ", and the safety level forbids it", ToneDanger}, "look at it well before you run it"
	case s.question:
		return Line{reason(c.answer) + ": copy it all the same?", badge(c.answer.Risk.Level).Tone}, ""
	}
	return Line{Tone: TonePlain}, ""
}

// reason says why a command isn't simply copied.
func reason(a core.Answer) string {
	return cmp.Or(a.Confirm(), "the command's risk is "+a.Risk.Level.String())
}

func (s State) missingHeadline() (Line, string) {
	if f := s.failure; f != nil {
		return Line{gate.VisibleLine(f.Message, maxLine), ToneDanger}, gate.VisibleLine(f.Hint, maxLine)
	}
	name := cmp.Or(gate.VisibleLine(s.model.Name, maxLine), "the model")
	if !s.model.CanPull {
		return Line{name + " isn't here", ToneCaution}, ""
	}
	if s.model.Here {
		return Line{name + " is here", ToneGood}, ""
	}
	if left := s.model.Left; left > 0 && s.model.Bytes > 0 {
		return Line{fmt.Sprintf("%s is partly here: %s of %s", name, models.FormatBytes(left), models.FormatBytes(s.model.Bytes)), ToneCaution}, ""
	}
	if s.options.Welcome {
		return Line{"Welcome to Caro: say what you want to do, and it writes the command", ToneGood},
			"first it needs a model: " + name + " is downloaded once, and then nothing leaves this machine"
	}
	return Line{name + " isn't here yet", ToneCaution}, "Caro needs it to answer, and then works without the network"
}

// hotkeyHint tells who sees Caro for the first time how to come back.
func (s State) hotkeyHint() string {
	if !s.options.Welcome || s.options.Hotkey == "" {
		return ""
	}
	return gate.VisibleLine(s.options.Hotkey, maxLine) + " opens this window from anywhere, and closes it"
}

// modelChoices are the models to choose from.
func (s State) modelChoices() []ModelChoice {
	list := []ModelChoice{}
	if s.phase != missing || len(s.model.Choices) < 2 {
		return list
	}
	for _, m := range s.model.Choices {
		c := ModelChoice{Name: gate.VisibleLine(cmp.Or(m.Name, m.ID), maxLine), Words: gate.VisibleLine(m.Suits, maxLine), Current: m.ID == s.model.ID}
		if m.Bytes > 0 {
			c.Size = models.FormatBytes(m.Bytes)
		}
		if m.Here {
			c.Words = strings.TrimPrefix(c.Words+" · here", " · ")
		}
		list = append(list, c)
	}
	return list
}

// drawAnswer puts the command that is shown into the view.
func (s State) drawAnswer(v *View) {
	c := s.choice()
	text := c.answer.Command
	if s.editing || text == "" {
		text = s.edited
	}
	spans := Highlight(text)
	v.Command = Command{Text: gate.Visible(text, gate.MaxCommandBytes), Spans: spans}
	if v.Command.Text != text {
		v.Command.Spans = []Span{} // they are of another text
	}
	if s.editing {
		v.Command.Text = text // the field's own, as it was typed
	}
	v.Alternatives = s.alternatives()
	if !c.judged {
		return
	}
	v.Badge = badge(c.answer.Risk.Level)
	v.Explanation = gate.VisibleLine(cmp.Or(c.explanation, c.answer.Sentence), maxLine)
	v.Parts = parts(c.answer, spans)
	for _, f := range c.answer.Risk.Findings {
		v.Reasons = append(v.Reasons, Reason{
			Line:  Line{gate.VisibleLine(f.Message, maxLine), badge(f.Level).Tone},
			Safer: gate.VisibleLine(f.Safer, maxLine), Start: f.Start, End: f.End,
		})
	}
	v.Notes = notes(c)
	if c.answer.Command == "" {
		v.Badge, v.Parts = Badge{Tone: TonePlain}, []Part{}
	}
}

// parts are the pieces of a command; neighbours that mean the same are one.
func parts(a core.Answer, spans []Span) []Part {
	list := []Part{}
	for _, p := range a.Parts {
		if last := len(list) - 1; last >= 0 && list[last].Meaning == p.Meaning && p.End <= len(a.Command) {
			list[last].End = p.End
			list[last].Text = gate.VisibleLine(a.Command[list[last].Start:p.End], maxLine)
			continue
		}
		list = append(list, Part{
			Text: gate.VisibleLine(p.Text, maxLine), Meaning: gate.VisibleLine(p.Meaning, maxLine),
			Start: p.Start, End: p.End, Kind: kindAt(spans, p.Start),
		})
	}
	return list
}

func notes(c choice) []Line {
	list := []Line{}
	for _, n := range c.answer.Notes {
		list = append(list, Line{gate.VisibleLine(n, maxLine), TonePlain})
	}
	if c.unexplained != "" {
		list = append(list, Line{"not explained: " + gate.VisibleLine(c.unexplained, maxLine), ToneCaution})
	}
	return list
}

// kindAt is what stands at a place of the command.
func kindAt(spans []Span, at int) Kind {
	i := slices.IndexFunc(spans, func(s Span) bool { return s.Start <= at && at < s.End })
	if i < 0 {
		return ""
	}
	return spans[i].Kind
}

func (s State) alternatives() []Alternative {
	list := []Alternative{}
	if len(s.choices) < 2 {
		return list
	}
	for i, c := range s.choices {
		text := gate.Visible(c.answer.Command, gate.MaxCommandBytes)
		list = append(list, Alternative{Text: text, Spans: Highlight(text), Badge: badge(c.answer.Risk.Level), Current: i == s.current})
	}
	return list
}

// badges are the levels in words; see docs/safety.md.
var badges = map[gate.Level]Badge{
	gate.LevelUnknown:  {"unknown risk", "what it does can't be known without running it", ToneCaution},
	gate.LevelSafe:     {"safe", "it reads, prints or lists", ToneGood},
	gate.LevelModerate: {"moderate", "it changes named things, within bounds", ToneInfo},
	gate.LevelHigh:     {"high risk", "it can lose work, hits many things or is hard to undo", ToneWarning},
	gate.LevelCritical: {"critical", "it can destroy a system, a home folder or a disk", ToneDanger},
}

func badge(l gate.Level) Badge {
	if b, ok := badges[l]; ok {
		return b
	}
	return badges[gate.LevelUnknown]
}

// announce is what a screen reader says: the outcome, not each step.
func (s State) announce(v View) string {
	var list []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				list = append(list, t)
			}
		}
	}
	switch v.Phase {
	case PhaseTyping, PhaseEditing, PhaseClosed:
		return ""
	case PhaseAsking:
		if s.restarted != "" {
			return s.restarted
		}
		return "asking"
	case PhaseDownloading:
		return "downloading the model"
	case PhaseMissing, PhaseFailed, PhaseClarify:
		add(v.Headline.Text, v.Hint)
	case PhaseCopied:
		add(v.Headline.Text)
	default:
		add(v.Command.Text, v.Badge.Text)
		for _, r := range v.Reasons {
			add(r.Text)
		}
		add(v.Headline.Text, v.Hint, v.Word.Label)
		if v.Phase == PhaseBlocked || v.Phase == PhaseAnswered {
			add(v.Explanation)
		}
	}
	for i, text := range list {
		if !strings.ContainsAny(text[len(text)-1:], ".?!…") {
			list[i] += "."
		}
	}
	return strings.Join(list, " ")
}
