package prompt

import "caro/core/backend"

// reviewing is a script of commands, each with what it was wanted for below it.
var reviewing = backend.Script{Task: "Write commands, and below each what it was wanted for.", Comment: "$ ", End: "\n\n"}

// Review is the chat in which a command comes first and the request after it, the other way
// round than in Command's. How likely a model holds the request there tells whether the
// command does all of it: a model that overlooked a word while it wrote the command misses
// that word now. The request is the chat's answer, which a backend weighs.
//
// The two together choose better than either (Zhang et al., "Coder Reviewer Reranking for
// Code Generation", 2022).
func Review(query, command string) backend.Request {
	chat := Chat{Script: &reviewing}
	for _, e := range plain {
		if e.Command != none {
			chat.show([]Example{{e.Command, wantedFor(e.Request)}})
		}
	}
	chat.Fixed = len(chat.Messages)
	chat.Messages = append(chat.Messages, backend.Message{Role: backend.RoleUser, Content: command})
	request := chat.Request(1)
	request.Given = wantedFor(query)
	return request
}

// wantedFor is a request as a comment below its command.
func wantedFor(request string) string { return script.Comment + request }
