package equivalents

import (
	"strings"
	"testing"
)

func TestParseRule(t *testing.T) {
	r, err := parseRule(`-d,--date=/^[0-9 |]+$/ !-u operands=1+ 1=/a b/ once | - ; before: -j {value:date-macos} {} ; @read: -i {value} | why | and how`)
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Subject; s.Kind != Flag || strings.Join(s.Names, " ") != "-d --date" || !s.Value.MatchString("1 2") || s.Value.MatchString("x") {
		t.Errorf("subject %+v", s)
	}
	if len(r.Terms) != 4 || !r.Terms[0].Not || r.Terms[1].Min != 1 || r.Terms[1].Max != -1 || r.Terms[2].Kind != Operand || r.Terms[3].Kind != Once {
		t.Errorf("terms %+v", r.Terms)
	}
	if len(r.Pieces) != 3 || len(r.Pieces[0].Text) != 0 || r.Pieces[1].Place != Before || r.Pieces[2].Role != "read" || r.Words != "why | and how" {
		t.Errorf("pieces %+v, %q", r.Pieces, r.Words)
	}
	if f := r.Pieces[1].Text; len(f) != 3 || f[1].Ref != "value" || f[1].Translation != "date-macos" || f[2].Text != " {}" {
		t.Errorf("fragments %+v", f)
	}
	if r, err = parseRule("line -t [-n -p] seen here=ss | none | use another"); err != nil || r.Outcome != Nothing || len(r.Subject.Also) != 2 || len(r.Terms) != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, text := range []string{
		"", "-x", "| -y", "-x | ", "-x | none", "-x | note", "!-x | -y", "seen | -y", "operands=1 | -y", "-x operands=a | -y", "-x=/(/ | -y", "-x=a | -y", "-x=/a | -y",
		"-x [-y] | -z", "-x nonsense | -y", "* | {value}", "@read | -i {value}", "-x | first:  ; -y", "-x | frist: -y", "line [-x | -y",
	} {
		if r, err := parseRule(text); err == nil {
			t.Errorf("%q is taken: %+v", text, r)
		}
	}
}

func TestTranslate(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"stat-macos", "%n is %s", "%N is %z"},
		{"stat-macos", "%F", ""},
		{"stat-linux", "%OLp %z", "%a %s"},
		{"date-macos", "3 days ago", "-v-3d"},
		{"date-macos", "Yesterday", "-v-1d"},
		{"date-macos", "-3 days ago", ""},
		{"date-macos", "2024-01-31", "-j -f '%Y-%m-%d %H:%M:%S' '2024-01-31 00:00:00'"},
		{"date-macos", "@12; rm x", ""},
		{"date-macos", "yesterday yesterday", ""},
		{"perl-extended", `\d+(?:a|b)[\w.]\.`, `[0-9]+(a|b)[[:alnum:]_.]\.`},
		{"perl-extended", `a(?=b)`, ""},
		{"perl-extended", `a+?`, ""},
		{"perl-extended", `\K`, ""},
		{"perl-extended", `(a)\1`, ""},
		{"sed-macos", `s/a\+/\1/g`, `s/a\{1,\}/\1/g`},
		{"sed-macos", `s/a/\U&/`, ""},
		{"find-stat", `%s %p\n`, "%z %N"},
		{"apt-to-brew", "fd-find", "fd"},
		{"apt-to-brew", "no-such-package", ""},
		{"nothing", "x", ""},
		{"no-such-translation", "x", ""},
		{"stat-macos", strings.Repeat("%s", maxTranslated), ""},
	} {
		got, _, ok := Translate(test.name, test.in)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s of %.40q is %q, %v, want %q", test.name, test.in, got, ok, test.want)
		}
	}
	for _, text := range []string{"a\n\tno equals sign\n", "a\n\t( = b\n"} {
		if _, err := parseTranslation(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestPath(t *testing.T) {
	for _, test := range []struct {
		system      System
		path, place string
	}{
		{MacOS, "/proc/cpuinfo", "/proc/cpuinfo"}, {MacOS, "/proc/12/fd", "/proc"}, {MacOS, "/process", ""}, {MacOS, "/", ""}, {MacOS, "", ""}, {MacOS, "find", ""},
		{Linux, "~/Library/Caches/x", "~/Library"}, {Linux, "/Users", "/Users"}, {Linux, "~/Documents", ""}, {Linux, "/proc/cpuinfo", ""},
	} {
		if place, words := Path(test.system, test.path); place != test.place || (words == "") != (place == "") {
			t.Errorf("%s on %s: %q, %q", test.path, test.system, place, words)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("-d,--date=/^x$/ !-u | - ; before: {value:date-macos} | why")
	f.Add("line -t [-n] operands=1-2 seen | lsof {1} {all}")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = parseRule(text)
		_, _ = parseTranslation(text)
	})
}

// FuzzTranslate: whatever is translated, an end is found, and words of a command line that
// come out hold nothing that a shell would run.
func FuzzTranslate(f *testing.F) {
	f.Add("perl-extended", `\d+[\w.]`)
	f.Add("date-macos", "3 days ago")
	f.Fuzz(func(t *testing.T, name, text string) {
		out, words, ok := Translate(name, text)
		if ok && words && strings.ContainsAny(out, "`;|&<>\n") {
			t.Errorf("%s of %q is %q", name, text, out)
		}
	})
}
