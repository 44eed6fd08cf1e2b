package popover

import (
	"reflect"
	"slices"
)

// Op is what a change does.
type Op int

// The operations.
const (
	// RemoveElement takes an element out of its row, RemoveRow a row out of its zone. The
	// control may be needed again.
	RemoveElement Op = iota
	RemoveRow
	// InsertRow puts a row, empty as yet, into its zone at an index, InsertElement an element
	// into its row.
	InsertRow
	InsertElement
	// Update gives an element its new properties.
	Update
	// Select selects all of a field's text.
	Select
	// Focus gives an element the keyboard.
	Focus
	// Resize says that the whole may have another size now.
	Resize
	// Announce has VoiceOver say the text.
	Announce
	// Close takes the popover off the screen.
	Close
)

// Change is a step from one picture to the next.
type Change struct {
	Op      Op
	Zone    Zone
	Row     ID
	Fills   bool // as the row's
	Index   int  // among what is there by then
	Element Element
	Text    string
}

// Diff finds what turns a picture into another one, in the order to do it. The empty
// picture is the one before the first.
func Diff(old, now Picture) []Change {
	d := differ{rows: map[Zone][]ID{}, elements: map[ID][]ID{}, zones: map[ID]Zone{}, known: map[ID]Element{}}
	d.learn(old)
	d.remove(now)
	d.insert(now)
	for _, r := range now.Rows {
		for _, e := range r.Elements {
			if was, ok := d.known[e.ID]; !ok || !reflect.DeepEqual(was, e) {
				d.add(Change{Op: Update, Row: r.ID, Element: e})
			}
		}
	}
	if len(d.list) > 0 || old.Width != now.Width {
		d.add(Change{Op: Resize})
	}
	d.focus(old, now)
	if now.Announce != old.Announce && now.Announce != "" {
		d.add(Change{Op: Announce, Text: now.Announce})
	}
	if old.Open && !now.Open {
		d.add(Change{Op: Close})
	}
	return d.list
}

// differ holds what is there after the changes that were found so far.
type differ struct {
	list     []Change
	rows     map[Zone][]ID
	elements map[ID][]ID
	zones    map[ID]Zone
	known    map[ID]Element
}

func (d *differ) add(c Change) { d.list = append(d.list, c) }

func (d *differ) learn(p Picture) {
	for _, r := range p.Rows {
		d.rows[r.Zone] = append(d.rows[r.Zone], r.ID)
		d.zones[r.ID] = r.Zone
		for _, e := range r.Elements {
			d.elements[r.ID] = append(d.elements[r.ID], e.ID)
			d.known[e.ID] = e
		}
	}
}

// remove takes out all that isn't in its place any more, before anything is put in: a
// control is in one place at a time.
func (d *differ) remove(now Picture) {
	rows, elements := map[ID]Zone{}, map[ID]ID{}
	for _, r := range now.Rows {
		rows[r.ID] = r.Zone
		for _, e := range r.Elements {
			elements[e.ID] = r.ID
		}
	}
	for _, zone := range []Zone{Head, Middle, Foot} {
		for _, row := range slices.Clone(d.rows[zone]) {
			for _, e := range slices.Clone(d.elements[row]) {
				if elements[e] != row {
					d.elements[row] = slices.DeleteFunc(d.elements[row], func(id ID) bool { return id == e })
					d.add(Change{Op: RemoveElement, Row: row, Element: Element{ID: e}})
				}
			}
			if z, ok := rows[row]; !ok || z != zone {
				d.rows[zone] = slices.DeleteFunc(d.rows[zone], func(id ID) bool { return id == row })
				d.add(Change{Op: RemoveRow, Zone: zone, Row: row})
			}
		}
	}
}

func (d *differ) insert(now Picture) {
	at := map[Zone]int{}
	for _, r := range now.Rows {
		list := d.rows[r.Zone]
		if i := at[r.Zone]; i >= len(list) || list[i] != r.ID {
			if was := slices.Index(list, r.ID); was >= 0 { // it has moved
				list = slices.Delete(list, was, was+1)
				d.add(Change{Op: RemoveRow, Zone: r.Zone, Row: r.ID})
			}
			d.rows[r.Zone] = slices.Insert(list, i, r.ID)
			d.add(Change{Op: InsertRow, Zone: r.Zone, Row: r.ID, Fills: r.Fills, Index: i})
		}
		at[r.Zone]++
		for i, e := range r.Elements {
			list := d.elements[r.ID]
			if i < len(list) && list[i] == e.ID {
				continue
			}
			if was := slices.Index(list, e.ID); was >= 0 {
				list = slices.Delete(list, was, was+1)
				d.add(Change{Op: RemoveElement, Row: r.ID, Element: Element{ID: e.ID}})
			}
			d.elements[r.ID] = slices.Insert(list, i, e.ID)
			d.add(Change{Op: InsertElement, Row: r.ID, Index: i, Element: e})
		}
	}
}

// focus moves the keyboard where it belongs, and selects what is to be selected. A field
// that has both anew is selected after it has the keyboard.
func (d *differ) focus(old, now Picture) {
	if old.Focus != now.Focus || len(old.Rows) == 0 {
		d.add(Change{Op: Focus, Element: Element{ID: now.Focus}})
	}
	e, ok := now.Find(now.Focus)
	if was, before := old.Find(now.Focus); ok && e.Selected && (!before || !was.Selected || old.Focus != now.Focus) {
		d.add(Change{Op: Select, Element: Element{ID: now.Focus}})
	}
}
