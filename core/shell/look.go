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
func Look(command string, o Options) (report Report) {
	if o.Version == "" {
		o.Version = utilities.GNU
	}
	w := &walker{src: command, o: o, budget: maxCommands, told: told{}, parts: newParts(o.RiskOnly), spare: maxAside}
	// A command that the parser or this package stumbles over isn't safe for that.
	defer func() {
		if recover() != nil {
			w = &walker{src: command, o: o}
			w.unknown(span{0, len(command)}, internal, "it couldn't be followed: a mistake of Caro's own")
			report = w.report()
		}
	}()
	if why := w.refuse(command); why != "" {
		w.unknown(span{0, len(command)}, "unreadable", why)
		return w.report()
	}
	file, err := parse(command)
	if err != nil {
		w.unknown(span{0, len(command)}, "syntax", "this can't be read as a command of a POSIX shell or bash: "+words(err))
		return w.report()
	}
	sc := newScope()
	w.stmts(file.Stmts, sc, stream{})
	report = w.report()
	if !o.RiskOnly {
		report.Parts, report.Sentence = w.explained(command, file)
		report.stumbled = w.stumbled
	}
	return report
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

// words takes the place off a parser's error, which the finding's span has.
func words(err error) string {
	text := err.Error()
	if _, after, found := strings.Cut(text, ": "); found {
		text = after
	}
	return text
}
