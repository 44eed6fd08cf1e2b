package ask

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core"
	"caro/core/backend"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

// scenes are one state of each kind, by the name of its golden file.
func scenes() map[string]*story {
	here := Model{Name: "Qwen2.5 Coder 1.5B", Here: true}
	absent := Model{Name: "Qwen2.5 Coder 1.5B", Bytes: 1117320768, CanPull: true}
	ready := func(o Options) *story { return begin(o).happen(seen{here, nil}) }
	asking := func() *story { return ready(Options{}).do(Type, "count the log files").do(Enter) }
	permissive := ready(Options{Copy: true})
	permissive.safety = gate.SafetyPermissive
	explained := ready(Options{Explain: true}).ask(safeCommand)
	explained.happen(explanation(explained.flight, "This command counts the log files here.", nil))
	unexplained := ready(Options{Explain: true}).ask(safeCommand)
	unexplained.happen(explanation(unexplained.flight, "", errors.New("the engine stopped")))
	loading := asking()
	loading.happen(progressed{loading.flight, backend.Event{Kind: backend.EventLoading, Fraction: 0.42}})
	crashed := asking().stream("find")
	crashed.happen(progressed{crashed.flight, backend.Event{Kind: backend.EventRestart, Text: "the engine stopped: signal: killed"}})
	noted := ready(Options{}).do(Type, "delete the logs").do(Enter)
	answer := noted.judge("rm *.log")
	answer.Notes = append(answer.Notes, "it would delete 3 files: a.log, b.log, c\x1b[2K.log")
	noted.answerWith(answer, nil)
	unable := ready(Options{Copy: true}).ask(safeCommand)
	unable.happen(wasCopied{unable.copying, fault.New(fault.Failed, "no clipboard: no program that reaches it is installed", "install xclip or xsel")})
	return map[string]*story{
		"typing-empty":       ready(Options{}),
		"typing":             ready(Options{}).happen(recalled{[]string{"older"}}).do(Type, "count the log files"),
		"loading":            loading,
		"thinking":           asking(),
		"streaming":          asking().stream("```bash\nfind . -name \"*.lo"),
		"streaming-hostile":  asking().stream("ls \x1b]52;c;eA==\x07 \u202e"),
		"crashed":            crashed,
		"safe":               ready(Options{}).ask(safeCommand),
		"explaining":         ready(Options{Explain: true}).ask(safeCommand),
		"explained":          explained,
		"unexplained":        unexplained,
		"moderate-noted":     noted,
		"high-confirming":    ready(Options{Copy: true}).ask(highCommand),
		"high-declined":      ready(Options{Copy: true}).ask(highCommand).do(Decline),
		"unknown-confirming": ready(Options{Copy: true}).ask(unknownCommand),
		"critical-blocked":   ready(Options{Copy: true}).ask(criticalCommand),
		"critical-word":      permissive.ask(criticalCommand).do(Word, "ye"),
		"two-lines":          ready(Options{Copy: true}).ask(twoLines),
		"alternatives":       ready(Options{}).ask(safeCommand, "ls", highCommand).do(Next).look(),
		"editing":            ready(Options{}).ask(safeCommand).do(Edit).do(Change, "ls -l | wc").look(),
		"edit-refused":       ready(Options{}).ask(safeCommand).do(Edit).do(Change, "ls \u202e").look().do(Enter),
		"copying":            ready(Options{Copy: true}).ask(safeCommand),
		"copied":             ready(Options{Copy: true}).ask(safeCommand).copied(),
		"not-copied":         unable,
		"clarify":            ready(Options{}).do(Type, "hello").do(Enter).answerWith(core.Answer{Clarify: "what should be done, and to which files?"}, nil),
		"failed":             ready(Options{}).do(Type, "x").do(Enter).answerWith(core.Answer{}, fault.New(fault.Engine, "the engine stopped: out of memory", "close other programs")),
		"follow-up":          ready(Options{FollowUps: true}).ask(safeCommand).do(FollowUp),
		"missing":            begin(Options{}).happen(seen{absent, nil}),
		"welcome":            begin(Options{Welcome: true, Hotkey: "Ctrl+Alt+Enter"}).happen(seen{choosable, nil}),
		"model-chosen":       begin(Options{}).happen(seen{choosable, nil}).do(Next),
		"model-here":         begin(Options{}).happen(seen{choosable, nil}).do(Newer).do(Next),
		"welcome-typing":     begin(Options{Welcome: true, Hotkey: "Ctrl+Alt+Enter"}).happen(seen{choosable, nil}).do(Enter).happen(pulled{number: 1, last: true}),
		"missing-partly":     begin(Options{}).happen(seen{Model{Name: "M", Bytes: 1117320768, Left: 4e8, CanPull: true}, nil}),
		"download-failed":    begin(Options{}).happen(seen{absent, nil}).do(Enter).happen(pulled{number: 1, last: true, err: errors.New("no network")}),
		"downloading": begin(Options{}).happen(seen{absent, nil}).do(Type, "count").do(Enter).
			happen(pulled{number: 1, news: models.Event{State: models.Downloading, Percent: 42, Rate: 12e6, ETA: 58e9}}),
		"verifying": begin(Options{}).happen(seen{absent, nil}).do(Enter).happen(pulled{number: 1, news: models.Event{State: models.Verifying, Percent: 7}}),
		"closed":    ready(Options{Copy: true, Once: true}).ask(safeCommand).copied(),
	}
}

func explanation(number int, text string, err error) event { return explained{number, text, err} }

func TestViews(t *testing.T) {
	seenPhases := map[Phase]bool{}
	for name, s := range scenes() {
		v := s.View()
		seenPhases[v.Phase] = true
		var got bytes.Buffer
		enc := json.NewEncoder(&got)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "views", name+".json")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is now\n%s\nlook at what has changed, then go test ./app/ask -update", name, &got)
		}
		checkView(t, v)
	}
	for _, p := range []Phase{PhaseTyping, PhaseAsking, PhaseAnswered, PhaseEditing, PhaseConfirming, PhaseCopied, PhaseBlocked,
		PhaseClarify, PhaseFailed, PhaseMissing, PhaseDownloading, PhaseClosed} {
		if !seenPhases[p] {
			t.Errorf("no golden view is %s", p)
		}
	}
}

// checkView looks for what must be true of every view.
func checkView(t *testing.T, v View) {
	t.Helper()
	checkSpans(t, v.Command.Text, v.Command.Spans)
	for _, a := range v.Alternatives {
		checkSpans(t, a.Text, a.Spans)
	}
	texts := []string{v.Model, v.Progress.Text, v.Headline.Text, v.Hint, v.Explanation, v.Announce, v.Badge.Text}
	if v.Phase != PhaseEditing { // the field is the person's own
		texts = append(texts, v.Command.Text)
	}
	for _, p := range v.Parts {
		texts = append(texts, p.Text, p.Meaning)
	}
	for _, n := range v.Notes {
		texts = append(texts, n.Text)
	}
	for _, r := range v.Reasons {
		texts = append(texts, r.Text, r.Safer)
	}
	for _, text := range texts {
		if v.Phase == PhaseEditing && text == v.Announce {
			continue
		}
		if shown := gate.Visible(text, 1<<20); shown != text {
			t.Errorf("%s: not safe to print: %q", v.Phase, text)
		}
	}
	if v.Progress.Fraction < 0 || v.Progress.Fraction > 1 {
		t.Errorf("fraction %v", v.Progress.Fraction)
	}
	letters := map[string]bool{}
	for _, k := range v.Keys {
		if letters[k.Key] || k.Label == "" {
			t.Errorf("%s: key %+v", v.Phase, k)
		}
		letters[k.Key] = true
	}
	if v.Phase != PhaseClosed && !strings.Contains(keyNames(v), "escape") {
		t.Errorf("%s: no way out: %s", v.Phase, keyNames(v))
	}
}

func checkSpans(t *testing.T, text string, spans []Span) {
	t.Helper()
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Errorf("span %+v of %q", s, text)
		}
		at = s.End
	}
}

func keyNames(v View) string {
	var list []string
	for _, k := range v.Keys {
		list = append(list, k.Key)
	}
	return strings.Join(list, " ")
}
