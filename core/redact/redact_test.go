package redact

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"
)

// sample is a line of testdata.
type sample struct {
	line    int
	request bool
	text    string   // as it is given
	want    string   // as it must come back
	secrets []string // what must not
}

func (s sample) redacted() string {
	if s.request {
		return Request(s.text)
	}
	return Command(s.text)
}

var marked = regexp.MustCompile(`«([^»]*)»`)

// samples reads a file of testdata; see secrets.txt for its form.
func samples(t testing.TB, name string) []sample {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []sample
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.NewReplacer("·", "", "⏎", "\n").Replace(lines.Text())
		kind, text, found := strings.Cut(line, " ")
		if !found || kind == "#" {
			continue
		}
		if kind != "$" && kind != "?" {
			t.Fatalf("%s:%d: neither a command nor a request", name, n)
		}
		s := sample{line: n, request: kind == "?", text: marked.ReplaceAllString(text, "$1"), want: marked.ReplaceAllString(text, Mark)}
		for _, m := range marked.FindAllStringSubmatch(text, -1) {
			s.secrets = append(s.secrets, m[1])
		}
		list = append(list, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSecretsGo(t *testing.T) {
	list := samples(t, "secrets.txt")
	if len(list) < 80 {
		t.Fatalf("only %d samples", len(list))
	}
	for _, s := range list {
		if len(s.secrets) == 0 {
			t.Fatalf("line %d has no secret", s.line)
		}
		if got := s.redacted(); got != s.want {
			t.Errorf("line %d:\n got %s\nwant %s", s.line, got, s.want)
		}
	}
}

func TestHarmlessStays(t *testing.T) {
	list := samples(t, "harmless.txt")
	if len(list) < 60 {
		t.Fatalf("only %d samples", len(list))
	}
	for _, s := range list {
		if got := s.redacted(); got != s.text {
			t.Errorf("line %d:\n got %s\nwant %s", s.line, got, s.text)
		}
	}
}
