package draft

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// vocabulary splits as tokenizers do: a blank belongs to the word after it.
type vocabulary struct {
	ids   map[string]Token
	texts []string
}

func (v *vocabulary) tokenize(text string) []Token {
	var out []Token
	piece := ""
	end := func() {
		if piece == "" {
			return
		}
		id, ok := v.ids[piece]
		if !ok {
			id = Token(len(v.texts) + 1)
			v.ids[piece], v.texts = id, append(v.texts, piece)
		}
		out = append(out, id)
		piece = ""
	}
	for _, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if last := strings.TrimLeft(piece, " "); !word || r == ' ' || last != "" && !unicode.IsLetter(rune(last[0])) && !unicode.IsDigit(rune(last[0])) {
			if piece != " " || r == ' ' {
				end()
			}
		}
		piece += string(r)
	}
	end()
	return out
}

func (v *vocabulary) text(guesses []Guess) string {
	s := ""
	for _, g := range guesses {
		s += v.texts[g.Token-1]
	}
	return s
}

const over Token = 0

func table(pairs ...[2]string) (*Table, *vocabulary) {
	v := &vocabulary{ids: map[string]Token{}}
	t := NewTable(v.tokenize, over)
	for _, p := range pairs {
		t.Ship(p[0], p[1])
	}
	return t, v
}

var known = [][2]string{
	{"count the lines of a.txt", "wc -l a.txt"},
	{"count the lines of notes.md", "wc -l notes.md"},
	{"count the words of list.txt", "wc -w list.txt"},
	{"show the last 20 lines of server.log", "tail -n 20 server.log"},
	{"show the last 5 lines of x.csv", "tail -n 5 x.csv"},
	{"show the first 5 lines of x.csv", "head -n 5 x.csv"},
	{"pack the folder photos into photos.tar.gz", "tar -czf photos.tar.gz photos"},
	{"find all txt files in docs", `find docs -name "*.txt"`},
	{"find all log files in var", `find var -name "*.log"`},
	{"find all mp3 files in music", `find music -name "*.mp3"`},
}

func TestGuesses(t *testing.T) {
	tab, v := table(known...)
	for _, test := range []struct{ request, answer, want string }{
		{"count the lines of b.txt", "", "wc -l b.txt"},
		{"count the lines of b.txt", "wc -l b", ".txt"},
		{"count the lines of b.txt", "wc -l b.txt", ""},
		{"show the last seven lines of y.log", "tail", " -n 7 y.log"},
		{"show the first ten lines of data.csv", "", "head -n 10 data.csv"},
		{"find all png files in pics", "find", ` pics -name "*.png"`},
	} {
		got := v.text(tab.For(test.request).Guesses(v.tokenize(test.answer), 12))
		if got != test.want {
			t.Errorf("%s: after %q guesses %q, want %q", test.request, test.answer, got, test.want)
		}
	}
}

func TestGuessesAreBounded(t *testing.T) {
	tab, v := table(known...)
	for _, most := range []int{0, 1, 3} {
		if got := tab.For("count the lines of b.txt").Guesses(nil, most); len(got) > most {
			t.Errorf("%d guesses, at most %d were wanted", len(got), most)
		}
	}
	for _, g := range tab.For("count the lines of b.txt").Guesses(v.tokenize("wc"), 12) {
		if g.P <= 0 || g.P > 1 {
			t.Errorf("a chance of %v", g.P)
		}
	}
	empty, _ := table()
	if got := empty.For("count the lines").Guesses(nil, 5); len(got) != 0 {
		t.Errorf("an empty table guesses %v", got)
	}
}

func TestExpected(t *testing.T) {
	tab, v := table(known...)
	d := tab.For("count the lines of notes")
	d.Expect(v.tokenize("sed -n '$=' notes"))
	if got := v.text(d.Guesses(v.tokenize("sed"), 20)); got != " -n '$=' notes" {
		t.Errorf("as expected: %q", got)
	}
	if got := v.text(d.Guesses(v.tokenize("wc"), 20)); got != " -l notes" {
		t.Errorf("other than expected: %q", got)
	}
}

// TestLearn: an answer that was given is guessed the next time, and the table stays small.
func TestLearn(t *testing.T) {
	tab, v := table(known...)
	tab.Learn("who am I", v.tokenize("id -un"))
	if got := v.text(tab.For("who am I").Guesses(nil, 5)); got != "id -un" {
		t.Errorf("guesses %q", got)
	}
	for i := range 3 * maxLearned {
		tab.Learn(fmt.Sprintf("print the number %d twice", i), v.tokenize(fmt.Sprintf("echo %d %d", i, i)))
	}
	if n := len(tab.entries); n > len(known)+maxLearned {
		t.Errorf("%d entries", n)
	}
	if got := v.text(tab.For("count the lines of b.txt").Guesses(nil, 12)); got != "wc -l b.txt" {
		t.Errorf("what was shipped is lost: %q", got)
	}
	if got := v.text(tab.For("print the number 7000 twice").Guesses(nil, 2)); got != "echo 7000" {
		t.Errorf("what was learned last: %q", got)
	}
}

func FuzzGuesses(f *testing.F) {
	f.Add("count the lines of b.txt", "wc -l b", 5)
	f.Add("“quoted” … \"'", "", 3)
	tab, v := table(known...)
	f.Fuzz(func(t *testing.T, request, answer string, most int) {
		if len(request) > 500 || len(answer) > 500 {
			return
		}
		tokens := v.tokenize(answer)
		tab.Learn(request, tokens)
		for _, g := range tab.For(request).Guesses(tokens, most%20) {
			if g.P <= 0 || g.P > 1 || int(g.Token) > len(v.texts) || g.Token == over {
				t.Errorf("%+v", g)
			}
		}
	})
}
