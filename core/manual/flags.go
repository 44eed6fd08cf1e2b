package manual

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"caro/core/gate"
)

// maxFlags bounds how many flags are taken from a page: the one with the most has 2,500.
const maxFlags = 5000

// minFlags is how many flags a page must have to be taken for a full list.
const minFlags = 4

// collector makes a page of what is read.
type collector struct {
	page
	open   []*flag // whose meaning is to come
	depth  int     // of the line that they stand on, in blanks
	single int     // spellings of several letters behind one dash
	tagged bool    // their heading is a tag, which others may follow
}

func newCollector() *collector {
	return &collector{page: page{flags: map[string]*flag{}, mentions: map[string]bool{}}}
}

// fromPage reads the source of a page. cut says that it isn't there in full.
func fromPage(source []byte, cut bool) page {
	c := newCollector()
	about := true // this section is about the program's flags
	synopsis := false
	blocks := read(source)
	for i, b := range blocks {
		if b.kind == section {
			c.end()
			name := strings.ToUpper(b.text)
			about, synopsis = !otherSections[name], name == "SYNOPSIS" || name == "USAGE"
			continue
		}
		c.mention(b.text, synopsis)
		if about {
			c.block(b, blocks[i+1:])
		}
	}
	return c.finish(!cut)
}

// otherSections have flags of other programs, or in other words.
var otherSections = map[string]bool{
	"NAME": true, "SYNOPSIS": true, "SEE ALSO": true, "EXAMPLES": true, "EXAMPLE": true, "HISTORY": true, "AUTHOR": true, "AUTHORS": true, "BUGS": true, "ENVIRONMENT": true, "ENVIRONMENT VARIABLES": true,
	"FILES": true, "EXIT STATUS": true, "COPYRIGHT": true, "STANDARDS": true, "SHELL BUILTIN COMMANDS": true, "COMPATIBILITY": true, "REPORTING BUGS": true, "DIAGNOSTICS": true,
}

// block takes a block of a page.
func (c *collector) block(b block, after []block) {
	switch b.kind {
	case tag:
		h := parseHeading(b.text)
		if len(h.names) == 0 {
			c.end()
			return
		}
		if !c.tagged {
			c.end()
		}
		c.heading(h, false)
		c.tagged = true
	case text:
		if h := parseHeading(b.text); h.stands(b.text) && (len(after) == 0 || after[0].kind != section) {
			c.end()
			c.heading(h, false)
			return
		}
		c.meaning(b.text)
	case verbatim:
		c.line(b.text)
	case section:
	}
}

// stands reports whether a paragraph is nothing but a heading.
func (h *heading) stands(text string) bool {
	const most, words = 160, 2
	return len(h.names) > 0 && len(text) <= most && h.rest <= words && !strings.HasSuffix(text, ".") && (h.rest == 0 || !strings.HasSuffix(text, ":"))
}

// line takes a line as a program's help has them: a flag, two blanks or a tab, its meaning.
func (c *collector) line(line string) {
	body := strings.TrimLeft(line, " \t")
	depth := len(strings.ReplaceAll(line[:len(line)-len(body)], "\t", "        "))
	if body == "" {
		return
	}
	h := parseHeading(body)
	if len(h.names) == 0 || len(c.open) > 0 && !c.tagged && depth > c.depth+8 {
		if depth > c.depth || c.tagged {
			c.meaning(body)
		}
		return
	}
	if c.tagged && len(c.open) > 0 { // an example below a flag
		return
	}
	head, meaning, found := columns(body)
	if found {
		h = parseHeading(head)
	}
	if !h.stands(head) {
		return
	}
	c.end()
	c.heading(h, true)
	c.depth = depth
	if found {
		meaning, more := nextColumn(meaning)
		c.meaning(meaning)
		if more != "" {
			c.line(more)
		}
	}
}

// another is a flag that stands behind the meaning of the one before, on the same line.
var another = regexp.MustCompile(`\s(-[A-Za-z0-9]|--[a-z0-9-]+)( [A-Z][A-Z:\[\]]*)?  `)

// nextColumn parts a meaning from a flag that follows it on its line.
func nextColumn(meaning string) (own, more string) {
	if at := another.FindStringIndex(meaning); at != nil {
		return meaning[:at[0]], strings.TrimLeft(meaning[at[0]:], " \t")
	}
	return meaning, ""
}

// columns parts a line at two blanks or a tab.
func columns(line string) (head, meaning string, found bool) {
	tab, blanks := strings.IndexByte(line, '\t'), strings.Index(line, "  ")
	at := max(tab, blanks)
	if tab >= 0 && blanks >= 0 {
		at = min(tab, blanks)
	}
	if at < 0 {
		return line, "", false
	}
	meaning = strings.TrimLeft(line[at:], " \t")
	// -o FILE  --output FILE  Meaning.
	if next, rest, more := columns(meaning); more && strings.HasPrefix(meaning, "-") {
		return line[:at] + " " + next, rest, true
	}
	return line[:at], meaning, meaning != ""
}

// heading takes flags whose meaning is to come.
func (c *collector) heading(h heading, brief bool) {
	c.open = append(c.open, &flag{names: h.names, argument: h.argument, optional: h.optional, brief: brief})
}

// meaning gives the open flags their meaning.
func (c *collector) meaning(text string) {
	if len(c.open) == 0 {
		return
	}
	sentence := firstSentence(text)
	for _, f := range c.open {
		f.meaning = sentence
	}
	c.end()
}

// end files the open flags.
func (c *collector) end() {
	for _, f := range c.open {
		for _, name := range f.names {
			c.file(name, f)
		}
	}
	c.open, c.tagged = nil, false
}

// file keeps a flag under one of its spellings. Where a page has it twice with two
// meanings, as one for each of several commands, it has none here.
func (c *collector) file(name string, f *flag) {
	if len(c.flags) >= maxFlags {
		return
	}
	old := c.flags[name]
	switch {
	case old == nil:
		if len(name) > 2 && name[1] != '-' {
			c.single++
		}
		c.flags[name] = f
	case old.several || f.meaning == "" || f.brief && !old.brief:
	case old.meaning == "" || old.brief && !f.brief:
		c.flags[name] = f
	case !strings.EqualFold(old.meaning, f.meaning):
		both := *old
		both.meaning, both.several = "", true
		c.flags[name] = &both
	}
}

// mention notes all flags that a text speaks of.
func (c *collector) mention(text string, synopsis bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '-' || i > 0 && (isAlnum(text[i-1]) || text[i-1] == '-' || text[i-1] == '.') {
			continue
		}
		rest := text[i:min(len(text), i+2*maxFlagName)]
		if strings.HasPrefix(rest, "--[") {
			h := heading{}
			h.flag(rest)
			for _, name := range h.names {
				c.mentions[name] = true
			}
			continue
		}
		if !beginsFlag(rest) || len(c.mentions) >= maxFlags {
			continue
		}
		name := rest[:nameEnd(rest)]
		if len(name) <= maxFlagName {
			c.mentions[name] = true
		}
		if more, found := strings.CutPrefix(rest[len(name):], "["); found && len(name) > 2 {
			if inner, _, found := strings.Cut(more, "]"); found && len(inner) < maxFlagName {
				c.mentions[name+inner] = true
			}
		}
		if synopsis && name[1] != '-' && len(name) > 2 {
			for _, letter := range name[1:] {
				c.mentions["-"+string(letter)] = true
			}
		}
		i += len(name) - 1
	}
}

// finish is the page.
func (c *collector) finish(whole bool) page {
	c.end()
	for name := range c.flags {
		delete(c.mentions, name)
	}
	c.words = c.single*2 > len(c.flags)
	c.full = whole && len(c.flags) >= minFlags
	return c.page
}

// firstSentence is the beginning of a text as a meaning: short, with a capital, with a full
// stop; "" for text that holds hidden characters.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, string(slant), "")), " ")
	s = strings.TrimLeft(s, "•–—:;,. ")
	end := 0
	for end < len(s) {
		i := strings.IndexAny(s[end:], ".;")
		if i < 0 {
			end = len(s)
			break
		}
		end += i
		if end+1 == len(s) || s[end+1] == ' ' && !abbreviates(s[:end]) {
			break
		}
		end++
	}
	s = strings.TrimRight(s[:min(end, len(s))], ".:;, ")
	if s == "" || !printable(s) {
		return ""
	}
	if len(s) >= maxMeaning {
		cut := strings.LastIndexByte(s[:maxMeaning-len("….")], ' ')
		if cut <= 0 {
			return ""
		}
		s = strings.TrimRight(s[:cut], ".:;, (") + "…"
	} else if !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "!") {
		s += "."
	}
	r, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsLower(r) && !unicode.IsUpper(second) {
		s = string(unicode.ToUpper(r)) + s[size:]
	}
	return s
}

// abbreviates reports whether a full stop behind a text ends no sentence.
func abbreviates(s string) bool {
	word := s[strings.LastIndexAny(s, " (")+1:]
	return slices.Contains([]string{"e.g", "i.e", "vs", "cf", "etc", "resp", "eg", "ie", "incl", "approx", "E.g", "I.e", "no"}, word)
}

// printable reports whether a text holds nothing that a terminal wouldn't show as it is.
func printable(s string) bool {
	return gate.VisibleLine(s, len(s)) == s
}
