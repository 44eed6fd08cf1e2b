package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// operandWords says what an operand means, without a capital and a full stop.
func (w *walker) operandWords(use *usage, i int, o usedOperand) string {
	if words := w.byUtility(use, i, o); words != "" {
		return words
	}
	general := strings.TrimSuffix(roleMeaning(o.role), ".")
	general = strings.ToLower(general[:1]) + general[1:]
	if words := purpose(use, i, o); words != "" {
		general = words
	}
	if words := w.wordWords(o.field); words != "" {
		return general + ": " + words
	}
	return general
}

// purpose is what an operand is for, where its role says too little.
func purpose(use *usage, i int, o usedOperand) string {
	last := i == len(use.operands)-1
	switch name := use.u.Name(); {
	case has([]string{name}, "cp", "mv", "install", "ditto") && last && i > 0:
		return "where to put it"
	case has([]string{name}, "cp", "install", "ditto"):
		return "what to copy"
	case name == "ln" && i == 0:
		return "what the link leads to"
	case name == "ln" && i == 1:
		return "the link to make"
	case name == "ls":
		return "what to list"
	case name == "du" || name == "df":
		return "what to look at"
	case first(name) == "git" && o.role == utilities.URL && !strings.ContainsAny(o.text, ":/"):
		return "the repository called " + shown(o.text)
	case has([]string{name}, "python", "python3", "node", "ruby", "php", "perl") && o.role == utilities.Read && i == 0:
		return "the program to run"
	case has([]string{name}, "python", "python3", "node", "ruby", "php"):
		return "an argument for it"
	case has([]string{name}, "exit", "return") && i == 0:
		return "the status: 0 is success, anything else a failure"
	case name == "timeout" && i == 0:
		return "for at most " + duration(o.text)
	case o.role == utilities.Assignment:
		if variable, value, found := strings.Cut(o.text, "="); found {
			return "set " + variable + " to " + bare(cut(value))
		}
	}
	return ""
}

// byUtility is what operands of some utilities mean by what they are.
func (w *walker) byUtility(use *usage, i int, o usedOperand) string {
	if strings.ContainsAny(o.text, unknown+secretly) {
		return ""
	}
	name := use.u.Name()
	switch {
	case isGrep(name) && o.role == "pattern":
		return w.patternWords(use, o.text)
	case name == "chmod" && o.role == "mode":
		return meaning.Mode(o.text)
	case name == "umask":
		return meaning.Mask(o.text)
	case name == "date" && strings.HasPrefix(o.text, "+"):
		if words := meaning.DateForm(o.text); words != "" {
			return "the form: " + words
		}
	case name == "tr":
		return trOperand(use, i, o.text)
	case name == "find" && findSign(o.text) != "":
		return findSign(o.text)
	case name == "find" && o.text == ".":
		return "look in this folder and all below it"
	case name == "find":
		return "look in " + shown(o.text) + " and all below it"
	case has([]string{name}, "rsync") && o.role == utilities.Remote:
		return rsyncSource(o.text)
	case o.role == utilities.Remote || o.role == utilities.RemoteInto:
		if words := meaning.Remote(o.text); words != "" {
			return map[utilities.Role]string{utilities.Remote: "take ", utilities.RemoteInto: "put it into "}[o.role] + words
		}
	case name == "git push" && i == 1 && strings.HasPrefix(o.text, ":"):
		return "delete the branch " + o.text[1:] + " there"
	case first(name) == "git":
		if words := meaning.Ref(o.text); words != "" && (o.role == "refs" || strings.ContainsAny(o.text, "~^@{.") && !strings.Contains(o.text, "/") || strings.HasPrefix(o.text, "HEAD")) {
			return words
		}
	case has([]string{name}, "test", "["):
		return "part of the test"
	case name == "sleep" && o.role == "number":
		return "for " + o.text + " seconds"
	case has([]string{name}, "ls", "du", "cat", "tree", "df") && has([]string{o.text}, ".", "..", "~", "/"):
		return meaning.Place(o.text)
	}
	return ""
}

func rsyncSource(path string) string {
	words := meaning.Remote(path)
	if words == "" {
		words = path
	}
	if strings.HasSuffix(path, "/") {
		return "take the contents of " + words + ", without the folder itself"
	}
	return "take " + words + "; a folder goes as a whole"
}

func trOperand(use *usage, i int, text string) string {
	set := meaning.TrSet(text)
	if set == "" {
		return ""
	}
	deletes, others := use.has("-d", "--delete"), use.has("-c", "-C", "--complement")
	switch {
	case i == 0 && others:
		return "all characters but " + set
	case i == 0:
		return "these characters: " + set
	case deletes:
		return "make runs of these one: " + set
	}
	return "by these: " + set
}

// wordWords says what a shell makes of a word: patterns of names, braces, variables that
// are cut; "" where it is a plain word.
func (w *walker) wordWords(f field) string {
	if w.inside != nil || f.at.end > len(w.src) || f.at.start >= f.at.end {
		return ""
	}
	src := w.src[f.at.start:f.at.end]
	switch {
	case strings.ContainsAny(src, "'\"\\"):
		if !strings.Contains(src, "${") {
			return ""
		}
		return w.expansions(f)
	case strings.Contains(src, "${"):
		return w.expansions(f)
	case strings.ContainsAny(src, "$`<>("):
		return ""
	case strings.Contains(src, "{") && strings.Contains(src, "}"):
		return w.braces(f)
	}
	return meaning.Names(src)
}

// maxBraces is the longest word, in bytes, whose braces are written out.
const maxBraces = 200

// longRange is a range of more things than anybody wants to read.
var longRange = expr(`[0-9]{4,}\.\.|\.\.-?[0-9]{4,}`)

// braces says what a word with braces stands for.
func (w *walker) braces(f field) string {
	const most = 4
	if f.at.end-f.at.start > maxBraces || strings.Count(w.src[f.at.start:f.at.end], "{") > most || longRange.MatchString(w.src[f.at.start:f.at.end]) {
		return ""
	}
	file, err := parse("x " + w.src[f.at.start:f.at.end])
	if err != nil || len(file.Stmts) != 1 {
		return ""
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	quiet := w.quietly(f.at)
	list := texts(quiet.fields(call.Args[1:], newScope()))
	if len(list) < 2 || strings.ContainsAny(strings.Join(list, ""), unknown) {
		return ""
	}
	if len(list) > most {
		return list[0] + ", " + list[1] + " and so on to " + list[len(list)-1]
	}
	return meaning.And(list)
}

// expansions words variables with something done to them: ${x%.*}.
func (w *walker) expansions(f field) string {
	file, err := parse("x " + w.src[f.at.start:f.at.end])
	if err != nil || len(file.Stmts) != 1 {
		return ""
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	words, changed := parameterWords(call.Args[1].Parts)
	if !changed {
		return ""
	}
	return words
}

// parameterWords words the parts of a word; changed says that something is done to a
// variable in it.
func parameterWords(list []syntax.WordPart) (words string, changed bool) {
	var out []string
	for _, part := range list {
		switch part := part.(type) {
		case *syntax.Lit:
			out = append(out, meaning.Quote(part.Value))
		case *syntax.SglQuoted:
			out = append(out, meaning.Quote(part.Value))
		case *syntax.DblQuoted:
			inner, also := parameterWords(part.Parts)
			if inner == "" && len(part.Parts) > 0 {
				return "", false
			}
			changed = changed || also
			if inner != "" {
				out = append(out, inner)
			}
		case *syntax.ParamExp:
			inner := parameter(part)
			if inner == "" {
				return "", false
			}
			changed = changed || inner != "$"+part.Param.Value
			out = append(out, inner)
		default:
			return "", false
		}
	}
	return strings.Join(out, " and "), changed
}

// parameter words one variable and what is done to it.
func parameter(p *syntax.ParamExp) string {
	if p.Param == nil || p.Excl || p.Index != nil || p.Names != 0 {
		return ""
	}
	name := "$" + p.Param.Value
	switch {
	case p.Length:
		return "the length of " + name
	case p.Slice != nil:
		return "part of " + name
	case p.Repl != nil:
		if p.Repl.Orig == nil {
			return ""
		}
		which := "the first "
		if p.Repl.All {
			which = "every "
		}
		from, to := p.Repl.Orig.Lit(), ""
		if p.Repl.With != nil {
			to = p.Repl.With.Lit()
		}
		if from == "" || strings.ContainsAny(from, "*?[#%") || p.Repl.With != nil && to == "" {
			return ""
		}
		if to == "" {
			return name + " without " + which + meaning.Quote(from)
		}
		return name + " with " + which + meaning.Quote(from) + " replaced by " + meaning.Quote(to)
	case p.Exp != nil:
		return parameterExp(name, p.Exp)
	}
	return name
}

func parameterExp(name string, e *syntax.Expansion) string {
	word := ""
	if e.Word != nil {
		if word = e.Word.Lit(); word == "" && len(e.Word.Parts) > 0 {
			return ""
		}
	}
	switch e.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull:
		return name + ", or " + meaning.Quote(word) + " where it isn't set"
	case syntax.AssignUnset, syntax.AssignUnsetOrNull:
		return name + ", set to " + meaning.Quote(word) + " where it isn't set"
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		return name + ", and an error where it isn't set"
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		return meaning.Quote(word) + " where " + name + " is set"
	case syntax.UpperAll:
		return name + " in capitals"
	case syntax.LowerAll:
		return name + " in small letters"
	case syntax.UpperFirst:
		return name + " with a capital at its beginning"
	}
	switch op := e.Op; {
	case word == ".*" && op == syntax.RemSmallSuffix:
		return name + " without its last ending"
	case word == ".*" && op == syntax.RemLargeSuffix:
		return name + " without all its endings"
	case word == "*/" && op == syntax.RemLargePrefix:
		return name + " without the folders before the name"
	case word == "/*" && op == syntax.RemSmallSuffix:
		return "the folder of " + name
	case word == "*." && op == syntax.RemLargePrefix:
		return "the ending of " + name
	case word == "" || strings.ContainsAny(word, "*?["):
		return ""
	case op == syntax.RemSmallSuffix || op == syntax.RemLargeSuffix:
		return name + " without " + meaning.Quote(word) + " at its end"
	case op == syntax.RemSmallPrefix || op == syntax.RemLargePrefix:
		return name + " without " + meaning.Quote(word) + " at its beginning"
	}
	return ""
}
