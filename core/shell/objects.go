package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// teller puts the sentence together.
type teller struct {
	w     *walker
	loops map[string]bool // variables that stand for one thing after the other
	count int             // of clauses
	more  bool            // there is more than was told
	found bool            // what isn't known is what xargs or find gives
}

// them are words for what comes from another command, or is found by it.
const (
	them = "them"
	each = "it"
)

// things words several operands: "a.txt, b.txt and 3 more"; "" for none.
func (t *teller) things(list []usedOperand, plain bool) string {
	const most = 4
	var out []string
	for _, o := range list {
		words := t.thing(o.field, o.role, plain)
		if words == "" || len(out) > 0 && out[len(out)-1] == words {
			continue
		}
		out = append(out, words)
	}
	if len(out) > most {
		return strings.Join(out[:most-1], ", ") + " and " + meaning.Count(len(out)-most+1, "more thing")
	}
	return meaning.And(out)
}

// thing words one value by its role.
func (t *teller) thing(f field, role utilities.Role, plain bool) string {
	if f.from != nil || f.text == "{}" {
		return them
	}
	text := t.text(f, plain)
	switch {
	case role == utilities.Any && has([]string{text}, ".", "..", "~", "/"):
		return t.place(text)
	case text == "-" && has([]string{string(role)}, string(utilities.Read), string(utilities.Edit), "user", "name", string(utilities.Dir)):
		return ""
	case text == "-" && (role == utilities.Write || role == utilities.Into):
		return "standard output"
	case text == "-" && (role == "branch" || role == "refs"):
		return "before this one"
	case role == utilities.Remote || role == utilities.RemoteInto:
		if words := meaning.Remote(text); words != "" {
			return words
		}
	}
	switch role {
	case utilities.Text, "pattern", "format", "key":
		return meaning.Quote(text)
	case utilities.Any, utilities.Assignment, utilities.URL, "number", "mode", "port", utilities.PID, "refs", "branch", "owner", "user", "group", "host", "name", "service", "package", "image", "container", "signal":
		return bare(text)
	}
	if role.Script() != "" {
		return meaning.Quote(text)
	}
	return t.place(text)
}

// bare shows a name: in quotes where it has blanks.
func bare(text string) string {
	if strings.HasPrefix(text, "what “") || strings.HasPrefix(text, "its name ") { // words already
		return text
	}
	if text == "" || strings.ContainsAny(text, " \t\n") {
		return meaning.Quote(text)
	}
	return cut(text)
}

func cut(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// place words a path.
func (t *teller) place(path string) string {
	switch path {
	case ".", "./", "..", "../", "/", "~", "~/":
		return meaning.Place(path)
	case "-":
		return "what it reads"
	}
	return matching(path)
}

// matching words a pattern of names as a person would, and other names as they are.
func matching(path string) string {
	if !strings.ContainsAny(path, "*?") || strings.ContainsAny(path, " \t\n$") {
		return bare(path)
	}
	dir, name := "here", path
	if i := strings.LastIndexByte(strings.TrimSuffix(path, "/"), '/'); i >= 0 {
		dir, name = "in "+meaning.Place(path[:max(i, 1)]), path[i+1:]
		if strings.ContainsAny(path[:i], "*?") {
			return bare(path)
		}
	}
	switch name {
	case "*":
		return "everything " + dir
	case "*/":
		return "every folder " + dir
	}
	return "every " + cut(name) + " " + dir
}

// text is the value of a word as a person reads it: as it stands there where it hangs on
// variables.
func (t *teller) text(f field, plain bool) string {
	at := f.at
	if plain && at.end <= len(t.w.src) && at.start < at.end {
		src := t.w.src[at.start:at.end]
		if words, ok := t.variable(src); ok {
			return words
		}
		for _, begin := range []string{"<(", "$(", `"$(`} {
			if inner, found := strings.CutPrefix(src, begin); found && !strings.Contains(inner, "$(") && !strings.HasPrefix(inner, "(") {
				if inner, found = strings.CutSuffix(strings.TrimSuffix(inner, `"`), ")"); found {
					return "what " + meaning.Quote(cut(inner)) + " prints"
				}
			}
		}
		if strings.Contains(src, "$") && !strings.Contains(src, "'") && !strings.Contains(src, "`") || f.dynamic() {
			if _, value, found := strings.Cut(src, "="); found && strings.HasPrefix(src, "--") {
				src = value
			}
			if f.dynamic() || !homeOnly(src) {
				return dollars(src)
			}
		}
	}
	if t.found && f.text != "" && strings.Trim(f.text, unknown+secretly) == "" {
		return each
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(f.text, emptied, "…"), unknown, "…"), secretly, "")
}

// homeOnly reports whether the only variable of a word is the home folder.
func homeOnly(src string) bool {
	rest := strings.NewReplacer("$HOME", "", "${HOME}", "").Replace(src)
	return !strings.Contains(rest, "$")
}

// dollars is a word's source without quotes, and with commands left out.
func dollars(src string) string {
	var b strings.Builder
	open := 0
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case open == 0 && strings.HasPrefix(src[i:], "$((") && strings.Contains(src[i:], "))"):
			end := i + strings.Index(src[i:], "))") + 2
			b.WriteString(src[i:end])
			i = end - 1
		case open == 0 && strings.HasPrefix(src[i:], "$("):
			b.WriteString("…")
			open++
			i++
		case open > 0 && c == '(':
			open++
		case open > 0 && c == ')':
			open--
		case open > 0 || c == '"' || c == '\'':
		case c == '`':
			end := strings.IndexByte(src[i+1:], '`')
			if end < 0 {
				return b.String()
			}
			b.WriteString("…")
			i += end + 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// variable words a word that is a loop's variable, alone or with its end changed.
func (t *teller) variable(src string) (string, bool) {
	if len(t.loops) == 0 || !strings.Contains(src, "$") {
		return "", false
	}
	file, err := parse("x " + src)
	if err != nil || len(file.Stmts) != 1 {
		return "", false
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 2 {
		return "", false
	}
	parts := call.Args[1].Parts
	if q, ok := parts[0].(*syntax.DblQuoted); ok {
		if len(parts) > 1 {
			return "", false
		}
		parts = q.Parts
	}
	if len(parts) == 0 {
		return "", false
	}
	p, ok := parts[0].(*syntax.ParamExp)
	if !ok || p.Param == nil || !t.loops[p.Param.Value] {
		return "", false
	}
	end := ""
	if len(parts) == 2 {
		lit, ok := parts[1].(*syntax.Lit)
		if !ok {
			return "", false
		}
		end = lit.Value
	} else if len(parts) > 2 {
		return "", false
	}
	switch {
	case p.Exp == nil && p.Repl == nil && p.Slice == nil && !p.Length && end == "":
		return each, true
	case p.Exp == nil || p.Exp.Word == nil || p.Exp.Op != syntax.RemSmallSuffix:
		return "", false
	}
	ending := p.Exp.Word.Lit()
	switch {
	case ending == ".*" && end != "":
		return "its name ending in " + end, true
	case ending == "" || strings.ContainsAny(ending, "*?["):
		return "", false
	case end == "":
		return "its name without " + ending, true
	}
	return "its name with " + end + " in place of " + ending, true
}
