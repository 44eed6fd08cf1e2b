package remote

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"caro/core/backend"
	"caro/core/fault"
)

func TestLoad(t *testing.T) {
	for _, test := range []struct {
		name   string
		models http.HandlerFunc
		model  string
		want   string
		tokens int
		goOn   goOn
	}{
		{"llama-cpp-python", text(`{"object":"list","data":[{"id":"m","object":"model","owned_by":"me","permissions":[]}]}`), "m", "m", 0, goOnAsked},
		{"vLLM", text(`{"object":"list","data":[{"id":"Qwen/Q","object":"model","owned_by":"vllm","max_model_len":32768}]}`), "Qwen/Q", "Qwen/Q", 32768, goOnFlagged},
		{"the only one", text(`{"data":[{"id":"Qwen/Q","owned_by":"sglang","max_model_len":8192}]}`), "", "Qwen/Q", 8192, goOnFlagged},
		{"Ollama", text(`{"data":[{"id":"other:7b"},{"id":"qwen2.5-coder:latest","owned_by":"library"}]}`), "qwen2.5-coder", "qwen2.5-coder:latest", 0, goOnAsked},
		{"llama-server", text(`{"models":[{}],"data":[{"id":"q.gguf","aliases":["q"],"owned_by":"llamacpp","meta":{"n_ctx":4096,"n_ctx_train":32768}}]}`), "q", "q.gguf", 4096, goOnOpen},
		{"llama-server that tells only the model's", text(`{"data":[{"id":"q.gguf","owned_by":"llamacpp","meta":{"n_ctx_train":32768}}]}`), "", "q.gguf", 32768, goOnOpen},
		{"exo", text(`{"object":"list","data":[{"id":"mlx-community/Q","owned_by":"exo","context_length":131072}]}`), "mlx-community/Q", "mlx-community/Q", 131072, goOnOpen},
		{"old exo", text(`[{"id":"q","owned_by":"exo","ready":true}]`), "q", "q", 0, goOnOpen},
		{"entries amiss", text(`{"data":[7,{"id":5},{"id":""},{"id":"m","max_model_len":"long"},{"id":"m"}]}`), "m", "m", 0, goOnAsked},
		{"no list", status(404, "not found"), "m", "m", 0, goOnAsked},
		{"no list for this method", status(405, ""), "m", "m", 0, goOnAsked},
		{"something without models", text(`{"status":"ok"}`), "m", "m", 0, goOnAsked},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, good)
			s.models = test.models
			b := dial(t, s, func(o *Options) { o.Model = test.model })
			var fractions []float64
			info, err := b.Load(context.Background(), func(e backend.Event) { fractions = append(fractions, e.Fraction) })
			if err != nil {
				t.Fatal(err)
			}
			host := strings.TrimPrefix(s.URL, "http://")
			if info.Model != test.want || info.Context != test.tokens || info.Backend != s.URL+"/v1" || info.Device != "remote" || info.Load != 0 {
				t.Errorf("got %+v", info)
			}
			if len(info.Notes) != 1 || info.Notes[0] != "your request is sent to "+host {
				t.Errorf("notes %q", info.Notes)
			}
			if len(fractions) != 2 || fractions[0] != 0 || fractions[1] != 1 {
				t.Errorf("progress %v", fractions)
			}
			if b.server.goOn != test.goOn {
				t.Errorf("goes on by %v", b.server.goOn)
			}
			s.models = status(500, "not twice")
			if again, err := b.Load(context.Background(), nil); err != nil || len(again.Notes) != 1 {
				t.Errorf("again: %+v, %v", again, err)
			}
		})
	}
}

func TestLoadFails(t *testing.T) {
	several := text(`{"data":[{"id":"llama3:8b"},{"id":"qwen2.5-coder:7b"},{"id":"nomic-embed"}]}`)
	for _, test := range []struct {
		name       string
		models     http.HandlerFunc
		model      string
		code       fault.Code
		says, hint string
	}{
		{"another model", several, "Qwen/Qwen2.5-Coder-7B-Instruct", fault.Usage, `has no model "Qwen/Qwen2.5-Coder-7B-Instruct"; the nearest is "qwen2.5-coder:7b"`, `"qwen2.5-coder:7b", "llama3:8b", "nomic-embed"`},
		{"none is set", several, "", fault.Usage, "has 3 models, and none is set", "llama3:8b"},
		{"the server has none", text(`{"data":[]}`), "m", fault.Usage, "has no model", "load one"},
		{"none is set and none listed", status(404, ""), "", fault.Usage, "no list of models", "remote.model"},
		{"a key is asked for", status(401, `{"error":"no"}`), "m", fault.Usage, "asks for a key", "remote.key_env"},
		{"a web page", text("<html>"), "m", fault.Engine, "a web page", "/v1"},
		{"broken", status(500, "boom"), "m", fault.Engine, "tried 3 times", "log"},
		{"a name that would do things to a terminal", text(`{"data":[{"id":"a\u001b[2J` + strings.Repeat("b", 500) + `"}]}`), "m", fault.Usage, `the nearest is "a [2Jbbb`, "bbb…"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, good)
			s.models = test.models
			_, err := dial(t, s, func(o *Options) { o.Model = test.model }).Load(context.Background(), nil)
			f := faultOf(t, err)
			if f.Code != test.code || !strings.Contains(f.Message, test.says) || !strings.Contains(f.Hint, test.hint) || strings.Contains(f.Hint, "\x1b") {
				t.Errorf("got %s: %s [%s]", f.Code, f.Message, f.Hint)
			}
		})
	}
}

func TestUnencryptedIsSaid(t *testing.T) {
	b, err := New(Options{BaseURL: "http://10.0.0.7:8000/v1", AllowPlainHTTP: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := b.notices(); len(n) != 2 || n[0] != "your request is sent to 10.0.0.7:8000" || !strings.Contains(n[1], "unencrypted") {
		t.Errorf("notes %q", n)
	}
}

// A server that lost its model is asked for its models again.
func TestLooksAgain(t *testing.T) {
	s := serve(t, status(404, "no such model"), good)
	b := dial(t, s, func(o *Options) { o.Model = "" })
	if _, _, err := generate(t, b, list); err == nil {
		t.Fatal("no error")
	}
	s.models = text(`{"data":[{"id":"new"}]}`)
	if _, _, err := generate(t, b, list); err != nil {
		t.Fatal(err)
	}
	if got := s.got(); got[0].body["model"] != "m" || got[1].body["model"] != "new" {
		t.Errorf("asked for %v, then %v", got[0].body["model"], got[1].body["model"])
	}
}

func FuzzParseCards(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"m","meta":{"n_ctx":1}}]}`))
	f.Add([]byte(`[{"id":"m"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		cards, err := parseCards(data)
		if err != nil && cards != nil {
			t.Error("both")
		}
		for _, c := range cards {
			if c.ID == "" || c.context() < 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}
