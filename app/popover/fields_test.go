package popover

import (
	"reflect"
	"testing"

	"caro/app/ask"
)

// unused are the fields of a view that a picture has no use for, and why.
var unused = map[string]string{
	"Copied":      "the desktop wants it; to the person the headline says so",
	"Parts.Start": "each piece is shown before its meaning, not at its place",
	"Parts.End":   "the same",
}

// everything is a view with all there can be; keys are so that each makes a difference.
func everything() ask.View {
	badge := ask.Badge{Text: "high risk", Words: "words", Tone: ask.ToneWarning}
	spans := []ask.Span{{Start: 0, End: 2, Kind: ask.KindCommand}}
	return ask.View{
		Phase: ask.PhaseAnswered, Focus: ask.FocusQuery, Model: "a model",
		Query:    ask.Field{Label: "after: x", Text: "query", Placeholder: "what?"},
		Progress: ask.Progress{Busy: true, Text: "busy", Known: true, Fraction: 0.5},
		Headline: ask.Line{Text: "headline", Tone: ask.ToneGood}, Hint: "hint",
		Command: ask.Command{Text: "rm old", Spans: spans},
		Badge:   badge, Explanation: "explanation",
		Parts:        []ask.Part{{Text: "rm", Meaning: "remove", Start: 0, End: 2, Kind: ask.KindCommand}},
		Reasons:      []ask.Reason{{Line: ask.Line{Text: "reason", Tone: ask.ToneDanger}, Safer: "safer", Start: 1, End: 4}},
		Notes:        []ask.Line{{Text: "note", Tone: ask.TonePlain}},
		Alternatives: []ask.Alternative{{Text: "ls a", Spans: spans, Badge: badge, Current: true}, {Text: "ls b", Badge: badge}},
		Models:       []ask.ModelChoice{{Name: "small", Size: "1 GB", Words: "fits", Current: true}},
		Word:         ask.Field{Label: "type yes", Text: "ye", Placeholder: "yes"},
		Keys:         []ask.Key{{Action: ask.Edit, Key: "e", Label: "edit", Enabled: true}},
		Announce:     "said",
	}
}

// TestEveryFieldCounts changes each field of a view, and looks that the picture changes.
func TestEveryFieldCounts(t *testing.T) {
	met := map[string]bool{}
	v := everything()
	each(t, reflect.ValueOf(&v).Elem(), "", func(path string, change func() (undo func())) {
		before := Draw(v)
		undo := change()
		after := Draw(v)
		undo()
		met[path] = true
		same := reflect.DeepEqual(before, after)
		_, listed := unused[path]
		switch {
		case same && !listed:
			t.Errorf("%s makes no difference", path)
		case !same && listed:
			t.Errorf("%s makes a difference, but is listed as unused", path)
		}
		if !reflect.DeepEqual(before, Draw(v)) {
			t.Fatalf("%s wasn't put back", path)
		}
	})
	for path, why := range unused {
		if !met[path] || why == "" {
			t.Errorf("%q is listed as unused and isn't there, or has no reason", path)
		}
	}
	if len(met) < 40 {
		t.Errorf("only %d fields", len(met))
	}
}

// each visits all plain values within a value.
func each(t *testing.T, at reflect.Value, path string, visit func(string, func() func())) {
	t.Helper()
	set := func(to reflect.Value) func() func() {
		return func() func() {
			was := reflect.New(at.Type()).Elem()
			was.Set(at)
			at.Set(to.Convert(at.Type()))
			return func() { at.Set(was) }
		}
	}
	switch at.Kind() {
	case reflect.Struct:
		for i := range at.NumField() {
			f := at.Type().Field(i)
			name := path
			if !f.Anonymous {
				if name != "" {
					name += "."
				}
				name += f.Name
			}
			each(t, at.Field(i), name, visit)
		}
	case reflect.Slice:
		each(t, at.Index(0), path, visit)
	case reflect.Bool:
		visit(path, set(reflect.ValueOf(!at.Bool())))
	case reflect.Float64:
		visit(path, set(reflect.ValueOf(at.Float()+0.25)))
	case reflect.Int:
		visit(path, set(reflect.ValueOf(int(at.Int())+1)))
	case reflect.String:
		visit(path, set(reflect.ValueOf(other(at))))
	default:
		t.Fatalf("%s is a %s: teach this test about it", path, at.Kind())
	}
}

// other is another value of a text.
func other(at reflect.Value) string {
	switch at.Interface().(type) {
	case ask.Phase:
		return string(ask.PhaseClosed)
	case ask.Focus:
		return string(ask.FocusWord)
	case ask.Tone:
		return string(ask.ToneCaution)
	case ask.Kind:
		return string(ask.KindString)
	case ask.Action:
		return string(ask.Again)
	}
	return at.String() + "z"
}
