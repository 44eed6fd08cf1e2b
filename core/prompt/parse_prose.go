package prompt

import (
	"strings"
)

var (
	refusal = lazily(`^(?:i'?m sorry|i am sorry|sorry|i can'?t|i cannot|i can not|i'?m unable|i am unable|i'?m not able|` +
		`i am not able|unable to|unfortunately|as an ai|i don'?t|i do not|i apologi[sz]e|apologies|please (?:clarify|provide|specify)|` +
		`could you|can you|invalid (?:request|command|input)|no command|not a (?:valid )?command|cannot )`)

	// warns is a clause that tells not to run the command behind it.
	warns = lazily(`(?:do not|don't|never|should not|shouldn't|must not|not to|cannot|can't|won't|unable to)\s+(?:\w+\s+)?` +
		`(?:use|run|running|execut\w*|type|try|enter|help|provide|assist|perform|do)\b|\bavoid\b|\binstead of\b|\brather than\b|\bbeware\b|` +
		`\bdangerous\b|\bharmful\b|\bcareful with\b`)
	// condemns is what may follow such a command.
	condemns = lazily(`^\W*(?:is|are|can be|would be|could be)\s+(?:\w+\s+)?(?:dangerous|harmful|destructive|deprecated|not (?:recommended|safe|allowed)|unsafe|wrong)|^\W*(?:won't|will not|does not|doesn't) work`)

	listMark    = lazily(`^\s*(?:(\d{1,3})[.)]|[-*•+])\s+`)
	headingLine = lazily(`^\s{0,3}#{1,6}\s+\S`)
	ruleLine    = lazily(`^\s*(?:[-*_=]\s*){3,}$`)
	echoed      = lazily(`^(?:echo|printf)\s+(?:-\w+\s+)?["'](.*?)["']?$`)
	intro       = lazily(`(?i)^(?:sure|certainly|of course|absolutely|okay|ok|great|here(?:'s| is| are)|the (?:following )?(?:\w+ )?commands?\b.*:$|you can (?:use|run|do)|to \w+|use |run |try |answer|command|output|solution)`)
	closing     = lazily(`(?i)^(?:let me know|i hope|hope this|feel free|if you (?:have|need)|please let|note that|is there|happy )`)
)

// refuses reports whether a text begins as an apology, a refusal or a question back.
func refuses(s string) bool {
	return refusal.MatchString(lower(clip(s, 200)))
}

// lower brings a text to what the patterns here are written for.
func lower(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "’", "'")
}

// clarification is what is said in place of a command. preferred is what the form of the
// answer spanTrust as that, or "".
func clarification(text, preferred string) string {
	said := firstSentences(preferred, 3)
	if said == "" {
		said = firstSentences(prose(segments(text)), 3)
	}
	if said == "" {
		for _, p := range segments(text) {
			if kindOf(p.info) == langForeign {
				continue // a program is nothing to read out
			}
			said = firstNonEmpty(said, firstSentences(strings.Join(p.lines, "\n"), 3))
		}
	}
	if m := echoed.FindStringSubmatch(said); m != nil && m[1] != "" {
		said = m[1]
	}
	return said
}

// prose is the text outside blocks.
func prose(pieces []segment) string {
	var b strings.Builder
	for _, p := range pieces {
		if !p.code {
			b.WriteString(strings.Join(p.lines, "\n") + "\n\n")
		}
	}
	return b.String()
}

// firstSentences gives up to n whole sentences from the start of a text, as many as fit
// in maxProse bytes, on one line, without the marks of Markdown. A first sentence that
// doesn't fit is cut, with "…".
func firstSentences(text string, n int) string {
	out := ""
	for _, paragraph := range paragraphs(clip(text, 4*maxProse)) {
		for paragraph != "" && n > 0 {
			end := sentenceEnd(paragraph)
			s := strings.TrimSpace(paragraph[:end])
			paragraph = strings.TrimSpace(paragraph[end:])
			switch {
			case s == "":
				continue
			case out == "" && len(s) > maxProse:
				return strings.TrimSpace(clip(s, maxProse-len("…"))) + "…"
			case len(out)+1+len(s) > maxProse:
				return out
			}
			out = strings.TrimSpace(out + " " + s)
			n--
		}
	}
	return out
}

// paragraphs joins lines that belong together.
func paragraphs(text string) []string {
	var out []string
	open := false
	for line := range strings.SplitSeq(text, "\n") {
		bare := bareLine(line)
		if bare == "" || ruleLine.MatchString(line) || strings.HasPrefix(bare, "!/") { // the last: "#!/bin/bash"
			open = false
			continue
		}
		if open && !listMark.MatchString(line) && !headingLine.MatchString(line) {
			out[len(out)-1] += " " + bare
		} else {
			out = append(out, bare)
		}
		open = !headingLine.MatchString(line)
	}
	return out
}

// bareLine takes the marks of Markdown off a line.
func bareLine(line string) string {
	line = strings.TrimSpace(line)
	line = strings.TrimSpace(strings.TrimLeft(line, "#>"))
	line = line[len(listMark.FindString(line)):]
	line = strings.ReplaceAll(line, "**", "")
	return strings.Join(strings.Fields(line), " ")
}

// sentenceEnd is the offset behind the first sentence of s.
func sentenceEnd(s string) int {
	inCode := false
	for i, c := range s {
		switch c {
		case '`':
			inCode = !inCode
		case '。', '！', '？':
			return i + len(string(c))
		case '.', '!', '?':
			last := i+1 == len(s)
			if !inCode && (last || s[i+1] == ' ') && !abbreviated(s[:i]) {
				return i + 1
			}
		}
	}
	return len(s)
}

// abbreviated reports whether a full stop behind s would belong to an abbreviation or to
// the number of a list.
func abbreviated(s string) bool {
	word := strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])
	switch strings.TrimLeft(word, "(") {
	case "e.g", "i.e", "etc", "vs", "cf", "1", "2", "3":
		return true
	}
	return false
}

// explain finds the explanation of a command in the prose behind and before it: a first
// sentence that isn't an introduction or a farewell.
func explain(behind, before string) string {
	for i, text := range []string{behind, before} {
		for _, p := range paragraphs(clip(text, 4*maxProse)) {
			p = strings.TrimSpace(explanationLabel.ReplaceAllString(p, ""))
			if len(strings.Fields(p)) < 2 && !strings.ContainsRune(p, '。') {
				continue
			}
			if closing.MatchString(p) {
				break
			}
			s := firstSentences(p, 1)
			if strings.HasSuffix(s, ":") || i == 1 && intro.MatchString(s) {
				continue
			}
			return s
		}
	}
	return ""
}

var explanationLabel = lazily(`(?i)^(?:explanation|description|note|what it does|this command)\s*:\s*`)
