package everyday_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"

	"caro/core"
	"caro/core/everyday"
	"caro/core/local"
	"caro/core/prompt"
	"caro/core/sandbox"
	"caro/core/testneed"
)

// wanted is how many of the forty must be right.
const wanted = 32

// TestModelEveryday asks the default model for a command for each request, runs it in
// the sandbox, and judges what it did.
//
// It does so with the weights in both orders, that for speed and that for little memory:
// the two add up in another order.
func TestModelEveryday(t *testing.T) {
	t.Run("fast", func(t *testing.T) { everyday40(t, false) })
	t.Run("low memory", func(t *testing.T) { everyday40(t, true) })
}

func everyday40(t *testing.T, lowMemory bool) {
	t.Helper()
	testneed.DefaultModel(t)
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap")
	}
	testneed.OwnWorker(t)
	t.Setenv("CARO_LIB", testneed.Libraries(t))
	assistant, err := local.Open(t.Context(), local.Options{Program: testneed.Program(t, "caro-engine"), LowMemory: lowMemory})
	if err != nil {
		t.Fatal(err)
	}
	defer assistant.Close()
	target, err := prompt.ParseTarget("", assistant.Machine)
	if err != nil {
		t.Fatal(err)
	}
	right, total := 0, 0.0
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	cases := everyday.Cases()
	for _, c := range cases {
		answer, err := assistant.Ask(t.Context(), core.Request{Query: c.Request, Target: target})
		if err != nil {
			t.Fatalf("%s: %v", c.Request, err)
		}
		total += answer.Timing.Total
		verdict := judge(t, c, answer)
		if verdict == nil {
			right++
			fmt.Fprintf(w, "right\t%s\t%s\n", c.Name, oneLine(answer.Command))
		} else {
			fmt.Fprintf(w, "WRONG\t%s\t%s\t%s\n", c.Name, oneLine(answer.Command+answer.Clarify), oneLine(verdict.Error()))
		}
	}
	_ = w.Flush()
	fmt.Printf("%d of %d right, mean %.0f ms to the command\n", right, len(cases), total/float64(len(cases)))
	if right < wanted {
		t.Errorf("%d of %d right, at least %d are wanted", right, len(cases), wanted)
	}
}

// judge runs the command and returns nil if it did what the request asks for. Prose in
// place of a command fails the test: a person would be told to run it.
func judge(t *testing.T, c everyday.Case, answer core.Answer) error {
	t.Helper()
	if answer.Command == "" {
		return fmt.Errorf("no command")
	}
	result, err := sandbox.Run(t.Context(), sandbox.Spec{Command: answer.Command, Fixture: everyday.Fixture})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := result.Remove(); err != nil {
			t.Error(err)
		}
	}()
	if stderr := string(result.Stderr); strings.Contains(stderr, "syntax error") || strings.Contains(stderr, "command not found") {
		t.Errorf("%s: not a command: %q: %s", c.Request, answer.Command, stderr)
	}
	return c.Check(result)
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 120 {
		s = s[:120] + "…"
	}
	return s
}
