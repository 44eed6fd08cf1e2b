package ask

import (
	"strings"
	"testing"
)

// marks writes the kind of each span above its text: c command, f flag, s string, v
// variable, o operator, k keyword, p path, n number, # comment.
func marks(command string) string {
	line := []byte(strings.Repeat(" ", len(command)))
	for _, s := range Highlight(command) {
		mark := s.Kind[0]
		if s.Kind == KindComment {
			mark = '#'
		}
		for i := s.Start; i < s.End; i++ {
			line[i] = mark
		}
	}
	return strings.TrimRight(string(line), " ")
}

func TestHighlight(t *testing.T) {
	for _, test := range [][2]string{
		{`find ~/Downloads -type f -size +100M | head -n 10`,
			`cccc ppppppppppp fffff   fffff       o cccc ff nn`},
		{`grep -rn "a $HOME b" --include=*.go . 2>/dev/null # all`,
			`cccc fff sssvvvvvsss fffffffff      p noppppppppp #####`},
		{`for f in *.jpg; do mv "$f" "${f%.jpg}.png"; done`,
			`kkk v kk      o kk cc svvs svvvvvvvvvssssso kkkk`},
		{`echo "now $(date +%s)" && ! test -e x || exit 1`,
			`cccc sssssoocccc    os oo o cccc ff   oo cccc n`},
		{`A=1 B="x" env -- make -j4 --dir=/tmp/x`,
			`v n v sss ccc oo      fff fffff pppppp`},
		{`diff <(ls a) <(ls b) > out.txt &`,
			`cccc oocc  o oocc  o o         o`},
		{`if [[ -f x ]]; then { ls; }; fi; (cd /; ls)`,
			`kk kk      kko kkkk k cco ko kko kcc po cck`},
		// Still being written.
		{`find . -name "*.lo`, `cccc p fffff sssss`},
		{`ls | sort -`, `cc o cccc o`},
		{`for f in a b; do echo "$f`, `kkk v kk    o kk cccc svv`},
		{`echo $(cat fil`, `cccc ooccc`},
		{``, ``},
		{`grep ü "é" | wc -l`, `cccc    ssss o cc ff`},
	} {
		if got := marks(test[0]); got != test[1] {
			t.Errorf("\n%s\n%s, want\n%s", test[0], got, test[1])
		}
	}
}

func FuzzHighlight(f *testing.F) {
	for _, text := range []string{`find . -name "*.go" | xargs -0 grep -l x`, "cat <<E\n$(ls)\nE", "a$((1+", "${x", "`ls", "[[ a", "case x in a) b;; esac", "\xff'"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, s := range Highlight(text) {
			if s.Start < at || s.End <= s.Start || s.End > len(text) || s.Kind == "" {
				t.Fatalf("%q: span %+v after %d", text, s, at)
			}
			at = s.End
		}
	})
}
