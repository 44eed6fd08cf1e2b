package meaning

import (
	"strings"
)

// AwkProgram says what a program of awk does.
func AwkProgram(program string) Program {
	rules := readAwk(program)
	if len(rules) == 0 {
		return Program{}
	}
	a := &awkTeller{text: program}
	p := Program{Phrase: a.idiom(rules)}
	for _, rule := range rules {
		p.Pieces = append(p.Pieces, a.pieces(rule)...)
	}
	if p.Phrase == "" {
		p.Phrase = a.phrase(rules)
	}
	p.Phrase = inShort(p.Phrase)
	return p
}

// pieces says what a rule does: in one piece where that is short, else pattern and
// statements each.
func (a *awkTeller) pieces(rule awkRule) (list []Piece) {
	a.end = rule.word == "END"
	if words := unless(a.rule(rule), ""); words != "" {
		return []Piece{{rule.start, rule.end, Sentence(words)}}
	}
	if rule.block == nil {
		return []Piece{{rule.start, rule.end, "Print the lines for which this holds."}}
	}
	if rule.word == "function" {
		return []Piece{{rule.start, rule.end, "A function of the program's own: " + rule.patterns[0].text + "."}}
	}
	head := map[string]string{"BEGIN": "before the first line, do this", "END": "behind the last line, do this"}[rule.word]
	if rule.word == "" {
		head = "for each line, do this"
		if lines := a.lines(rule); lines != "" {
			head = "for " + lines + ", do this"
		} else if len(rule.patterns) > 0 {
			head = "for lines where this holds, do what follows"
		}
	}
	list = append(list, Piece{rule.start, rule.open + 1, Sentence(unless(head, "for some lines, do this"))})
	for _, s := range rule.block.kids {
		if s.end <= s.start {
			continue
		}
		list = append(list, Piece{s.start, s.end, Sentence(unless(a.statement(s), awkNames[s.kind]))})
	}
	return append(list, Piece{rule.end - 1, rule.end, "The end of that."})
}

// awkNames say what a statement does in general.
var awkNames = map[awkKind]string{
	awPrint: "print this", awDo: "calculate this", awIf: "do something on a condition", awFor: "do something again and again", awForIn: "do something for each entry", awWhile: "do something as long as a condition holds",
	awRepeat: "do something until a condition no longer holds", awBlock: "a group of statements", awWord: "a step of the program",
}

// rule words a rule as a whole.
func (a *awkTeller) rule(rule awkRule) string {
	switch rule.word {
	case "BEGIN":
		if words := a.block(rule.block); words != "" {
			return "first, " + words
		}
		return ""
	case "END":
		a.end = true
		defer func() { a.end = false }()
		if words := a.block(rule.block); words != "" {
			return "at the end, " + words
		}
		return ""
	case "function":
		return ""
	}
	lines := a.lines(rule)
	if lines == "" {
		return ""
	}
	if rule.block == nil {
		if lines == "each line" {
			return "print each line"
		}
		return "print only " + lines
	}
	if len(rule.block.kids) == 1 && rule.block.kids[0].kind == awPrint {
		words := a.printing(rule.block.kids[0], lines)
		switch {
		case words == "":
			return ""
		case words == "print the line" && lines == "each line":
			return "print each line"
		case words == "print the line":
			return "print only " + lines
		case strings.Contains(words, " of "+lines):
			return strings.Replace(words, "print ", "print only ", 1)
		case lines == "each line" && strings.Contains(words, "the line"):
			return strings.Replace(words, "the line", "each line", 1)
		case lines == "each line":
			return words + " for each line"
		}
		return "for " + lines + ", " + words
	}
	words := a.block(rule.block)
	switch {
	case words == "":
		return ""
	case lines == "each line":
		return "for each line, " + words
	}
	return "for " + lines + ", " + words
}

// phrase words the program as a whole.
func (a *awkTeller) phrase(rules []awkRule) string {
	const most = 3
	if len(rules) > most {
		return ""
	}
	var out []string
	for _, rule := range rules {
		words := a.rule(rule)
		if words == "" {
			return ""
		}
		out = append(out, words)
	}
	return strings.Join(out, "; ")
}

// idiom words programs that are known as a whole.
func (a *awkTeller) idiom(rules []awkRule) string {
	if len(rules) == 1 && rules[0].block == nil && len(rules[0].patterns) == 1 {
		if key := a.firstSeen(rules[0].patterns[0]); key == "the line" {
			return "print each line only once, in the order of first appearance"
		} else if key != "" {
			return "print only the first line for each value of " + key
		}
	}
	begin := ""
	if len(rules) > 1 && rules[0].word == "BEGIN" {
		if words := a.separators(rules[0].block); words != "" {
			rules, begin = rules[1:], words
		}
	}
	switch {
	case len(rules) == 1 && begin != "" && a.rebuilds(rules[0]):
		return begin
	case len(rules) == 2 && rules[0].word == "BEGIN" && rules[1].word == "":
		if from, to, ok := a.fields(rules[0].block); ok {
			words := a.rule(rules[1])
			if words != "" && to != "" {
				words += ", with " + Quote(to) + " between them"
			}
			if words != "" && from != "" {
				words += " (fields are parted by " + Between(from) + ")"
			}
			return words
		}
	case len(rules) == 2 && rules[1].word == "END" && rules[0].word == "":
		if words := a.gathered(rules[0], rules[1].block); words != "" {
			return words
		}
	case len(rules) == 1 && rules[0].word == "END" && len(rules[0].block.kids) == 1:
		if s := rules[0].block.kids[0]; s.kind == awPrint && len(s.kids) == 1 && s.kids[0].text == "NR" {
			return "count the lines"
		}
	case len(rules) == 2 && rules[1].word == "" && isJoin(a, rules[0]):
		return a.among(rules[0], rules[1])
	}
	return ""
}

// firstSeen is the key of !seen[key]++; "" for other expressions.
func (a *awkTeller) firstSeen(n *awkNode) string {
	if n.kind == awUnary && n.text == "!" && n.kids[0].kind == awBehind && n.kids[0].text == "++" && n.kids[0].kids[0].kind == awIndex {
		return a.key(n.kids[0].kids[0].kids)
	}
	return ""
}

// separators words a BEGIN that sets FS and OFS alone.
func (a *awkTeller) separators(block *awkNode) string {
	from, to, ok := a.fields(block)
	if !ok || from == "" || to == "" {
		return ""
	}
	return "print each line with " + Between(to) + " in place of " + Between(from) + " between its fields"
}

// fields are what a BEGIN sets FS and OFS to; ok is false where it does anything else.
func (a *awkTeller) fields(block *awkNode) (from, to string, ok bool) {
	for _, s := range block.kids {
		if s.kind != awDo || s.kids[0].kind != awAssign || s.kids[0].text != "=" || s.kids[0].kids[0].kind != awName || s.kids[0].kids[1].kind != awText {
			return "", "", false
		}
		value := s.kids[0].kids[1].text
		switch s.kids[0].kids[0].text {
		case "FS":
			from = value
		case "OFS":
			to = value
		default:
			return "", "", false
		}
	}
	return from, to, true
}

// rebuilds reports whether a rule is {$1=$1; print} or {$1=$1}1.
func (a *awkTeller) rebuilds(rule awkRule) bool {
	return rule.block != nil && len(rule.patterns) == 0 && len(rule.block.kids) == 2 && a.statement(rule.block.kids[0]) == "put the line together anew" && a.statement(rule.block.kids[1]) == "print the line"
}

// gathered words sums, averages and counts that are printed at the end.
func (a *awkTeller) gathered(rule awkRule, end *awkNode) string {
	if rule.block == nil || len(rule.block.kids) != 1 || len(end.kids) != 1 || rule.block.kids[0].kind != awDo {
		return ""
	}
	if words := a.greatest(rule, end.kids[0]); words != "" {
		return words
	}
	lines := a.lines(rule)
	if lines == "" {
		return ""
	}
	where := ""
	if lines != "each line" {
		where = " in " + lines
	}
	does, last := rule.block.kids[0].kids[0], end.kids[0]
	switch {
	case does.kind == awAssign && does.text == "+=" && does.kids[0].kind == awName && last.kind == awPrint:
		what, name := a.value(does.kids[1]), does.kids[0].text
		values := last.kids
		if last.text == "printf" && len(values) == 2 && values[0].kind == awText {
			values = values[1:]
		}
		if what == "" || len(values) != 1 {
			return ""
		}
		switch v := values[0]; {
		case v.kind == awName && v.text == name, v.kind == awBinary && v.text == "+" && v.kids[0].text == name && v.kids[1].text == "0":
			return "add up " + what + where + " and print the sum"
		case v.kind == awBinary && v.text == "/" && v.kids[0].text == name && v.kids[1].text == "NR" && where == "":
			return "print the average of " + what
		}
	case does.kind == awBehind && does.text == "++" && does.kids[0].kind == awName && last.kind == awPrint && len(last.kids) == 1 && strings.HasPrefix(a.source(last.kids[0]), does.kids[0].text):
		return "count " + strings.TrimPrefix(lines, "each ")
	case does.kind == awBehind && does.text == "++" && does.kids[0].kind == awIndex && last.kind == awForIn && last.kids[0].text == does.kids[0].text:
		if key := a.key(does.kids[0].kids); key != "" {
			return "count how often each value of " + key + " comes" + where
		}
	case does.kind == awAssign && does.text == "+=" && does.kids[0].kind == awIndex && last.kind == awForIn && last.kids[0].text == does.kids[0].text:
		what, key := a.value(does.kids[1]), a.key(does.kids[0].kids)
		if what != "" && key != "" {
			return "add up " + what + " for each value of " + key + where
		}
	}
	return ""
}

// among words {a[key]; next} of the first file, and key in a of the second.
func (a *awkTeller) among(first, second awkRule) string {
	if first.block == nil || len(first.block.kids) != 2 || first.block.kids[0].kind != awDo || first.block.kids[1].text != "next" || len(second.patterns) != 1 {
		return ""
	}
	kept := first.block.kids[0].kids[0]
	if kept.kind == awAssign || kept.kind == awBehind {
		kept = kept.kids[0]
	}
	test, words := second.patterns[0], " is among "
	if test.kind == awUnary && test.text == "!" {
		test, words = test.kids[0], " isn't among "
	}
	for test.kind == awGroup && len(test.kids) == 1 {
		test = test.kids[0]
	}
	if kept.kind != awIndex || test.kind != awIn || test.text != kept.text || second.block != nil {
		return ""
	}
	key, of := a.key(test.kids), a.key(kept.kids)
	if key == "" || of == "" {
		return ""
	}
	if key == "the line" && of == key {
		return "print only lines of the second file that" + map[string]string{" is among ": " are", " isn't among ": " aren't"}[words] + " in the first, too"
	}
	return "print only lines of the second file whose " + strings.TrimPrefix(key, "the ") + words + "the values of " + of + " in the first"
}

// greatest words a rule that keeps the greatest or least value, which is printed at the end.
func (a *awkTeller) greatest(rule awkRule, last *awkNode) string {
	does, test := rule.block.kids[0].kids[0], (*awkNode)(nil)
	if len(rule.patterns) == 1 {
		test = rule.patterns[0]
	}
	if test == nil || test.kind != awBinary || does.kind != awAssign || does.text != "=" || last.kind != awPrint || len(last.kids) != 1 {
		return ""
	}
	name, value := a.source(does.kids[0]), a.source(does.kids[1])
	if name != a.source(last.kids[0]) {
		return ""
	}
	left, right, op := a.source(test.kids[0]), a.source(test.kids[1]), test.text
	switch {
	case left == value && right == name && op == ">", left == name && right == value && op == "<":
		return "print the greatest " + a.value(does.kids[1])
	case left == value && right == name && op == "<", left == name && right == value && op == ">":
		return "print the least " + a.value(does.kids[1])
	}
	return ""
}

// isJoin reports whether a rule is NR==FNR {…; next}, which reads the first file.
func isJoin(a *awkTeller, rule awkRule) bool {
	return len(rule.patterns) == 1 && strings.ReplaceAll(a.source(rule.patterns[0]), " ", "") == "NR==FNR"
}
