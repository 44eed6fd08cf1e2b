package fit

import (
	"strconv"
	"strings"
)

var (
	// ofFirst and ofLast are so many from the top or the end of something.
	ofFirst = expr(`\b(?:first|top) (\d{1,4}) (?:\w+ )?(?:lines?|rows?|entries|records?|results?|files?|words?|processes|names?|largest|biggest|ones)\b|\b(?:the )?(\d{1,4}) (?:\w+ )?(?:largest|biggest|smallest|longest|newest|oldest|latest|heaviest|most \w+|highest|lowest|top)\b`)
	ofLast  = expr(`\blast (\d{1,4}) (?:\w+ )?(?:lines?|rows?|entries|records?|results?|commands|matches)\b`)
	notSo   = expr(`\b(without|except|but|skip\w*|drop\w*|ignor\w*|remov\w*|delet\w*|leav\w*|all but|keep\w*|each|every|from|between|after|and)\b`)
)

// otherCount says which count a request has of first or last ones where head or tail has
// another.
func otherCount(request string, c *command) []string {
	request = digits(request)
	if notSo.MatchString(request) {
		return nil
	}
	for _, form := range []*expression{ofFirst, ofLast} {
		m := form.FindStringSubmatch(request)
		if m == nil {
			continue
		}
		want := m[1]
		if len(m) > 2 && want == "" {
			want = m[2]
		}
		n, _ := strconv.Atoi(want)
		var seen, right bool
		for _, one := range c.calls {
			if one.name != "head" && one.name != "tail" {
				continue
			}
			given := 10
			if f := one.flag("-n", "-c"); f != nil {
				var err error
				if given, err = strconv.Atoi(strings.TrimLeft(f.value, "-+")); err != nil {
					return nil
				}
			}
			seen = true
			right = right || given == n || given == n+1
		}
		if seen && !right {
			return []string{m[0]}
		}
	}
	return nil
}
