package remote

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"caro/core/backend"
)

// goOn is how a server is told to go on from an assistant's message that it is given as
// the last one. The protocol has no word for it.
type goOn int

const (
	// goOnAsked: the message is followed by one that asks to go on. Works everywhere, but
	// the model may repeat what it was given, which is then taken out.
	goOnAsked goOn = iota
	// goOnOpen: the server leaves such a message open by itself (llama-server since May
	// 2025, exo).
	goOnOpen
	// goOnFlagged: fields beyond the protocol say so (vLLM, SGLang).
	goOnFlagged
)

// goOnBy tells it from the owner that a server's list of models names: these servers put
// their own name there.
func goOnBy(owner string) goOn {
	switch owner {
	case "llamacpp", "exo":
		return goOnOpen
	case "vllm", "sglang":
		return goOnFlagged
	default:
		return goOnAsked
	}
}

// begun returns the words that the answer has to go on from; "" where it begins anew.
func begun(req backend.Request) string {
	if last := req.Messages[len(req.Messages)-1]; last.Role == backend.RoleAssistant {
		return last.Content
	}
	return ""
}

// maxQuoted bounds the words that are repeated to the model, in bytes.
const maxQuoted = 60

// ask is the message that asks to go on.
func ask(words string) string {
	line := lastLine(words)
	if len(line) > maxQuoted {
		line = line[len(line)-maxQuoted:]
		for !utf8.RuneStart(line[0]) {
			line = line[1:]
		}
	}
	return fmt.Sprintf("Your last message breaks off after %q. Go on from exactly there: write only what comes next, and repeat nothing.", line)
}

func lastLine(words string) string {
	words = strings.TrimSpace(words)
	return strings.TrimSpace(words[strings.LastIndexByte(words, '\n')+1:])
}

// repeated takes words out of the beginning of an answer that was asked to go on from
// them, and puts the blank between that a new message can't begin with.
type repeated struct {
	words []string // what may be repeated, trimmed; none where nothing is to be taken out
	blank bool     // the words don't end in a blank

	held    string
	decided bool
}

// newRepeated is for an answer that goes on from words.
func newRepeated(words string) *repeated {
	r := &repeated{blank: words != "" && !unicode.IsSpace(lastRune(words))}
	for _, w := range []string{strings.TrimSpace(words), lastLine(words)} {
		if w != "" {
			r.words = append(r.words, w)
		}
	}
	return r
}

// pass takes a piece and returns what of the answer is certain.
func (r *repeated) pass(piece string) string {
	if r.decided {
		return piece
	}
	r.held += piece
	text := strings.TrimLeftFunc(r.held, unicode.IsSpace)
	if text == "" {
		return ""
	}
	longest := ""
	for _, w := range r.words {
		if len(text) < len(w) && strings.HasPrefix(w, text) {
			return "" // may still become w
		}
		if strings.HasPrefix(text, w) && len(w) > len(longest) {
			longest = w
		}
	}
	r.decided = true
	if longest != "" {
		return text[len(longest):]
	}
	return r.joined(text)
}

// rest is what was held back, at the end of the answer.
func (r *repeated) rest() string {
	if r.decided {
		return ""
	}
	r.decided = true
	return r.joined(strings.TrimLeftFunc(r.held, unicode.IsSpace))
}

func (r *repeated) joined(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if r.blank && (unicode.IsLetter(first) || unicode.IsDigit(first)) {
		return " " + text
	}
	return text
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
