package cookbook

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

const twoEntries = `# Files.
# These find some.

ask   the  big files
or	big files?
or    which are big?
gnu   find . -size +1M -printf '%s %p\n'
mac   find . -size +1M
tags  find size
# one that is made
set   truncate -s 2M big
re    ^\d+ \./big$
in
in    a  b
out

ask   hello
or    hi
or    say hello
cmd   echo hello
tags  echo word
out   hello
exit  2
needs jq yq
test  test "$OUT" = hello
norun network
`

func TestParse(t *testing.T) {
	list, err := parse("find.txt", twoEntries)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i].text = ""
	}
	want := []Entry{
		{Area: "find", Line: 4, Requests: []string{"the  big files", "big files?", "which are big?"}, GNU: `find . -size +1M -printf '%s %p\n'`, BSD: "find . -size +1M", Tags: []string{"find", "size"}},
		{Area: "find", Line: 17, Requests: []string{"hello", "hi", "say hello"}, GNU: "echo hello", BSD: "echo hello", Tags: []string{"echo", "word"}},
	}
	if !reflect.DeepEqual(list, want) {
		t.Errorf("got %+v\nwant %+v", list, want)
	}
}

func TestCheck(t *testing.T) {
	list, err := parse("find.txt", twoEntries)
	if err != nil {
		t.Fatal(err)
	}
	got, err := list[0].Check()
	if err != nil || len(got.Re) != 1 || got.Re[0].String() != `^\d+ \./big$` {
		t.Fatal(got, err)
	}
	got.Re = nil
	want := Check{Set: []string{"truncate -s 2M big"}, In: []string{"", "a  b"}, Out: []string{""}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if _, err := list[1].Check(); err == nil || err.Error() != "cookbook: find.txt:17: norun is there beside a check" {
		t.Error(err)
	}
}

const head = "ask a\nor b\nor c\ncmd ls\ntags ls file\n"

func TestWrong(t *testing.T) {
	for _, test := range []struct{ text, err string }{
		{"or b\nask a\ncmd ls\ntags ls file\n", "x.txt:1: an entry begins with one line ask; the others are or"},
		{"ask a\nask b\n", "x.txt:2: an entry begins with one line ask; the others are or"},
		{"\n\nask a\nor\n", "x.txt:4: or says nothing"},
		{"ask a\nor b\nor c\ncmd\n", "x.txt:4: cmd says nothing"},
		{"ask a\nor b\nor c\ngnu ls\ngnu ls\n", "x.txt:5: gnu is there twice"},
		{"ask a\nor b\nor c\ncmd ls\nmac ls\ntags a b\n", "x.txt:1: cmd is for both systems: gnu or mac beside it is one too many"},
		{"ask a\nor b\nor c\ntags a b\n", "x.txt:1: there is no command"},
		{"ask a\ncmd ls\ntags a b\n", "x.txt:1: there are 1 requests, not 3 to 5"},
		{"ask a\nor b\nor c\ncmd ls\ntags a\n", "x.txt:1: there are 1 tags, not 2 to 4"},
		{"ask a\nor b\nor c\n# c\n\tcmd ls\n", `x.txt:5: there is no keyword ""`},
		{"ask a\nor b\nor c\ncommand ls\n", `x.txt:4: there is no keyword "command"`},
		{head + "tags c d\n", "x.txt:6: tags is there twice"},
		{head, "cookbook: x.txt:1: there is no check: out, any, re, test or exit, or else norun"},
		{head + "set touch a\n", "cookbook: x.txt:1: there is no check: out, any, re, test or exit, or else norun"},
		{head + "exit 0\n", `cookbook: x.txt:6: exit "0" isn't a status from 1 to 255`},
		{head + "re (\n", "cookbook: x.txt:6: re: error parsing regexp: missing closing ): `(`"},
		{head + "test\n", "cookbook: x.txt:6: test says nothing"},
		{head + "out a\nany a\n", "cookbook: x.txt:1: out and any are both there"},
		{"ask a\nor b\nor c\nmac ls\ntags ls file\nout a\n", "cookbook: x.txt:1: a command for macOS alone has norun macOS"},
	} {
		list, err := parse("x.txt", test.text)
		if err == nil {
			_, err = list[0].Check()
		}
		if err == nil || err.Error() != test.err {
			t.Errorf("%q:\ngot  %v\nwant %s", test.text, err, test.err)
		}
	}
}

// TestLoadSaysWhere: an error in the data names its file.
func TestLoadSaysWhere(t *testing.T) {
	_, err := load(fstest.MapFS{
		"cookbook/a.txt": {Data: []byte(head + "out a\n")},
		"cookbook/b.txt": {Data: []byte("# none\n\nask x\n")},
	})
	if err == nil || err.Error() != "cookbook: b.txt:3: there are 1 requests, not 3 to 5" {
		t.Error(err)
	}
}

// FuzzParse: what is taken can be written again, and is then the same.
func FuzzParse(f *testing.F) {
	f.Add(twoEntries)
	f.Add("ask a\nor b\nor c\ncmd ls\ntags ls file\nexit 300\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := parse("x.txt", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, e := range list {
			if _, err := e.Check(); err != nil && !strings.HasPrefix(err.Error(), "cookbook: x.txt:") {
				t.Errorf("an error without a place: %v", err)
			}
			again.WriteString(e.text + "\n\n")
		}
		other, err := parse("x.txt", again.String())
		if err != nil || len(other) != len(list) {
			t.Fatalf("%d entries, then %d, %v", len(list), len(other), err)
		}
		for i, e := range list {
			if o := other[i]; !reflect.DeepEqual([]any{e.Requests, e.GNU, e.BSD, e.Tags}, []any{o.Requests, o.GNU, o.BSD, o.Tags}) {
				t.Errorf("%+v, then %+v", e, o)
			}
		}
	})
}
