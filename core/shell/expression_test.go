package shell

import "testing"

// TestExpressions compiles all that would else fail when it is first used.
func TestExpressions(t *testing.T) {
	if len(expressions) < 100 {
		t.Errorf("only %d expressions", len(expressions))
	}
	for _, e := range expressions {
		e.get()
	}
}
