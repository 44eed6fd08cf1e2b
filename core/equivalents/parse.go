package equivalents

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// parseRule reads PATTERN | RESULT | WORDS.
func parseRule(text string) (r Rule, err error) {
	fields := strings.SplitN(text, " | ", 3)
	if len(fields) < 2 {
		return r, fmt.Errorf("%q is no PATTERN | RESULT | WORDS", text)
	}
	if err := r.pattern(strings.TrimSpace(fields[0])); err != nil {
		return r, err
	}
	if len(fields) == 3 {
		r.Words = strings.TrimSpace(fields[2])
	}
	switch result := strings.TrimSpace(fields[1]); result {
	case "none":
		r.Outcome = Nothing
	case "note":
		r.Outcome = Note
	default:
		for text := range strings.SplitSeq(result, " ; ") {
			p, err := parsePiece(text)
			if err != nil {
				return r, err
			}
			r.Pieces = append(r.Pieces, p)
		}
		return r, r.check()
	}
	if r.Words == "" {
		return r, errors.New("there are no words for a person")
	}
	return r, nil
}

// check says what is wrong with a repair.
func (r *Rule) check() error {
	for _, p := range r.Pieces {
		if r.Subject.Kind == Role && p.Place == InPlace {
			return fmt.Errorf("%s: which argument is replaced must be said: @ROLE: TEXT", r.Subject.Names[0])
		}
		for _, f := range p.Text {
			if f.Ref == "value" && r.Subject.Kind != Flag && p.Role == "" {
				return errors.New("{value} is the argument of a flag, or at a role")
			}
		}
	}
	return nil
}

// pattern reads the subject and the further terms.
func (r *Rule) pattern(text string) error {
	words, err := termWords(text)
	if err != nil {
		return err
	}
	for i, word := range words {
		if also, found := strings.CutPrefix(word, "["); found {
			if r.Subject.Kind != Line {
				return fmt.Errorf("%s belongs to a whole line", word)
			}
			r.Subject.Also = append(r.Subject.Also, strings.Fields(strings.TrimSuffix(also, "]"))...)
			continue
		}
		t, err := parseTerm(word)
		if err != nil {
			return err
		}
		switch {
		case i > 0:
			r.Terms = append(r.Terms, t)
		case t.Kind > Line || t.Not:
			return fmt.Errorf("%q can't be what a rule is about", word)
		default:
			r.Subject = t
		}
	}
	if len(words) == 0 {
		return errors.New("there is no pattern")
	}
	return nil
}

// termWords parts a pattern at its blanks, but for those in /…/ and […].
func termWords(text string) (words []string, err error) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		end := strings.IndexByte(text, ' ')
		if slash := strings.Index(text, "=/"); slash >= 0 && (end < 0 || slash < end) {
			if end = strings.Index(text[slash+2:]+" ", "/ "); end < 0 {
				return nil, fmt.Errorf("the expression in %q has no end", text)
			}
			end += slash + len("=/") + 1
		} else if text[0] == '[' {
			if end = strings.IndexByte(text, ']') + 1; end == 0 {
				return nil, fmt.Errorf("%q has no end", text)
			}
		}
		if end < 0 {
			end = len(text)
		}
		words = append(words, text[:end])
		text = text[end:]
	}
	return words, nil
}

var plainTerms = map[string]Kind{"*": Name, "line": Line, "last": Last, "seen": Seen, "lines": Lines, "missing": Missing, "absent": Absent, "plain": Plain, "once": Once}

func parseTerm(word string) (t Term, err error) {
	word, t.Not = strings.CutPrefix(word, "!")
	name, value, valued := strings.Cut(word, "=")
	if kind, ok := plainTerms[word]; ok {
		t.Kind = kind
		return t, nil
	}
	switch place, notPlace := strconv.Atoi(name); {
	case name == "operands":
		t.Kind = Operands
		return t, t.counts(value)
	case name == "here", name == "manager":
		t.Kind, t.Names = map[string]Kind{"here": Here, "manager": Manager}[name], []string{value}
		return t, nil
	case name == "next":
		t.Kind = Next
	case notPlace == nil && place > 0:
		t.Kind, t.Min = Operand, place
	case strings.HasPrefix(name, "@"):
		t.Kind, t.Names = Role, []string{name[1:]}
	case strings.HasPrefix(name, "-") || strings.HasPrefix(name, "+") || valued && bare.MatchString(name):
		t.Kind, t.Names = Flag, strings.Split(name, ",")
	default:
		return t, fmt.Errorf("the term %q is unknown", word)
	}
	if !valued {
		return t, nil
	}
	expression, found := strings.CutPrefix(value, "/")
	if !found || !strings.HasSuffix(expression, "/") {
		return t, fmt.Errorf("what %s must look like stands in no /…/", name)
	}
	t.Value, err = regexp.Compile(strings.TrimSuffix(expression, "/"))
	return t, err
}

// bare are flags without a dash, as dd has them.
var bare = regexp.MustCompile(`^[a-z]+(,[a-z]+)*$`)

// counts reads 2, 0-1 or 1+.
func (t *Term) counts(text string) (err error) {
	if least, found := strings.CutSuffix(text, "+"); found {
		t.Max = -1
		t.Min, err = strconv.Atoi(least)
		return err
	}
	least, most, found := strings.Cut(text, "-")
	if !found {
		most = least
	}
	if t.Min, err = strconv.Atoi(least); err == nil {
		t.Max, err = strconv.Atoi(most)
	}
	return err
}

// parsePiece reads TEXT or PLACE: TEXT; a dash is nothing.
func parsePiece(text string) (p Piece, err error) {
	text = strings.TrimSpace(text)
	if place, rest, found := strings.Cut(text, ":"); found && placeName.MatchString(place) && (rest == "" || rest[0] == ' ') {
		role, is := strings.CutPrefix(place, "@")
		switch {
		case is:
			p.Role = role
		case !known[Place(place)]:
			return p, fmt.Errorf("the place %q is unknown", place)
		}
		p.Place, text = Place(place), strings.TrimSpace(rest)
	}
	if text == "" {
		return p, errors.New("a piece of the result is empty: a dash is nothing")
	}
	if text == "-" && (p.Place == InPlace || p.Place == Sudo || p.Role != "") {
		return p, nil
	}
	for text != "" {
		at := reference.FindStringSubmatchIndex(text)
		if at == nil {
			p.Text = append(p.Text, Fragment{Text: text})
			break
		}
		if at[0] > 0 {
			p.Text = append(p.Text, Fragment{Text: text[:at[0]]})
		}
		f := Fragment{Ref: text[at[2]:at[3]]}
		if at[4] >= 0 {
			f.Translation = text[at[4]+1 : at[5]]
		}
		p.Text = append(p.Text, f)
		text = text[at[1]:]
	}
	return p, nil
}

var (
	placeName = regexp.MustCompile(`^@?[a-z]+$`)
	known     = map[Place]bool{First: true, Before: true, After: true, AtEnd: true, Feed: true, Then: true, Sudo: true, Called: true}
	// reference is {value}, {-d}, {1:translation}; {} and {+ stay what they are to find.
	reference = regexp.MustCompile(`\{(value|name|flag|all|[1-9]|-{1,2}[A-Za-z][A-Za-z-]*)(:[a-z0-9-]+)?\}`)
)
