package equivalents

import (
	"slices"
	"strings"
	"testing"

	"caro/core/utilities"
)

// TestData reads all rules, and holds them against the data about utilities.
func TestData(t *testing.T) {
	d := data()
	rules := 0
	for k, list := range d.texts {
		for _, e := range list {
			more, err := e.rules()
			if err != nil {
				t.Errorf("%s: %v", k.name, err)
				continue
			}
			if len(more) == 0 {
				t.Errorf("%s:%d: %s has no rules", e.file, e.line, k.name)
			}
			rules += len(more)
			for _, r := range more {
				d.hold(t, k, r)
			}
		}
	}
	for name := range d.translations {
		if _, err := d.translation(name); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d rules, %d translations", rules, len(d.translations))
	if rules < 400 {
		t.Errorf("there are only %d rules", rules)
	}
}

// hold looks whether what a rule names is there.
func (d *store) hold(t *testing.T, k key, r Rule) {
	if len(r.Words) > 150 || strings.HasSuffix(r.Words, ".") {
		t.Errorf("%s: %q is no short remark", r.Place, r.Words)
	}
	for _, p := range r.Pieces {
		for _, f := range p.Text {
			if _, err := d.translation(f.Translation); err != nil && f.Translation != "" {
				t.Errorf("%s: %v", r.Place, err)
			}
			if strings.Contains(f.Text, "{") && strings.Contains(f.Text, ":") && f.Ref == "" {
				t.Errorf("%s: is %q a reference?", r.Place, f.Text)
			}
		}
	}
	if k.name[0] == '/' || k.name[0] == '~' {
		return
	}
	name := strings.Fields(k.name)
	u := utilities.Find(name[0])
	if u == nil {
		t.Errorf("%s: no data about %s", r.Place, name[0])
		return
	}
	list := []*utilities.Utility{u}
	for _, word := range name[1:] {
		if u = u.Sub(word); u == nil {
			t.Errorf("%s: %s is no subcommand", r.Place, k.name)
			return
		}
		list = append(list, u)
	}
	spelled := slices.Clone(r.Subject.Also)
	for _, term := range append(slices.Clone(r.Terms), r.Subject) {
		if term.Kind == Flag {
			spelled = append(spelled, term.Names...)
		}
	}
	for _, flag := range spelled {
		there := flag == "*" || slices.ContainsFunc(list, func(u *utilities.Utility) bool { return u.Flag(flag, utilities.GNU) != nil })
		if !there {
			t.Errorf("%s: %s has no flag %s", r.Place, k.name, flag)
		}
	}
}
