package ask

import (
	"slices"
	"strings"
	"time"

	"caro/core"
	"caro/core/fault"
)

// did is an action of a person's.
type did struct {
	action Action
	text   string
	at     time.Time
}

var actions = map[Action]func(*turn, string){
	Type:     (*turn).typed,
	Change:   (*turn).changed,
	Word:     func(t *turn, text string) { t.word = text },
	Enter:    (*turn).enter,
	Escape:   func(t *turn, _ string) { t.escape() },
	Confirm:  func(t *turn, _ string) { t.confirm(core.Confirmed) },
	Decline:  func(t *turn, _ string) { t.question, t.word = false, "" },
	Edit:     func(t *turn, _ string) { t.edit() },
	Next:     func(t *turn, _ string) { t.step(+1) },
	Previous: func(t *turn, _ string) { t.step(-1) },
	Explain:  func(t *turn, _ string) { t.explain() },
	FollowUp: func(t *turn, _ string) { t.followUp() },
	Again:    func(t *turn, _ string) { t.again() },
	Older:    func(t *turn, _ string) { t.recall(-1) },
	Newer:    func(t *turn, _ string) { t.recall(+1) },
	Close:    func(t *turn, _ string) { t.leave() },
}

func (e did) happen(t *turn) {
	t.now = e.at
	if t.phase == closed {
		if e.action == Open {
			t.open()
		}
		return
	}
	if act := actions[e.action]; act != nil {
		act(t, e.text)
	}
}

// presented shows a command from elsewhere, such as the history, and asks for its copy.
type presented struct {
	query, command string
	at             time.Time
}

func (e presented) happen(t *turn) {
	t.now = e.at
	t.leave()
	t.setHistory(t.history, e.query)
	t.phase, t.asked = answered, e.query
	t.choices = []choice{{answer: core.Answer{Query: e.query, Command: e.command}}}
	t.edited, t.wantCopy = e.command, true
	t.judge(e.command)
}

// open shows the session anew: what was being typed is there, an old answer isn't.
func (t *turn) open() {
	t.phase = typing
	t.do(look{})
}

// typed takes a change of the request. An answer to another one goes.
func (t *turn) typed(text string) {
	if text == t.query() {
		return
	}
	t.setQuery(text)
	t.retyped()
}

// retyped works ahead for what the field holds now.
func (t *turn) retyped() {
	switch t.phase {
	case missing, downloading:
		return
	}
	t.drop()
	t.phase = typing
	if t.blank() {
		t.land()
		return
	}
	number := t.launch(preparing)
	t.do(prepare{number, t.query(), t.thread})
}

func (t *turn) recall(step int) {
	switch {
	case t.editing:
		return
	case t.phase == missing: // there is no going back to a request that wasn't answered
		t.choose(step)
		return
	}
	line := t.line
	for line += step; line >= 0 && line < len(t.lines); line += step {
		if t.lines[line] != t.query() { // the one just asked stands there twice
			t.line = line
			t.retyped()
			return
		}
	}
}

func (t *turn) enter(string) {
	held := !t.entered.IsZero() && t.now.Sub(t.entered) < repeat
	t.entered = t.now
	switch t.phase {
	case typing:
		if !t.blank() {
			t.begin(t.query())
		} else if !t.model.Here && t.model.CanPull {
			t.phase = missing
		}
	case answered:
		t.enterAnswer(held)
	case clarify, failed:
		if !held {
			t.again()
		}
	case missing:
		if !held && t.model.CanPull {
			t.download()
		}
	case downloading:
		t.wanted = !t.blank()
	}
}

// begin asks.
func (t *turn) begin(query string) {
	t.drop()
	if err := (core.Request{Query: query}).Check(); err != nil {
		t.land()
		t.fail(err)
		return
	}
	t.remember(query)
	t.asked, t.phase = query, asking
	number := t.launch(answering)
	t.do(ask{number, query, t.thread})
}

func (t *turn) fail(err error) {
	t.failure = fault.From(err, fault.Failed)
	t.phase = failed
}

func (t *turn) again() {
	switch t.phase {
	case answered, clarify, failed:
		if !t.blank() {
			t.begin(t.query())
		}
	}
}

func (t *turn) enterAnswer(held bool) {
	switch {
	case t.editing:
		t.editing = false
		if t.judging != 0 {
			t.wantCopy = true
			return
		}
		t.explained()
		t.askCopy()
	case t.question && t.needs() == core.Spelled:
		if isYes(t.word) {
			t.confirm(core.Spelled)
		}
	case t.question && held:
	case t.question:
		t.confirm(core.Confirmed)
	default:
		t.askCopy()
	}
}

// isYes reports whether the word was typed out.
func isYes(word string) bool { return strings.EqualFold(strings.TrimSpace(word), yes) }

// needs is how much consent the command that is shown asks for.
func (s State) needs() core.Consent {
	c, _ := s.choice().answer.Needs()
	return c
}

// copyable reports whether the command that is shown may be copied at all.
func (s State) copyable() bool {
	c := s.choice()
	_, ok := c.answer.Needs()
	return s.phase == answered && c.judged && ok
}

// askCopy copies what needs no confirmation, and asks for one otherwise.
func (t *turn) askCopy() {
	if !t.copyable() || t.copying != 0 {
		return
	}
	t.unask()
	if t.needs() == core.Asked {
		t.copy(core.Asked)
		return
	}
	t.question, t.posed = true, t.now
}

// confirm takes a person's word for the command that is shown.
func (t *turn) confirm(given core.Consent) {
	if !t.question || t.editing || t.copying != 0 || t.now.Sub(t.posed) < settle || given < t.needs() || !t.copyable() {
		return
	}
	t.copy(given)
}

func (t *turn) copy(given core.Consent) {
	t.unask()
	t.copying = t.number()
	t.do(copying{t.copying, t.choice().answer, given})
}

func (t *turn) escape() {
	switch {
	case t.phase == asking:
		t.land()
		t.drop()
		t.phase = typing
	case t.editing:
		t.editing, t.judging = false, 0
		t.setChoice(t.unedited)
		t.explained()
	case t.question:
		t.question, t.word = false, ""
	case t.phase == downloading:
		t.do(stop{t.pulling})
		t.pulling, t.phase = 0, missing
		t.model.Left = max(t.model.Left, t.news.Done)
	case t.phase == typing && len(t.thread) > 0:
		t.thread = nil
	default:
		t.leave()
	}
}

// leave ends all that is under way.
func (t *turn) leave() {
	t.land()
	if t.pulling != 0 {
		t.do(stop{t.pulling})
		t.pulling = 0
	}
	t.drop()
	t.thread, t.phase, t.wanted = nil, closed, false
}

func (t *turn) edit() {
	if t.phase != answered || t.editing || t.copying != 0 {
		return
	}
	t.unask()
	t.editing, t.wantCopy, t.unedited = true, false, t.choice()
	if command := t.choice().answer.Command; command != "" {
		t.edited = command
	}
}

// changed takes a change of the command: all that was said of it holds no more.
func (t *turn) changed(text string) {
	if t.phase != answered || !t.editing || text == t.edited {
		return
	}
	t.edited = text
	if t.flight != 0 && t.kind == explaining {
		t.land()
	}
	c := t.choice()
	c.judged, c.explanation, c.unexplained = false, "", ""
	t.setChoice(c)
	t.judge(text)
}

func (t *turn) judge(text string) {
	t.judging = t.number()
	t.do(judge{t.judging, t.asked, text})
}

// explained has a command explained that wasn't yet, where all are to be.
func (t *turn) explained() {
	if t.options.Explain {
		t.explain()
	}
}

// step goes on in the list that is shown: of commands, or of models.
func (t *turn) step(by int) {
	if t.phase == missing {
		t.choose(by)
		return
	}
	t.show(t.current + by)
}

// choose chooses another model than the one that isn't here.
func (t *turn) choose(by int) {
	list := t.model.Choices
	at := t.chosen() + by
	if at < 0 || at >= len(list) {
		return
	}
	t.model, t.failure = list[at], nil
	t.model.Choices = list
}

// chosen is the place of the model in the list to choose from.
func (s State) chosen() int {
	return slices.IndexFunc(s.model.Choices, func(m Model) bool { return m.ID == s.model.ID })
}

// show shows another alternative.
func (t *turn) show(i int) {
	if t.phase != answered || t.editing || i < 0 || i >= len(t.choices) || i == t.current {
		return
	}
	t.unask()
	if t.flight != 0 && t.kind == explaining {
		t.land()
	}
	t.current, t.wantCopy, t.judging = i, false, 0
	if !t.choice().judged {
		t.judge(t.choice().answer.Command)
		return
	}
	t.explained()
}

func (t *turn) explain() {
	c := t.choice()
	if t.phase != answered || t.editing || !c.judged || c.answer.Command == "" || c.explanation != "" || t.flight != 0 && t.kind == explaining {
		return
	}
	c.unexplained = ""
	t.setChoice(c)
	number := t.launch(explaining)
	t.do(explain{number, c.answer})
}

func (t *turn) followUp() {
	if t.phase != answered || !t.options.FollowUps || t.editing {
		return
	}
	t.thread = append(t.thread[:len(t.thread):len(t.thread)], Turn{t.asked, t.choice().answer.Command})
	t.land()
	t.setHistory(t.history, "")
	t.drop()
	t.phase = typing
}

func (t *turn) download() {
	t.failure = nil
	t.wanted = !t.blank()
	t.pulling, t.phase = t.number(), downloading
	use := ""
	if t.model.ID != t.configured {
		use = t.model.ID
	}
	t.do(pull{t.pulling, use})
}
