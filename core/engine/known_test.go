package engine

import (
	"strings"
	"testing"

	"caro/core/platform"
	"caro/resources"
)

// TestKnownAnswers: each line of the data is whole, and each request is there once.
func TestKnownAnswers(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{resources.DraftsCollected, resources.DraftsWritten} {
		for line := range strings.Lines(text) {
			fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(fields) != 3 || fields[0] != "linux" && fields[0] != "macos" || fields[1] == "" {
				t.Fatalf("%q", line)
			}
			if key := fields[0] + "\t" + fields[1]; seen[key] {
				t.Errorf("twice: %q", key)
			} else {
				seen[key] = true
			}
			if len(fields[1]) > 200 || len(fields[2]) > 400 {
				t.Errorf("long: %q", line)
			}
		}
	}
	linux, mac := KnownAnswers(platform.Linux), KnownAnswers(platform.MacOS)
	if len(linux) < 500 || len(mac) <= len(linux) {
		t.Errorf("%d for Linux, %d for macOS", len(linux), len(mac))
	}
}
