package ask

import (
	"errors"
	"slices"
	"strings"
	"time"

	"caro/core"
	"caro/core/backend"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/models"
)

// What comes back from commands. at is when.
type (
	// progressed tells how a call to the model goes.
	progressed struct {
		number int
		event  backend.Event
	}
	// prepared says that there is nothing more to do ahead.
	prepared struct{ number int }
	// came is the end of a request.
	came struct {
		number int
		answer core.Answer
		err    error
		at     time.Time
	}
	// explained is the end of an explanation.
	explained struct {
		number int
		text   string
		err    error
	}
	// judged is what was found out about a command.
	judged struct {
		number int
		answer core.Answer
		at     time.Time
	}
	// wasCopied is the end of a copy; only a nil error means that it was read back.
	wasCopied struct {
		number int
		err    error
	}
	// pulled tells of the download; last is set at its end.
	pulled struct {
		number int
		news   models.Event
		last   bool
		err    error
	}
	// seen is what is known of the model.
	seen struct {
		model Model
		err   error
	}
	// recalled are the requests of earlier sessions, oldest first.
	recalled struct{ queries []string }
)

// maxStream bounds what is kept of a stream, in bytes.
const maxStream = 16 << 10

func (e progressed) happen(t *turn) {
	if !t.waits(e.number, answering) {
		return
	}
	switch e.event.Kind {
	case backend.EventLoading:
		t.loading = e.event.Fraction
	case backend.EventToken:
		t.restarted = ""
		if len(t.stream) < maxStream {
			t.stream += e.event.Text
		}
	case backend.EventComparing:
		t.comparing = true
	case backend.EventRestart:
		t.comparing = false
		t.stream, t.loading, t.restarted = "", 0, restartWords(e.event.Text)
	}
}

// restartWords says that a request is tried once more; why is what became of the try
// before.
func restartWords(why string) string {
	if strings.HasPrefix(why, "the engine") {
		return "the engine stopped; starting it again…"
	}
	return gate.VisibleLine(why, maxLine) + "; trying again…"
}

func (e prepared) happen(t *turn) {
	if t.waits(e.number, preparing) {
		t.flight = 0
	}
}

func (e came) happen(t *turn) {
	if !t.waits(e.number, answering) {
		return
	}
	t.flight, t.now = 0, e.at
	t.stream, t.restarted, t.comparing = "", "", false
	if e.err != nil {
		t.unanswered(e.err)
		return
	}
	t.model.Here = true
	t.choices = []choice{{answer: e.answer, judged: true}}
	for _, a := range e.answer.Alternatives {
		other := e.answer
		other.Command, other.Risk, other.Parts, other.Notes = a.Command, core.Risk{Level: a.Risk}, nil, nil
		t.choices = append(t.choices, choice{answer: other})
	}
	t.current = 0
	t.do(remember{e.answer})
	if e.answer.Command == "" {
		t.phase = clarify
		return
	}
	t.phase = answered
	if t.options.Copy {
		t.askCopy()
	}
	t.explained()
}

// unanswered is what becomes of a request that failed.
func (t *turn) unanswered(err error) {
	found := fault.From(err, fault.Failed)
	switch found.Code {
	case fault.Interrupted:
		t.drop()
		t.phase = typing
	case fault.ModelMissing, fault.ModelDamaged:
		t.model.Here, t.wanted = false, true
		t.phase = missing
		if found.Code == fault.ModelDamaged || !t.model.CanPull {
			t.failure = found
		}
		t.do(look{})
	default:
		t.failure, t.phase = found, failed
	}
}

func (e explained) happen(t *turn) {
	if !t.waits(e.number, explaining) {
		return
	}
	t.flight = 0
	c := t.choice()
	if e.err != nil {
		c.unexplained = fault.From(e.err, fault.Failed).Message
	} else {
		c.explanation = e.text
	}
	t.setChoice(c)
}

func (e judged) happen(t *turn) {
	if e.number == 0 || e.number != t.judging {
		return
	}
	t.judging, t.now = 0, e.at
	c := t.choice()
	e.answer.Model, e.answer.Device, e.answer.Timing = c.answer.Model, c.answer.Device, c.answer.Timing
	e.answer.Alternatives = c.answer.Alternatives
	c.answer, c.judged = e.answer, true
	t.setChoice(c)
	if t.editing {
		return
	}
	t.explained()
	if t.wantCopy {
		t.wantCopy = false
		t.askCopy()
	}
}

func (e wasCopied) happen(t *turn) {
	if e.number == 0 || e.number != t.copying {
		return
	}
	t.copying = 0
	if e.err != nil {
		t.uncopied = fault.From(e.err, fault.Failed)
		var unsure interface{ Unsure() bool }
		t.unsure = errors.As(e.err, &unsure) && unsure.Unsure()
		return
	}
	kept := t.choice().answer
	kept.Copied = true
	t.do(remember{kept})
	t.copied, t.result = true, kept.Command
	if t.options.Once {
		t.leave()
	}
}

func (e pulled) happen(t *turn) {
	if e.number == 0 || e.number != t.pulling {
		return
	}
	if !e.last {
		t.news = e.news
		return
	}
	t.pulling = 0
	var paused *models.PausedError
	switch {
	case e.err == nil:
		t.model.Here, t.model.Left = true, 0
		t.phase = typing
		if t.wanted && !t.blank() {
			t.wanted = false
			t.begin(t.query())
		}
		return
	case errors.As(e.err, &paused):
		t.model.Left = paused.Done
	default:
		t.failure = fault.From(e.err, fault.Failed)
		t.model.Left = max(t.model.Left, t.news.Done)
	}
	t.phase = missing
}

func (e seen) happen(t *turn) {
	if e.err != nil {
		return // the first request says what is wrong
	}
	t.model, t.configured = e.model, e.model.ID
	switch {
	case t.phase == typing && !e.model.Here && e.model.CanPull:
		t.land()
		t.phase = missing
	case t.phase == missing && e.model.Here:
		t.phase, t.failure = typing, nil
	}
}

func (e recalled) happen(t *turn) {
	draft := t.query()
	t.setHistory(append(slices.Clone(e.queries), t.history...), draft)
}
