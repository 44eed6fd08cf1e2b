package examples

import (
	"slices"
	"strings"
	"testing"

	"caro/resources"
)

func TestWords(t *testing.T) {
	for _, test := range []struct{ request, want string }{
		{"", ""},
		{"List the files", "show file"},
		{"listing directories, recursively!", "show folder subfolder"},
		{"files larger than 10MB", "file longer <number> mb"},
		{"the ten biggest files", "<number> biggest file"},
		{"don't follow links", "without follow link"},
		{"what's in notes.txt?", "<name> .txt"},
		{"copy 'my file.pdf' to ~/Desktop", "copy <name> .pdf <path>"},
		{"all *.JPG and .png", ".jpg .png"},
		{"ping example.computer", "ping <host>"},
		{"fetch https://example.com/a.zip", "download <url>"},
		{"case-insensitive", "case insensitiv"},
		{"README and my_file", "readm <name>"},
	} {
		if got := strings.Join(words(test.request), " "); got != test.want {
			t.Errorf("%q: got %q, want %q", test.request, got, test.want)
		}
	}
}

func TestStem(t *testing.T) {
	for want, forms := range map[string]string{
		"file": "file files", "sort": "sort sorted sorting sorts", "copy": "copy copies", "stop": "stop stopped stopping",
		"list": "list lists listed listing", "class": "class", "status": "status", "kill": "kill killed killing",
	} {
		for form := range strings.FieldsSeq(forms) {
			if got := stem(form); got != want {
				t.Errorf("%s: got %s, want %s", form, got, want)
			}
		}
	}
}

// TestVocabulary: no word means two things.
func TestVocabulary(t *testing.T) {
	lines := map[string]int{}
	n := 0
	for line := range strings.Lines(resources.Words) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		list := strings.Fields(line)
		var stems []string
		for _, w := range list {
			if w != strings.ToLower(w) {
				t.Errorf("line %d: %s isn't in lower case", n, w)
			}
			if list[0] != "-" {
				w = stem(w)
			}
			stems = append(stems, w)
		}
		slices.Sort(stems)
		for _, s := range slices.Compact(stems) {
			if first := lines[s]; first > 0 && s != "-" {
				t.Errorf("line %d: %s is in line %d, too", n, s, first)
			}
			lines[s] = n
		}
	}
	if len(lines) < 300 {
		t.Errorf("there are only %d words", len(lines))
	}
}
