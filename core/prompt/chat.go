package prompt

import (
	"fmt"
	"strings"

	"caro/core/backend"
	"caro/core/gate"
)

// Example is a worked request, put into the prompt to show what is wanted.
type Example struct {
	Request string
	Command string
}

// fence opens a command in an answer; the model's own answers have this form, so it is
// what it continues best.
const (
	fence    = "```bash\n"
	fenceEnd = "\n```"
)

// system is the fixed beginning of every chat for a platform: the engine keeps its state
// between requests, so it costs nothing after the first.
func system(t Target, examples []Example) string {
	var b strings.Builder
	fmt.Fprintf(&b, "You write shell commands for %s (%s, %s). Answer with one command in a ```bash block and nothing else. ", t.System, t.Shell, t.utilities())
	b.WriteString("If the message asks for nothing that a shell can do, answer NONE.")
	for _, e := range examples {
		fmt.Fprintf(&b, "\n\n%s\n%s%s%s", e.Request, fence, e.Command, fenceEnd)
	}
	return b.String()
}

// CommandStops end an answer to Command's chat.
var CommandStops = []string{fenceEnd}

// Command is the chat that asks for the command.
func Command(query string, t Target, examples []Example) []backend.Message {
	return []backend.Message{
		{Role: backend.RoleSystem, Content: system(t, examples)},
		{Role: backend.RoleUser, Content: query},
	}
}

// ParseCommand reads what a backend answered to Command's chat.
func ParseCommand(r backend.Result) Answer {
	return Parse(r.Text, r.Stop == backend.StopLimit)
}

// ExplanationStops end an answer to Explanation's chat.
var ExplanationStops = []string{"\n"}

// Explanation is the chat that goes on from Command's with the question what the command
// does.
func Explanation(query string, t Target, examples []Example, command string) []backend.Message {
	return append(Command(query, t, examples),
		backend.Message{Role: backend.RoleAssistant, Content: fence + command + fenceEnd},
		backend.Message{Role: backend.RoleUser, Content: "Say in one short plain sentence what this command does."},
	)
}

// maxExplanation bounds what is taken of an explanation, in bytes.
const maxExplanation = 400

// ParseExplanation reads what a backend answered to Explanation's chat: its first line,
// safe to print.
func ParseExplanation(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(gate.VisibleLine(first, maxExplanation))
}
