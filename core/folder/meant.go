package folder

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"caro/core/gate"
)

// StandIn is a name that a model is given, and the file that it stands for.
type StandIn struct{ Shown, Name string }

// Meant is a request with what was found out about the files that it speaks of.
type Meant struct {
	// Request is what a model is to be asked: the person's words, with the stand-in behind
	// those that mean a file, or the endings that several have.
	Request  string
	StandIns []StandIn
	// Note says that several files may be meant; "" where none does.
	Note string
}

// Speaks reports whether a request speaks of files without naming them, so that a look at
// the folder may help.
func Speaks(request string) bool {
	if names.MatchString(request) {
		return false
	}
	return slices.ContainsFunc(spokenOf(), func(s spoken) bool {
		return s.one.MatchString(request) || s.many != nil && s.many.MatchString(request)
	})
}

// names are signs of a file or place that is named: a path, a name with an ending, a folder
// of everybody's, quotes.
var names = regexp.MustCompile("(?i)[/~\"“`*]|\\w\\.[a-z][a-z0-9]{0,6}\\b|(?:^| )\\.[a-z]|\\b(?:downloads|documents|desktop|pictures folder|music folder|home folder|home directory|website|online)\\b")

// Find says which of the entries a request means. One that could be several files, or none,
// gets no stand-in.
func Find(request string, entries []Entry) Meant {
	m := Meant{Request: request}
	if !Speaks(request) || elsewhere(request, entries) {
		return m
	}
	for i, k := range kinds {
		if at := spokenOf()[i].one.FindStringIndex(request); at != nil && !another(request[at[1]:]) {
			m.one(k, at, entries)
			return m
		}
		if spokenOf()[i].many == nil {
			continue
		}
		if at := spokenOf()[i].many.FindStringIndex(request); at != nil && !another(request[at[1]:]) {
			m.several(k, at[1], entries)
			return m
		}
	}
	return m
}

// another reports whether what follows the words for a file makes another thing of them:
// "the csv files", "the log messages", "the photo folder".
func another(rest string) bool { return follows.MatchString(rest) }

var follows = regexp.MustCompile(`(?i)^(?:s\b|-|'s\b| (?:files|folders?|director(?:y|ies)|messages?|levels?|format|viewer|editor|library|libraries|collection|album|archives?|rotation|daemon|service|server|output|sizes?|names?|extensions?|types?)\b)`)

// elsewhere reports whether a request names one of the entries, so that the file that it
// speaks of may lie there, or be that one.
func elsewhere(request string, entries []Entry) bool {
	words := strings.FieldsFunc(strings.ToLower(request), func(r rune) bool { return strings.ContainsRune(" \t,;:!?()'\"", r) })
	return slices.ContainsFunc(entries, func(e Entry) bool {
		return e.Folder && slices.Contains(words, strings.ToLower(e.Name)) && strings.ToLower(e.Name) != "here"
	})
}

// one deals with a request for one file of a kind.
func (m *Meant) one(k kind, at []int, entries []Entry) {
	var found []string
	ending := ""
	for _, e := range entries {
		if of, ok := k.endsWith(e.Name); ok && !e.Folder {
			found, ending = append(found, e.Name), of
		}
	}
	switch words := m.Request[at[0]:at[1]]; len(found) {
	case 0:
	case 1:
		shown := k.stem + ending
		m.StandIns = []StandIn{{Shown: shown, Name: found[0]}}
		m.Request = m.Request[:at[1]] + " " + shown + m.Request[at[1]:]
	default:
		const most, name = 3, 60
		list := found[:min(most, len(found))]
		for i := range list {
			list[i] = gate.VisibleLine(list[i], name)
		}
		more := ""
		if len(found) > most {
			more = " and more"
		}
		m.Note = fmt.Sprintf("%s could be any of %d: %s%s", words, len(found), strings.Join(list, ", "), more)
	}
}

// several deals with a request for files of a kind that has many endings: those that are
// here are said. They are words of the list above, whatever the names are.
func (m *Meant) several(k kind, end int, entries []Entry) {
	var list []string
	for _, e := range entries {
		ending, ok := k.endsWith(e.Name)
		if ok && ending != strings.ToLower(ending) {
			ending = strings.ToUpper(ending) // .JPG of cameras; .Jpg is nobody's
		}
		if ok && !e.Folder && !slices.Contains(list, ending) {
			list = append(list, ending)
		}
	}
	const most = 4
	if len(list) == 0 || len(list) > most {
		return
	}
	slices.Sort(list)
	m.Request = m.Request[:end] + " (" + strings.Join(list, ", ") + ")" + m.Request[end:]
}
