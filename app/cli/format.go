package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"caro/core"
	"caro/core/fault"
)

// The output formats.
const (
	formatPlain   = "plain"
	formatJSON    = "json"
	formatYAML    = "yaml"
	formatCommand = "command"
)

var formats = []string{formatPlain, formatJSON, formatYAML, formatCommand}

// checkFormat refuses a format that isn't in the list.
func checkFormat(format string, known ...string) error {
	for _, k := range known {
		if format == k {
			return nil
		}
	}
	return fault.New(fault.Usage, fmt.Sprintf("unknown output format %.20q", format), "use one of: "+strings.Join(known, ", "))
}

// answerWriter prints an answer in two goes: all up to the command as soon as that is
// there, the rest when the model has explained it. Together they are one document.
type answerWriter struct {
	out    io.Writer
	format string
	begun  []byte // of a document, what is out already
}

// command prints the answer up to the command.
func (w *answerWriter) command(a core.Answer) error {
	switch w.format {
	case formatJSON, formatYAML:
		doc, err := w.document(a)
		if err != nil {
			return err
		}
		at := bytes.Index(doc, []byte(w.cut()))
		w.begun = doc[:max(at, 0)]
		return write(w.out, w.begun)
	case formatCommand:
		if a.Command == "" || a.Blocked {
			return nil
		}
		return write(w.out, []byte(a.Command+"\n"))
	default:
		if a.Command == "" {
			return nil
		}
		return write(w.out, []byte("Command:\n"+indent(a.Command)))
	}
}

// rest prints what follows the command.
func (w *answerWriter) rest(a core.Answer) error {
	switch w.format {
	case formatJSON, formatYAML:
		doc, err := w.document(a)
		if err != nil {
			return err
		}
		return write(w.out, bytes.TrimPrefix(doc, w.begun))
	case formatCommand:
		return nil
	default:
		if a.Explanation == "" {
			return nil
		}
		return write(w.out, []byte("\nExplanation:\n"+indent(a.Explanation)))
	}
}

// cut is where a document is parted: before the explanation's key. Inside a string its
// quotes (JSON) or its place at a line's start (YAML) can't occur.
func (w *answerWriter) cut() string {
	if w.format == formatYAML {
		return "\nexplanation:"
	}
	return `"explanation":`
}

func (w *answerWriter) document(a core.Answer) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if w.format == formatYAML {
		err = writeYAML(&b, a)
	} else {
		err = writeJSON(&b, a)
	}
	return b.Bytes(), err
}

// write wraps an error of an output that is full or closed.
func write(out io.Writer, p []byte) error {
	if _, err := out.Write(p); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// indent sets each line in by two blanks.
func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ") + "\n"
}

// writeJSON writes one line, with < > & as they are: commands are full of them.
func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// writeYAML writes what writeJSON does as YAML, with the same names in the same order.
func writeYAML(out io.Writer, v any) error {
	var b bytes.Buffer
	if err := writeJSON(&b, v); err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b.Bytes(), &doc); err != nil {
		return fmt.Errorf("turn the answer into YAML: %w", err)
	}
	blockStyle(&doc)
	enc := yaml.NewEncoder(out)
	enc.SetIndent(2)
	if err := enc.Encode(&doc); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return enc.Close()
}

// blockStyle writes mappings and lists one entry a line; strings keep their quotes, so
// that no reader takes "no" for false.
func blockStyle(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode && len(n.Content) > 0 {
		n.Style = 0
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			child.Style = 0 // a key
			continue
		}
		blockStyle(child)
	}
}
