package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// xargs runs a command with what it reads as more arguments.
func xargs(w *walker, list []field, sc *scope, in stream) stream {
	base, _ := program(list[0].text)
	use, ok := w.usage(base, list)
	if !ok || len(use.rest) == 0 {
		if base == "parallel" && in.any() && len(use.operands) == 0 {
			w.script(in, list[0].at, sc)
		}
		return stream{unknown: true}
	}
	if v, ok := use.value("-a", "--arg-file"); ok {
		in = stream{unknown: true}
		if s, written := sc.files[v.text]; written {
			in = s
		}
	}
	more := field{text: fromStream(in), at: use.rest[0].at, from: &in}
	place := ""
	for _, name := range []string{"-I", "-i", "-J", "--replace"} {
		if v, ok := use.value(name); ok {
			place = v.text
		} else if use.has(name) && name != "-I" {
			place = "{}"
		}
	}
	if base == "parallel" {
		place = "{}"
	}
	rest := splitParallel(base, use.rest, &more)
	var out []field
	placed := false
	for _, f := range rest {
		if place != "" && strings.Contains(f.text, place) {
			placed = true
			if f.text == place {
				m := more
				m.at = f.at
				out = append(out, m)
				continue
			}
			f.text, f.lit = strings.ReplaceAll(f.text, place, more.text), false
		}
		out = append(out, f)
	}
	if placed && in.known && base == "xargs" {
		return eachLine(w, use.rest, place, in.text, sc)
	}
	if !placed && (place == "" || base == "parallel") {
		if in.known && !in.isPaths && !in.below {
			for _, word := range strings.FieldsFunc(in.text, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == 0 }) {
				out = append(out, field{text: word, at: more.at})
			}
		} else {
			out = append(out, more)
		}
	}
	if out[0].from != nil {
		w.script(in, list[0].at, sc)
		return stream{unknown: true}
	}
	return w.run(out, sc, stream{})
}

// eachLine runs a command for each of the first lines that xargs -I reads.
func eachLine(w *walker, rest []field, place, text string, sc *scope) (out stream) {
	const most = 8
	for i, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == 0 }) {
		if i == most {
			break
		}
		list := make([]field, len(rest))
		for j, f := range rest {
			f.text = strings.ReplaceAll(f.text, place, strings.TrimSpace(line))
			list[j] = f
		}
		out = w.run(list, sc.sub(), stream{})
	}
	return out.some()
}

func isShell(name string) bool {
	return has([]string{name}, "sh", "bash", "zsh", "dash", "ksh", "ash", "mksh")
}

// splitParallel takes the arguments behind ::: off a command of parallel, and parts one
// that is quoted as a whole.
func splitParallel(base string, rest []field, more *field) []field {
	if base != "parallel" {
		return rest
	}
	for i, f := range rest {
		if f.text == ":::" || f.text == "::::" {
			if i+1 < len(rest) {
				*more = rest[i+1]
			}
			rest = rest[:i]
			break
		}
	}
	if len(rest) == 1 && strings.ContainsAny(rest[0].text, " \t") {
		rest = splitFields(rest[0].text, rest[0].at)
	}
	if len(rest) == 0 {
		return []field{*more}
	}
	return rest
}

// find looks for files and may do something with each.
func find(w *walker, list []field, sc *scope, _ stream) stream {
	use, ok := w.usage("find", list)
	if !ok {
		return stream{unknown: true}
	}
	roots := []field{}
	for _, o := range use.operands {
		if o.text != "(" && o.text != ")" && o.text != "!" && o.text != "," {
			roots = append(roots, o.field)
		}
	}
	if len(roots) == 0 {
		roots = []field{{text: ".", at: list[0].at}}
	}
	filtered, junk := findFilter(use)
	for _, root := range roots {
		below := stream{isPaths: true, paths: root.text, below: true, filtered: filtered, junk: junk, secret: looksForSecrets(use)}
		w.touch(effect{kind: utilities.Reads, at: root.at, utility: "find"}, root, sc)
		if use.has("-delete") {
			w.touch(effect{kind: utilities.Deletes, at: root.at, utility: "find -delete", safer: "first run it with -print in place of -delete"},
				field{text: root.text, at: root.at, from: &below}, sc)
		}
		for _, command := range use.until {
			var out []field
			for _, f := range command {
				if strings.Contains(f.text, "{}") {
					f.lit = false
					if f.text == "{}" {
						f.from = &below
						f.text = strings.TrimSuffix(root.text, "/") + "/" + unknown
						if base, _ := program(command[0].text); !filtered && isShell(base) && !use.has(narrowing...) {
							f.text = strings.TrimSuffix(root.text, "/") + "/*" // it has names only
						}
						if below.secret {
							f.text += secretly
						}
					} else {
						f.text = strings.ReplaceAll(f.text, "{}", strings.TrimSuffix(root.text, "/")+"/"+unknown)
						if below.secret {
							f.text += secretly
						}
					}
				}
				out = append(out, f)
			}
			if len(out) > 0 {
				w.run(out, sc.sub(), stream{})
			}
		}
	}
	return stream{isPaths: true, paths: roots[0].text, below: true, filtered: filtered, junk: junk}
}

// narrowing are conditions of find by which not all files are meant.
var narrowing = []string{"-size", "-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin", "-newer", "-newermt", "-user", "-group", "-perm", "-links", "-nouser", "-nogroup", "-inum", "-samefile"}

// looksForSecrets reports whether find looks for keys.
func looksForSecrets(use usage) bool {
	for _, f := range use.flags {
		if f.value != nil && has([]string{f.name}, "-name", "-iname", "-path") && secretFiles.MatchString(strings.Trim(f.value.text, "*")) {
			return true
		}
	}
	return false
}

// findFilter reports whether find looks for names, and for which where all of them are of
// what nobody misses.
func findFilter(use usage) (filtered bool, junk string) {
	all := true
	for _, f := range use.flags {
		switch f.name {
		case "-delete": // it deletes before it looks at what follows
			if all {
				return filtered, junk
			}
			return filtered, ""
		case "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-regex", "-iregex":
			if f.value == nil || isAll(f.value.text) || f.negated {
				continue
			}
			filtered = true
			base := path.Base(strings.TrimRight(f.value.text, "/*"))
			if builds.MatchString(f.value.text) {
				base = f.value.text
			}
			if builds.MatchString(base) {
				junk = base
			} else {
				all = false
			}
		case "-empty":
			filtered = true
			junk = "empty.tmp"
		}
	}
	if !all {
		junk = ""
	}
	return filtered, junk
}
