package ask

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"caro/core"
	"caro/core/backend"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/models"
)

var fuzzCommands = []string{safeCommand, moderateCommand, highCommand, criticalCommand, unknownCommand, twoLines, "ls \u202e", "", "ls '"}

// monkey does what a sequence of bytes says, and watches what may never happen.
type monkey struct {
	*story
	t       *testing.T
	bytes   []byte
	flights []int // calls to the model under way
	posed   time.Time
	before  View
	copies  int // with a person's confirmation
}

func (m *monkey) next() int {
	if len(m.bytes) == 0 {
		return 0
	}
	b := m.bytes[0]
	m.bytes = m.bytes[1:]
	return int(b)
}

// FuzzSession: whatever happens in whatever order, nothing panics, there is one call to
// the model at most, and no command is copied that the gate doesn't let.
func FuzzSession(f *testing.F) {
	for i := range 9 {
		f.Add([]byte{1, 40, 1, 3, 1, 30, byte(i), 3, 5, 3, 200, 15, 5}, uint8(i), uint8(i))
		f.Add([]byte{30, byte(i), 5, 100, 1, byte(i), 33, 3, 200, 7, 5, 1, 31}, uint8(i), uint8(15-i))
	}
	f.Fuzz(func(t *testing.T, steps []byte, safety, options uint8) {
		play(t, steps[:min(len(steps), 400)], safety, options)
	})
}

func play(t *testing.T, steps []byte, safety, options uint8) (copies int) {
	o := Options{Copy: options&1 > 0, Explain: options&2 > 0, Once: options&4 > 0, FollowUps: options&8 > 0}
	m := &monkey{story: begin(o), t: t, bytes: steps}
	m.safety = gate.Safety(safety % 3)
	m.before = m.View()
	for len(m.bytes) > 0 {
		m.step()
	}
	return m.copies
}

// TestRandomEvents is FuzzSession with the same random sequences each time.
func TestRandomEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	copies := 0
	for i := range 400 {
		steps := make([]byte, 300)
		for i := range steps {
			steps[i] = byte(random.UintN(256))
		}
		copies += play(t, steps, uint8(i), uint8(random.UintN(16)))
	}
	if copies < 100 {
		t.Errorf("only %d copies were tried: the sequences prove little", copies)
	}
}

func (m *monkey) step() {
	e := m.event()
	m.State, m.last = m.State.next(e)
	for _, c := range m.last {
		m.watch(e, c)
	}
	m.landed(e)
	if len(m.flights) > 1 {
		m.t.Fatalf("%d calls to the model at once", len(m.flights))
	}
	if m.flight != 0 && !slices.Contains(m.flights, m.flight) {
		m.t.Fatalf("waits for call %d, under way are %v", m.flight, m.flights)
	}
	after := m.View()
	asked := func(v View) bool { return v.Phase == PhaseConfirming }
	if asked(after) && (!asked(m.before) || after.Command.Text != m.before.Command.Text) {
		m.posed = m.clock
	}
	checkView(m.t, after)
	m.before = after
}

// watch looks at a command before it is done.
func (m *monkey) watch(e event, c command) {
	switch c := c.(type) {
	case prepare:
		m.flights = append(m.flights, c.number)
	case ask:
		m.flights = append(m.flights, c.number)
	case explain:
		m.flights = append(m.flights, c.number)
	case stop:
		m.flights = slices.DeleteFunc(m.flights, func(n int) bool { return n == c.number })
	case copying:
		m.mayCopy(e, c)
	}
}

// mayCopy checks a copy by the gate, and its consent by what was on the screen.
func (m *monkey) mayCopy(e event, c copying) {
	answer := new(core.Assistant).Judge(c.answer.Command, core.Request{Safety: m.safety})
	needs, ok := answer.Needs()
	if !ok || c.consent < needs {
		m.t.Fatalf("copies %q with consent %d, needs %d, %v", c.answer.Command, c.consent, needs, ok)
	}
	if c.consent == core.Asked {
		return
	}
	m.copies++
	if _, person := e.(did); !person || m.before.Phase != PhaseConfirming || m.before.Command.Text != c.answer.Command {
		m.t.Fatalf("copies %q without a question: %T at %s", c.answer.Command, e, m.before.Phase)
	}
	if m.clock.Sub(m.posed) < settle {
		m.t.Fatalf("copies %q %v after the question", c.answer.Command, m.clock.Sub(m.posed))
	}
	if c.consent == core.Spelled && !isYes(m.before.Word.Text) {
		m.t.Fatalf("copies %q for the word %q", c.answer.Command, m.before.Word.Text)
	}
}

// landed takes out the calls that an event ends.
func (m *monkey) landed(e event) {
	number := 0
	switch e := e.(type) {
	case came:
		number = e.number
	case prepared:
		number = e.number
	case explained:
		number = e.number
	}
	m.flights = slices.DeleteFunc(m.flights, func(n int) bool { return n == number })
}

func (m *monkey) event() event {
	kind := m.next()
	m.clock = m.clock.Add(time.Duration(kind*kind) * time.Millisecond / 8)
	switch {
	case kind >= 220:
		return m.onwards()
	case kind < 120:
		return m.action(kind)
	case kind < 200:
		return m.result(kind)
	}
	switch errs := []error{nil, errors.New("x"), fault.New(fault.ModelMissing, "m", ""), fault.New(fault.Interrupted, "i", "")}; kind % 3 {
	case 0:
		return wasCopied{m.copying, errs[m.next()%2]}
	case 1:
		return came{m.of(answering, m.flight), core.Answer{Clarify: "?"}, errs[m.next()%4], m.clock}
	}
	return presented{"q", fuzzCommands[m.next()%len(fuzzCommands)], m.clock}
}

// onwards is the event that leads on to a copy.
func (m *monkey) onwards() event {
	act := func(a Action, text string) event { return did{a, text, m.clock} }
	switch v := m.before; {
	case v.Phase == PhaseAsking:
		return came{m.of(answering, m.flight), m.judge(fuzzCommands[m.next()%len(fuzzCommands)]), nil, m.clock}
	case v.Focus == FocusWord && !isYes(v.Word.Text):
		return act(Word, "yes")
	case v.Phase == PhaseConfirming && m.next()%2 == 0:
		return act(Confirm, "")
	case v.Phase == PhaseTyping && v.Query.Text == "":
		return act(Type, "x")
	case v.Phase == PhaseCopied:
		return act(Again, "")
	case v.Phase == PhaseClosed:
		return act(Open, "")
	}
	return act(Enter, "")
}

func (m *monkey) action(kind int) event {
	all := []Action{Type, Change, Word, Enter, Enter, Enter, Escape, Confirm, Decline, Edit, Next, Previous, Explain, FollowUp, Again, Older, Newer, Open, Close}
	a := all[kind%len(all)]
	text := ""
	switch a {
	case Type:
		text = []string{"", "x", "y", "list \xff"}[m.next()%4]
	case Word:
		text = []string{"", "y", "yes", "YES "}[m.next()%4]
	case Change:
		text = fuzzCommands[m.next()%len(fuzzCommands)]
	}
	return did{a, text, m.clock}
}

// of is a number that a result of this kind can have: that of a call of another kind
// can't come back so.
func (m *monkey) of(kind flightKind, number int) int {
	if number == m.flight && m.kind != kind {
		return 0
	}
	return number
}

func (m *monkey) result(kind int) event {
	number := m.flight
	if m.next()%4 == 0 {
		number = m.next() % 8 // one that may count no more
	}
	switch kind % 8 {
	case 0:
		return prepared{m.of(preparing, number)}
	case 1, 2:
		a := m.judge(fuzzCommands[m.next()%len(fuzzCommands)])
		for range m.next() % 3 {
			a.Alternatives = append(a.Alternatives, core.Alternative{Command: fuzzCommands[m.next()%len(fuzzCommands)]})
		}
		return came{m.of(answering, number), a, nil, m.clock}
	case 3:
		return explained{m.of(explaining, number), "It does.", nil}
	case 4:
		// What a look finds out is of the command that it was asked for.
		for _, c := range m.last {
			if j, ok := c.(judge); ok {
				return judged{j.number, m.judge(j.command), m.clock}
			}
		}
		return judged{m.next(), core.Answer{}, m.clock}
	case 5:
		kinds := []backend.EventKind{backend.EventLoading, backend.EventToken, backend.EventComparing, backend.EventRestart}
		return progressed{number, backend.Event{Kind: kinds[m.next()%3], Text: "l\x1bs '", Fraction: 0.5}}
	case 6:
		return pulled{number: m.pulling, news: models.Event{State: models.Downloading, Percent: 40}, last: m.next()%2 == 0}
	}
	return seen{Model{Name: "M", Here: m.next()%2 == 0, CanPull: m.next()%2 == 0}, nil}
}
