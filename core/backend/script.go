package backend

import "strings"

// Script is a way to write a chat in fewer tokens: all that comes after the system
// message is one text of the assistant's, in which each message of a person is a comment
// and each answer stands below its own, as in a shell script with comments. A chat
// template takes three to five tokens more between a request and its answer, and each is
// to be evaluated while a person waits.
type Script struct {
	Task    string `json:"task"`    // the person's only message, which the text answers
	Comment string `json:"comment"` // what begins each line of a comment
	End     string `json:"end"`     // what ends an answer; the model ends its own so too
}

// maxScriptBytes bounds each text of a Script.
const maxScriptBytes = 256

func (s Script) check() error {
	for name, text := range map[string]string{"task": s.Task, "comment": s.Comment, "end": s.End} {
		if text == "" || len(text) > maxScriptBytes || !isText(text) {
			return usage("the script's %s has %d bytes, it must be a text of 1 to %d", name, len(text), maxScriptBytes)
		}
	}
	return nil
}

// Write returns the messages that open the chat and the text that the assistant's answer
// to them begins with, in two parts: the one that is the same for all chats with the same
// first fixed messages, "" where fixed is 0, and the rest.
func (s Script) Write(chat []Message, fixed int) (opening []Message, shared, rest string) {
	system := 0
	if chat[0].Role == RoleSystem {
		system = 1
	}
	opening = append(opening, chat[:system]...)
	opening = append(opening, Message{Role: RoleUser, Content: s.Task})
	var text strings.Builder
	cut := 0
	for i, m := range chat {
		if i == fixed && i >= system {
			cut = text.Len()
			if fixed > 0 && m.Role == RoleUser {
				// A blank at the end of the mark is part of the next word's token.
				cut += len(strings.TrimRight(s.Comment, " "))
			}
		}
		switch {
		case i < system:
		case m.Role != RoleAssistant:
			text.WriteString(s.Comment + strings.ReplaceAll(m.Content, "\n", "\n"+s.Comment) + "\n")
		case i < len(chat)-1:
			text.WriteString(m.Content + s.End)
		default:
			text.WriteString(m.Content)
		}
	}
	all := text.String()
	if fixed == len(chat) {
		cut = len(all)
	}
	return opening, all[:cut], all[cut:]
}
