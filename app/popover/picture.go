package popover

import "caro/app/ask"

// Picture is all that is drawn of a view.
type Picture struct {
	Open  bool    // false once the session is closed: the popover goes
	Title string  // of the window, which VoiceOver says
	Width float64 // of the whole, in points
	// Margin is what is free around it and Gap between rows, in points.
	Margin, Gap float64
	Rows        []Row // from top to bottom; those of a zone are together
	// Focus is the field that has the keyboard. Without one the popover itself has it, and
	// its keys mean what Press says.
	Focus ID
	// Announce is what VoiceOver says when it changes.
	Announce string
}

// ID names a row or an element. The same one in two pictures is the same control.
type ID string

// Zone is a part of the popover.
type Zone int

// The zones, from top to bottom. Only the body scrolls.
const (
	Head Zone = iota
	Middle
	Foot
)

// Row is a line of elements, from leading to trailing.
type Row struct {
	ID       ID
	Zone     Zone
	Fills    bool // it is as wide as the popover; others are as wide as what is in them
	Elements []Element
}

// Kind is what control an element is. Its role for VoiceOver is the control's own.
type Kind int

// The kinds.
const (
	Label   Kind = iota // Runs, that wrap
	Field               // Text, that can be changed
	Spinner             // turns while it is there
	Bar                 // Fraction
	Button              // Text, Actions
	Choice              // one of several: Runs on one line, On, Actions
)

// Element is a control.
type Element struct {
	ID    ID
	Kind  Kind
	Style Style
	Runs  []Run
	// Flexible says that the element takes the room that the row's others leave.
	Flexible bool
	// Wrap is the width that a label's text wraps at, in points; without one it stays on one
	// line.
	Wrap float64
	// Selectable says that a label's text can be selected and copied.
	Selectable bool
	// LeftToRight says that the text runs so in every language, as commands do.
	LeftToRight bool

	// Text is a field's own; Echo says when the control takes it. A button's is its title.
	Text        string
	Placeholder string
	Mono        bool // a field's text is a command
	Selected    bool // what is typed next replaces the text
	// Typed is what a change of a field's text is.
	Typed ask.Action

	Fraction float64 // of a bar, 0 to 1

	Enabled bool // of a button
	On      bool // of a choice
	Default bool // the button that Return presses
	Key     Shortcut
	// Actions are what a click does, one after the other.
	Actions []ask.Action

	// Spoken is the label that VoiceOver says, Help what it says after that, which is also
	// what the pointer shows.
	Spoken, Help string
}

// Shortcut is the key that presses a button; without a key, Press alone knows it.
type Shortcut struct {
	Key       string // as AppKit writes it: "e", "\r", "\x1b"
	Modifiers Modifiers
}

// Modifiers are modifier keys, with AppKit's numbers (NSEventModifierFlags), of which an
// event has others too.
type Modifiers uint

// The modifiers.
const (
	Shift   Modifiers = 1 << 17
	Control Modifiers = 1 << 18
	Option  Modifiers = 1 << 19
	Command Modifiers = 1 << 20
)

// Run is a piece of text that looks the same throughout.
type Run struct {
	Text       string
	Colour     Colour
	Mono       bool // as commands are written
	Strong     bool
	Underlined bool
	// Mark says that it is a sign that stands for the colour, which VoiceOver doesn't say.
	Mark bool
}

// Style is one of the system's text styles.
type Style string

// The styles.
const (
	StyleTitle Style = "title" // the request
	StyleBody  Style = "body"
	StyleSmall Style = "small"
)

// Colour is what a text's colour means.
type Colour string

// The colours. Those of tones and of a command's pieces have the names that package ask
// gives them.
const (
	Plain     Colour = "plain"
	Secondary Colour = "secondary"

	Good    = Colour(ask.ToneGood)
	Info    = Colour(ask.ToneInfo)
	Caution = Colour(ask.ToneCaution)
	Warning = Colour(ask.ToneWarning)
	Danger  = Colour(ask.ToneDanger)

	SyntaxCommand  = Colour(ask.KindCommand)
	SyntaxFlag     = Colour(ask.KindFlag)
	SyntaxString   = Colour(ask.KindString)
	SyntaxVariable = Colour(ask.KindVariable)
	SyntaxOperator = Colour(ask.KindOperator)
	SyntaxKeyword  = Colour(ask.KindKeyword)
	SyntaxPath     = Colour(ask.KindPath)
	SyntaxNumber   = Colour(ask.KindNumber)
	SyntaxComment  = Colour(ask.KindComment)
)

// Colours are all of them: the AppKit layer has one for each.
var Colours = []Colour{
	Plain, Secondary, Good, Info, Caution, Warning, Danger,
	SyntaxCommand, SyntaxFlag, SyntaxString, SyntaxVariable, SyntaxOperator, SyntaxKeyword, SyntaxPath, SyntaxNumber, SyntaxComment,
}
