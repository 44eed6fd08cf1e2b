package fit

import (
	"slices"
	"strings"
	"testing"

	"caro/resources"
)

// TestCompare: of each request the first command misses nothing, and each other one loses
// against it.
func TestCompare(t *testing.T) {
	for _, c := range []struct {
		request string
		right   string
		wrong   []string
	}{
		{"files changed in the last two hours", "find . -type f -mmin -120", []string{"find . -type f -mtime -2", "find . -type f -mmin +120", "find . -type f -mmin -2"}},
		{"files older than 2 weeks", "find . -type f -mtime +14", []string{"find . -type f -mtime -14", "find . -type f -mtime +2", "find . -type f -mmin +14"}},
		{"files not older than 3 days", "find . -type f -mtime -3", []string{"find . -type f -mtime +3"}},
		{"files bigger than half a megabyte", "find . -type f -size +500k", []string{"find . -type f -size -500k", "find . -type f -size +500M", "find . -type f -size +5k"}},
		{"files under 10 MB", "find . -size -10M", []string{"find . -size +10M", "find . -size -10k"}},
		{"print the third column of data.csv", "cut -d, -f3 data.csv", []string{"cut -d, -f2 data.csv", "cut -f3 data.csv", "awk '{print $3}' data.csv"}},
		{"sum of column 2 of sales.tsv", "awk '{s += $2} END {print s}' sales.tsv", []string{"awk '{s += $1} END {print s}' sales.tsv"}},
		{"login shells of all users, the seventh field of /etc/passwd", "cut -d: -f7 /etc/passwd", []string{"cut -d: -f6 /etc/passwd", "cut -f7 /etc/passwd"}},
		{"show the last five lines of app.log", "tail -n 5 app.log", []string{"tail -n 15 app.log", "tail app.log", "head -n 5 app.log", "tail -n 5 other.log"}},
		{"search for TODO in src and its subfolders, ignoring case", "grep -ri TODO src", []string{"grep -r TODO src", "grep -i FIXME -r src", "grep -i TODO src/*"}},
		{"which files contain the word error in this tree, only the file names", "grep -rlw error .", []string{"grep -rw error .", "grep -l error *"}},
		{"sort numbers.txt numerically, largest first", "sort -rn numbers.txt", []string{"sort -n numbers.txt", "sort -r numbers.txt", "sort numbers.txt"}},
		{"how many lines has notes.txt", "wc -l notes.txt", []string{"wc -w notes.txt", "cat notes.txt"}},
		{"count how often each word occurs in words.txt", "sort words.txt | uniq -c", []string{"uniq -c words.txt", "sort -u words.txt"}},
		{"list the files here", "ls", []string{"rm *"}},
		{"print story.txt with lantern replaced by lamp everywhere", "sed 's/lantern/lamp/g' story.txt", []string{"sed 's/lantern/lamp/' story.txt"}},
		{"compress a.txt with gzip but keep the original", "gzip -k a.txt", []string{"gzip a.txt", "bzip2 -k a.txt"}},
		{"find .md or .csv files", `find . -name '*.md' -o -name '*.csv'`, []string{"find . -name '*.md'"}},
		{"make a copy of todo.txt called done.txt", "cp todo.txt done.txt", []string{"mv todo.txt done.txt"}},
	} {
		// Which of these change something, package shell would say.
		changes := func(command string) bool { return strings.HasPrefix(command, "rm ") }
		if r := Compare(c.request, c.right, changes(c.right)); r.Loss() > 0 {
			t.Errorf("%s\n  %s misses %q", c.request, c.right, r.Words())
		}
		for _, wrong := range c.wrong {
			if r := Compare(c.request, wrong, changes(wrong)); r.Loss() == 0 {
				t.Errorf("%s\n  %s misses nothing", c.request, wrong)
			}
		}
	}
}

func TestReport(t *testing.T) {
	r := Compare("show the first 3 lines of a.txt", "tail -n 7 b.txt > c.txt", true)
	want := []string{"unused 3", "unused a.txt", "invented b.txt", "invented c.txt", "unmet first 3 lines", "beyond"}
	if got := r.Words(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{"grep -rnA5 'a b' src", "grep -r -n -A=5|a b,src"},
		{"ls -la | head -5", "ls -l -a| ; head -n=5|"},
		{`find . ! -name '*.go' -exec grep -l x {} \;`, "find !-name=*.go -exec|.,! ; grep -l|x,{}"},
		{"sudo xargs -0 rm -f", "sudo| ; xargs -0| ; rm -f|"},
		{"tar czf a.tgz b", "tar -c -z -f=a.tgz|b"},
		{"bash -c 'wc -l a | sort -k2,2'", "bash -c=wc -l a | sort -k2,2| ; wc -l|a ; sort -k=2,2|"},
		{"git log --oneline -n 3", "git log --oneline -n=3|"},
		{"echo $(date +%s)", "echo|  ; date|+%s"},
		{"echo 'open", "echo|'open"},
	} {
		var list []string
		for _, one := range read(c.command).calls {
			text := one.name
			for _, f := range one.flags {
				name := shown(f.names)
				if f.negated {
					name = "!" + name
				}
				if f.value != "" {
					name += "=" + f.value
				}
				text += " " + name
			}
			list = append(list, text+"|"+strings.Join(one.operands, ","))
		}
		clean := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if got := strings.Join(list, " ; "); clean(got) != clean(c.want) {
			t.Errorf("%s: %s, want %s", c.command, got, c.want)
		}
	}
}

// shown is the shortest spelling of a flag.
func shown(names []string) string {
	return slices.MinFunc(names, func(a, b string) int { return len(a) - len(b) })
}

// TestDemands: each line of the file can be read and all its expressions compiled.
func TestDemands(t *testing.T) {
	list, err := readDemands(resources.Demands)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 100 {
		t.Errorf("only %d demands", len(list))
	}
	for _, d := range list {
		for _, e := range d.expressions() {
			if err := e.check(); err != nil {
				t.Errorf("demands.txt: %v", err)
			}
		}
	}
}

// TestExpressions compiles those of the code.
func TestExpressions(t *testing.T) {
	for _, e := range expressions {
		if err := e.check(); err != nil {
			t.Error(err)
		}
	}
}

func TestDemandsErrors(t *testing.T) {
	for _, line := range []string{"a :: b", "a :: b :: c :: d :: e", "a :: - :: ", "a :: - :: x | "} {
		if _, err := readDemands(line); err == nil {
			t.Errorf("%q was read", line)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct{ request, want string }{
		{"the last ten lines", "the last 10 lines"},
		{"half an hour", "0.5 hour"},
		{"within the last day", "within the last 1 day"},
		{"two files and three folders", "2 files and 3 folders"},
	} {
		if got := strings.TrimSpace(digits(c.request)); got != c.want {
			t.Errorf("%s: %q, want %q", c.request, got, c.want)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("the ten largest files under /var/log", "find /var/log -type f -printf '%s %p\\n' | sort -rn | head -n 10")
	f.Add("files over 1 MB older than 2 weeks", "find . -size +1M -mtime +14 -exec rm {} +")
	f.Add("third column of a.csv", "cut -d, -f3- a.csv; tar x; sort -k")
	f.Add("", "find . -size + -mtime - -exec")
	f.Fuzz(func(t *testing.T, request, command string) {
		if r := Compare(request, command, true); r.Loss() < 0 {
			t.Errorf("a loss of %g", r.Loss())
		}
	})
}

// BenchmarkCompare takes the usual candidates of one request.
func BenchmarkCompare(b *testing.B) {
	request := "the ten largest files under /var/log that are older than two weeks, names only, ignoring case"
	for b.Loop() {
		Compare(request, "find /var/log -type f -mtime +14 -printf '%s %p\\n' | sort -rn | head -n 10 | cut -d' ' -f2-", false)
	}
}
