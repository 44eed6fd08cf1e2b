package core

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"caro/core/backend"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/utilities"
)

func TestRead(t *testing.T) {
	for _, test := range []struct {
		name, text string
		stop       backend.StopReason
		command    string
		clarify    string // part of it
		verdict    gate.Verdict
	}{
		{"fenced", "```bash\nls -l\n```", backend.StopEnd, "ls -l", "", gate.Pass},
		{"bare", "du -sh * | sort -h", backend.StopEnd, "du -sh * | sort -h", "", gate.Pass},
		{"cut off", "```bash\nfind . -name '*.py' -exec", backend.StopLimit, "", "cut off", gate.Block},
		{"prose", "I'm sorry, I can't help with that.", backend.StopEnd, "", "sorry", gate.Block},
		{"nothing", "", backend.StopEnd, "", "no command", gate.Block},
		{"escape sequence", "```bash\nls \x1b[2K\n```", backend.StopEnd, "", "refused", gate.Block},
		{"right-to-left override", "```bash\nls \u202egpj.exe\n```", backend.StopEnd, "", "U+202E", gate.Block},
		{"zero-width space", "```bash\nrm -r\u200b f\n```", backend.StopEnd, "", "U+200B", gate.Block},
		{"hidden in prose", "I can't\x1b]52;c;ZXZpbA==\x07 do that, sorry.", backend.StopEnd, "", `\x1b]52`, gate.Block},
		{"several lines", "```bash\ncd /tmp\nls\n```", backend.StopEnd, "cd /tmp\nls", "", gate.Ask},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := newAnswer("q", "m")
			new(Assistant).read(&answer, backend.Result{Text: test.text, Stop: test.stop}, prompt.Target{}, gate.SafetyModerate)
			if answer.Command != test.command || !strings.Contains(answer.Clarify, test.clarify) {
				t.Errorf("command %q, clarify %q", answer.Command, answer.Clarify)
			}
			if (answer.Command == "") == (answer.Clarify == "") {
				t.Errorf("command %q and clarify %q: one and only one is wanted", answer.Command, answer.Clarify)
			}
			if answer.Command != "" && answer.Verdict != test.verdict {
				t.Errorf("verdict %v, want %v", answer.Verdict, test.verdict)
			}
			if want := test.command != ""; (answer.Risk.Level == gate.LevelSafe) != want {
				t.Errorf("risk %v", answer.Risk.Level)
			}
		})
	}
}

func TestConfirm(t *testing.T) {
	for _, test := range []struct {
		command string
		level   gate.Level
		verdict gate.Verdict
		ask     bool
	}{
		{"x", gate.LevelUnknown, gate.Ask, true},
		{"ls", gate.LevelSafe, gate.Pass, false},
		{"rm -r x", gate.LevelHigh, gate.Ask, true},
		{"cd x\nls", gate.LevelSafe, gate.Ask, true},
	} {
		a := Answer{Command: test.command, Risk: Risk{Level: test.level}, Verdict: test.verdict}
		if got := a.Confirm(); (got != "") != test.ask {
			t.Errorf("%q at %v: %q", test.command, test.level, got)
		}
	}
}

// FuzzRead: whatever a model writes, what comes out can be printed and pasted.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"```bash\nls\n```", "ls\x1b[31m", "{\"command\":\"ls\\u202e\"}", "Sure! `rm -rf /`", "```sh\nls\r\nrm x\n```"} {
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, cut bool) {
		result := backend.Result{Text: text, Stop: backend.StopEnd}
		if cut {
			result.Stop = backend.StopLimit
		}
		answer := newAnswer("q", "m")
		new(Assistant).read(&answer, result, prompt.Target{}, gate.SafetyModerate)
		if cleaned, err := gate.Command(answer.Command); answer.Command != "" && (err != nil || cleaned != answer.Command) {
			t.Errorf("%q passed the gate: %v", answer.Command, err)
		}
		if (answer.Command == "") == (answer.Clarify == "") {
			t.Errorf("command %q and clarify %q", answer.Command, answer.Clarify)
		}
		for _, r := range answer.Clarify {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
				t.Errorf("clarify %q holds %U", answer.Clarify, r)
			}
		}
		if strings.HasSuffix(answer.Command, "\n") || !utf8.ValidString(answer.Clarify) {
			t.Errorf("%q, %q", answer.Command, answer.Clarify)
		}
	})
}

// TestManual: an answer says which flags this machine hasn't got.
func TestManual(t *testing.T) {
	var asked []string
	a := Assistant{Manual: func(utility []string, flag string, _ bool) (*utilities.Flag, bool) {
		asked = append(asked, strings.Join(utility, " ")+" "+flag)
		return nil, flag == "--nonsense"
	}}
	answer := newAnswer("list the files", "m")
	a.read(&answer, backend.Result{Text: "ls --nonsense", Stop: backend.StopEnd}, prompt.Target{OS: "linux"}, gate.SafetyModerate)
	if answer.Command != "ls --nonsense" || !slices.Equal(answer.Notes, []string{"ls has no flag --nonsense here"}) || !slices.Equal(asked, []string{"ls --nonsense"}) {
		t.Errorf("%q with the notes %q, asked %q", answer.Command, answer.Notes, asked)
	}
}

func TestCleanQuery(t *testing.T) {
	for in, want := range map[string]string{
		"list files":          "list files",
		"  list files \n":     "list files",
		"list\nfiles":         "list files",
		"列出文件":                "列出文件",
		"a\u202eb\x1bc":       "a b c",
		"print $HOME `id` \"": "print $HOME `id` \"",
	} {
		if got, err := cleanQuery(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for name, in := range map[string]string{
		"empty": "", "blank": " \t\n", "only hidden": "\u200b\u202e", "too long": strings.Repeat("a ", MaxQueryBytes), "no UTF-8": "a\xff",
	} {
		_, err := cleanQuery(in)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != fault.Usage || f.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContractOfJSON: the names and the kinds of the values are what docs/cli.md says,
// also where there is nothing to tell.
func TestContractOfJSON(t *testing.T) {
	data, err := json.Marshal(newAnswer("q", "m"))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"query":"q","command":"","clarify":"","explanation":"","parts":[],"alternatives":[],` +
		`"risk":{"level":"unknown","effects":[],"findings":[]},"notes":[],"blocked":false,"copied":false,"repaired":false,` +
		`"model":"m","backend":"","device":"","timing":{"load_ms":0,"prompt_tokens":0,"cached_tokens":0,"first_token_ms":0,"generated_tokens":0,"total_ms":0}}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
	filled, err := json.Marshal(Answer{
		Parts: []Part{{Text: "ls", Meaning: "list", Start: 0, End: 2}}, Alternatives: []Alternative{{"ls -l", gate.LevelSafe}},
		Risk: Risk{Level: gate.LevelHigh, Effects: []Effect{{Effect: "delete", Target: "home", Path: "~"}}, Findings: []Finding{{ID: "rm", Level: gate.LevelHigh, Message: "deletes", Start: 0, End: 2, Safer: "rm -i"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{
		`"parts":[{"text":"ls","meaning":"list","start":0,"end":2}]`, `"alternatives":[{"command":"ls -l","risk":"safe"}]`,
		`"effects":[{"effect":"delete","target":"home","path":"~"}]`,
		`"findings":[{"id":"rm","level":"high","message":"deletes","start":0,"end":2,"safer":"rm -i"}]`,
	} {
		if !strings.Contains(string(filled), piece) {
			t.Errorf("%s isn't in %s", piece, filled)
		}
	}
}
