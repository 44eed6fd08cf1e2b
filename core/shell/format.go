package shell

import (
	"strings"

	"mvdan.cc/sh/v3/expand"
)

// wide are formats that would make a text of more than some kilobytes of one character.
var wide = expr(`%[-+ #0]*([0-9.]{5,}|\*)|%[-+ #0]*[0-9]*\.([0-9]{5,}|\*)`)

// octal is how %b writes a byte, which the expansion takes without its 0.
var octal = expr(`\\0([0-7]{3})`)

// format is what printf prints; ok is false where that can't be said.
func format(list []field) (out string, ok bool) {
	if wide.MatchString(list[0].text) {
		return "", false
	}
	args := make([]string, 0, len(list))
	for _, f := range list[1:] {
		text := f.text
		if strings.Contains(list[0].text, "%b") {
			text = octal.ReplaceAllString(text, `\$1`)
		}
		args = append(args, text)
	}
	for first := true; first || len(args) > 0; first = false {
		text, used, err := expand.Format(nil, list[0].text, args)
		if err != nil {
			return "", false
		}
		out += text
		args = args[used:]
		if used == 0 {
			break
		}
	}
	return out, true
}
