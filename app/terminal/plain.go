package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"caro/app/ask"
)

// talk shows a session line by line: nothing that was written changes, so that a screen
// reader reads each line once. A line with a key's letter alone does what the key does,
// any other is a request.
func talk(ctx context.Context, s *ask.Session, o Options) error {
	t := &talking{session: s, out: o.Out, lines: readLines(o.In), person: term.IsTerminal(int(o.In.Fd()))}
	for {
		v, err := t.settle(ctx)
		if err != nil || v.Phase == ask.PhaseClosed {
			return err
		}
		t.tell(v)
		if err := t.turn(ctx, v); err != nil {
			return err
		}
	}
}

type talking struct {
	session *ask.Session
	out     io.Writer
	lines   <-chan string
	person  bool     // lines come from a terminal
	told    string   // of progress, last
	percent int      // of a download, last
	shown   string   // the command and explanation that were written down last
	ahead   []string // lines that were typed before their turn
	ended   bool     // nothing more is typed
}

// readLines reads what is typed; the goroutine ends with the input.
func readLines(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for r := bufio.NewReader(in); ; {
			line, err := r.ReadString('\n')
			if line != "" {
				lines <- strings.TrimRight(line, "\r\n")
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

func (t *talking) say(format string, args ...any) { fmt.Fprintf(t.out, format+"\n", args...) }

// settle waits until there is something to say, and tells meanwhile what takes time.
func (t *talking) settle(ctx context.Context) (ask.View, error) {
	for {
		v := t.session.View()
		waits := v.Progress.Busy || v.Phase == ask.PhaseAnswered && v.Badge.Text == ""
		if !waits {
			t.told = ""
			return v, nil
		}
		t.progress(v)
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case _, more := <-t.session.Views():
			if !more {
				return t.session.View(), nil
			}
		case line, more := <-t.lines:
			t.meanwhile(line, more)
		}
	}
}

// meanwhile takes a line that is typed while something takes time: q of a person's stops
// that, any other waits for its turn.
func (t *talking) meanwhile(line string, more bool) {
	switch {
	case !more:
		t.lines = nil
		t.ended = true
	case t.person && strings.TrimSpace(line) == "q":
		t.session.Do(ask.Escape, "")
	case len(t.ahead) < maxAhead:
		t.ahead = append(t.ahead, line)
	}
}

// maxAhead is how many lines can be typed before their turn.
const maxAhead = 100

// progress says what takes time, once, and each tenth of a download.
func (t *talking) progress(v ask.View) {
	words, _, _ := strings.Cut(v.Progress.Text, "…")
	if !v.Progress.Known || v.Phase != ask.PhaseDownloading {
		if words != t.told {
			t.say("%s…", words)
		}
		t.told = words
		return
	}
	if tenth := int(v.Progress.Fraction * 10); tenth != t.percent || t.told == "" {
		t.say("%s", v.Progress.Text)
		t.percent, t.told = tenth, "download"
	}
}

// tell writes down a view, and an answer once.
func (t *talking) tell(v ask.View) {
	if v.Phase == ask.PhaseTyping {
		t.shown = ""
		return
	}
	if shown := v.Command.Text + "\n" + v.Explanation; shown != t.shown {
		t.answer(v)
		t.shown = shown
	}
	for _, m := range v.Models {
		mark := ""
		if m.Current {
			mark = ", chosen"
		}
		t.say("model %s, %s, %s%s", m.Name, m.Size, m.Words, mark)
	}
	if v.Headline.Text != "" {
		t.say("%s", v.Headline.Text)
	}
	if v.Hint != "" {
		t.say("hint: %s", v.Hint)
	}
}

func (t *talking) answer(v ask.View) {
	if v.Command.Text != "" {
		t.say("command:\n  %s", strings.ReplaceAll(v.Command.Text, "\n", "\n  "))
	}
	if v.Badge.Text != "" {
		t.say("risk: %s, %s", v.Badge.Text, v.Badge.Words)
	}
	for _, r := range v.Reasons {
		t.say("  %s", r.Text)
		if r.Safer != "" {
			t.say("  safer: %s", r.Safer)
		}
	}
	if v.Explanation != "" {
		t.say("it does: %s", v.Explanation)
	}
	for _, n := range v.Notes {
		t.say("note: %s", n.Text)
	}
	for i, a := range v.Alternatives {
		if !a.Current {
			t.say("alternative %d, %s: %s", i+1, a.Badge.Text, a.Text)
		}
	}
}

// turn asks the person what to do next, and does it.
func (t *talking) turn(ctx context.Context, v ask.View) error {
	t.say("%s", prompt(v))
	line, more, err := t.read(ctx)
	if err != nil {
		return err
	}
	if !more {
		t.do(ask.Close, "")
		return nil
	}
	word := strings.TrimSpace(line)
	switch {
	case v.Focus == ask.FocusCommand:
		if word != "" {
			t.do(ask.Change, line)
		}
		t.do(ask.Enter, "")
	case v.Focus == ask.FocusWord:
		t.do(ask.Word, line)
		if !strings.EqualFold(word, "yes") {
			t.do(ask.Decline, "")
			return nil
		}
		t.do(ask.Enter, "")
	case word == "p" && len(v.Parts) > 0:
		for _, p := range v.Parts {
			t.say("  %s: %s", p.Text, p.Meaning)
		}
	default:
		t.choose(v, word, line)
	}
	return nil
}

// choose takes a key's letter, an empty line, or a request.
func (t *talking) choose(v ask.View, word, line string) {
	for _, k := range v.Keys {
		if k.Enabled && letter(k) == word {
			t.do(k.Action, "")
			return
		}
	}
	if len(word) < 2 {
		switch {
		case word == "" && v.Phase == ask.PhaseTyping:
			t.do(ask.Escape, "")
		case word != "":
			t.say("there is no %s now", word)
		}
		return
	}
	t.do(ask.Type, line)
	t.do(ask.Enter, "")
}

// do does something, and waits for its view.
func (t *talking) do(a ask.Action, text string) {
	t.session.Do(a, text)
	t.session.Wait()
}

// read gives the next line; more is false where there is none.
func (t *talking) read(ctx context.Context) (line string, more bool, err error) {
	if len(t.ahead) > 0 {
		line, t.ahead = t.ahead[0], t.ahead[1:]
		return line, true, nil
	}
	if t.ended {
		return "", false, nil
	}
	select {
	case <-ctx.Done():
		return "", false, ctx.Err()
	case line, more = <-t.lines:
		t.ended = !more
		return line, more, nil
	}
}

// letter is what is typed for a key, in a line of its own.
func letter(k ask.Key) string {
	switch k.Key {
	case "enter":
		return ""
	case "escape":
		return "q"
	case "tab":
		return "n"
	case "shift+tab":
		return "b"
	}
	return k.Key
}

// prompt says what can be typed.
func prompt(v ask.View) string {
	switch v.Focus {
	case ask.FocusCommand:
		return "type the command as it should be (nothing: leave it as it was)"
	case ask.FocusWord:
		return v.Word.Label + " (anything else: don't)"
	}
	if v.Phase == ask.PhaseTyping {
		return "what do you want to do? (nothing: close)"
	}
	var list []string
	for _, k := range v.Keys {
		if !k.Enabled || k.Action == ask.Older {
			continue
		}
		name := letter(k)
		if name == "" {
			name = "enter"
		}
		list = append(list, name+" "+k.Label)
	}
	if len(v.Parts) > 0 {
		list = append(list, "p what its parts mean")
	}
	return strings.Join(list, ", ") + ", or type another request"
}
