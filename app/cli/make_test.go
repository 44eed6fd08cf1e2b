package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/testneed"
)

// writesDown stands in for caro: it writes its arguments to a file, each ended by NUL.
const writesDown = `#!/bin/sh
printf '%s\0' "$@" >"$CARO_TEST_ARGUMENTS"
`

// TestMakeRun: make hands a request over byte for byte, whether it comes as a variable
// of the command line or from the environment.
func TestMakeRun(t *testing.T) {
	out := t.TempDir()
	if err := os.WriteFile(filepath.Join(out, "caro"), []byte(writesDown), 0o700); err != nil {
		t.Fatal(err)
	}
	touched := filepath.Join(out, "touched")
	for _, query := range []string{
		"print $HOME and `id -un` in \"quotes\"",
		"$(touch " + touched + ") `touch " + touched + "` $(shell touch " + touched + ")",
		"'; touch " + touched + " #", ";touch " + touched, "| touch " + touched, "&& touch " + touched, "\"; touch " + touched + "; \"",
		`$$ $ $( ${ $(HOME $(info hello) $@ $< %s %d \n ' '' " "" \" \'`,
		"two\nlines", "\nfirst", "last\n", "define x\nendef\n", "a\r\nb", "\t- tab",
		"a # b", "#", "-rf", "--copy", "--", "--model=x", "@echo", "+x", "-",
		`ends in a backslash\`, `in two\\`, "in a backslash\\\n", `a\ b\\ c`,
		"a=b", "a := b", "QUERY=x", "x: y", "a;b", "*", "?", "[a-z]", "~", "!", "<(ls) > x",
		"列出当前目录下的所有文件", "ça \u202e \x1b[31m \xff", strings.Repeat("long ", 20_000), strings.Repeat("$ \\ ", 20_000),
	} {
		for name, run := range map[string]func() ([]string, []string){
			"command line": func() ([]string, []string) { return []string{"QUERY=" + query}, nil },
			"environment":  func() ([]string, []string) { return nil, []string{"QUERY=" + query} },
		} {
			arguments := filepath.Join(out, "arguments")
			args, env := run()
			said, err := makeRun(t, append(args, "OUT="+out), append(env, "CARO_TEST_ARGUMENTS="+arguments))
			if err != nil {
				t.Errorf("%s: %.50q: %v: %s", name, query, err, said)
				continue
			}
			got, err := os.ReadFile(arguments)
			if err != nil {
				t.Fatal(err)
			}
			sent := query
			if len(args) > 0 {
				sent = strings.TrimLeft(query, " \t\n") // make's way with a variable; Caro drops them too
			}
			if want := "--copy\x00--\x00" + sent + "\x00"; string(got) != want {
				t.Errorf("%s: %.50q came as %.80q", name, query, got)
			}
			_ = os.Remove(arguments)
		}
	}
	if _, err := os.Stat(touched); err == nil {
		t.Error("a request was run by a shell or by make")
	}
}

// TestMakeRunNothing: without a request, make fails with caro's own words.
func TestMakeRunNothing(t *testing.T) {
	out := filepath.Dir(testneed.Program(t, "caro"))
	for _, args := range [][]string{nil, {"QUERY="}, {"QUERY=  "}} {
		said, err := makeRun(t, append(args, "OUT="+out), nil)
		if err == nil || !strings.Contains(said, "caro: the request is empty") {
			t.Errorf("%q: %v: %s", args, err, said)
		}
	}
}

// makeRun is `make run` where all is built and fetched.
func makeRun(t *testing.T, args, env []string) (said string, err error) {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		testneed.Missing(t, "make", "install it")
	}
	cmd := exec.CommandContext(t.Context(), "make", append([]string{"run", "-o", "build", "-o", "model"}, args...)...)
	cmd.Dir = testneed.Root(t)
	for _, v := range os.Environ() {
		// `make test` hands its own flags and variables down.
		if !strings.HasPrefix(v, "MAKE") && !strings.HasPrefix(v, "MFLAGS=") && !strings.HasPrefix(v, "QUERY=") && !strings.HasPrefix(v, "CARO_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
