package prompt

import (
	"regexp"
	"strings"
	"testing"
)

// parseCase is an answer and the command that must be read from it; "" where there is
// none. Each form has its table in its own file.
type parseCase struct{ in, command string }

// programOnly is an answer of a block in another language and nothing else.
var programOnly = regexp.MustCompile("(?s)^```(?:python|javascript|html)\n.*```$")

func checkForm(t *testing.T, form string, cases []parseCase) {
	t.Helper()
	for _, c := range cases {
		a := Parse(c.in, false)
		want := form
		if c.command == "" {
			want = FormNone
		}
		if a.Command != c.command || a.Form != want || !a.Complete {
			t.Errorf("Parse(%q)\n got %+v\nwant %q in form %s", c.in, a, c.command, want)
		}
		if a.Command == "" && a.Clarify == "" && !programOnly.MatchString(c.in) {
			t.Errorf("Parse(%q): neither a command nor a clarification", c.in)
		}
	}
}

func TestParseEmpty(t *testing.T) {
	for _, in := range []string{"", " \n\t\n", "NONE", "None.", "`NONE`", "```bash\nNONE\n```", "N/A", "<think>ls</think>",
		"<think>\nI could run\n```bash\nls\n```", "```\n```"} {
		if a := Parse(in, false); a.Command != "" || a.Form != FormNone || !a.Complete || a.Clarify != "" {
			t.Errorf("Parse(%q) = %+v", in, a)
		}
	}
}

func TestParseExplanation(t *testing.T) {
	for _, c := range []struct{ in, explanation string }{
		{"ls -la\n\nThis lists all files. It shows sizes too.", "This lists all files."},
		{"ls -la\nThis lists all files.", "This lists all files."},
		{"```sh\nls\n```\nThis lists files. For example:\n```sh\nls /tmp\n```", "This lists files."},
		{"Command: ls -la\nExplanation: Lists everything.", "Lists everything."},
		{"**Command:** ls -la\n**Explanation:** Lists everything.", "Lists everything."},
		{"Sure! Here is the command:\n```bash\nls\n```\nIt lists files.", "It lists files."},
		{"This command lists files, e.g. yours, by name.\n```bash\nls\n```", "This command lists files, e.g. yours, by name."},
		{"Here is how:\n```bash\nls\n```\nLet me know if you need more!", ""},
		{"```bash\n# list the files\nls\n```", "list the files"},
		{"```bash\nls\n```\n\n### Explanation:\n\n- `ls`: Lists directory contents.\n- more", "`ls`: Lists directory contents."},
		{"`ls -la` - Lists all files, even hidden ones.", "Lists all files, even hidden ones."},
		{"You can use `ls -la` to see all files.", "You can use `ls -la` to see all files."},
		{"ls -la # show all", ""},
		{`{"command":"ls","description":"Lists files. All of them."}`, "Lists files. All of them."},
		{"{\"command\":\"ls\"}\nIt lists the files here.", "It lists the files here."},
		{"ls\n\n这个命令列出文件。还有更多。", "这个命令列出文件。"},
		{"ls\n\n" + strings.Repeat("very ", 100) + "long.", clip(strings.Repeat("very ", 100), 297) + "…"},
	} {
		if a := Parse(c.in, false); a.Explanation != c.explanation || a.Command == "" {
			t.Errorf("Parse(%q)\n got %+v\nwant %q", c.in, a, c.explanation)
		}
	}
}

func TestParseAlternatives(t *testing.T) {
	for _, c := range []struct {
		in           string
		command      string
		alternatives string // joined by " ; "
	}{
		{"```bash\nls\n```\nor\n```bash\nls -a\n```", "ls", "ls -a"},
		{"```bash\nls\n```\nor\n```bash\nls\n```", "ls", ""},
		{"```python\nprint(1)\n```\n```sh\nls\n```\n```sh\nls -a\n```", "ls", "ls -a"},
		{"```bash\nls\n# or\nls -a\n```", "ls", "ls -a"},
		{"```bash\n# Option 1\nls\n# Option 2\nls -a\n```", "ls", "ls -a"},
		{"Use `ls -l` or `ls -a`.\nOr `ls -R .`", "ls -l", "ls -R ."},
		{"1. ls -l\n2. ls -a\n3. ls -R", "ls -l", "ls -a ; ls -R"},
		{"There are several ways:\n1. `cd /tmp && ls`\n2. `ls /tmp`", "cd /tmp && ls", "ls /tmp"},
		{"1. mkdir x\n2. cd x", "mkdir x\ncd x", ""},
		{"Follow these steps:\n1. `git add .`\n2. `git commit -m 'x'`", "git add .\ngit commit -m 'x'", ""},
		{"Follow these steps:\n1. `git add .`\n2. Wait.", "git add .", ""},
		{`["ls -l", "ls -a"]`, "ls -l", "ls -a"},
		{`{"command": "ls", "alternatives": ["ls -a", {"command": "ls -l"}]}`, "ls", "ls -a ; ls -l"},
		{`[{"command": "ls"}, {"command": "ls -a"}]`, "ls", "ls -a"},
		{"```\nls 1\n```\n```\nls 2\n```\n```\nls 3\n```\n```\nls 4\n```\n```\nls 5\n```\n```\nls 6\n```", "ls 1", "ls 2 ; ls 3 ; ls 4 ; ls 5"},
	} {
		a := Parse(c.in, false)
		if got := strings.Join(a.Alternatives, " ; "); a.Command != c.command || got != c.alternatives {
			t.Errorf("Parse(%q)\n got %q, %q\nwant %q, %q", c.in, a.Command, got, c.command, c.alternatives)
		}
	}
}
