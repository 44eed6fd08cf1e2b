package fit

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"caro/resources"
)

// demand is a line of resources/demands.txt.
type demand struct {
	says, unless *expression // nil: whatever the request says; never
	calls, texts []feature   // what the command then has: those of its calls, and of its text
	wanted       string      // the first of them, as it is written
	where        []feature   // none for any command
}

// feature is something that a command may have.
type feature struct {
	not       bool
	text      *expression  // of the whole command; the rest is for calls
	utilities []string     // nil for any
	flags     []wantedFlag // one of them; none for the utility alone
	operand   *expression
	turned    bool // a condition with ! before it
}

type wantedFlag struct {
	name  string
	value *expression // nil for any
}

var demands = sync.OnceValues(func() ([]demand, error) { return readDemands(resources.Demands) })

// LineError says that a line of resources/demands.txt can't be read.
type LineError struct {
	Line string
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("demands.txt: read %q: %v", e.Line, e.Err) }

// Unwrap gives the reason.
func (e *LineError) Unwrap() error { return e.Err }

func readDemands(text string) ([]demand, error) {
	var list []demand
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		d, err := readDemand(strings.Split(line, " :: "))
		if err != nil {
			return nil, &LineError{line, err}
		}
		list = append(list, d)
	}
	return list, nil
}

func readDemand(fields []string) (d demand, err error) {
	if len(fields) < 3 || len(fields) > 4 {
		return d, fmt.Errorf("it has %d fields, not three or four", len(fields))
	}
	for i, to := range []**expression{&d.says, &d.unless} {
		if fields[i] == "-" {
			continue
		}
		*to = &expression{text: fields[i]}
	}
	d.wanted, _, _ = strings.Cut(fields[2], " | ")
	has, err := readFeatures(fields[2])
	if err != nil {
		return d, err
	}
	for _, f := range has {
		if f.text != nil {
			d.texts = append(d.texts, f)
		} else {
			d.calls = append(d.calls, f)
		}
	}
	if len(fields) == 4 && fields[3] != "-" {
		d.where, err = readFeatures(fields[3])
		slices.SortStableFunc(d.where, func(a, b feature) int { return cost(a) - cost(b) })
	}
	return d, err
}

func readFeatures(text string) (list []feature, err error) {
	for _, one := range strings.Split(text, " | ") {
		f, err := readFeature(one)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func readFeature(text string) (f feature, err error) {
	text, f.not = strings.CutPrefix(text, "no ")
	if form, found := strings.CutPrefix(text, "/"); found {
		f.text = &expression{text: form}
		return f, nil
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return f, fmt.Errorf("there is nothing between two bars")
	}
	if words[0] != "*" {
		f.utilities = strings.Split(words[0], ",")
	}
	for _, w := range words[1:] {
		switch {
		case w == "!":
			f.turned = true
		case w[0] == '~':
			f.operand = &expression{text: w[1:]}
		case w[0] == '-':
			name, value, found := strings.Cut(w, "=")
			want := wantedFlag{name: name}
			if found {
				want.value = &expression{text: "^(" + value + ")$"}
			}
			f.flags = append(f.flags, want)
		default: // a subcommand
			f.utilities = []string{words[0] + " " + w}
		}
	}
	return f, nil
}

// cost is more for what looks through the text.
func cost(f feature) int {
	if f.text != nil {
		return 1
	}
	return 0
}

// expressions are all that the demand has.
func (d *demand) expressions() []*expression {
	list := []*expression{d.says, d.unless}
	for _, f := range slices.Concat(d.calls, d.texts, d.where) {
		list = append(list, f.text, f.operand)
		for _, w := range f.flags {
			list = append(list, w.value)
		}
	}
	return slices.DeleteFunc(list, func(e *expression) bool { return e == nil })
}

// of reports whether a command has the feature.
func (f *feature) of(c *command) bool {
	if f.text != nil {
		return f.text.MatchString(c.text) != f.not
	}
	return slices.ContainsFunc(c.calls, f.ofCall) != f.not
}

func (f *feature) ofCall(one call) bool {
	if f.utilities != nil && !slices.ContainsFunc(f.utilities, func(u string) bool { return one.name == u || strings.HasPrefix(one.name, u+" ") }) {
		return false
	}
	if f.operand != nil {
		return slices.ContainsFunc(one.operands, f.operand.MatchString) || slices.ContainsFunc(one.flags, func(g flag) bool { return f.operand.MatchString(g.value) })
	}
	if len(f.flags) == 0 && !f.turned {
		return true
	}
	return slices.ContainsFunc(one.flags, func(g flag) bool {
		return f.turned && g.negated || slices.ContainsFunc(f.flags, func(w wantedFlag) bool {
			return slices.Contains(g.names, w.name) && (w.value == nil || w.value.MatchString(g.value))
		})
	})
}

func hasOne(list []feature, c *command) bool {
	return slices.ContainsFunc(list, func(f feature) bool { return f.of(c) })
}

// unmet are the words of a request, in small letters and without quoted texts, whose
// demand a command doesn't meet.
func unmet(request string, c *command) []string {
	list, err := demands()
	if err != nil {
		return nil // a test sees to it that they can be read
	}
	var words []string
	for _, d := range list {
		// What costs little first: most demands end before an expression is asked.
		if len(d.where) > 0 && !hasOne(d.where, c) || hasOne(d.calls, c) {
			continue
		}
		said := d.wanted
		if d.says != nil {
			said = d.says.FindString(request)
		}
		if said != "" && !hasOne(d.texts, c) && (d.unless == nil || !d.unless.MatchString(request)) {
			words = append(words, said)
		}
	}
	return words
}
