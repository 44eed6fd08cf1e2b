package ask

import (
	"slices"
	"strings"
	"time"

	"caro/core"
	"caro/core/fault"
	"caro/core/models"
)

// Options are what a session is told at its beginning.
type Options struct {
	// Copy has a command that needs no confirmation copied as soon as it is there, and the
	// confirmation of another asked for then. Without it Enter does.
	Copy bool
	// Explain has the model explain each command.
	Explain bool
	// Once closes the session after a copy.
	Once bool
	// FollowUps offers to go on from an answer.
	FollowUps bool
	// Query is what the field of the request holds at first.
	Query string
	// Welcome greets who sees Caro for the first time.
	Welcome bool
	// Hotkey opens the session from anywhere, as it is written here: "⌥⌘K"; "" for none, or
	// for one that needn't be told.
	Hotkey string
}

// Turn is a request with what came of it.
type Turn struct {
	Query   string
	Command string
}

// Model is what a session knows of the model that is to answer.
type Model struct {
	ID    string // what it is called to be fetched or chosen
	Name  string // "Qwen2.5 Coder 1.5B"
	Here  bool   // whether it can answer; false offers the download
	Bytes int64  // its size, 0 where unknown
	Left  int64  // bytes that an earlier download has left to go on from
	// CanPull says that Caro can fetch it.
	CanPull bool
	// Suits says in words how it suits this machine: "fits · recommended"; "" where unknown.
	Suits string
	// Choices are those to choose from while none is here, this one among them.
	Choices []Model
}

// phase is where a session stands.
type phase int

const (
	typing phase = iota
	asking
	answered    // with a command
	clarify     // without one
	failed      // see State.failure
	missing     // there is no model
	downloading // it is coming
	closed
)

const (
	// repeat is the time within which a second Enter is taken for the first one, held
	// down: keyboards wait up to 0.66 s before they repeat a key.
	repeat = 700 * time.Millisecond
	// settle is how long a question has to be there before an answer counts: what comes
	// sooner was meant for something else.
	settle = 400 * time.Millisecond
	// maxHistory is how many requests can be gone back to.
	maxHistory = 500
	// yes is what is typed to copy a critical command.
	yes = "yes"
)

// choice is one command of an answer, the first one or an alternative.
type choice struct {
	answer      core.Answer
	judged      bool // the answer's risk is that of its command
	explanation string
	unexplained string // why the model didn't explain it
}

// State is all that a session knows. Its zero value isn't ready: see newState. It is a
// value: none of what it holds is changed in place.
type State struct {
	options Options
	phase   phase
	model   Model
	now     time.Time // of the last event

	// History is as in a shell: lines are the requests, oldest first, and behind them what
	// is being typed. One that is gone back to and changed keeps the change until a
	// request is asked.
	history []string
	lines   []string
	line    int

	thread []Turn // that the next request goes on from

	// flight is the number of the one call to the model that is under way, 0 for none.
	flight  int
	kind    flightKind
	numbers int // the last number given

	asked     string // the request under way or answered
	loading   float64
	stream    string // what was written of the answer
	comparing bool   // the stream is in doubt, and others are looked at
	restarted string // why the request is tried once more, in words; "" when it isn't
	failure   *fault.Error

	choices  []choice
	current  int
	editing  bool
	edited   string // the text in the field
	unedited choice // what there was before
	judging  int    // number of the look at a changed command that counts
	wantCopy bool   // once it is judged

	question bool      // whether to copy all the same
	posed    time.Time // when
	word     string
	copying  int // number of the copy under way
	copied   bool
	uncopied *fault.Error
	unsure   bool      // uncopied says that it may be copied all the same
	result   string    // what was copied last
	entered  time.Time // when Enter was pressed last

	configured string // ID of the model of the settings
	pulling    int    // number of the download
	news       models.Event
	wanted     bool // the request is asked when the model is here
}

type flightKind int

const (
	preparing flightKind = iota
	answering
	explaining
)

func newState(o Options) State {
	return State{options: o, lines: []string{o.Query}}
}

// next is the state after an event, and what is to be done for it, in this order.
func (s State) next(e event) (State, []command) {
	t := turn{State: s}
	e.happen(&t)
	return t.State, t.commands
}

// event is something that happens: a person's action or what came of a command.
type event interface{ happen(t *turn) }

// turn is one step from a state to the next.
type turn struct {
	State
	commands []command
}

func (t *turn) do(c command) { t.commands = append(t.commands, c) }

func (t *turn) number() int {
	t.numbers++
	return t.numbers
}

// land ends the call to the model that is under way.
func (t *turn) land() {
	if t.flight != 0 {
		t.do(stop{t.flight})
		t.flight = 0
	}
}

// launch ends the call under way and gives the number of another.
func (t *turn) launch(kind flightKind) int {
	t.land()
	t.flight, t.kind = t.number(), kind
	return t.flight
}

// waits reports whether a call to the model is the one under way.
func (s State) waits(number int, kind flightKind) bool {
	return number != 0 && number == s.flight && kind == s.kind
}

// query is what the field of the request holds.
func (s State) query() string { return s.lines[s.line] }

// blank reports whether it holds no request.
func (s State) blank() bool { return strings.TrimSpace(s.query()) == "" }

// setQuery changes what the field holds.
func (t *turn) setQuery(text string) {
	t.lines = slices.Clone(t.lines)
	t.lines[t.line] = text
}

// remember puts a request behind the others, and begins a new line that holds it.
func (t *turn) remember(query string) {
	if len(t.history) == 0 || t.history[len(t.history)-1] != query {
		t.history = append(slices.Clone(t.history), query)
	}
	t.setHistory(t.history, query)
}

func (t *turn) setHistory(list []string, draft string) {
	t.history = list[max(0, len(list)-maxHistory):]
	t.lines = append(slices.Clone(t.history), draft)
	t.line = len(t.lines) - 1
}

// choice is the command that is shown.
func (s State) choice() choice {
	if s.current < len(s.choices) {
		return s.choices[s.current]
	}
	return choice{}
}

// setChoice changes the command that is shown.
func (t *turn) setChoice(c choice) {
	t.choices = slices.Clone(t.choices)
	t.choices[t.current] = c
}

// drop forgets the answer.
func (t *turn) drop() {
	t.unask()
	t.choices, t.current = nil, 0
	t.editing, t.edited, t.unedited, t.judging, t.wantCopy = false, "", choice{}, 0, false
	t.asked, t.stream, t.loading, t.restarted, t.comparing, t.failure = "", "", 0, "", false, nil
}

// unask forgets the question and what came of the copy.
func (t *turn) unask() {
	t.question, t.word = false, ""
	t.copying, t.copied, t.uncopied = 0, false, nil
}
