package gate

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"", 10, ""},
		{"hello", 10, "hello"},
		{"hello", 5, "hello"},
		{"hello!", 5, "he…"},
		{"hello", 2, "he"},
		{"hello", 3, "…"},
		{"hello", 0, ""},
		{"hello", -1, ""},
		{"a\nb\tc", 10, "a\nb\tc"},
		{"a\r\nb\rc", 20, `a` + "\n" + `b\x0dc`},
		{"\x1b[31mred\x07", 40, `\x1b[31mred\x07`},
		{"\u009b31m", 40, `\u009b31m`},
		{"a\u202eb", 40, `a\u202eb`},
		{"a\u00a0b", 40, `a\u00a0b`},
		{"\U000e0041", 40, `\U000e0041`},
		{"a\xffb\x80", 40, `a\xffb\x80`},
		{"报告", 6, "报告"},
		{"报告书", 8, "报…"},
		{"ab\x1bc", 5, "ab…"},
		{"ab\x1b", 6, `ab\x1b`},
		{"a\ufffdb", 10, "a\ufffdb"},
		{`a\x1b`, 10, `a\x1b`},
	} {
		if got := Visible(c.in, c.max); got != c.want {
			t.Errorf("Visible(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestVisibleLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ls\nrm x\r\n", "ls␤rm x␤"},
		{"a\tb", "a b"},
		{"a\x1b", `a\x1b`},
	} {
		if got := VisibleLine(c.in, 100); got != c.want {
			t.Errorf("VisibleLine(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("a\u202eb\x1b\xff\r\n", 12)
	f.Add("…\U000e0041", 4)
	f.Fuzz(func(t *testing.T, in string, limit int) {
		for _, line := range []bool{false, true} {
			out := Visible(in, limit)
			if line {
				out = VisibleLine(in, limit)
			}
			bad := func(r rune) bool {
				return r != 0xFFFC && (offensive(r) && (r != '\t' || line) || r == '\n' && line)
			}
			if !utf8.ValidString(out) || len(out) > limit && out != "" || strings.ContainsFunc(out, bad) {
				t.Fatalf("Visible(%q, %d), line %v = %q", in, limit, line, out)
			}
			if again := Visible(out, limit); again != out {
				t.Fatalf("shown twice: %q -> %q", out, again)
			}
		}
	})
}
