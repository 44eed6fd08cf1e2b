package popover

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"caro/app/ask"
)

// shown is what the AppKit layer keeps, without AppKit.
type shown struct {
	zones    map[Zone][]ID
	rows     map[ID][]ID
	elements map[ID]Element
	fills    map[ID]bool
	focus    ID
	said     []string
	selected []ID
	updates  []ID
	closed   bool
}

func newShown() *shown {
	return &shown{zones: map[Zone][]ID{}, rows: map[ID][]ID{}, elements: map[ID]Element{}, fills: map[ID]bool{}}
}

// apply does the changes as they come, and finds fault with those that can't be done.
func (s *shown) apply(t *testing.T, list []Change) {
	t.Helper()
	s.said, s.selected, s.updates = nil, nil, nil
	for _, c := range list {
		switch c.Op {
		case RemoveElement:
			i := slices.Index(s.rows[c.Row], c.Element.ID)
			if i < 0 {
				t.Fatalf("%s isn't in %s", c.Element.ID, c.Row)
			}
			s.rows[c.Row] = slices.Delete(s.rows[c.Row], i, i+1)
		case RemoveRow:
			i := slices.Index(s.zones[c.Zone], c.Row)
			if i < 0 {
				t.Fatalf("no row %s", c.Row)
			}
			s.zones[c.Zone] = slices.Delete(s.zones[c.Zone], i, i+1)
		case InsertRow:
			for _, rows := range s.zones {
				if slices.Contains(rows, c.Row) {
					t.Fatalf("row %s is there twice", c.Row)
				}
			}
			s.fills[c.Row] = c.Fills
			s.zones[c.Zone] = slices.Insert(s.zones[c.Zone], c.Index, c.Row)
		case InsertElement:
			for _, elements := range s.rows {
				if slices.Contains(elements, c.Element.ID) {
					t.Fatalf("%s is there twice", c.Element.ID)
				}
			}
			s.rows[c.Row] = slices.Insert(s.rows[c.Row], c.Index, c.Element.ID)
		case Update:
			s.elements[c.Element.ID] = c.Element
			s.updates = append(s.updates, c.Element.ID)
		case Focus:
			s.focus = c.Element.ID
		case Select:
			s.selected = append(s.selected, c.Element.ID)
		case Announce:
			s.said = append(s.said, c.Text)
		case Close:
			s.closed = true
		}
	}
}

// rows are those on the screen.
func (s *shown) picture() []Row {
	var list []Row
	for _, zone := range []Zone{Head, Middle, Foot} {
		for _, id := range s.zones[zone] {
			r := Row{ID: id, Zone: zone, Fills: s.fills[id]}
			for _, e := range s.rows[id] {
				r.Elements = append(r.Elements, s.elements[e])
			}
			list = append(list, r)
		}
	}
	return list
}

// TestDiff goes from picture to picture, at random, and from each to itself.
func TestDiff(t *testing.T) {
	all := views(t)
	names := slices.Sorted(maps.Keys(all))
	random := rand.New(rand.NewPCG(7, 7))
	s, last := newShown(), Picture{}
	for range 3000 {
		v := all[names[random.IntN(len(names))]]
		random.Shuffle(len(v.Keys), func(i, j int) { v.Keys[i], v.Keys[j] = v.Keys[j], v.Keys[i] })
		now := Draw(v)
		if random.IntN(4) == 0 && len(now.Rows) > 2 { // in another order than any view has them
			now.Rows = slices.Clone(now.Rows)
			i := random.IntN(len(now.Rows) - 1)
			if now.Rows[i].Zone == now.Rows[i+1].Zone {
				now.Rows[i], now.Rows[i+1] = now.Rows[i+1], now.Rows[i]
			}
		}
		s.apply(t, Diff(last, now))
		if !reflect.DeepEqual(s.picture(), now.Rows) {
			t.Fatalf("it shows\n%+v\nnot\n%+v", s.picture(), now.Rows)
		}
		if s.focus != now.Focus {
			t.Fatalf("the focus is on %q, not %q", s.focus, now.Focus)
		}
		if again := Diff(now, now); len(again) != 0 {
			t.Fatalf("the same again changes %+v", again)
		}
		last = now
	}
}

// TestStreaming: while a command is being written nothing changes but its text.
func TestStreaming(t *testing.T) {
	v := views(t)["streaming"]
	before := Draw(v)
	v.Command.Text += "g\""
	v.Command.Spans = ask.Highlight(v.Command.Text)
	list := Diff(before, Draw(v))
	if len(list) != 2 || list[0].Op != Update || list[0].Element.ID != "command" || list[1].Op != Resize {
		t.Errorf("changes: %+v", list)
	}
}

// TestTyping: a key changes the request's own field and no other, and leaves its
// selection alone.
func TestTyping(t *testing.T) {
	v := views(t)["typing"]
	s := newShown()
	s.apply(t, Diff(Picture{}, Draw(v)))
	before := Draw(v)
	v.Query.Text += "x"
	s.apply(t, Diff(before, Draw(v)))
	if !slices.Equal(s.updates, []ID{RequestField}) || s.selected != nil || s.said != nil {
		t.Errorf("updates %v, selected %v, said %v", s.updates, s.selected, s.said)
	}
}

// TestSteps: focus, selection, announcement and close come once each, when they change.
func TestSteps(t *testing.T) {
	all := views(t)
	ops := func(from, to string) map[Op]string {
		var old Picture
		if from != "" {
			old = Draw(all[from])
		}
		list := map[Op]string{}
		for _, c := range Diff(old, Draw(all[to])) {
			list[c.Op] += c.Text + string(c.Element.ID) + ";"
		}
		return list
	}
	for _, c := range []struct {
		from, to string
		op       Op
		want     string
	}{
		{"", "typing", Focus, "request;"},
		{"", "high-confirming", Focus, ";"},
		{"typing", "thinking", Focus, ""},
		{"thinking", "safe", Select, "request;"},
		{"safe", "explained", Select, ""},
		{"high-confirming", "safe", Select, "request;"}, // the keyboard comes back to it
		{"safe", "editing", Focus, "edit;"},
		{"critical-word", "safe", Focus, "request;"},
		{"thinking", "safe", Announce, all["safe"].Announce + ";"},
		{"safe", "typing", Announce, ""},
		{"safe", "safe", Announce, ""},
		{"copied", "closed", Close, ";"},
		{"closed", "closed", Close, ""},
		{"", "closed", Close, ""},
	} {
		if got := ops(c.from, c.to)[c.op]; got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
