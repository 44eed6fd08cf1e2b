package shell

import (
	"regexp"
	"sync"
)

// expression is a regular expression that is compiled when it is first used: all of this
// package's together would take more than half of the time that Caro needs to start.
type expression struct {
	text string
	once sync.Once
	re   *regexp.Regexp
}

// expr is regexp.MustCompile, later: TestExpressions compiles them all.
func expr(text string) *expression {
	e := &expression{text: text}
	expressions = append(expressions, e)
	return e
}

// expressions are all of this package's.
var expressions []*expression

func (e *expression) get() *regexp.Regexp {
	e.once.Do(func() { e.re = regexp.MustCompile(e.text) })
	return e.re
}

func (e *expression) MatchString(s string) bool              { return e.get().MatchString(s) }
func (e *expression) FindString(s string) string             { return e.get().FindString(s) }
func (e *expression) FindStringSubmatch(s string) []string   { return e.get().FindStringSubmatch(s) }
func (e *expression) FindAllString(s string, n int) []string { return e.get().FindAllString(s, n) }
func (e *expression) FindAllStringIndex(s string, n int) [][]int {
	return e.get().FindAllStringIndex(s, n)
}

func (e *expression) FindAllStringSubmatch(s string, n int) [][]string {
	return e.get().FindAllStringSubmatch(s, n)
}

func (e *expression) ReplaceAllString(s, by string) string { return e.get().ReplaceAllString(s, by) }
func (e *expression) ReplaceAllStringFunc(s string, by func(string) string) string {
	return e.get().ReplaceAllStringFunc(s, by)
}
