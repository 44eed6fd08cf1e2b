package report

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Update rewrites the figures of the document at path: what lies between the lines
// <!-- bench:PART --> and <!-- /bench:PART -->. All else stays as it is. picture gives the
// lines that show a part's plots of a report, or "".
func Update(path string, reports []Report, picture func(r Report, part string) string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(data)
	for _, part := range Parts {
		if text, err = replace(text, part, figures(reports, part, picture)); err != nil {
			return fmt.Errorf("write the figures into %s: %w", path, err)
		}
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// figures are a part's tables and plots of all reports.
func figures(reports []Report, part string, picture func(r Report, part string) string) string {
	var out strings.Builder
	for _, r := range reports {
		table := r.Table(part)
		if table == "" {
			continue
		}
		fmt.Fprintf(&out, "\n#### %s\n\n%s", r.Name, table)
		if shown := picture(r, part); shown != "" {
			out.WriteString("\n" + shown)
		}
	}
	if out.Len() == 0 {
		return "\nNot measured yet.\n"
	}
	return out.String()
}

func replace(text, part, by string) (string, error) {
	begin, end := "<!-- bench:"+part+" -->\n", "<!-- /bench:"+part+" -->\n"
	before, rest, found := strings.Cut(text, begin)
	if !found {
		return text, nil // the document doesn't show this part
	}
	_, after, found := strings.Cut(rest, end)
	if !found || strings.Contains(after, begin) {
		return "", errors.New("the mark of " + part + " has no end, or is there twice")
	}
	return before + begin + by + "\n" + end + after, nil
}
