package shell

import (
	"encoding/json"
	"strconv"
	"strings"
)

// jqPath is a filter of names and numbers alone: .a.b[0]."c".
var jqPath = expr(`^(\.([A-Za-z_]\w*|"[^"]+")?|\[(\d+|"[^"]+")\])+$`)

var jqStep = expr(`[A-Za-z_]\w*|"[^"]+"|\d+`)

// jqOutput is what jq picks out of a text by a path of names and numbers.
func jqOutput(args []string, in string) (string, bool) {
	raw, filter := false, ""
	for _, a := range args {
		switch {
		case has([]string{a}, "-r", "--raw-output", "-j", "-er", "-re"):
			raw = true
		case strings.HasPrefix(a, "-") || filter != "":
			return "", false
		default:
			filter = a
		}
	}
	var value any
	if !jqPath.MatchString(filter) || json.Unmarshal([]byte(in), &value) != nil {
		return "", false
	}
	for _, step := range jqStep.FindAllString(filter, 20) {
		switch v := value.(type) {
		case map[string]any:
			value = v[strings.Trim(step, `"`)]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return "", false
			}
			value = v[i]
		default:
			return "", false
		}
	}
	text, ok := value.(string)
	if !ok || !raw {
		return "", false
	}
	return text + "\n", true
}
