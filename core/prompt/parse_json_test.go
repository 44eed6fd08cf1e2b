package prompt

import "testing"

func TestParseJSON(t *testing.T) {
	checkForm(t, FormJSON, []parseCase{
		{`{"command": "ls -la"}`, "ls -la"},
		{`{"cmd": "ls -la"}`, "ls -la"},
		{`{"bash": "ls -la"}`, "ls -la"},
		{`{"shell": "ls -la"}`, "ls -la"},
		{`{"code": "ls -la"}`, "ls -la"},
		{`{"Shell Command": "ls -la"}`, "ls -la"},
		{`{"explanation": "It lists.", "command": "ls -la"}`, "ls -la"},
		{"```json\n{\"command\": \"ls -la\"}\n```", "ls -la"},
		{"```\n{\"command\": \"ls -la\"}\n```", "ls -la"},
		{"```json\n{\n  \"command\": \"ls -la\",\n}\n```", "ls -la"},
		{"Here is the JSON:\n\n{\"command\": \"ls -la\"}\n\nHope this helps!", "ls -la"},
		{"Sure! {\"command\": \"ls -la\"}", "ls -la"},
		{`{'command': 'ls -la'}`, "ls -la"},
		{`{'command': 'echo "hi"'}`, `echo "hi"`},
		{`{'command': 'echo it's'}`, ""},
		{`{command: "ls -la"}`, "ls -la"},
		{"{\"command\": `ls -la`}", "ls -la"},
		{`{"command": "ls -la",}`, "ls -la"},
		{`{"command": "ls -la" "explanation": "x"}`, "ls -la"},
		{`{"command": "ls -la"`, "ls -la"},
		{`{"command": "ls -la", "explanation": "It li`, "ls -la"},
		{`{"command": "grep \"foo bar\" x.txt"}`, `grep "foo bar" x.txt`},
		{`{"command": "grep "foo bar" x.txt"}`, `grep "foo bar" x.txt`},
		{`{"command": "find . -name \*.txt"}`, `find . -name \*.txt`},
		{`{"command": "find . -name '*.txt' -exec rm {} \\;"}`, `find . -name '*.txt' -exec rm {} \;`},
		{`{"command": "awk '{print $1}' /etc/passwd"}`, `awk '{print $1}' /etc/passwd`},
		{`{"command": "awk -F"," '{print}' x"}`, `awk -F"," '{print}' x`},
		{"{\"command\": \"cd /tmp\nls\"}", "cd /tmp\nls"},
		{`{"command": "cd /tmp\nls"}`, "cd /tmp\nls"},
		{`{"command": "caf\u00e9 --x \u"}`, ""},
		{`{"command": "ls caf\u00e9"}`, "ls café"},
		{`{"command": ["ls", "-la", "my dir"]}`, "ls -la 'my dir'"},
		{`{"commands": ["mkdir x", "cd x"]}`, "mkdir x\ncd x"},
		{`{"commands": ["mkdir x", "Then enter the folder."]}`, ""},
		{`{"commands": [{"command": "ls"}]}`, "ls"},
		{`["ls -la"]`, "ls -la"},
		{`{"command": "ls", "args": ["-la", "my dir"]}`, "ls -la 'my dir'"},
		{`{"name": "shell", "arguments": {"command": "ls", "args": ["-l"]}}`, "ls -l"},
		{`{"command": "ls", "args": [{"a": 1}]}`, ""},
		{`{"command": "my_command"}`, ""},
		{`{"command": "neofetch"}`, "neofetch"},
		{`{"answer": {"command": "ls -la"}}`, "ls -la"},
		{`{"answer": "ls -la"}`, "ls -la"},
		{`{"name": "run", "arguments": {"command": "ls -la"}}`, "ls -la"},
		{`{"name": "run", "arguments": "{\"command\": \"ls -la\"}"}`, "ls -la"},
		{"{\"command\": \"```bash\\nls -la\\n```\"}", "ls -la"},
		{"{\"command\": \"`ls -la`\"}", "ls -la"},
		{`{"command": "$ ls -la"}`, "ls -la"},
		{`{"command": "mytool run"}`, "mytool run"},
		{`{"language": "bash", "code": "ls -la"}`, "ls -la"},
		{`{"language": "python", "code": "ls -la"}`, ""},
		{`{"command": "", "explanation": "Which folder do you mean?"}`, ""},
		{`{"command": null, "clarify": "Which folder do you mean?"}`, ""},
		{`{"command": "I'm sorry, I can't do that."}`, ""},
		{`{"command": "Please specify a folder"}`, ""},
		{`{"command": "echo \"Please clarify your request\""}`, ""},
		{`{"error": "not possible"}`, ""},
		{`{"name": "John", "age": 3}`, ""},
		{`{}`, ""},
		{`[1, 2, 3]`, ""},
		{`{"command"}`, ""},
		{`{"command": }`, ""},
	})
}

func TestParseJSONClarify(t *testing.T) {
	for in, want := range map[string]string{
		`{"command": "", "explanation": "Which folder do you mean?"}`:              "Which folder do you mean?",
		`{"command": "", "explanation": "x", "clarify": "Which one?"}`:             "Which one?",
		`{"command": "I'm sorry, I can't do that."}`:                               "I'm sorry, I can't do that.",
		`{"command": "echo 'Please clarify your request'"}`:                        "Please clarify your request",
		"```bash\necho \"I'm sorry, but I cannot assist with that request.\"\n```": "I'm sorry, but I cannot assist with that request.",
	} {
		if a := Parse(in, false); a.Command != "" || a.Clarify != want {
			t.Errorf("Parse(%q) = %+v, want %q", in, a, want)
		}
	}
}

func TestParseGroupIsNotJSON(t *testing.T) {
	checkForm(t, FormPlain, []parseCase{
		{`{ ls -l; pwd; } > out.txt`, `{ ls -l; pwd; } > out.txt`},
		{`[ -f x.txt ] && echo yes`, `[ -f x.txt ] && echo yes`},
		{`[[ -d /tmp ]] && ls /tmp`, `[[ -d /tmp ]] && ls /tmp`},
	})
}
