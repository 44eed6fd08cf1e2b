package examples

import (
	"math"
	"strings"
	"testing"
)

func TestPieces(t *testing.T) {
	for _, test := range []struct{ command, want string }{
		{"", ""},
		{"ls -la /tmp", "ls ls:l ls:a"},
		{"find . -type f -mtime +7 -name '*.log'", "find find:-type find:f find:-mtime find:+9 find:-name"},
		{"sort a | uniq -c > b", "sort :| uniq uniq:c :>"},
		{"git log --since=yesterday", "git git:log git:--since"},
		{"sudo systemctl restart nginx", "sudo systemctl systemctl:restart"},
		{"find . -exec rm -f {} +", "find find:-exec rm rm:f"},
		{"head -5 a", "head head:-9"},
		{"sed -i 's/a/b/g' f", "sed sed:i sed:s/// sed:s///g"},
		{"sed -n '5,10p' f", "sed sed:n sed:cmd p"},
		{"awk '{print NR}' f", "awk awk:print awk:NR"},
		{"x=$(date +%F); echo $x", "date date:%F echo"},
		{"LANG=C sort a", "sort"},
		{"/usr/bin/env bash", "env"},
		{`echo "a`, "echo"},
		{"a\\", "a\\"},
	} {
		var got []string
		pieces(test.command, func(p piece) {
			text := p.utility
			if p.part != "" {
				text += ":" + p.part
			}
			got = append(got, text)
		})
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %q, want %q", test.command, strings.Join(got, " "), test.want)
		}
	}
}

func TestLikeness(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"wc -l a.txt", "wc -l *.csv", 1},
		{"wc -l a", "wc -w a", 0.5},
		{"wc -l a", "ls", 0},
		{"", "", 0},
		{"head -n 3 a", "head -n 3 a | sort", 0.667},
	} {
		if got := Likeness(test.a, test.b); math.Abs(got-test.want) > 0.001 || got != Likeness(test.b, test.a) {
			t.Errorf("%q, %q: got %.3f, want %.3f", test.a, test.b, got, test.want)
		}
	}
}

// FuzzPieces: any text can be read, and is like itself.
func FuzzPieces(f *testing.F) {
	for _, s := range []string{"ls -la", "sed 's/'", "a='", "awk '{", "$(", "find . -exec", "'\\", "+", "-", "sed '' x", "=", "/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, command string) {
		if len(setOf(command)) > 0 && Likeness(command, command) != 1 {
			t.Errorf("%q isn't like itself", command)
		}
	})
}
