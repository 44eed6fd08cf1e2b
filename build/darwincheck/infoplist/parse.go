package infoplist

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"caro/build/darwincheck/problem"
)

// Value is what stands behind a key.
type Value struct {
	Kind string // string, true, false, integer, array, dict …, as the element is called
	Text string // of a string, an integer, a date …
	List []string
	Line int
}

// maxDepth is more than any Info.plist needs.
const maxDepth = 16

// parser goes through the elements of a property list.
type parser struct {
	dec   *xml.Decoder
	place string
	found problem.List
}

// Parse reads a property list in XML whose top is a dictionary. What is malformed or
// there twice is a problem, at place and its line; the rest is read all the same.
func Parse(place string, data []byte) (map[string]Value, problem.List) {
	p := &parser{dec: xml.NewDecoder(bytes.NewReader(data)), place: place}
	top, err := p.next()
	switch {
	case err != nil:
	case top == nil || top.Name.Local != "plist":
		err = errors.New("it is no property list in XML")
	default:
		if top, err = p.next(); err == nil && (top == nil || top.Name.Local != "dict") {
			err = errors.New("its top is no dictionary")
		}
	}
	if err != nil {
		p.add(err)
		return nil, p.found
	}
	values, err := p.dict(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		p.add(err)
	}
	return values, p.found
}

func (p *parser) add(err error) {
	line, _ := p.dec.InputPos()
	p.found.Add(fmt.Sprintf("%s:%d", p.place, line), "%v", err)
}

// end makes sure that nothing follows the dictionary.
func (p *parser) end() error {
	if e, err := p.next(); err != nil || e != nil {
		return fmt.Errorf("after its dictionary there is more: %w", errors.Join(err, errMore))
	}
	if _, err := p.next(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("after its end there is more: %w", errMore)
	}
	return nil
}

var errMore = errors.New("nothing is expected there")

// next gives the next element that begins, nil where the one around ends.
func (p *parser) next() (*xml.StartElement, error) {
	for {
		token, err := p.dec.Token()
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			return &x, nil
		case xml.EndElement:
			return nil, nil
		case xml.CharData:
			if text := strings.TrimSpace(string(x)); text != "" {
				return nil, fmt.Errorf("the text %q is outside of any value", text)
			}
		}
	}
}

// dict reads keys and values up to the dictionary's end.
func (p *parser) dict(depth int) (map[string]Value, error) {
	values := map[string]Value{}
	for {
		e, err := p.next()
		if err != nil || e == nil {
			return values, err
		}
		if e.Name.Local != "key" {
			return values, fmt.Errorf("<%s> where a key is expected", e.Name.Local)
		}
		key, err := p.text()
		if err != nil {
			return values, err
		}
		if e, err = p.next(); err != nil {
			return values, err
		}
		if e == nil {
			return values, fmt.Errorf("the key %s has no value", key)
		}
		value, err := p.value(e, depth+1)
		if err != nil {
			return values, err
		}
		if _, twice := values[key]; twice {
			p.add(fmt.Errorf("the key %s is there twice", key))
		}
		values[key] = value
	}
}

// value reads what stands in an element that has begun.
func (p *parser) value(e *xml.StartElement, depth int) (Value, error) {
	line, _ := p.dec.InputPos()
	v := Value{Kind: e.Name.Local, Line: line}
	if depth > maxDepth {
		return v, errors.New("it is nested too deep")
	}
	var err error
	switch v.Kind {
	case "string", "integer", "real", "date", "data", "true", "false":
		v.Text, err = p.text()
	case "dict":
		_, err = p.dict(depth)
	case "array":
		for {
			e, err := p.next()
			if err != nil || e == nil {
				return v, err
			}
			one, err := p.value(e, depth+1)
			if err != nil {
				return v, err
			}
			v.List = append(v.List, one.Text)
		}
	default:
		err = fmt.Errorf("<%s> is no value of a property list", v.Kind)
	}
	return v, err
}

// text reads up to the end of an element that holds nothing else.
func (p *parser) text() (string, error) {
	var all strings.Builder
	for {
		token, err := p.dec.Token()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.CharData:
			all.Write(x)
		case xml.EndElement:
			return all.String(), nil
		case xml.StartElement:
			return "", fmt.Errorf("<%s> inside of a text", x.Name.Local)
		}
	}
}
