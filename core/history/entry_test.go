package history

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/gate"
	"caro/core/redact"
)

// What is kept is fit to be shown, and no longer than it should be.
func TestClean(t *testing.T) {
	s := fresh(t)
	_, err := s.Add(t.Context(), Entry{Query: " a\x1b[31m\n\tb\u202e " + strings.Repeat("x ", 3000) + "\xff", Command: " ls \n", Model: "http://u:hunter2@host/m\x00", Platform: strings.Repeat("p", 999)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Recent(t.Context(), 1)
	if err != nil || len(got) != 1 {
		t.Fatal(err, got)
	}
	e := got[0]
	if !strings.HasPrefix(e.Query, "a [31m b x x ") || len(e.Query) > maxQuery || e.Command != "ls" || e.Model != "http://u:"+redact.Mark+"@host/m" || len(e.Platform) > maxName {
		t.Errorf("%+v", e)
	}
	if time.Since(e.At) > time.Minute || e.Level != gate.LevelUnknown {
		t.Errorf("%+v", e)
	}
	for _, command := range []string{"", " ", "ls\x1b", "a\u202eb", "\xff", strings.Repeat("x", gate.MaxCommandBytes+1)} {
		var refused *gate.RefusedError
		if _, err := s.Add(t.Context(), Entry{Query: "q", Command: command}); !errors.As(err, &refused) {
			t.Errorf("%.20q: %v", command, err)
		}
	}
	if _, err := s.Add(t.Context(), Entry{Query: "q", Command: strings.Repeat("x", gate.MaxCommandBytes)}); err != nil {
		t.Error(err)
	}
}

// TestNoSecretInTheFile: what is a secret never comes to the disk, in no file.
func TestNoSecretInTheFile(t *testing.T) {
	s := fresh(t)
	const secret = "Tr0ub4dor-unmistakable"
	for _, e := range []Entry{
		{Query: "log in with password " + secret, Command: "mysql -p" + secret},
		{Query: "log in to the host with password " + secret, Command: "tool bob/" + secret},
		{Query: "x", Command: "export API_TOKEN=" + secret},
		{Query: "x", Command: "ls", Model: "https://a:" + secret + "@b/c.gguf"},
	} {
		if _, err := s.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(s.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(s.Path), e.Name()))
		if err != nil || strings.Contains(string(text), "unmistakable") || strings.Contains(string(text), "Tr0ub") {
			t.Errorf("%s has it, or %v", e.Name(), err)
		}
	}
	list, err := s.Recent(t.Context(), 9)
	if err != nil || len(list) != 4 || list[0].Redacted || !list[1].Redacted || !list[2].Redacted || !list[3].Redacted {
		t.Errorf("%v: %+v", err, list)
	}
}
