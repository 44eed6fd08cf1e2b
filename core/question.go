package core

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"caro/core/backend"
	"caro/core/folder"
	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/sample"
	"caro/core/shell"
	"caro/core/utilities"
)

// question is a request as a model is asked it, and what is to be known of it afterwards.
type question struct {
	prompt.Asked
	// standIns are put for the names of files that the request means.
	standIns []folder.StandIn
	notes    []string
	// text says that there is a text to work on, shown to the model or not.
	text bool
}

// question is what a request comes to. Errors are *fault.Error.
func (a *Assistant) question(r Request) (question, error) {
	query, err := cleanQuery(r.Query)
	if err != nil {
		return question{}, err
	}
	q := question{Asked: prompt.Asked{Query: query, Thread: threadOf(r.Thread)}}
	if fixing.MatchString(r.Query) {
		q.Failed, q.Said, err = failure(r.Query, q.Thread)
		q.Thread = nil
		return q, err
	}
	a.lookAround(&q)
	a.lookInside(&q)
	return q, nil
}

// lookAround puts stand-ins for the files of the working folder that are spoken of: by the
// request, and in a thread by those before, whose commands have the names by now.
func (a *Assistant) lookAround(q *question) {
	speaks := folder.Speaks(q.Query)
	for _, t := range q.Thread {
		speaks = speaks || folder.Speaks(t.Request)
	}
	if a.Folder == nil || !speaks {
		return
	}
	entries := a.Folder()
	for i, t := range q.Thread {
		m := folder.Find(t.Request, entries)
		q.standIns = append(q.standIns, m.StandIns...)
		q.Thread[i].Request = m.Request
	}
	m := folder.Find(q.Query, entries)
	q.standIns = append(q.standIns, m.StandIns...)
	q.Query = m.Request
	if m.Note != "" {
		q.notes = append(q.notes, m.Note)
	}
	for i, t := range q.Thread {
		q.Thread[i].Command = folder.Hide(t.Command, q.standIns)
	}
}

// mostShapes is how many files of a request are looked into.
const mostShapes = 2

// lookInside finds out how the files are built that a request names: a command for them
// needs their columns and keys.
func (a *Assistant) lookInside(q *question) {
	if a.Shape == nil {
		return
	}
	for _, name := range namedPaths(q.Query) {
		if len(q.Known) == mostShapes || !holdsData.MatchString(name) {
			continue
		}
		if shape := a.Shape(name); shape != "" {
			q.Known = append(q.Known, name+": "+shape)
		}
	}
}

// holdsData are the names of files whose commands hang on how they are built.
var holdsData = regexp.MustCompile(`(?i)\.(csv|tsv|json|jsonl|ndjson|log)$`)

// place puts the files' own names into a command.
func (q question) place(command string, answer *Answer) string {
	placed, ok := folder.Place(command, q.standIns)
	if !ok {
		for _, s := range q.standIns {
			answer.Notes = append(answer.Notes, fmt.Sprintf("write %s in the place of %s: Caro can't put that name there safely", gate.VisibleLine(s.Name, maxClarifyBytes), s.Shown))
		}
	}
	return placed
}

// request is the chat that asks for a command.
func (a *Assistant) request(q question, target prompt.Target) backend.Request {
	if a.Examples != nil && q.Failed == "" {
		about := q.Query
		if n := len(q.Thread); n > 0 {
			about = q.Thread[n-1].Request + " " + about
		}
		q.Examples = a.Examples(about, target)
	}
	return q.Chat(target).Request(maxCommandTokens)
}

// ask has a question answered; the best answer comes first. Where there is a text to work
// on, the question is asked by itself first, and the text counts only where it must.
func (a *Assistant) ask(ctx context.Context, q *question, r Request) (backend.Result, []candidate, error) {
	once := func(q question, on func(backend.Event)) (backend.Result, []candidate, error) {
		return a.answers(ctx, q, r.Target, on)
	}
	if r.Input == "" || q.Failed != "" {
		return once(*q, r.On)
	}
	if !speaksOfText.MatchString(q.Query) || namesFile(q.Query) {
		q.notes = append(q.notes, "the request doesn't speak of the text on standard input, so that wasn't looked at")
		return once(*q, r.On)
	}
	q.text = true
	like := sample.Describe(r.Input, q.Query)
	var first backend.Result
	if like == sample.Lines {
		result, list, err := once(*q, withoutText(r.On))
		if err != nil || worksOnInput(q.Query, list[0]) {
			return result, list, err
		}
		first = result
	}
	q.Input = like
	result, list, err := once(*q, r.On)
	result.GeneratedTokens += first.GeneratedTokens
	result.FirstToken = cmp.Or(first.FirstToken, result.FirstToken)
	return result, list, err
}

// parse reads the model's text. A filter by itself, which would wait for a person to type, is
// a command where there is a text for it.
func (q question) parse(result backend.Result) prompt.Answer {
	parsed := prompt.ParseCommand(result)
	if word := strings.TrimSpace(result.Text); q.text && parsed.Command == "" && filters[word] {
		parsed.Command = word
	}
	return parsed
}

// withoutText tells of everything but the text that is written, which may not be the answer.
func withoutText(on func(backend.Event)) func(backend.Event) {
	return func(e backend.Event) {
		if on != nil && e.Kind != backend.EventToken {
			on(e)
		}
	}
}

// speaksOfText are the words of those who speak of a text that they have.
var speaksOfText = regexp.MustCompile(`(?i)\b(this|these|that|those|it|its|them|text|lines?|input|stdin|clipboard|selection|selected|pasted|below|columns?|fields?|rows?|records?|entr(y|ies)|words?|characters?|letters|values?|numbers?|items?|csv|tsv|json|ya?ml|xml|keys?|header|heading|urls?|links|address(es)?|e-?mails?|names|dates?|duplicates?|paragraphs?|table)\b`)

func namesFile(query string) bool { return len(namedPaths(query)) > 0 }

// worksOnInput reports whether an answer that nobody has told of a text would work on one:
// it begins with a program that reads standard input, reads nothing else, and does no harm.
func worksOnInput(query string, c candidate) bool {
	first, _, _ := strings.Cut(c.command, " ")
	return filters[first] && c.risk.Level == gate.LevelSafe && !readsOther(query, c.risk)
}

// readsOther reports whether a command reads a file that the request doesn't name.
func readsOther(query string, risk Risk) bool {
	for _, e := range risk.Effects {
		if e.Effect == string(utilities.Reads) && e.Path != "" && e.Path != "/dev/stdin" && !slices.Contains(strings.Fields(query), e.Path) {
			return true
		}
	}
	return false
}

// filters are programs that read standard input where no file is named.
var filters = map[string]bool{
	"awk": true, "base64": true, "bc": true, "cat": true, "column": true, "cut": true, "expand": true, "fmt": true, "fold": true,
	"grep": true, "egrep": true, "gawk": true, "head": true, "jq": true, "md5sum": true, "nl": true, "paste": true, "perl": true,
	"rev": true, "sed": true, "sha256sum": true, "shuf": true, "sort": true, "tac": true, "tail": true, "tr": true, "uniq": true,
	"wc": true, "xargs": true, "yq": true,
}

// wantsExplained is said by those who want a text explained, and nothing done.
var wantsExplained = regexp.MustCompile(`(?i)^\s*(please )?(explain|what (does|is|do)|what's) (this|that|it|these|the (text|command|line|selection|clipboard))( (do|does|mean|command|line|about|for))*[?.! ]*$`)

// explainText says what a text does, if it is a command. No model is asked: it would say
// what the text wants it to.
func (a *Assistant) explainText(answer *Answer, r Request) {
	command, err := gate.Command(r.Input)
	if err == nil && prompt.Parse(command, false).Command == command {
		answer.Sentence = shell.Look(command, shell.Options{Version: r.Target.Version(), Rules: a.Rules, Installed: a.Installed, Manual: a.Manual, Packages: r.Target.Packages}).Sentence
	}
	if answer.Sentence == "" {
		answer.Clarify = "the text on standard input is no command that Caro could explain"
		return
	}
	answer.Explanation = answer.Sentence
	answer.Clarify = "the text is explained; `caro explain` takes it apart"
}
