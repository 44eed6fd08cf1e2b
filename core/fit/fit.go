package fit

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Report is what a command misses.
type Report struct {
	// Unused are names, quoted texts and numbers of the request that the command hasn't,
	// Invented names of files that only the command has.
	Unused, Invented []string
	// Unmet are the words of the request whose demand isn't met.
	Unmet []string
	// Beyond says that it deletes, overwrites or changes something where the request asks to
	// be shown.
	Beyond bool
}

// What a command loses for each thing, in the units of a model's log-probability: with 2
// the model must have thought it seven times as likely.
const (
	lossUnused   = 2.0
	lossInvented = 1.5
	lossUnmet    = 2.0
	lossBeyond   = 4.0
)

// Loss is what a command loses for all that it misses, 0 for nothing.
func (r Report) Loss() float64 {
	loss := lossUnused*float64(len(r.Unused)) + lossInvented*float64(len(r.Invented)) + lossUnmet*float64(len(r.Unmet))
	if r.Beyond {
		loss += lossBeyond
	}
	return loss
}

// Words says what is missed, each in a few words.
func (r Report) Words() (list []string) {
	for _, part := range []struct {
		name  string
		words []string
	}{{"unused", r.Unused}, {"invented", r.Invented}, {"unmet", r.Unmet}} {
		for _, w := range part.words {
			list = append(list, part.name+" "+w)
		}
	}
	if r.Beyond {
		list = append(list, "beyond")
	}
	return list
}

// Compare compares a command with its request. changes says that the command changes,
// moves or deletes files.
func Compare(request, text string, changes bool) Report {
	c := read(text)
	plain := quotes.ReplaceAllString(strings.ToLower(request), " ")
	missed := unmet(plain, c)
	for _, look := range []func(string, *command) []string{unfitted, otherColumns, otherDelimiter, otherCount} {
		missed = append(missed, look(plain, c)...)
	}
	return Report{
		Unused: unused(request, text), Invented: invented(request, text), Unmet: missed,
		Beyond: changes && beyond(plain),
	}
}

// beyond reports whether a request wants nothing changed.
func beyond(request string) bool {
	return asksFirst.MatchString(request) && !alsoChanges.MatchString(request) || asks.MatchString(request) && !wantsChange.MatchString(request)
}

var (
	// asksFirst begins what asks to be shown something, whatever the words behind it.
	asksFirst = regexp.MustCompile(`^\W*(please |can you |could you )?(show|list|print|display|count|how (many|much|big|large|long|old|often|full)|which|what|who|where|is there|are there|does|tell me|see|look)\b`)
	// alsoChanges are the words for what is done with that.
	alsoChanges = regexp.MustCompile(`\b(and|then) (\w+ )?(delet|remov|mov|copy|renam|sav|writ|stor|put|append|add|compress|creat|mak|set|turn|keep|chang|replac|overwrit|eras|kill|stop|restart|clear|empt|open)|\b(in|to|into|as) (a |the |an )?(new )?(file|\S+\.\w+)\b|\b(in place|sav\w+|writ\w+|stor\w+|redirect\w*|clipboard|screenshot|hidden files in|always|every time|update\w*|refresh\w*|fetch\w*|install\w*|defaults?|finder|dock|run)\b|->|=>`)
	// asks are the words of those who ask to be shown something.
	asks = regexp.MustCompile(`\b(show|list|print|display|find|count|how (many|much|big|large|long|old|often)|which|what|who|where|is|are|does|tell|see|look|check|compare|search|names?|sizes?|number of|contents?|lines?)\b`)
)

// wantsChange are the words of those who want something changed.
var wantsChange = regexp.MustCompile(`(?i)\b(delet|remov|eras|wip|clean|clear|empt|truncat|mov|renam|replac|chang|edit|updat|modif|writ|sav|creat|mak|mkdir|touch|add|append|insert|prepend|cop|duplicat|clon|backup|back up|put|store|split|extract|unpack|unzip|untar|compress|zip|archiv|pack|tar|gzip|convert|set|install|download|fetch|generat|merg|combin|join|concat|move|swap|strip|link|symlink|chmod|chown|give|grant|revok|execut|turn|fix|drop|purg|cut|sort|format|redirect|output|dump|export|import|init|commit|push|pull|checkout|switch|revert|undo|reset|stash|tag|restor|apply|start|stop|restart|enabl|disabl|kill|run|schedul|mount|unmount|encrypt|decrypt|encod|decod|sync|mirror|transfer|upload|send|lowercase|uppercase|trim|squeez|shrink|resiz|number|into|to a file|in place)\w*\b`)

var quotes = regexp.MustCompile(`"[^"]*"|'[^' ][^']*'|` + "`[^`]*`")

// A name in a request: in quotes, with slashes, with an ending.
var (
	quoted   = regexp.MustCompile(`"([^"]+)"|'([^' ][^']*)'(?:[^\w]|$)|` + "`([^`]+)`")
	pathLike = regexp.MustCompile(`^(~|\.{1,2})?/?[\w.@+%-]+(/[\w.@+%*-]+)*/?$`)
	named    = regexp.MustCompile(`^\.?[\w@+-]+\.[A-Za-z0-9]{1,7}$`)
	numeric  = regexp.MustCompile(`^\d+$`)
)

// unused are the names and numbers of a request that a command hasn't.
func unused(request, command string) []string {
	flat := strings.ToLower(strings.NewReplacer(`\`, "", "'", "", `"`, "").Replace(command))
	var list []string
	miss := func(name string) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(request, -1) {
		text := m[1] + m[2] + m[3]
		if !strings.Contains(flat, strings.ToLower(strings.NewReplacer(`\`, "", "'", "", `"`, "").Replace(text))) {
			miss(text)
		}
	}
	for _, word := range strings.Fields(quotes.ReplaceAllString(request, " ")) {
		word = strings.TrimSuffix(strings.Trim(word, ",;:!?()<>"), ".")
		word = strings.TrimSuffix(word, "'s")
		lower := strings.ToLower(word)
		switch {
		case strings.Contains(word, "://"), named.MatchString(word) && !strings.HasPrefix(word, "."), strings.Contains(word, "/") && pathLike.MatchString(word) && !isPlainSlash(word):
			if !strings.Contains(flat, strings.Trim(strings.TrimPrefix(strings.TrimPrefix(lower, "./"), "~"), "/")) {
				miss(word)
			}
		case numeric.MatchString(word) && len(word) < 6:
			if !strings.Contains(flat, word) && !inOtherUnits(word, flat) {
				miss(word)
			}
		}
	}
	return list
}

// isPlainSlash reports whether a slash stands between two words of the language: and/or.
func isPlainSlash(word string) bool {
	switch strings.ToLower(word) {
	case "and/or", "w/o", "n/a", "i/o", "tcp/ip", "key/value", "upper/lower", "directory/folder", "files/folders", "read/write", "/":
		return true
	}
	return false
}

// inOtherUnits reports whether a number may be there as a multiple: hours as minutes, weeks
// as days, megabytes as bytes; or less by one.
func inOtherUnits(number, command string) bool {
	n := 0
	for _, c := range number {
		n = 10*n + int(c-'0')
	}
	for _, other := range []int{n * 60, n * 7, n * 24, n * 1440, n * 3600, n * 86400, n * 1024, n * 1000, n * 1024 * 1024, n - 1, n + 1, n * 30, n * 365} {
		if other > 0 && strings.Contains(command, strconv.Itoa(other)) {
			return true
		}
	}
	return false
}

// known are names that commands have of themselves.
var known = regexp.MustCompile(`^(/dev/(null|stdin|stdout|stderr|zero|u?random|tcp.*)|/etc/(passwd|group|hosts|os-release|resolv\.conf|shells|fstab|services)|/proc/.*|/sys/.*|/tmp/?|/|~/?|/var/log/.*|\.{1,2}/?|/bin/.*|/usr/bin/.*|/usr/share/dict/words|\./)$`)

// invented are the names of files that a command has and the request hasn't.
func invented(request, command string) []string {
	request = strings.ToLower(request)
	var list []string
	for _, word := range strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(" \t\n;|&()<>=\"'`{}$", r) }) {
		if strings.HasPrefix(word, "-") || known.MatchString(word) {
			continue
		}
		isName := named.MatchString(word) && !strings.HasPrefix(word, ".") && !strings.HasPrefix(word, "s/")
		isPath := (strings.HasPrefix(word, "/") || strings.HasPrefix(word, "~/") || strings.HasPrefix(word, "./")) && pathLike.MatchString(word)
		if !isName && !isPath {
			continue
		}
		bare := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(word), "./"), "~/"), "/")
		if !strings.Contains(request, bare) && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}
