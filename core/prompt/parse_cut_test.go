package prompt

import "testing"

func TestParseCut(t *testing.T) {
	for _, c := range []struct {
		in, command, form string
		complete          bool
	}{
		{"```bash\nls -la\n```\nThis lis", "ls -la", FormFenced, true},
		{"```bash\nls -l", "", FormFenced, false},
		{"```bash\nls -la\n", "", FormFenced, false},
		{"```bash\nfor f in *; do\n  ech", "", FormFenced, false},
		{"```bash\necho 'abc", "", FormFenced, false},
		{"```bash\n", "", FormFenced, false},
		{"```bash\nls\n```\n\n```bash\nls -", "ls", FormFenced, true},
		{"```python\nprint(1", "", FormNone, false},
		{"ls -la\n\nThis lists all fi", "ls -la", FormPlain, true},
		{"ls -la\nThis lists all the fi", "ls -la", FormPlain, true},
		{"ls -l", "", FormPlain, false},
		{"ls -la\n", "", FormPlain, false},
		{"cd /tmp\nls", "", FormPlain, false},
		{"find . -name '*.t", "", FormPlain, false},
		{"Command: ls -l", "", FormPlain, false},
		{"1. ls -la\n2. ls -", "ls -la", FormPlain, true},
		{"ls -la\n```", "ls -la", FormFenced, true},
		{"You can use `ls -la` to li", "ls -la", FormInline, true},
		{"You can use `ls -l", "", FormNone, false},
		{"To list files, you can", "", FormNone, false},
		{`{"command": "ls -l`, "", FormJSON, false},
		{`{"command": "ls -la"`, "", FormJSON, false},
		{`{"command": "ls -la",`, "ls -la", FormJSON, true},
		{`{"command": "ls -la", "expl`, "ls -la", FormJSON, true},
		{`{"command": "ls -la", "explanation": "It l`, "ls -la", FormJSON, true},
		{`{"explanation": "It l`, "", FormNone, false},
		{`{"command": ["ls", "-l`, "", FormJSON, false},
		{`{"commands": ["mkdir x", "cd`, "", FormJSON, false},
		{"```json\n{\"command\": \"ls -l", "", FormJSON, false},
		{"<think>\nHm, the user wa", "", FormNone, false},
		{"", "", FormNone, false},
	} {
		a := Parse(c.in, true)
		if a.Command != c.command || a.Form != c.form || a.Complete != c.complete {
			t.Errorf("Parse(%q, cut)\n got %+v\nwant %q, %s, complete %v", c.in, a, c.command, c.form, c.complete)
		}
	}
	// A string that was cut is no command even if nobody said that the text was.
	if a := Parse(`{"command": "ls -l`, false); a.Command != "" || a.Complete {
		t.Errorf("got %+v", a)
	}
}
