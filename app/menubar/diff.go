package menubar

// Change is what is new of an item: the item as it is now, without its children, and
// which of its properties differ.
type Change struct {
	Item                                     Item
	Title, Tooltip, Checked, Enabled, Hidden bool
}

// Diff finds what turns a menu into another one of the same shape, in the order of the
// menu. A difference in Value alone is none: it isn't shown.
func Diff(old, now []Item) []Change {
	before := map[string]Item{}
	each(old, func(i *Item) { before[i.ID] = *i })
	var list []Change
	each(now, func(i *Item) {
		was, ok := before[i.ID]
		if !ok {
			return
		}
		c := Change{
			Item: *i, Title: was.Title != i.Title, Tooltip: was.Tooltip != i.Tooltip,
			Checked: was.Checked != i.Checked, Enabled: was.Enabled != i.Enabled, Hidden: was.Hidden != i.Hidden,
		}
		c.Item.Children = nil
		if c.Title || c.Tooltip || c.Checked || c.Enabled || c.Hidden {
			list = append(list, c)
		}
	})
	return list
}

// Find gives an item by its id.
func Find(items []Item, id string) (found Item, ok bool) {
	each(items, func(i *Item) {
		if i.ID == id {
			found, ok = *i, true
		}
	})
	return found, ok
}

// each visits all items, parents first.
func each(items []Item, visit func(*Item)) {
	for i := range items {
		visit(&items[i])
		each(items[i].Children, visit)
	}
}
