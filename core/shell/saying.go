package shell

import (
	"strconv"
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// speech is what a command's phrase is made of.
type speech struct {
	t     *teller
	s     *step
	use   *usage
	piped bool   // it reads what comes from elsewhere
	fed   string // the file that it reads by <; "" for none
	used  bool   // what it reads was named
	context
}

// saying fills a utility's template in; "" where that can't be done.
func (c *speech) saying(s utilities.Saying) string {
	words, ok := c.fill(s, nil)
	if !ok {
		return ""
	}
	words = grammatical.Replace(strings.Join(strings.Fields(words), " "))
	return several.ReplaceAllString(once1.ReplaceAllString(words, "once"), "1 $1")
}

// grammatical puts right what them does to a verb.
var grammatical = strings.NewReplacer("them takes", "they take", "them is", "they are", "them has", "they have")

var once1 = expr(`\b1 times\b`)

// fill takes the first alternative that can be filled in; f is the flag at hand.
func (c *speech) fill(s utilities.Saying, f *usedFlag) (string, bool) {
	for _, a := range s {
		with, met := c.met(a, f)
		if !met {
			continue
		}
		if words, ok := c.pieces(a.Pieces, with); ok {
			return words, true
		}
	}
	return "", false
}

// met reports whether an alternative's condition holds, and the flag that it is about.
func (c *speech) met(a utilities.Alternative, f *usedFlag) (*usedFlag, bool) {
	if len(a.Flags) == 0 {
		return f, true
	}
	for _, name := range a.Flags {
		found := false
		switch name {
		case "piped":
			found = c.piped
		case "fed":
			found = c.fed != ""
		case "several":
			n := len(c.use.operands)
			found = n > 1 || n == 1 && (c.use.operands[0].from != nil || c.use.operands[0].wild())
		default:
			flag, value, _ := strings.Cut(name, "=")
			if name[0] == '=' { // of dd
				flag, value = name[1:], ""
			}
			for i := range c.use.flags {
				if used := &c.use.flags[i]; !found && has(used.flag.Names, flag) && (value == "" || used.value != nil && used.value.text == value) {
					f, found = used, true
				}
			}
		}
		if found {
			return f, !a.Unless
		}
	}
	return f, a.Unless
}

func (c *speech) pieces(list []utilities.SayingPiece, f *usedFlag) (string, bool) {
	var b strings.Builder
	for _, p := range list {
		switch p.Kind {
		case utilities.SayText:
			spaced(&b, p.Text)
		case utilities.SayInner:
			if words, ok := c.fill(p.Inner, f); ok {
				spaced(&b, words)
			}
		case utilities.SayValue:
			words := c.value(p.Value, f)
			if words == "" {
				return "", false
			}
			if words == them || words == each { // no noun stands before it
				before := nounBefore.ReplaceAllString(b.String(), "")
				b.Reset()
				b.WriteString(before)
			} else if rest, found := strings.CutPrefix(words, "what “"); found && thingBefore.MatchString(b.String()) {
				words = "that “" + rest
			}
			b.WriteString(words)
		}
	}
	return b.String(), true
}

var nounBefore = expr(`\bthe [A-Za-z]+( [a-z]+)? $`)

// thingBefore is a noun for one thing that a command may print the name of.
var thingBefore = expr(`\bthe (container|image|service|branch|commit|file|folder|user|package|repository) $`)

// spaced adds words; no blank stands before a comma.
func spaced(b *strings.Builder, words string) {
	if rest := strings.TrimLeft(words, " "); rest != "" && strings.IndexByte(",;:)", rest[0]) >= 0 {
		before := strings.TrimRight(b.String(), " ")
		b.Reset()
		b.WriteString(before)
		words = rest
	}
	b.WriteString(words)
}

// value words a value of the template.
func (c *speech) value(name string, f *usedFlag) string {
	ops := c.use.operands
	switch name {
	case "":
		if f == nil || f.value == nil {
			return ""
		}
		return c.flagValue(*f)
	case "all":
		return c.things(ops)
	case "but last":
		if len(ops) < 2 {
			return ""
		}
		return c.things(ops[:len(ops)-1])
	case "but first":
		if len(ops) < 2 {
			return ""
		}
		return c.things(ops[1:])
	case "in":
		c.used = c.fed != ""
		if c.fed == "" {
			return ""
		}
		return c.t.place(c.fed)
	case "command":
		return c.t.inner(c)
	}
	for _, used := range c.use.flags {
		if has(used.flag.Names, strings.TrimPrefix(name, "=")) && used.value != nil {
			return c.flagValue(used)
		}
	}
	if n, err := strconv.Atoi(name); err == nil {
		if n < 0 {
			n += len(ops) + 1
		}
		if n < 1 || n > len(ops) {
			return ""
		}
		return c.things(ops[n-1 : n])
	}
	var list []usedOperand
	for _, o := range ops {
		if string(o.role) == name {
			list = append(list, o)
		}
	}
	return c.things(list)
}

// things words operands; git's commits by what they are.
func (c *speech) things(list []usedOperand) string {
	if first(c.use.u.Name()) == "git" && len(list) == 1 && gitName.MatchString(list[0].text) {
		if words := meaning.Ref(list[0].text); words != "" {
			return strings.TrimPrefix(words, "commits of ")
		}
	}
	return c.t.things(list, c.s.plain)
}

// gitName is a commit by its place, for which git has signs.
var gitName = expr(`^(HEAD|@)([~^][0-9^]*)?$|^[^/]+\.\.|@\{|^ORIG_HEAD$`)

// flagValue words a flag's value.
func (c *speech) flagValue(f usedFlag) string {
	if f.value.text == "" {
		return ""
	}
	role := f.flag.Role
	if role == utilities.Text && !has([]string{f.flag.Argument}, "TEXT", "MESSAGE", "MSG", "STRING", "COMMENT") {
		role = utilities.Any
	}
	return c.t.thing(*f.value, role, c.s.plain)
}

// phrase says what one command does, in the imperative.
func (c *speech) phrase() string {
	name := c.name()
	if say, ok := builtins[name]; ok && !c.s.own {
		if words := say(c); words != "" {
			return words
		}
	}
	if c.use == nil {
		return c.stranger()
	}
	if c.use.asksHelp() {
		return "show the help or the version of " + c.use.u.Name()
	}
	if say, ok := phrases[name]; ok {
		if words := say(c); words != "" {
			return words
		}
	}
	if words := c.saying(c.use.u.Saying(strings.Join(texts(c.use.names), " "))); words != "" {
		return words
	}
	for _, f := range c.use.flags { // help, versions, lists: nothing else happens
		if f.flag.Final {
			return strings.ToLower(f.flag.Meaning[:1]) + strings.TrimSuffix(f.flag.Meaning[1:], ".")
		}
	}
	return c.summary()
}

// name is the utility's name, with that of its subcommand.
func (c *speech) name() string {
	if c.use != nil {
		return c.use.u.Name()
	}
	if len(c.s.list) == 0 {
		return ""
	}
	if base, standard := program(c.s.list[0].text); standard {
		return base
	}
	return ""
}

// stranger is a command that nothing is known of.
func (c *speech) stranger() string {
	if len(c.s.list) == 0 {
		return ""
	}
	name := c.t.text(c.s.list[0], c.s.plain)
	words := "run " + bare(name)
	if len(c.s.inner) > 0 || len(c.s.code) > 0 {
		if inner := c.t.inner(c); inner != "" {
			return inner
		}
	}
	if len(c.s.list) > 1 && len(c.s.list) < 4 {
		var list []string
		for _, f := range c.s.list[1:] {
			list = append(list, bare(c.t.text(f, c.s.plain)))
		}
		words += " with " + meaning.And(list)
	}
	return words
}

// summary is what is said of a utility in general, with what it is about.
func (c *speech) summary() string {
	words := strings.TrimSuffix(c.use.u.Summary, ".")
	if words == "" {
		return c.stranger()
	}
	if len(words) > 1 && (words[1] < 'A' || words[1] > 'Z') {
		words = strings.ToLower(words[:1]) + words[1:]
	}
	if inner := c.t.inner(c); inner != "" {
		return words + ": " + inner
	}
	var about []usedOperand
	for _, o := range c.use.operands {
		if o.role != utilities.Any && o.role != utilities.Text && o.role.Script() == "" && o.text != "" || first(c.use.u.Name()) == "git" && o.text != "" {
			about = append(about, o)
		}
	}
	if list := c.t.things(about, c.s.plain); list != "" && list != them {
		words += " (" + list + ")"
	}
	return words
}
