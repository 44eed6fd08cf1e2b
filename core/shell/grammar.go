package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

var grammar = map[string]string{
	"|": "Hand the output of the command before to the one behind.", "|&": "Hand the output and errors of the command before to the one behind.",
	"&&": "Go on only if the command before succeeds.", "||": "Go on only if the command before fails.",
	";": "Then.", "&": "Run what stands before in the background.", ";;": "The end of a case.", "(": "Begin a shell of its own.", ")": "End it.",
	"{": "Begin a group of commands.", "}": "End it.", "!": "Turn success into failure and back.", "if": "If this succeeds:", "then": "then do:", "else": "else do:",
	"elif": "else, if this succeeds:", "fi": "The end of the if.", "for": "For each of these:", "in": "of these:", "do": "do:", "done": "The end of the loop.", "while": "As long as this succeeds:",
	"until": "Until this succeeds:", "case": "Choose by this:", "esac": "The end of the choice.", "function": "Define a function.", "select": "Have a person choose:", "time": "Say how long it takes.", "coproc": "Run beside.",
	"--": "No flags follow.", "+": "The end of the command; it gets many names at once.", `\;`: "The end of the command; it runs for each name.", "()": "A function:", "export": "Set for the programs that are started too:", "local": "Set within the function:", "declare": "Set:", "readonly": "Set for good:", "typeset": "Set:",
}

// between explains what no command is: operators and keywords.
func between(command string, start, end int) (list []Part) {
	for start < end {
		for start < end && (strings.IndexByte(" \t\n\r", command[start]) >= 0 || strings.HasPrefix(command[start:end], "\\\n")) {
			start++
		}
		stop := start
		if start < end && command[start] == '#' && (start == 0 || strings.IndexByte(" \t\n;", command[start-1]) >= 0) {
			line := end
			if i := strings.IndexByte(command[start:end], '\n'); i >= 0 {
				line = start + i
			}
			list = append(list, Part{Meaning: "A remark, which isn't run.", Start: start, End: line})
			start = line
			continue
		}
		for stop < end && !strings.ContainsRune(" \t\n\r", rune(command[stop])) {
			stop++
		}
		if stop == start {
			break
		}
		for start < stop {
			n := stop - start
			meaning, found := "", false
			for ; n > 0; n-- {
				if meaning, found = grammar[command[start:start+n]]; found && (n == stop-start || command[start] != '-') {
					break
				}
			}
			if !found || n == 0 {
				n, meaning = stop-start, fragment(command[start:stop])
			}
			list = append(list, Part{Meaning: meaning, Start: start, End: start + n})
			start += n
		}
	}
	return list
}

// fragment explains what is left of a word that has a command in it.
func fragment(text string) string {
	switch {
	case strings.Contains(text, "$(") || strings.Contains(text, "`"):
		return "Here the output of the command within is put in."
	case strings.Contains(text, "<("), strings.Contains(text, ">("):
		return "The command within, in place of a file."
	case strings.Trim(text, `"')`) == "":
		return "The end of that."
	}
	return "The rest of the word."
}

// streams are the names of the numbers before a redirect.
var streams = map[string]string{"": "the output", "0": "what it reads", "1": "the output", "2": "error messages"}

// redirectWords says what a redirect to a file or another stream does.
func redirectWords(r *syntax.Redirect, name string) string {
	number := ""
	if r.N != nil {
		number = r.N.Value
	}
	what, known := streams[number]
	if !known {
		what = "stream " + number
	}
	switch r.Op {
	case syntax.RdrAll, syntax.AppAll, syntax.RdrAllClob, syntax.AppAllClob:
		what = "the output and error messages"
	case syntax.DplOut, syntax.DplIn:
		switch {
		case name == "-":
			return "Close " + what + "."
		case name == "1" && number == "2":
			return "Send error messages where the output goes."
		case name == "2" && (number == "" || number == "1"):
			return "Send the output where error messages go."
		}
		if to, known := streams[name]; known && name != "" {
			return "Send " + what + " where " + to + " goes."
		}
		return "Send " + what + " where stream " + name + " goes."
	}
	switch r.Op {
	case syntax.AppOut, syntax.AppAll, syntax.AppClob, syntax.AppAllClob:
		return "Add " + what + " to the end of this file."
	}
	if name == "/dev/null" {
		return "Throw " + what + " away."
	}
	return "Write " + what + " to this file, in place of what it holds."
}
