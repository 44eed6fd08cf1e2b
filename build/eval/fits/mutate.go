package main

import (
	"regexp"
	"strings"
)

// mutation spoils a right command in a way that models do. Each place that the expression
// finds is replaced by itself: one spoilt command for each.
type mutation struct {
	name string
	form *regexp.Regexp
	by   func(m []string) []string
}

func to(text ...string) func([]string) []string {
	return func(m []string) []string {
		var list []string
		for _, t := range text {
			for i, group := range m {
				t = strings.ReplaceAll(t, "$"+string(rune('0'+i)), group)
			}
			list = append(list, t)
		}
		return list
	}
}

func spoil(name, form string, by ...string) mutation {
	return mutation{name, regexp.MustCompile(form), to(by...)}
}

// A letter among a utility's short flags that is left out: $1 is what stands before it.
func without(name, utility, letter string) mutation {
	form := regexp.MustCompile(`\b((?:` + utility + `)(?: +-[\w-]+)*? -)([A-Za-z]*)` + letter + `([A-Za-z]*)\b`)
	return mutation{name, form, func(m []string) []string {
		if m[2]+m[3] == "" {
			return []string{strings.TrimSuffix(m[1], " -")}
		}
		return []string{m[1] + m[2] + m[3]}
	}}
}

var mutations = []mutation{
	spoil("days as minutes", `-mtime\b`, "-mmin"),
	spoil("minutes as days", `-mmin\b`, "-mtime"),
	spoil("other direction of time", `(-[mac](?:time|min)) ([-+])(\w)`, "$1 ~$2$3"),
	spoil("other direction of size", `(-size) ([-+])(\w)`, "$1 ~$2$3"),
	spoil("other unit of size", `(-size '?[-+]?\d+)([ckMG])`, "$1?$2"),
	spoil("no -maxdepth", ` -maxdepth \d+`, ""),
	spoil("no -mindepth", ` -mindepth \d+`, ""),
	spoil("no -type", ` -type \w\b`, ""),
	spoil("folders for files", `-type f\b`, "-type d"),
	spoil("files for folders", `-type d\b`, "-type f"),
	spoil("case matters", `-i(name|path|regex)\b`, "-$1"),
	spoil("no condition of a name", ` -i?name ('[^']*'|"[^"]*"|\S+)`, ""),
	spoil("not negated", ` (!|-not) -`, " -"),
	spoil("not empty", ` -empty\b`, ""),
	spoil("tail for head", `\bhead\b`, "tail"),
	spoil("head for tail", `\btail\b`, "head"),
	spoil("no head", ` \| head( -n)? -?\d+`, ""),
	spoil("no count of lines", ` \| wc -l`, ""),
	spoil("words for lines", `\bwc -l`, "wc -w", "wc -c"),
	spoil("no uniq -c", `\buniq -c`, "uniq"),
	spoil("no uniq", ` \| uniq( -\w+)?`, ""),
	spoil("no sort", ` \| sort( -[\w,]+)*( \||$)`, "$2"),
	without("sort without n", "sort", "[nhg]"),
	without("sort without r", "sort", "r"),
	without("sort without u", "sort", "u"),
	without("sort by all", "sort", `k ?[\d,.]+`),
	without("not recursive", "grep|cp|chmod|chown|rm|ls|scp|diff|zip", "[rR]"),
	without("case matters to grep", "grep|rg", "i"),
	without("not turned round", "grep", "v"),
	without("no whole words", "grep", "w"),
	without("no line numbers", "grep|cat", "n"),
	without("no names alone", "grep", "l"),
	without("matches no part alone", "grep", "o"),
	without("no count of grep", "grep", "c"),
	without("no names of files", "grep", "[hH]"),
	without("no whole lines", "grep", "x"),
	without("not in place", "sed", "i"),
	without("sed prints all", "sed", "n"),
	without("no hidden", "ls", "[aA]"),
	without("not by time", "ls", "t"),
	without("not by size", "ls", "S"),
	without("not turned", "ls", "r"),
	without("not human", "ls|du|df|free", "h"),
	without("du of all", "du", "s"),
	without("no symbolic link", "ln", "s"),
	without("no parents", "mkdir", "p"),
	without("original goes", "gzip|gunzip|xz|bzip2|zstd", "k"),
	without("no details", "ls", "l"),
	spoil("only the first of a line", `(s([/|#,])[^' ]*)g'`, "$1'"),
	spoil("other column of awk", `(\bawk\b.*?)\$([1-8])`, "$1$>$2"),
	spoil("other column of cut", `(\bcut\b.*? -f ?)([1-8])`, "$1>$2"),
	spoil("other column of sort", `(\bsort\b.*? -k ?)([1-8])`, "$1>$2"),
	spoil("no delimiter", `\b(cut|awk|sort)\b( -\w+)*? -[dFt] ?('[^']*'|"[^"]*"|\S)`, "$1$2"),
	spoil("header stays", `tail -n \+2 (\S+) \| `, "cat $1 | "),
	spoil("header stays in awk", `F?NR ?> ?1( && )?`, ""),
	spoil("another number", `([ =+-])([1-9]\d{0,3})\b`, "$1#$2"),
	spoil("another name", `\b([a-z]+)\.(txt|csv|log|json|md|conf|py|tsv|sh|yaml|html)\b`, "other.$2"),
	spoil("last step left out", ` \| [^|']+$`, ""),
	spoil("no -delete", ` -delete\b`, ""),
	spoil("deletes", ` -print\b`, " -delete"),
	spoil("overwrites", `>> ?`, "> "),
	spoil("nothing written", ` >>? ?[\w./-]+$`, ""),
	spoil("delete instead of list", `^ls\b`, "rm"),
	spoil("moves for copies", `\bcp( -\w+)?\b`, "mv"),
	spoil("any flag left out", `( --?[A-Za-z][\w-]*)\b`, ""),
}

// mutants are the spoilt forms of a command, by what was done.
func mutants(command string) map[string][]string {
	list := map[string][]string{}
	for _, m := range mutations {
		for _, at := range m.form.FindAllStringSubmatchIndex(command, 3) {
			groups := make([]string, len(at)/2)
			for i := range groups {
				if at[2*i] >= 0 {
					groups[i] = command[at[2*i]:at[2*i+1]]
				}
			}
			for _, by := range m.by(groups) {
				text := strings.Join(strings.Fields(command[:at[0]]+marks.ReplaceAllStringFunc(by, unmark)+command[at[1]:]), " ")
				if text != strings.Join(strings.Fields(command), " ") && text != "" {
					list[m.name] = append(list[m.name], text)
				}
			}
		}
	}
	return list
}

// Marks in what a mutation writes: ~ turns a sign, ? changes a unit, > raises a digit, #
// changes a number.
var marks = regexp.MustCompile(`~[-+]|\?[ckMG]|>\d|#\d+`)

func unmark(mark string) string {
	rest := mark[1:]
	switch mark[0] {
	case '~':
		return map[string]string{"-": "+", "+": "-"}[rest]
	case '?':
		return map[string]string{"c": "k", "k": "M", "M": "k", "G": "M"}[rest]
	case '>':
		return string(rest[0] + 1)
	}
	if len(rest) == 1 {
		return rest + "7"
	}
	return rest[:len(rest)-1]
}
