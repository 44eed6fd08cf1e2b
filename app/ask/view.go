package ask

// View is what a front draws: it has no decision left to make. It is a plain value, and
// its texts are safe to print, but for those that a person types: the fields, and the
// command while it is edited. Strings that are absent are "", lists that are absent [].
type View struct {
	Phase Phase `json:"phase"`
	Query Field `json:"query"`
	Focus Focus `json:"focus"`
	// Model says in words what answers, and how it is: "Qwen2.5 Coder 1.5B · CPU".
	Model    string   `json:"model"`
	Progress Progress `json:"progress"`
	Headline Line     `json:"headline"`
	// Hint says what to do about the headline.
	Hint    string  `json:"hint"`
	Command Command `json:"command"`
	// Badge is the risk; its text is "" while it isn't known.
	Badge Badge `json:"badge"`
	// Explanation says in a sentence what the command does.
	Explanation string `json:"explanation"`
	// Parts are the pieces of the command with their meaning, in order.
	Parts   []Part   `json:"parts"`
	Reasons []Reason `json:"reasons"`
	Notes   []Line   `json:"notes"`
	// Alternatives are all commands of the answer, where there are more than one.
	Alternatives []Alternative `json:"alternatives"`
	// Models are those to choose from while none is here.
	Models []ModelChoice `json:"models"`
	// Word is the field of the confirmation; its label is "" where none is asked for.
	Word Field `json:"word"`
	// Keys are what can be done, in the order to show them.
	Keys []Key `json:"keys"`
	// Announce is what a screen reader says when it changes.
	Announce string `json:"announce"`
	// Copied is the command that was copied last, also when the session is closed.
	Copied string `json:"copied"`
}

// Phase is where a session stands.
type Phase string

// The phases.
const (
	PhaseTyping      Phase = "typing"
	PhaseAsking      Phase = "asking"
	PhaseAnswered    Phase = "answered"
	PhaseEditing     Phase = "editing"    // the command is being changed
	PhaseConfirming  Phase = "confirming" // whether to copy all the same
	PhaseCopied      Phase = "copied"
	PhaseBlocked     Phase = "blocked" // the safety level forbids the command
	PhaseClarify     Phase = "clarify" // there is no command
	PhaseFailed      Phase = "failed"
	PhaseMissing     Phase = "missing" // there is no model
	PhaseDownloading Phase = "downloading"
	PhaseClosed      Phase = "closed"
)

// Focus is where what is typed goes.
type Focus string

// The kinds of focus. With FocusConfirm the keys that are letters stand for their actions, and
// all else goes to the request.
const (
	FocusQuery   Focus = "query"
	FocusCommand Focus = "command"
	FocusConfirm Focus = "confirm"
	FocusWord    Focus = "word"
	FocusNone    Focus = "none"
)

// Tone is the colour of a text, by what it means.
type Tone string

// The tones.
const (
	TonePlain   Tone = "plain"
	ToneGood    Tone = "good"
	ToneInfo    Tone = "info"
	ToneCaution Tone = "caution"
	ToneWarning Tone = "warning"
	ToneDanger  Tone = "danger"
)

// Field is a place to type in.
type Field struct {
	Label       string `json:"label"`
	Text        string `json:"text"`
	Placeholder string `json:"placeholder"`
	// Selected says that what is typed next replaces the text.
	Selected bool `json:"selected"`
}

// Progress is something that takes time.
type Progress struct {
	// Busy asks for a spinner.
	Busy bool   `json:"busy"`
	Text string `json:"text"`
	// Known says that Fraction, 0 to 1, is known, and asks for a bar.
	Known    bool    `json:"known"`
	Fraction float64 `json:"fraction"`
}

// Line is a text with its tone.
type Line struct {
	Text string `json:"text"`
	Tone Tone   `json:"tone"`
}

// Command is the command as far as it is there.
type Command struct {
	Text  string `json:"text"`
	Spans []Span `json:"spans"`
	// Writing says that the model is still at it.
	Writing bool `json:"writing"`
}

// Badge is a risk.
type Badge struct {
	Text  string `json:"text"`  // "high risk"
	Words string `json:"words"` // what that means
	Tone  Tone   `json:"tone"`
}

// Part is a piece of the command. Start and End are byte offsets into its UTF-8.
type Part struct {
	Text    string `json:"text"`
	Meaning string `json:"meaning"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Kind    Kind   `json:"kind"`
}

// Reason is a danger found in the command, and what would be safer.
type Reason struct {
	Line
	Safer string `json:"safer"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Alternative is one of several commands.
type Alternative struct {
	Text    string `json:"text"`
	Spans   []Span `json:"spans"`
	Badge   Badge  `json:"badge"`
	Current bool   `json:"current"`
}

// ModelChoice is a model that can be fetched.
type ModelChoice struct {
	Name string `json:"name"`
	Size string `json:"size"` // "1.1 GB"; "" where unknown
	// Words say how it suits this machine, and whether it is here already.
	Words   string `json:"words"`
	Current bool   `json:"current"`
}

// Key is something that can be done now. Fronts show it as a button or in a footer, and
// hand Action to Session.Do.
type Key struct {
	Action Action `json:"action"`
	// Key is "enter", "escape", "up", "down", "tab", "shift+tab" or a letter; with a letter
	// the front's modifier key is held (⌘ or Ctrl), unless the focus is FocusConfirm.
	Key     string `json:"key"`
	Label   string `json:"label"`
	Enabled bool   `json:"enabled"`
}
