package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"caro/core"
	"caro/core/fault"
	"caro/core/gate"
)

// What a person reads on standard error is worded here: lower case, no full stop, and a
// hint line that says what to do next.

// maxMessage bounds a message: its parts come from files, servers and libraries.
const maxMessage = 2000

// ui writes to a person. On a terminal it keeps one line of progress, which goes when
// anything else is said.
type ui struct {
	out      io.Writer
	terminal bool
	width    func() int

	mu       sync.Mutex
	progress string    // what the line shows now
	drawn    time.Time // when
}

func newUI(out io.Writer) *ui {
	u := &ui{out: out, width: func() int { return 80 }}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		u.terminal = true
		u.width = func() int {
			if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
				return w
			}
			return 80
		}
	}
	return u
}

// say writes a line.
func (u *ui) say(format string, args ...any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
	fmt.Fprintln(u.out, gate.Visible(fmt.Sprintf(format, args...), maxMessage))
}

// failure tells an error.
func (u *ui) failure(err *fault.Error) {
	u.say("caro: %s", err.Message)
	if err.Hint != "" {
		u.say("  hint: %s", err.Hint)
	}
}

// note tells something beside the answer.
func (u *ui) note(text string) { u.say("note: %s", text) }

// copied tells that the clipboard holds the command.
func (u *ui) copied() { u.say("copied to the clipboard") }

// engineSays passes on a line of the engine.
func (u *ui) engineSays(line string) { u.say("engine: %s", line) }

// timing tells what an answer cost.
func (u *ui) timing(t core.Timing) {
	u.say("loading %.0f ms · prompt %d tokens, %d of them kept · first token %.0f ms · %d tokens · in all %.0f ms",
		t.Load, t.PromptTokens, t.CachedTokens, t.FirstToken, t.GeneratedTokens, t.Total)
}

// redraw is how often a line of progress may change.
const redraw = 100 * time.Millisecond

// show puts text on the line of progress; nothing where there is no terminal.
func (u *ui) show(text string) { u.showBar("", text) }

// showBar is show with a bar before the text; a bar is Caro's own and may hold the
// escape sequences of its colours.
func (u *ui) showBar(bar, text string) {
	if !u.terminal {
		return
	}
	text = bar + gate.VisibleLine(text, maxMessage)
	u.mu.Lock()
	defer u.mu.Unlock()
	if text == u.progress || (u.progress != "" && time.Since(u.drawn) < redraw) {
		return
	}
	fmt.Fprint(u.out, "\r"+ansi.EraseEntireLine+ansi.Truncate(text, u.width()-1, "…"))
	u.progress, u.drawn = text, time.Now()
}

// done takes the line of progress away.
func (u *ui) done() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.clear()
}

func (u *ui) clear() {
	if u.progress != "" {
		fmt.Fprint(u.out, "\r"+ansi.EraseEntireLine)
		u.progress = ""
	}
}

// table aligns columns by the width that a terminal gives them.
func table(out io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(cell)+2))
			}
		}
		if err := write(out, []byte(b.String()+"\n")); err != nil {
			return err
		}
	}
	return nil
}
