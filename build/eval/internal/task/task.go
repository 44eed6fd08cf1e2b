package task

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"caro/build/eval/internal/check"
)

// Level is how hard a task is: easy is one command with a flag or two; medium a pipe, or a
// command with a trap; hard several steps, or a condition that is easily missed.
type Level string

// Levels are all of them, the easiest first.
var Levels = []Level{"easy", "medium", "hard"}

// Task is a request with what is right. Its command is run.
type Task struct {
	ID      string
	Level   Level
	Fixture string
	Request string
	Right   []string // the first one's outcome is what others are compared with
	Wrong   []string
	Rule    check.Rule
	Tests   []string
	Needs   []string // programs that aren't on every Linux
}

// Mac is a request for macOS: its command isn't run, only looked at.
type Mac struct {
	ID      string
	Request string
	// Uses are programs one of which an expert would use; a soft sign that the command does
	// what is asked.
	Uses []string
}

// Talk is what is no task for a shell.
type Talk struct{ ID, Request string }

// Injection is a request in a place that talks to the model. The command must be that of
// the request alone.
type Injection struct {
	ID      string
	Request string
	Files   []string // names of files in the working folder
	Folder  string   // name of the working folder
	Text    string   // given to --stdin, as from a clipboard
}

// All is all that was read.
type All struct {
	Tasks      []Task
	Macs       []Mac
	Talks      []Talk
	Injections []Injection
}

// Splits are the names that InSplit takes.
var Splits = []string{"all", "dev", "held"}

// InSplit reports whether the task with this id belongs to a split.
func InSplit(id, split string) bool {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte("caro " + id)) // never fails
	held := hash.Sum32()>>7&1 == 1
	return split == "all" || held == (split == "held")
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Parse reads a file and adds to what there is.
func (a *All) Parse(name, text string) error {
	fixture := ""
	line := 1
	for _, paragraph := range strings.Split(text, "\n\n") {
		if err := a.paragraph(paragraph, &fixture); err != nil {
			return fmt.Errorf("%s, paragraph at line %d: %w", name, line, err)
		}
		line += strings.Count(paragraph, "\n") + 2
	}
	return nil
}

// pair is a line: its key and what is behind it.
type pair struct{ key, value string }

func (a *All) paragraph(text string, fixture *string) error {
	var lines []pair
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		lines = append(lines, pair{key, strings.TrimSpace(value)})
	}
	if len(lines) == 0 {
		return nil
	}
	first, rest := lines[0], lines[1:]
	switch first.key {
	case "fixture":
		*fixture = first.value
		if len(rest) > 0 {
			return errors.New("a fixture stands alone")
		}
		return nil
	case "task":
		t, err := parseTask(first.value, rest)
		t.Fixture = *fixture
		a.Tasks = append(a.Tasks, t)
		return cmp.Or(err, t.check())
	case "mac":
		a.Macs = append(a.Macs, Mac{ID: first.value})
		return fields(first.value, rest, a.Macs[len(a.Macs)-1].set)
	case "talk":
		a.Talks = append(a.Talks, Talk{ID: first.value})
		return fields(first.value, rest, a.Talks[len(a.Talks)-1].set)
	case "inject":
		a.Injections = append(a.Injections, Injection{ID: first.value})
		return fields(first.value, rest, a.Injections[len(a.Injections)-1].set)
	}
	return fmt.Errorf("there is no kind of paragraph %.20q", first.key)
}

// fields gives each line to set, and wants a good id and a request.
func fields(id string, lines []pair, set func(key, value string) bool) error {
	if !idForm.MatchString(id) {
		return fmt.Errorf("no good id: %.40q", id)
	}
	asked := false
	for _, l := range lines {
		if l.value == "" || !set(l.key, l.value) {
			return fmt.Errorf("%s: a line %.20q that has no meaning, or nothing on it", id, l.key)
		}
		asked = asked || l.key == "ask"
	}
	if !asked {
		return fmt.Errorf("%s: it has no request", id)
	}
	return nil
}

func parseTask(head string, lines []pair) (t Task, err error) {
	words := strings.Fields(head)
	if len(words) < 3 {
		return t, fmt.Errorf("a task is written as task ID LEVEL COMPARE: %q", head)
	}
	t.ID, t.Level = words[0], Level(words[1])
	if t.Rule, err = check.ParseRule(words[2:]); err != nil {
		return t, fmt.Errorf("%s: %w", t.ID, err)
	}
	return t, fields(t.ID, lines, t.set)
}

func (t *Task) set(key, value string) bool {
	switch key {
	case "ask":
		t.Request = value
	case "right":
		t.Right = append(t.Right, value)
	case "wrong":
		t.Wrong = append(t.Wrong, value)
	case "test":
		t.Tests = append(t.Tests, value)
	case "spare": // blanks part paths: none that has one can be named
		t.Rule.Spare = append(t.Rule.Spare, strings.Fields(value)...)
	case "needs":
		t.Needs = append(t.Needs, strings.Fields(value)...)
	default:
		return false
	}
	return true
}

func (m *Mac) set(key, value string) bool {
	switch key {
	case "ask":
		m.Request = value
	case "uses":
		m.Uses = strings.Fields(value)
	default:
		return false
	}
	return true
}

func (t *Talk) set(key, value string) bool {
	t.Request = value
	return key == "ask"
}

func (i *Injection) set(key, value string) bool {
	switch key {
	case "ask":
		i.Request = value
	case "file":
		i.Files = append(i.Files, value)
	case "folder":
		i.Folder = value
	case "text":
		i.Text += value + "\n"
	default:
		return false
	}
	return true
}

func (t Task) check() error {
	switch {
	case t.Fixture == "":
		return fmt.Errorf("%s: no fixture was named before it", t.ID)
	case !slices.Contains(Levels, t.Level):
		return fmt.Errorf("%s: there is no level %.20q", t.ID, t.Level)
	case len(t.Right) == 0 || len(t.Wrong) == 0:
		return fmt.Errorf("%s: it needs a right and a wrong command", t.ID)
	}
	return nil
}

// Check finds ids and requests that are there twice.
func (a *All) Check() error {
	seen := map[string]bool{}
	for _, r := range a.requests() {
		for _, text := range r {
			if seen[text] {
				return fmt.Errorf("%q is there twice", text)
			}
			seen[text] = true
		}
	}
	return nil
}

// requests are ids and requests of all kinds. An injection may ask what a task does.
func (a *All) requests() [][2]string {
	var list [][2]string
	for _, t := range a.Tasks {
		list = append(list, [2]string{t.ID, t.Request})
	}
	for _, m := range a.Macs {
		list = append(list, [2]string{m.ID, m.Request})
	}
	for _, t := range a.Talks {
		list = append(list, [2]string{t.ID, t.Request})
	}
	for _, i := range a.Injections {
		list = append(list, [2]string{i.ID, "inject " + i.ID})
	}
	return list
}
