package cookbook

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Check says how to see that an entry's command is right. It is for GNU, where the entry
// has a command for it.
type Check struct {
	Set  []string         // shell lines that make what the command works on
	In   []string         // its standard input; nil for none
	Out  []string         // the lines that it prints, in this order; nil for not asking
	Any  []string         // the same, in any order
	Re   []*regexp.Regexp // each matches a line of the output
	Test []string         // shell lines that succeed afterwards; $OUT is the output
	Exit int              // its status
	// Needs are the programs beside those of every Linux system that it runs.
	Needs []string
	// NoRun says why it can't be tried in a sandbox; "" where it can.
	NoRun string
}

// Check reads the entry's check. An error names the file and the line.
func (e Entry) Check() (Check, error) {
	var c Check
	for line, pair := range lines(e.text, e.Line) {
		if err := c.read(pair[0], pair[1]); err != nil {
			return c, fmt.Errorf("cookbook: %s.txt:%d: %w", e.Area, line, err)
		}
	}
	if err := c.whole(e); err != nil {
		return c, fmt.Errorf("cookbook: %s: %w", e.Place(), err)
	}
	return c, nil
}

// read takes one line; what isn't of the check is left alone.
func (c *Check) read(word, rest string) (err error) {
	switch word {
	case "set":
		c.Set = append(c.Set, rest)
	case "in":
		c.In = append(c.In, rest)
	case "out":
		c.Out = append(c.Out, rest)
	case "any":
		c.Any = append(c.Any, rest)
	case "test":
		c.Test = append(c.Test, rest)
	case "needs":
		c.Needs = append(c.Needs, strings.Fields(rest)...)
	case "norun":
		c.NoRun = rest
	case "exit":
		if c.Exit, err = strconv.Atoi(rest); err != nil || c.Exit < 1 || c.Exit > 255 {
			return fmt.Errorf("exit %q isn't a status from 1 to 255", rest)
		}
		return nil
	case "re":
		expression, err := regexp.Compile(rest)
		if err != nil {
			return fmt.Errorf("re: %w", err)
		}
		c.Re = append(c.Re, expression)
		return nil
	default:
		return nil
	}
	if rest == "" && word != "in" && word != "out" && word != "any" {
		return errors.New(word + " says nothing")
	}
	return nil
}

// whole says what is wrong with a check: one that can't fail is none.
func (c *Check) whole(e Entry) error {
	asks := len(c.Out)+len(c.Any)+len(c.Re)+len(c.Test) > 0 || c.Exit != 0
	switch {
	case c.NoRun != "" && (asks || len(c.Set)+len(c.In) > 0):
		return errors.New("norun is there beside a check")
	case c.NoRun == "" && e.GNU == "":
		return errors.New("a command for macOS alone has norun macOS")
	case c.NoRun == "" && !asks:
		return errors.New("there is no check: out, any, re, test or exit, or else norun")
	case len(c.Out) > 0 && len(c.Any) > 0:
		return errors.New("out and any are both there")
	}
	return nil
}
