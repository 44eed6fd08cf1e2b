package fit

import (
	"slices"
	"strconv"
	"strings"
)

// ordinals are words for places.
var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9,
}

const place = `first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|1st|2nd|3rd|\dth`

var (
	// columnNamed is "the third column", "columns 1 and 4", "first and third field".
	columnNamed = expr(`\b(` + place + `)(?:(?:,| and|, and| or) (?:the )?(` + place + `))? (?:\w+[- ])?(?:columns?|fields?)\b`)
	columnCount = expr(`\b(?:columns?|fields?) #?(\d{1,2})(?:(?:,| and|, and| or| before| then| to)? #?(\d{1,2}))?\b`)
	lastColumn  = expr(`\blast (column|field)\b`)
	// otherwise are requests in which columns are counted in other ways.
	otherwise = expr(`\b(swap\w*|exchang\w*|all but|except|without|other than|remov\w*|drop\w*|delet\w*|insert|add|join|first \d+|last \d+|from the|starting|onwards?|until|up to)\b`)
	// columnGiven is a column in a program of awk.
	columnGiven = expr(`\$(\d+|NF|\(NF ?- ?\d\)|i)`)
	rangeGiven  = expr(`^(\d*)(-?)(\d*)`)
)

// otherColumns are the columns that a request names and none of the command's programs
// does that name columns.
func otherColumns(request string, c *command) []string {
	if otherwise.MatchString(request) {
		return nil
	}
	type wanted struct {
		text string
		n    int
	}
	var list []wanted
	for _, m := range columnNamed.FindAllStringSubmatch(request, -1) {
		for _, word := range m[1:] {
			if n := ordinals[word]; n > 0 {
				list = append(list, wanted{m[0], n})
			}
		}
	}
	for _, m := range columnCount.FindAllStringSubmatch(request, -1) {
		for _, word := range m[1:] {
			if n, err := strconv.Atoi(word); err == nil && n > 0 {
				list = append(list, wanted{m[0], n})
			}
		}
	}
	if lastColumn.MatchString(request) && slices.ContainsFunc(c.calls, func(one call) bool { return one.name == "awk" }) && !strings.Contains(c.text, "NF") && columnGiven.MatchString(c.text) {
		return []string{lastColumn.FindString(request)}
	}
	if len(list) == 0 {
		return nil
	}
	given, some := c.columns()
	if !some {
		return nil
	}
	var missed []string
	for _, w := range list {
		if !given(w.n) && !slices.Contains(missed, w.text) {
			missed = append(missed, w.text)
		}
	}
	return missed
}

// columns says which columns a command takes; some is false where it names none, or none
// that can be told.
func (c *command) columns() (has func(int) bool, some bool) {
	var ranges [][2]int
	for _, one := range c.calls {
		var text string
		switch one.name {
		case "awk", "gawk", "mawk":
			if len(one.operands) == 0 {
				continue
			}
			for _, m := range columnGiven.FindAllStringSubmatch(one.operands[0], -1) {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					return nil, false // $NF, $i
				}
				if n > 0 {
					ranges = append(ranges, [2]int{n, n})
				}
			}
			continue
		case "cut":
			if one.flag("--complement") != nil {
				return nil, false
			}
			if f := one.flag("-f"); f != nil {
				text = f.value
			}
		case "sort":
			for _, f := range one.flags {
				if f.names[0] == "-k" {
					from, _, _ := strings.Cut(f.value, ",")
					text += "," + from
				}
			}
		case "perl", "python3", "mlr", "xsv", "csvcut", "sed", "paste", "join", "column", "choose", "while", "read", "uniq":
			return nil, false
		}
		for _, piece := range strings.Split(text, ",") {
			m := rangeGiven.FindStringSubmatch(piece)
			from, _ := strconv.Atoi(m[1])
			to, _ := strconv.Atoi(m[3])
			switch {
			case m[0] == "":
				continue
			case m[2] == "":
				to = from
			case to == 0:
				to = 1000
			}
			ranges = append(ranges, [2]int{from, to})
		}
	}
	return func(n int) bool {
		return slices.ContainsFunc(ranges, func(r [2]int) bool { return r[0] <= n && n <= r[1] })
	}, len(ranges) > 0
}

// A delimiter as requests call it, or by the ending of a file.
type delimiter struct {
	said   *expression
	forms  []string // as commands have it
	common bool     // where nothing is said, cut takes it
}

var delimiters = []delimiter{
	{expr(`\bcolon[- ](separated|delimited)|separated by (a )?colons?\b|/etc/(passwd|group|shadow)\b|\bcolon as\b|delimiter (is )?(a )?colon`), []string{":"}, false},
	{expr(`\bsemi-?colon[- ](separated|delimited)|separated by (a )?semicolons?\b|semicolon as`), []string{";"}, false},
	{expr(`\b(pipe|bar)[- ](separated|delimited)|separated by (a )?(pipes?|bars?|vertical bars?)\b`), []string{"|"}, false},
	{expr(`\btab[- ](separated|delimited)|separated by (a )?tabs?\b|\w\.tsv\b|\btsv\b`), []string{"\t", `\t`, "t"}, true},
	{expr(`\bcomma[- ](separated|delimited)|separated by (a )?commas?\b|\w\.csv\b|\bcsv\b`), []string{","}, false},
}

// otherDelimiter says which delimiter a request has and a command hasn't that takes
// columns.
func otherDelimiter(request string, c *command) []string {
	var said []delimiter
	for _, d := range delimiters {
		if d.said.MatchString(request) {
			said = append(said, d)
		}
	}
	if len(said) != 1 {
		return nil // none, or from one to another
	}
	d := said[0]
	for _, one := range c.calls {
		var f *flag
		switch one.name {
		case "cut":
			if one.flag("-f") == nil {
				continue
			}
			f = one.flag("-d")
		case "sort":
			if k := one.flag("-k"); k == nil || strings.HasPrefix(k.value, "1n") || len(c.calls) > 1 {
				continue
			}
			f = one.flag("-t")
		case "awk":
			if len(one.operands) == 0 || !columnGiven.MatchString(one.operands[0]) || len(c.calls) > 1 && one.flag("-F") == nil || strings.Contains(c.text, "FS") || strings.Contains(c.text, "split(") {
				continue
			}
			f = one.flag("-F")
		default:
			continue
		}
		if f == nil && d.common {
			continue
		}
		if f == nil || !slices.ContainsFunc(d.forms, func(form string) bool { return strings.Contains(f.value, form) }) {
			if f != nil && len(c.calls) > 1 {
				continue // a second cut, by what the first one left
			}
			return []string{d.said.FindString(request)}
		}
	}
	return nil
}
