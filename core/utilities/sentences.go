package utilities

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"caro/resources"
)

// Saying is the template for the phrase of its command lines; nil where there is none. Of
// several names, the one that was used comes first.
func (u *Utility) Saying(used string) Saying {
	list := sayings()
	for _, name := range append([]string{used}, u.Names...) {
		if text, ok := list[name]; ok {
			s, err := ParseSaying(text)
			if err != nil {
				return nil // a test reads them all
			}
			return s
		}
	}
	return nil
}

var sayings = sync.OnceValue(func() map[string]string {
	list, err := parseSentences(resources.Sentences)
	if err != nil {
		return nil // a test reads the same
	}
	return list
})

// parseSentences reads resources/sentences.txt: templates by utility.
func parseSentences(text string) (map[string]string, error) {
	list := map[string]string{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		names, template, found := strings.Cut(line, ": ")
		if !found {
			return nil, fmt.Errorf("line %d: %w", n, errors.New("it is no UTILITY: template"))
		}
		for name := range strings.SplitSeq(names, ", ") {
			if list[name] != "" {
				return nil, fmt.Errorf("line %d: %s is there twice", n, name)
			}
			list[name] = template
		}
	}
	return list, nil
}
