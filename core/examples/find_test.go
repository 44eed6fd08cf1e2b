package examples

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"caro/core/cookbook"
)

var few = []cookbook.Entry{
	{Area: "a", Line: 1, Requests: []string{"find all .log files below var", "list every .log file in var", "where are .log files?"}, GNU: "find var -name '*.log'", BSD: "find var -name '*.log'", Tags: []string{"find", "name"}},
	{Area: "a", Line: 2, Requests: []string{"find all .txt files below docs", "list .txt files in docs", "which .txt files are there?"}, GNU: "find docs -name '*.txt'", BSD: "find docs -name '*.txt'", Tags: []string{"find", "name"}},
	{Area: "a", Line: 3, Requests: []string{"delete empty folders", "remove folders with nothing in them", "drop empty directories"}, GNU: "find . -type d -empty -delete", Tags: []string{"find", "delete"}},
	{Area: "a", Line: 4, Requests: []string{"copy the text to the clipboard", "put it into the clipboard", "clipboard copy"}, BSD: "pbcopy < a", Tags: []string{"pbcopy", "clipboard"}},
}

func TestFind(t *testing.T) {
	x := New(few)
	gnu := func(e cookbook.Entry) bool { return e.GNU != "" }
	for _, test := range []struct {
		name, request string
		most          int
		wanted        func(cookbook.Entry) bool
		want          []int // lines; those of the first ones
		more          bool
	}{
		{"its own words", "remove folders with nothing in them", 1, nil, []int{3}, false},
		{"other words for the same", "erase directories that are blank", 1, nil, []int{3}, false},
		{"another name", "find all .log files below shop", 1, nil, []int{1}, false},
		{"none of the same shape twice", "find all .log and .txt files", 4, nil, []int{1}, true},
		{"not on this system", "put the text into the clipboard", 4, gnu, nil, false},
		{"none wanted", "delete empty folders", 0, nil, nil, false},
		{"nothing asked", "", 4, nil, nil, false},
		{"words that say nothing", "could you please", 4, nil, nil, false},
		{"words that nobody knows", "quixotic zeugma", 4, nil, nil, false},
	} {
		var got []int
		for _, f := range x.Find(test.request, test.most, test.wanted) {
			got = append(got, f.Entry.Line)
		}
		if test.more {
			if slices.Contains(got, 1) && slices.Contains(got, 2) {
				t.Errorf("%s: both commands are there: %v", test.name, got)
			}
			got = got[:min(1, len(got))]
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got the lines %v, want %v", test.name, got, test.want)
		}
	}
}

// TestFoundWording: the wording is the one that is most like the request.
func TestFoundWording(t *testing.T) {
	found := New(few).Find("remove folders that have nothing in them", 1, nil)
	if len(found) != 1 || found[0].Request != "remove folders with nothing in them" {
		t.Errorf("got %+v", found)
	}
}

func TestFindWithoutEntries(t *testing.T) {
	if found := New(nil).Find("list the files", 4, nil); found != nil {
		t.Errorf("got %+v", found)
	}
}

// TestShare: what is there has a high share, what is no task for a shell a low one, and the
// share falls from the first to the last.
func TestShare(t *testing.T) {
	x := New(load(t))
	for _, test := range []struct {
		request  string
		from, to float64
	}{
		{"count the lines of notes.txt", 0.5, 1},
		{"rename the branch old to new in git", 0.4, 1},
		{"sing me the ballad of a lonely sailor", 0, 0.2},
		{"why do cats purr", 0, 0.2},
	} {
		share := 0.0
		if found := x.Find(test.request, 1, nil); len(found) > 0 {
			share = found[0].Share
		}
		if share < test.from || share > test.to {
			t.Errorf("%s: the share is %.2f, not %v to %v", test.request, share, test.from, test.to)
		}
	}
}

// TestAtOnce: searches at the same time find what each finds alone.
func TestAtOnce(t *testing.T) {
	entries := load(t)[:300]
	x := New(entries)
	var all sync.WaitGroup
	for _, e := range entries[:50] {
		want := placesOf(New(entries[:300]).Find(e.Requests[0], 4, nil))
		for range 4 {
			all.Go(func() {
				if got := placesOf(x.Find(e.Requests[0], 4, nil)); got != want {
					t.Errorf("%s: got %s, want %s", e.Requests[0], got, want)
				}
			})
		}
	}
	all.Wait()
}

func placesOf(list []Found) string {
	var b strings.Builder
	for _, f := range list {
		b.WriteString(f.Entry.Place() + " ")
	}
	return b.String()
}

// FuzzFind: whatever is asked, what is found is in order, different and within bounds.
func FuzzFind(f *testing.F) {
	x := New(few)
	for _, e := range few {
		f.Add(e.Requests[0])
	}
	for _, s := range []string{"", " ", "'", `"a b" 'c`, "~/x.tar.gz 10MB", "don't", "\x00\xff .", "...", "'' \"\"", "n't"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, request string) {
		for _, w := range words(request) {
			if w == "" {
				t.Error("an empty word")
			}
		}
		found := x.Find(request, 3, nil)
		if len(found) > 3 {
			t.Errorf("%d are found", len(found))
		}
		for i, one := range found {
			if one.Share <= 0 || one.Share > 1 || !slices.Contains(one.Entry.Requests, one.Request) {
				t.Errorf("got %+v", one)
			}
			if i > 0 && found[i-1].Entry.Line == one.Entry.Line {
				t.Error("one is there twice")
			}
		}
	})
}
