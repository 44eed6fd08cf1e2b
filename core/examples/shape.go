package examples

import "strings"

// shapeOf is a command without its names and numbers: two of the same shape teach the same.
func shapeOf(command string) string {
	var b strings.Builder
	for i, f := range strings.Fields(command) {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case strings.ContainsAny(f, "./'\"*~") && !strings.HasPrefix(f, "-"):
			b.WriteByte('_')
		case f[0] >= '0' && f[0] <= '9':
			b.WriteByte('9')
		default:
			b.WriteString(f)
		}
	}
	return b.String()
}
