package remote

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"caro/core/backend"
)

// explained goes on from given words, as an explanation does.
var explained = backend.Request{
	Messages: []backend.Message{
		{Role: backend.RoleUser, Content: "list the files"},
		{Role: backend.RoleAssistant, Content: "ls -l\n\nThis command"},
	},
	MaxTokens: 32,
	Stop:      []string{"\n", ". "},
}

// How each kind of server is told to go on.
func TestGoOn(t *testing.T) {
	last := func(a asked) map[string]any {
		m := a.body["messages"].([]any)
		return m[len(m)-1].(map[string]any)
	}
	for owner, test := range map[string]struct {
		role    string
		flagged bool
		stops   int
	}{
		"vllm": {"assistant", true, 2}, "sglang": {"assistant", true, 2}, "llamacpp": {"assistant", false, 2}, "exo": {"assistant", false, 2},
		"library": {"user", false, 0}, "me": {"user", false, 0}, "": {"user", false, 0},
	} {
		s := serve(t, sse(delta(" lists"), delta(" files"), finish("stop"), done))
		s.models = text(fmt.Sprintf(`{"data":[{"id":"m","owned_by":%q}]}`, owner))
		r, _, err := generate(t, dial(t, s), explained)
		if err != nil || r.Text != " lists files" {
			t.Errorf("%s: %q, %v", owner, r.Text, err)
		}
		got := s.got()[0]
		stops, _ := got.body["stop"].([]any)
		if last(got)["role"] != test.role || (got.body["continue_final_message"] == true) != test.flagged ||
			(got.body["add_generation_prompt"] == false) != test.flagged || len(stops) != test.stops {
			t.Errorf("%s: sent %s", owner, got.raw)
		}
		if test.role == "user" && !strings.Contains(last(got)["content"].(string), `"This command"`) {
			t.Errorf("%s: asked by %v", owner, last(got))
		}
		// A request that doesn't go on is the same everywhere.
		if _, _, err := generate(t, dial(t, s), list); err != nil {
			t.Fatal(err)
		}
		if got := s.got()[1]; last(got)["role"] != "user" || got.body["continue_final_message"] != nil {
			t.Errorf("%s: sent %s", owner, got.raw)
		}
	}
}

// What a model that is asked to go on may write, in pieces of any size.
func TestRepeated(t *testing.T) {
	for _, test := range []struct{ name, words, answer, want string }{
		{"nothing repeated", "This command", "lists files", " lists files"},
		{"a blank of its own", "This command", " lists files", " lists files"},
		{"the last line", "ls -l\n\nThis command", "This command lists files", " lists files"},
		{"everything", "ls -l\n\nThis command", "ls -l\n\nThis command lists files", " lists files"},
		{"only the first line", "ls -l\n\nThis command", "ls -l lists files", " ls -l lists files"},
		{"a beginning that is another", "This command", "This is a command", " This is a command"},
		{"a part, and then the end", "This command", "This", " This"},
		{"a mark needs no blank", "This command", ", if any", ", if any"},
		{"a blank is there", "find ", "-type f", "-type f"},
		{"a blank is there, and a word", "find ", "files", "files"},
		{"a newline is there", "a:\n", "b", "b"},
		{"numbers", "1 2 3", "4 5", " 4 5"},
		{"numbers again", "1 2 3", "1 2 3 4 5", " 4 5"},
		{"nothing", "This command", "", ""},
		{"only blanks", "This command", "  \n", ""},
		{"several bytes", "中", "中文", "文"},
	} {
		for size := 1; size <= len(test.answer)+1; size++ {
			r := newRepeated(test.words)
			var got strings.Builder
			for rest := test.answer; rest != ""; {
				n := min(size, len(rest))
				got.WriteString(r.pass(rest[:n]))
				rest = rest[n:]
			}
			got.WriteString(r.rest())
			if got.String() != test.want {
				t.Errorf("%s, pieces of %d: %q, want %q", test.name, size, got.String(), test.want)
			}
		}
	}
}

// The stop texts count from where the repetition ends.
func TestRepeatedThenStop(t *testing.T) {
	s := serve(t, hang(delta("ls -l\n\nThis comm"), delta("and lists files. "), delta("More")))
	r, _, err := generate(t, dial(t, s), explained)
	if err != nil || r.Text != " lists files" || r.Stop != backend.StopText {
		t.Errorf("got %+v, %v", r, err)
	}
	s = serve(t, sse(delta("This"), finish("length"), done)) // held back to the end
	if r, _, err = generate(t, dial(t, s), explained); err != nil || r.Text != " This" || r.Stop != backend.StopLimit {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestAskQuotesTheEnd(t *testing.T) {
	long := ask("first\n" + strings.Repeat("é", 100))
	if strings.Contains(long, "first") || !strings.Contains(long, strings.Repeat("é", maxQuoted/2)) || strings.Contains(long, `\x`) {
		t.Error(long)
	}
}

// What a server refuses is left out, now and afterwards.
func TestLearns(t *testing.T) {
	for _, test := range []struct {
		name, owner, complaint string
		req                    backend.Request
		before, after          map[string]any
	}{
		{"no count in streams", "me", `{"error":"Unknown parameter: 'stream_options'"}`, list,
			map[string]any{"stream_options": map[string]any{"include_usage": true}}, map[string]any{"stream_options": nil, "stream": true}},
		{"max_tokens by another name", "openai", `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}`, list,
			map[string]any{"max_tokens": 32.0}, map[string]any{"max_tokens": nil, "max_completion_tokens": 32.0}},
		{"no fields beyond the protocol", "vllm", `{"error":{"message":"Extra inputs are not permitted: continue_final_message"}}`, explained,
			map[string]any{"continue_final_message": true}, map[string]any{"continue_final_message": nil, "stop": nil}},
		{"no going on while thinking", "llamacpp", `{"error":{"message":"Assistant response prefill is incompatible with enable_thinking."}}`, explained,
			map[string]any{"stop": []any{"\n", ". "}}, map[string]any{"stop": nil}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, status(400, test.complaint), good)
			s.models = text(fmt.Sprintf(`{"data":[{"id":"m","owned_by":%q}]}`, test.owner))
			b := dial(t, s, func(o *Options) { o.Retries = 0 })
			for range 2 {
				if _, _, err := generate(t, b, test.req); err != nil {
					t.Fatal(err)
				}
			}
			got := s.got()
			if len(got) != 3 {
				t.Fatalf("asked %d times", len(got))
			}
			for i, want := range []map[string]any{test.before, test.after, test.after} {
				for field, value := range want {
					if have := got[i].body[field]; !reflect.DeepEqual(have, value) {
						t.Errorf("request %d: %s is %v", i, field, have)
					}
				}
			}
		})
	}
	t.Run("a server that always complains", func(t *testing.T) {
		s := serve(t, status(400, "stream_options max_completion_tokens"))
		_, _, err := generate(t, dial(t, s), list)
		if faultOf(t, err); len(s.got()) > 3 {
			t.Errorf("asked %d times", len(s.got()))
		}
	})
}

func TestRequest(t *testing.T) {
	req := list
	req.Stop = []string{"1", "2", "3", "4", "5"}
	s := serve(t, good)
	if _, _, err := generate(t, dial(t, s), req); err != nil {
		t.Fatal(err)
	}
	want := `{"messages":[{"content":"You write commands.","role":"system"},{"content":"list the files","role":"user"}],"model":"m","max_tokens":32,"temperature":0,"stop":["1","2","3","4"],"stream_options":{"include_usage":true},"stream":true}`
	if got := s.got()[0].raw; got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}
