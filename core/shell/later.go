package shell

import (
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// later runs what it reads, another time.
func later(w *walker, list []field, sc *scope, in stream) stream {
	use, ok := w.usage(list[0].text, list)
	if !ok {
		return stream{}
	}
	out := w.perform(use, sc, in)
	if in.any() {
		w.script(in, list[0].at, sc)
	}
	return out
}

func crontab(w *walker, list []field, sc *scope, in stream) stream {
	use, ok := w.usage("crontab", list)
	if !ok {
		return stream{}
	}
	out := w.perform(use, sc, in)
	if len(use.operands) == 1 {
		if s, ok := sc.files[use.operands[0].text]; ok && s.known {
			w.note(effect{kind: utilities.Persistence, target: targetStartup, at: list[0].at, utility: "crontab", danger: true})
			w.cronLines(s.text, list[0].at, false, sc)
		}
	}
	fromInput := len(use.operands) == 1 && use.operands[0].text == "-" || len(list) == 1 && in.any()
	if fromInput {
		w.note(effect{kind: utilities.Persistence, target: targetStartup, at: list[0].at, utility: "crontab", danger: true})
		if in.known {
			w.cronLines(in.text, list[0].at, false, sc)
			w.parts.reword("Text to print.", func(text string) string {
				when, _ := meaning.Cron(strings.Trim(text, `"'`))
				if when == "" {
					return ""
				}
				return meaning.Sentence("a line for the crontab: " + when + ", run what follows")
			}, w.src)
		}
	}
	return out
}

// cronLines walks the commands of a crontab; that of the system names a user in each line.
func (w *walker) cronLines(table string, at span, user bool, sc *scope) {
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		skip := 5
		if len(words) > 0 && words[0][0] == '@' {
			skip = 1
		}
		if user {
			skip++
		}
		if len(words) > skip && words[0][0] != '#' {
			w.code(strings.Join(words[skip:], " "), at, sc.sub())
		}
	}
}

// makefile runs a file of rules, which may come from elsewhere.
func makefile(w *walker, list []field, sc *scope, in stream) stream {
	use, ok := w.usage("make", list)
	if !ok {
		return stream{}
	}
	for _, f := range use.raw {
		for _, piece := range strings.Split(f.text, "$(shell ")[1:] {
			end := strings.LastIndexByte(piece, ')')
			if closing := strings.IndexByte(piece, ')'); closing >= 0 {
				end = closing
			}
			if end >= 0 {
				w.code(piece[:end], f.at, sc.sub())
			}
		}
	}
	for _, f := range use.raw {
		if rules, found := strings.CutPrefix(f.text, "--eval="); found {
			w.rules(rules, f.at, sc)
		}
	}
	if f, ok := use.value("-f", "--file", "--makefile"); ok {
		s, written := sc.files[f.text]
		if f.text == "-" {
			s, written = in, true
		}
		if written {
			if s.known {
				w.rules(s.text, f.at, sc)
			} else {
				w.script(s, f.at, sc)
			}
		}
	}
	return w.perform(use, sc, in)
}

// makeVariable is a variable of make, which has those of the shell, too.
var makeVariable = expr(`\$\((\w+)\)`)

// rules walks the recipes of a makefile's rules.
func (w *walker) rules(text string, at span, sc *scope) {
	for line := range strings.Lines(text) {
		_, recipe, found := strings.Cut(line, "\t")
		if !found {
			_, recipe, found = strings.Cut(line, ";")
		}
		if found {
			recipe = strings.ReplaceAll(makeVariable.ReplaceAllString(recipe, "$${$1}"), "$$", "$")
			w.code(strings.TrimLeft(recipe, "@-+ "), at, sc.sub())
		}
	}
}
