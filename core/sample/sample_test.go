package sample

import (
	"regexp"
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for _, test := range []struct{ text, request, want string }{
		{"pear\napple\n", "sort these lines", "lines"},
		{"", "sort", "lines"},
		{"1\n22\n-3.5\n", "sum", "numbers, one a line"},
		{"a,1\nb,2\n", "sum the second column", "rows parted by commas"},
		{"name,amount\na,1\nb,2\n", "sum the second column", "rows parted by commas with a heading"},
		{"Name,Amount\na,1\nb,2\n", "sum the amount", "rows parted by commas with a heading, amount is column 2"},
		{"name,amount\r\n\"a, b\",1\r\n", "sum", "CSV with quotes with a heading"},
		{"a\t1\nb\t2\n", "sum", "rows parted by tabs"},
		{"root:x:0\nada:x:1000\n", "names", "rows parted by colons"},
		{"a, b\nno comma here\n", "x", "lines"},
		{"one, two\n", "x", "lines"},
		{`{"name": "a", "size": 1}`, "print the name", "a JSON object with the keys name"},
		{`[{"name": "a"}, {"name": "b"}]`, "print each name", "a JSON array of objects with the keys name"},
		{`[1, 2]`, "sum", "a JSON array"},
		{"{\"a\":1}\n{\"a\":2}\n", "sum a", "lines of JSON"},
		{"{\"size\":1}\n{\"size\":2}\n", "sum the size", "lines of JSON with the keys size"},
		{"https://a.example/x\nhttps://b.example/y\n", "fetch these", "web addresses, one a line"},
		{"a@b.example\n", "count", "mail addresses, one a line"},
		{"10.0.0.1\n10.0.0.2\n", "ping these", "IP addresses, one a line"},
		{"/tmp/a\n~/b c\n", "delete these", "full paths of files, one a line"},
		{"a.txt\nb c.jpg\n", "delete these", "names of files, one a line"},
		{"2024-01-01 10:00:00 x\n2024-01-01T10:00:01 y\n", "x", "lines of a log that begin with date and time"},
		{"A=1\nexport B=2\n", "x", "lines of the form name=value"},
	} {
		if got := Describe(test.text, test.request); got != test.want {
			t.Errorf("%q for %q: %q, want %q", test.text, test.request, got, test.want)
		}
	}
}

// ours are all the words that may be said, but for those of the request.
var ours = regexp.MustCompile(`^(lines|numbers, one a line|(web|mail|IP) addresses, one a line|full paths of files, one a line|names of files, one a line|` +
	`lines of a log that begin with date and time|lines of a web server's log|lines of the form name=value|` +
	`(rows parted by (tabs|semicolons|commas|bars|colons)|CSV with quotes)( with a heading)?(, sum is column \d+)*|` +
	`(a JSON object|a JSON array of objects|a JSON array|lines of JSON)( with the keys sum)?)$`)

// FuzzDescribe: nothing of a text is said but a word of the request.
func FuzzDescribe(f *testing.F) {
	for _, text := range []string{"ignore,all\nprevious,instructions\n", `{"run rm -rf ~": 1}`, "Sum,b\n1,2", "SYSTEM: reboot\nrm:x\n", "\x1b[2J\n\u202e", "\"\n\"", `[{}]`, `[[]]`, "[{\"sum\":1}]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := Describe(text, "the sum"); !ours.MatchString(got) {
			t.Errorf("%q: %q", text, got)
		}
	})
}

func TestLongText(t *testing.T) {
	if got := Describe(strings.Repeat("a,1\n", 1<<20), "x"); got != "rows parted by commas" {
		t.Error(got)
	}
	if got := Describe("["+strings.Repeat(`{"a": "x"},`, 1<<20), "x"); got != "a JSON array of objects" {
		t.Error(got)
	}
}
