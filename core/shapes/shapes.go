package shapes

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Limits on what is read and said.
const (
	maxRead    = 16 << 10 // of a file, in bytes
	maxEntries = 2000     // of a folder
	maxNames   = 16       // columns or keys
	maxName    = 24       // bytes of one
	maxDepth   = 3        // of JSON
	maxShape   = 200      // bytes of all
)

// Of says how the file or folder is built, in some words; "" where nothing can be said.
func Of(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	if info.IsDir() {
		return cut(folder(path))
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return ""
	}
	head, whole, err := read(path)
	if err != nil || bytes.IndexByte(head, 0) >= 0 {
		return ""
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return cut(jsonShape(head))
	case ".jsonl", ".ndjson":
		line, _, _ := bytes.Cut(head, []byte("\n"))
		if shape := jsonShape(line); shape != "" {
			return cut("each line " + shape)
		}
		return ""
	case ".csv":
		return cut(table(firstLine(head), ",;\t|"))
	case ".tsv":
		return cut(table(firstLine(head), "\t"))
	case ".log", ".txt", ".lst", ".dat", ".out", "":
		return cut(form(head, whole))
	}
	return ""
}

func cut(s string) string {
	if len(s) <= maxShape {
		return s
	}
	return strings.ToValidUTF8(s[:maxShape], "") + "…"
}

// read gives the beginning of a file, and whether that is all of it.
func read(path string) (head []byte, whole bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }()
	head = make([]byte, maxRead)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return head[:n], true, nil
	}
	return head[:n], false, err
}

func firstLine(head []byte) string {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return strings.TrimRight(strings.TrimPrefix(string(line), "\ufeff"), "\r")
}

// table names the columns of a table by its first line, where that is a header: names and
// no numbers. separators are those that it may have.
func table(header, separators string) string {
	best, count := byte(0), 0
	for i := range len(separators) {
		if n := strings.Count(header, separators[i:i+1]); n > count {
			best, count = separators[i], n
		}
	}
	if count == 0 {
		return ""
	}
	var names []string
	for _, field := range strings.Split(header, string(best)) {
		name, ok := plainName(strings.Trim(strings.TrimSpace(field), `"`))
		if !ok {
			return ""
		}
		names = append(names, name)
	}
	if len(names) > maxNames {
		names = append(names[:maxNames], "…")
	}
	return "columns " + strings.Join(names, string(best))
}

// plainName is the name of a column or key if it can be said: short, of letters, digits and
// a few signs, beginning with a letter, of at most three words.
func plainName(s string) (string, bool) {
	if s == "" || len(s) > maxName || len(strings.Fields(s)) > 3 {
		return "", false
	}
	for i, r := range s {
		letter := unicode.IsLetter(r) || r == '_'
		if !letter && (i == 0 || !unicode.IsDigit(r) && !strings.ContainsRune(" -.%()#/", r)) {
			return "", false
		}
	}
	return s, true
}

// form is what the first lines of a text look like, if they look alike: digits are 9, words
// are x, but those in capitals, such as INFO, are themselves.
func form(head []byte, whole bool) string {
	var forms []string
	scan := bufio.NewScanner(bytes.NewReader(head))
	for scan.Scan() && len(forms) < 4 {
		if line := scan.Text(); strings.TrimSpace(line) != "" {
			forms = append(forms, mask(line))
		}
	}
	if !whole && len(forms) > 1 {
		forms = forms[:len(forms)-1]
	}
	if len(forms) < 2 {
		return ""
	}
	first := fields(forms[0])
	for _, other := range forms[1:] {
		if len(first) < 2 || len(fields(other)) < 2 || fields(other)[0] != first[0] {
			return "" // prose, or a list of words
		}
	}
	if !strings.ContainsAny(first[0], "9") {
		return ""
	}
	return "lines like " + strings.Join(first, " ")
}

const maxFields = 8

func fields(form string) []string {
	list := strings.Fields(form)
	if len(list) > maxFields {
		list = append(list[:maxFields:maxFields], "…")
	}
	return list
}

// mask takes the contents out of a line.
func mask(line string) string {
	var b strings.Builder
	word := func(w string) {
		const longestLevel = 8
		switch {
		case w == "":
		case len(w) > 1 && len(w) <= longestLevel && w == strings.ToUpper(w):
			b.WriteString(w)
		default:
			b.WriteByte('x')
		}
	}
	start := -1
	for i, r := range line {
		if unicode.IsLetter(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			word(line[start:i])
			start = -1
		}
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('9')
		case r < unicode.MaxASCII && r >= ' ' && !strings.ContainsRune("`$\\", r), r == '\t':
			b.WriteRune(r)
		default:
			b.WriteByte('x')
		}
	}
	if start >= 0 {
		word(line[start:])
	}
	return b.String()
}

// folder counts the kinds of files in a folder, by the endings of their names.
func folder(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	entries, err := f.ReadDir(maxEntries)
	if err != nil && !errors.Is(err, io.EOF) {
		return ""
	}
	return "folder" + kinds(entries)
}

func kinds(entries []fs.DirEntry) string {
	count := map[string]int{}
	for _, e := range entries {
		ending := filepath.Ext(e.Name())
		if _, ok := plainName(strings.TrimPrefix(ending, ".")); e.IsDir() || !ok || len(ending) > 6 || ending == e.Name() {
			continue
		}
		count[ending]++
	}
	const most = 4
	var list []string
	for len(list) < most {
		best := ""
		for ending, n := range count {
			if best == "" || n > count[best] || n == count[best] && ending < best {
				best = ending
			}
		}
		if best == "" {
			break
		}
		delete(count, best)
		list = append(list, best)
	}
	if len(list) == 0 {
		return ""
	}
	return " with " + strings.Join(list, ", ")
}
