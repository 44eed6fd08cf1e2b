package prompt

import (
	"strings"
)

var (
	// sign is the mark of a prompt, which no command begins with: "$ ", "user@host:~$ ",
	// "bash-5.2# ", "~/src % ", "❯ ".
	sign = lazily(`^\s*(?:` +
		`(?:\([\w.-]+\)\s*)?\[?[A-Za-z_][\w.-]*@[\w.-]+[^$#%>'"]{0,100}[$#%>]\s+` +
		`|(?:bash|sh|zsh)-[\d.]+[$#]\s+` +
		`|(?:~[\w./-]*\s?)?[$%❯]\s+` +
		`|➜\s+\S+\s+)`)
	rootSign = lazily(`^\s*#\s+`)
	moreSign = lazily(`^\s*>\s+`)
)

// console reads lines that show a session at a terminal. marked is false if they don't;
// if they do, the lines without a mark are output and are dropped, except those that go
// on a command that isn't finished. "# " is a comment unless all lines have it and all
// are commands behind it; "> " is a mark only where all lines have it, or where it goes
// on a command.
func (r *reader) console(lines []string) (command string, marked bool) {
	var found []string
	for i := 0; i < len(lines) && r.charge(len(lines[i])); i++ {
		m := sign.FindString(lines[i])
		if m == "" {
			continue
		}
		c := lines[i][len(m):]
		for i+1 < len(lines) && r.unfinished(c) {
			i++
			c += "\n" + strings.TrimPrefix(lines[i], moreSign.FindString(lines[i]))
		}
		found = append(found, c)
	}
	if len(found) > 0 {
		command, _ = r.command(strings.Join(found, "\n"), shellTrust)
		return command, true
	}
	for _, s := range []*pattern{moreSign, rootSign} {
		if bare, all := strip(lines, s); all {
			if command, ok := r.command(bare, lineTrust); ok {
				return command, true
			}
		}
	}
	return "", false
}

func (r *reader) unfinished(s string) bool {
	_, st := r.parse(s)
	return st == unclosed
}

// strip takes a mark off all lines that aren't blank; all is false if some has none.
func strip(lines []string, mark *pattern) (bare string, all bool) {
	var out []string
	for _, line := range lines {
		m := mark.FindString(line)
		if m == "" && strings.TrimSpace(line) != "" {
			return "", false
		}
		out = append(out, line[len(m):])
	}
	return strings.Join(out, "\n"), true
}
