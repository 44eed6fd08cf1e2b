package selftest

import (
	"context"
	"errors"

	"caro/app/menubar"
)

// App is the app as it runs, as package desktop gives it.
type App interface {
	// State is what the menu was told to show last.
	State() menubar.State
	// Item gives an item of the menu; ok is false where it can't be seen.
	Item(id string) (item menubar.Item, ok bool)
	// Click clicks on an item, and reports whether it could be clicked.
	Click(id string) bool
	// Window reports whether the window is on the screen, and whether it has the keyboard.
	Window() (open, focused bool)
	// Engine is the number of the engine's process.
	Engine(ctx context.Context) (pid int, err error)
}

// Key is a key that is pressed in the window.
type Key int

// The keys.
const (
	Enter Key = iota
	Escape
	Yes // the letter y, by which a risky command is confirmed
)

// ErrDenied says that this system, or its person, doesn't let a program press keys.
var ErrDenied = errors.New("keys can't be pressed for you here")

// Seen is what can be read in the window.
type Seen struct {
	Request string // in its field
	Command string // "" where none is shown
	Focus   bool   // the request's field has the keyboard
}

// Hands press keys in a person's place. Errors wrap ErrDenied where that isn't allowed.
type Hands interface {
	// Type types a text into the window.
	Type(ctx context.Context, text string) error
	// Press presses a key in the window.
	Press(ctx context.Context, key Key) error
	// Fire presses the hotkey, which is Hotkey.
	Fire(ctx context.Context) error
	// Read reads the window; ok is false where that can't be done from outside.
	Read() (s Seen, ok bool)
}

// Hotkey is the one that the app has during the test, as the settings write it. Nobody else
// is likely to have it.
const Hotkey = "ctrl+alt+shift+j"

// World is all that the steps deal with.
type World struct {
	App   App
	Hands Hands
	// Start has the engine load the model, and says on what.
	Start func(ctx context.Context) (device string, err error)
	// Copy and Has are the clipboard's: put a text there, and compare what is there with one.
	Copy func(ctx context.Context, text string) error
	Has  func(ctx context.Context, text string) (bool, error)
	// Latest is the newest entry of the history; its id is 0 where there is none.
	Latest func(ctx context.Context) (id int64, query, command string, err error)
	// Setting is a setting as the person's file now has it.
	Setting func(key string) (string, error)
	// Kill ends a process without letting it clean up.
	Kill func(pid int) error
	// Said gives what the app has told the person so far other than in a notification.
	Said func() []string
	// Editor says that the settings may be opened in the person's editor.
	Editor bool
	// Requests are some that a model has a command for; the first one that has is taken.
	Requests []string
}

// Requests are those of the app's own test: plain enough for the smallest model.
var Requests = []string{"list the files with ls", "print hello with echo", "show the date with date", "count lines with wc -l a.txt"}
