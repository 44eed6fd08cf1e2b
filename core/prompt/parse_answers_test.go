package prompt

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var answerHead = regexp.MustCompile(`(?m)^-- (.*) --\n`)

// TestParseAnswers reads testdata/answers.txt: answers as small models write them, each
// under "-- name --" ("-- name [cut] --" if it was cut off) and followed by its form and
// command under "-- form --".
func TestParseAnswers(t *testing.T) {
	data, err := os.ReadFile("testdata/answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	heads := answerHead.FindAllStringSubmatchIndex(string(data), -1)
	body := func(i int) (head, text string) {
		end := len(data)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		return string(data[heads[i][2]:heads[i][3]]), strings.TrimSuffix(string(data[heads[i][1]:end]), "\n")
	}
	for i := 0; i+1 < len(heads); i += 2 {
		name, answer := body(i)
		form, command := body(i + 1)
		t.Run(name, func(t *testing.T) {
			a := Parse(answer, strings.HasSuffix(name, "[cut]"))
			if a.Command != command || a.Form != form {
				t.Errorf("Parse(%q)\n got %+v\nwant %q in form %s", answer, a, command, form)
			}
			checkAnswer(t, answer, a)
		})
	}
}
