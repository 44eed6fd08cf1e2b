package prompt

import (
	"fmt"
	"slices"
	"strings"

	"caro/core/backend"
	"caro/core/gate"
)

// Example is a worked request, put into the prompt to show what is wanted.
type Example struct {
	Request string
	Command string
}

// none is what the model is told to answer to a request that is no task for a shell.
const none = "NONE"

// plain show the form of an answer (the bare command, which has the fewest tokens), that
// names stay as they are given, and what is no task for a shell. They hold for GNU and BSD
// alike.
var plain = []Example{
	{"find files in projects that end in .bak and are older than 30 days", `find projects -type f -name "*.bak" -mtime +30`},
	{"hello", none},
	{"how many times does TODO occur in main.c?", `grep -o "TODO" main.c | wc -l`},
	{"join the lines of hosts.txt with commas", `paste -sd, hosts.txt`},
	{"show the three oldest photos in album", `ls -tr album | head -n 3`},
	{"what is the capital of France?", none},
	{"put this into Spanish: good night", none},
	{"print the login names of etc/users.txt, the fields are separated by colons", `cut -d: -f1 etc/users.txt`},
	{"stop the process with the number 4242", `kill 4242`},
	{"show the five largest videos in clips and below", `find clips -type f -name "*.mp4" -exec du -h {} + | sort -rh | head -n 5`},
	{"rename every .htm file in site to .html", `for f in site/*.htm; do mv "$f" "${f%.htm}.html"; done`},
}

// shown are in every chat: the plain ones and, in their middle, those with files that Caro
// knows about. (Where those come first, requests without such a file are taken for no task.)
// The engine keeps their state, so they cost no time but at the very first start. More of
// them, 44 in all, made answers worse.
var shown = slices.Insert(slices.Clone(plain), 7, onKnown...)

// script writes the chat in fewer tokens, for the models that Caro runs itself: a shell
// script with comments, of which they have read many.
var script = backend.Script{Task: "Write the commands.", Comment: "# ", End: "\n\n"}

// Chat is the messages of a request. The first Fixed of them are the same for every
// request to the same platform.
type Chat struct {
	Messages []backend.Message
	Fixed    int
	Script   *backend.Script
	whole    []string // answers that need no end mark
}

// Request is the chat as a backend takes it, for an answer of so many tokens at most.
func (c Chat) Request(maxTokens int, stops ...string) backend.Request {
	return backend.Request{Messages: c.Messages, Fixed: c.Fixed, Script: c.Script, Whole: c.whole, MaxTokens: maxTokens, Stop: stops}
}

// Command is the chat that asks for the command. Examples found for this request come
// after the ones that are always shown.
func Command(query string, t Target, examples []Example) Chat {
	return Asked{Query: query, Examples: examples}.Chat(t)
}

func system(t Target) string {
	return fmt.Sprintf("You write one shell command for %s (%s, %s) that does what is asked, from the current folder. "+
		"Use all names exactly as given. If it is nothing that a shell can do, answer %s.", t.System, t.Shell, t.utilities(), none)
}

func (c *Chat) show(examples []Example) {
	for _, e := range examples {
		c.Messages = append(c.Messages,
			backend.Message{Role: backend.RoleUser, Content: e.Request},
			backend.Message{Role: backend.RoleAssistant, Content: e.Command})
	}
}

// ParseCommand reads what a backend answered to Command's chat.
func ParseCommand(r backend.Result) Answer {
	a := Parse(r.Text, r.Stop == backend.StopLimit)
	// What the model says in place of a command are comments in its script.
	words := slices.DeleteFunc(strings.Fields(a.Clarify), func(w string) bool { return w == "#" || w == none })
	a.Clarify = strings.Join(words, " ")
	return a
}

// explanationBegin begins the explanation for the model. Going on from there costs far
// fewer tokens than a question would, and the model can't stray into anything else.
const explanationBegin = "This command"

// ExplanationStops end an answer to Explanation's chat: one sentence is wanted.
var ExplanationStops = []string{"\n", ". "}

// Explanation is the chat in which the model says what a command does. It is one of its
// own: a model that sees the request says the request over again, whatever the command does.
func Explanation(t Target, command string) Chat {
	return Chat{Messages: []backend.Message{
		{Role: backend.RoleSystem, Content: fmt.Sprintf("You say in one sentence what a shell command of %s (%s, %s) does.", t.System, t.Shell, t.utilities())},
		{Role: backend.RoleUser, Content: command},
		{Role: backend.RoleAssistant, Content: explanationBegin},
	}, Fixed: 1}
}

// maxExplanation bounds what is taken of an explanation, in bytes.
const maxExplanation = 400

// ParseExplanation reads what a backend answered to Explanation's chat: a sentence that
// is safe to print, or "" for none.
func ParseExplanation(text string) string {
	text, _, _ = strings.Cut(strings.TrimRight(text, " \n"), "\n")
	if strings.TrimSpace(text) == "" {
		return ""
	}
	sentence := strings.TrimRight(explanationBegin+text, " .:,;")
	return gate.VisibleLine(sentence, maxExplanation) + "."
}
