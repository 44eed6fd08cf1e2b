package shapes

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonShape is the form of a JSON value: {name, age, address: {city}}, [{…}] for a list. What
// was cut off is passed over.
func jsonShape(head []byte) string {
	d := json.NewDecoder(bytes.NewReader(head))
	var b strings.Builder
	if !value(d, &b, 0) || b.Len() < 2 || !strings.ContainsAny(b.String()[:1], "{[") {
		return ""
	}
	return b.String()
}

// value writes the form of the next value. It reports whether there is one: a cut end closes
// what is open.
func value(d *json.Decoder, b *strings.Builder, depth int) bool {
	t, err := d.Token()
	if err != nil {
		return false
	}
	switch t {
	case json.Delim('{'):
		object(d, b, depth)
	case json.Delim('['):
		b.WriteByte('[')
		for first := true; d.More(); first = false {
			if first {
				if !value(d, b, depth+1) {
					break
				}
			} else if !value(d, &strings.Builder{}, maxDepth) { // they are taken to be alike
				break
			}
		}
		_, _ = d.Token()
		b.WriteByte(']')
	}
	return true
}

func object(d *json.Decoder, b *strings.Builder, depth int) {
	b.WriteByte('{')
	n := 0
	for d.More() {
		key, err := d.Token()
		if err != nil {
			break
		}
		name, ok := plainName(key.(string))
		said := ok && n < maxNames && depth < maxDepth
		var inner strings.Builder
		if !value(d, &inner, depth+1) {
			break
		}
		if !said {
			continue
		}
		if n > 0 {
			b.WriteString(", ")
		}
		n++
		b.WriteString(name)
		if s := inner.String(); s != "" && s != "{}" {
			b.WriteString(": " + s)
		}
	}
	_, _ = d.Token()
	b.WriteByte('}')
}
