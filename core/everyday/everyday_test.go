package everyday

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"caro/core/sandbox"
	"caro/core/testneed"
)

// needSandbox leaves the test out where commands can't be tried.
func needSandbox(t *testing.T) {
	t.Helper()
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap and allow user namespaces")
	}
}

// TestPredicates runs the commands that each case lists as right and as wrong.
func TestPredicates(t *testing.T) {
	needSandbox(t)
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for _, command := range c.Right {
				if err := judge(t, c, command); err != nil {
					t.Errorf("%q is right, but: %v", c.Request, err)
				}
			}
			for _, command := range c.Wrong {
				if err := judge(t, c, command); err == nil {
					t.Errorf("%q passes for %q", command, c.Request)
				} else {
					t.Logf("%s: %v", command, err)
				}
			}
		})
	}
}

// patient allows for a busy machine.
func patient(command string) sandbox.Spec {
	return sandbox.Spec{Command: command, Fixture: Fixture, Limits: sandbox.Limits{Time: time.Minute}}
}

// judge runs a command and returns the verdict.
func judge(t *testing.T, c Case, command string) error {
	t.Helper()
	result, err := sandbox.Run(t.Context(), patient(command))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := result.Remove(); err != nil {
			t.Error(err)
		}
	}()
	if err := c.Check(result); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}

// TestProse: a model that answers in words, or with nothing, is never right.
func TestProse(t *testing.T) {
	needSandbox(t)
	var all sync.WaitGroup
	for _, command := range []string{
		"", "true", "echo 'Please clarify your request'", "To do this, you can use the following command:",
		"Sure! Here is the command you asked for.", "ls", "cat README.md notes.txt", "rm -rf ~ .", "env; set; ls -laR; cat data/*", "exit 0",
	} {
		all.Go(func() {
			result, err := sandbox.Run(t.Context(), patient(command))
			if err != nil {
				t.Error(err)
				return
			}
			for _, c := range Cases() {
				accepted := c.Name == "everything-here" || c.Name == "path-variable"
				if err := c.Check(result); err == nil && !accepted {
					t.Errorf("%q passes for %q", command, c.Request)
				}
			}
			if err := result.Remove(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestTable(t *testing.T) {
	cases := Cases()
	if len(cases) != 40 {
		t.Errorf("%d cases", len(cases))
	}
	names, requests := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if c.Name == "" || c.Request == "" || c.Check == nil || names[c.Name] || requests[c.Request] {
			t.Errorf("%q, %q: empty or there twice", c.Name, c.Request)
		}
		names[c.Name], requests[c.Request] = true, true
		if len(c.Right) < 2 || len(c.Wrong) < 2 {
			t.Errorf("%s: %d right commands, %d wrong", c.Name, len(c.Right), len(c.Wrong))
		}
	}
}
