package utilities

import (
	"slices"
	"strings"
	"testing"

	"caro/resources"
)

// TestSentences reads all templates, and holds the utilities and flags that they name
// against the data.
func TestSentences(t *testing.T) {
	list, err := parseSentences(resources.Sentences)
	if err != nil {
		t.Fatal(err)
	}
	lacking := map[string][]string{} // by template and flag: utilities that haven't got it
	having := map[string]bool{}
	for name, text := range list {
		s, err := ParseSaying(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		words := strings.Fields(name)
		main := Find(words[0])
		u := main
		for _, sub := range words[1:] {
			if u != nil {
				u = u.Sub(sub)
			}
		}
		if u == nil || !slices.Contains(u.Names, name) {
			t.Errorf("%s is no utility of the data", name)
			continue
		}
		for _, flag := range s.FlagNames() {
			flag = strings.TrimPrefix(flag, "=")
			if u.Flag(flag, GNU) == nil && main.Flag(flag, GNU) == nil {
				lacking[text+" "+flag] = append(lacking[text+" "+flag], name)
			} else {
				having[text+" "+flag] = true
			}
		}
	}
	for key, names := range lacking {
		if !having[key] {
			t.Errorf("none of %v has the flag %s", names, key[strings.LastIndexByte(key, ' ')+1:])
		}
	}
	t.Logf("%d templates", len(list))
}

func TestParseSaying(t *testing.T) {
	s, err := ParseSaying("[-x --out=f: a {}|!-y piped: b {1}[ c {but last}]|d {read}]")
	if err != nil || len(s) != 1 || len(s[0].Pieces) != 1 {
		t.Fatal(s, err)
	}
	inner := s[0].Pieces[0].Inner
	if len(inner) != 3 || !slices.Equal(inner[0].Flags, []string{"-x", "--out=f"}) || !inner[1].Unless || inner[1].Flags[1] != "piped" || inner[2].Flags != nil {
		t.Errorf("%+v", inner)
	}
	if got := s.FlagNames(); !slices.Equal(got, []string{"-x", "--out", "-y"}) {
		t.Error(got)
	}
	for _, text := range []string{"[a", "a]", "{nonsense}", "{all", strings.Repeat("[", 20)} {
		if _, err := ParseSaying(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzParseSaying(f *testing.F) {
	f.Add("[-x --out=f: a {}|!-y piped: b {1}[ c {but last}]|d {read}]")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = ParseSaying(text) })
}
