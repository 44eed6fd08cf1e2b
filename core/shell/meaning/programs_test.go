package meaning

import (
	"strings"
	"testing"
	"time"
)

// program is a table's row: a text, its phrase and its pieces, each as TEXT → Meaning.
type program struct {
	text, phrase string
	pieces       []string
}

func checkProgram(t *testing.T, c program, got Program) {
	t.Helper()
	if got.Phrase != c.phrase {
		t.Errorf("%s\n got %s\nwant %s", c.text, got.Phrase, c.phrase)
	}
	if c.pieces == nil {
		return
	}
	var list []string
	at := 0
	for _, p := range got.Pieces {
		if p.Start < at || p.End <= p.Start || p.End > len(c.text) {
			t.Errorf("%s: piece %+v after %d", c.text, p, at)
			return
		}
		at = p.End
		list = append(list, c.text[p.Start:p.End]+" → "+p.Meaning)
	}
	if strings.Join(list, "\n") != strings.Join(c.pieces, "\n") {
		t.Errorf("%s:\n%s", c.text, strings.Join(list, "\n"))
	}
}

func TestSed(t *testing.T) {
	quiet, extended := SedOptions{Quiet: true}, SedOptions{Extended: true}
	for _, c := range []struct {
		program
		o SedOptions
	}{
		{program{"5,10p", "print only lines 5 to 10", nil}, quiet},
		{program{"5,10p", "print lines 5 to 10 a second time", nil}, SedOptions{}},
		{program{"1,5p", "print only the first 5 lines", nil}, quiet},
		{program{"$p", "print only the last line", nil}, quiet},
		{program{"$=", "count the lines", nil}, quiet},
		{program{"5q", "print only the first 5 lines", nil}, SedOptions{}},
		{program{"10,$d", "leave out all lines from line 10 on", nil}, SedOptions{}},
		{program{"2~3d", "leave out every 3rd line from line 2 on", nil}, SedOptions{}},
		{program{"/foo/!d", "keep only lines that contain “foo”", nil}, SedOptions{}},
		{program{"/a/I,/b/d", "leave out lines from one that contains “a”, capitals or not to one that contains “b”", nil}, SedOptions{}},
		{program{"/^#/d;/^$/d", "leave out lines that begin with “#” and leave out empty lines", []string{"/^#/d → Leave out lines that begin with “#”.", "/^$/d → Leave out empty lines."}}, SedOptions{}},
		{program{"s/a/b/", "replace the first “a” of each line by “b”", nil}, SedOptions{}},
		{program{"s/a/b/g", "replace every “a” by “b”", nil}, SedOptions{}},
		{program{"s/a/b/2", "replace the 2nd “a” of each line by “b”", nil}, SedOptions{}},
		{program{"s|/usr/local|/opt|g", "replace every “/usr/local” by “/opt”", nil}, SedOptions{}},
		{program{`s/\/usr\/local/\/opt/g`, "replace every “/usr/local” by “/opt”", nil}, SedOptions{}},
		{program{"s/x//g", "take out every “x”", nil}, SedOptions{}},
		{program{"s/^/> /", "put “> ” before each line", nil}, SedOptions{}},
		{program{"s/$/;/", "put a semicolon behind each line", nil}, SedOptions{}},
		{program{`s/[ \t]*$//`, "take blanks off the end of each line", nil}, SedOptions{}},
		{program{"s/  */ /g", "replace every run of blanks by a blank", nil}, SedOptions{}},
		{program{"s/[0-9]+/N/gp", "replace every run of digits by “N”, and print only lines where that was done", nil}, SedOptions{Quiet: true, Extended: true}},
		{program{`s/.*/\U&/`, "turn each line into capitals", nil}, SedOptions{}},
		{program{`s/(a+)-(b)/\2-\1/`, "replace the first text of one or more “a”, a dash, “b” in each line by group 2, a dash, group 1", nil}, extended},
		{program{"y/abc/xyz/", "replace each of “abc” by what stands at its place in “xyz”", nil}, SedOptions{}},
		{program{`1i\Name`, "put the line “Name” before the first line", nil}, SedOptions{}},
		{program{`$a END`, "put the line “END” behind the last line", nil}, SedOptions{}},
		{program{`/x/c\new`, "put the line “new” in place of lines that contain “x”", nil}, SedOptions{}},
		{program{"/a/r f.txt", "print the file f.txt behind lines that contain “a”", nil}, SedOptions{}},
		{program{"/a/w f.txt", "write lines that contain “a” to the file f.txt", nil}, SedOptions{}},
		{program{"G", "put an empty line after each line", []string{"G → Put the text that was kept behind the line."}}, SedOptions{}},
		{program{`:a;N;$!ba;s/\n/, /g`, "join all lines into one, with a comma and a blank between them", []string{":a → Call this place “a”.", "N → Add the next line to this one.", "$!ba → Jump to “a”, for all lines but the last line.", `s/\n/, /g → Replace every line end by a comma and a blank.`}}, SedOptions{}},
		{program{"/re/{s/a/b/;p}", "", []string{"/re/{ → For lines that contain “re”, do this.", "s/a/b/ → Replace the first “a” of each line by “b”.", "p → Print the line.", "} → The end of that."}}, quiet},
		{program{"s/a/b", "", []string{}}, SedOptions{}},
		{program{"unheard of", "", []string{}}, SedOptions{}},
		{program{"s/[^,]*,//2g", "", []string{"s/[^,]*,//2g → Replace text."}}, SedOptions{}},
		{program{"1d # the heading\n2d", "leave out the first line and leave out line 2", []string{"1d → Leave out the first line.", "2d → Leave out line 2."}}, SedOptions{}},
	} {
		checkProgram(t, c.program, Sed(c.text, c.o))
	}
}

func TestAwk(t *testing.T) {
	for _, c := range []program{
		{"{print $2}", "print only field 2 of each line", []string{"{print $2} → Print only field 2 of each line."}},
		{"{print $NF, $(NF-1)}", "print only the last field and the last field but one of each line", nil},
		{"!seen[$0]++", "print each line only once, in the order of first appearance", []string{"!seen[$0]++ → Print only lines that weren't there before."}},
		{"!a[$1]++", "print only the first line for each value of field 1", nil},
		{"NR==1", "print only the first line", nil}, {"NR>1", "print only all lines but the first", nil}, {"NR%2==0", "print only every other line, beginning with the second", nil}, {"NR==5,NR==10", "print only lines 5 to 10", nil},
		{"NR>=5 && NR<=10", "print only lines 5 to 10", nil}, {"NF", "print only lines that aren't blank", nil}, {"length > 80", "print only lines whose length is more than 80", nil},
		{"/a/ && !/b/", "print only lines that contain “a” and don't contain “b”", nil}, {"/start/,/end/", "print only lines from one that contains “start” to one that contains “end”", nil}, {"$0 !~ /^#/", "print only lines that don't begin with “#”", nil},
		{`$3 == "x" {print $1}`, "print only field 1 of lines whose field 3 is “x”", nil}, {`$2 > 3 && $4 ~ /ok/`, "print only lines where field 2 is more than 3 and field 4 contains “ok”", nil},
		{"{s += $5} END {print s}", "add up field 5 and print the sum", []string{"{s += $5} → For each line, add field 5 to s.", "END {print s} → At the end, print s."}},
		{`{s+=$1} END {printf "%.2f\n", s/NR}`, "print the average of field 1", nil}, {"{c[$7]++} END {for (k in c) print c[k], k}", "count how often each value of field 7 comes", nil}, {"{a[$1]+=$2} END {for (k in a) print k, a[k]}", "add up field 2 for each value of field 1", nil},
		{"$1>m{m=$1} END{print m}", "print the greatest field 1", nil}, {"/x/{n++} END{print n+0}", "count lines that contain “x”", nil}, {"END{print NR}", "count the lines", nil},
		{`BEGIN {FS=","; OFS=";"} {$1=$1; print}`, "print each line with semicolons in place of commas between its fields", nil}, {"NR==FNR{a[$1];next} $1 in a", "print only lines of the second file whose field 1 is among the values of field 1 in the first", nil},
		{`{gsub(/,/, ";"); print}`, "for each line, replace every comma by a semicolon and print the line", nil}, {`{if ($3 > 100) print $1; else print "no"}`, "for each line, if field 3 is more than 100, print field 1, else print “no”", nil},
		{`{print toupper($1) > "out"}`, "print only field 1 in capitals of each line into the file “out”", nil},
		{"function f(x) { return x*2 } { print f($1) }", "", []string{"function f(x) { return x*2 } → A function of the program's own: f.", "{ → For each line, do this.", "print f($1) → Print this.", "} → The end of that."}},
		{`{print NR": "$0}`, "print each line's number, “: ”, the line", nil}, {"{print toupper($0)}", "print each line in capitals", nil}, {`BEGIN{OFS="\t"} {print $2,$1}`, "print only fields 2 and 1 of each line, with a tab between them", nil},
		{"print }{", "", []string{}}, {"{print", "", []string{}}, {"1", "print each line", nil},
	} {
		checkProgram(t, c, AwkProgram(c.text))
	}
}

func TestJq(t *testing.T) {
	for _, c := range []program{
		{".", "print it in a readable form", []string{". → Take it as it is."}},
		{".a.b[0]", "take the first element of “b” of “a”", nil}, {".[-1]", "take the last element", nil}, {".[2:]", "take all but the first 2", nil}, {".items[]?", "take each element of “items”", nil},
		{"[.items[] | select(.price > 20)] | length", "take each element of “items”, then keep only those where “price” is more than 20, then count them", []string{"[ → Put into one list:", ".items[] → Take each element of “items”.", "| → Hand that on.", "select(.price > 20) → Keep only those where “price” is more than 20.", "] → The end of the list.", "| → Hand that on.", "length → Say how long it is."}},
		{".[] | [.id, .name] | @csv", "print “id” and “name” of each element as a line of CSV", nil}, {"map(select(.on)) | length", "keep only elements where “on” is there, and not false, then say how long it is", nil}, {"to_entries[] | .key", "make a list of pairs of key and value, and take each element, then take “key”", nil},
		{"sort_by(.date) | reverse | .[0:5]", "sort by “date”, then reverse it, then take the first 5", nil}, {"group_by(.city)", "make groups that have the same “city”", nil}, {"del(.a, .b)", "leave out “a” and “b”", nil}, {".v = $x", "set “v” to $x", nil},
		{`.a // "none"`, "take “a”, or else “none”", nil}, {`select(.n | test("^a"))`, "keep only those where “n” begins with “a”", nil}, {`"\(.a): \(.b)"`, "make a text of “a”, “: ” and “b”", nil}, {`{a, "b": .c}`, "make an object of “a” and “b” (“c”)", nil},
		{".a as $x | .b", "", []string{".a as $x | .b → A step of the filter."}}, {"def f: .; f", "", []string{}}, {".a |", "", []string{}}, {`."a|b" | .c`, "take “a|b”, then take “c”", []string{`."a|b" → Take “a|b”.`, "| → Hand that on.", ".c → Take “c”."}},
	} {
		checkProgram(t, c, Jq(c.text))
	}
}

// FuzzPrograms: whatever a program is, its pieces are pieces of it in order, and all is
// said at once.
func FuzzPrograms(f *testing.F) {
	for _, text := range []string{"5,15p;20q", `s/\(a\)/\U\1&/g;y/ab/cd/`, "/a/,$!{N;P;D}", `$1 ~ /^[/]x/ {print $NF > "f"} END {for (k in a) print k}`, "!s[$0]++", `.[] | select(.a and (.b | not)) | {c} | "\(.d)"`, `[.a[] | .b] | @tsv`, "{print (1,2) in a}", "a\\\nb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begin := time.Now()
		for _, p := range []Program{Sed(text, SedOptions{}), Sed(text, SedOptions{Quiet: true, Extended: true}), AwkProgram(text), Jq(text)} {
			at := 0
			for _, piece := range p.Pieces {
				if piece.Start < at || piece.End <= piece.Start || piece.End > len(text) || piece.Meaning == "" {
					t.Fatalf("piece %+v after %d of %q", piece, at, text)
				}
				at = piece.End
			}
		}
		if took := time.Since(begin); took > time.Second {
			t.Fatalf("%q took %v", text, took)
		}
	})
}
