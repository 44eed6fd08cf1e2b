package examples

import (
	"strings"
	"sync"

	"caro/resources"
)

// vocabulary is what resources/words.txt says of words.
type vocabulary struct {
	empty map[string]bool
	group map[string]string // stem -> the stem that stands for its line
}

var vocabularyOf = sync.OnceValue(func() vocabulary { return readVocabulary(resources.Words) })

func readVocabulary(text string) vocabulary {
	v := vocabulary{map[string]bool{}, map[string]string{}}
	for line := range strings.Lines(text) {
		list := strings.Fields(line)
		switch {
		case len(list) == 0 || list[0] == "#" || strings.HasPrefix(line, "#"):
		case list[0] == "-":
			for _, w := range list[1:] {
				v.empty[w] = true
			}
		default:
			for _, w := range list {
				if s := stem(w); v.group[s] == "" {
					v.group[s] = stem(list[0])
				}
			}
		}
	}
	return v
}

// meaning is the word that stands for those that mean the same.
func (v vocabulary) meaning(stem string) string {
	if same := v.group[stem]; same != "" {
		return same
	}
	return stem
}
