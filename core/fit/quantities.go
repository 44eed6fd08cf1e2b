package fit

import (
	"strconv"
	"strings"
)

// A quantity of a request: so many units, and on which side of it what is wanted lies.
type quantity struct {
	text   string
	amount float64 // in minutes or bytes
	least  float64 // the smallest unit that it was said in, in the same
	side   side
}

// side says whether what is wanted is more than a quantity, less, or just so.
type side int

const (
	unsaid side = iota
	more
	less
	exact
)

// units of time in minutes, of size in bytes. A kilobyte may be 1000 or 1024.
var units = map[string]float64{
	"second": 1.0 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080, "fortnight": 20160, "month": 43200, "year": 525600,
}

var sizes = map[string]float64{
	"b": 1, "byte": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "kilobyte": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20, "meg": 1 << 20,
	"megabyte": 1 << 20, "g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "gig": 1 << 30, "gigabyte": 1 << 30, "tb": 1 << 40, "t": 1 << 40, "terabyte": 1 << 40,
}

var (
	timeForm = expr(`(\d+(?:\.\d+)?) ?(seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|fortnights?|months?|years?)\b`)
	sizeForm = expr(`(\d+(?:\.\d+)?) ?(bytes?|b|kilobytes?|kib|kb|k|megabytes?|megs?|mib|mb|m|gigabytes?|gigs?|gib|gb|g|tb|terabytes?)\b`)
)

// numbers are words for numbers.
var numbers = strings.NewReplacer(
	" half a ", " 0.5 ", " half an ", " 0.5 ", "one and a half", "1.5", " a dozen ", " 12 ", " a couple of ", " 2 ",
	" one ", " 1 ", " two ", " 2 ", " three ", " 3 ", " four ", " 4 ", " five ", " 5 ", " six ", " 6 ", " seven ", " 7 ", " eight ", " 8 ", " nine ", " 9 ", " ten ", " 10 ",
	" eleven ", " 11 ", " twelve ", " 12 ", " fifteen ", " 15 ", " twenty ", " 20 ", " thirty ", " 30 ", " fifty ", " 50 ", " ninety ", " 90 ", " hundred ", " 100 ",
)

// unitAlone is a unit without a number, which means one of it.
var unitAlone = expr(`\b(last|past|an?|than|over|within|previous|this) (second|minute|hour|day|week|month|year|kilobyte|megabyte|gigabyte|mb|gb|kb)\b`)

// digits writes the numbers of a request as digits.
func digits(request string) string {
	request = numbers.Replace(" " + request + " ")
	return strings.TrimSpace(unitAlone.ReplaceAllString(request, "$1 1 $2"))
}

// What stands before or behind a quantity and says on which side of it. Those of time are
// as find counts: back from now.
var (
	sizeMore  = expr(`(bigger|larger|greater|more|over|above|exceed\w*|at least|heavier|beyond|min(imum)?|upwards|>=?)( \w+)?( \w+)? $|^\S* (or|and) (more|larger|bigger|above|up)`)
	sizeLess  = expr(`(smaller|less|under|below|at most|up to|lighter|max(imum)?|within|tinier|fewer|<=?)( \w+)?( \w+)? $|^\S* (or|and) (less|smaller|below)`)
	sizeExact = expr(`(exactly|precisely|of|=) $`)
	timeMore  = expr(`(older than|more than|over|longer than|before|at least|not (\w+ )?(in|for|within|since|during)|earlier than|(since|for) (more than|over))( the)?( last| past)? $|^\S* (ago or (more|earlier|longer)|or (more|older|longer)|and older)`)
	timeLess  = expr(`(newer than|younger than|less than|within|in|during|of|from|since|for|the|under|fewer than|not older than|no older than|at most)?( the| my| these)? ?(last|past|previous|recent) $|(newer than|younger than|less than|within|since|under|fewer than|not older than|no older than|at most|not more than)( the)? $|^\S* (or (less|newer|younger))`)
	negated   = expr(`\b(not|never|no one|nobody|haven't|hasn't|wasn't|weren't|didn't|isn't|aren't|unused|untouched|unchanged|unmodified|unread|without|un\w+ed|old|stale)\b`)
)

func quantities(request string, form *expression, of map[string]float64, side func(before, after string) side) []quantity {
	var list []quantity
	for _, at := range form.FindAllStringSubmatchIndex(request, -1) {
		n, err := strconv.ParseFloat(request[at[2]:at[3]], 64)
		unit := request[at[4]:at[5]]
		size, known := of[unit]
		if !known {
			size, known = of[strings.TrimSuffix(unit, "s")]
		}
		if err != nil || !known {
			continue
		}
		list = append(list, quantity{request[at[0]:at[1]], n * size, size, side(request[:at[0]], request[at[1]:])})
	}
	return list
}

func timeSide(before, after string) side {
	before = strings.TrimPrefix(before[max(0, len(before)-60):], " ")
	if notOlder.MatchString(before) {
		return less
	}
	turned := negated.MatchString(before)
	switch {
	case timeMore.MatchString(before), timeMore.MatchString("x" + after):
		return more
	case timeLess.MatchString(before), timeLess.MatchString("x" + after):
		if turned {
			return unsaid // "not changed in the last", "not older than": who knows
		}
		return less
	}
	return unsaid
}

var notOlder = expr(`\b(not|no|isn't|aren't) (more|older|longer) than (the )?$`)

func sizeSide(before, after string) side {
	before = before[max(0, len(before)-40):]
	switch {
	case negated.MatchString(before):
		return unsaid
	case sizeMore.MatchString(before), sizeMore.MatchString("x" + after):
		return more
	case sizeLess.MatchString(before), sizeLess.MatchString("x" + after):
		return less
	case sizeExact.MatchString(before):
		return exact
	}
	return unsaid
}

// unfitted are the quantities of time and size of a request that none of find's conditions
// fits. It is asked only where there are such conditions: times and sizes have many uses.
func unfitted(request string, c *command) []string {
	request = digits(request)
	var list []string
	for _, kind := range []struct {
		flags  []string
		form   *expression
		of     map[string]float64
		side   func(before, after string) side
		amount func(name, value string) (float64, float64)
	}{
		{[]string{"-mtime", "-atime", "-ctime", "-mmin", "-amin", "-cmin"}, timeForm, units, timeSide, ageOf},
		{[]string{"-size"}, sizeForm, sizes, sizeSide, sizeOf},
	} {
		var given []flag
		for _, one := range c.calls {
			for _, f := range one.flags {
				if one.name == "find" && f.value != "" && one.flag(kind.flags...) != nil && anyOf(f.names, kind.flags) {
					given = append(given, f)
				}
			}
		}
		if len(given) == 0 {
			continue
		}
		for _, q := range quantities(request, kind.form, kind.of, kind.side) {
			if !fitted(q, given, kind.amount) {
				list = append(list, q.text)
			}
		}
	}
	return list
}

func anyOf(list, wanted []string) bool {
	for _, l := range list {
		for _, w := range wanted {
			if l == w {
				return true
			}
		}
	}
	return false
}

func fitted(q quantity, given []flag, amount func(name, value string) (float64, float64)) bool {
	for _, f := range given {
		value := strings.TrimLeft(f.value, "+-")
		n, unit := amount(f.names[0], value)
		if unit == 0 {
			return true // a variable, or what isn't known here
		}
		way := exact
		switch f.value[0] {
		case '+':
			way = more
		case '-':
			way = less
		}
		if f.negated && way != exact {
			way = more + less - way
		}
		// By a unit less or more: +6 is 7 days and older. A kilobyte is 1000 bytes or 1024.
		near := n == q.amount || n >= q.amount*0.9 && n <= q.amount*1.08 || n+unit >= q.amount*0.98 && n <= q.amount || n-unit <= q.amount*1.02 && n >= q.amount
		if near && (q.side == unsaid || q.side == way) {
			return true
		}
	}
	return false
}

// ageOf is the age of a condition of find in minutes, and its unit. BSD has units as
// letters.
func ageOf(name, value string) (amount, unit float64) {
	unit = 1440
	if strings.HasSuffix(name, "min") {
		unit = 1
	}
	if rest, letter := value[:max(0, len(value)-1)], value[max(0, len(value)-1):]; letter != "" {
		if u := map[string]float64{"s": 1.0 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}[letter]; u != 0 {
			value, unit = rest, u
		}
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0, 0
	}
	return n * unit, unit
}

// sizeOf is the size of a condition of find in bytes, and its unit.
func sizeOf(_, value string) (amount, unit float64) {
	unit = 512
	if letter := value[max(0, len(value)-1):]; letter != "" {
		if u := map[string]float64{"c": 1, "w": 2, "b": 512, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}[letter]; u != 0 {
			value, unit = value[:len(value)-1], u
		}
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0, 0
	}
	return n * unit, unit
}
