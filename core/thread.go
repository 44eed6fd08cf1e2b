package core

import (
	"fmt"
	"regexp"
	"strings"

	"caro/core/fault"
	"caro/core/fit"
	"caro/core/gate"
	"caro/core/prompt"
)

// Turn is a request of a person's and the command that answered it.
type Turn struct {
	Request string
	Command string
}

const (
	// MaxTurns is how many turns of a thread are looked at, the last ones.
	MaxTurns = 3
	// maxTurnRequest and maxTurnCommand bound what a model sees of one, in bytes: with all
	// of them the longest request still fits the engine's context.
	maxTurnRequest = 200
	maxTurnCommand = 300
	// maxSaid bounds what a model sees of what a failed command said, in bytes and lines.
	maxSaid      = 600
	maxSaidLines = 8
)

// threadOf is a thread as a model sees it. A turn that is too long, or whose command isn't
// one, has it begin anew: half a command would be worse than none.
func threadOf(turns []Turn) []prompt.Turn {
	var list []prompt.Turn
	for _, t := range turns[max(0, len(turns)-MaxTurns):] {
		command, err := gate.Command(t.Command)
		request := strings.Join(strings.Fields(gate.Blank(t.Request)), " ")
		if err != nil || request == "" || len(command) > maxTurnCommand {
			list = nil
			continue
		}
		list = append(list, prompt.Turn{Request: gate.VisibleLine(request, maxTurnRequest), Command: withoutGaps(command)})
	}
	return list
}

// withoutGaps leaves out empty lines, which would end a command in the chat.
func withoutGaps(command string) string {
	if !strings.Contains(command, "\n") {
		return command
	}
	var lines []string
	for line := range strings.Lines(command) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	return strings.Join(lines, "\n")
}

// fixing begins a request to put a failed command right.
var fixing = regexp.MustCompile(`(?i)^\s*fix\s*:`)

// failure reads a request that begins with fix: what failed, and what it said. In a thread
// one line is what the last command said.
func failure(query string, thread []prompt.Turn) (command, said string, err error) {
	body := strings.ReplaceAll(fixing.ReplaceAllString(query, ""), "\r\n", "\n")
	var lines []string
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(gate.Blank(line)); line != "" {
			lines = append(lines, line)
		}
	}
	switch {
	case len(lines) == 0 && len(thread) == 0:
		return "", "", fault.New(fault.Usage, "there is no command behind fix:",
			`give it with what it said, each on a line of its own, as in: caro "fix: $(fc -ln -1)" or caro --continue "fix: No such file"`)
	case len(thread) > 0 && (len(lines) < 2 || !likeCommand(lines[0], thread[len(thread)-1].Command)):
		command = thread[len(thread)-1].Command
	default:
		command, lines = strings.TrimPrefix(lines[0], "$ "), lines[1:]
	}
	return command, saidOf(lines), nil
}

// likeCommand reports whether a line is the command of the thread, perhaps changed: it
// begins with the same word. What programs say of themselves has a colon behind it.
func likeCommand(line, command string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(line, "$ "), " ")
	other, _, _ := strings.Cut(command, " ")
	return first == other
}

// saidOf is the end of what a command said, where mostly stands why it failed.
func saidOf(lines []string) string {
	text := strings.Join(lines[max(0, len(lines)-maxSaidLines):], "\n")
	if len(text) > maxSaid {
		text = strings.ToValidUTF8(text[len(text)-maxSaid:], "")
	}
	return gate.Visible(text, maxSaid)
}

// compare compares a command with a request, and with what went before it: what a thread
// or a failed command has said needn't be said again.
func (q question) compare(command string, changes bool) fit.Report {
	if q.Failed != "" {
		// It was wrong, and nobody knows where: only names that nothing has are held against it.
		return fit.Report{Invented: fit.Compare(q.Request(), command, false).Invented}
	}
	report := fit.Compare(q.Query, command, changes)
	if len(q.Thread) == 0 {
		return report
	}
	all := q.Query
	for _, t := range q.Thread {
		all += "\n" + t.Request + "\n" + t.Command
	}
	whole := fit.Compare(all, command, changes)
	report.Invented, report.Beyond = whole.Invented, report.Beyond && (whole.Beyond || wantsLook.MatchString(q.Query))
	return report
}

// whole is all that was asked for, with what went before.
func (q question) whole() string {
	var all []string
	for _, t := range q.Thread {
		all = append(all, t.Request)
	}
	return strings.Join(append(all, q.Query), ", ")
}

// wantsLook are the words of those who want to see, and no more, whatever was done before.
var wantsLook = regexp.MustCompile(`(?i)\b(show|list|print|display|count|how many|how much|which|what|see|look)\b`)

// same notes that the model had no better command than the one that failed.
func (q question) same(answer *Answer) {
	if q.Failed != "" && answer.Command == q.Failed {
		answer.Notes = append(answer.Notes, fmt.Sprintf("this is the command that failed: %s knows no better one", answer.Model))
	}
}
