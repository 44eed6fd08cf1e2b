package shell

import "slices"

// findNode is a node of find's expression.
type findNode struct {
	op   string // "and", "or", "not", "" for a condition or an action
	flag *usedFlag
	kids []*findNode
}

// findReader reads find's expression from the flags as they were read, and the signs
// between them, in the order of the command line.
type findReader struct {
	items []findItem
	depth int
}

type findItem struct {
	sign string
	flag *usedFlag
	at   int
}

func findExpression(use *usage) *findNode {
	r := &findReader{}
	for i := range use.flags {
		f := &use.flags[i]
		item := findItem{flag: f, at: f.at.start}
		switch f.name {
		case "-o", "-or", "-a", "-and", "-not":
			item = findItem{sign: f.name, at: f.at.start}
		}
		r.items = append(r.items, item)
	}
	for _, o := range use.operands {
		if findSign(o.text) != "" {
			r.items = append(r.items, findItem{sign: o.text, at: o.at.start})
		}
	}
	slices.SortStableFunc(r.items, func(a, b findItem) int { return a.at - b.at })
	n := r.or()
	if len(r.items) > 0 {
		return nil
	}
	return n
}

func (r *findReader) is(signs ...string) bool {
	return len(r.items) > 0 && r.items[0].flag == nil && has(signs, r.items[0].sign)
}

func (r *findReader) or() *findNode {
	const most = 40
	defer func() { r.depth-- }()
	if r.depth++; r.depth > most {
		return &findNode{}
	}
	list := []*findNode{r.and()}
	for r.is("-o", "-or") {
		r.items = r.items[1:]
		list = append(list, r.and())
	}
	if len(list) == 1 {
		return list[0]
	}
	return &findNode{op: "or", kids: list}
}

func (r *findReader) and() *findNode {
	n := &findNode{op: "and"}
	for len(r.items) > 0 && !r.is("-o", "-or", ")", ",") {
		if r.is("-a", "-and") {
			r.items = r.items[1:]
			continue
		}
		n.kids = append(n.kids, r.primary())
	}
	return n
}

func (r *findReader) primary() *findNode {
	if r.is("!", "-not") {
		r.items = r.items[1:]
		if len(r.items) == 0 {
			return &findNode{}
		}
		return &findNode{op: "not", kids: []*findNode{r.primary()}}
	}
	if r.is("(") {
		r.items = r.items[1:]
		n := r.or()
		if r.is(")") {
			r.items = r.items[1:]
		}
		return n
	}
	item := r.items[0]
	r.items = r.items[1:]
	return &findNode{flag: item.flag}
}
