package shell

import (
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// explained gives the parts of a command and the sentence for the whole. What this package
// stumbles over here has nothing said of it; the risk is found without.
func (w *walker) explained(command string, file *syntax.File) (list []Part, sentence string) {
	list = []Part{}
	defer w.stumble()
	sentence = w.sentence(file)
	w.parts.finish(command, file)
	if w.parts.list != nil {
		list = w.parts.list
	}
	return list, sentence
}

// stumble ends what goes wrong in an explanation; tests look for the mark.
func (w *walker) stumble() {
	if recover() != nil {
		w.stumbled = true
	}
}

// explain says what the pieces of a command line mean.
func (w *walker) explain(use usage) {
	if w.parts.silent {
		return
	}
	defer w.stumble()
	if w.now != nil && w.now.use == nil {
		kept := use // what is done with it changes flags and operands
		kept.flags, kept.operands = slices.Clone(use.flags), slices.Clone(use.operands)
		w.now.use = &kept
	}
	if w.inside != nil {
		return
	}
	w.explainNames(use)
	end := use.names[0].at.end
	for _, f := range use.raw {
		end = max(end, f.at.end)
	}
	w.parts.nest(span{use.names[0].at.end, end})
	for _, f := range use.flags { // -exec and the like
		if f.flag.Role == utilities.UntilSemi {
			w.parts.note(f.at, "Run this for what is found:")
		}
	}
	for _, f := range use.strange {
		if words := signalFlag(use.u.Name(), f.text); words != "" {
			w.parts.note(f.at, meaning.Sentence(words))
		}
	}
	for i := 0; i < len(use.flags); {
		n := 1
		for i+n < len(use.flags) && use.flags[i+n].at == use.flags[i].at {
			n++
		}
		w.explainFlags(&use, use.flags[i:i+n])
		i += n
	}
	w.explainTest(&use)
	for i, o := range use.operands {
		w.explainOperand(&use, i, o)
	}
	for _, f := range use.seconds {
		w.parts.note(f.at, "The value of it.")
	}
	for _, f := range use.rest {
		if f.text == "--" {
			continue
		}
		w.parts.otherwise(f.at, "The command that it runs, or an argument of it.")
	}
	w.explainUntil(&use)
}

// explainUntil notes the ends of the commands that find runs, and what stands for files in
// them; the commands themselves come when they are walked.
func (w *walker) explainUntil(use *usage) {
	ends := map[int]bool{}
	for _, list := range use.until {
		if len(list) == 0 {
			continue
		}
		last := list[len(list)-1].at.end
		w.parts.nest(span{list[0].at.start, last})
		ends[last] = true
		for _, f := range list {
			if f.text == "{}" {
				w.parts.note(f.at, foundFile[w.manyAtOnce(f.at.end)])
			}
			w.parts.otherwise(f.at, "The command that it runs for what it finds.")
		}
	}
	for i, f := range use.raw {
		if i > 0 && ends[use.raw[i-1].at.end] && (f.text == ";" || f.text == "+") {
			w.parts.note(f.at, map[bool]string{true: "The end of the command; it gets many names at once.", false: "The end of the command; it runs for each name."}[f.text == "+"])
		}
	}
}

// explainTest notes what test and [ test as a whole, where that can be said.
func (w *walker) explainTest(use *usage) {
	args := use.raw
	if !has([]string{use.u.Name()}, "test", "[") || len(args) == 0 {
		return
	}
	if args[len(args)-1].text == "]" {
		w.parts.note(args[len(args)-1].at, "The end of the test.")
		args = args[:len(args)-1]
	}
	if len(args) == 0 || !w.adjacent(args) {
		return
	}
	t := &teller{w: w}
	if words := t.testWords(&step{plain: true}, args, false); words != "" {
		w.parts.note(span{args[0].at.start, args[len(args)-1].at.end}, meaning.Sentence("test whether "+words))
	}
}

// foundFile says what {} stands for: each file, or many at once.
var foundFile = map[bool]string{false: "The file that was found.", true: "The files that were found."}

// manyAtOnce reports whether a + ends the command that stands there.
func (w *walker) manyAtOnce(at int) bool {
	return at < len(w.src) && strings.HasPrefix(strings.TrimLeft(w.src[at:], " \t"), "+")
}

// explainNames notes the name and those of subcommands, as one where they stand together.
func (w *walker) explainNames(use usage) {
	first, last := use.names[0].at, use.names[len(use.names)-1].at
	if together := (span{first.start, last.end}); len(use.names) > 1 && first.end < last.start && w.adjacent(use.names) && w.parts.free(together) {
		w.parts.note(together, use.u.Summary)
		return
	}
	for i, f := range use.names {
		summary := use.u.Summary
		if i < len(use.names)-1 {
			if u := utilities.Find(use.names[0].text); u != nil {
				summary = u.Summary
			}
		}
		w.parts.note(f.at, summary)
	}
}

// adjacent reports whether words stand one behind the other with only blanks between.
func (w *walker) adjacent(list []field) bool {
	for i := 1; i < len(list); i++ {
		from, to := list[i-1].at.end, list[i].at.start
		if from > to || to > len(w.src) || strings.Trim(w.src[from:to], " \t\\\n") != "" {
			return false
		}
	}
	return true
}

// explainFlags notes the flags of one word, which are several in a cluster such as -xvf.
func (w *walker) explainFlags(use *usage, list []usedFlag) {
	if len(list) > 1 && w.explainCluster(use, list) {
		return
	}
	var said []string
	for _, f := range list {
		if text := w.flagMeaning(use, f); text != "" {
			said = append(said, text)
		}
	}
	last := list[len(list)-1]
	at := last.at
	if w.explainProgram(use, last, strings.Join(said, " ")) {
		return
	}
	if v := last.value; v != nil && v.at.start >= at.end {
		if both := (span{at.start, v.at.end}); w.adjacent([]field{{at: at}, *v}) && w.parts.free(both) {
			at = both
		} else {
			w.parts.note(v.at, argument(last))
		}
	}
	w.parts.note(at, strings.Join(said, " "))
}

// explainCluster notes each letter of -xvf by itself, the last one with its value. It
// reports whether the letters stand there as they are.
func (w *walker) explainCluster(use *usage, list []usedFlag) bool {
	at := list[0].at
	if at.end > len(w.src) || at.start >= at.end {
		return false
	}
	text := w.src[at.start:at.end]
	place, begin := strings.TrimLeft(text, "-+"), at.start
	begin += len(text) - len(place)
	letters := ""
	for _, f := range list {
		if len(f.name) != 2 {
			return false
		}
		letters += f.name[1:]
	}
	if !strings.HasPrefix(place, letters) {
		return false
	}
	for i, f := range list {
		here := span{begin + i, begin + i + 1}
		if i == 0 {
			here.start = at.start
		}
		if i == len(list)-1 {
			here.end = at.end
			if v := f.value; v != nil && v.at.start >= at.end && w.adjacent([]field{{at: at}, *v}) && w.parts.free(span{here.start, v.at.end}) && f.flag.Role.Script() == "" {
				here.end = v.at.end
			} else if v != nil && v.at.start >= at.end {
				f := f
				f.at = here
				if !w.explainProgram(use, f, w.flagMeaning(use, f)) {
					w.parts.note(v.at, argument(f))
				}
			}
		}
		show := ""
		if i > 0 && text[0] == '-' {
			show = "-" + w.src[here.start:here.end]
		}
		w.parts.show(here, w.flagMeaning(use, f), show)
	}
	return true
}

// flagMeaning says what a flag with its value means.
func (w *walker) flagMeaning(use *usage, f usedFlag) string {
	if f.here != nil { // as this machine has it
		return meaningOf(*use, f.here)
	}
	value := ""
	if f.value != nil {
		value = strings.ReplaceAll(strings.ReplaceAll(f.value.text, unknown, "…"), secretly, "")
		if w.parts.many() {
			return strings.ReplaceAll(f.flag.Meaning, "{}", shown(value))
		}
		if words := w.valueWords(use, f); words != "" {
			return meaning.Sentence(words)
		}
	}
	if value == "" {
		return withoutValue(f.flag.Meaning)
	}
	words := strings.Join(strings.Fields(strings.ReplaceAll(f.flag.Meaning, "{}", shown(value))), " ")
	if value == "1" {
		words = several.ReplaceAllString(words, "1 $1")
	}
	return words
}

// several are things of which there is but one.
var several = expr(`\b1 (second|minute|hour|day|line|item|job|time|byte|character|level|column|blank|command|file|process|question)(?:es|s)\b`)

// withoutValue is a flag's meaning without the clause that is about its value.
func withoutValue(meaning string) string {
	before, _, found := strings.Cut(meaning, "{}")
	if !found {
		return meaning
	}
	if i := strings.LastIndexAny(before, ",;:"); i > 0 {
		return before[:i] + "."
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(meaning, "{}", "")), " ")
}

// explainOperand notes what isn't a flag.
func (w *walker) explainOperand(use *usage, i int, o usedOperand) {
	if language := o.role.Script(); language != "" {
		if w.notePieces(o.field, w.littleProgram(use, language, o.text)) {
			return
		}
	}
	if !w.parts.free(o.at) {
		return
	}
	if o.role == utilities.Shell { // what is in it comes when it is walked
		w.parts.otherwise(o.at, roleMeaning(o.role))
		return
	}
	if w.parts.many() {
		w.parts.note(o.at, roleMeaning(o.role))
		return
	}
	w.parts.note(o.at, meaning.Sentence(w.operandWords(use, i, o)))
}

func argument(f usedFlag) string {
	name := strings.ToLower(f.flag.Argument)
	if name == "" {
		name = "value"
	}
	return fmt.Sprintf("The %s for %s.", name, f.name)
}

// roleMeaning words what an operand is for.
func roleMeaning(role utilities.Role) string {
	if language := role.Script(); language != "" {
		return "The program, in " + language + "."
	}
	if text, ok := roleWords[role]; ok {
		return text
	}
	return "The " + string(role) + "."
}

var roleWords = map[utilities.Role]string{
	utilities.Read: "What to read.", utilities.Dir: "A folder to look in.", utilities.Write: "The file to write.", utilities.Append: "The file to add to.", utilities.Edit: "A file to change.",
	utilities.New: "What to make.", utilities.Touch: "A file to make or renew.", utilities.Into: "Where to put things.", utilities.Move: "What to move.", utilities.Delete: "What to delete.",
	utilities.Permission: "What to change the rights of.", utilities.Ownership: "What to change the owner of.", utilities.Link: "The link to make.", utilities.Device: "The disk or partition to change.",
	utilities.ReadDevice: "The disk or partition to look at.", utilities.MountPoint: "Where it appears.", utilities.Command: "The command to run.", utilities.Shell: "A command that a shell runs.",
	utilities.Remote: "A file here or on another machine.", utilities.RemoteInto: "Where to put it, here or on another machine.", utilities.URL: "The address.", utilities.PID: "The process.",
	utilities.Assignment: "A setting, NAME=VALUE.", utilities.Text: "A text.", utilities.Any: "An argument.", "mode": "The rights to give.", "refs": "A commit, branch or tag.",
}
