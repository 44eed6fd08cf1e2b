package shell

import (
	"strings"

	"caro/core/shell/meaning"
)

// lines is what a filter works on: files, or "the lines".
func (c *speech) lines() string {
	if files := c.input(); files != "" {
		return "the lines of " + files
	}
	return "the lines"
}

func (c *speech) sort() string {
	if c.use.has("-c", "-C", "--check") {
		return "check whether " + c.lines() + " are sorted"
	}
	if c.use.has("-R", "--random-sort") {
		return "put " + c.lines() + " into random order"
	}
	words := "sort"
	if files := c.input(); files != "" {
		words += " the lines of " + files
	} else if !c.piped {
		words += " the lines"
	}
	var by []string
	reverse := c.use.has("-r", "--reverse")
	numbers := c.use.has("-n", "--numeric-sort", "-g")
	sizes := c.use.has("-h", "--human-numeric-sort")
	for _, f := range c.use.flags {
		if f.value == nil || !has(f.flag.Names, "-k", "--key") {
			continue
		}
		key := meaning.SortKey(f.value.text)
		if key == "" {
			return words + " by a key"
		}
		if strings.HasSuffix(key, ", as numbers, in reverse") {
			key = strings.TrimSuffix(key, ", as numbers, in reverse") + " (greatest first)"
		}
		key = strings.TrimSuffix(key, ", as numbers")
		by = append(by, key)
	}
	words = strings.TrimSpace(words)
	if len(by) > 0 {
		words += " by " + strings.Join(by, ", then ")
		if v, ok := c.use.value("-t", "--field-separator"); ok {
			words += " (fields are parted by " + meaning.Between(v.text) + ")"
		}
	}
	switch {
	case sizes && reverse:
		words += by2(by, " by size", ", largest first")
	case sizes:
		words += by2(by, " by size", ", smallest first")
	case numbers && reverse:
		words += by2(by, " by number", ", greatest first")
	case numbers:
		words += by2(by, " by number", ", least first")
	case c.use.has("-V", "--version-sort"):
		words += " by version" + map[bool]string{true: ", newest first"}[reverse]
	case c.use.has("-M", "--month-sort"):
		words += " by month"
	case reverse:
		words += ", in reverse"
	}
	if c.use.has("-u", "--unique") {
		words += ", each line only once"
	}
	if v, ok := c.use.value("-o", "--output"); ok {
		words = into(words, c.t.place(c.word(v)), false)
	}
	return words
}

func by2(keys []string, what, order string) string {
	if len(keys) > 0 {
		return order
	}
	return what + order
}

// headLines words how much head or tail takes.
func (c *speech) headLines() string {
	tail := c.name() == "tail"
	if c.use == nil {
		return ""
	}
	if v, ok := c.use.value("-c", "--bytes"); ok {
		return meaning.Lines(tail, v.text, "byte")
	}
	for _, name := range []string{"-n", "-NUM"} {
		if v, ok := c.use.value(name); ok {
			if words := meaning.Lines(tail, v.text, "line"); words != "" {
				return words
			}
			return "the " + map[bool]string{true: "last ", false: "first "}[tail] + cut(c.word(v)) + " lines"
		}
	}
	return meaning.Lines(tail, "10", "line")
}

func (c *speech) head() string {
	lines, files := c.headLines(), c.input()
	switch {
	case lines == "":
		return ""
	case files != "" && strings.HasPrefix(lines, "all from "):
		return "print " + files + strings.TrimPrefix(lines, "all")
	case files != "":
		return "print " + lines + " of " + files
	case c.piped:
		return "keep only " + lines
	}
	return "print " + lines
}

func (c *speech) tail() string {
	follows := c.use.has("-f", "-F", "--follow")
	words := c.head()
	files := c.input()
	switch {
	case !follows:
		return words
	case files != "":
		return "show " + strings.TrimPrefix(words, "print ") + ", and what is added to " + c.within(files) + " from now on"
	}
	return words
}

func (c *speech) cut() string {
	thing, list := "", ""
	for _, f := range c.use.flags {
		for name, what := range map[string]string{"-f": "field", "-c": "character", "-b": "byte"} {
			if f.value != nil && has(f.flag.Names, name) {
				thing, list = what, f.value.text
			}
		}
	}
	if thing == "" {
		return ""
	}
	what := meaning.Chosen(list, thing)
	if what == "" {
		what = meaning.Plural(thing) + " " + list
	}
	if c.use.has("--complement") {
		what = "all but " + what
	}
	lines := "each line"
	if files := c.input(); files != "" {
		lines = "each line of " + files
	}
	words := "print only " + what + " of " + lines
	if rest, found := strings.CutPrefix(what, "all from "); found {
		words = "print " + lines + " from " + rest
	} else if rest, found := strings.CutPrefix(what, "all but "); found {
		words = "print " + lines + " without " + rest
	}
	if v, ok := c.use.value("-d", "--delimiter"); ok && thing == "field" {
		words += " (fields are parted by " + meaning.Between(v.text) + ")"
	}
	return words
}

func (c *speech) tr() string {
	ops := c.use.operands
	if len(ops) == 0 {
		return ""
	}
	from, to := meaning.TrSet(ops[0].text), ""
	if len(ops) > 1 {
		to = meaning.TrSet(ops[1].text)
	}
	deletes, squeezes, others := c.use.has("-d", "--delete"), c.use.has("-s", "--squeeze-repeats"), c.use.has("-c", "-C", "--complement")
	words := ""
	switch {
	case from == "":
		return ""
	case deletes && others:
		words = "leave out everything but " + from
	case deletes:
		words = "leave out " + from
	case len(ops) == 1 && squeezes && others:
		words = "make runs of anything but " + from + " one"
	case len(ops) == 1 && squeezes:
		words = "make runs of " + from + " one"
	case to == "":
		return ""
	case others:
		words = "turn everything but " + from + " into " + to
	default:
		words = "turn " + from + " into " + to
	}
	if squeezes && len(ops) > 1 && !deletes {
		words += ", and runs of them into one"
	}
	if c.fed != "" {
		c.used = true
		words = "from " + c.t.place(c.fed) + ", " + words
	}
	return words
}

func (c *speech) uniq() string {
	in := c.of(" of ")
	switch {
	case c.use.has("-c", "--count"):
		return "say how often each line" + in + " is repeated"
	case c.use.has("-d", "-D", "--repeated"):
		return "keep only lines" + in + " that are repeated"
	case c.use.has("-u", "--unique"):
		return "keep only lines" + in + " that aren't repeated"
	}
	return "drop repeated lines" + in
}

func (c *speech) wc() string {
	var what []string
	for _, pair := range [][2]string{{"-l", "lines"}, {"-w", "words"}, {"-m", "characters"}, {"-c", "bytes"}} {
		if c.use.has(pair[0]) {
			what = append(what, pair[1])
		}
	}
	if c.use.has("-L") {
		return ""
	}
	if len(what) == 0 {
		what = []string{"lines", "words", "bytes"}
	}
	words := "count the " + meaning.And(what)
	if files := c.input(); files == them {
		return words + " in " + files
	} else if files != "" {
		return words + " of " + files
	}
	return words
}
