package prompt

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"
)

// TestParseHostile gives Parse 64 KiB of what could make it slow or recurse. It takes
// tens of milliseconds each; the bound only tells linear time from quadratic, which would
// be minutes, on any machine.
func TestParseHostile(t *testing.T) {
	pieces := []string{
		"`", "`` ` ", "{", "[", "(", "$(", "\"", "'", "\\", "{\"command\":", "{\"command\":\"", "[\"", "\"command\": \"a\", ",
		"```\n", "```bash\n", "~~~\n", "```bash\nls\n```\n", "ls\n", "ls -la\n\n", "ls 'a\n", "ls \\\n", "ls |\n", "- ls -l (\n",
		"for i in a; do\n", "cat <<E\n", "find the file that's\n", "Command: ", "Command:\n", "a: ", "1. ls\n", "- ", "> ", "# a\n",
		"$ ls\n", "$ ls '\n", "a@b:", "&gt;", "“", "ls “", "‘a’", "…", "<command>", "<think>", "\x00", "\xff", "\r", "a. ", "word ",
		"don't use ", "`ls -l` ", "`ls` - ", "if a; then ", "a && ", "((", "- - ", "\"a\" ", "\", ", "\" , , ", "{\"a\":{", "[[",
		"{\"command\":\"ls\",\"x\":\"\\", "**", " (", ": ", "ls - a b ", "|", "\n| ", "$ ", "echo “a", "ls # c\n", "`#c` ",
	}
	for i, p := range pieces {
		forms := []string{
			strings.Repeat(p, maxAnswer/len(p)),
			"ls " + strings.Repeat(p, (maxShellBytes-10)/len(p)),
			"```bash\nls " + strings.Repeat(p, (maxShellBytes-10)/len(p)) + "\n```",
			strings.Repeat("ls '"+strings.Repeat(p, 2000/len(p))+"\n", 30),
		}
		if testing.Short() {
			forms = forms[i%4 : i%4+1]
		}
		for _, in := range forms {
			start := time.Now()
			a := Parse(in, false)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%d bytes of %q took %v", len(in), p, took)
			} else if took > 60*time.Millisecond {
				t.Logf("%d bytes of %.30q took %v", len(in), p, took)
			}
			checkAnswer(t, in, a)
		}
	}
}

// checkAnswer holds what must be true of every answer.
func checkAnswer(t *testing.T, in string, a Answer) {
	t.Helper()
	switch {
	case a.Command == "" && (len(a.Alternatives) > 0 || a.Explanation != ""),
		a.Command != "" && (a.Form == FormNone || !a.Complete || a.Clarify != ""),
		a.Form == FormNone && a.Command != "",
		len(a.Clarify) > maxProse, len(a.Explanation) > maxProse, len(a.Alternatives) > maxAlternatives,
		strings.ContainsRune(a.Clarify+a.Explanation, '\n'),
		utf8.ValidString(in) && !utf8.ValidString(a.Command+a.Clarify+a.Explanation+strings.Join(a.Alternatives, "")):
		t.Fatalf("Parse(%.200q) = %+v", in, a)
	}
	if a.Command == "" {
		return
	}
	seen := map[string]bool{}
	for _, c := range append([]string{a.Command}, a.Alternatives...) {
		_, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(c), "")
		if err != nil || c == "" || seen[c] || len(c) > maxShellBytes || strings.HasSuffix(c, "\n") || readsAsProse(c) {
			t.Fatalf("Parse(%.200q): command %q, %v", in, c, err)
		}
		seen[c] = true
	}
}

// readsAsProse is a check of its own, cruder than judge: words that answers in prose
// begin with and no command does.
func readsAsProse(command string) bool {
	word, _, _ := strings.Cut(strings.ToLower(command), " ")
	switch strings.Trim(word, ".,:!?") {
	case "i'm", "i", "sorry", "sure", "here", "here's", "hello", "please", "unfortunately", "the", "this", "to", "you", "yes", "no", "it", "as":
		return !strings.Contains(command, "()") && !strings.Contains(word, "=")
	}
	return false
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"ls -la", "```bash\nls\n```\nIt lists.", "Use `ls -la` or `ls`.", `{"command": "ls", "explanation": "x"}`, "$ ls\nout\n$ pwd",
		"1. cd x\n2. ls", "Command: ls\nExplanation: x", "ls &gt; x", "echo “a”", "for i in 1; do\necho\ndone", "cat <<E\nx\nE",
		`["ls", "-l"]`, "{'cmd': 'ls'}", "I'm sorry.", "find the files", "<code>ls</code>", "~~~\nls\n~~~", "ls # x\n| wc", "# or\nls",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, in string, cut bool) {
		a := Parse(in, cut)
		checkAnswer(t, in, a)
		if again := Parse(in, cut); again.Command != a.Command || again.Form != a.Form {
			t.Fatalf("Parse(%q) differs: %+v, %+v", in, a, again)
		}
	})
}
