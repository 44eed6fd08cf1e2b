package prompt

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// What the keys of a JSON answer mean, in lower case with "_" for blanks and hyphens.
var (
	commandKeys = wordSet(`command cmd bash shell sh code shell_command bash_command terminal_command linux_command command_line
		commandline shell_cmd script commands steps one_liner oneliner cli`)
	answerKeys  = wordSet(`answer response result output text content solution`)
	explainKeys = wordSet(`explanation description explain reason details detail notes note comment comments summary meaning`)
	clarifyKeys = wordSet(`clarify clarification question error message`)
	otherKeys   = wordSet(`alternatives alternative others other options other_commands alternative_commands alternate`)
	argsKeys    = wordSet(`args arguments argv flags parameters params`)
	langKeys    = wordSet(`language lang`)
)

// fields is what an object was found to hold.
type fields struct {
	commands []jsonValue // strings, or arrays of them
	answers  []jsonValue
	args     []string // to be put behind the command
	steps    bool     // the key says that an array is a sequence
	explain  string
	clarify  string
	others   []jsonValue
	foreign  bool
	named    bool // there was a key for a command
}

// memberStart is the beginning of an object whose brace is missing.
var memberStart = lazily(`^\s*["'][\w ]{2,40}["']\s*:`)

var jsonStart = lazily(`(?:^|\n)[ \t]*[\[{]|\{\s*["']`)

// fromJSON looks for an answer in JSON: the whole text, a block, or behind some prose.
// ok is false if there is none, so that the other forms are tried.
func (r *reader) fromJSON(answer string, cut bool) (f finding, ok bool) {
	if memberStart.MatchString(answer) {
		answer = "{" + answer
	}
	for _, at := range jsonStart.FindAllStringIndex(answer, 4) {
		start := at[0] + strings.IndexAny(answer[at[0]:], "{[")
		v, n, atEnd := readJSON(answer[start:], cut)
		found := fields{}
		found.collect(v, 0)
		found.withArguments()
		if len(found.commands)+len(found.answers) == 0 && found.clarify == "" && !found.named {
			continue
		}
		if f, ok = r.fromFields(found, atEnd); ok {
			if f.explanation == "" && f.command != "" {
				behind := answer[min(start+n, len(answer)):]
				f.explanation = explain(strings.TrimLeft(strings.ReplaceAll(behind, "```", ""), "\n "), "")
			}
			return f, true
		}
	}
	return finding{}, false
}

// collect sorts the members of an object by their keys. An array at the top is a list
// of commands, or of objects with one each.
func (f *fields) collect(v jsonValue, depth int) {
	if v.kind == jsonArray && depth == 0 {
		for _, e := range v.values {
			switch e.kind {
			case jsonString:
				f.commands = append(f.commands, e)
			case jsonObject:
				f.collect(e, 1)
			}
		}
		return
	}
	if v.kind != jsonObject || depth > 4 {
		return
	}
	for i, e := range v.values {
		key := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(v.keys[i]))
		f.member(key, e, depth)
	}
}

func (f *fields) member(key string, e jsonValue, depth int) {
	switch {
	case commandKeys[key]:
		f.named = true
		f.steps = f.steps || key == "commands" || key == "steps" || key == "script"
		if e.kind == jsonObject {
			f.collect(e, depth+1)
		} else if e.kind != jsonOther {
			f.commands = append(f.commands, e)
		}
	case answerKeys[key] && e.kind == jsonString:
		f.answers = append(f.answers, e)
	case explainKeys[key] && f.explain == "":
		f.explain = e.str
	case clarifyKeys[key] && f.clarify == "":
		f.clarify = e.str
	case otherKeys[key]:
		f.others = append(f.others, e)
	case langKeys[key] && e.str != "":
		f.foreign = f.foreign || languages[strings.ToLower(e.str)] == langForeign
	case argsKeys[key] && e.kind == jsonArray:
		f.arguments(e)
	case key == "arguments" && strings.HasPrefix(strings.TrimSpace(e.str), "{"):
		inner, _, _ := readJSON(strings.TrimSpace(e.str), !e.whole)
		f.collect(inner, depth+1)
	case e.kind == jsonObject:
		f.collect(e, depth+1)
	}
}

// arguments takes ["-l", "my dir"] as words of the command, if they are all there.
func (f *fields) arguments(v jsonValue) {
	for _, e := range v.values {
		if e.kind != jsonString || !e.whole || !v.whole {
			f.foreign = true // a command without its arguments is another one
			return
		}
		f.args = append(f.args, e.str)
	}
}

// withArguments puts the words behind the one command there is.
func (f *fields) withArguments() {
	if len(f.args) > 0 && len(f.commands) == 1 && f.commands[0].kind == jsonString {
		f.commands[0].str += " " + quoteAll(f.args)
	}
}

// fromFields makes an answer of what was found. ok is false if the text was none of
// ours, or too broken to be read as JSON.
func (r *reader) fromFields(found fields, atEnd bool) (f finding, ok bool) {
	f.explanation = firstSentences(found.explain, 3)
	if found.foreign {
		f.clarify = found.explain
		return f, true
	}
	var said string
	for _, v := range append(found.commands, found.answers...) {
		for _, c := range r.ofValue(v, found.steps) {
			f.add(c)
		}
		if f.command == "" && !ended(v) {
			return finding{broken: atEnd}, atEnd
		}
		if said == "" {
			said = v.str
		}
	}
	if f.command == "" {
		f.clarify = firstNonEmpty(found.clarify, found.explain, said)
		return finding{clarify: f.clarify}, f.clarify != "" || found.named
	}
	for _, v := range found.others {
		for _, c := range r.ofValue(v, false) {
			f.add(c)
		}
	}
	return f, true
}

func (f *finding) add(command string) {
	if f.command == "" {
		f.command = command
	} else {
		f.alternatives = append(f.alternatives, command)
	}
}

func firstNonEmpty(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// ended reports whether a value, and all it holds, has its end.
func ended(v jsonValue) bool {
	if v.kind == jsonString {
		return v.whole
	}
	for _, e := range v.values {
		if !ended(e) {
			return false
		}
	}
	return true
}

// ofValue gives the commands of a value: of a string one; of an array its elements, in
// one command if they are steps or the words of one command; of an object its own.
func (r *reader) ofValue(v jsonValue, steps bool) []string {
	switch v.kind {
	case jsonString:
		if c, ok := r.ofString(v.str); ok && v.whole {
			return []string{c}
		}
	case jsonObject:
		var inner fields
		inner.collect(v, 1)
		if f, _ := r.fromFields(inner, false); f.command != "" {
			return []string{f.command}
		}
	case jsonArray:
		return r.ofArray(v, steps)
	}
	return nil
}

func (r *reader) ofArray(v jsonValue, steps bool) []string {
	var words, commands []string
	for _, e := range v.values {
		if e.kind == jsonString {
			words = append(words, e.str)
		}
		commands = append(commands, r.ofValue(e, false)...)
	}
	switch {
	case !ended(v):
		return nil
	case len(words) > 1 && len(words) == len(v.values) && asWords(words):
		if c, ok := r.command(quoteAll(words), shellTrust); ok {
			return []string{c}
		}
		return nil
	case steps && len(commands) == len(v.values) && len(commands) > 1:
		return []string{strings.Join(commands, "\n")}
	case steps && len(commands) != len(v.values):
		return nil
	}
	return commands
}

// asWords tells the words of one command, ["ls", "-l"], from a list of commands.
func asWords(words []string) bool {
	if strings.ContainsAny(words[0], " \n") {
		return false
	}
	for _, w := range words[1:] {
		name, _, _ := strings.Cut(w, " ")
		if kinds[name] > englishName {
			return false
		}
	}
	return true
}

func quoteAll(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		q, err := syntax.Quote(w, syntax.LangBash)
		if err != nil {
			return ""
		}
		out[i] = q
	}
	return strings.Join(out, " ")
}

// ofString reads the command in a string, which may itself be fenced or a code span.
func (r *reader) ofString(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~") {
		f := r.fromBlocks(segments(s), false)
		return f.command, f.command != ""
	}
	if all := spans(s); len(all) == 1 && all[0].start == 0 && all[0].end == len(s) {
		s = spanText(all[0].text)
	}
	return r.script(strings.Split(s, "\n"), langShell)
}
