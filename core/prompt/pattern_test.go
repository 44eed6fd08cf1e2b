package prompt

import "testing"

// TestPatternsCompile: an expression that doesn't compile is found here and not by a
// person's answer.
func TestPatternsCompile(t *testing.T) {
	if len(patterns) < 30 {
		t.Fatalf("%d patterns", len(patterns))
	}
	for _, p := range patterns {
		p.compiled()
	}
}
