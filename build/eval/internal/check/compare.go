package check

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"caro/core/sandbox"
)

// Compare returns nil if got is as good as want, by the rule, and else says what is wrong.
// before is the folder as it was.
func Compare(r Rule, before map[string]Node, want, got Outcome) error {
	if got.Stopped != sandbox.NotStopped {
		return fmt.Errorf("was stopped: too much %s", got.Stopped)
	}
	if !r.Free {
		if err := compareTrees(r, before, want.Tree, got.Tree); err != nil {
			return fmt.Errorf("%w%s", err, complaint(got))
		}
	}
	if got.Failed != "" {
		return fmt.Errorf("doesn't pass: %s%s", got.Failed, complaint(got))
	}
	known := newNames(before, want.Tree)
	known.spare = r.Spare
	if err := compareOutputs(r.Output, known, want.Stdout, got.Stdout); err != nil {
		return fmt.Errorf("%w%s", err, complaint(got))
	}
	return nil
}

// complaint is the first line of stderr, as an appendix.
func complaint(o Outcome) string {
	line, _, _ := strings.Cut(strings.TrimSpace(o.Stderr), "\n")
	if line == "" {
		return ""
	}
	return fmt.Sprintf(" (it said: %.160q)", line)
}

func compareTrees(r Rule, before, want, got map[string]Node) error {
	for name, w := range want {
		g, there := got[name]
		old, was := before[name]
		switch {
		case !there && was:
			return fmt.Errorf("%q is gone", name)
		case !there:
			return fmt.Errorf("%q isn't there", name)
		case g.Mode.Type() != w.Mode.Type() || g.Link != w.Link:
			return fmt.Errorf("%q is another kind of thing, or leads elsewhere", name)
		case g.Hard != w.Hard:
			return fmt.Errorf("%q has %d names, not %d", name, g.Hard, w.Hard)
		case (r.Modes || was && old.Mode.Type() == w.Mode.Type()) && permissions(g) != permissions(w):
			return fmt.Errorf("%q has the mode %v, not %v", name, permissions(g), permissions(w))
		case (was || !r.Names) && !sameBody(g.Body, w.Body):
			return fmt.Errorf("%q has other content", name)
		}
	}
	for name := range got {
		if _, wanted := want[name]; !wanted {
			if _, was := before[name]; was {
				return fmt.Errorf("%q is still there", name)
			}
			return fmt.Errorf("%q should not be there", name)
		}
	}
	return nil
}

func permissions(n Node) fs.FileMode { return n.Mode &^ fs.ModeType }

// sameBody doesn't look at line breaks at the end.
func sameBody(a, b string) bool {
	return a == b || strings.TrimRight(a, "\n") == strings.TrimRight(b, "\n")
}

// escapes are the sequences by which ls and grep colour what they print.
var escapes = regexp.MustCompile("\x1b\\[[0-9;]*[mK]")

// split parts a line into words where a line is a bag of them.
var split = regexp.MustCompile(`[\s:,;=|"'()]+`)

func compareOutputs(o Output, known *names, want, got string) error {
	if o == None {
		return nil
	}
	got, want = escapes.ReplaceAllString(got, ""), escapes.ReplaceAllString(want, "")
	if strings.TrimSpace(got) == "" && strings.TrimSpace(want) != "" {
		return fmt.Errorf("printed nothing")
	}
	if o == Size {
		return compareSizes(known, want, got)
	}
	a, err := known.view(o, want)
	if err != nil {
		return fmt.Errorf("the accepted command: %w", err)
	}
	b, err := known.view(o, got)
	if err != nil {
		return err
	}
	if !slices.Equal(a, b) {
		return fmt.Errorf("printed %s, not %s", few(b), few(a))
	}
	return nil
}

// view is what counts of an output.
func (k *names) view(o Output, text string) ([]string, error) {
	switch o {
	case Exact:
		return []string{strings.TrimRight(text, "\n")}, nil
	case Lines:
		return bare(text), nil
	case Set:
		return slices.Sorted(slices.Values(bare(text))), nil
	case Words:
		list := strings.Fields(text)
		for i, w := range list {
			list[i] = strings.TrimPrefix(unquoted(w), "./")
		}
		list = slices.DeleteFunc(list, func(w string) bool { return w == "*" }) // git's mark
		slices.Sort(list)
		return list, nil
	case Pairs, Ranking:
		list := bags(text)
		if o == Pairs {
			slices.Sort(list)
		}
		return list, nil
	case Paths, Order:
		list := k.mentioned(text)
		if o == Paths {
			slices.Sort(list)
		}
		return list, nil
	case Numbers:
		return numbers(k.without(text)), nil
	case Number:
		return k.oneNumber(text)
	}
	return nil, fmt.Errorf("no way to look at an output: %q", o)
}

// bare are the lines that have something on them, with one blank where there are more.
func bare(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line = strings.TrimPrefix(line, "./"); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// decimal is a number of which there is more than one way of writing.
var decimal = regexp.MustCompile(`^-?\d+\.\d+$`)

func bags(text string) []string {
	var list []string
	for _, line := range bare(text) {
		words := slices.DeleteFunc(split.Split(line, -1), func(w string) bool { return w == "" })
		for i, w := range words {
			words[i] = strings.TrimPrefix(w, "./")
			if decimal.MatchString(w) {
				words[i] = plain(w)
			}
		}
		slices.Sort(words)
		list = append(list, strings.Join(words, " "))
	}
	return list
}

// unquoted takes the quotes off a word, as jq writes it.
func unquoted(w string) string {
	const quotes = 2
	if len(w) >= quotes && w[0] == '"' && w[len(w)-1] == '"' {
		return w[1 : len(w)-1]
	}
	return w
}

// few quotes the first of a list.
func few(list []string) string {
	const most = 5
	if len(list) > most {
		return fmt.Sprintf("%.200q and %d more", list[:most], len(list)-most)
	}
	return fmt.Sprintf("%.200q", list)
}
