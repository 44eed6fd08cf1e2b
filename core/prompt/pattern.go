package prompt

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled at its first use: compiling all of the
// parser's takes 3 ms, which would come with every start of the program, and most answers
// meet a few of them only.
type pattern struct {
	compiled func() *regexp.Regexp
}

// patterns are all of them, for the test that compiles each.
var patterns []*pattern

func lazily(expression string) *pattern {
	p := &pattern{compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
	patterns = append(patterns, p)
	return p
}

func (p *pattern) MatchString(s string) bool            { return p.compiled().MatchString(s) }
func (p *pattern) FindString(s string) string           { return p.compiled().FindString(s) }
func (p *pattern) FindStringSubmatch(s string) []string { return p.compiled().FindStringSubmatch(s) }
func (p *pattern) ReplaceAllString(s, with string) string {
	return p.compiled().ReplaceAllString(s, with)
}
func (p *pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.compiled().FindAllStringIndex(s, n)
}
