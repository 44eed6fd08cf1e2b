package meaning

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// dateWords are the directives of date, what each stands for and how 23 November 2026,
// 14:05:09 UTC looks in it.
var dateWords = map[byte][2]string{
	'Y': {"year", "2026"}, 'y': {"year", "26"}, 'm': {"month", "11"}, 'd': {"day", "23"}, 'e': {"day", "23"}, 'H': {"hour", "14"}, 'I': {"hour", "02"}, 'M': {"minute", "05"}, 'S': {"second", "09"}, 'p': {"AM or PM", "PM"},
	'F': {"year-month-day", "2026-11-23"}, 'T': {"hour:minute:second", "14:05:09"}, 'R': {"hour:minute", "14:05"}, 'D': {"month/day/year", "11/23/26"}, 'j': {"day of the year", "327"}, 'a': {"weekday", "Mon"}, 'A': {"weekday", "Monday"},
	'b': {"month", "Nov"}, 'h': {"month", "Nov"}, 'B': {"month", "November"}, 's': {"seconds since 1970", "1795442709"}, 'u': {"weekday's number", "1"}, 'w': {"weekday's number", "1"}, 'V': {"week", "48"}, 'U': {"week", "47"}, 'N': {"nanosecond", "000000000"},
	'Z': {"time zone", "UTC"}, 'z': {"offset", "+0000"}, 'n': {"", "\n"}, 't': {"", "\t"}, '%': {"", "%"}, 'G': {"year", "2026"}, 'W': {"week", "47"},
}

// DateForm words a form of dates: what stands in it, and how it looks: "year-month-day, as
// in 2026-11-23".
func DateForm(form string) string {
	form = strings.TrimPrefix(form, "+")
	if len(form) > maxPattern || !strings.Contains(form, "%") {
		return ""
	}
	var names, shown strings.Builder
	for i := 0; i < len(form); i++ {
		if form[i] != '%' || i+1 == len(form) {
			names.WriteByte(form[i])
			shown.WriteByte(form[i])
			continue
		}
		i++
		for i+1 < len(form) && strings.IndexByte("-_0^#:", form[i]) >= 0 {
			i++
		}
		for i+1 < len(form) && form[i] >= '1' && form[i] <= '9' { // %3N
			i++
		}
		words, ok := dateWords[form[i]]
		if !ok {
			return ""
		}
		if words[0] == "" {
			names.WriteString(words[1])
		}
		if n := names.Len(); n > 0 && words[0] != "" && (isLetter(names.String()[n-1]) || names.String()[n-1] == '0') {
			names.WriteByte(' ')
		}
		names.WriteString(words[0])
		shown.WriteString(words[1])
	}
	if letters.MatchString(form) { // a letter beside a name can't be told from it
		return "as in " + strings.ReplaceAll(shown.String(), "\n", " ")
	}
	if form == "%s" {
		return names.String()
	}
	return unless(strings.TrimSpace(names.String())+", as in "+strings.ReplaceAll(shown.String(), "\n", " "), "as in "+strings.ReplaceAll(shown.String(), "\n", " "))
}

// letters finds letters that stand in a form as they are.
var letters = regexp.MustCompile(`(%[-_0^#:1-9]*[A-Za-z%]|^|[^A-Za-z%])[A-Za-z]`)

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

var cronNames = map[string]string{
	"@reboot": "when the machine starts", "@yearly": "once a year, on 1 January at 0:00", "@annually": "once a year, on 1 January at 0:00", "@monthly": "on the 1st of each month at 0:00", "@weekly": "every Sunday at 0:00",
	"@daily": "every day at 0:00", "@midnight": "every day at 0:00", "@hourly": "every hour",
}

// Cron words when a line of crontab runs: "every day at 3:00", and gives the command that
// it runs. It is "" where the line is no such line, or odd.
func Cron(line string) (when, command string) {
	words := strings.Fields(line)
	if len(words) >= 2 && cronNames[words[0]] != "" {
		return cronNames[words[0]], strings.TrimSpace(strings.TrimSpace(line)[len(words[0]):])
	}
	if len(words) < 6 {
		return "", ""
	}
	rest := strings.TrimSpace(line)
	for range 5 {
		_, after, _ := strings.Cut(strings.ReplaceAll(rest, "\t", " "), " ")
		rest = strings.TrimSpace(after)
	}
	return unless(cronWhen(words[:5]), ""), rest
}

func cronWhen(f []string) string {
	for i, limits := range [][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}} {
		if !cronField(f[i], limits[0], limits[1], i > 2) {
			return ""
		}
	}
	day := cronDays(f[2], f[3], f[4])
	minute, fixed := number(f[0])
	hour, atHour := number(f[1])
	every, stepped := strings.CutPrefix(f[0], "*/")
	switch {
	case day == "":
		return ""
	case fixed && atHour:
		return fmt.Sprintf("%s at %d:%02d", day, hour, minute)
	case fixed && strings.Contains(f[1], ",") && !strings.ContainsAny(f[1], "-/"):
		var times []string
		for h := range strings.SplitSeq(f[1], ",") {
			times = append(times, fmt.Sprintf("%s:%02d", h, minute))
		}
		return day + " at " + And(times)
	}
	over := ""
	switch hours, step, _ := strings.Cut(f[1], "/"); {
	case f[1] == "*":
	case atHour:
		over = fmt.Sprintf(" from %d:00 to %d:59", hour, hour)
	case hours == "*" && step != "" && fixed:
		over = " " // in the words of the hour
	case strings.Contains(hours, "-") && step == "" && !strings.Contains(hours, ","):
		from, to, _ := strings.Cut(hours, "-")
		over = fmt.Sprintf(" from %s:00 to %s:59", from, to)
		if fixed {
			over = fmt.Sprintf(" from %s:%02d to %s:%02d", from, minute, to, minute)
		}
	default:
		return ""
	}
	if day == "every day" {
		day = ""
	} else {
		day = ", " + day
	}
	switch {
	case f[0] == "*" || stepped && every == "1":
		return "every minute" + over + day
	case stepped:
		return "every " + every + " minutes" + over + day
	case fixed && over == " ":
		_, step, _ := strings.Cut(f[1], "/")
		return fmt.Sprintf("every %s hours, at minute %d", step, minute) + day
	case fixed && minute == 0 && over == "":
		return "every hour, on the hour" + day
	case fixed && over == "":
		return fmt.Sprintf("every hour at minute %d", minute) + day
	case fixed:
		return "every hour" + over + day
	}
	return ""
}

// cronField reports whether a text can be a field.
func cronField(text string, least, most int, names bool) bool {
	for item := range strings.SplitSeq(text, ",") {
		item, step, stepped := strings.Cut(item, "/")
		if _, ok := number(step); stepped && !ok {
			return false
		}
		from, to, _ := strings.Cut(item, "-")
		if item == "*" {
			continue
		}
		for _, end := range []string{from, to} {
			n, ok := number(end)
			named := names && len(end) == 3 && cronDay(end)+cronMonth(end) != ""
			if end != "" && (!ok || n < least || n > most) && !named {
				return false
			}
		}
		if from == "" {
			return false
		}
	}
	return true
}

func cronDay(text string) string {
	if n, ok := number(text); ok && n <= 7 {
		return time.Weekday(n % 7).String()
	}
	for d := range 7 {
		if name := time.Weekday(d).String(); len(text) == 3 && strings.EqualFold(name[:3], text) {
			return name
		}
	}
	return ""
}

func cronMonth(text string) string {
	if n, ok := number(text); ok && n >= 1 && n <= 12 {
		return time.Month(n).String()
	}
	for m := 1; m <= 12; m++ {
		if name := time.Month(m).String(); len(text) == 3 && strings.EqualFold(name[:3], text) {
			return name
		}
	}
	return ""
}

// cronDays words the days of a line.
func cronDays(day, month, weekday string) string {
	in := "each month"
	if month != "*" {
		if in = cronMonth(month); in == "" {
			return ""
		}
	}
	n, fixed := number(day)
	switch {
	case day == "*" && weekday == "*" && month == "*":
		return "every day"
	case day == "*" && weekday == "*":
		return "every day in " + in
	case fixed && weekday == "*" && month == "*":
		return "on the " + Ordinal(n) + " of each month"
	case fixed && weekday == "*":
		return fmt.Sprintf("on %d %s", n, in)
	case day != "*" || month != "*":
		return ""
	case weekday == "1-5" || strings.EqualFold(weekday, "mon-fri"):
		return "Monday to Friday"
	case weekday == "0,6" || weekday == "6,0" || weekday == "6-7" || strings.EqualFold(weekday, "sat,sun"):
		return "on Saturdays and Sundays"
	}
	var days []string
	for item := range strings.SplitSeq(weekday, ",") {
		name := cronDay(item)
		if name == "" {
			return ""
		}
		days = append(days, name)
	}
	return "every " + And(days)
}
