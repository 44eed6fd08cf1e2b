package resources_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// Licences ask that what the programs are built from be named: a module that comes, or
// another version of one, must be looked at and written down. What is linked can differ
// between the systems.
func TestNoticesNameEveryModule(t *testing.T) {
	root := testneed.Root(t)
	text, err := os.ReadFile(filepath.Join(root, "THIRD_PARTY_NOTICES.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, goos := range []string{"linux", "darwin"} {
		t.Run(goos, func(t *testing.T) {
			modules := linked(t, root, goos)
			if len(modules) == 0 {
				t.Fatal("no modules: the test proves nothing")
			}
			for m := range modules {
				if !strings.Contains(string(text), "| "+m+" |") {
					t.Errorf("THIRD_PARTY_NOTICES.md doesn't name %s: read its licence, then add a row and, where it is a new one, the text", m)
				}
			}
		})
	}
}

// linked gives the modules of both programs on a system, each as "path version".
func linked(t *testing.T, root, goos string) map[string]bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f",
		"{{with .Module}}{{.Path}} {{.Version}}{{end}}", "./app", "./app/engine")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+goos)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	modules := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		// Caro itself has no version.
		if fields := strings.Fields(line); len(fields) == 2 {
			modules[strings.Join(fields, " ")] = true
		}
	}
	return modules
}
