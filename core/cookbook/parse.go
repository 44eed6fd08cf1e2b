package cookbook

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// Bounds of an entry's words.
const (
	minRequests, maxRequests = 3, 5
	minTags, maxTags         = 2, 4
)

// parse reads a file. Its errors begin with FILE:LINE.
func parse(file, text string) ([]Entry, error) {
	area := strings.TrimSuffix(file, ".txt")
	var list []Entry
	for block := range blocks(text) {
		e := Entry{Area: area, Line: block.line, text: block.text}
		if at, err := e.read(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, at, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// block is the lines of an entry and the number of the first one.
type block struct {
	text string
	line int
}

// blocks parts a text at its blank lines. One of comments alone is no entry.
func blocks(text string) iter.Seq[block] {
	return func(yield func(block) bool) {
		begin, line, first, at := 0, 0, 0, 0
		end := func() bool {
			return first == 0 || yield(block{text[begin:at], first})
		}
		for at < len(text) {
			line++
			next := len(text)
			if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
				next = at + i + 1
			}
			switch {
			case strings.TrimSpace(text[at:next]) == "":
				if !end() {
					return
				}
				first = 0
			case first == 0 && text[at] != '#':
				begin, first = at, line
			}
			at = next
		}
		end()
	}
}

// lines gives each line's number, from the number first on, its keyword, and the rest
// without the blanks around it. Comments are left out.
func lines(text string, first int) iter.Seq2[int, [2]string] {
	return func(yield func(int, [2]string) bool) {
		for line := range strings.Lines(text) {
			if line[0] != '#' {
				line = strings.TrimRight(line, " \t\r\n")
				word, rest := line, ""
				if i := strings.IndexAny(line, " \t"); i >= 0 {
					word, rest = line[:i], strings.TrimLeft(line[i:], " \t")
				}
				if !yield(first, [2]string{word, rest}) {
					return
				}
			}
			first++
		}
	}
}

// read takes what an answer needs from the entry's lines, or says at which line it is wrong.
func (e *Entry) read() (line int, err error) {
	e.Requests = make([]string, 0, maxRequests)
	var cmd string
	for line, pair := range lines(e.text, e.Line) {
		word, rest := pair[0], pair[1]
		var once *string
		switch word {
		case "ask", "or":
			if (word == "ask") != (len(e.Requests) == 0) {
				return line, errors.New("an entry begins with one line ask; the others are or")
			}
			if rest == "" {
				return line, errors.New(word + " says nothing")
			}
			e.Requests = append(e.Requests, rest)
			continue
		case "cmd":
			once = &cmd
		case "gnu":
			once = &e.GNU
		case "mac":
			once = &e.BSD
		case "tags":
			if e.Tags != nil {
				return line, errors.New("tags is there twice")
			}
			e.Tags = strings.Fields(rest)
			continue
		case "set", "in", "out", "any", "re", "test", "exit", "needs", "norun": // see Check
			continue
		default:
			return line, fmt.Errorf("there is no keyword %q", word)
		}
		switch {
		case rest == "":
			return line, errors.New(word + " says nothing")
		case *once != "":
			return line, errors.New(word + " is there twice")
		}
		*once = rest
	}
	if cmd != "" {
		if e.GNU != "" || e.BSD != "" {
			return e.Line, errors.New("cmd is for both systems: gnu or mac beside it is one too many")
		}
		e.GNU, e.BSD = cmd, cmd
	}
	return e.Line, e.whole()
}

// whole says what an entry lacks.
func (e *Entry) whole() error {
	switch n, m := len(e.Requests), len(e.Tags); {
	case n < minRequests || n > maxRequests:
		return fmt.Errorf("there are %d requests, not %d to %d", n, minRequests, maxRequests)
	case e.GNU == "" && e.BSD == "":
		return errors.New("there is no command")
	case m < minTags || m > maxTags:
		return fmt.Errorf("there are %d tags, not %d to %d", m, minTags, maxTags)
	}
	return nil
}
