package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// plist is a property list of one dictionary, in its order, whose values are texts,
// truth values and lists of texts: all that Info.plist needs.
type plist []entry

type entry struct {
	key   string
	value any // string, bool or []string
}

func (l plist) get(key string) (value any, ok bool) {
	for _, e := range l {
		if e.key == key {
			return e.value, true
		}
	}
	return nil, false
}

func (l *plist) set(key string, value any) {
	for i := range *l {
		if (*l)[i].key == key {
			(*l)[i].value = value
			return
		}
	}
	*l = append(*l, entry{key, value})
}

// node is an element of the XML.
type node struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	Nodes   []node `xml:",any"`
}

// parsePlist reads a property list in XML.
func parsePlist(text []byte) (plist, error) {
	var top node
	d := xml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&top); err != nil {
		return nil, fmt.Errorf("read a property list: %w", err)
	}
	if rest := text[d.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("read a property list: there is text after its end")
	}
	if top.XMLName.Local != "plist" || len(top.Nodes) != 1 || top.Nodes[0].XMLName.Local != "dict" {
		return nil, errors.New("read a property list: it is not one dictionary")
	}
	nodes := top.Nodes[0].Nodes
	if len(nodes)%2 != 0 {
		return nil, errors.New("read a property list: a key or a value is missing")
	}
	var list plist
	for i := 0; i < len(nodes); i += 2 {
		key := nodes[i].Text
		if nodes[i].XMLName.Local != "key" {
			return nil, fmt.Errorf("read a property list: a key is missing before %s", nodes[i].XMLName.Local)
		}
		if _, twice := list.get(key); twice {
			return nil, fmt.Errorf("read a property list: %s is there twice", key)
		}
		value, err := nodes[i+1].value()
		if err != nil {
			return nil, fmt.Errorf("read a property list: %s: %w", key, err)
		}
		list = append(list, entry{key, value})
	}
	return list, nil
}

func (n node) value() (any, error) {
	switch n.XMLName.Local {
	case "string":
		return n.Text, nil
	case "true", "false":
		return n.XMLName.Local == "true", nil
	case "array":
		texts := []string{}
		for _, child := range n.Nodes {
			if child.XMLName.Local != "string" {
				return nil, fmt.Errorf("its list holds a %s", child.XMLName.Local)
			}
			texts = append(texts, child.Text)
		}
		return texts, nil
	}
	return nil, fmt.Errorf("a value of the kind %s has no use here", n.XMLName.Local)
}

const plistHead = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
`

// write gives the list as XML.
func (l plist) write() []byte {
	var b strings.Builder
	b.WriteString(plistHead)
	element := func(indent, name, text string) {
		b.WriteString(indent + "<" + name + ">")
		_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
		b.WriteString("</" + name + ">\n")
	}
	for _, e := range l {
		element("\t", "key", e.key)
		switch v := e.value.(type) {
		case string:
			element("\t", "string", v)
		case bool:
			fmt.Fprintf(&b, "\t<%t/>\n", v)
		case []string:
			b.WriteString("\t<array>\n")
			for _, text := range v {
				element("\t\t", "string", text)
			}
			b.WriteString("\t</array>\n")
		}
	}
	b.WriteString("</dict>\n</plist>\n")
	return []byte(b.String())
}
