package overlap

import (
	"math"
	"testing"
)

var known = []string{
	"find all pdf files larger than 10 MB",
	"count the lines of notes.txt",
	"show the current date",
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		request string
		index   int
		near    bool
	}{
		{"find all pdf files larger than 10 MB", 0, true},
		{"Please find all PDF files larger than 20 MB!", 0, true},
		{"count the lines of story.txt", 1, true},
		{"how many lines has story.txt", 1, false},
		{"what's today's date", 2, false},
		{"make an archive of the folder site", 2, false},
	} {
		n := Nearest([]string{c.request}, known)[0]
		if c.near != n.Near() || c.near && n.Index != c.index || n.Request != c.request {
			t.Errorf("%s: %+v, similarity %.2f", c.request, n, n.Similarity())
		}
	}
	if n := Nearest(known[:1], known)[0]; n.Similarity() != 1 {
		t.Errorf("the same request has the similarity %v", n.Similarity())
	}
	if n := Nearest([]string{"a request"}, nil)[0]; n.Index != -1 || n.Near() {
		t.Errorf("with nothing known: %+v", n)
	}
	if n := Nearest([]string{"?!"}, known)[0]; n.Near() {
		t.Errorf("no words: %+v", n)
	}
}

func TestMeasures(t *testing.T) {
	if got := jaccard(wordsOf("list the big files"), wordsOf("list small files")); got != 0.5 {
		t.Errorf("words: %v, want 0.5", got)
	}
	// " ab", "abc", "bc " against " ab", "abd", "bd ".
	if got := jaccard(trigrams("abc"), trigrams("abd")); math.Abs(got-0.2) > 1e-9 {
		t.Errorf("letters: %v, want 0.2", got)
	}
}

func TestSummarise(t *testing.T) {
	list := Nearest([]string{known[0], "make an archive of the folder site", "count the lines of story.txt"}, known)
	got := Summarise(list)
	if got.N != 3 || got.Near != 2 || got.Max != 1 || got.Median < TooNear || got.P90 < got.Median {
		t.Errorf("%+v", got)
	}
	if Summarise(nil) != (Summary{}) {
		t.Error("of nothing there is something")
	}
}
