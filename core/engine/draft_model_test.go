package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/local"
	"caro/core/platform"
	"caro/core/prompt"
	"caro/core/testneed"
)

// exactRequests is how many requests TestModelGuessesAreExact asks.
const exactRequests = 120

// TestModelGuessesAreExact: over 120 requests to the default model, an answer with
// guesses is the plain one, token for token but for near ties, which it prints. Half of
// the requests are ones whose answers the table of guesses has, so that many guesses are
// right, and half aren't.
func TestModelGuessesAreExact(t *testing.T) {
	testneed.DefaultModel(t)
	model, _, err := local.FindModel(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	machine, err := platform.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(testneed.Root(t), "build/drafts/requests.txt"))
	if err != nil {
		t.Fatal(err)
	}
	requests := strings.Split(strings.TrimSpace(string(data)), "\n")[:exactRequests]
	unknown := map[string]bool{}
	for i, r := range requests {
		unknown[r] = i%2 == 1
	}
	o := Options{Libraries: testneed.Libraries(t), Model: model, Device: CPU, Machine: machine, Plain: true}
	plain := New(o)
	defer plain.Close()
	o.Plain = false
	for _, p := range KnownAnswers(machine.OS) {
		if !unknown[p.Request] {
			o.Drafts = append(o.Drafts, p)
		}
	}
	guessing := New(o)
	defer guessing.Close()
	target, err := prompt.ParseTarget("", machine)
	if err != nil {
		t.Fatal(err)
	}
	near, far, tokens := 0, 0, 0
	for _, r := range requests {
		req := prompt.Command(r, target, nil).Request(64)
		got := tokensOf(t, guessing, req)
		switch lead := compare(t, plain, req, tokensOf(t, plain, req), got); {
		case lead > nearTie:
			far++
		case lead > 0:
			near++
		}
		tokens += len(got) + 1
	}
	passes := guessing.model.passes
	t.Logf("%d requests: %d part at a lead under %.1f, %d at a larger one; %d tokens in %d evaluations",
		len(requests), near, nearTie, far, tokens, passes)
	if far > exactRequests/20 {
		t.Errorf("%d of %d answers part where it is no near tie", far, exactRequests)
	}
	if passes > tokens*3/4 {
		t.Errorf("%d evaluations for %d tokens: the guesses are no good", passes, tokens)
	}
}
