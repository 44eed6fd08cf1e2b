package clip

import (
	"errors"
	"testing"

	"caro/core/testneed"
)

// TestKeep: text comes back, what is no text is said to be gone, and nothing is done where
// nothing has changed.
func TestKeep(t *testing.T) {
	testneed.Display(t)
	testneed.Command(t, "xclip", "xclip")
	ctx := t.Context()
	has := func(text string, want bool) {
		t.Helper()
		if got, err := Has(ctx, text); err != nil || got != want {
			t.Errorf("it has %q: %v, %v", text, got, err)
		}
	}
	has("mine", false)
	back, err := Keep(ctx) // of nothing
	if err != nil {
		t.Fatal(err)
	}
	if err := back(ctx); err != nil {
		t.Errorf("nothing has changed: %v", err)
	}
	if err := Copy(ctx, "mine"); err != nil {
		t.Fatal(err)
	}
	has("mine", true)
	if err := back(ctx); !errors.Is(err, ErrNotKept) {
		t.Errorf("nothing was there: %v", err)
	}
	if back, err = Keep(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Copy(ctx, "another's"); err != nil {
			t.Fatal(err)
		}
		has("mine", false)
		for range 2 {
			if err := back(ctx); err != nil {
				t.Error(err)
			}
			has("mine", true)
		}
	}
	t.Setenv("DISPLAY", "")
	if _, err := Keep(ctx); err == nil {
		t.Error("a clipboard is kept without a display")
	}
	if _, err := Has(ctx, "mine"); err == nil {
		t.Error("a clipboard is compared without a display")
	}
}
