package shell

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"caro/core/utilities"
)

// explainedSeeds are commands with little languages, for the fuzz target too.
var explainedSeeds = []string{
	`sed -n '/start/,/end/{s/a/b/2;p}' f`, `sed -e '1i\x' -e '$!N;s/\(.*\)\n\(.*\)/\2\1/'`, `awk 'NR==FNR{a[$1];next} !($1 in a)' x y`, `awk 'BEGIN{while(("ls"|getline l)>0) n++; print n > "f"}'`,
	`awk 'function f(x) { return x*2 } { if ($1 ~ /[/]/) print f($1); else exit }'`, `jq '.[] | select(.a | test("^x")) | {b, "c": .d[1:3]} | @tsv'`, `jq 'def f: .; reduce .[] as $i (0; . + $i)'`,
	`find . \( -name a -o ! -name 'b*' \) -size -10k -perm /222 -exec sh -c 'mv "$1" "${1%.*}"' _ {} \;`, `grep -oP '(?<=x)\d{2,3}(?!y)' f`, `crontab - <<< '*/5 9-17 * * 1-5 true'`,
	`tar xvzf a.tgz -C b`, `ssh -L '[::1]:80:h:22' h 'ls | wc'`, `for f in *; do echo "${f%.x}.y" "${f//a/b}"; done`, `case $x in a*|b) ls;; *) pwd;; esac`, `f() { g; }; g() { f; }; f 1 2`,
	`git log HEAD~2..@{u} --pretty='%h %s'`, `chmod u=rwX,go-w,+t f`, `date -d @0 '+%F %T'`, `cp a{1..3}{x,y} b`, `eval 'ls > a'`, `sh -c "cat <<E\nx\nE"`, "# a remark\nls # another",
}

// shownParts is an explanation as a tree shows it.
func shownParts(list []Part) string {
	var b strings.Builder
	for _, p := range list {
		show := p.Show
		if show == "" {
			show = p.Text
		}
		fmt.Fprintf(&b, "%s%s: %s\n", strings.Repeat("  ", p.Depth), show, p.Meaning)
	}
	return b.String()
}

func TestParts(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{`sed -n '5,15p;20q' f`, `
sed: Change text line by line, by a script.
  -n: Print only what the script prints.
  5,15p: Print only lines 5 to 15.
  ;: Then.
  20q: Stop after line 20.
  f: What to read.
`},
		{`tar xzf a.tar.gz -C /tmp`, `
tar: Put files into an archive, list it, or unpack it.
  x: Unpack files from the archive.
  z: Pack or unpack with gzip.
  f a.tar.gz: The archive is a.tar.gz.
  -C /tmp: Work in the folder /tmp.
`},
		{`ls -lh`, `
ls: List what is in folders.
  -l: Show details: permissions, owner, size and date.
  -h: Show sizes with units, by 1024.
`},
		{`sudo find . -size +1k -exec rm -f {} +`, `
sudo: Run a command as another user, usually the superuser.
  find: Search folders for files that meet conditions, and act on them.
    .: Look in this folder and all below it.
    -size +1k: It is larger than 1 KiB.
    -exec: Run this for what is found:
      rm: Remove files and folders.
        -f: Never ask, and say nothing of files that aren't there.
        {}: The files that were found.
    +: The end of the command; it gets many names at once.
`},
		{`sh -c 'ls | wc -l' x`, `
sh: Run a shell (sh).
  -c: Run the text that follows as a command.
    ls: List what is in folders.
    |: Hand the output of the command before to the one behind.
    wc: Count lines, words and bytes.
      -l: Count lines.
  x: $0 in it.
`},
		{`jq '[.a[] | .b]' f`, `
jq: Pick from JSON, and change it.
  [: Put into one list:
  .a[]: Take each element of “a”.
  |: Hand that on.
  .b: Take “b”.
  ]: The end of the list.
  f: What to read.
`},
		{`x=$(date +%F) && echo ${x%-*} >&2`, `
x=: Set the variable x to this:
$(: Here the output of the command within is put in.
  date: Print date and time, or set the clock.
    +%F: The form: year-month-day, as in 2026-11-23.
): End it.
&&: Go on only if the command before succeeds.
echo: Print the text that follows.
  ${x%-*}: Text to print.
  >&2: Send the output where error messages go.
`},
		{`git pull; kill -9 1 # now`, `
git pull: Fetch from another repository, and join it into this branch.
;: Then.
kill: Send a signal to processes, which usually ends them.
  -9: End them at once, with no time to tidy up.
  1: The process.
# now: A remark, which isn't run.
`},
		{`case $x in a|b) ls;; *) pwd;; esac`, `
case: Choose by this:
$x: What the choice is by.
in: of these:
a|b): If it is one of these:
  ls: List what is in folders.
;;: The end of a case.
*): In all other cases:
  pwd: Print the working folder.
;;: The end of a case.
esac: The end of the choice.
`},
		{`f() { ls "$1"; }; f x`, `
f: Define a function of this name.
(): A function:
{: Begin a group of commands.
  ls: List what is in folders.
    "$1": What to list.
  ;: Then.
}: End it.
;: Then.
f: Run the function f, which is defined here.
  x: $1 in it.
`},
	} {
		if got := "\n" + shownParts(Look(c.command, Options{}).Parts); got != c.want {
			t.Errorf("%s:%s", c.command, got)
		}
	}
}

// TestPrograms: the pieces of a program stand in the command letter by letter, its quotes
// with the first and the last one; where it doesn't stand there so, it is one part.
func TestPrograms(t *testing.T) {
	command := `awk -F: '$3 >= 1000 { print $1 } END { print NR }' /etc/passwd`
	var texts []string
	for _, p := range Look(command, Options{}).Parts {
		texts = append(texts, p.Text)
	}
	if want := []string{"awk", "-F:", `'$3 >= 1000 { print $1 }`, `END { print NR }'`, "/etc/passwd"}; !reflect.DeepEqual(texts, want) {
		t.Errorf("%q", texts)
	}
	for _, command := range []string{`sed "s/$a/b/" f`, `sed 's/it'"'"'s/x/' f`, `sed s/a\ b/c/ f`} {
		if list := Look(command, Options{}).Parts; len(list) != 3 {
			t.Errorf("%s: %+v", command, list)
		}
	}
}

// TestRiskOnly: what is said of a command's risk doesn't hang on whether it is explained.
func TestRiskOnly(t *testing.T) {
	for _, name := range []string{"dangerous.txt", "harmless.txt", "unknown.txt", "disguised.txt", "everyday.txt"} {
		for _, r := range table(t, name) {
			for _, v := range []utilities.Version{utilities.GNU, utilities.BSD} {
				whole, risk := Look(r.command, Options{Version: v}), Look(r.command, Options{Version: v, RiskOnly: true})
				if len(risk.Parts) > 0 || risk.Sentence != "" {
					t.Errorf("%s:%d: %s is explained", name, r.line, r.command)
				}
				whole.Parts, whole.Sentence = risk.Parts, ""
				if !reflect.DeepEqual(whole, risk) {
					t.Errorf("%s:%d: %s: %+v, for the risk alone %+v", name, r.line, r.command, whole, risk)
				}
			}
		}
	}
}

// TestHostilePrograms: programs that are long or deep are explained at once, or not at all.
func TestHostilePrograms(t *testing.T) {
	const limit = 2 * time.Second // programs take under 20 ms on a machine at rest, 30,000 commands 100
	for name, command := range map[string]string{
		"long sed":         "sed '" + strings.Repeat("s/a/b/;", 9000) + "' f",
		"sed, just short":  "sed '" + strings.Repeat("s/a/b/;", 580) + "' f",
		"deep sed":         "sed '" + strings.Repeat("{", 190) + "p" + strings.Repeat("}", 190) + "' f",
		"long awk":         "awk '" + strings.Repeat("{print $1}", 6000) + "'",
		"deep awk":         "awk '{print " + strings.Repeat("(", 190) + "1" + strings.Repeat(")", 190) + "}'",
		"awk, just deep":   "awk '" + strings.Repeat("a && (", 38) + "b" + strings.Repeat(")", 38) + "'",
		"not awk":          "awk '" + strings.Repeat("!", 30000) + "x'",
		"minus awk":        "awk '{print " + strings.Repeat("- ", 3000) + "x}'",
		"dollar awk":       "awk '{print " + strings.Repeat("$", 3000) + "1}'",
		"long jq":          "jq '" + strings.Repeat(".a|", 20000) + ".b'",
		"jq, just short":   "jq '" + strings.Repeat(".a|", 1300) + ".b'",
		"deep jq":          "jq '" + strings.Repeat("[", 190) + strings.Repeat("]", 190) + "'",
		"jq, just deep":    "jq '" + strings.Repeat("(.a | ", 38) + "b" + strings.Repeat(")", 38) + "'",
		"jq texts":         "jq '" + strings.Repeat(`"\(`, 38) + "1" + strings.Repeat(`)"`, 38) + "'",
		"expression":       "grep -E '" + strings.Repeat("(a|", 190) + "b" + strings.Repeat(")", 190) + "' f",
		"long expression":  "grep '" + strings.Repeat("[a-z]*x\\{1,3\\}", 4000) + "' f",
		"expressions":      "grep" + strings.Repeat(" -e '[0-9]{3}x*'", 4000) + " f",
		"find":             "find ." + strings.Repeat(` \( -name 'x*' -o`, 80) + " -true" + strings.Repeat(` \)`, 80),
		"wide find":        "find ." + strings.Repeat(" ! -name x", 6000),
		"pipes":            "a" + strings.Repeat("|a", 30000),
		"ands":             "a" + strings.Repeat("&&a", 20000),
		"ors":              "[ a ]" + strings.Repeat("||[ b ]", 8000),
		"tests":            "[[ " + strings.Repeat("! ", 20000) + "a ]]",
		"words":            "ls" + strings.Repeat(" *.a", 16000),
		"braces":           "ls" + strings.Repeat(" {a,b}{c,d}", 5000),
		"expansions":       "echo" + strings.Repeat(` "${a%.b}.c"`, 5000),
		"functions":        strings.Repeat("f() { f; f; }; ", 4000),
		"loops":            strings.Repeat("for i in 1 2 3 4 5 6 7 8; do ", 30) + "sed 's/a/b/' f" + strings.Repeat("; done", 30),
		"code in code":     "sh -c " + strings.Repeat("'sh -c \"", 40) + "ls" + strings.Repeat("\"'", 40),
		"a cluster":        "tar -" + strings.Repeat("xvzf", 15000),
		"a form":           "date +" + strings.Repeat("%Y", 30000),
		"a crontab":        strings.Repeat("echo '* * * * * x' | ", 3000) + "crontab -",
		"assignments":      strings.Repeat("a=b ", 16000),
		"redirects":        "a" + strings.Repeat(" >b", 20000),
		"many quoted code": strings.Repeat("sh -c 'ls';", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			risk := Look(command, Options{RiskOnly: true})
			alone := time.Since(begin)
			begin = time.Now()
			whole := Look(command, Options{})
			if took := time.Since(begin); took > alone+limit {
				t.Errorf("took %v, %v for the risk alone", took, alone)
			} else {
				t.Logf("%v, %v for the risk alone", took, alone)
			}
			if whole.stumbled || whole.Risk.Level != risk.Risk.Level {
				t.Errorf("stumbled %v, %v, %v for the risk alone", whole.stumbled, whole.Risk.Level, risk.Risk.Level)
			}
		})
	}
}
