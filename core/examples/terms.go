package examples

// terms numbers the words of requests. What a piece of a request between blanks stands for
// is worked out once.
type terms struct {
	number  map[string]int32
	text    []string
	isClass []bool
	fields  map[string]span
	known   []int32 // the terms of all fields
}

// span is a part of a list.
type span struct{ from, to int32 }

func newTerms() terms {
	return terms{number: make(map[string]int32, 1<<12), fields: make(map[string]span, 1<<13)}
}

func (t *terms) count() int { return len(t.text) }

// read adds the terms of a request to list.
func (t *terms) read(list []int32, request string) []int32 {
	for f := range fields(request) {
		part, ok := t.fields[f.text]
		if !ok {
			part.from = int32(len(t.known))
			for _, w := range f.words() {
				t.known = append(t.known, t.numberOf(w))
			}
			part.to = int32(len(t.known))
			t.fields[f.text] = part
		}
		list = append(list, t.known[part.from:part.to]...)
	}
	return list
}

func (t *terms) numberOf(word string) int32 {
	n, ok := t.number[word]
	if !ok {
		n = int32(len(t.text))
		t.number[word] = n
		t.text = append(t.text, word)
		t.isClass = append(t.isClass, isClass(word))
	}
	return n
}

// find adds to list the terms of a request that are known, and counts the others.
func (t *terms) find(list []int32, request string) (known []int32, unknown int) {
	for _, w := range words(request) {
		if n, ok := t.number[w]; ok {
			list = append(list, n)
		} else {
			unknown++
		}
	}
	return list, unknown
}

func isClass(word string) bool { return word[0] == '<' }
