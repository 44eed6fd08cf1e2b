package prompt

import (
	"slices"
	"strings"
)

// span is a piece of inline code.
type span struct {
	text       string
	start, end int // of the span with its backquotes
}

// spans finds the inline code of a line: between two runs of as many backquotes.
func spans(line string) []span {
	type run struct{ start, end int }
	var runs []run
	for i := 0; i < len(line); i++ {
		if line[i] == '`' {
			j := i
			for j < len(line) && line[j] == '`' {
				j++
			}
			runs = append(runs, run{i, j})
			i = j
		}
	}
	// For each run the next one as long, found from behind so that it takes one pass.
	closer := make([]int, len(runs))
	nearest := map[int]int{}
	for i := len(runs) - 1; i >= 0; i-- {
		n := runs[i].end - runs[i].start
		closer[i] = nearest[n]
		nearest[n] = i
	}
	var out []span
	for i := 0; i < len(runs); i++ {
		if j := closer[i]; j > i {
			out = append(out, span{strings.TrimSpace(line[runs[i].end:runs[j].start]), runs[i].start, runs[j].end})
			i = j
		}
	}
	return out
}

// spanned reads the first code span of a line that is a whole command. A span of one
// word goes into mention, if that is empty.
func (r *reader) spanned(line string, mention *string) found {
	from := 0
	for _, s := range spans(line) {
		clause := line[from:s.start]
		from = s.end
		if !r.charge(len(clause)) {
			break
		}
		if forbidden(clause, line[s.end:]) {
			continue
		}
		text := spanText(s.text)
		if text == "" || len(text) > maxShellBytes {
			continue
		}
		c, ok := r.command(text, spanTrust)
		switch {
		case !ok:
		case strings.ContainsAny(c, " \n|;&<>") || s.start == 0 && strings.TrimSpace(line[s.end:]) == "":
			number := listMark.FindStringSubmatch(line)
			return found{command: c, inline: true, next: 1, number: number != nil && number[1] != "", said: besideSpan(line, s)}
		case *mention == "":
			*mention = c
		}
	}
	return found{}
}

// forbidden reports whether the words before a span in its sentence, or right behind it,
// tell not to run it.
func forbidden(before, behind string) bool {
	if i := strings.LastIndexAny(before, ".!?;"); i >= 0 {
		before = before[i:]
	}
	return warns.MatchString(lower(before)) || condemns.MatchString(lower(clip(behind, 100)))
}

// spanText takes the mark of a prompt off the code of a span, and a language off one that
// was meant to be a block: ```bash ls -la```.
func spanText(s string) string {
	s = s[len(sign.FindString(s)):]
	word, rest, found := strings.Cut(s, " ")
	if !found || languages[word] != langShell {
		return s
	}
	next, _, _ := strings.Cut(rest, " ")
	if kinds[next] > englishName || kinds[next] == englishName && strings.Contains(rest, " ") {
		return rest
	}
	return s
}

var besideMark = lazily(`^\s*(?:[-–—:]|->|=>|→)\s+`)

// besideSpan is the explanation that a list puts beside the code.
func besideSpan(line string, s span) string {
	if m := besideMark.FindString(line[s.end:]); m != "" {
		return line[s.end+len(m):]
	}
	return ""
}

// prepares is a command that only prepares for the next.
var prepares = lazily(`^(?:sudo )?(?:(?:cd|mkdir|export|touch|pushd)\s|git (?:add|init|clone|checkout|stash)\b|(?:apt|apt-get|brew|dnf|yum) update\b|\./configure)`)

// byHand is an item of a list that no command is needed for.
var byHand = lazily(`(?i)\b(?:open|launch|start)\b.*\b(?:terminal|console|shell|prompt)\b|\bpress\b.*\b(?:enter|return)\b`)

// inSteps and inWays are what prose says of a list of commands.
var (
	inSteps = lazily(`(?i)\bsteps?\b|\bfollow\b|\bfirst\b.*\bthen\b|\bin order\b|\bone after\b|\bsequence\b`)
	inWays  = lazily(`(?i)\bways?\b|\boptions?\b|\balternativ|\beither\b|\bany of\b|\bmethods?\b|\bexamples?\b`)
)

// collect makes an answer of the commands found. The items of a numbered list are steps,
// one command of several lines, if the prose says so or the first only prepares (cd,
// mkdir, …), and if every item is a command; else they are alternatives.
func collect(all []found, lines []string) finding {
	first := all[0]
	f := finding{command: first.command, explanation: firstSentences(first.said, 1)}
	original := lines
	lines = slices.Clone(lines)
	for _, s := range all {
		for i := s.line; i < min(s.line+s.next, len(lines)) && !s.inline; i++ {
			lines[i] = "" // a command explains nothing
		}
	}
	before := strings.Join(lines[:min(first.line, len(lines))], "\n")
	behind := strings.Join(lines[min(first.line+first.next, len(lines)):], "\n")
	if first.inline && f.explanation == "" && len(lines) > 0 {
		behind = inlineContext(lines[min(first.line, len(lines)-1)]) + "\n\n" + behind
	}
	if f.explanation == "" {
		f.explanation = explain(behind, before)
	}
	if isSteps(all, original, before) {
		for _, s := range all[1:] {
			f.command += "\n" + s.command
		}
		return f
	}
	for _, s := range all[1:] {
		f.alternatives = append(f.alternatives, s.command)
	}
	return f
}

// inlineContext is the line around a code span, if it says what the command does
// rather than only introducing it.
func inlineContext(line string) string {
	if len(strings.Fields(spanless(line))) < 3 {
		return ""
	}
	return line
}

func spanless(line string) string {
	var b strings.Builder
	from := 0
	for _, s := range spans(line) {
		b.WriteString(line[from:s.start])
		from = s.end
	}
	return b.String() + line[from:]
}

func isSteps(all []found, lines []string, before string) bool {
	if len(all) < 2 || inWays.MatchString(before) {
		return false
	}
	items := 0
	for _, line := range lines {
		if m := listMark.FindStringSubmatch(line); m != nil && m[1] != "" && !byHand.MatchString(line) {
			items++
		}
	}
	for _, s := range all {
		if !s.number {
			return false
		}
	}
	return items == len(all) && (prepares.MatchString(all[0].command) || inSteps.MatchString(before))
}
