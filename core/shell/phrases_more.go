package shell

import (
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// duration words a time such as 10s or 5.
func duration(text string) string {
	unit := "second"
	if n := len(text); n > 1 {
		if word, ok := map[byte]string{'s': "second", 'm': "minute", 'h': "hour", 'd': "day"}[text[n-1]]; ok {
			text, unit = text[:n-1], word
		}
	}
	if text == "1" {
		return "1 " + unit
	}
	return bare(text) + " " + unit + "s"
}

func (c *speech) sleep() string {
	if len(c.use.operands) != 1 {
		return ""
	}
	return "wait " + duration(c.word(c.use.operands[0].field))
}

func (c *speech) timeout() string {
	inner := c.t.inner(c)
	if inner == "" || len(c.use.operands) == 0 {
		return ""
	}
	return inner + ", for at most " + duration(c.word(c.use.operands[0].field))
}

func (c *speech) watch() string {
	inner := c.t.inner(c)
	if inner == "" {
		return ""
	}
	every := "2 seconds"
	if v, ok := c.use.value("-n", "--interval"); ok {
		every = duration(c.word(v))
	}
	return "every " + strings.TrimPrefix(every, "1 ") + ", " + inner
}

func (c *speech) lsof() string {
	port := ""
	for _, f := range c.s.list[1:] {
		if _, after, found := strings.Cut(c.word(f), ":"); found && (strings.HasPrefix(f.text, "-i") || strings.HasPrefix(f.text, ":")) {
			port = after
		}
	}
	words := "list open files"
	if port != "" {
		words = "list the programs that use port " + port
	} else if c.use.has("-i") {
		words = "list the programs that use the network"
	}
	if c.use.has("-t") {
		words = strings.Replace(words, "the programs", "the numbers of the programs", 1)
	}
	if v, ok := c.use.value("+D", "+d"); ok {
		words += " in " + c.t.place(c.word(v))
	}
	if v, ok := c.use.value("-p"); ok {
		words += " of process " + bare(c.word(v))
	}
	if v, ok := c.use.value("-u"); ok {
		words += " of the user " + bare(c.word(v))
	}
	if len(c.use.operands) > 0 && port == "" && !c.use.has("-i") {
		words = "list the programs that use " + c.t.things(c.use.operands, c.s.plain)
	}
	return words
}

func (c *speech) gitDiff() string {
	var refs, paths []string
	for _, o := range c.use.operands {
		text := c.word(o.field)
		if words := meaning.Ref(text); words != "" && len(paths) == 0 {
			refs = append(refs, words)
		} else {
			paths = append(paths, c.t.place(text))
		}
	}
	words := "show what has changed since it was last marked"
	switch {
	case c.use.has("--cached", "--staged"):
		words = "show what is marked for the next commit"
	case len(refs) == 1 && strings.HasPrefix(refs[0], "what "):
		words = "show " + refs[0]
	case len(refs) == 1 && strings.HasPrefix(refs[0], "commits of "):
		words = "show what the " + refs[0] + " change"
	case len(refs) == 1:
		words = "show what has changed since " + refs[0]
	case len(refs) == 2:
		words = "show what changed from " + refs[0] + " to " + refs[1]
	case len(paths) == 1:
		words = "show what has changed in " + paths[0]
		paths = nil
	}
	if len(paths) > 0 {
		words += " in " + meaning.And(paths)
	}
	if c.use.has("--stat") {
		words += ", as a summary"
	}
	if c.use.has("--name-only") {
		words += ", by name only"
	}
	return words
}

// sortNames are the columns of ps for a person.
var sortNames = map[string]string{"%mem": "memory", "pmem": "memory", "rss": "memory", "%cpu": "processor time", "pcpu": "processor time", "pid": "number", "etime": "age", "start_time": "age", "user": "user"}

func (c *speech) ps() string {
	words := "list running processes"
	if v, ok := c.use.value("-p", "--pid"); ok {
		words = "show process " + bare(c.word(v))
	} else if v, ok := c.use.value("-C"); ok {
		words = "list the processes called " + bare(c.word(v))
	}
	if v, ok := c.use.value("--sort"); ok {
		key := strings.TrimLeft(strings.TrimPrefix(c.word(v), "="), "-+")
		name, known := sortNames[key]
		if !known {
			name = key
		}
		words += ", sorted by " + name
		if strings.Contains(v.text, "-") {
			words += ", greatest first"
		}
	}
	if c.use.has("--forest") {
		words += " as a tree"
	}
	return words
}

var recordType = expr(`^(?i)(A|AAAA|MX|TXT|NS|CNAME|SOA|SRV|PTR|CAA|ANY|DS|DNSKEY)$`)

func (c *speech) dig() string {
	name, kind, server := "", "", ""
	for _, f := range c.s.list[1:] {
		text := c.word(f)
		switch {
		case text == "" || text[0] == '+' || text[0] == '-':
		case text[0] == '@':
			server = text[1:]
		case recordType.MatchString(text):
			kind = strings.ToUpper(text)
		case name == "":
			name = text
		}
	}
	if name == "" {
		return ""
	}
	words := "look up the address of " + bare(name)
	if kind != "" && kind != "A" {
		words = "look up the " + kind + " records of " + bare(name)
	}
	if c.use.has("-x") {
		words = "look up the name of the address " + bare(name)
	}
	if server != "" {
		words += " at the name server " + server
	}
	if c.has("+trace") {
		words += ", step by step from the root"
	}
	return words
}

// has reports whether a word is among the arguments.
func (c *speech) has(word string) bool { return has(texts(c.s.list[1:]), word) }

func (c *speech) ffmpeg() string {
	var from, to []string
	for _, f := range c.use.flags {
		if f.value != nil && f.name == "-i" {
			from = append(from, c.t.place(c.word(*f.value)))
		}
	}
	for _, o := range c.use.operands {
		if o.role == utilities.Write {
			to = append(to, c.t.place(c.word(o.field)))
		}
	}
	if len(from) == 0 || len(to) != 1 {
		return ""
	}
	flag := func(names ...string) string {
		v, ok := c.use.value(names...)
		if !ok {
			return ""
		}
		return c.word(v)
	}
	copies := flag("-c", "-codec") == "copy" || flag("-c:v") == "copy" && flag("-c:a") == "copy"
	start, end, length := meaning.Clock(flag("-ss")), meaning.Clock(flag("-to")), meaning.Clock(flag("-t"))
	words := "convert " + meaning.And(from) + " to " + to[0]
	var more []string
	switch {
	case flag("-f") == "concat":
		words = "join the recordings that " + from[0] + " lists into " + to[0]
	case start != "" || end != "" || length != "":
		part := ""
		if start == "" && end == "" {
			words = "take the first " + length + " of " + meaning.And(from) + " into " + to[0]
			break
		}
		if start != "" {
			part += " from " + start
		}
		if end != "" {
			part += " to " + end
		}
		if length != "" {
			part += " for " + length
		}
		words = "cut" + part + " out of " + meaning.And(from) + " into " + to[0]
	case copies && len(from) == 1:
		words = "put the streams of " + from[0] + " into " + to[0]
	}
	if copies {
		more = append(more, "without encoding anew")
	}
	if filter := meaning.VideoFilter(flag("-vf", "-filter:v")); filter != "" {
		more = append(more, filter)
	}
	for _, pair := range [][2]string{{"-c:v", "the picture "}, {"-c:a", "the sound "}} {
		if codec := meaning.Codec(flag(pair[0])); codec != "" && !copies {
			more = append(more, pair[1]+codec)
		}
	}
	if rate := meaning.Rate(flag("-b:a")); rate != "" {
		more = append(more, "the sound at "+rate)
	}
	if c.use.has("-vn") {
		more = append(more, "without the picture")
	}
	if c.use.has("-an") {
		more = append(more, "without the sound")
	}
	if len(more) == 0 {
		return words
	}
	return words + ", " + strings.Join(more, ", ")
}

func (c *speech) gitPush() string {
	var list []string
	for _, o := range c.use.operands {
		list = append(list, bare(c.word(o.field)))
	}
	where, branch := "the other side", "the branch"
	if len(list) > 0 {
		where = list[0]
	}
	if len(list) > 1 {
		branch = "branch " + meaning.And(list[1:])
	}
	ref := ""
	if len(list) == 2 {
		ref = list[1]
	}
	switch {
	case c.use.has("-d", "--delete") && len(list) > 1:
		return "delete " + branch + " at " + where
	case strings.HasPrefix(ref, ":"):
		return "delete branch " + ref[1:] + " at " + where
	case strings.HasPrefix(ref, "+"):
		return "replace branch " + ref[1:] + " at " + where + " by yours"
	case c.use.has("--mirror"):
		return "make " + where + " the same as this repository, deleting what isn't here"
	case c.use.has("-f", "--force"):
		return "replace " + branch + " at " + where + " by yours"
	case c.use.has("--force-with-lease"):
		return "replace " + branch + " at " + where + " by yours, if nobody else has changed it"
	case c.use.has("--tags"):
		return "send all tags to " + where
	case c.use.has("--all"):
		return "send all branches to " + where
	}
	words := "send your commits to " + where
	if from, to, found := strings.Cut(ref, ":"); found {
		if from == "HEAD" {
			from = "this branch"
		} else {
			from = "branch " + from
		}
		words = "send " + from + " to " + where + " as its branch " + to
	} else if len(list) > 1 {
		words += ", " + branch
	}
	if c.use.has("-u", "--set-upstream") {
		words += ", and follow it from now on"
	}
	return words
}

func (c *speech) shutdown() string {
	words := "shut the machine down"
	switch {
	case c.use.has("-c"):
		return "cancel the shutdown"
	case c.use.has("-r"):
		words = "restart the machine"
	case c.use.has("-s"):
		words = "put the machine to sleep"
	}
	for _, o := range c.use.operands {
		switch when := c.word(o.field); {
		case when == "now":
			return words + " now"
		case strings.HasPrefix(when, "+"):
			return words + " in " + when[1:] + " minutes"
		default:
			return words + " at " + bare(when)
		}
	}
	return words
}

func (c *speech) at() string {
	var list []string
	for _, o := range c.use.operands {
		list = append(list, c.word(o.field))
	}
	if len(list) == 0 {
		return ""
	}
	return "run that at another time: " + cut(strings.Join(list, " "))
}

// commitName is a commit by its number.
var commitName = expr(`^[0-9a-f]{7,40}$`)

func (c *speech) gitReset() string {
	var paths []string
	ref, raw := "", ""
	for i, o := range c.use.operands {
		text := c.word(o.field)
		if i == 0 && (gitName.MatchString(text) || commitName.MatchString(text) || strings.HasPrefix(text, "origin/")) {
			raw, ref = text, c.things(c.use.operands[:1])
			continue
		}
		paths = append(paths, c.t.place(text))
	}
	to := ref
	if to == "" && len(paths) > 0 {
		to = paths[0]
	} else if to == "" {
		to = "the last commit"
	}
	switch {
	case c.use.has("--hard"):
		return "throw all changes away and go back to " + to
	case c.use.has("--soft"):
		return "take back the commits since " + to + ", keeping their changes marked"
	case c.use.has("--merge", "--keep"):
		return "go back to " + to + ", keeping local changes"
	case len(paths) > 0 && ref == "" && !strings.ContainsAny(strings.Join(paths, ""), "./"):
		return "unmark " + meaning.And(paths) + ", or move the branch there where it is a commit"
	case len(paths) > 0:
		return "unmark " + meaning.And(paths) + ", keeping what is changed"
	case ref == "" || raw == "HEAD":
		return "unmark all changes, keeping them"
	}
	return "take back the commits since " + to + ", keeping their changes unmarked"
}
