package check

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"caro/core/sandbox"
	"caro/core/testneed"
)

func file(body string) Node { return Node{Mode: 0o644, Body: body} }

var place = map[string]Node{
	"a.txt":            file("one\n"),
	"docs":             {Mode: fs.ModeDir | 0o755},
	"docs/b.txt":       file("two\n"),
	"docs/my plan.txt": file("three\n"),
	"docs/2024.log":    file("four\n"),
	"link":             {Mode: fs.ModeSymlink | 0o777, Link: "a.txt"},
}

func TestOutputs(t *testing.T) {
	for _, c := range []struct {
		how       Output
		want, got string
		same      bool
	}{
		{Exact, "a  b\n", "a  b\n\n", true},
		{Exact, "a  b\n", "a b\n", false},
		{Lines, "a  b\nc\n", " a b\n\n./c\n", true},
		{Lines, "a\nb\n", "b\na\n", false},
		{Set, "a\nb\n", "b\na\n", true},
		{Set, "a\na\nb\n", "b\na\n", false},
		{Words, "a\nb\n", "./b a", true},
		{Words, "a b", "a", false},
		{Words, "a b", "\"a\"\n* b\n", true},
		{Pairs, "Lind 19\n", "Lind: 19.0\n", true},
		{Pairs, "3 tea\n2 cups\n", "cups: 2\ntea, 3\n", true},
		{Pairs, "3 tea\n2 cups\n", "3 cups\n2 tea\n", false},
		{Ranking, "3 tea\n2 cups\n", "tea 3\ncups 2\n", true},
		{Ranking, "3 tea\n2 cups\n", "cups 2\ntea 3\n", false},
		{Paths, "a.txt\ndocs/b.txt\n", "-rw-r--r-- 1 u u 4 May 1 ./docs/b.txt\n-rw-r--r-- 1 u u 4 May 1 a.txt\n", true},
		{Paths, "docs/my plan.txt\n", "/home/user/work/docs/my plan.txt\n", true},
		{Paths, "docs/my plan.txt\n", "my plan.txt: text\n", true},
		{Paths, "docs/my plan.txt\n", `docs/my\ plan.txt`, true},
		{Paths, "a.txt\n", "a.txt\ndocs/b.txt\n", false},
		{Paths, "a.txt\n", "a.txt.bak\n", false},
		{Paths, "docs\n", "docs/\n", true},
		{Order, "a.txt\ndocs/b.txt\n", "4 a.txt\n4 b.txt\n", true},
		{Order, "a.txt\ndocs/b.txt\n", "4 b.txt\n4 a.txt\n", false},
		{Numbers, "1 2.50\n", "a: 1\nb: 2.5\n", true},
		{Numbers, "1200\n", "1,200 files\n", true},
		{Numbers, "1 2\n", "2 1\n", false},
		{Number, "17\n", "17 docs/2024.log\n", true},
		{Number, "30\n", " 10 a.txt\n 20 docs/b.txt\n 30 total\n", true},
		{Number, "17\n", "18\n", false},
		{Number, "17\n", "17 of 20\n", false},
		{Number, "17\n", "none\n", false},
		{Size, "2000000\n", "2.0M\tdocs\n", true},
		{Size, "2000000\n", "1956\tdocs\n", true},
		{Size, "2000000\n", "1.9 MiB\n", true},
		{Size, "2000000\n", "4.0M\tdocs\n", false},
		{Size, "2000000\n", "docs\n", false},
		{Lines, "a\n", "", false},
		{Lines, "a\n", "\x1b[01;31ma\x1b[0m\n", true},
	} {
		err := compareOutputs(c.how, newNames(place), c.want, c.got)
		if (err == nil) != c.same {
			t.Errorf("%s: %q for %q: %v", c.how, c.got, c.want, err)
		}
	}
}

// with is the place after a change.
func with(change func(map[string]Node)) map[string]Node {
	tree := map[string]Node{}
	for name, n := range place {
		tree[name] = n
	}
	change(tree)
	return tree
}

func TestTrees(t *testing.T) {
	copied := with(func(m map[string]Node) { m["c.txt"] = file("one\n") })
	for _, c := range []struct {
		name      string
		rule      Rule
		want, got map[string]Node
		wrong     string // "" where they are equal
	}{
		{"nothing changed", Rule{}, place, place, ""},
		{"as wanted", Rule{}, copied, copied, ""},
		{"nothing done", Rule{}, copied, place, `"c.txt" isn't there`},
		{"too much", Rule{}, place, copied, `"c.txt" should not be there`},
		{"free", Rule{Free: true}, place, copied, ""},
		{"lost", Rule{}, place, with(func(m map[string]Node) { delete(m, "a.txt") }), `"a.txt" is gone`},
		{"not deleted", Rule{}, with(func(m map[string]Node) { delete(m, "a.txt") }), place, `"a.txt" is still there`},
		{"other content", Rule{}, copied, with(func(m map[string]Node) { m["c.txt"] = file("two\n") }), "other content"},
		{"line break at the end", Rule{}, copied, with(func(m map[string]Node) { m["c.txt"] = file("one") }), ""},
		{"content of a new file left out", Rule{Names: true}, copied, with(func(m map[string]Node) { m["c.txt"] = file("two\n") }), ""},
		{"content of an old file isn't", Rule{Names: true}, place, with(func(m map[string]Node) { m["a.txt"] = file("two\n") }), "other content"},
		{"mode of an old file", Rule{}, place, with(func(m map[string]Node) { m["a.txt"] = Node{Mode: 0o600, Body: "one\n"} }), "has the mode"},
		{"mode of a new file", Rule{}, copied, with(func(m map[string]Node) { m["c.txt"] = Node{Mode: 0o600, Body: "one\n"} }), ""},
		{"mode of a new file, wanted", Rule{Modes: true}, copied, with(func(m map[string]Node) { m["c.txt"] = Node{Mode: 0o600, Body: "one\n"} }), "has the mode"},
		{"link elsewhere", Rule{}, place, with(func(m map[string]Node) { m["link"] = Node{Mode: fs.ModeSymlink | 0o777, Link: "b"} }), "leads elsewhere"},
		{"file in a folder's place", Rule{}, place, with(func(m map[string]Node) { m["docs"] = file("") }), "another kind"},
	} {
		err := Compare(c.rule, place, Outcome{Tree: c.want}, Outcome{Tree: c.got})
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", c.name, err, c.wrong)
		}
	}
	if err := Compare(Rule{}, place, Outcome{Tree: place}, Outcome{Tree: place, Stopped: sandbox.StopTime}); err == nil {
		t.Error("a command that was stopped passes")
	}
	if err := Compare(Rule{}, place, Outcome{Tree: place}, Outcome{Tree: place, Failed: "test -s x"}); err == nil {
		t.Error("a test that fails passes")
	}
}

func TestSpare(t *testing.T) {
	want, got := Outcome{Stdout: "a.txt\n", Tree: place}, Outcome{Stdout: "link -> a.txt\n", Tree: place}
	if err := Compare(Rule{Output: Paths, Spare: []string{"link"}}, place, want, got); err != nil {
		t.Error(err)
	}
	if Compare(Rule{Output: Paths}, place, want, got) == nil {
		t.Error("a path too much passes")
	}
}

func TestParseRule(t *testing.T) {
	for text, want := range map[string]Rule{
		"paths": {Output: Paths}, "files": {}, "files names modes": {Names: true, Modes: true}, "number free": {Output: Number, Free: true},
	} {
		if got, err := ParseRule(strings.Fields(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "modes", "paths lines", "paths files", "files paths", "colour"} {
		if _, err := ParseRule(strings.Fields(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestDo(t *testing.T) {
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, err.Error(), "install bubblewrap")
	}
	fill := func(dir string) error { return os.WriteFile(filepath.Join(dir, "x"), []byte("one\n"), 0o644) }
	long := strings.Repeat("long", mostKept)
	for _, c := range []struct {
		command string
		tests   []string
		failed  string
		look    func(Outcome) bool
	}{
		{"cat x; ln -s x y; rm x; exit 3", nil, "", func(o Outcome) bool {
			return o.Stdout == "one\n" && o.Exit == 3 && len(o.Tree) == 1 && o.Tree["y"].Link == "x"
		}},
		{"echo two > x", []string{"grep -q two x", "test -e z", "false"}, "test -e z", func(Outcome) bool { return true }},
		{"mkfifo pipe", []string{"true"}, "can't be copied", func(o Outcome) bool { return o.Tree["pipe"].Mode&fs.ModeNamedPipe != 0 }},
		{"cd; rm -r work; ln -s / work", nil, "can't be read", func(o Outcome) bool { return o.Tree == nil }},
		{"yes long | tr -d '\\n' | head -c " + "1048576 > x", nil, "", func(o Outcome) bool {
			return len(long) == 1<<20 && strings.HasPrefix(o.Tree["x"].Body, "1048576 bytes, SHA-256 ")
		}},
		{"git init -q; mkdir d; chmod 0 d", nil, "", func(o Outcome) bool {
			_, inside := o.Tree[".git/HEAD"]
			_, there := o.Tree[".git"]
			return there && !inside && permissions(o.Tree["d"]) == 0
		}},
	} {
		got, err := Do(t.Context(), fill, c.command, c.tests)
		if err != nil {
			t.Errorf("%s: %v", c.command, err)
			continue
		}
		if !strings.Contains(got.Failed, c.failed) || (got.Failed == "") != (c.failed == "") || !c.look(got) {
			t.Errorf("%s: %+.300v", c.command, got)
		}
	}
}
