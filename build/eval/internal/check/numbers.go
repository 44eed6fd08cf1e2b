package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A number may have signs between its thousands, a sign, decimals.
var (
	numberForm = regexp.MustCompile(`[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?`)
	sizeForm   = regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?)\s*([kmgt]?)(?:i?b|ytes)?\b`)
)

// numbers are those of a text, each in one way of writing.
func numbers(text string) []string {
	var list []string
	for _, n := range numberForm.FindAllString(text, -1) {
		list = append(list, plain(n))
	}
	return list
}

// plain writes a number without what doesn't change it: 1,200.50 is 1200.5.
func plain(n string) string {
	n = strings.ReplaceAll(n, ",", "")
	if f, err := strconv.ParseFloat(n, 64); err == nil {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return n
}

// oneNumber is the number of the last line, which has no other.
func (k *names) oneNumber(text string) ([]string, error) {
	lines := bare(k.without(text))
	if len(lines) == 0 {
		return nil, fmt.Errorf("printed nothing")
	}
	last := lines[len(lines)-1]
	list := slices.Compact(numbers(last))
	if len(list) != 1 {
		return nil, fmt.Errorf("printed %.100q, which isn't one number", last)
	}
	return list, nil
}

// tolerance of a size: blocks and folders count too, and figures are rounded.
const (
	leastSize = 0.97
	mostSize  = 1.13
)

// compareSizes wants the right output to be a plain number of bytes.
func compareSizes(k *names, want, got string) error {
	exact, err := k.oneNumber(want)
	if err != nil {
		return fmt.Errorf("the accepted command: %w", err)
	}
	bytes, err := strconv.ParseFloat(exact[0], 64)
	if err != nil {
		return err
	}
	lines := bare(k.without(got))
	if len(lines) == 0 {
		return fmt.Errorf("printed nothing")
	}
	last := lines[len(lines)-1]
	for _, m := range sizeForm.FindAllStringSubmatch(last, -1) {
		if about(m[1], m[2], bytes) {
			return nil
		}
	}
	return fmt.Errorf("no size of about %.0f bytes in %.100q", bytes, last)
}

// about reports whether a number with a unit means so many bytes; one without a unit may
// be of kibibytes, as du counts.
func about(number, unit string, bytes float64) bool {
	n, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	if err != nil {
		return false
	}
	const k, m, g, t = 1 << 10, 1 << 20, 1 << 30, 1 << 40
	units := map[string][]float64{"": {1, k}, "k": {k, 1e3}, "m": {m, 1e6}, "g": {g, 1e9}, "t": {t, 1e12}}
	return slices.ContainsFunc(units[strings.ToLower(unit)], func(u float64) bool {
		return n*u >= leastSize*bytes && n*u <= mostSize*bytes
	})
}
