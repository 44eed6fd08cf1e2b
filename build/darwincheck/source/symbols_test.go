package source

import (
	"context"
	"slices"
	"testing"
)

// TestSymbols finds what caro-engine asks the libraries for, and whom it asks.
func TestSymbols(t *testing.T) {
	tree, err := Load(context.Background(), "../../..", "arm64", "./app/engine")
	if err != nil {
		t.Fatal(err)
	}
	all := tree.Symbols()
	for _, tt := range []struct {
		library, name string
		atLeast       int // symbols of the library
	}{
		{"llama", "llama_decode", 150},
		{"ggml", "ggml_backend_load_all_from_path", 5},
		{"ggml-base", "ggml_backend_dev_memory", 1},
		{"", "llama_set_abort_callback", 1},
	} {
		if !slices.Contains(all[tt.library], tt.name) || len(all[tt.library]) < tt.atLeast {
			t.Errorf("%q has %d symbols, %s among them: %v", tt.library, len(all[tt.library]), tt.name, slices.Contains(all[tt.library], tt.name))
		}
	}
}
