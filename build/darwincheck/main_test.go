package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run runs the command in the project and gives its status and what it said.
func run(t *testing.T, args ...string) (status int, out, say string) {
	t.Helper()
	var o, s bytes.Buffer
	status = command(context.Background(), append([]string{"-root", "../.."}, args...), &o, &s)
	return status, o.String(), s.String()
}

// TestCode accepts the project's own code and Info.plist.
func TestCode(t *testing.T) {
	status, out, say := run(t, "-only", "code,plist")
	if status != 0 || !strings.Contains(out, "of Caro") || !strings.Contains(out, "20 keys of Info.plist") {
		t.Errorf("status %d\n%s%s", status, out, say)
	}
}

// TestStatus gives 1 for problems, with their places, and 2 where it couldn't look.
func TestStatus(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile("../../Info.plist")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "Info.plist")
	if err := os.WriteFile(file, bytes.Replace(text, []byte("LSUIElement"), []byte("LSUIElements"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-root", dir, "-only", "plist"}, 1, "Info.plist: LSUIElement is missing"},
		{[]string{"-root", dir, "-only", "plist"}, 1, "darwincheck: 2 problems"},
		{[]string{"-root", dir, "-only", "icon", "-icon", filepath.Join(dir, "Caro.icns")}, 2, "Caro.icns: no such file"},
		{[]string{"-root", dir, "-only", "code"}, 2, "go list for darwin/arm64"},
		{[]string{"-only", "libraries", "-libraries", dir}, 2, "darwincheck: libraries: "},
		{[]string{"-only", "programs", "-programs", dir}, 2, "darwincheck: programs: "},
		{[]string{"-only", "bundles", "-bundles", dir}, 2, "darwincheck: bundles: "},
		{[]string{"-bundle", dir}, 2, "for which processor is it"},
		{[]string{"-only", "cods"}, 2, `there is no part "cods": code, plist`},
		{[]string{"plist"}, 2, `"plist" isn't understood`},
		{[]string{"-none"}, 2, "flag provided but not defined"},
		{[]string{"-h"}, 0, "-libraries"},
	} {
		if status, out, say := run(t, tt.args...); status != tt.status || !strings.Contains(out+say, tt.want) {
			t.Errorf("%q: status %d\n%s%s", tt.args, status, out, say)
		}
	}
}
