package prompt

import (
	"strings"
)

// segment is a part of an answer: lines of prose, or a fenced block.
type segment struct {
	code   bool
	info   string // what stands behind the opening fence
	lines  []string
	closed bool
}

var fenceOpen = lazily("^(.*?)(`{3,}|~{3,})[ \t]*([^`]*)$")

// segments splits an answer at its fences. A fence may be indented, quoted, or stand at
// the end of a line of prose; "```bash" inside an open block begins the next block, for
// small models forget to close one; and a block may be closed at the end of its last line.
func segments(text string) []segment {
	out := []segment{{}}
	mark, indent := "", 0
	for line := range strings.SplitSeq(text, "\n") {
		current := &out[len(out)-1]
		m := fenceOpen.FindStringSubmatch(line)
		if m != nil && mark != "" && m[2][:3] != mark {
			m = nil
		}
		switch {
		case m == nil, mark == "" && !opens(m):
			current.lines = append(current.lines, dedent(line, indent))
		case mark == "":
			if strings.Trim(m[1], " \t>-*") != "" {
				current.lines = append(current.lines, m[1])
			}
			mark, indent = m[2][:3], len(m[1])-len(strings.TrimLeft(m[1], " "))
			out = append(out, segment{code: true, info: strings.TrimSpace(m[3])})
		case m[3] != "" && strings.TrimSpace(m[1]) == "":
			current.closed = true
			out = append(out, segment{code: true, info: strings.TrimSpace(m[3])})
		case m[3] != "":
			current.lines = append(current.lines, dedent(line, indent))
		default:
			if before := dedent(m[1], indent); strings.Trim(before, " \t>") != "" {
				current.lines = append(current.lines, before)
			}
			current.closed, mark, indent = true, "", 0
			out = append(out, segment{})
		}
	}
	return out
}

// opens tells an opening fence from one in the middle of a sentence.
func opens(m []string) bool {
	before, info := strings.TrimSpace(m[1]), m[3]
	if strings.Contains(before, "```") {
		return false
	}
	if strings.Trim(before, ">-*0123456789.) ") == "" {
		return true
	}
	return m[2][0] == '`' && (info == "" || languages[strings.ToLower(info)] != langForeign) && strings.HasSuffix(before, ":")
}

func dedent(line string, n int) string {
	for n > 0 && strings.HasPrefix(line, " ") {
		line, n = line[1:], n-1
	}
	return line
}

// language is what the word behind a fence says of the block.
type language int

const (
	langForeign language = iota // another language: at most a line that calls its interpreter
	langShell                   // says that it is shell
	langNeutral                 // says nothing
	langNever                   // a shell that is not of Unix
)

var languages = map[string]language{
	"bash": langShell, "sh": langShell, "shell": langShell, "zsh": langShell, "ksh": langShell, "fish": langShell, "dash": langShell,
	"shellscript": langShell, "shell-script": langShell, "command": langShell, "commandline": langShell, "cmdline": langShell,
	"console": langNeutral, "terminal": langNeutral, "shell-session": langNeutral, "shellsession": langNeutral, "sh-session": langNeutral,
	"bash-session": langNeutral, "": langNeutral, "text": langNeutral, "txt": langNeutral, "plaintext": langNeutral, "plain": langNeutral, "code": langNeutral,
	"linux": langNeutral, "unix": langNeutral, "macos": langNeutral, "cli": langNeutral, "commands": langNeutral, "none": langNeutral, "markdown": langNeutral,
	"powershell": langNever, "pwsh": langNever, "ps1": langNever, "cmd": langNever, "bat": langNever, "batch": langNever, "dos": langNever,
	"output": langNever, "diff": langNever, "json": langNever,
}

// fromBlocks looks for the command in fenced blocks: the first block that is one gives
// it, later ones are alternatives.
func (r *reader) fromBlocks(pieces []segment, cut bool) (f finding) {
	if closer, ok := r.beforeCloser(pieces); ok {
		return closer
	}
	for i, p := range pieces {
		if !p.code {
			continue
		}
		var before, behind string
		if i > 0 && !pieces[i-1].code {
			before = strings.TrimSpace(strings.Join(pieces[i-1].lines, "\n"))
		}
		if i+1 < len(pieces) && !pieces[i+1].code {
			behind = strings.Join(pieces[i+1].lines, "\n")
		}
		if warned(before) {
			continue
		}
		commands, said := r.block(p)
		switch {
		case len(commands) == 0:
		case cut && !p.closed && i == len(pieces)-1:
			f.broken = f.command == ""
		case f.command == "":
			f.command = commands[0]
			f.alternatives = commands[1:]
			f.explanation = explain(behind, before)
			if f.explanation == "" {
				f.explanation = firstSentences(said, 1)
			}
		default:
			f.alternatives = append(f.alternatives, commands...)
		}
		if cut && !p.closed && i == len(pieces)-1 && f.command == "" && kindOf(p.info) != langForeign {
			f.broken = true
		}
	}
	return f
}

// beforeCloser handles an answer that goes on from a fence which the prompt opened: its
// first fence closes a block. Then what stands before is the command, and the "block"
// behind is none.
func (r *reader) beforeCloser(pieces []segment) (f finding, ok bool) {
	if len(pieces) < 2 || pieces[0].code || pieces[1].info != "" {
		return f, false
	}
	if commands, _ := r.block(pieces[1]); len(commands) > 0 && pieces[1].closed {
		return f, false
	}
	lines := withoutLanguage(pieces[0].lines)
	command, ok := r.command(strings.Join(lines, "\n"), lineTrust)
	if !ok {
		return f, false
	}
	return finding{command: command, explanation: explain(strings.Join(pieces[1].lines, "\n"), "")}, true
}

// withoutLanguage drops a first line that only names the language, left over where the
// fence itself went to the prompt.
func withoutLanguage(lines []string) []string {
	for i, line := range lines {
		word := strings.ToLower(strings.TrimSpace(line))
		if word == "" {
			continue
		}
		if kind, known := languages[word]; known && kind == langShell && i+1 < len(lines) {
			return lines[i+1:]
		}
		break
	}
	return lines
}

// warned reports whether prose ends in a warning not to do what follows.
func warned(before string) bool {
	last := lower(before[strings.LastIndexByte(before, '\n')+1:])
	return warns.MatchString(last) && strings.HasSuffix(last, ":")
}

// kindOf reads the word behind a fence.
func kindOf(info string) language {
	word, _, _ := strings.Cut(strings.ToLower(strings.Trim(info, "{}. ")), " ")
	return languages[word]
}

// block reads the commands of one block, and what its first comment says. Several lines
// are one command of several lines, unless comments between them call them alternatives.
func (r *reader) block(p segment) (commands []string, comment string) {
	kind, lines := kindOf(p.info), p.lines
	if word, rest, found := strings.Cut(p.info, " "); found {
		// "```bash ls -la" and "```ls -la": the command on the line of the fence.
		if kind == langForeign {
			word, rest = "", p.info
		}
		if c, ok := r.command(rest, lineTrust); ok {
			kind, lines = languages[word], append([]string{c}, lines...)
		}
	}
	if kind == langNever {
		return nil, ""
	}
	for _, group := range choices(lines) {
		if c, ok := r.script(group, kind); ok {
			commands = append(commands, c)
			if comment == "" && len(commands) == 1 {
				comment = r.firstComment(strings.Join(group, "\n"))
			}
		}
	}
	return commands, comment
}

var choiceMark = lazily(`(?i)^\s*(?:#+\s*(?:or|alternatively|alternative|option|method|another)\b.*|or:?)\s*$`)

// choices splits a block at comments such as "# or".
func choices(lines []string) [][]string {
	out := [][]string{nil}
	for _, line := range lines {
		if choiceMark.MatchString(line) && len(out) <= maxAlternatives {
			out = append(out, nil)
			continue
		}
		out[len(out)-1] = append(out[len(out)-1], line)
	}
	return out
}

// script reads the lines of a block as one command.
func (r *reader) script(lines []string, kind language) (string, bool) {
	if c, isSession := r.console(lines); isSession {
		return c, c != ""
	}
	lines = withoutLanguage(lines)
	if len(lines) > maxShellBytes {
		return "", false
	}
	whole := strings.Join(lines, "\n")
	switch kind {
	case langForeign:
		return r.callOfInterpreter(whole)
	case langShell:
		if c, ok := r.command(whole, shellTrust); ok {
			return c, true
		}
		return r.leading(lines, shellTrust)
	}
	if c, ok := r.command(whole, spanTrust); ok {
		return c, true
	}
	return r.leading(lines, spanTrust)
}

// callOfInterpreter takes a block of another language for a command only if it is one
// line that calls a utility by options or quotes: python3 -c '…', awk '…' file.
func (r *reader) callOfInterpreter(s string) (string, bool) {
	s = strings.TrimSpace(s)
	name, rest, _ := strings.Cut(s, " ")
	k := kinds[name]
	if strings.Contains(s, "\n") || k < utilityName && !strings.HasPrefix(name, "python") || !strings.ContainsAny(rest, `-'"/`) {
		return "", false
	}
	return r.command(s, lineTrust)
}

// leading takes the command from the lines before those that are output or prose. A
// script of which some later line is broken shell is not taken in part.
func (r *reader) leading(lines []string, t trust) (string, bool) {
	command, n := r.extent(lines, t)
	if command == "" {
		return "", false
	}
	for _, line := range lines[n:] {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if kinds[word] > englishName {
			return "", false
		}
	}
	return command, true
}
