package fit

import (
	"regexp"
	"sync"
)

// expression is a regular expression that is compiled when it is first used: all of them
// together would cost each start of Caro some milliseconds, and most are never asked.
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

// expressions are those of this package's code.
var expressions []*expression

// never fits nothing.
var never = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^\x00-\x{10FFFF}]`) })

func (e *expression) get() *regexp.Regexp {
	e.once.Do(func() {
		var err error
		if e.re, err = regexp.Compile(e.text); err != nil {
			e.re = never() // a test sees to it that all compile
		}
	})
	return e.re
}

// check says what is wrong with it.
func (e *expression) check() error {
	_, err := regexp.Compile(e.text)
	return err
}

func (e *expression) MatchString(s string) bool              { return e.get().MatchString(s) }
func (e *expression) FindString(s string) string             { return e.get().FindString(s) }
func (e *expression) FindStringSubmatch(s string) []string   { return e.get().FindStringSubmatch(s) }
func (e *expression) FindAllString(s string, n int) []string { return e.get().FindAllString(s, n) }
func (e *expression) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return e.get().FindAllStringSubmatchIndex(s, n)
}

func (e *expression) FindAllStringSubmatch(s string, n int) [][]string {
	return e.get().FindAllStringSubmatch(s, n)
}

func (e *expression) ReplaceAllString(s, by string) string { return e.get().ReplaceAllString(s, by) }
