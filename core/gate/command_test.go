package gate

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCommandPasses(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ls", "ls"},
		{"  ls -la \t\n", "ls -la"},
		{"ls\r\n", "ls"},
		{"\r\n\n ls\n\n", "ls"},
		{"cd /tmp\r\nls\r\n", "cd /tmp\nls"},
		{`ls my\ `, `ls my\ `},
		{`ls my\    `, `ls my\ `},
		{`ls my\\ `, `ls my\\`},
		{`echo a\`, ""},
		{"cat 报告.txt", "cat 报告.txt"},
		{"ls café cafe\u0301", "ls café cafe\u0301"},
		{"touch 🎉.txt", "touch 🎉.txt"},
		{"grep 'δ|ж' файл", "grep 'δ|ж' файл"},
		{"for f in *; do\n\techo $f\ndone", "for f in *; do\n    echo $f\ndone"},
		{"ls \\\n\t-l", "ls \\\n    -l"},
		{"ls \\\r\n\t-l", "ls \\\n    -l"},
		{"if a; then\n \t\tb 'c'\n\td\nfi", "if a; then\n         b 'c'\n    d\nfi"},
		{"echo \\'\n\tls", "echo \\'\n    ls"},
		{"a\n\n\tb", "a\n\n    b"},
	} {
		got, err := Command(c.in)
		if (err != nil) != (c.want == "") || got != c.want {
			t.Errorf("Command(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}

func TestCommandRefuses(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "it is empty"},
		{" \n\t", "it is empty"},
		{"ls\\\n", "ends in a lone backslash"},
		{"rm abcdefghi\u202egpj.sh", "U+202E right-to-left override at byte 12"},
		{"  ls \x1b[2J", "U+001B escape at byte 5"},
		{"ls\x00", "U+0000 null at byte 2"},
		{"ls\x7f", "U+007F delete at byte 2"},
		{"ls\u0085x", "U+0085 next line at byte 2"},
		{"ls\u009b1m", "U+009B control sequence introducer at byte 2"},
		{"ls\x01x", "U+0001 control character at byte 2"},
		{"ls\rrm x", "U+000D carriage return at byte 2"},
		{"ls\t-l", "U+0009 tab at byte 2"},
		{"ls\n-l\tx", "U+0009 tab at byte 5"},
		{"echo 'a\n\tb'", "U+0009 tab at byte 8"},
		{"echo \"a\n\tb\"", "U+0009 tab at byte 8"},
		{"cat <<E\n\tx\nE", "U+0009 tab"},
		{"cat <<-E\n\tx\n\tE", "U+0009 tab"},
		{"echo $'a\\'\n\tb'", "U+0009 tab"},
		{"echo \"$(a 'b\"\n\tc", "U+0009 tab"},
		{"ls # don't\n\tls '", "U+0009 tab"},
		{"x=${y:-\n\tz}", "U+0009 tab"},
		{"echo `a \"`\n\tb\"", "U+0009 tab"},
		{"ls\u00a0-l", "U+00A0 no-break space at byte 2"},
		{"ls\u2003-l", "U+2003 em space at byte 2"},
		{"ls\u2004-l", "U+2004 space that is not the ASCII one at byte 2"},
		{"ls\u3000-l", "U+3000 ideographic space"},
		{"ls\u1680-l", "U+1680 ogham space mark"},
		{"l\u200bs", "U+200B zero width space at byte 1"},
		{"l\u200ds", "U+200D zero width joiner"},
		{"l\u00ads", "U+00AD soft hyphen"},
		{"l\u034fs", "U+034F combining grapheme joiner"},
		{"l\u2028s", "U+2028 line separator"},
		{"l\u2029s", "U+2029 paragraph separator"},
		{"\ufeffls", "U+FEFF byte order mark at byte 0"},
		{"❤\ufe0f", "U+FE0F variation selector at byte 3"},
		{"l\U000e0100s", "U+E0100 variation selector"},
		{"l\U000e0041s", "U+E0041 tag character"},
		{"l\U000e0002s", "U+E0002 tag character"},
		{"l\u3164s", "U+3164 Hangul filler"},
		{"l\uffa0s", "U+FFA0 halfwidth Hangul filler"},
		{"l\u115fs", "U+115F Hangul choseong filler"},
		{"l\u2800s", "U+2800 blank braille pattern"},
		{"l\u180bs", "U+180B variation selector"},
		{"l\u17b4s", "U+17B4 invisible character"},
		{"l\u2065s", "U+2065 invisible character"},
		{"l\U0001d173s", "U+1D173 format character"},
		{"l\ufdd0s", "U+FDD0 noncharacter"},
		{"l\U0001ffffs", "U+1FFFF noncharacter"},
		{"l\ue000s", "U+E000 private use character"},
		{"l\U000f0000s", "U+F0000 private use character"},
		{"l\ufffds", "U+FFFD replacement character at byte 1"},
		{"l\ufffcs", "U+FFFC object replacement character"},
		{"l\xffs", "byte 0xFF, not valid UTF-8, at byte 1"},
		{"l\xed\xa0\x80", "byte 0xED, not valid UTF-8, at byte 1"},
		{strings.Repeat("a", MaxCommandBytes+1), "8193 bytes long"},
		{strings.Repeat("a", 1<<20), "1048576 bytes long"},
		{"a" + strings.Repeat("\na", MaxCommandLines), "51 lines"},
		{strings.Repeat("\x01", 20), " and 4 more"},
	} {
		got, err := Command(c.in)
		var refused *RefusedError
		if !errors.As(err, &refused) || got != "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Command(%.40q) = %q, %v; want an error with %q", c.in, got, err, c.want)
		}
	}
}

func TestCommandLimitsAreInclusive(t *testing.T) {
	for _, in := range []string{
		strings.Repeat("a", MaxCommandBytes),
		"a" + strings.Repeat("\na", MaxCommandLines-1),
	} {
		if _, err := Command(in + "\n"); err != nil {
			t.Errorf("Command of %d bytes: %v", len(in), err)
		}
	}
}

// offensive is written apart from classes.go, from ranges of the Unicode charts, so
// that the fuzz targets don't check the tables against themselves.
func offensive(r rune) bool {
	for _, span := range [][2]rune{
		{0, 9}, {11, 31}, {0x7f, 0xa0}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160},
		{0x1680, 0x1680}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f}, {0x2028, 0x202f},
		{0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xd800, 0xf8ff},
		{0xfdd0, 0xfdef}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
		{0xfffe, 0xffff}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff},
	} {
		if r >= span[0] && r <= span[1] {
			return true
		}
	}
	return r&0xfffe == 0xfffe
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"ls", "a\\ ", "a\\\n", "x\n\ty", "\r\n a\r\nb", "l\u202es", "'\n\t'", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, err := Command(in)
		if err != nil {
			var refused *RefusedError
			if !errors.As(err, &refused) || out != "" {
				t.Fatalf("Command(%q) = %q, %T", in, out, err)
			}
			if len(err.Error()) > 2000 || strings.ContainsFunc(err.Error(), offensive) {
				t.Fatalf("error text of %q: %q", in, err)
			}
			return
		}
		if out == "" || !utf8.ValidString(out) || strings.ContainsFunc(out, offensive) || strings.HasSuffix(out, "\n") ||
			len(out) > MaxCommandBytes || strings.Count(out, "\n") >= MaxCommandLines {
			t.Fatalf("Command(%q) = %q", in, out)
		}
		if again, err := Command(out); err != nil || again != out {
			t.Fatalf("not idempotent: %q -> %q -> %q, %v", in, out, again, err)
		}
	})
}
