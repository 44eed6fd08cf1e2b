package everyday

import (
	"slices"
	"strings"
)

// reading: what is in text files.
func reading() []Case {
	body := func(name string) string { return tree()[name].body }
	readmeLines := linesOf(readme)
	logLines := linesOf(body("logs/app.log"))
	return []Case{{
		Name:    "files-with-word",
		Request: "which files under src contain the word discount?",
		Check:   prints(onlyThese(containing("src/", "discount"))),
		Right:   []string{"grep -rl discount src", "grep -rn 'discount' src/", "grep -Rlw discount ./src", "find src -type f -exec grep -l discount {} +", "find src -type f | xargs grep -l discount"},
		Wrong:   []string{"grep -rl discount .", "grep discount src", "grep -l discount src/*", "find src -name '*discount*'", "grep -rL discount src"},
	}, {
		Name:    "count-errors",
		Request: "how many lines in logs/app.log contain ERROR?",
		Check:   prints(theNumber(strings.Count(body("logs/app.log"), "ERROR"))),
		Right:   []string{"grep -c ERROR logs/app.log", "grep ERROR logs/app.log | wc -l", "awk '/ERROR/ {n++} END {print n}' logs/app.log", "cat latest.log | grep -c \"ERROR\"", "grep -cH ERROR logs/app.log"},
		Wrong:   []string{"wc -l logs/app.log", "grep ERROR logs/app.log", "grep -vc ERROR logs/app.log", "grep -c WARN logs/app.log", "grep -c ERROR logs/errors.log"},
	}, {
		Name:    "last-lines",
		Request: "show the last 15 lines of logs/app.log",
		Check:   prints(theseLines(logLines[len(logLines)-15:])),
		Right:   []string{"tail -n 15 logs/app.log", "tail -15 logs/app.log", "cat logs/app.log | tail -n15", "sed -n '226,240p' logs/app.log"},
		Wrong:   []string{"tail logs/app.log", "head -n 15 logs/app.log", "tail -n +15 logs/app.log", "tail -c 15 logs/app.log"},
	}, {
		Name:    "middle-lines",
		Request: "print lines 10 to 20 of README.md",
		Check:   prints(theseLines(readmeLines[9:20])),
		Right:   []string{"sed -n '10,20p' README.md", "head -n 20 README.md | tail -n 11", "awk 'NR>=10 && NR<=20' README.md", "tail -n +10 README.md | head -11"},
		Wrong:   []string{"head -n 20 README.md", "head -20 README.md | tail -10", "sed '10,20p' README.md", "sed -n '10p;20p' README.md", "cat README.md"},
	}, {
		Name:    "count-words",
		Request: "how many words are in notes.txt?",
		Check:   prints(theNumber(len(strings.Fields(notes)))),
		Right:   []string{"wc -w notes.txt", "wc -w < notes.txt", "awk '{n += NF} END {print n}' notes.txt", "tr -s '[:space:]' '\\n' < notes.txt | grep -c ."},
		Wrong:   []string{"wc -l notes.txt", "wc -c notes.txt", "wc -m < notes.txt", "cat notes.txt", "wc -w README.md"},
	}, {
		Name:    "sorted-once",
		Request: "show the names in data/names.txt in alphabetical order, each one only once",
		Check:   prints(theseLines(slices.Compact(slices.Sorted(slices.Values(linesOf(names)))))),
		Right:   []string{"sort -u data/names.txt", "sort data/names.txt | uniq", "cat data/names.txt | sort -u", "awk '!seen[$0]++' data/names.txt | sort"},
		Wrong:   []string{"sort data/names.txt", "uniq data/names.txt", "sort -ru data/names.txt", "sort data/names.txt | uniq -u", "sort data/names.txt | uniq -c", "sort -u -o data/names.txt data/names.txt"},
	}, {
		Name:    "repeated",
		Request: "which names occur more than once in data/names.txt?",
		Check:   prints(theseWords([]string{"Ben", "Maria"}, linesOf(names))),
		Right:   []string{"sort data/names.txt | uniq -d", "sort data/names.txt | uniq -cd", "sort data/names.txt | uniq -c | awk '$1 > 1'", "awk 'seen[$0]++ == 1' data/names.txt", "sort data/names.txt | uniq -D"},
		Wrong:   []string{"uniq -d data/names.txt", "sort data/names.txt | uniq -u", "sort -u data/names.txt", "sort data/names.txt | uniq -c", "sort data/names.txt"},
	}, {
		Name:    "second-column",
		Request: "print the second column of data/customers.csv",
		Check:   prints(secondColumn),
		Right:   []string{"cut -d, -f2 data/customers.csv", "awk -F, '{print $2}' data/customers.csv", "awk -F ',' 'NR>1 {print $2}' data/customers.csv", "tail -n +2 data/customers.csv | cut -d ',' -f 2", "sed 's/^[^,]*,\\([^,]*\\),.*/\\1/' data/customers.csv"},
		Wrong:   []string{"awk '{print $2}' data/customers.csv", "cut -f2 data/customers.csv", "cut -d, -f1 data/customers.csv", "cut -d, -f2- data/customers.csv", "cut -c2 data/customers.csv"},
	}, {
		Name:    "count-visitors",
		Request: "how many different IP addresses are at the beginning of the lines of logs/access.log?",
		Check:   prints(theNumber(visitors)),
		Right:   []string{"cut -d' ' -f1 logs/access.log | sort -u | wc -l", "awk '{print $1}' logs/access.log | sort | uniq | wc -l", "awk '!s[$1]++ {n++} END {print n}' logs/access.log", "grep -oE '^[0-9.]+' logs/access.log | sort -u | wc -l"},
		Wrong:   []string{"wc -l logs/access.log", "awk '{print $1}' logs/access.log | uniq | wc -l", "cut -d' ' -f1 logs/access.log | sort -u", "cut -d' ' -f1 logs/access.log | sort | uniq -u | wc -l", "sort -u logs/access.log | wc -l"},
	}, {
		Name:    "differences",
		Request: "show the differences between data/monday.txt and data/friday.txt",
		Check:   prints(theDifferences(monday, friday)),
		Right:   []string{"diff data/monday.txt data/friday.txt", "diff -u data/monday.txt data/friday.txt", "diff -y data/monday.txt data/friday.txt", "comm -3 data/monday.txt data/friday.txt", "sort data/monday.txt data/friday.txt | uniq -u"},
		Wrong:   []string{"cmp data/monday.txt data/friday.txt", "diff -q data/monday.txt data/friday.txt", "cat data/monday.txt data/friday.txt", "comm -12 data/monday.txt data/friday.txt", "diff data/monday.txt data/monday.txt"},
	}}
}

// containing are the files under a folder that contain a text.
func containing(dir, text string) []string {
	return pick(func(name string, e entry) bool {
		return strings.HasPrefix(name, dir) && strings.Contains(e.body, text)
	})
}

// secondColumn takes the column with its heading and without.
func secondColumn(out string) error {
	var column []string
	for _, line := range linesOf(customers) {
		column = append(column, strings.Split(line, ",")[1])
	}
	if err := theseLines(column)(out); err == nil {
		return nil
	}
	return theseLines(column[1:])(out)
}
