package shell

import (
	"strconv"
	"strings"
	"time"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

func (c *speech) chmod() string {
	ops := c.use.operands
	mode := ""
	if len(ops) > 1 && ops[0].role == "mode" {
		mode, ops = ops[0].text, ops[1:]
	}
	for _, f := range c.s.list[1:] { // chmod -x FILE
		if takesRights.MatchString(f.text) {
			mode, ops = f.text, c.use.operands
		}
	}
	files := c.t.things(ops, c.s.plain)
	if mode == "" || files == "" {
		return ""
	}
	words := meaning.Mode(mode)
	all := ""
	if c.use.has("-R", "--recursive") && files != them {
		all = ", and all below"
	}
	switch {
	case words == "":
		return "change the permissions of " + files + all + " to " + cut(mode)
	case !strings.HasPrefix(words, "let ") && !strings.HasPrefix(words, "no longer ") && !strings.HasPrefix(words, "take ") && !strings.HasPrefix(words, "have "):
		return "set the permissions of " + files + all + ", so that " + words
	case !strings.Contains(words, ", ") && runsAlone.MatchString(words):
		return words + " " + files + all
	}
	return "change the permissions of " + files + all + ": " + words
}

// takesRights is a mode that looks like a flag.
var takesRights = expr(`^-[rwxXst]+$`)

// runsAlone are rights that end in a verb.
var runsAlone = expr(`(read|write|run)$`)

func (c *speech) date() string {
	form := ""
	for _, o := range c.use.operands {
		if strings.HasPrefix(o.text, "+") {
			form = meaning.DateForm(o.text)
		}
	}
	when := "date and time"
	if v, ok := c.use.value("-d", "--date"); ok {
		text := c.word(v)
		if seconds, found := strings.CutPrefix(text, "@"); found {
			when = "the time " + seconds + " seconds after 1970 began"
			if n, err := strconv.ParseInt(seconds, 10, 40); err == nil {
				when = "the time " + time.Unix(n, 0).UTC().Format("2006-01-02 15:04:05") + " UTC"
			}
		} else {
			when = "the time of " + meaning.Quote(text)
		}
	} else if v, ok := c.use.value("-r", "--reference"); ok {
		when = "when " + c.t.place(c.word(v)) + " was changed"
	}
	if c.use.has("-s", "--set") {
		return ""
	}
	words := "print " + when
	if c.use.has("-u", "--utc", "--universal") && !strings.HasSuffix(when, "UTC") {
		words += " in UTC"
	}
	if names, _, found := strings.Cut(form, ", as in "); found && when != "date and time" {
		form = names
	}
	if form != "" {
		words += " as " + strings.Replace(strings.TrimPrefix(form, "as in "), ", as in ", " (", 1)
		if strings.Contains(form, ", as in ") {
			words += ")"
		}
	}
	return words
}

func (c *speech) tar() string {
	archive := "what it reads"
	if c.use.has("-c", "--create") {
		archive = "standard output"
	} else if c.piped {
		archive = "it"
	}
	if v, ok := c.use.value("-f", "--file"); ok && v.text != "-" {
		archive = bare(c.word(v))
	}
	files := c.t.things(c.use.operands, c.s.plain)
	dir := ""
	if v, ok := c.use.value("-C", "--directory"); ok {
		dir = c.t.place(c.word(v))
	}
	pack := ""
	for _, pair := range [][2]string{{"-z", "gzip"}, {"-j", "bzip2"}, {"-J", "xz"}, {"--zstd", "zstd"}} {
		if c.use.has(pair[0]) {
			pack = ", compressed with " + pair[1]
		}
	}
	leave := ""
	var left []string
	for _, f := range c.use.flags {
		if f.value != nil && has(f.flag.Names, "--exclude") {
			left = append(left, bare(f.value.text))
		}
	}
	if len(left) > 0 {
		leave = ", without " + meaning.And(left)
	}
	switch {
	case c.use.has("-x", "--extract", "--get"):
		words := "unpack " + archive
		if files != "" {
			words = "unpack " + files + " from " + archive
		}
		if dir != "" {
			words += " into " + dir
		}
		return words + leave
	case c.use.has("-t", "--list"):
		return "list what the archive " + archive + " holds"
	case c.use.has("-c", "--create") && files != "":
		words := "pack " + files
		if dir != "" {
			words += " of " + dir
		}
		return words + " into the archive " + archive + pack + leave
	case c.use.has("-r", "--append", "-u", "--update") && files != "":
		return "add " + files + " to the archive " + archive
	}
	return ""
}

func (c *speech) kill() string {
	how, behind := "end ", ""
	name := ""
	if v, ok := c.use.value("-s", "--signal", "-n"); ok && c.name() != "pkill" {
		name = v.text
	} else if len(c.s.list) > 1 && signalName.MatchString(c.s.list[1].text) {
		name = c.s.list[1].text[1:]
	}
	if name != "" {
		switch words := meaning.Signal(name); {
		case words == "":
			how, behind = "send the signal "+bare(name)+" to ", ""
		case strings.HasPrefix(words, "end at once"):
			behind = strings.TrimPrefix(words, "end")
		case strings.HasPrefix(words, "end"):
		case strings.HasPrefix(words, "nothing"):
			how = "check whether there is "
		default:
			how, behind = "tell ", " to "+words
		}
	}
	var list []usedOperand
	for _, o := range c.use.operands {
		if o.text != "-"+name {
			list = append(list, o)
		}
	}
	what := c.t.things(list, c.s.plain)
	switch {
	case what == "":
		return ""
	case what == them:
	case c.name() == "killall":
		what = "every process called " + what
	case c.name() == "pkill":
		what = "every process that fits " + what
	case strings.HasPrefix(what, "%"):
		what = "job " + what[1:]
	case strings.HasPrefix(what, "what "):
		what = "the processes that " + strings.TrimPrefix(what, "what ")
	default:
		what = "process " + what
	}
	return how + what + behind
}

// signalName is a signal as a flag.
var signalName = expr(`^-([0-9]+|[A-Z][A-Z0-9]+)$`)

// within is what stands for all below operands: "it" or "them".
func (c *speech) within(what string) string {
	if len(c.use.operands) == 1 && what != them && !strings.HasPrefix(what, "every") {
		return each
	}
	return them
}

func (c *speech) rm() string {
	what := c.t.things(c.use.operands, c.s.plain)
	if what == "" {
		return ""
	}
	words := "delete " + what
	if c.use.has("-r", "-R", "--recursive") {
		words += " with all that is in " + c.within(what)
	}
	switch {
	case c.use.has("-i", "-I", "--interactive"):
		words += ", asking first"
	case c.use.has("-f", "--force"):
		words += ", without asking"
	}
	return words
}

func (c *speech) ssh() string {
	ops := c.use.operands
	if len(ops) == 0 {
		return ""
	}
	host := bare(c.word(ops[0].field))
	by := ""
	if v, ok := c.use.value("-J"); ok {
		by = ", by way of " + bare(c.word(v))
	}
	if inner := c.t.inner(c); inner != "" {
		return "on " + host + by + ", " + inner
	}
	var ports []string
	for _, f := range c.use.flags {
		if f.value != nil && has([]string{f.name}, "-L", "-R", "-D") {
			if words := meaning.Forward(f.name[1:], f.value.text); words != "" {
				ports = append(ports, words)
			}
		}
	}
	if len(ports) > 0 {
		words := "connect to " + host + by + " so that " + meaning.And(ports)
		words = strings.ReplaceAll(words, "so that a SOCKS proxy at", "for a SOCKS proxy at")
		return strings.ReplaceAll(words, ", by way of the other machine", "")
	}
	return "log in to " + host + by
}

func (c *speech) rsync() string {
	var from []string
	to := ""
	for _, o := range c.use.operands {
		name := c.word(o.field)
		words := meaning.Remote(name)
		if words == "" {
			words = c.t.place(name)
		}
		if o.role == utilities.RemoteInto {
			to = words
			continue
		}
		if strings.HasSuffix(name, "/") && !strings.HasPrefix(words, "every") {
			words = "the contents of " + words
		}
		from = append(from, words)
	}
	if len(from) == 0 || to == "" {
		return ""
	}
	words := "copy " + meaning.And(from) + " to " + to
	if c.use.has("-u", "--update") {
		words += ", where it is newer"
	}
	if c.use.has("--ignore-existing") {
		words += ", leaving alone what is there already"
	}
	if c.use.has("--delete", "--delete-after", "--delete-before", "--delete-during", "--del") {
		words += ", and delete at the target what the source lacks"
	}
	var left []string
	for _, f := range c.use.flags {
		if f.value != nil && has(f.flag.Names, "--exclude") {
			left = append(left, bare(f.value.text))
		}
	}
	if len(left) > 0 {
		words += ", without " + meaning.And(left)
	}
	if c.use.has("-n", "--dry-run") {
		return "only show what it would do to " + words
	}
	return words
}
