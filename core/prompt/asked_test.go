package prompt

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caro/core/gate"
)

var update = flag.Bool("update", false, "write the golden files anew")

// text is a chat as the golden files have it, and as a script, which is what Caro's own
// models see.
func text(c Chat) string {
	var b strings.Builder
	for i, m := range c.Messages {
		if i == c.Fixed {
			b.WriteString("---- from here on it differs\n")
		}
		b.WriteString("[" + m.Role + "] " + m.Content + "\n")
	}
	_, shared, rest := c.Script.Write(c.Messages, c.Fixed)
	b.WriteString("==== script\n" + shared + "‖" + rest + "‖\n")
	return b.String()
}

// TestGoldenChats: plain.txt was written before there were threads, and is not to change
// with anything that concerns them: its fixed part is what engines keep the state of.
func TestGoldenChats(t *testing.T) {
	target, err := ParseTarget("", debian)
	if err != nil {
		t.Fatal(err)
	}
	found := []Example{{"list folders", "ls -d */"}}
	thread := []Turn{{"list the pictures in album", "ls album/*.jpg"}, {"only the large ones", "find album -name '*.jpg' -size +1M"}}
	plain := Command("list files", target, found)
	for name, chat := range map[string]Chat{
		"plain":        plain,
		"thread":       Asked{Query: "and sort them by size", Thread: thread, Examples: found}.Chat(target),
		"input":        Asked{Query: "sum the second column", Input: "rows parted by commas", Examples: found}.Chat(target),
		"thread-input": Asked{Query: "only the first ten", Thread: thread[:1], Input: "lines"}.Chat(target),
		"fix":          Asked{Query: "x", Failed: "tar xf a.zip", Said: "tar: not a tar archive\ntar: exiting"}.Chat(target),
		"fix-command":  Asked{Query: "x", Failed: "tar xf a.zip"}.Chat(target),
	} {
		if !slices.Equal(chat.Messages[:chat.Fixed], plain.Messages[:plain.Fixed]) {
			t.Errorf("%s: the fixed part is another", name)
		}
		if err := chat.Request(1).Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		path := filepath.Join("testdata", "chats", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(text(chat)), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != text(chat) {
			t.Errorf("%s (%v) is now\n%s\nlook at what has changed, then go test ./core/prompt -update", name, err, text(chat))
		}
	}
}

// TestMoreExamples: what is shown where it helps is read back as what it is, and would be
// let through.
func TestMoreExamples(t *testing.T) {
	for _, e := range slices.Concat(goingOn, onInput, putRight) {
		if got := Parse(e.Command, false); got.Command != e.Command {
			t.Errorf("%q is read as %q", e.Command, got.Command)
		}
		if _, err := gate.Command(e.Command); err != nil {
			t.Errorf("%q: %v", e.Command, err)
		}
	}
}
