package config

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// fromTOML reads a setting's value from the syntax tree. The error is a valueError.
func (s *setting) fromTOML(n *unstable.Node) (any, error) {
	switch s.field(&Config{}).(type) {
	case *string, *time.Duration:
		if n.Kind == unstable.String {
			return s.parseInFile(string(n.Data))
		}
	case *bool:
		if n.Kind == unstable.Bool {
			return s.parse(string(n.Data))
		}
	case *int:
		if n.Kind == unstable.Integer {
			number, err := strconv.ParseInt(string(n.Data), 0, 64) // 0: also 0x1F and 1_000
			if err != nil {
				return nil, s.wrong(shortened(string(n.Data)))
			}
			return s.parse(strconv.FormatInt(number, 10))
		}
	}
	err := s.wrong(shownNode(n))
	if _, text := s.field(&Config{}).(*string); !text && n.Kind == unstable.String {
		err = valueError(err.Error() + ", without quotes")
	}
	return nil, err
}

// shownNode is a value of the wrong kind as an error repeats it.
func shownNode(n *unstable.Node) string {
	switch n.Kind {
	case unstable.String:
		return shown(string(n.Data))
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	default:
		return shortened(string(n.Data))
	}
}

// syntax words what the parser says at a place, for someone who doesn't know TOML.
func (d *document) syntax(message string, at int) string {
	rest := bytes.TrimLeft(d.text[at:d.lineEnd(at)], " \t\r")
	for _, w := range []struct{ begins, words string }{
		{"incomplete number", notAValue},
		{"expected 'true'", notAValue},
		{"expected 'false'", notAValue},
		{"expected 'inf'", notAValue},
		{"expected 'nan'", notAValue},
		{"unexpected character", notAValue},
		{"expected value", "the value is missing"},
		{"expected newline", "something stands behind the value; texts and durations go in quotes"},
		{"basic string", openQuote},
		{"literal string", openQuote},
		{"unterminated", openQuote},
		{"expected = ", noEquals},
		{"expected character =", noEquals},
		{"expected key", "the name is missing"},
		{"invalid character at start of key", "neither a setting (NAME = VALUE), a [TABLE] nor a # comment"},
		{"expected character ]", "the ] is missing"},
		{"expected character }", "the } is missing"},
	} {
		if !strings.HasPrefix(message, w.begins) {
			continue
		}
		if w.words == notAValue && (len(rest) == 0 || rest[0] == '\n' || rest[0] == '#') {
			return "the value is missing"
		}
		return w.words
	}
	return "not TOML: " + trimTOML(message)
}

const (
	notAValue = "this is no value; texts and durations go in quotes, true and false are lower case"
	openQuote = "the quote isn't closed on its line"
	noEquals  = "a setting is written NAME = VALUE"
)

// trimTOML drops the name that go-toml puts before its messages.
func trimTOML(message string) string { return strings.TrimPrefix(message, "toml: ") }
