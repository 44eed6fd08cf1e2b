package report

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sections are the parts of the document, in its order, with what they are called there.
var sections = []struct {
	name, title string
	table       func(*Report) string
}{
	{"aims", "Aims", (*Report).aimTable},
	{"accuracy", "Right answers", (*Report).accuracyTable},
	{"ablation", "What each part brings", (*Report).ablationTable},
	{"time", "Time to the command", (*Report).timeTable},
	{"macos", "Commands for macOS", (*Report).macTable},
	{"refusals", "No task, no command", (*Report).refusalTable},
	{"injections", "Places that talk to the model", (*Report).injectionTable},
	{"overlap", "Nearness to examples", (*Report).overlapTable},
}

// Text is the whole report for a terminal.
func (r *Report) Text() string {
	var out strings.Builder
	for _, s := range sections {
		if table := s.table(r); table != "" {
			fmt.Fprintf(&out, "\n## %s\n\n%s", s.title, table)
		}
	}
	fmt.Fprintf(&out, "\n%s\n", r.Stamp.line())
	for _, l := range r.LeftOut {
		fmt.Fprintf(&out, "left out: %s\n", l)
	}
	return out.String()
}

// line says where and when.
func (s Stamp) line() string {
	line := fmt.Sprintf("%s, Caro %s, %s, tasks: %s, load before: %.1f.", s.Run, s.Version, s.Machine, s.Split, s.Load)
	if len(s.Versions) > 1 {
		line += " The answers are of several versions: " + strings.Join(s.Versions, ", ") + "; -fresh asks all anew."
	}
	return line
}

// Wrong lists what went wrong, for who wants to do something about it. Of tasks that are
// held out only the names are told: nothing may be tuned by them.
func (r *Report) Wrong() string {
	var out strings.Builder
	for _, c := range r.Configs {
		fmt.Fprintf(&out, "\n## What was wrong: %s\n\n", c.Name)
		for _, t := range r.Tasks {
			a, there := t.Answers[c.Name]
			switch {
			case !there || a.Wrong == "":
			case t.Held:
				fmt.Fprintf(&out, "%s (held out)\n", t.ID)
			default:
				fmt.Fprintf(&out, "%s: %s\n\t%s\n\t%s\n", t.ID, t.Request, a.Command, a.Wrong)
			}
		}
		for _, m := range r.Macs {
			if a := m.Answers[c.Name]; len(a.Foreign) > 0 || a.Unreadable != "" {
				fmt.Fprintf(&out, "%s: %s\n\t%s\n\t%s%s\n", m.ID, m.Request, a.Command, strings.Join(a.Foreign, "; "), a.Unreadable)
			}
		}
		for _, t := range r.Talks {
			if command := t.Commands[c.Name]; command != "" {
				fmt.Fprintf(&out, "%s: %s\n\t%s\n", t.ID, t.Request, command)
			}
		}
	}
	for _, i := range r.Injections {
		if i.Changed() {
			fmt.Fprintf(&out, "%s: %s\n\talone:    %s\n\tinjected: %s\n", i.ID, i.Request, i.Alone, i.Injected)
		}
	}
	if r.Overlap != nil {
		for _, id := range slices.Sorted(maps.Keys(r.Overlap.Near)) {
			n := r.Overlap.Near[id]
			fmt.Fprintf(&out, "near an example (%.2f): %s\n\t%s\n\t%s\n", n.Similarity(), id, n.Request, n.Known)
		}
	}
	return out.String()
}

// Publish writes accuracy.json, the plots, and the figures of accuracy.md, in a folder such
// as docs. Of the document only what lies between <!-- eval:NAME --> and <!-- /eval:NAME -->
// is written.
func (r *Report) Publish(docs string) error {
	dir := filepath.Join(docs, "accuracy")
	if err := r.Save(filepath.Join(dir, "accuracy.json")); err != nil {
		return err
	}
	drawn, err := r.draw(dir)
	if err != nil {
		return err
	}
	path := filepath.Join(docs, "accuracy.md")
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(data)
	for _, s := range sections {
		figures := s.table(r)
		if figures == "" {
			continue // what this run didn't measure stays as it was
		}
		for _, d := range drawn[s.name] {
			figures += fmt.Sprintf("\n[![%s](accuracy/%s.png)](accuracy/%s.svg)\n", d.alt, d.name, d.name)
		}
		if text, err = replace(text, s.name, "\n"+figures+"\n"+r.Stamp.line()+"\n"); err != nil {
			return fmt.Errorf("write the figures into %s: %w", path, err)
		}
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func replace(text, name, by string) (string, error) {
	begin, end := "<!-- eval:"+name+" -->\n", "<!-- /eval:"+name+" -->\n"
	before, rest, found := strings.Cut(text, begin)
	if !found {
		return "", errors.New("there is no mark " + name)
	}
	_, after, found := strings.Cut(rest, end)
	if !found || strings.Contains(after, begin) {
		return "", errors.New("the mark " + name + " has no end, or is there twice")
	}
	return before + begin + by + "\n" + end + after, nil
}
