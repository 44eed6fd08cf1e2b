package gate

import (
	"strings"
	"unicode/utf8"
)

const (
	// MaxCommandBytes is the longest command that Command lets pass, in bytes.
	MaxCommandBytes = 8 << 10
	// MaxCommandLines is the greatest number of lines that Command lets pass.
	MaxCommandLines = 50
)

// Command returns s as it may be shown, copied or run: ASCII white space around it
// removed (but not a blank that a backslash protects), CRLF turned into LF, never
// with a newline at its end. Passing the result through Command again changes nothing.
//
// All else that could make a command do other than it seems to is refused, with a
// *RefusedError: control, invisible and direction-changing characters, blanks that
// aren't ASCII, private use and noncharacters, broken UTF-8, a backslash at the very
// end (it would join whatever is typed next), emptiness, more than MaxCommandBytes or
// MaxCommandLines. A tab is refused because a shell it is pasted into takes it as a
// request for completion; only tabs that indent a later line, where they certainly
// stand outside quotes and here-documents, are turned into four spaces each.
func Command(s string) (string, error) {
	start, end := bounds(s)
	if start == end {
		return "", refuse("it is empty")
	}
	// Cleaning can only make the text longer by its indentation, so that a text far
	// beyond the limit needn't be looked at.
	if end-start > 2*MaxCommandBytes {
		return "", tooLong(end - start)
	}
	out, refused := clean(s, start, end)
	switch {
	case refused != nil:
		return "", refused
	case len(out) > MaxCommandBytes:
		return "", tooLong(len(out))
	case strings.Count(out, "\n") >= MaxCommandLines:
		return "", refuse("it has %d lines, more than %d", strings.Count(out, "\n")+1, MaxCommandLines)
	case endsInBackslash(out):
		return "", refuse("it ends in a lone backslash, which would join it to what is typed next")
	}
	return out, nil
}

func tooLong(n int) error {
	return refuse("it is %d bytes long, more than %d", n, MaxCommandBytes)
}

// bounds finds the part of s without the white space around it. A space after an
// odd number of backslashes is part of a word and stays.
func bounds(s string) (start, end int) {
	const space = " \t\r\n"
	start = len(s) - len(strings.TrimLeft(s, space))
	end = start + len(strings.TrimRight(s[start:], space))
	if end < len(s) && s[end] == ' ' && endsInBackslash(s[start:end]) {
		end++
	}
	return start, end
}

func endsInBackslash(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// clean copies s[start:end], putting right what can be put right, and collects the rest.
func clean(s string, start, end int) (string, error) {
	var out strings.Builder
	var refused RefusedError
	var state indentation
	for i := start; i < end; {
		r, n := utf8.DecodeRuneInString(s[i:end])
		switch name, bad := offends(r); {
		case r == utf8.RuneError && n == 1:
			refused.add(Offence{Offset: i, Rune: rune(s[i]), Invalid: true})
		case r == '\n':
			out.WriteByte('\n')
		case r == '\r' && i+1 < end && s[i+1] == '\n':
			// The newline that follows is written by itself.
		case r == '\t' && state.certain():
			out.WriteString("    ")
		case bad:
			refused.add(Offence{Offset: i, Rune: r, Name: name})
		default:
			out.WriteString(s[i : i+n])
		}
		state.next(r)
		i += n
	}
	if len(refused.Offences) > 0 {
		return "", &refused
	}
	return out.String(), nil
}
