package prompt

import (
	"strings"

	"caro/core/backend"
)

// Turn is a request of a person's and the command that answered it.
type Turn struct {
	Request string
	Command string
}

// Asked is all that a command is asked for by.
type Asked struct {
	Query string
	// Thread is what went before, oldest first, where the query goes on from it.
	Thread []Turn
	// Failed is a command to be put right, "" for none, and Said what it said, where that is
	// known. The query isn't shown then.
	Failed, Said string
	// Input says what the text is like that the command gets on standard input; "" where it
	// gets none.
	Input string
	// Known says how files are built that the query names: "a.csv: columns x,y".
	Known []string
	// Examples were found for this request, the one that helps most last.
	Examples []Example
}

// onKnown shows that a command may hang on how a file is built.
var onKnown = []Example{
	{known("add up what the paid members owe, from dues.csv", []string{"dues.csv: columns member,state,owed"}), `awk -F, '$2 == "paid" {s += $3} END {print s}' dues.csv`},
	{known("names of those over 30 in staff.json", []string{"staff.json: [{name, job: {title}, age}]"}), `jq -r '.[] | select(.age > 30) | .name' staff.json`},
}

// What is shown only where it helps: none of it costs a token otherwise.
var (
	// goingOn shows that a request may go on from the one before.
	goingOn = []Example{
		{"find the text files in drafts", `find drafts -type f -name "*.txt"`},
		{"only the ones older than a week", `find drafts -type f -name "*.txt" -mtime +7`},
		{"and now delete them", `find drafts -type f -name "*.txt" -mtime +7 -delete`},
	}
	// onInput shows that a command may work on its standard input.
	onInput = []Example{
		{input("add up the third column", "rows parted by commas"), `awk -F, '{s += $3} END {print s}'`},
		{input("which of these are there more than once", "lines"), `sort | uniq -d`},
	}
	// putRight shows what is to be done with a command that failed.
	putRight = []Example{
		{wrong("find . -name *.log -mtime +3", "find: paths must precede expression: `b.log'"), `find . -name "*.log" -mtime +3`},
		{wrong("tar -xf photos.zip", "tar: This does not look like a tar archive"), `unzip photos.zip`},
	}
)

// input is a request with what the text is like.
func input(query, like string) string {
	return query + " (standard input: " + like + ")"
}

// known is a request with how its files are built.
func known(query string, list []string) string {
	if len(list) == 0 {
		return query
	}
	return query + " (" + strings.Join(list, "; ") + ")"
}

// wrong is the request to put a command right.
func wrong(command, said string) string {
	if said == "" {
		return "correct this command: " + command
	}
	return "correct this command: " + command + "\nit says: " + said
}

// Request is the text of the last message.
func (a Asked) Request() string {
	switch {
	case a.Failed != "":
		return wrong(a.Failed, a.Said)
	case a.Input != "":
		return input(a.Query, a.Input)
	}
	return known(a.Query, a.Known)
}

// Chat is the chat that asks for the command. Where there is nothing but a query, it is
// Command's, byte for byte.
func (a Asked) Chat(t Target) Chat {
	c := Chat{Messages: []backend.Message{{Role: backend.RoleSystem, Content: system(t)}}, Script: &script, whole: []string{none}}
	c.show(shown)
	c.Fixed = len(c.Messages)
	switch {
	case a.Failed != "":
		c.show(putRight)
	case len(a.Thread) > 0:
		c.show(goingOn)
	}
	if a.Input != "" {
		c.show(onInput)
	}
	c.show(a.Examples)
	for _, turn := range a.Thread {
		// An empty line would end the command in the script.
		c.show([]Example{{turn.Request, strings.ReplaceAll(turn.Command, "\n\n", "\n")}})
	}
	c.Messages = append(c.Messages, backend.Message{Role: backend.RoleUser, Content: a.Request()})
	return c
}
