package shell

import (
	"strings"

	"caro/core/shell/meaning"
)

// grepFiles are the operands of grep that are files.
func grepFiles(use *usage) (list []usedOperand) {
	for _, o := range use.operands {
		if o.role != "pattern" {
			list = append(list, o)
		}
	}
	return list
}

// grepPatterns are all that grep looks for.
func (c *speech) grepPatterns() (list []string) {
	for _, o := range c.use.operands {
		if o.role == "pattern" {
			list = append(list, c.word(o.field))
		}
	}
	for _, f := range c.use.flags {
		if f.value != nil && has(f.flag.Names, "-e", "--regexp") {
			list = append(list, c.word(*f.value))
		}
	}
	return list
}

// grepLines words the lines that grep finds: "lines that contain “x”, capitals or not"; ""
// where there is no pattern.
func (c *speech) grepLines() string {
	const most = 4
	var out []string
	patterns := c.grepPatterns()
	more := len(patterns) - most
	patterns = patterns[:min(most, len(patterns))]
	not := c.use.has("-v", "--invert-match")
	for _, p := range patterns {
		words := ""
		if !strings.Contains(p, "$") || strings.HasSuffix(p, "$") {
			words = meaning.Matches(p, flavour(c.use), true)
		}
		if words == "" {
			words = "fit " + meaning.Quote(p)
		}
		out = append(out, words)
	}
	if len(out) == 0 {
		if v, ok := c.use.value("-f", "--file"); ok {
			return "lines that fit one of the patterns in " + c.t.place(c.word(v))
		}
		return ""
	}
	if len(patterns) == 1 && patterns[0] == "" && !not {
		return "lines"
	}
	if len(out) > 1 { // the verb is said once
		for i := 1; i < len(out); i++ {
			if strings.HasPrefix(out[0], "contain ") {
				out[i] = strings.TrimPrefix(out[i], "contain ")
			}
		}
	}
	if more > 0 {
		out = append(out, "fit one of "+meaning.Count(more, "more pattern"))
	}
	words := meaning.Or(out)
	switch {
	case c.use.has("-w", "--word-regexp"):
		words = strings.Replace(words, "contain ", "have the word ", 1)
	case c.use.has("-x", "--line-regexp") && len(out) == 1:
		words = strings.Replace(words, "contain ", "are exactly ", 1)
	}
	if c.use.has("-i", "--ignore-case", "-y") {
		words += ", capitals or not"
	}
	if not {
		if negated := meaning.Negated(words); negated != "" {
			return "lines that " + negated
		}
		return "lines but those that " + words
	}
	return "lines that " + words
}

func (c *speech) grep() string {
	lines := c.grepLines()
	if lines == "" {
		return ""
	}
	recursive := c.use.has("-r", "-R", "--recursive", "--dereference-recursive") || c.name() == "rg" || c.name() == "git grep"
	list := grepFiles(c.use)
	files := c.t.things(list, c.s.plain)
	if files == "" && c.fed != "" && !recursive {
		c.used = true
		files = c.t.place(c.fed)
	}
	if recursive {
		switch files {
		case "", "this folder":
			files = "this folder and all below it"
			if c.piped && !c.use.has("-r", "-R", "--recursive") {
				files, recursive = "", false
			}
		default:
			files += " and all below it"
		}
	}
	only := ""
	var names []string
	for _, f := range c.use.flags {
		if f.value != nil && has(f.flag.Names, "--include") {
			words := meaning.Glob(f.value.text, false)
			if len(names) > 0 {
				words = strings.TrimPrefix(words, "ends in ")
			}
			names = append(names, words)
		}
	}
	if len(names) > 0 && !has(names, "") {
		only = " (only in files whose name " + meaning.Or(names) + ")"
	}
	in := ""
	if files != "" {
		in = " in " + files + only
	}
	switch {
	case c.use.has("-q", "--quiet", "--silent"):
		return "check whether there are " + lines + in
	case c.use.has("-l", "--files-with-matches", "--files-with-match"):
		return listFiles(files, only, recursive) + " with " + lines
	case c.use.has("-L", "--files-without-match"):
		return listFiles(files, only, recursive) + " without " + lines
	case c.use.has("-c", "--count"):
		return "count the " + lines + in
	case c.use.has("-o", "--only-matching"):
		if patterns := c.grepPatterns(); len(patterns) == 1 {
			if found := meaning.Found(patterns[0], flavour(c.use)); found != "" {
				return "pick out every text of the form (" + found + ")" + in
			}
			return "pick out every text that fits " + meaning.Quote(patterns[0]) + in
		}
	}
	words := ""
	switch rest, without := strings.CutPrefix(lines, "lines that don't "); {
	case recursive:
		words = "search " + files + only + " for " + lines
	case without && c.piped && files == "":
		words = "leave out lines that " + rest
	case lines == "lines that aren't empty" && c.piped && files == "":
		words = "leave out empty lines"
	case c.piped && files == "":
		words = "keep only " + lines
	case files != "":
		words = "print the " + strings.Replace(lines, "lines ", "lines of "+files+only+" ", 1)
	default:
		words = "print " + lines
	}
	return words + c.grepAround()
}

// listFiles begins what lists the files themselves.
func listFiles(files, only string, recursive bool) string {
	switch {
	case recursive:
		return "list the files in " + files + only
	case files == "":
		return "list the files"
	case files == them:
		return "list those"
	}
	return "list " + strings.Replace(files, "every ", "each ", 1)
}

// grepAround words what is printed besides the lines.
func (c *speech) grepAround() string {
	var with []string
	if v, ok := c.use.value("-C", "--context"); ok {
		with = append(with, v.text+" lines around each")
	}
	if v, ok := c.use.value("-A", "--after-context"); ok {
		with = append(with, v.text+" lines behind each")
	}
	if v, ok := c.use.value("-B", "--before-context"); ok {
		with = append(with, v.text+" lines before each")
	}
	if c.use.has("-n", "--line-number") {
		with = append(with, "line numbers")
	}
	words := ""
	if len(with) > 0 {
		words = ", with " + meaning.And(with)
	}
	if v, ok := c.use.value("-m", "--max-count"); ok {
		words += ", at most " + v.text
	}
	return words
}

// programs are the little programs of a command line.
func (c *speech) programs(language string) (list []string) {
	for _, f := range c.use.flags {
		if f.value != nil && f.flag.Role.Script() == language {
			list = append(list, f.value.text)
		}
	}
	for _, o := range c.use.operands {
		if o.role.Script() == language {
			list = append(list, o.text)
		}
	}
	return list
}

func (c *speech) sed() string {
	text := strings.Join(c.programs("sed"), "\n")
	files := c.input()
	if text == "" && c.has("-i") && len(c.use.operands) > 1 { // -i '' is BSD's
		text = c.use.operands[1].text
		files = c.t.things(c.use.operands[2:], c.s.plain)
	}
	phrase := ""
	if !strings.ContainsAny(text, unknown) {
		phrase = meaning.Sed(text, sedOptions(c.use)).Phrase
	}
	inPlace := c.use.has("-i", "--in-place", "-I")
	switch {
	case phrase == "" && inPlace && files != "":
		phrase = "change lines in " + files + " by a program of sed"
	case phrase == "":
		phrase = "change lines by a program of sed"
		if files != "" {
			phrase = "print " + files + ", with lines changed by a program of sed"
		}
		return phrase
	case inPlace && files != "":
		joint := " in "
		if strings.Contains(phrase, ",") || files == them && strings.Contains(phrase, " in ") {
			joint = ", in "
		}
		phrase += joint + files
		if files != them {
			phrase += " itself"
			if strings.Contains(files, " and ") || strings.HasPrefix(files, "every") {
				phrase = strings.TrimSuffix(phrase, " itself")
			}
		}
	case files == "":
		return phrase
	case strings.HasPrefix(phrase, "print only ") || strings.Contains(phrase, "print only lines where"):
		return "from " + files + ", " + phrase
	case strings.HasPrefix(phrase, "print ") || strings.HasPrefix(phrase, "count "):
		return phrase + " of " + files
	default:
		return "print " + files + ", but " + phrase
	}
	for _, f := range c.use.flags {
		if has(f.flag.Names, "-i", "--in-place") && f.value != nil && f.value.text != "" {
			phrase += ", keeping a copy with " + f.value.text + " behind its name"
		}
	}
	return phrase
}

func (c *speech) awk() string {
	phrase := ""
	if list := c.programs("awk"); len(list) == 1 && !strings.ContainsAny(list[0], unknown) {
		phrase = meaning.AwkProgram(list[0]).Phrase
	}
	fields := ""
	if v, ok := c.use.value("-F", "--field-separator"); ok && strings.Contains(phrase, "field") && !strings.Contains(phrase, "of its fields") {
		if by := separator(v.text); by != "" {
			fields = " (fields are parted by " + by + ")"
		}
	}
	files := c.input()
	switch {
	case phrase == "" && files == "":
		return "work on each line by a program of awk"
	case phrase == "":
		return "work on each line of " + files + " by a program of awk"
	case files == "":
		return phrase + fields
	}
	return "from " + files + ", " + phrase + fields
}

func (c *speech) jq() string {
	filter, phrase := "", ""
	var files []usedOperand
	for _, o := range c.use.operands {
		if o.role.Script() == "jq" {
			filter = o.text
		} else {
			files = append(files, o)
		}
	}
	if !strings.ContainsAny(filter, unknown) {
		phrase = meaning.Jq(filter).Phrase
	}
	from := c.t.things(files, c.s.plain)
	if from == "" && c.fed != "" {
		c.used = true
		from = c.t.place(c.fed)
	}
	if filter == "." {
		phrase = "print the JSON"
		if from != "" {
			phrase += " of " + from
		}
		return phrase + " in a readable form"
	}
	switch {
	case phrase == "":
		phrase = "work on the JSON by the filter " + meaning.Quote(filter)
	case c.use.has("-r", "--raw-output") && strings.HasPrefix(phrase, "take ") && !strings.Contains(phrase, ", then "):
		phrase = "print " + strings.TrimPrefix(phrase, "take ")
	}
	switch {
	case strings.HasPrefix(phrase, "work on the JSON") && from != "":
		return strings.Replace(phrase, "the JSON", "the JSON of "+from, 1)
	case from != "":
		return "from the JSON of " + from + ", " + phrase
	case c.piped && !strings.Contains(phrase, "the JSON"):
		return "from that JSON, " + phrase
	}
	return phrase
}

func (c *speech) xargs() string {
	before := c.t.found
	c.t.found = true
	inner := c.t.inner(c)
	c.t.found = before
	if inner == "" {
		return "print them on one line"
	}
	if v, ok := c.use.value("-P", "--max-procs", "-j"); ok && v.text != "1" {
		inner += ", up to " + v.text + " at the same time"
	}
	for _, f := range c.use.flags {
		if has(f.flag.Names, "-I", "-i", "--replace", "-n", "--max-args", "-L") && (f.value == nil || !has([]string{f.name}, "-n", "--max-args", "-L") || f.value.text == "1") {
			return "for each of them, " + strings.ReplaceAll(inner, them, each)
		}
	}
	if c.name() == "parallel" {
		return "for each of them, " + strings.ReplaceAll(inner, them, each)
	}
	return inner
}
