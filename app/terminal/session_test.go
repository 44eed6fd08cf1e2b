package terminal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"caro/app/ask"
	"caro/core"
	"caro/core/backend/remote"
	"caro/core/testneed"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

// asPalette has this test program be a palette over the server at that address: a
// palette wants a terminal, and gets one of tmux.
const asPalette = "CARO_TEST_PALETTE"

func TestMain(m *testing.M) {
	if server := os.Getenv(asPalette); server != "" {
		os.Exit(runPalette(server))
	}
	os.Exit(m.Run())
}

func runPalette(server string) int {
	s, end, err := open(server, ask.Options{Copy: os.Getenv("CARO_TEST_COPY") != ""}, func(text string) error {
		return os.WriteFile(os.Getenv("CARO_TEST_CLIP"), []byte(text), 0o600)
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer end()
	err = Run(context.Background(), s, Options{In: os.Stdin, Out: os.Stdout, Getenv: os.Getenv, Plain: os.Getenv("CARO_TEST_PLAIN") != ""})
	fmt.Println("ended:", err, s.View().Copied)
	return 0
}

// open begins a session over a real assistant that asks a server.
func open(server string, o ask.Options, clip func(string) error) (*ask.Session, func(), error) {
	b, err := remote.New(remote.Options{BaseURL: server + "/v1", Model: "m"})
	if err != nil {
		return nil, nil, err
	}
	a := &core.Assistant{Backend: b}
	s := ask.New(context.Background(), o, ask.Tools{
		Ask: a.Ask, Judge: a.Judge, Prepare: a.Prepare, Explain: a.Explain,
		Clip:   func(_ context.Context, text string) error { return clip(text) },
		Recent: func(context.Context) ([]string, error) { return []string{"an older request"}, nil },
	})
	return s, func() { s.Close(); _ = b.Close() }, nil
}

// answers is what the server says to a request that holds the word.
var answers = map[string]string{"old": "rm -r ~/Documents/old", "logs": `find . -name "*.log" | wc -l`, "root": "rm -rf /", "hello": "NONE"}

// serve begins a server that answers after a moment, piece by piece.
func serve(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"object":"list","data":[{"id":"m","object":"model"}]}`)
	})
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Messages []struct{ Content string } }
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		command := "ls -l"
		for word, answer := range answers {
			if strings.Contains(body.Messages[len(body.Messages)-1].Content, word) {
				command = answer
			}
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for piece := range strings.SplitAfterSeq(command, " ") {
			content, _ := json.Marshal(piece)
			fmt.Fprintf(w, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", content)
			w.(http.Flusher).Flush()
		}
		fmt.Fprint(w, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

// tmux is a terminal with a palette in it.
type tmux struct {
	t    *testing.T
	name string
	clip string
}

func openTmux(t *testing.T, width, height int, env ...string) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		testneed.Missing(t, "tmux", "install it (Debian: tmux)")
	}
	dir := t.TempDir()
	m := &tmux{t: t, name: filepath.Join(dir, "tmux"), clip: filepath.Join(dir, "clip")}
	env = append([]string{asPalette + "=" + serve(t), "CARO_TEST_CLIP=" + m.clip, "LC_ALL=C.UTF-8", "NO_COLOR="}, env...)
	command := "env '" + strings.Join(env, "' '") + "' '" + os.Args[0] + "'; sleep 1000"
	m.run("-u", "-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), command)
	t.Cleanup(func() { m.run("kill-server") })
	return m
}

func (m *tmux) run(args ...string) string {
	m.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", m.name}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("tmux %v: %v %s", args, err, &said)
	}
	return string(out)
}

func (m *tmux) keys(names ...string) { m.run(append([]string{"send-keys"}, names...)...) }

// shows waits until all texts are on the screen.
func (m *tmux) shows(texts ...string) string {
	m.t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		screen := m.run("capture-pane", "-p")
		missing := ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return screen
		}
		if time.Now().After(late) {
			m.t.Fatalf("%q isn't shown:\n%s", missing, screen)
		}
	}
}

func (m *tmux) copied() string {
	text, _ := os.ReadFile(m.clip)
	return string(text)
}

func TestPalette(t *testing.T) {
	m := openTmux(t, 90, 30, "CARO_TEST_COPY=1")
	m.shows("what do you want to do?", "esc close")
	m.keys("-l", "count the logs")
	m.shows("❯ count the logs", "enter ask")
	m.keys("Enter")
	m.shows(`  find . -name "*.log" | wc -l`, "[safe]", "Search folders", "╰ Count lines.", "copied to the clipboard")
	if m.copied() != answers["logs"] {
		t.Errorf("copied %q", m.copied())
	}
	// What is typed next replaces the request; one key goes back to it.
	m.keys("-l", "remove old")
	m.shows("❯ remove old\n")
	m.keys("Up")
	m.shows("❯ count the logs")
	m.keys("Up")
	m.shows("❯ an older request")
	m.keys("Down", "Down")
	m.shows("❯ remove old\n")
	m.keys("Enter")
	m.shows("high risk", "copy it all the same?", "y yes")
	time.Sleep(500 * time.Millisecond) // a question has to be there before an answer counts
	m.keys("y")
	m.shows("copied to the clipboard")
	if m.copied() != answers["old"] {
		t.Errorf("copied %q", m.copied())
	}
	m.keys("C-e")
	m.shows("enter take it")
	m.keys("C-u")
	m.keys("-l", "ls -a")
	m.shows("ls -a", "List what is in folders.")
	m.keys("Enter")
	m.shows("  ls -a", "copied to the clipboard")
	m.keys("C-u")
	m.keys("-l", "hello")
	m.keys("Enter")
	m.shows("no command: ")
	m.keys("Escape")
	m.shows("ended: <nil> ls -a")
}

// Ctrl+C ends it whatever it is at, and the terminal is as it was.
func TestInterrupt(t *testing.T) {
	m := openTmux(t, 40, 15)
	m.shows("what do you want to do?")
	m.keys("-l", "remove old")
	m.keys("Enter")
	m.shows("high risk")
	m.keys("C-c")
	m.shows("ended: interrupted")
}

// A terminal whose size changes is filled anew.
func TestResize(t *testing.T) {
	m := openTmux(t, 120, 40)
	m.shows("what do you want to do?")
	m.keys("-l", "count the logs")
	m.keys("Enter")
	m.shows("╰ Count lines.", "enter copy")
	m.run("resize-window", "-x", "40", "-y", "15")
	screen := m.shows("page down for more", "enter copy")
	for line := range strings.Lines(screen) {
		if cells(strings.TrimRight(line, "\n")) > 40 {
			t.Errorf("too long: %q", line)
		}
	}
	m.keys("NPage")
	m.shows("Hand the output")
}

// Nobody asks the terminal for its colours: it may take its time, and the answer would be
// among what is typed.
func TestNoQuestions(t *testing.T) {
	m := openTmux(t, 80, 24, "TERM=xterm-256color")
	m.shows("what do you want to do?")
	m.run("pipe-pane", "-O", "cat > "+m.name+".out")
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(m.name + ".out"); err == nil {
			break
		}
	}
	m.run("respawn-pane", "-k")
	m.shows("what do you want to do?")
	m.keys("-l", "x")
	m.shows("❯ x")
	var written []byte
	for late := time.Now().Add(patience); !bytes.Contains(written, []byte("enter")); time.Sleep(10 * time.Millisecond) {
		if written, _ = os.ReadFile(m.name + ".out"); time.Now().After(late) {
			t.Fatalf("the screen wasn't written down: %q", written)
		}
	}
	for _, question := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n"} {
		if bytes.Contains(written, []byte(question)) {
			t.Errorf("the terminal is asked %q", question)
		}
	}
}

// talked is a plain talk: what is typed goes in, what is said comes out.
type talked struct {
	t    *testing.T
	in   *os.File
	mu   sync.Mutex
	said strings.Builder
	end  chan error
	clip string
}

func openTalk(t *testing.T, o ask.Options) *talked {
	t.Helper()
	p := &talked{t: t, end: make(chan error, 1)}
	s, end, err := open(serve(t), o, func(text string) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.clip = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	said, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in = typed
	go func() {
		p.end <- Run(t.Context(), s, Options{In: in, Out: out, Getenv: os.Getenv, Plain: true})
		_ = out.Close()
	}()
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := said.Read(buf)
			p.mu.Lock()
			p.said.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = typed.Close() })
	return p
}

func (p *talked) types(line string) {
	p.t.Helper()
	if _, err := p.in.WriteString(line + "\n"); err != nil {
		p.t.Fatal(err)
	}
}

// says waits for texts that weren't there before, in this order.
func (p *talked) says(texts ...string) {
	p.t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		p.mu.Lock()
		said, missing := p.said.String(), ""
		rest := said
		for _, text := range texts {
			_, after, found := strings.Cut(rest, text)
			if !found {
				missing = text
				break
			}
			rest = after
		}
		if missing == "" {
			p.said.Reset()
			p.said.WriteString(rest)
		}
		p.mu.Unlock()
		if missing == "" {
			return
		}
		if time.Now().After(late) {
			p.t.Fatalf("%q wasn't said:\n%s", missing, said)
		}
	}
}

func TestTalk(t *testing.T) {
	p := openTalk(t, ask.Options{})
	p.says("what do you want to do?")
	p.types("count the logs")
	p.says("thinking…", "command:\n  find . ", "risk: safe, it reads", "it does: Find everything here", "enter copy, e edit")
	p.types("p")
	p.says("  -name \"*.log\": The name ends in", "enter copy")
	p.types("z")
	p.says("there is no z now")
	p.types("")
	p.says("copied to the clipboard", "enter copy again")
	p.types("remove old")
	p.says("rm -r ~/Documents/old", "risk: high risk, ", "deletes ~/Documents/old", "safer: ", "enter copy")
	p.types("")
	p.says("copy it all the same?", "y yes, n no")
	p.types("n")
	p.says("enter copy")
	p.mu.Lock()
	if strings.Contains(p.said.String(), "rm -r") || p.clip != answers["logs"] {
		t.Errorf("said again, or copied: %q, %q", p.said.String(), p.clip)
	}
	p.mu.Unlock()
	p.types("e")
	p.says("type the command as it should be")
	p.types("ls -a")
	p.says("command:\n  ls -a", "copied to the clipboard")
	p.types("hello")
	p.says("no command: ")
	p.types("q")
	if err := <-p.end; err != nil {
		t.Error(err)
	}
}

// What is typed before its turn waits for it, as what comes from a pipe does.
func TestTalkAhead(t *testing.T) {
	p := openTalk(t, ask.Options{})
	for _, line := range []string{"count the logs", "", "remove old", "e", "ls -a", "q"} {
		p.types(line)
	}
	p.says(`find . -name "*.log" | wc -l`, "copied to the clipboard", "rm -r", "type the command", "ls -a", "copied to the clipboard")
	if err := <-p.end; err != nil {
		t.Error(err)
	}
}

// The end of what is typed is the end of the talk.
func TestTalkEnds(t *testing.T) {
	p := openTalk(t, ask.Options{Copy: true})
	p.types("remove root")
	p.says("risk: critical, ", "blocked: the command's risk is critical")
	_ = p.in.Close()
	select {
	case err := <-p.end:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Error("it goes on")
	}
	if p.clip != "" {
		t.Errorf("copied %q", p.clip)
	}
}
