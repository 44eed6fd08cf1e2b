package ask

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"caro/core"
	"caro/core/backend"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/models"
)

// The commands of the tests, by the level that package shell finds for them.
const (
	safeCommand     = `find . -name "*.log" | wc -l`
	moderateCommand = "mkdir -p build/out"
	highCommand     = "rm -r ~/Documents/old"
	criticalCommand = "rm -rf /"
	unknownCommand  = "./deploy.sh --now"
	twoLines        = "cd build\nls"
)

// story is a state with what happened to it.
type story struct {
	State
	safety gate.Safety
	last   []command // of the last event
	all    []string
	clock  time.Time
}

func begin(o Options) *story {
	return &story{State: newState(o), clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// judged is what the assistant finds out about a command, by its real rules.
func (s *story) judge(command string) core.Answer {
	return new(core.Assistant).Judge(command, core.Request{Query: s.asked, Safety: s.safety})
}

func (s *story) happen(e event) *story {
	s.State, s.last = s.next(e)
	for _, c := range s.last {
		s.all = append(s.all, words(c))
	}
	return s
}

// do takes an action a good while after the one before.
func (s *story) do(a Action, text ...string) *story {
	return s.doAfter(10*time.Second, a, text...)
}

func (s *story) doAfter(d time.Duration, a Action, text ...string) *story {
	s.clock = s.clock.Add(d)
	return s.happen(did{a, strings.Join(text, " "), s.clock})
}

// answer ends the request under way with a command.
func (s *story) answer(command string, alternatives ...string) *story {
	a := s.judge(command)
	for _, other := range alternatives {
		a.Alternatives = append(a.Alternatives, core.Alternative{Command: other, Risk: s.judge(other).Risk.Level})
	}
	a.Model, a.Device = "qwen2.5-coder-1.5b", "CPU"
	return s.answerWith(a, nil)
}

func (s *story) answerWith(a core.Answer, err error) *story {
	s.clock = s.clock.Add(time.Second)
	return s.happen(came{s.flight, a, err, s.clock})
}

// asked brings a request to its answer.
func (s *story) ask(command string, alternatives ...string) *story {
	return s.do(Type, "do it").do(Enter).answer(command, alternatives...)
}

// look ends the look at a changed command.
func (s *story) look() *story {
	for _, c := range s.last {
		if j, ok := c.(judge); ok {
			return s.happen(judged{j.number, s.judge(j.command), s.clock})
		}
	}
	panic("there is no look under way")
}

func (s *story) copied() *story { return s.happen(wasCopied{s.copying, nil}) }

func (s *story) stream(text string) *story {
	return s.happen(progressed{s.flight, backend.Event{Kind: backend.EventToken, Text: text}})
}

// words is a command in short.
func words(c command) string {
	switch c := c.(type) {
	case prepare:
		return "prepare " + c.query
	case ask:
		return "ask " + c.query + strings.Repeat(" after", len(c.thread))
	case explain:
		return "explain " + c.answer.Command
	case judge:
		return "judge " + c.command
	case pull:
		return strings.TrimSuffix("pull "+c.use, " ")
	case copying:
		return fmt.Sprintf("copy %s %d", c.answer.Command, c.consent)
	case remember:
		if c.answer.Copied {
			return "remember copied"
		}
		return "remember"
	}
	return strings.TrimPrefix(strings.TrimSuffix(fmt.Sprintf("%T", c), "{}"), "ask.")
}

func (s *story) did() string {
	var list []string
	for _, c := range s.last {
		list = append(list, words(c))
	}
	return strings.Join(list, "; ")
}

// choosable is a model that isn't here, with others that could answer in its place.
var choosable = Model{ID: "medium", Name: "Medium", Bytes: 1117320768, CanPull: true, Suits: "fits · recommended", Choices: []Model{
	{ID: "medium", Name: "Medium", Bytes: 1117320768, CanPull: true, Suits: "fits · recommended"},
	{ID: "large", Name: "Large", Bytes: 4683073888, CanPull: true, Suits: "fits tightly"},
	{ID: "small", Name: "Small", Bytes: 491400064, CanPull: true, Here: true, Suits: "fits"},
}}

func TestTransitions(t *testing.T) {
	auto, explaining := Options{Copy: true}, Options{Explain: true}
	absent := Model{Name: "M", Bytes: 5e9, CanPull: true}
	missingErr := fault.New(fault.ModelMissing, "model m is not here", "")
	for _, test := range []struct {
		name  string
		story *story
		phase Phase
		did   string // for the last event
	}{
		{"nothing", begin(auto), PhaseTyping, ""},
		{"typed", begin(auto).do(Type, "list"), PhaseTyping, "prepare list"},
		{"typed on", begin(auto).do(Type, "list").do(Type, "list f"), PhaseTyping, "stop; prepare list f"},
		{"the same again", begin(auto).do(Type, "list").do(Type, "list"), PhaseTyping, ""},
		{"emptied", begin(auto).do(Type, "list").do(Type, " "), PhaseTyping, "stop"},
		{"enter on nothing", begin(auto).do(Type, " ").do(Enter), PhaseTyping, ""},
		{"asked", begin(auto).do(Type, "list").do(Enter), PhaseAsking, "stop; ask list"},
		{"asked when prepared", begin(auto).do(Type, "list").happen(prepared{1}).do(Enter), PhaseAsking, "ask list"},
		{"too long", begin(auto).do(Type, strings.Repeat("x", 3000)).do(Enter), PhaseFailed, "stop"},
		{"enter while asking", begin(auto).do(Type, "list").do(Enter).do(Enter), PhaseAsking, ""},
		{"cancelled", begin(auto).do(Type, "list").do(Enter).do(Escape), PhaseTyping, "stop"},
		{"typed while asking", begin(auto).do(Type, "list").do(Enter).do(Type, "lists"), PhaseTyping, "stop; prepare lists"},
		{"a late answer", begin(auto).do(Type, "list").do(Enter).do(Escape).happen(came{2, core.Answer{Command: "ls"}, nil, time.Time{}}), PhaseTyping, ""},
		{"closed", begin(auto).do(Escape), PhaseClosed, ""},
		{"closed at once", begin(auto).do(Type, "list").do(Enter).do(Close), PhaseClosed, "stop"},
		{"nothing happens when closed", begin(auto).do(Escape).do(Type, "x"), PhaseClosed, ""},
		{"opened anew", begin(auto).do(Type, "list").do(Escape).do(Open), PhaseTyping, "look"},

		{"safe, copied at once", begin(auto).ask(safeCommand), PhaseAnswered, "remember; copy " + safeCommand + " 0"},
		{"moderate, copied at once", begin(auto).ask(moderateCommand), PhaseAnswered, "remember; copy " + moderateCommand + " 0"},
		{"safe, copied", begin(auto).ask(safeCommand).copied(), PhaseCopied, "remember copied"},
		{"copied by another copy", begin(auto).ask(safeCommand).happen(wasCopied{99, nil}), PhaseAnswered, ""},
		{"copy failed", begin(auto).ask(safeCommand).happen(wasCopied{3, errors.New("no clipboard")}), PhaseAnswered, ""},
		{"once", begin(Options{Copy: true, Once: true}).ask(safeCommand).copied(), PhaseClosed, "remember copied"},
		{"safe, not copied by itself", begin(Options{}).ask(safeCommand), PhaseAnswered, "remember"},
		{"safe, copied by enter", begin(Options{}).ask(safeCommand).do(Enter), PhaseAnswered, "copy " + safeCommand + " 0"},
		{"high asks", begin(auto).ask(highCommand), PhaseConfirming, "remember"},
		{"high, enter again", begin(auto).ask(highCommand).do(Enter), PhaseAnswered, "copy " + highCommand + " 1"},
		{"high, y", begin(auto).ask(highCommand).do(Confirm), PhaseAnswered, "copy " + highCommand + " 1"},
		{"high, y too soon", begin(auto).ask(highCommand).doAfter(settle/2, Confirm), PhaseConfirming, ""},
		{"high, enter held down", begin(auto).ask(highCommand).doAfter(settle/2, Enter).doAfter(repeat-1, Enter).doAfter(30*time.Millisecond, Enter), PhaseConfirming, ""},
		{"high, n", begin(auto).ask(highCommand).do(Decline), PhaseAnswered, ""},
		{"high, escape goes back", begin(auto).ask(highCommand).do(Escape), PhaseAnswered, ""},
		{"high, escape, enter asks again", begin(auto).ask(highCommand).do(Escape).do(Enter), PhaseConfirming, ""},
		{"high, not automatic", begin(Options{}).ask(highCommand), PhaseAnswered, "remember"},
		{"high, not automatic, enter asks", begin(Options{}).ask(highCommand).do(Enter), PhaseConfirming, ""},
		{"high, y before it is asked", begin(Options{}).ask(highCommand).do(Confirm), PhaseAnswered, ""},
		{"unknown asks", begin(auto).ask(unknownCommand), PhaseConfirming, "remember"},
		{"unknown, y", begin(auto).ask(unknownCommand).do(Confirm), PhaseAnswered, "copy " + unknownCommand + " 1"},
		{"two lines ask", begin(auto).ask(twoLines), PhaseConfirming, "remember"},
		{"critical is blocked", begin(auto).ask(criticalCommand), PhaseBlocked, "remember"},
		{"critical, enter", begin(auto).ask(criticalCommand).do(Enter), PhaseBlocked, ""},
		{"critical, y", begin(auto).ask(criticalCommand).do(Confirm), PhaseBlocked, ""},

		{"no command", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{Clarify: "which file?"}, nil), PhaseClarify, "remember"},
		{"asked again", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{Clarify: "?"}, nil).do(Enter), PhaseAsking, "ask x"},
		{"failed", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{}, fault.New(fault.Engine, "it broke", "mend it")), PhaseFailed, ""},
		{"failed, enter held down", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{}, errors.New("no")).do(Enter).answerWith(core.Answer{}, errors.New("no")).doAfter(-time.Second+30*time.Millisecond, Enter), PhaseFailed, ""},
		{"cancelled elsewhere", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{}, fault.New(fault.Interrupted, "interrupted", "")), PhaseTyping, ""},

		{"no model", begin(auto).happen(seen{absent, nil}), PhaseMissing, ""},
		{"no model while typing", begin(auto).do(Type, "x").happen(seen{absent, nil}), PhaseMissing, "stop"},
		{"no model, found out late", begin(auto).do(Type, "x").do(Enter).answerWith(core.Answer{}, missingErr), PhaseMissing, "look"},
		{"download", begin(auto).happen(seen{absent, nil}).do(Enter), PhaseDownloading, "pull"},
		{"downloaded", begin(auto).happen(seen{absent, nil}).do(Enter).happen(pulled{number: 1, last: true}), PhaseTyping, ""},
		{"downloaded for a request", begin(auto).happen(seen{absent, nil}).do(Type, "x").do(Enter).happen(pulled{number: 1, last: true}), PhaseAsking, "ask x"},
		{"download stopped", begin(auto).happen(seen{absent, nil}).do(Enter).do(Escape), PhaseMissing, "stop"},
		{"download failed", begin(auto).happen(seen{absent, nil}).do(Enter).happen(pulled{number: 1, last: true, err: errors.New("no network")}), PhaseMissing, ""},
		{"download paused", begin(auto).happen(seen{absent, nil}).do(Enter).happen(pulled{number: 1, last: true, err: &models.PausedError{Done: 7}}), PhaseMissing, ""},
		{"another model", begin(auto).happen(seen{choosable, nil}).do(Next).do(Enter), PhaseDownloading, "pull large"},
		{"the first model again", begin(auto).happen(seen{choosable, nil}).do(Next).do(Older).do(Enter), PhaseDownloading, "pull"},
		{"no model before the first", begin(auto).happen(seen{choosable, nil}).do(Previous).do(Enter), PhaseDownloading, "pull"},
		{"no model behind the last", begin(auto).happen(seen{choosable, nil}).do(Next).do(Next).do(Next).do(Enter), PhaseDownloading, "pull small"},
		{"another model once more", begin(auto).happen(seen{choosable, nil}).do(Next).do(Enter).happen(pulled{number: 1, last: true, err: errors.New("no network")}).do(Enter), PhaseDownloading, "pull large"},
		{"the failure of one isn't that of another", begin(auto).happen(seen{choosable, nil}).do(Enter).happen(pulled{number: 1, last: true, err: errors.New("no network")}).do(Next), PhaseMissing, ""},
		{"none to choose from", begin(auto).happen(seen{absent, nil}).do(Next).do(Enter), PhaseDownloading, "pull"},
		{"a model came by another way", begin(auto).happen(seen{absent, nil}).happen(seen{Model{Here: true}, nil}), PhaseTyping, ""},

		{"edit", begin(Options{}).ask(safeCommand).do(Edit), PhaseEditing, ""},
		{"edited", begin(Options{}).ask(safeCommand).do(Edit).do(Change, "ls"), PhaseEditing, "judge ls"},
		{"edited and taken", begin(Options{}).ask(safeCommand).do(Edit).do(Change, "ls").look().do(Enter), PhaseAnswered, "copy ls 0"},
		{"edited and taken before it is judged", begin(Options{}).ask(safeCommand).do(Edit).do(Change, "ls").do(Enter), PhaseAnswered, ""},
		{"edited to something high", begin(auto).ask(safeCommand).copied().do(Edit).do(Change, highCommand).look().do(Enter), PhaseConfirming, ""},
		{"edited to something critical", begin(auto).ask(safeCommand).copied().do(Edit).do(Change, criticalCommand).look().do(Enter), PhaseBlocked, ""},
		{"edited to something refused", begin(auto).ask(safeCommand).copied().do(Edit).do(Change, "ls \u202e").look().do(Enter), PhaseBlocked, ""},
		{"edit given up", begin(auto).ask(safeCommand).copied().do(Edit).do(Change, criticalCommand).do(Escape), PhaseAnswered, ""},
		{"changed without an edit", begin(auto).ask(safeCommand).do(Change, "ls"), PhaseAnswered, ""},

		{"alternative", begin(Options{}).ask(safeCommand, "ls", highCommand).do(Next), PhaseAnswered, "judge ls"},
		{"alternative judged and copied", begin(Options{}).ask(safeCommand, "ls").do(Next).look().do(Enter), PhaseAnswered, "copy ls 0"},
		{"alternative copied before it is judged", begin(Options{}).ask(safeCommand, "ls").do(Next).do(Enter), PhaseAnswered, ""},
		{"a dangerous alternative asks", begin(Options{}).ask(safeCommand, highCommand).do(Next).look().do(Enter), PhaseConfirming, ""},
		{"no alternative behind the last", begin(Options{}).ask(safeCommand, "ls").do(Next).look().do(Next), PhaseAnswered, ""},
		{"back", begin(Options{}).ask(safeCommand, "ls").do(Next).look().do(Previous).do(Enter), PhaseAnswered, "copy " + safeCommand + " 0"},
		{"another while asked about one", begin(auto).ask(highCommand, criticalCommand).do(Next).doAfter(time.Second, Confirm), PhaseAnswered, ""},

		{"explained by itself", begin(explaining).ask(safeCommand), PhaseAnswered, "remember; explain " + safeCommand},
		{"explained on demand", begin(Options{}).ask(safeCommand).do(Explain), PhaseAnswered, "explain " + safeCommand},
		{"explained twice", begin(explaining).ask(safeCommand).do(Explain), PhaseAnswered, ""},
		{"explaining ends with the next request", begin(explaining).ask(safeCommand).do(Type, "y"), PhaseTyping, "stop; prepare y"},
		{"explaining ends with an edit", begin(explaining).ask(safeCommand).do(Edit).do(Change, "ls"), PhaseEditing, "stop; judge ls"},
		{"an edit is explained", begin(explaining).ask(safeCommand).do(Edit).do(Change, "ls").look().do(Enter), PhaseAnswered, "explain ls; copy ls 0"},

		{"follow-up", begin(Options{FollowUps: true}).ask(safeCommand).do(FollowUp).do(Type, "only ten").do(Enter), PhaseAsking, "stop; ask only ten after"},
		{"follow-up not offered", begin(Options{}).ask(safeCommand).do(FollowUp), PhaseAnswered, ""},
		{"follow-up given up", begin(Options{FollowUps: true}).ask(safeCommand).do(FollowUp).do(Escape).do(Type, "x").do(Enter), PhaseAsking, "stop; ask x"},
		{"again", begin(Options{}).ask(safeCommand).do(Again), PhaseAsking, "ask do it"},

		{"from the history, safe", begin(Options{}).happen(presented{"q", safeCommand, time.Time{}}).look(), PhaseAnswered, "copy " + safeCommand + " 0"},
		{"from the history, high", begin(Options{}).happen(presented{"q", highCommand, time.Time{}}).look(), PhaseConfirming, ""},
		{"from the history, refused", begin(Options{}).happen(presented{"q", "ls \x1b[2K", time.Time{}}).look(), PhaseBlocked, ""},
	} {
		if got := test.story.View().Phase; got != test.phase {
			t.Errorf("%s: %s, want %s", test.name, got, test.phase)
		}
		if got := test.story.did(); got != test.did {
			t.Errorf("%s: did %q, want %q", test.name, got, test.did)
		}
	}
}

// A critical command is copied only where the safety level lets it be asked about, and
// only when the word was written.
func TestCritical(t *testing.T) {
	s := begin(Options{Copy: true})
	s.safety = gate.SafetyPermissive
	s.ask(criticalCommand)
	for _, step := range []struct {
		do   func()
		what string
	}{
		{func() { s.do(Enter) }, "Enter"},
		{func() { s.do(Confirm) }, "y"},
		{func() { s.do(Word, "ye").do(Enter) }, "half a word"},
		{func() { s.do(Word, "yes please").do(Enter) }, "another word"},
		{func() { s.do(Word, "yes").do(Decline).do(Enter) }, "a word that was taken back"},
	} {
		step.do()
		if v := s.View(); v.Phase != PhaseConfirming || v.Focus != FocusWord || v.Word.Label == "" {
			t.Fatalf("after %s: %s, focus %s, %+v", step.what, v.Phase, v.Focus, v.Word)
		}
	}
	if s.do(Word, " Yes ").do(Enter); s.did() != "copy "+criticalCommand+" 2" {
		t.Errorf("did %q", s.did())
	}
}

func TestHistory(t *testing.T) {
	s := begin(Options{})
	s.happen(recalled{[]string{"one", "two"}})
	s.do(Type, "draft")
	at := func(want string) {
		t.Helper()
		if got := s.query(); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	s.do(Older)
	at("two")
	s.do(Older).do(Older)
	at("one")
	s.do(Newer).do(Type, "two and a half")
	s.do(Newer)
	at("draft")
	s.do(Newer)
	at("draft")
	s.do(Older)
	at("two and a half") // a changed line stays so until a request is asked
	s.do(Enter).answer("ls")
	at("two and a half")
	s.do(Older)
	at("two") // the one just asked isn't shown twice, and the change is gone
	s.do(Older).do(Enter).answer("ls")
	s.do(Older)
	at("two and a half")
	if got := strings.Join(s.history, ","); got != "one,two,two and a half,one" {
		t.Errorf("history %s", got)
	}
	s.happen(recalled{[]string{"zero"}})
	at("two and a half")
}

func TestRestart(t *testing.T) {
	s := begin(Options{}).do(Type, "x").do(Enter).stream("find . -na")
	s.happen(progressed{s.flight, backend.Event{Kind: backend.EventRestart, Text: "the engine stopped: killed"}})
	if v := s.View(); v.Progress.Text != "the engine stopped; starting it again…" || v.Command.Text != "" || v.Announce != v.Progress.Text {
		t.Errorf("after a crash: %+v", v)
	}
	s.happen(progressed{s.flight, backend.Event{Kind: backend.EventLoading, Fraction: 0.5}})
	if v := s.View(); !strings.Contains(v.Progress.Text, "starting it again… 50 %") {
		t.Errorf("loading again: %+v", v.Progress)
	}
	s.stream("ls")
	if v := s.happen(progressed{s.flight, backend.Event{Kind: backend.EventComparing}}).View(); v.Progress.Text != "comparing with other commands…" || v.Command.Text != "ls" {
		t.Errorf("compared: %+v, %q", v.Progress, v.Command.Text)
	}
	s.comparing = false
	if v := s.View(); v.Progress.Text != "writing…" || v.Command.Text != "ls" {
		t.Errorf("after the restart: %+v", v)
	}
	if s.answer("ls -l"); s.View().Phase != PhaseAnswered {
		t.Error("no answer after the restart")
	}
}
