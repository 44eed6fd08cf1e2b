package prompt

import (
	"strings"
)

// maxCommandLines bounds how many lines are tried as one command; gate.Command lets no
// more pass.
const maxCommandLines = 50

// found is a command in a line of prose or by itself.
type found struct {
	command string
	inline  bool
	number  bool // it was an item of a numbered list
	line    int  // where it began, counted over all prose
	next    int  // the first line behind it
	said    string
}

var (
	labelLine    = lazily(`^[*_#\s]*([A-Za-z][A-Za-z '’,-]{0,100}?)[*_\s]*:[*_]*(?:\s+(.*))?$`)
	commandLabel = lazily(`^(?:(?:the |final |shell |bash |terminal |linux |unix |macos |full |correct )*(?:command|cmd|answer|solution|bash|shell|sh|zsh|terminal|code|run|use|try|one-liner|script|response)(?: line| is| here)?)$`)
	otherLabel   = lazily(`^(?:explanation|note|notes|warning|error|output|example output|usage|description|result|requirements|syntax|synopsis|input|query|request|question|task|user|prompt)$`)
	leadsIn      = lazily(`\b(?:type|run|use|execute|enter|try|command|command is)$`)
	besides      = lazily(`\s+(?:[-–—:→]|->|=>|//)\s+|:\s+|\s+\(`)
	loopHead     = lazily(`^\s*(?:for|while|until|if|case)\s[^\n]*(?:[;\n]\s*(?:do|then)\b|\sin$|\sin\n)`)
	trailingStop = lazily(`\s-[A-Za-z]+\.$`)
)

// fromLines looks for the command in the lines outside blocks, in code spans and bare
// lines, whichever comes first. A span of a single word, a mere mention, is taken only if
// nothing fuller is there.
func (r *reader) fromLines(pieces []segment, cut bool) (finding, string) {
	lines := strings.Split(strings.TrimRight(prose(pieces), "\n"), "\n")
	var all []found
	var mention string
	var f finding
	trusted := lineTrust
	for i := 0; i < len(lines) && r.budget >= 0; {
		line := lines[i]
		if strings.TrimSpace(line) == "" || i > 0 && warned(lines[i-1]) {
			i++
			continue
		}
		hit := r.plainLine(lines, i, trusted)
		if hit.command == "" {
			hit = r.spanned(line, &mention)
		}
		switch {
		case hit.command == "":
			f.broken = f.broken || cut && len(all) == 0 && r.brokenAt(lines, i)
			trusted = trustNext(line, trusted)
			i++
			continue
		case cut && !hit.inline && i+hit.next >= len(lines):
			f.broken = len(all) == 0
		default:
			hit.line = i
			all = append(all, hit)
		}
		trusted = lineTrust
		i += hit.next
	}
	if len(all) == 0 && !f.broken && mention != "" && len(pieces) == 1 && !refuses(lines[0]) {
		all = append(all, found{command: mention, inline: true, next: 1})
	}
	if len(all) == 0 {
		return f, FormPlain
	}
	return collect(all, lines), map[bool]string{true: FormInline, false: FormPlain}[all[0].inline]
}

// trustNext is what a line of prose says of the next: "Command:" alone on its line
// speaks for it. A blank line changes nothing.
func trustNext(line string, now trust) trust {
	if strings.TrimSpace(line) == "" {
		return now
	}
	if m := labelLine.FindStringSubmatch(line); m != nil && m[2] == "" && commandLabel.MatchString(lower(m[1])) {
		return spanTrust
	}
	return lineTrust
}

// brokenAt reports whether a command begins in line i and runs, unfinished, into the end.
func (r *reader) brokenAt(lines []string, i int) bool {
	if len(lines)-i > maxCommandLines {
		return false
	}
	rest := strings.Join(lines[i:], "\n")
	word, args, _ := strings.Cut(strings.TrimSpace(lines[i]), " ")
	k := kinds[word]
	evident := k > englishName || k == englishName && strings.Contains(" "+args, " -") || loopHead.MatchString(rest)
	return evident && len(rest) < maxShellBytes && r.unfinished(rest)
}

// plainLine reads a command that begins in line i, by itself, as an item of a list,
// behind a label, or before a dash and an explanation.
func (r *reader) plainLine(lines []string, i int, t trust) found {
	line := strings.TrimSpace(lines[i])
	if sign.MatchString(lines[i]) {
		session := untilBlank(lines[i:min(len(lines), i+4*maxCommandLines)])
		if c, _ := r.console(session); c != "" {
			return found{command: c, next: len(session)}
		}
	}
	mark := listMark.FindStringSubmatch(line)
	body := strings.TrimSpace(strings.TrimLeft(line, ">"))
	if mark != nil {
		body = line[len(mark[0]):]
	} else if c, n := r.extent(window(trimStop(lines[i]), lines[i+1:]), t); c != "" {
		return found{command: c, next: n}
	}
	numbered := mark != nil && mark[1] != ""
	for _, try := range [...]string{body, wrapped(body, "**"), wrapped(body, `"`), wrapped(body, "'"), trimStop(body)} {
		if try == "" || try == line {
			continue
		}
		if c, ok := r.single(try, t); ok {
			return found{command: c, next: 1, number: numbered}
		}
	}
	if m := labelLine.FindStringSubmatch(body); m != nil && m[2] != "" && !otherLabel.MatchString(lower(m[1])) {
		if commandLabel.MatchString(lower(m[1])) {
			t = spanTrust
		}
		if c, n := r.extent(window(trimStop(m[2]), lines[i+1:]), t); c != "" && (t == spanTrust || strings.Contains(c, " ") || leadsIn.MatchString(lower(m[1]))) {
			return found{command: c, next: n, number: numbered}
		}
		body = m[2]
	}
	for _, at := range besides.FindAllStringIndex(clip(body, 1000), 4) {
		said := strings.Trim(body[at[1]:], " )")
		if !strings.Contains(body[:at[0]], " ") || len(strings.Fields(said)) < 2 {
			continue
		}
		if c, ok := r.single(body[:at[0]], t); ok {
			return found{command: c, next: 1, number: numbered, said: said}
		}
	}
	return found{}
}

// window puts a line before the next ones, no more than a command can have.
func window(first string, next []string) []string {
	return append([]string{first}, next[:min(len(next), maxCommandLines)]...)
}

func untilBlank(lines []string) []string {
	for n, line := range lines {
		if strings.TrimSpace(line) == "" {
			return lines[:n]
		}
	}
	return lines
}

// single reads one line that must be a command as a whole.
func (r *reader) single(s string, t trust) (string, bool) {
	if !r.begins(s, t) {
		return "", false
	}
	return r.command(s, t)
}

// extent reads the command that begins in the first of some lines, and tells how many of
// them it takes: lines that go on one that isn't finished (loops, here-documents,
// backslashes, pipes), and further commands on the lines right behind.
func (r *reader) extent(lines []string, t trust) (command string, n int) {
	for n < len(lines) && n < maxCommandLines && r.charge(0) {
		if strings.TrimSpace(lines[n]) == "" {
			if command != "" {
				break
			}
			n++
			continue
		}
		next := r.statement(lines[n:], t)
		if next == 0 {
			break
		}
		c, ok := r.command(strings.Join(lines[:n+next], "\n"), t)
		if !ok {
			break
		}
		command, n = c, n+next
	}
	if command == "" {
		return "", 0
	}
	return command, n
}

// statement is the number of lines that the statement in the first of them takes, 0 if
// it is none. A comment is one too, so that it may stand between commands.
func (r *reader) statement(lines []string, t trust) int {
	if strings.HasPrefix(strings.TrimSpace(lines[0]), "#") {
		return r.behindComments(lines, t)
	}
	if !r.begins(lines[0], t) {
		return 0
	}
	text := ""
	for n, line := range lines[:min(len(lines), maxCommandLines)] {
		if len(text) > maxShellBytes || !r.charge(0) {
			return 0
		}
		text += line
		goesOn := n+1 < len(lines) && (strings.HasPrefix(strings.TrimSpace(lines[n+1]), "| ") || strings.HasPrefix(strings.TrimSpace(lines[n+1]), "&& "))
		if !goesOn {
			if c, ok := r.command(text, t); ok && c != "" {
				return n + 1
			}
			if !r.unfinished(strings.TrimSpace(text)) {
				return 0
			}
		}
		text += "\n"
	}
	return 0
}

// behindComments gives the lines of comments and of the statement behind them.
func (r *reader) behindComments(lines []string, t trust) int {
	for n, line := range lines[:min(len(lines), maxCommandLines)] {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if strings.TrimSpace(line) == "" || t == lineTrust {
			return 0
		}
		if next := r.statement(lines[n:], t); next > 0 {
			return n + next
		}
		return 0
	}
	return 0
}

// begins is a quick look at a line's first word, so that prose costs no parsing.
func (r *reader) begins(line string, t trust) bool {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch {
	case word == "":
		return false
	case kinds[word] != unknownName, strings.ContainsAny(word, `/=$({["'!;&\`), wrappers[word]:
		return true
	case word == "for", word == "while", word == "until", word == "if", word == "case", word == "{", word == "[[":
		return true
	case strings.HasSuffix(word, "()") || strings.HasPrefix(rest, "()"):
		return true
	}
	return nameShape.MatchString(word) && !strongWords[word] && !weakWords[word] && !notNames[word] || t == shellTrust
}

// wrapped gives the inside of a text that stands as a whole between two marks.
func wrapped(s, mark string) string {
	inside, found := strings.CutPrefix(s, mark)
	if !found {
		return ""
	}
	inside, found = strings.CutSuffix(inside, mark)
	if !found || strings.Contains(inside, mark) {
		return ""
	}
	return inside
}

// trimStop takes the full stop off a command that ends a sentence in an option.
func trimStop(s string) string {
	if trailingStop.MatchString(s) {
		return strings.TrimSuffix(s, ".")
	}
	return s
}
