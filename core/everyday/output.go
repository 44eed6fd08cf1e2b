package everyday

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// linesOf are the lines without white space at their ends, and without empty
// ones at the end of all.
func linesOf(text string) []string {
	lines := strings.Split(strings.TrimRight(text, " \t\r\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return lines
}

// theseLines passes if the output is these lines.
func theseLines(want []string) func(out string) error {
	return func(out string) error {
		if got := linesOf(out); !slices.Equal(got, want) {
			return fmt.Errorf("printed %d lines, %.200q; wanted %d, %.200q", len(got), got, len(want), want)
		}
		return nil
	}
}

var (
	wholeNumber = regexp.MustCompile(`^\d+$`)
	sizeForm    = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)([KMGTkmgt]?)(?:i?[Bb]|bytes)?$`)
	apartUnit   = regexp.MustCompile(`(\d) ([KMGTkmgt]i?[Bb]|bytes)\b`)
)

// lastWords are the words of the last line that says anything beside names of
// files, in which one looks for an answer that is a figure.
func lastWords(out string) []string {
	_, rest := mentions(out)
	lines := linesOf(rest)
	line := apartUnit.ReplaceAllString(lines[len(lines)-1], "$1$2")
	words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t:;=()[]\"'", r) })
	for i := range words {
		words[i] = strings.TrimRight(words[i], ".,")
	}
	return words
}

// theNumber passes if the last line has this number and no other one.
func theNumber(want int) func(out string) error {
	return func(out string) error {
		found := false
		for _, word := range lastWords(out) {
			if !wholeNumber.MatchString(word) {
				continue
			}
			if word != strconv.Itoa(want) {
				return fmt.Errorf("printed %s, not %d", word, want)
			}
			found = true
		}
		if !found {
			return fmt.Errorf("printed no number, but %.100q", out)
		}
		return nil
	}
}

// theSize passes if the last line has a size of about so many bytes, written in
// bytes, kibibytes or with a unit, whose thousands may be of either kind. A tenth
// more is allowed: blocks and folders count too, and figures are rounded up.
func theSize(bytes int) func(out string) error {
	return func(out string) error {
		for _, word := range lastWords(out) {
			size := sizeForm.FindStringSubmatch(word)
			if size != nil && meansAbout(size[1], size[2], float64(bytes)) {
				return nil
			}
		}
		return fmt.Errorf("no size of about %d bytes in %.100q", bytes, out)
	}
}

func meansAbout(number, unit string, bytes float64) bool {
	n, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	if err != nil {
		return false
	}
	const k, m, g = 1 << 10, 1 << 20, 1 << 30
	units := map[string][]float64{"": {1, k}, "k": {k, 1e3}, "m": {m, 1e6}, "g": {g, 1e9}, "t": {g * k, 1e12}}
	return slices.ContainsFunc(units[strings.ToLower(unit)], func(u float64) bool {
		return n*u >= 0.98*bytes && n*u <= 1.1*bytes
	})
}

// theWord passes if the output is this one word, or has it as one of its words.
func theWord(want string) func(out string) error {
	return func(out string) error {
		if !slices.Contains(strings.Fields(out), want) {
			return fmt.Errorf("printed %.100q, not %q", out, want)
		}
		return nil
	}
}

// theseWords passes if, of the candidates, the output has those that are wanted
// as words and no other.
func theseWords(want, candidates []string) func(out string) error {
	return func(out string) error {
		words := strings.Fields(out)
		for _, c := range candidates {
			if slices.Contains(words, c) != slices.Contains(want, c) {
				return fmt.Errorf("printed %.100q, wanted %q", out, want)
			}
		}
		return nil
	}
}

// theDifferences passes if the output shows every line that only one of two
// texts has, and shows a line of both at most once.
func theDifferences(a, b string) func(out string) error {
	return func(out string) error {
		shown := linesOf(out)
		inA, inB := linesOf(a), linesOf(b)
		for _, line := range slices.Concat(inA, inB) {
			times := 0
			for _, s := range shown {
				if strings.Contains(s, line) {
					times++
				}
			}
			both := slices.Contains(inA, line) && slices.Contains(inB, line)
			if both && times > 1 || !both && times == 0 {
				return fmt.Errorf("shows %q %d times", line, times)
			}
		}
		return nil
	}
}
