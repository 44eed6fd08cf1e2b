package shell

import (
	"slices"
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// findWords is what the conditions of an expression say.
type findWords struct {
	bsd     bool
	noun    string   // "files"
	only    string   // "empty "
	such    []string // "larger than 100 MiB"
	names   string   // "whose name ends in “.log”"
	without []string // folders that are left out
	direct  bool     // -maxdepth 1
	deep    string
	odd     bool // there are conditions that aren't said
	deletes bool
	details string
	one     bool
}

func (c *speech) find() string {
	f := &findWords{bsd: c.t.w.o.Version == utilities.BSD}
	n := findExpression(c.use)
	if n == nil {
		f.odd = true
	} else {
		f.read(n)
	}
	noun := f.noun
	if noun == "" {
		noun = "everything"
		if f.only != "" || slices.ContainsFunc(f.such, func(words string) bool { return strings.HasPrefix(words, "that run") }) {
			noun = "files and folders"
		}
	}
	what := f.only + noun + " " + c.where(c.use.operands)
	if f.direct {
		what = f.only + noun + " directly " + c.where(c.use.operands)
	}
	if f.one {
		what = "the first of the " + strings.Replace(what, "everything", "things", 1)
	}
	such := f.such
	if f.names != "" {
		such = append([]string{f.names}, such...)
	}
	if len(such) > 0 {
		what += " " + strings.Join(such, ", ")
	}
	if f.deep != "" {
		what += ", " + f.deep
	}
	if len(f.without) > 0 {
		what += ", but not in " + meaning.Or(f.without)
	}
	if f.odd {
		what += ", by further conditions"
		if len(such) == 0 {
			what = strings.Replace(what, ", by further", " that meets", 1)
			if noun != "everything" {
				what = strings.Replace(what, " that meets", " that meet", 1)
			}
		}
	}
	switch inner := c.t.inner(c); {
	case inner != "" && f.deletes:
		return "find " + what + ", " + inner + ", and delete it"
	case inner != "":
		return "find " + what + ", and " + inner
	case f.deletes:
		return "delete " + what
	case f.details != "":
		return "print " + f.details + " of " + what
	}
	return "find " + what
}

// read says what a node wants.
func (f *findWords) read(n *findNode) {
	switch n.op {
	case "and":
		for _, kid := range n.kids {
			f.read(kid)
		}
		return
	case "or":
		f.either(n)
		return
	case "not":
		f.not(n.kids[0])
		return
	}
	if n.flag == nil {
		f.odd = true
		return
	}
	value := ""
	if n.flag.value != nil {
		value = n.flag.value.text
	}
	switch name := n.flag.name; name {
	case "-type":
		if f.noun = meaning.FileType(value); f.noun == "" {
			f.odd = true
		}
	case "-name", "-iname", "-path", "-ipath", "-wholename":
		words := meaning.Glob(value, false)
		f.name(words, name)
	case "-size":
		words := meaning.FileSize(value, f.bsd)
		if words == "empty" {
			f.only = "empty "
		} else {
			f.add(words)
		}
	case "-empty":
		f.only = "empty "
	case "-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin":
		f.add(meaning.Ago(findVerbs[name[1]], value, map[bool]string{true: "minute", false: "day"}[strings.HasSuffix(name, "min")]))
	case "-perm":
		f.add(meaning.PermissionTest(value))
	case "-samefile":
		f.add("that is the same file as " + bare(value))
	case "-links":
		f.add("with " + meaning.Amount(value, "hard link"))
	case "-newer":
		f.add("changed later than " + bare(value))
	case "-newermt":
		f.add("changed after " + bare(value))
	case "-user":
		f.add("of the user " + bare(value))
	case "-group":
		f.add("of the group " + bare(value))
	case "-xtype":
		if value == "l" {
			f.noun = "links that lead nowhere"
			return
		}
		f.odd = true
	case "-maxdepth":
		if value == "1" {
			f.direct = true
		} else {
			f.deep = "at most " + value + " folders deep"
		}
	case "-mindepth", "-print", "-print0", "-depth", "-d", "-xdev", "-mount", "-x", "-follow", "-L", "-H", "-P", "-exec", "-execdir", "-ok", "-s", "-E", "-regextype", "-prune":
	case "-delete":
		f.deletes = true
	case "-quit":
		f.one = true
	case "-ls":
		f.details = "the details"
	case "-printf":
		if f.details = meaning.FindFormat(value); f.details == "" {
			f.details = "something"
		}
	default:
		f.odd = true
	}
}

func (f *findWords) add(words string) {
	if words == "" {
		f.odd = true
		return
	}
	f.such = append(f.such, words)
}

func (f *findWords) name(words, flag string) {
	if words == "" || f.names != "" && words != "may be anything" {
		f.odd = true
		return
	}
	if words == "may be anything" {
		return
	}
	of := "whose name "
	if strings.HasSuffix(flag, "path") || strings.HasSuffix(flag, "name") && strings.Contains(flag, "whole") {
		of = "whose path "
	}
	f.names = of + words
	if strings.HasPrefix(flag, "-i") {
		f.names += ", capitals or not"
	}
}

// either words an or of names, and the idiom that leaves folders out.
func (f *findWords) either(n *findNode) {
	var words []string
	for i, kid := range n.kids {
		if folders := pruned(kid); folders != nil && i < len(n.kids)-1 {
			f.without = append(f.without, folders...)
			continue
		}
		var flags []*usedFlag
		for _, k := range kid.kids {
			if k.op != "" || k.flag == nil {
				f.rest(n, i)
				return
			}
			if k.flag.name != "-print" && k.flag.name != "-print0" {
				flags = append(flags, k.flag)
			}
		}
		if kid.op != "and" || len(flags) != 1 || flags[0].name != "-name" && flags[0].name != "-iname" || flags[0].value == nil {
			f.rest(n, i)
			return
		}
		w := meaning.Glob(flags[0].value.text, false)
		if w == "" {
			f.odd = true
			return
		}
		if len(words) > 0 {
			for _, verb := range []string{"ends in ", "begins with ", "contains ", "is exactly "} {
				if strings.HasPrefix(words[0], verb) && strings.HasPrefix(w, verb) {
					w = strings.TrimPrefix(w, verb)
				}
			}
		}
		words = append(words, w)
	}
	if len(words) > 0 {
		f.name(meaning.Or(words), "-name")
	}
}

// rest reads what comes behind folders that are left out, where it is the last.
func (f *findWords) rest(n *findNode, i int) {
	if i == len(n.kids)-1 && len(f.without) > 0 {
		f.read(n.kids[i])
		return
	}
	f.odd = true
}

// pruned are the folders of -name x -prune; nil for other nodes.
func pruned(n *findNode) (folders []string) {
	if n.op != "and" {
		return nil
	}
	prunes := false
	for _, kid := range n.kids {
		if kid.flag == nil {
			return nil
		}
		switch kid.flag.name {
		case "-prune":
			prunes = true
		case "-name", "-path":
			folders = append(folders, strings.TrimPrefix(kid.flag.value.text, "./"))
		case "-type":
		default:
			return nil
		}
	}
	if !prunes {
		return nil
	}
	return folders
}

// not words the opposite of a condition.
func (f *findWords) not(n *findNode) {
	if n.op != "" || n.flag == nil || n.flag.value == nil {
		f.odd = true
		return
	}
	value := n.flag.value.text
	switch n.flag.name {
	case "-path", "-ipath", "-wholename":
		inner := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(value, "*/"), "./"), "/*"), "/")
		if inner != value && !strings.ContainsAny(inner, "*?[") && inner != "" {
			f.without = append(f.without, inner)
			return
		}
	case "-name", "-iname":
		if words := meaning.Negated(meaning.Glob(value, false)); words != "" {
			f.add("whose name " + words)
			return
		}
	case "-newermt":
		f.add("not changed after " + bare(value))
		return
	case "-newer":
		f.add("not changed later than " + bare(value))
		return
	case "-user":
		f.add("not of the user " + bare(value))
		return
	}
	f.odd = true
}

// where words the folders that find begins at.
func (c *speech) where(list []usedOperand) string {
	var roots []usedOperand
	for _, o := range list {
		if o.role == utilities.Dir && findSign(o.text) == "" {
			roots = append(roots, o)
		}
	}
	words := c.t.things(roots, c.s.plain)
	switch words {
	case "", "this folder":
		return "here"
	case "the root folder /":
		return "in the whole system"
	}
	return "in " + words
}
