package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/backend/contract"
	"caro/core/fault"
	"caro/core/platform"
	"caro/core/testneed"
)

// smallModel makes the options for the small model that `make test` fetches.
func smallModel(t *testing.T) Options {
	t.Helper()
	machine, err := platform.Detect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Libraries: testneed.Libraries(t), Model: testneed.SmallModel(t),
		Device: CPU, Machine: machine, Context: 2048,
	}
}

func TestContract(t *testing.T) {
	options := smallModel(t)
	contract.Run(t, func(*testing.T) backend.Backend { return New(options) })
}

// faulty runs Load and returns its error.
func faulty(t *testing.T, o Options) *fault.Error {
	t.Helper()
	e := New(o)
	defer e.Close()
	_, err := e.Load(context.Background(), nil)
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("got %v", err)
	}
	return f
}

func TestFaultyModels(t *testing.T) {
	o := smallModel(t)
	good, err := os.ReadFile(o.Model)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, test := range []struct {
		name, path, says string
		code             fault.Code
	}{
		{"missing", filepath.Join(dir, "none.gguf"), "none.gguf", fault.ModelMissing},
		{"a folder", dir, "folder", fault.ModelDamaged},
		{"empty", file("empty.gguf", nil), "empty", fault.ModelDamaged},
		{"a text", file("text.gguf", []byte("This is no model.\n")), "text", fault.ModelDamaged},
		{"truncated in the data", file("short.gguf", good[:len(good)-1000]), "bytes", fault.ModelDamaged},
		{"truncated in the header", file("head.gguf", good[:5000]), "", fault.ModelDamaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := o
			o.Model = test.path
			if f := faulty(t, o); f.Code != test.code || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %s: %s", f.Code, f.Message)
			}
		})
	}
	t.Run("too large for the memory", func(t *testing.T) {
		o := o
		o.Machine.MemoryTotal = 50 << 20
		if f := faulty(t, o); f.Code != fault.Engine || !strings.Contains(f.Message, "memory") {
			t.Errorf("got %s: %s", f.Code, f.Message)
		}
	})
	t.Run("foreign architecture", func(t *testing.T) {
		o := o
		data := []byte(strings.ReplaceAll(string(good), "llama", "lamma"))
		o.Model = file("foreign.gguf", data)
		if f := faulty(t, o); f.Code != fault.Engine || !strings.Contains(f.Message, "lamma") {
			t.Errorf("got %s: %s", f.Code, f.Message)
		}
	})
}

func TestLoadCancelled(t *testing.T) {
	o := smallModel(t)
	e := New(o)
	defer e.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := e.Load(ctx, func(backend.Event) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if _, err := e.Load(context.Background(), nil); err != nil {
		t.Errorf("load afterwards: %v", err)
	}
}

func TestUnload(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	req := backend.Request{Messages: []backend.Message{{Role: backend.RoleUser, Content: "Name a colour."}}, MaxTokens: 8}
	first, err := e.Generate(context.Background(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	e.Unload()
	again, err := e.Generate(context.Background(), req, nil)
	if err != nil || again.Text != first.Text || again.CachedTokens != 0 {
		t.Errorf("before %+v, after %+v, %v", first, again, err)
	}
}

// TestCacheIsExact: an answer over a cached beginning is the answer without one.
func TestCacheIsExact(t *testing.T) {
	o := smallModel(t)
	e := New(o)
	defer e.Close()
	ask := func(question string) backend.Result {
		t.Helper()
		r, err := e.Generate(context.Background(), backend.Request{
			Messages: []backend.Message{
				{Role: backend.RoleSystem, Content: "You are a helpful assistant that answers in short sentences about animals and plants."},
				{Role: backend.RoleUser, Content: question},
			}, MaxTokens: 24,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, q := range []string{"What does a cow eat?", "What does a cat eat?", "Where do palms grow?"} {
		ask("Something else entirely, to fill the cache.")
		warm := ask(q)
		e.Unload()
		cold := ask(q)
		if warm.CachedTokens == 0 || cold.CachedTokens != 0 {
			t.Errorf("%s: cached %d warm, %d cold", q, warm.CachedTokens, cold.CachedTokens)
		}
		if warm.Text != cold.Text {
			t.Errorf("%s: warm %q, cold %q", q, warm.Text, cold.Text)
		}
	}
}

// TestPrefixKept: a new process finds the state of the system message in a file, and
// answers the same; a file that is damaged or cut is passed over and made anew.
func TestPrefixKept(t *testing.T) {
	o := smallModel(t)
	o.State = filepath.Join(t.TempDir(), "state")
	ask := func() backend.Result {
		t.Helper()
		e := New(o)
		defer e.Close()
		r, err := e.Generate(context.Background(), backend.Request{
			Messages: []backend.Message{
				{Role: backend.RoleSystem, Content: "You are a helpful assistant that answers in short sentences about animals and plants."},
				{Role: backend.RoleUser, Content: "What does a cow eat?"},
			}, Fixed: 1, MaxTokens: 24,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	file := func() string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(o.State, "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("files %v, %v", files, err)
		}
		return files[0]
	}
	first := ask()
	if again := ask(); first.CachedTokens != 0 || again.CachedTokens < prefixMin || again.Text != first.Text {
		t.Fatalf("first %+v, then %+v", first, again)
	}
	good, err := os.ReadFile(file())
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)/2] ^= 1
	for name, data := range map[string][]byte{
		"damaged": flipped, "cut": good[:len(good)/2], "empty": nil, "foreign": []byte(strings.Repeat("x", 1000)),
	} {
		if err := os.WriteFile(file(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if r := ask(); r.CachedTokens != 0 || r.Text != first.Text {
			t.Errorf("%s: %+v", name, r)
		}
		if r := ask(); r.CachedTokens < prefixMin {
			t.Errorf("%s: not made anew: %+v", name, r)
		}
	}
	if err := os.RemoveAll(o.State); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(o.State, nil, 0o600); err != nil { // no folder can be made here
		t.Fatal(err)
	}
	if r := ask(); r.Text != first.Text {
		t.Errorf("without a folder: %+v", r)
	}
}

// TestScript: a chat that is written as a script has fewer tokens after its fixed part,
// ends where the script's answers end, and is known again.
func TestScript(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	req := backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleSystem, Content: "You write shell commands."},
			{Role: backend.RoleUser, Content: "list files"}, {Role: backend.RoleAssistant, Content: "ls"},
			{Role: backend.RoleUser, Content: "print the date"}, {Role: backend.RoleAssistant, Content: "date"},
			{Role: backend.RoleUser, Content: "list files"},
		},
		Fixed: 5, MaxTokens: 24,
	}
	chat, err := e.Generate(t.Context(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Script = &backend.Script{Task: "Write them.", Comment: "# ", End: "\n\n"}
	var told strings.Builder
	first, err := e.Generate(t.Context(), req, func(e backend.Event) { told.WriteString(e.Text) })
	if err != nil {
		t.Fatal(err)
	}
	tokens := len(llama.Tokenize(e.model.vocab, first.Text, false, false))
	if !strings.HasPrefix(first.Text, "ls") || strings.Contains(first.Text, "\n\n") || first.Stop != backend.StopEnd ||
		told.String() != first.Text || first.GeneratedTokens != tokens {
		t.Errorf("got %+v, told %q", first, told.String())
	}
	again, err := e.Generate(t.Context(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again.Text != first.Text || again.Stop != first.Stop || again.GeneratedTokens != first.GeneratedTokens || again.Passes != 0 {
		t.Errorf("again %+v, first %+v", again, first)
	}
	if chat, script := added(t, e, req, nil), added(t, e, req, req.Script); chat-script < 3 {
		t.Errorf("a request adds %d tokens to the chat, %d to the script", chat, script)
	}
	if chat.PromptTokens <= first.PromptTokens {
		t.Errorf("%d tokens as a script, %d as a chat", first.PromptTokens, chat.PromptTokens)
	}
	req.MaxTokens = 1 // the end isn't reached
	if r, err := e.Generate(t.Context(), req, nil); err != nil || !strings.HasPrefix(first.Text, r.Text) || r.Stop != backend.StopLimit {
		t.Errorf("cut off: %+v, %v", r, err)
	}
	req.MaxTokens, req.Whole = 24, []string{"l", "ls"}
	other := New(smallModel(t)) // that doesn't know the answer
	defer other.Close()
	if r, err := other.Generate(t.Context(), req, nil); err != nil || r.Text != "ls" || r.Stop != backend.StopEnd || r.Passes != 1 {
		t.Errorf("a whole answer: %+v, %v", r, err)
	}
}

// TestWeigh: an answer that is given is as likely as when the model wrote it, a worse one is
// less likely, and weighing changes no answer.
func TestWeigh(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	req := backend.Request{
		Messages: []backend.Message{
			{Role: backend.RoleUser, Content: "list files"}, {Role: backend.RoleAssistant, Content: "ls"},
			{Role: backend.RoleUser, Content: "print the date"}, {Role: backend.RoleAssistant, Content: "date"},
			{Role: backend.RoleUser, Content: "list files"},
		},
		Fixed: 4, MaxTokens: 24, Script: &backend.Script{Task: "Write them.", Comment: "# ", End: "\n\n"},
	}
	written, err := e.Generate(t.Context(), req, nil)
	if err != nil || written.Stop != backend.StopEnd || written.LogProb >= 0 {
		t.Fatalf("%+v, %v", written, err)
	}
	weigh := func(text string) float64 {
		given := req
		given.Given = text
		r, err := e.Generate(t.Context(), given, func(e backend.Event) { t.Errorf("told of %+v", e) })
		if err != nil || r.Text != text || r.LogProb >= 0 {
			t.Fatalf("%q: %+v, %v", text, r, err)
		}
		return r.LogProb
	}
	// The model may have ended its answer otherwise than the script does, likelier then; and
	// single tokens and several together are rounded otherwise.
	same, worse := weigh(written.Text), weigh("purple")
	if same > written.LogProb+0.3 || worse > same-3 {
		t.Errorf("written %.2f, weighed %.2f, a worse one %.2f", written.LogProb, same, worse)
	}
	if r, err := e.Generate(t.Context(), req, nil); err != nil || r.Text != written.Text {
		t.Errorf("afterwards %+v, %v", r, err)
	}
	req.Given = strings.Repeat("purple ", 3000)
	if _, err := e.Generate(t.Context(), req, nil); err == nil || !strings.Contains(err.Error(), "can be weighed") {
		t.Errorf("a long one: %v", err)
	}
}

// added is how many tokens come after the fixed part.
func added(t *testing.T, e *Engine, req backend.Request, script *backend.Script) int {
	t.Helper()
	req.Script = script
	p, err := e.model.input(req)
	if err != nil {
		t.Fatal(err)
	}
	return len(p.tokens) - p.shared
}

// TestPrefixWithoutDisk: where no file can be kept, a change to another chat and back
// doesn't have the fixed part evaluated anew.
func TestPrefixWithoutDisk(t *testing.T) {
	o := smallModel(t)
	file := filepath.Join(t.TempDir(), "no folder")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o.State = filepath.Join(file, "state")
	e := New(o)
	defer e.Close()
	ask := func(system, text string) backend.Result {
		r, err := e.Generate(t.Context(), backend.Request{Messages: []backend.Message{
			{Role: backend.RoleSystem, Content: system}, {Role: backend.RoleUser, Content: text},
		}, Fixed: 1, MaxTokens: 6}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	long := strings.Repeat("You name one thing, in one word, and nothing else. ", 6)
	ask(long, "an animal")
	ask("Say in one sentence what the following shell command does, and say it in plain words.", "ls -l")
	again := ask(long, "a plant")
	if again.CachedTokens < again.PromptTokens*3/4 {
		t.Errorf("%d of %d tokens were there", again.CachedTokens, again.PromptTokens)
	}
	fresh := New(smallModel(t))
	defer fresh.Close()
	e = fresh
	if want := ask(long, "a plant"); want.Text != again.Text {
		t.Errorf("%q, evaluated anew %q", again.Text, want.Text)
	}
}

// TestStopInAKnownAnswer: why an answer ended doesn't depend on how much of it is known.
func TestStopInAKnownAnswer(t *testing.T) {
	e := New(smallModel(t))
	defer e.Close()
	req := backend.Request{Messages: []backend.Message{
		{Role: backend.RoleSystem, Content: "You name one thing."},
		{Role: backend.RoleUser, Content: "an animal"}, {Role: backend.RoleAssistant, Content: "a grey elephant"},
		{Role: backend.RoleUser, Content: "a plant"}, {Role: backend.RoleAssistant, Content: "a red rose"},
		{Role: backend.RoleUser, Content: "a fruit"}, {Role: backend.RoleAssistant, Content: "a green apple"},
		{Role: backend.RoleUser, Content: "a bird"},
	}, MaxTokens: 200}
	whole, err := e.Generate(t.Context(), req, nil)
	if err != nil || whole.Stop != backend.StopEnd || whole.GeneratedTokens < 4 {
		t.Fatalf("the test needs an answer that ends: %+v, %v", whole, err)
	}
	req.Stop = []string{whole.Text[len(whole.Text)/2 : len(whole.Text)/2+2]}
	if r, err := e.Generate(t.Context(), req, nil); err != nil || r.Stop != backend.StopText || r.Passes != 0 {
		t.Errorf("with a stop text: %+v, %v", r, err)
	}
	req.Stop, req.MaxTokens = nil, whole.GeneratedTokens
	if r, err := e.Generate(t.Context(), req, nil); err != nil || r.Stop != backend.StopLimit {
		t.Errorf("with just as many tokens: %+v, %v", r, err)
	}
}
