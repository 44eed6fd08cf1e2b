package stream

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for _, test := range []struct {
		name   string
		stops  []string
		pieces []string
		want   []string // what each piece makes certain, then what flush does
		ended  bool
	}{
		{"plain", nil, []string{"ls", " -l"}, []string{"ls", " -l", ""}, false},
		{"a character in two pieces", nil, []string{"a\xe4\xb8", "\xadb"}, []string{"a", "中b", ""}, false},
		{"an emoji byte by byte", nil, []string{"\xf0", "\x9f", "\x99", "\x82"}, []string{"", "", "", "🙂", ""}, false},
		{"a character cut off", nil, []string{"a\xe4\xb8"}, []string{"a", "\uFFFD"}, false},
		{"no UTF-8", nil, []string{"a\xffb"}, []string{"a\uFFFDb", ""}, false},
		{"a stop text", []string{"\n```"}, []string{"ls", "\n```"}, []string{"ls", ""}, true},
		{"a stop text in pieces", []string{"\n```"}, []string{"ls\n", "``", "`\nmore"}, []string{"ls", "", ""}, true},
		{"what looks like a stop text", []string{"\n```"}, []string{"ls\n", "``", "x"}, []string{"ls", "", "\n``x", ""}, false},
		{"held back to the end", []string{"\n```"}, []string{"ls\n`"}, []string{"ls", "\n`"}, false},
		{"the earliest of two", []string{"b", "a"}, []string{"xaby"}, []string{"x"}, true},
		{"overlapping beginnings", []string{"aab"}, []string{"a", "a", "a", "b"}, []string{"", "", "a", ""}, true},
		{"a stop text at once", []string{"x"}, []string{"x"}, []string{""}, true},
		{"the stop is text of several bytes", []string{"→"}, []string{"a\xe2\x86", "\x92b"}, []string{"a", ""}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := Text{Stops: test.stops}
			var got []string
			stopped := false
			for _, p := range test.pieces {
				var text string
				text, stopped = s.Feed([]byte(p))
				got = append(got, text)
				if stopped {
					break
				}
			}
			if !stopped {
				got = append(got, s.Flush())
			} else if rest := s.Flush(); rest != "" {
				t.Errorf("flush after a stop gave %q", rest)
			}
			if strings.Join(got, "|") != strings.Join(test.want, "|") || stopped != test.ended {
				t.Errorf("got %q, ended %v; want %q, %v", got, stopped, test.want, test.ended)
			}
			if s.String() != strings.Join(got, "") {
				t.Errorf("text %q isn't what was given out", s.String())
			}
		})
	}
}

// FuzzText: however the bytes are cut into pieces, the text is the same, is UTF-8, and
// holds no stop text.
func FuzzText(f *testing.F) {
	f.Add([]byte("ls -l\n```\nmore"), "\n```", uint8(3))
	f.Add([]byte("a\xe4\xb8\xadb\xff"), "b", uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, stop string, step uint8) {
		var stops []string
		if stop != "" && utf8.ValidString(stop) {
			stops = []string{stop}
		}
		run := func(step int) string {
			s := Text{Stops: stops}
			for rest := data; len(rest) > 0; {
				n := min(step, len(rest))
				if _, stopped := s.Feed(rest[:n]); stopped {
					return s.String()
				}
				rest = rest[n:]
			}
			s.Flush()
			return s.String()
		}
		got := run(int(step)%8 + 1)
		if !utf8.ValidString(got) {
			t.Errorf("%q is no UTF-8", got)
		}
		if len(stops) > 0 && utf8.Valid(data) && strings.Contains(got, stop) {
			t.Errorf("%q holds the stop text %q", got, stop)
		}
		if whole := run(len(data) + 1); utf8.Valid(data) && whole != got {
			t.Errorf("in pieces %q, at once %q", got, whole)
		}
	})
}
