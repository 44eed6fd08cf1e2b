package cli

import (
	"slices"
	"strings"
	"testing"
)

func TestArrange(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		// requests
		{"list|files", "--|list|files"},
		{"list the files", "--|list the files"},
		{"-o|json|list|files", "-o|json|--|list|files"},
		{"--output=json|--copy|list", "--output=json|--copy|--|list"},
		{"-ojson|list", "-ojson|--|list"},
		{"--model|qwen|list|files", "--model|qwen|--|list|files"},
		{"--|status", "--|status"},
		{"-o|json|--|models|list", "-o|json|--|models|list"},
		// subcommands, and requests that begin like one
		{"status", "status"},
		{"status|of|the|disk", "--|status|of|the|disk"},
		{"status|-o|json", "status|-o|json"},
		{"status|--output=json", "status|--output=json"},
		{"-v|status", "-v|status"},
		{"version", "version"},
		{"version|of|python", "--|version|of|python"},
		{"models", "models"},
		{"models|list", "models|list"},
		{"models|list|-o|json", "models|list|-o|json"},
		{"models|pull", "models|pull"},
		{"models|pull|qwen2.5-coder-0.5b", "models|pull|qwen2.5-coder-0.5b"},
		{"models|pull|-q|smollm2-135m", "models|pull|-q|smollm2-135m"},
		{"models|of|cars|in|cars.csv", "--|models|of|cars|in|cars.csv"},
		{"models|that|are|large", "--|models|that|are|large"},
		{"ask|list|files", "ask|list|files"},
		{"ask|status", "ask|status"},
		{"ask", "ask"},
		{"ask|--once", "ask|--once"},
		{"ask|--plain|list|files", "ask|--plain|list|files"},
		{"help", "help"},
		{"help|models", "help|models"},
		{"help|models|pull", "help|models|pull"},
		{"help|me|find|a|file", "--|help|me|find|a|file"},
		{"completion|bash", "completion|bash"},
		{"completion|of|the|build", "--|completion|of|the|build"},
		// a flag misspelt behind a subcommand is a mistake, not a request
		{"status|--jsno", "status|--jsno"},
		{"models|pull|--quite", "models|pull|--quite"},
		// Caro's own flags at the end
		{"list files|-o|json", "-o|json|--|list files"},
		{"list|files|--copy", "--copy|--|list|files"},
		{"list|files|--copy|--output=json", "--copy|--output=json|--|list|files"},
		{"list|files|--platform|macos", "--platform|macos|--|list|files"},
		{"list|files|-o|json|--timing", "-o|json|--timing|--|list|files"},
		// other dashes are words of an unquoted request
		{"what|does|ls|-l|do", "--|what|does|ls|-l|do"},
		{"what|does|tar|-o", "--|what|does|tar|-o"},
		{"compile|with|-o|prog", "--|compile|with|-o|prog"},
		{"remove|the|file|-rf", "--|remove|the|file|-rf"},
		{"sort|--copy|of|a|list", "--|sort|--copy|of|a|list"},
		// and a mistake after one in quotes
		{"list files|--bogus", "--bogus|--|list files"},
		// nothing, and what looks like nothing
		{"", ""},
		{"--copy", "--copy"},
		{"-", "--|-"},
		{" ", "--| "},
		{"--bogus|list", "--bogus|--|list"},
	} {
		var in []string
		if test.in != "" {
			in = strings.Split(test.in, "|")
		}
		if got := strings.Join(arrange(slices.Clone(in)), "|"); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.in, got, test.want)
		}
	}
}

// FuzzArrange: whatever is typed, no word of a request is lost.
func FuzzArrange(f *testing.F) {
	f.Add("list|files|-o|json")
	f.Add("status|of|--|x")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "|")
		got := arrange(slices.Clone(args))
		for _, a := range args {
			if !slices.Contains(got, a) {
				t.Errorf("%q: %q is lost in %q", args, a, got)
			}
		}
	})
}
