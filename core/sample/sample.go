package sample

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

const (
	// MaxBytes is how much of a text is looked at.
	MaxBytes = 64 << 10
	// maxLines is how many of its lines.
	maxLines = 40
	// maxColumns is how many columns are counted.
	maxColumns = 60
)

// Lines is what Describe says of a text of which nothing else is known.
const Lines = "lines"

// Describe says what a text is like. request is what is to be done with it: a column or
// key that it names is said with its place.
func Describe(text, request string) string {
	text = text[:min(len(text), MaxBytes)]
	whole := strings.TrimSpace(text)
	if object, ok := asJSON(whole); ok {
		return object + keys(whole, request)
	}
	lines := firstLines(whole)
	if len(lines) == 0 {
		return Lines
	}
	if _, ok := asJSON(lines[0]); ok && len(lines) > 1 && all(lines, func(l string) bool { _, ok := asJSON(l); return ok }) {
		return "lines of JSON" + keys(lines[0], request)
	}
	for _, k := range kinds() {
		if all(lines, k.form.MatchString) {
			return k.words
		}
	}
	if rows := table(lines, request); rows != "" {
		return rows
	}
	if all(lines, number.MatchString) {
		return "numbers, one a line"
	}
	return Lines
}

// kind is a kind of lines that all look alike.
type kind struct {
	words string
	form  *regexp.Regexp
}

// kinds are those that are known, made when a text is first looked at.
var kinds = sync.OnceValue(func() []kind {
	return []kind{
		{"web addresses, one a line", regexp.MustCompile(`^https?://\S+$`)},
		{"mail addresses, one a line", regexp.MustCompile(`^[\w.+-]+@[\w-]+(\.[\w-]+)+$`)},
		{"IP addresses, one a line", regexp.MustCompile(`^\d{1,3}(\.\d{1,3}){3}$`)},
		{"full paths of files, one a line", regexp.MustCompile(`^[~.]{0,2}/[^\t,;|]*$`)},
		{"names of files, one a line", regexp.MustCompile(`^[\w@+-][\w .@+-]*\.[A-Za-z0-9]{1,5}$`)},
		{"lines of a log that begin with date and time", regexp.MustCompile(`^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d`)},
		{"lines of a web server's log", regexp.MustCompile(`^\S+ \S+ \S+ \[[^\]]+\] "`)},
		{"lines of the form name=value", regexp.MustCompile(`^(export )?[A-Za-z_][\w.-]* ?= ?`)},
	}
})

var number = regexp.MustCompile(`^\s*[-+]?\d+([.,]\d+)?\s*$`)

func all(lines []string, is func(string) bool) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return !is(l) })
}

// firstLines are the first lines that aren't empty.
func firstLines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if len(list) == maxLines {
			break
		}
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			list = append(list, line)
		}
	}
	return list
}

// asJSON says what a JSON text is; ok is false for what is none, or a single word.
func asJSON(text string) (words string, ok bool) {
	if text == "" || text[0] != '{' && text[0] != '[' || !json.Valid([]byte(text)) && !cutJSON(text) {
		return "", false
	}
	if text[0] == '{' {
		return "a JSON object", true
	}
	if strings.HasPrefix(strings.TrimSpace(text[1:]), "{") {
		return "a JSON array of objects", true
	}
	return "a JSON array", true
}

// cutJSON reports whether a text is JSON of which the end isn't looked at.
func cutJSON(text string) bool {
	var whole json.RawMessage
	const longest = 4 // bytes of a character that may be cut off
	return len(text) > MaxBytes-longest && errors.Is(json.NewDecoder(strings.NewReader(text)).Decode(&whole), io.ErrUnexpectedEOF)
}

// separators part the columns of a table.
var separators = []struct{ mark, words string }{
	{"\t", "tabs"}, {";", "semicolons"}, {",", "commas"}, {"|", "bars"}, {":", "colons"},
}

// table says how rows are parted into columns; "" where they aren't.
func table(lines []string, request string) string {
	const few = 2 // rows that make a table
	if len(lines) < few {
		return ""
	}
	for _, s := range separators {
		n := len(fields(lines[0], s.mark))
		if n < 2 || n > maxColumns || !all(lines, func(l string) bool { return len(fields(l, s.mark)) == n }) {
			continue
		}
		words := "rows parted by " + s.words
		if s.mark == "," && slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, `"`) }) {
			words = "CSV with quotes"
		}
		return words + heading(lines, s.mark, request)
	}
	return ""
}

// fields are the columns of a row; what stands in double quotes is one.
func fields(line, mark string) []string {
	var list []string
	quoted, from := false, 0
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == mark[0] && !quoted:
			list, from = append(list, line[from:i]), i+1
		}
	}
	return append(list, line[from:])
}

// heading says that the first row names the columns: one without numbers, above others
// with some; and which column the request means.
func heading(lines []string, mark, request string) string {
	names := fields(lines[0], mark)
	has := func(row string) bool {
		return slices.ContainsFunc(fields(row, mark), func(f string) bool { return number.MatchString(strings.Trim(f, `"`)) })
	}
	known := ""
	for i, name := range names {
		if name = strings.ToLower(strings.Trim(name, `" `)); said(name, request) {
			known += fmt.Sprintf(", %s is column %d", name, i+1)
		}
	}
	if known == "" && (has(lines[0]) || !slices.ContainsFunc(lines[1:], has)) {
		return ""
	}
	return " with a heading" + known
}

// said reports whether a request says a word of the text.
func said(word, request string) bool {
	const short, long = 2, 30
	return len(word) >= short && len(word) <= long && !strings.ContainsFunc(word, func(r rune) bool {
		return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) && slices.Contains(wordsOf(request), word)
}

func wordsOf(request string) []string {
	return strings.FieldsFunc(strings.ToLower(request), func(r rune) bool {
		return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// keys says which of the keys of a JSON text's objects the request names: those of the
// object, or of the first one of an array.
func keys(text, request string) string {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) != nil {
		var list []map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &list) != nil || len(list) == 0 {
			return ""
		}
		object = list[0]
	}
	var found []string
	for key := range object {
		if said(strings.ToLower(key), request) {
			found = append(found, strings.ToLower(key))
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return " with the keys " + strings.Join(found, ", ")
}
