package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/gate"
	"caro/core/history"
	"caro/core/prompt"
	"caro/core/redact"
)

// asker runs the command line in a home of its own, where a server answers each request
// with the same command, so that no model is needed.
type asker struct {
	t        *testing.T
	answer   string
	asked    []string // the messages of each chat, joined, but for the fixed ones
	in       string   // what is on standard input
	settings string   // the file's path
	store    history.Store
	out, err bytes.Buffer
}

func newAsker(t *testing.T, answer string) *asker {
	t.Helper()
	a := &asker{t: t, answer: answer}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/models") {
			fmt.Fprint(w, `{"object":"list","data":[{"id":"m","object":"model"}]}`)
			return
		}
		a.hear(r)
		w.Header().Set("Content-Type", "text/event-stream")
		text, _ := json.Marshal(a.answer)
		const chunk = `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":%s,"finish_reason":%s}]}` + "\n\n"
		fmt.Fprintf(w, chunk+chunk+"data: [DONE]\n\n", `{"content":`+string(text)+`}`, "null", "{}", `"stop"`)
	}))
	t.Cleanup(server.Close)
	home := t.TempDir()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "CARO_") || strings.HasPrefix(name, "XDG_") || strings.HasSuffix(strings.ToLower(name), "_proxy") {
			t.Setenv(name, "")
		}
	}
	a.settings = filepath.Join(home, "config.toml")
	t.Setenv("HOME", home)
	t.Setenv("CARO_CONFIG", a.settings)
	t.Setenv("CARO_CACHE_DIR", filepath.Join(home, "cache"))
	path, err := history.Place(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	a.store = history.Store{Path: path}
	a.set("[remote]\nenabled = true\nmodel = \"m\"\nbase_url = \"" + server.URL + "/v1\"\n")
	return a
}

// hear notes what is asked.
func (a *asker) hear(r *http.Request) {
	var body struct{ Messages []struct{ Content string } }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		a.t.Error(err)
	}
	fixed := prompt.Command("", prompt.Target{OS: "linux"}, nil).Fixed
	var list []string
	for _, m := range body.Messages[min(fixed, len(body.Messages)):] {
		list = append(list, m.Content)
	}
	a.asked = append(a.asked, strings.Join(list, " | "))
}

// set adds lines to the settings.
func (a *asker) set(lines string) {
	a.t.Helper()
	before, err := os.ReadFile(a.settings)
	if err != nil && !os.IsNotExist(err) {
		a.t.Fatal(err)
	}
	if err := os.WriteFile(a.settings, append(before, lines...), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// run is a run of caro, which must end with this code.
func (a *asker) run(code int, args ...string) {
	a.t.Helper()
	a.out.Reset()
	a.err.Reset()
	if got := Main(args, Streams{In: strings.NewReader(a.in), Out: &a.out, Err: &a.err}); got != code {
		a.t.Fatalf("%q: exit code %d, want %d: %s", args, got, code, a.err.String())
	}
}

// kept are the entries of the history.
func (a *asker) kept() []history.Entry {
	a.t.Helper()
	list, err := a.store.Recent(a.t.Context(), 99)
	if err != nil {
		a.t.Fatal(err)
	}
	return list
}

func TestAnswerIsKept(t *testing.T) {
	a := newAsker(t, "find . -size +1M -delete")
	for i, args := range [][]string{
		{"--explain=false", "remove large files"}, {"remove large files"}, {"-o", "json", "remove", "large", "files"},
		{"-o", "yaml", "--explain=false", "--", "remove large files"}, {"-o", "command", "remove large files"},
	} {
		a.run(0, append([]string{"--platform", "macos"}, args...)...)
		list := a.kept()
		if len(list) != i+1 {
			t.Fatalf("%q: %d entries", args, len(list))
		}
		e := list[0]
		if e.Query != "remove large files" || e.Command != a.answer || e.Platform != "macos" || e.Model != "m" || e.Copied || e.Redacted || e.Level == gate.LevelSafe || e.Level == gate.LevelUnknown {
			t.Errorf("%+v", e)
		}
		if strings.Contains(a.out.String()+a.err.String(), "history") {
			t.Errorf("%s%s", a.out.String(), a.err.String())
		}
	}
}

// watched calls seen at the first byte.
type watched struct {
	bytes.Buffer
	seen func()
}

func (w *watched) Write(p []byte) (int, error) {
	if w.seen != nil {
		w.seen()
		w.seen = nil
	}
	return w.Buffer.Write(p)
}

// No answer waits for the history.
func TestKeptAfterTheCommand(t *testing.T) {
	a := newAsker(t, "ls")
	for _, format := range formats {
		early := true
		out := &watched{seen: func() { _, err := os.Stat(filepath.Dir(a.store.Path)); early = err == nil }}
		if code := Main([]string{"-o", format, "list the files"}, Streams{In: strings.NewReader(""), Out: out, Err: &a.err}); code != 0 || early {
			t.Errorf("%s: exit code %d, history there before the command: %v", format, code, early)
		}
		if err := os.RemoveAll(filepath.Dir(a.store.Path)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNotKept(t *testing.T) {
	a := newAsker(t, "NONE")
	a.run(3, "what do you think of politics")
	a.answer = "ls"
	a.set("[history]\nkeep = false\n")
	a.run(0, "list the files")
	if _, err := os.Stat(filepath.Dir(a.store.Path)); !os.IsNotExist(err) {
		t.Error("something was written", err)
	}
}

func TestKeptAtMost(t *testing.T) {
	a := newAsker(t, "ls")
	a.set("[history]\nmax = 2\n")
	for range 4 {
		a.run(0, "-o", "command", "list the files")
	}
	if n := len(a.kept()); n != 2 {
		t.Error(n)
	}
}

// What is printed is whole; what is kept is not.
func TestKeptWithoutSecrets(t *testing.T) {
	a := newAsker(t, "mysql -u root -phunter2 shop")
	a.run(0, "-o", "command", "open the database shop with password hunter2")
	if a.out.String() != a.answer+"\n" {
		t.Error(a.out.String())
	}
	e := a.kept()[0]
	if e.Query != "open the database shop with password "+redact.Mark || e.Command != "mysql -u root -p"+redact.Mark+" shop" || !e.Redacted {
		t.Errorf("%+v", e)
	}
}

// A history that can't be written costs nothing but a note for who asks.
func TestHistoryFails(t *testing.T) {
	a := newAsker(t, "ls")
	data := filepath.Dir(filepath.Dir(a.store.Path))
	if err := os.MkdirAll(filepath.Dir(data), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(data, []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.run(0, "-o", "command", "list the files")
	if a.out.String() != "ls\n" || strings.Contains(a.err.String(), "history") {
		t.Errorf("%s%s", a.out.String(), a.err.String())
	}
	a.run(0, "-v", "-o", "command", "list the files")
	if a.out.String() != "ls\n" || !strings.Contains(a.err.String(), "note: not in the history: write the history ") {
		t.Errorf("%s%s", a.out.String(), a.err.String())
	}
}

func TestDamagedHistory(t *testing.T) {
	a := newAsker(t, "ls")
	spoil := func() {
		if err := os.WriteFile(a.store.Path, []byte(strings.Repeat("no database\n", 99)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a.run(0, "list the files")
	spoil()
	a.run(0, "list the files")
	if !strings.Contains(a.err.String(), "note: the history was damaged: what is left of it is now ") {
		t.Error(a.err.String())
	}
	spoil()
	a.run(0, "-o", "json", "list the files")
	var answer struct{ Notes []string }
	if err := json.Unmarshal(a.out.Bytes(), &answer); err != nil || !strings.Contains(strings.Join(answer.Notes, "\n"), "the history was damaged") {
		t.Errorf("%v: %s", err, a.out.String())
	}
	if n := len(a.kept()); n != 1 {
		t.Error(n)
	}
}
