package terminal

import (
	"slices"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// field is a place to type in, whose text the session has too. What was typed and what
// the session says of it cross each other on their way.
type field struct {
	textinput.Model
	sent  []string // that the session hasn't shown yet
	shown string   // by the session, last
	// kept says that the selected text was taken up or replaced: it is selected no more,
	// though the session's view may still say so.
	kept bool
}

// maxTyped bounds what can be typed, in characters: more than any field takes.
const maxTyped = 10_000

func newField(l look, prompt string) field {
	f := field{Model: textinput.New()}
	f.Prompt, f.CharLimit = prompt, maxTyped
	f.PromptStyle, f.TextStyle, f.PlaceholderStyle = l.strong, l.plain, l.faint
	f.Cursor.Style, f.Cursor.TextStyle = l.plain, l.plain
	f.Cursor.SetMode(cursor.CursorStatic) // one that blinks wakes the machine twice a second
	f.Focus()
	return f
}

// sync takes the text that the session shows, unless it is older than what was typed.
func (f *field) sync(text string) {
	if i := slices.Index(f.sent, text); i >= 0 {
		f.sent, f.shown = f.sent[i+1:], text
		return
	}
	if len(f.sent) > 0 || text == f.shown {
		return
	}
	f.shown = text
	f.SetValue(text)
	f.CursorEnd()
}

// key takes a key, and tells whether the text has changed. A selected text is replaced.
func (f *field) key(msg tea.KeyMsg, selected bool) (changed bool) {
	before := f.Value()
	if selected && !f.kept {
		f.kept = true
		switch msg.Type {
		case tea.KeyRunes, tea.KeySpace:
			f.SetValue("")
		case tea.KeyBackspace, tea.KeyDelete:
			f.SetValue("")
			f.typed()
			return before != ""
		}
	}
	f.Model, _ = f.Update(msg)
	if f.Value() == before {
		return false
	}
	f.typed()
	return true
}

func (f *field) typed() { f.sent = append(f.sent, f.Value()) }
