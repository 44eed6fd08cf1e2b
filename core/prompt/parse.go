package prompt

import (
	"strings"
	"unicode/utf8"
)

// The forms in which an answer can hold its command.
const (
	FormJSON   = "json"   // {"command": "…"}
	FormFenced = "fenced" // a block between ``` or ~~~
	FormInline = "inline" // `code` in a sentence
	FormPlain  = "plain"  // the bare command, perhaps after a label
	FormNone   = "none"   // there is no command
)

// Limits of what Parse reads and gives, in bytes.
const (
	maxAnswer       = 64 << 10 // what lies beyond is not read
	maxProse        = 300      // Clarify and Explanation
	maxAlternatives = 4
)

// Answer is what a model's text was found to say. Its strings are as the model wrote
// them: a command must pass gate.Command, a text gate.Visible, before anyone sees it.
type Answer struct {
	// Command is a shell command that parses as bash, of one line or several, without
	// comments; "" where the text holds none.
	Command string
	// Clarify is what the model said instead of a command, its first sentences in at
	// most 300 bytes; "" where there is a command, and where the model said only that
	// it has none.
	Clarify string
	// Explanation is what the model said of the command, in at most 300 bytes.
	Explanation string
	// Alternatives are further commands, at most 4, none equal to Command.
	Alternatives []string
	// Form is one of the Form constants: where the command was, or, for a command that
	// was cut off, where it began.
	Form string
	// Complete is false where the text broke off before its command was whole, so that
	// asking again with more tokens may give one.
	Complete bool
}

// finding is what one form of answer gave.
type finding struct {
	command      string
	explanation  string
	clarify      string
	alternatives []string
	// broken says that a command began here and was cut off before its end.
	broken bool
}

func (f finding) decisive() bool { return f.command != "" || f.broken }

// Parse reads what a chat model answered when asked for a shell command. cut says that
// the text was broken off at the limit of tokens; a command that the break may have hit
// is not given. Prose is never taken for a command: outside blocks and code spans a line
// must parse as bash and look like a command by its words (see judge).
//
// The forms are looked for in the order of how surely they mark a command: JSON, fenced
// blocks, then, by their place in the text, code spans and plain lines.
func Parse(text string, cut bool) Answer {
	text, cut = normalise(text, cut)
	if text == "" || saysNone(text) {
		return Answer{Form: FormNone, Complete: !cut}
	}
	r := newReader()
	f, form := r.find(text, cut)
	a := Answer{Form: form, Complete: true}
	switch {
	case f.broken:
		a.Complete = false
	case f.command == "":
		a.Form = FormNone
		a.Complete = !cut
		a.Clarify = clarification(text, f.clarify)
	default:
		a.Command = f.command
		a.Explanation = f.explanation
		a.Alternatives = distinct(f.command, f.alternatives)
	}
	return a
}

// find tries the forms in turn.
func (r *reader) find(text string, cut bool) (finding, string) {
	if f, ok := r.fromJSON(text, cut); ok {
		return f, FormJSON
	}
	pieces := segments(text)
	if f := r.fromBlocks(pieces, cut); f.decisive() {
		return f, FormFenced
	}
	return r.fromLines(pieces, cut)
}

// normalise takes away what surrounds an answer: marks of the chat template that a
// server let through, reasoning, carriage returns, tags around the command.
func normalise(text string, cut bool) (string, bool) {
	if len(text) > maxAnswer {
		text, cut = clip(text, maxAnswer), true
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	text = withoutThinking(text)
	for _, mark := range []string{"<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "</s>", "<|im_start|>"} {
		if before, _, found := strings.Cut(text, mark); found && strings.TrimSpace(before) != "" {
			text, cut = before, false
		}
	}
	text = untagged(text)
	// The first line keeps its indentation, which later lines may share.
	bare := strings.TrimLeft(text, "\n \t")
	text = text[strings.LastIndexByte(text[:len(text)-len(bare)], '\n')+1:]
	if strings.TrimSpace(text) == "" {
		return "", cut
	}
	return strings.TrimRight(text, "\n \t"), cut
}

// withoutThinking drops the reasoning that some models put first. An unclosed one is the
// whole answer, and no command.
func withoutThinking(text string) string {
	rest, found := strings.CutPrefix(strings.TrimLeft(text, " \n\t"), "<think>")
	if !found {
		return text
	}
	_, answer, _ := strings.Cut(rest, "</think>")
	return answer
}

// untagged replaces one pair of tags that small models put around a command by a fence;
// inside it the entities of HTML are certainly meant as such, so they are decoded.
func untagged(text string) string {
	for _, tag := range []string{"command", "bash", "shell", "cmd", "code", "pre", "answer"} {
		before, rest, found := strings.Cut(text, "<"+tag+">")
		if !found {
			continue
		}
		inside, after, closed := strings.Cut(rest, "</"+tag+">")
		if !closed || strings.Contains(inside, "```") {
			continue
		}
		return before + "\n```\n" + strings.Trim(entities.Replace(inside), "\n") + "\n```\n" + after
	}
	return text
}

// saysNone recognises the word by which a model is told to say that there is no command.
func saysNone(text string) bool {
	word := strings.ToLower(strings.Trim(text, "`\"'.*~ \n"))
	for _, lang := range []string{"bash", "sh", "shell"} {
		word = strings.TrimPrefix(word, lang+"\n")
	}
	switch strings.TrimSpace(word) {
	case "none", "n/a", "null", "nil", "no command":
		return true
	}
	return false
}

// distinct drops repetitions and bounds the number of alternatives.
func distinct(command string, alternatives []string) []string {
	seen := map[string]bool{command: true}
	var out []string
	for _, a := range alternatives {
		if a != "" && !seen[a] && len(out) < maxAlternatives {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out
}

// clip cuts s to at most n bytes, not inside a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
