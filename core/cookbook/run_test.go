package cookbook

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"caro/core/sandbox"
	"caro/core/testneed"
)

// TestChecks runs each command that can be, with what it works on made first, and holds
// what came of it against the entry: go test -run 'TestChecks/find.txt:12$'.
func TestChecks(t *testing.T) {
	for _, e := range loaded(t) {
		check, err := e.Check()
		if err != nil {
			t.Error(err)
			continue
		}
		if check.NoRun != "" {
			continue
		}
		t.Run(e.Place(), func(t *testing.T) {
			t.Parallel()
			needs(t, check.Needs)
			for _, fault := range try(t, e.GNU, check, 10*time.Second) {
				t.Errorf("%s\n%s", e.GNU, fault)
			}
		})
	}
}

// TestTry: a check fails where it should.
func TestTry(t *testing.T) {
	re := func(s string) []*regexp.Regexp { return []*regexp.Regexp{regexp.MustCompile(s)} }
	for _, test := range []struct {
		command string
		check   Check
		fault   string
	}{
		{"cat a; pwd", Check{Set: []string{"echo '  x ' > a"}, Out: []string{"x", "/home/user/work"}}, ""},
		{"echo $x$y; exit 3", Check{Set: []string{"x=1", "export y=2"}, Out: []string{"2"}, Exit: 3}, ""},
		{"cat > b", Check{In: []string{"o'ne", "", "two"}, Test: []string{`test "$(wc -l < b)" = 3`, `test -z "$OUT"`}}, ""},
		{"printf '2\\n1\\n'", Check{Any: []string{"1", "2"}}, ""},
		{"echo 1; echo 2", Check{Out: []string{"2", "1"}}, "it printed:\n1\n2\nnot:\n2\n1"},
		{"echo 1; echo 1", Check{Any: []string{"1"}}, "it printed:\n1\n1\nnot, in any order:\n1"},
		{"echo 10", Check{Re: re(`^\d$`)}, "it printed:\n10\nand no line that matches ^\\d$"},
		{"true", Check{Test: []string{"true", "test -e none"}}, "this fails: test -e none"},
		{"true", Check{Set: []string{"true", "false"}, Test: []string{"true"}}, "this fails: false"},
		{"echo no >&2; exit 1", Check{Test: []string{"true"}}, "the status is 1, not 0: no"},
		{"sleep 60", Check{Test: []string{"true"}}, "it was stopped: time"},
	} {
		t.Run(test.command, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(try(t, test.command, test.check, 2*time.Second), "; ")
			if got != test.fault {
				t.Errorf("%q\ngot  %q\nwant %q", test.command, got, test.fault)
			}
		})
	}
}

// needs leaves a check out whose programs aren't where the sandbox looks for them.
func needs(t *testing.T, programs []string) {
	t.Helper()
	for _, name := range programs {
		_, err := os.Stat("/usr/bin/" + name)
		if err != nil {
			t.Skip(name + " isn't installed")
		}
	}
}

// try runs a command by its check and says what is wrong.
func try(t *testing.T, command string, check Check, limit time.Duration) (list []string) {
	t.Helper()
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap and allow user namespaces")
	}
	result, err := sandbox.Run(t.Context(), sandbox.Spec{
		Command: script(command, check),
		Limits:  sandbox.Limits{Time: limit, Memory: 4 << 30},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := result.Remove(); err != nil {
			t.Error(err)
		}
	}()
	if result.Stopped != sandbox.NotStopped {
		return []string{"it was stopped: " + string(result.Stopped)}
	}
	said, failed, _ := strings.Cut(string(result.Stderr), mark)
	list = check.faults(trimmed(string(result.Stdout)))
	for line := range strings.SplitSeq(failed, mark) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, "this fails: "+line)
		}
	}
	if result.ExitCode != check.Exit {
		list = append(list, fmt.Sprintf("the status is %d, not %d: %s", result.ExitCode, check.Exit, strings.TrimSpace(said)))
	}
	return list
}

// mark stands before what the script reports among what the command says itself.
const mark = "\x1ffailed: "

// script makes what the check asks for, runs the command and then the tests. Its output
// and status are the command's.
func script(command string, check Check) string {
	var b strings.Builder
	run := func(line, code string) {
		fmt.Fprintf(&b, "if ! eval %s > /dev/null < /dev/null; then printf '\\037failed: %%s\\n' %s >&2; fi\n", quoted(code), quoted(line))
	}
	for _, line := range check.Set {
		run(line, line)
	}
	input := "/dev/null"
	if check.In != nil {
		input = "/tmp/.in"
		fmt.Fprintf(&b, "printf %%s %s > %s\n", quoted(strings.Join(check.In, "\n")+"\n"), input)
	}
	fmt.Fprintf(&b, "bash -c %s < %s > /tmp/.out\nstatus=$?\ncat /tmp/.out\nexport OUT=$(tr -d '\\000' < /tmp/.out)\n", quoted(command), input)
	for _, line := range check.Test {
		run(line, "("+line+"\n)")
	}
	b.WriteString("exit $status\n")
	return b.String()
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// trimmed is the lines of a text without the blanks around each: an entry's line can't
// say them.
func trimmed(text string) []string {
	if text == "" {
		return nil
	}
	list := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range list {
		list[i] = strings.Trim(line, " \t\r")
	}
	return list
}

// faults is what is wrong with an output.
func (c Check) faults(output []string) (list []string) {
	printed := "it printed:\n" + strings.Join(output, "\n") + "\n"
	if c.Out != nil && !slices.Equal(output, c.Out) {
		list = append(list, printed+"not:\n"+strings.Join(c.Out, "\n"))
	}
	if c.Any != nil && !slices.Equal(slices.Sorted(slices.Values(output)), slices.Sorted(slices.Values(c.Any))) {
		list = append(list, printed+"not, in any order:\n"+strings.Join(c.Any, "\n"))
	}
	for _, re := range c.Re {
		if !slices.ContainsFunc(output, re.MatchString) {
			list = append(list, printed+"and no line that matches "+re.String())
		}
	}
	return list
}
