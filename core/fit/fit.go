package fit

import (
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
// the model must have thought it seven times as likely. They follow how much oftener wrong
// commands of the evaluation's dev tasks have each than right ones, and what the cookbook's
// have (go run ./build/eval/fits); that of changing what was to be shown is more, for it
// can't be undone.
const (
	lossUnused   = 2.0
	lossInvented = 1.0
	lossUnmet    = 2.5
	lossBeyond   = 3.0
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
	missed := unmet(digits(plain), c)
	for _, look := range []func(string, *command) []string{unfitted, otherColumns, otherDelimiter, otherCount} {
		missed = append(missed, look(plain, c)...)
	}
	return Report{
		Unused: unused(request, text), Invented: invented(request, c), Unmet: missed,
		Beyond: changes && !c.prints() && beyond(plain),
	}
}

// beyond reports whether a request wants nothing changed.
func beyond(request string) bool {
	return asksFirst.MatchString(request) && !alsoChanges.MatchString(request) || asks.MatchString(request) && !wantsChange.MatchString(request)
}

var (
	// asksFirst begins what asks to be shown something, whatever the words behind it.
	asksFirst = expr(`^\W*(please |can you |could you )?(show|list|print|display|count|how (many|much|big|large|long|old|often|full)|which|what|who|where|is there|are there|does|tell me|see|look)\b`)
	// alsoChanges are the words for what is done with that.
	alsoChanges = expr(`\b(and|then) (\w+ )?(delet|remov|mov|copy|renam|sav|writ|stor|put|append|add|compress|creat|mak|set|turn|keep|chang|replac|overwrit|eras|kill|stop|restart|clear|empt|open)|\b(in|to|into|as) (a |the |an )?(new )?(file|\S+\.\w+)\b|\b(in place|sav\w+|writ\w+|stor\w+|redirect\w*|clipboard|screenshot|hidden files in|always|every time|update\w*|refresh\w*|fetch\w*|install\w*|defaults?|finder|dock|run)\b|->|=>`)
	// asks are the words of those who ask to be shown something.
	asks = expr(`\b(show|list|print|display|find|count|how (many|much|big|large|long|old|often)|which|what|who|where|is|are|does|tell|see|look|check|compare|search|names?|sizes?|number of|contents?|lines?)\b`)
)

// wantsChange are the words of those who want something changed.
var wantsChange = expr(`(?i)\b(delet|remov|eras|wip|clean|clear|empt|truncat|mov|renam|replac|chang|edit|updat|modif|writ|sav|creat|mak|mkdir|touch|add|append|insert|prepend|cop|duplicat|clon|backup|back up|put|store|split|extract|unpack|unzip|untar|compress|zip|archiv|pack|tar|gzip|convert|set|install|download|fetch|generat|merg|combin|join|concat|move|swap|strip|link|symlink|chmod|chown|give|grant|revok|execut|turn|fix|drop|purg|cut|sort|format|redirect|output|dump|export|import|init|commit|push|pull|checkout|switch|revert|undo|reset|stash|tag|restor|apply|start|stop|restart|enabl|disabl|kill|run|schedul|mount|unmount|encrypt|decrypt|encod|decod|sync|mirror|transfer|upload|send|lowercase|uppercase|trim|squeez|shrink|resiz|number|into|to a file|in place)\w*\b`)

var quotes = expr(`"[^"]*"|'[^' ][^']*'|` + "`[^`]*`")

// prints reports whether what would change files is only made to print.
func (c *command) prints() bool {
	packs := false
	for _, one := range c.calls {
		switch one.name {
		case "gzip", "gunzip", "xz", "unxz", "bzip2", "bunzip2", "zstd", "unzstd":
			packs = true
			if one.flag("-c", "-l", "-t") == nil {
				return false
			}
		case "rm", "mv", "cp", "tee", "tar", "sed":
			return false
		}
	}
	return packs && len(c.into) == 0
}
