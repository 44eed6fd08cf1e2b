package shell

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/gate"
	"caro/core/utilities"
)

// Limits of what is looked at; what goes beyond is of unknown risk.
const (
	// MaxBytes is the longest command.
	MaxBytes = 64 << 10
	// maxNesting is how deep brackets may be nested: the parser calls itself for each.
	maxNesting = 200
	// maxDepth is how deep code may stand in code: sh -c in eval in xargs.
	maxDepth = 12
	// maxCommands bounds what loops, functions and braces become when they are followed.
	maxCommands = 2000
	// maxAside bounds the same where it is for the explanation alone.
	maxAside = 200
)

// Part is a piece of a command with its meaning. Start and End are byte offsets into the
// command's UTF-8.
type Part struct {
	Text    string `json:"text"`
	Meaning string `json:"meaning"`
	Start   int    `json:"start"`
	End     int    `json:"end"`

	// Depth is how many commands it stands within: 0 is the first command's name, 1 what
	// belongs to it, and what a command runs itself is deeper still.
	Depth int `json:"-"`
	// Head says that a command begins with it.
	Head bool `json:"-"`
	// Show is the text as a tree shows it, such as -v for the second letter of -xv; "" for
	// Text itself.
	Show string `json:"-"`
}

// Risk is what a command may do.
type Risk struct {
	Level    gate.Level `json:"level"`
	Effects  []Effect   `json:"effects"`
	Findings []Finding  `json:"findings"`
}

// Effect is one thing that a command does, and to what: Target is the kind of thing, Path
// its name as far as it is known.
type Effect struct {
	Effect string `json:"effect"`
	Target string `json:"target"`
	Path   string `json:"path"`
}

// Finding is a danger found in a command. Start and End are byte offsets into it.
type Finding struct {
	ID      string     `json:"id"`
	Level   gate.Level `json:"level"`
	Message string     `json:"message"`
	Start   int        `json:"start"`
	End     int        `json:"end"`
	Safer   string     `json:"safer"`
}

// Options say for which system a command is looked at.
type Options struct {
	Version utilities.Version // GNU where ""
	Rules   Rules
	// Installed reports whether a program is there; nil for not asking.
	Installed func(name string) bool
	// Packages is the package manager, such as "dnf"; "" for the system's usual one.
	Packages string
	// Manual looks a flag up in the manual of the machine that the command is for, by the
	// words of its utility's name as they stand there. known says that the data have the flag,
	// and only absent is asked for: that it surely isn't there. nil for not asking.
	Manual func(utility []string, flag string, known bool) (f *utilities.Flag, absent bool)
	// RiskOnly leaves out Parts and Sentence.
	RiskOnly bool
}

// Rules are a person's own: names of utilities, such as "git push", or "git" for all of it.
type Rules struct {
	Allow []string // nothing that they do is more than moderate
	Deny  []string // they are critical whatever they do
}

// names reports whether a list has a utility, or the one that it is a subcommand of.
func names(list []string, utility string) bool {
	for _, name := range list {
		if utility == name || strings.HasPrefix(utility, name+" ") {
			return true
		}
	}
	return false
}

// Unknown stands in a path of a Touch for what isn't known of it.
const Unknown = unknown

// Touch is a path that a command does something to.
type Touch struct {
	Effect    string
	Path      string // ~ is the home folder; else from the working folder, or a full one
	Recursive bool   // with all below it
	Filtered  bool   // not everything there: find -name
}

// Report is what was found out about a command.
type Report struct {
	Risk  Risk
	Parts []Part
	// Sentence says what the whole does, step by step; "" where nothing is known of it.
	Sentence string
	// Notes say what isn't there on this system, and what Repaired has changed.
	Notes []string
	// Touches are the paths on this machine that it deletes, changes or moves.
	Touches []Touch
	// Repaired is the command as this system has it; "" where nothing is to be changed.
	Repaired string

	stumbled bool // the explanation went wrong: a mistake of this package's own
}

// Look finds out what a command does. It never fails: what can't be known has the level
// unknown, and a finding says why.
func Look(command string, o Options) Report {
	if o.Version == "" {
		o.Version = utilities.GNU
	}
	w, file := walk(command, o)
	report := w.report()
	if file != nil && !o.RiskOnly {
		report.Parts, report.Sentence = w.explained(command, file)
		report.stumbled = w.stumbled
	}
	report.mend(w)
	return report
}

// walk goes through a command; file is nil where it can't be read.
func walk(command string, o Options) (w *walker, file *syntax.File) {
	w = &walker{src: command, o: o, budget: maxCommands, told: told{}, parts: newParts(o.RiskOnly), spare: maxAside}
	// A command that the parser or this package stumbles over isn't safe for that.
	defer func() {
		if recover() != nil {
			w, file = &walker{src: command, o: o, parts: newParts(true)}, nil
			w.unknown(span{0, len(command)}, internal, "it couldn't be followed: a mistake of Caro's own")
		}
	}()
	if why := w.refuse(command); why != "" {
		w.unknown(span{0, len(command)}, "unreadable", why)
		if len(command) <= MaxBytes && nesting(command) <= maxNesting {
			w.pieces(command, span{0, len(command)})
		}
		return w, nil
	}
	file, err := parse(command)
	if err != nil {
		w.unknown(span{0, len(command)}, "syntax", "this can't be read as a command of a POSIX shell or bash: "+words(err))
		w.pieces(command, span{0, len(command)})
		return w, nil
	}
	w.stmts(file.Stmts, newScope(), stream{})
	return w, file
}

// internal is the finding of a command that this package stumbled over.
const internal = "internal"

// refuse says why a text isn't even parsed; "" for one that is.
func (w *walker) refuse(command string) string {
	switch {
	case len(command) > MaxBytes:
		return fmt.Sprintf("it is %d bytes long, more than %d", len(command), MaxBytes)
	case strings.TrimSpace(command) == "":
		return "it is empty"
	case nesting(command) > maxNesting:
		return fmt.Sprintf("brackets are nested more than %d deep", maxNesting)
	}
	for i, r := range command {
		if r == '\uFFFD' || r == 0 || r == mark || string(r) == secretly {
			return fmt.Sprintf("there is no text at byte %d", i)
		}
	}
	if _, err := gate.Command(strings.NewReplacer("\n", " ", "\t", " ").Replace(command)); err != nil && !tooLong(command) {
		return err.Error()
	}
	return ""
}

// tooLong are those that the gate refuses for their length alone, which isn't asked here.
func tooLong(command string) bool { return len(command) > gate.MaxCommandBytes }

// nesting is the greatest number of brackets that are open at a place, quoted or not.
func nesting(text string) (most int) {
	open := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '{', '[':
			open++
			most = max(most, open)
		case ')', '}', ']':
			open = max(0, open-1)
		case '`', '!', '$', '"', '<':
		}
	}
	return max(most, strings.Count(text, "`")/2, strings.Count(text, "if ")/2)
}

// parse reads a command as bash has it, or else as other shells do.
func parse(command string) (*syntax.File, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(command), "")
	if err == nil {
		return file, nil
	}
	for _, lang := range []syntax.LangVariant{syntax.LangZsh, syntax.LangMirBSDKorn, syntax.LangPOSIX} {
		if file, other := syntax.NewParser(syntax.Variant(lang)).Parse(strings.NewReader(command), ""); other == nil {
			return file, nil
		}
	}
	return nil, err
}

// pieces looks at what stands between separators in a text that can't be read as a whole: of
// fish, of PowerShell, or cut off. What is dangerous by itself is said; the rest stays unknown.
func (w *walker) pieces(text string, at span) {
	const most = 50
	list := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";|&(){}\n", r) })
	for _, piece := range list[:min(len(list), most)] {
		file, err := parse(strings.TrimSpace(piece))
		if err != nil {
			continue
		}
		w.perhaps(at, func(quiet *walker) { quiet.stmts(file.Stmts, newScope(), stream{}) })
	}
}

// perhaps notes what is dangerous of something that may be run.
func (w *walker) perhaps(at span, run func(quiet *walker)) {
	if w.depth >= maxDepth {
		return
	}
	quiet := w.quietly(at)
	run(quiet)
	w.spend(quiet, at)
	for _, e := range quiet.effects {
		if judge(e).Level >= gate.LevelHigh {
			w.note(e)
		}
	}
}

// words takes the place off a parser's error, which the finding's span has.
func words(err error) string {
	text := err.Error()
	if _, after, found := strings.Cut(text, ": "); found {
		text = after
	}
	return text
}
