package shell

import (
	"path"
	"slices"
	"strings"

	"caro/core/utilities"
)

// A program in another language isn't followed as a shell's is: it is searched for calls
// that run commands or change files. Text that is computed isn't known.

// callOf is a call in a language and what it does.
type callOf struct {
	pattern *expression // its end is where the arguments begin
	runs    bool        // the argument is a command line, or a list of words
	kind    utilities.Effect
	tree    bool        // with all below
	mode    *expression // what the rest of the arguments must be like
}

func calling(names string) *expression {
	return expr("(?:^|[^A-Za-z0-9_\"'/-])(?:" + names + ")\\b\\s*\\(?\\s*")
}

// bracketed is calling for languages in which a call has its brackets.
func bracketed(names string) *expression {
	return expr("(?:^|[^A-Za-z0-9_\"'/-])(?:" + names + ")\\s*\\(\\s*")
}

var writeMode = expr(`^[^()]*?,\s*(?:mode\s*=\s*)?["'][^"']*[wax+>]`)

var languages = map[string][]callOf{
	"python": {
		{pattern: bracketed(`os\.system|os\.popen|popen|commands\.getoutput|subprocess\.\w+|pty\.spawn|os\.exec\w+|os\.spawn\w+|run|call|check_call|check_output|Popen|system`), runs: true},
		{pattern: bracketed(`shutil\.rmtree|rmtree|os\.removedirs`), kind: utilities.Deletes, tree: true},
		{pattern: bracketed(`os\.remove|os\.unlink|os\.rmdir|unlink|remove`), kind: utilities.Deletes},
		{pattern: bracketed(`open`), kind: utilities.Overwrites, mode: writeMode},
		{pattern: bracketed(`shutil\.move|os\.rename|os\.replace`), kind: utilities.Moves},
		{pattern: calling(`os\.chmod`), kind: utilities.Permits},
		{pattern: bracketed(`Path`), kind: utilities.Deletes, mode: expr(`^[^)]*\)\s*\.\s*(?:unlink|rmdir)`)},
	},
	"perl": {
		{pattern: calling(`system|exec|qx|do`), runs: true},
		{pattern: calling(`rmtree|remove_tree`), kind: utilities.Deletes, tree: true},
		{pattern: calling(`unlink|rmdir`), kind: utilities.Deletes},
		{pattern: calling(`open`), kind: utilities.Overwrites, mode: expr(`^[^;]*?["']\s*\+?>`)},
		{pattern: calling(`truncate`), kind: utilities.Overwrites},
	},
	"ruby": {
		{pattern: calling(`system|exec|spawn|%x|IO\.popen|Open3\.\w+|Kernel\.\w+`), runs: true},
		{pattern: calling(`FileUtils\.(?:rm_rf|rm_r|remove_dir|remove_entry\w*|rmtree)|rm_rf|rm_r`), kind: utilities.Deletes, tree: true},
		{pattern: calling(`File\.(?:delete|unlink)|Dir\.(?:rmdir|delete|unlink)|FileUtils\.(?:rm|remove)`), kind: utilities.Deletes},
		{pattern: calling(`File\.(?:write|open)|IO\.write`), kind: utilities.Overwrites, mode: expr(`.`)},
	},
	"node": {
		{pattern: bracketed(`exec|execSync|spawn|spawnSync|execFile|execFileSync|fork`), runs: true},
		{pattern: bracketed(`rmSync|rm|rmdirSync|rmdir|rimraf|removeSync`), kind: utilities.Deletes, tree: true},
		{pattern: bracketed(`unlinkSync|unlink`), kind: utilities.Deletes},
		{pattern: bracketed(`writeFileSync|writeFile|truncateSync|truncate`), kind: utilities.Overwrites},
	},
	"php": {
		{pattern: calling(`system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec`), runs: true},
		{pattern: calling(`unlink|rmdir`), kind: utilities.Deletes},
		{pattern: calling(`file_put_contents`), kind: utilities.Overwrites},
	},
	"lua": {
		{pattern: calling(`os\.execute|io\.popen`), runs: true},
		{pattern: calling(`os\.remove`), kind: utilities.Deletes},
	},
	"awk": {
		{pattern: calling(`system`), runs: true},
		{pattern: expr(`(?:print|printf)[^|;}"]*(?:"[^"]*"[^|;}"]*)*>>?\s*`), kind: utilities.Overwrites},
	},
	"applescript": {
		{pattern: calling(`do shell script|do script|doShellScript`), runs: true},
	},
	"vim":   {{pattern: bracketed(`delete`), kind: utilities.Deletes, tree: true}, {pattern: bracketed(`writefile`), kind: utilities.Overwrites}, {pattern: bracketed(`system|systemlist|job_start`), runs: true}},
	"m4":    {{pattern: calling("syscmd|esyscmd"), runs: true}},
	"elisp": {{pattern: calling("shell-command|shell-command-to-string|call-process"), runs: true}, {pattern: calling("delete-file"), kind: utilities.Deletes}, {pattern: calling("delete-directory"), kind: utilities.Deletes, tree: true}},
	"tcl":   {{pattern: calling(`exec`), runs: true}, {pattern: calling(`file delete(?: -force)?`), kind: utilities.Deletes, tree: true}},
	"r":     {{pattern: calling(`system|system2|shell`), runs: true}, {pattern: calling(`unlink|file\.remove`), kind: utilities.Deletes, tree: true}},
	"julia": {{pattern: calling(`run`), runs: true}, {pattern: calling(`rm`), kind: utilities.Deletes, tree: true}},
}

var languageNames = map[string]string{
	"python3": "python", "python2": "python", "gawk": "awk", "mawk": "awk", "nawk": "awk", "js": "node", "javascript": "node", "osascript": "applescript", "R": "r", "Rscript": "r", "rscript": "r", "tclsh": "tcl", "lisp": "elisp", "emacs-lisp": "elisp", "deno": "node", "bun": "node", "typescript": "node", "ts": "node", "sh": "sh", "bash": "sh", "shell": "sh",
}

// opaque are calls that run what is computed.
var opaque = expr(`(?:^|[^A-Za-z0-9_.])(?:exec|eval|compile|__import__|getattr|import_module|instance_eval|Function|loadstring|marshal\.loads|pickle\.loads)\s*[({"']`)

// evaluates are calls that run a text in the same language.
var evaluates = expr(`(?:^|[^A-Za-z0-9_.])(?:(?:exec|eval|compile|instance_eval|Function)\s*\(\s*|eval\s+["'])`)

// takesArguments are the marks of a program that goes over its arguments.
var takesArguments = expr(`\bARGV\b|\bsys\.argv\b|\bprocess\.argv\b|\$argv\b`)

// fileHandle is the first argument of perl's open.
var fileHandle = expr(`^(?:my\s+)?[$\w]+\s*,\s*`)

// openMode is how a file is opened to be written.
var openMode = expr(`^\+?>{1,2}$|^[wax]\+?b?$`)

// network are calls that fetch.
var fetching = expr(`urlopen|requests\.(?:get|post)|urllib|http\.client|LWP|Net::HTTP|open-uri|fetch\s*\(|https?\.get|XMLHttp|curl|socket\.socket|Socket\.new|TCPSocket|IO::Socket|/inet/tcp|fsockopen`)

// reverse are the marks of a shell that is handed to another machine.
var reverse = expr(`(?:socket|Socket|/inet/tcp|fsockopen|net\.connect)[\s\S]*(?:dup2|receive[\s\S]*popen|(?:/bin/|["'])(?:ba|z|da)?sh\b|cmd\.exe|getline)`)

// program searches a program in another language.
func (w *walker) program(language, source string, at span, sc *scope) {
	if l, ok := languageNames[language]; ok {
		language = l
	}
	switch language {
	case "sh":
		w.code(source, at, sc.sub())
		return
	case "sed":
		w.sed(source, at, sc)
		return
	case "vim":
		w.vim(source, at, sc)
		return
	case "sql", "mysql", "psql", "sqlite", "postgres":
		w.sql(source, at)
		return
	case "redis", "mongo", "mongosh":
		w.database(source, at)
		return
	}
	if strings.TrimSpace(strings.ReplaceAll(source, unknown, "")) == "" && source != "" {
		w.unknown(at, "dynamic-code", "which code this runs isn't known before it runs")
		return
	}
	source = plainly(language, source)
	if reverse.MatchString(source) {
		w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: at, id: "reverse-shell"})
	}
	ticks(source, language, func(command string) { w.code(command, at, sc.sub()) })
	if language == "m4" {
		source = strings.ReplaceAll(source, "`", "'")
	}
	if language == "tcl" {
		for _, m := range tclDelete.FindAllStringSubmatch(source, 8) {
			name := strings.NewReplacer("$env(HOME)", homeDir, "$::env(HOME)", homeDir).Replace(m[1])
			w.touch(effect{kind: utilities.Deletes, at: at, recursive: true}, field{text: name, at: at}, sc)
		}
	}
	if language == "m4" {
		for _, m := range m4Run.FindAllStringSubmatch(source, 8) {
			w.code(strings.Trim(m[1], "'"), at, sc.sub())
		}
		return
	}
	if language == "tcl" || language == "expect" {
		for _, m := range tclExec.FindAllStringSubmatch(source, 8) {
			w.code(m[1], at, sc.sub())
		}
		return
	}
	if language == "awk" {
		w.awkPipes(source, at, sc)
	}
	if language == "applescript" && tellPower.MatchString(source) {
		w.note(effect{kind: utilities.Power, target: targetNone, at: at})
	}
	if forkBomb.MatchString(source) {
		w.note(effect{kind: utilities.Processes, target: targetAll, at: at, id: "fork-bomb"})
	}
	if language != "awk" && asksDatabase.MatchString(source) {
		for _, m := range quotedText.FindAllStringSubmatch(source, 50) {
			if sqlDrop.MatchString(m[1]) || sqlWhole.MatchString(m[1]) {
				w.sql(m[1], at)
			}
		}
	}
	if m := mapped.FindStringSubmatch(source); m != nil {
		c := callOf{kind: utilities.Deletes}
		w.files(c, globbed(source, w.feed), at, sc)
	}
	if fetching.MatchString(source) {
		for _, m := range quotedText.FindAllStringSubmatch(source, 50) {
			if isSecret(m[1], sc) {
				w.note(effect{kind: utilities.NetworkOut, target: targetSecret, at: at})
			}
		}
	}
	ran := false
	for _, m := range evaluates.FindAllStringIndex(source, 4) {
		from := m[1]
		if strings.ContainsRune("\"'", rune(source[from-1])) {
			from--
		}
		if values, _ := literals(source[from:]); len(values) > 0 && !strings.Contains(values[0], unknown) {
			w.depth++
			if w.depth < maxDepth {
				w.program(language, values[0], at, sc)
			}
			w.depth--
		}
	}
	for _, c := range languages[language] {
		for _, m := range c.pattern.FindAllStringIndex(source, 8) {
			rest := source[m[1]:]
			if c.mode != nil && !c.mode.MatchString(rest) {
				continue
			}
			if inText(source, m[0]) && language != "perl" && language != "awk" {
				continue
			}
			if language == "perl" {
				rest = fileHandle.ReplaceAllString(rest, "")
			}
			values, open := literals(rest)
			if c.mode == writeMode || len(values) > 1 && openMode.MatchString(values[0]) {
				values = slices.DeleteFunc(values, openMode.MatchString)
			}
			if len(values) == 0 && takesArguments.MatchString(source) {
				for _, f := range w.argv {
					w.touch(effect{kind: c.kind, at: at, recursive: c.tree, forced: c.tree}, f, sc)
				}
				if len(w.argv) > 0 && !c.runs {
					continue
				}
			}
			switch {
			case c.runs && len(values) == 0:
				if !open {
					ran = true
				}
			case c.runs:
				if len(values) > 1 && values[1] == path.Base(values[0]) { // exec's own name for it
					values = slices.Delete(values, 1, 2)
				}
				w.launched(values, at, sc)
			default:
				if len(values) == 0 {
					values = globbed(source, w.feed)
				}
				w.files(c, values, at, sc)
			}
		}
	}
	switch {
	case fetching.MatchString(source) && (opaque.MatchString(source) || ran):
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: at})
	case opaque.MatchString(source) && language != "awk" && language != "node" && len(w.effects) == 0 || ran:
		w.unknown(at, "dynamic-code", "the program in it runs code that isn't known before it runs")
	case fetching.MatchString(source):
		w.note(effect{kind: utilities.NetworkIn, target: targetNone, at: at})
	}
}

// launched walks a command that a program runs: one text for a shell, or a list of words.
func (w *walker) launched(values []string, at span, sc *scope) {
	if len(values) == 1 || strings.ContainsAny(values[0], " ;|&") {
		w.code(values[0], at, sc.sub())
		return
	}
	list := make([]field, len(values))
	for i, v := range values {
		list[i] = field{text: v, at: at}
	}
	before := w.inside
	w.inside = &at
	w.run(list, sc.sub(), stream{})
	w.inside = before
}

func (w *walker) files(c callOf, values []string, at span, sc *scope) {
	e := effect{kind: c.kind, at: at, recursive: c.tree, forced: c.tree}
	if len(values) == 0 {
		e.target, e.path = targetLost, ""
		w.note(e)
		return
	}
	w.touch(e, field{text: values[0], at: at}, sc)
}

// literals reads the texts in quotes at the beginning of arguments: one, or those of a
// list. open says that there are no arguments at all.
func literals(rest string) (values []string, open bool) {
	rest = strings.TrimLeft(rest, "([ \t\n")
	if rest == "" || rest[0] == ')' {
		return nil, true
	}
	for {
		for _, wrap := range []string{"os.path.expanduser(", "path.join(", "os.path.join(", "Path(", "File.expand_path(", "glob ", "glob(", "glob.glob(", "os.environ[", "os.getenv(", "r", "f", "b", "u", "@"} {
			if next, found := strings.CutPrefix(rest, wrap); found && (len(wrap) > 1 || next != "" && (next[0] == '"' || next[0] == '\'')) {
				rest = next
			}
		}
		rest = strings.TrimLeft(rest, "([ \t\n")
		if strings.HasPrefix(rest, "{") || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return values, false
		}
		quote := rest[0]
		if strings.HasPrefix(rest, strings.Repeat(string(quote), 3)) {
			rest = rest[2:]
		}
		end := 1
		for end < len(rest) && rest[end] != quote {
			if rest[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(rest) {
			return append(values, unescape(rest[1:])), false
		}
		value := unescape(rest[1:end])
		rest = strings.TrimLeft(rest[end+1:], " \t\n")
		if rest != "" && strings.ContainsRune("+.$&%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(rest[0])) && !strings.HasPrefix(rest, "and ") && !strings.HasPrefix(rest, "if ") && !strings.HasPrefix(rest, "for ") && !strings.HasPrefix(rest, "while ") && !strings.HasPrefix(rest, "with ") && !strings.HasPrefix(rest, "in ") && !strings.HasPrefix(rest, "do") {
			value += unknown // something is joined to it
		}
		values = append(values, value)
		rest = strings.TrimLeft(rest, ") \t\n]")
		if !strings.HasPrefix(rest, ",") {
			return values, false
		}
		rest = strings.TrimLeft(rest[1:], " \t\n")
	}
}

var (
	mapped     = expr(`(?:array_map|array_walk|map)\s*\(?\s*["'](unlink|rmdir|rm_rf)["']`)
	joined     = expr(`'\s*[+.]\s*'|"\s*[+&.]\s*"|'\s*\.\.\s*'|"\s*\.\.\s*"`)
	tclDelete  = expr(`file\s+delete\s+(?:-force\s+)?(?:--\s+)?([^\s;\]]+)`)
	m4Run      = expr(`e?syscmd\(([^)]*)\)`)
	tclExec    = expr(`(?:exec|spawn|system)\s+([^\n;\]]+)`)
	tellPower  = expr(`(?i)\b(?:to )?(?:restart|shut ?down|log ?out|sleep)\b`)
	forkBomb   = expr(`\bfork\b[\s\S]*\bwhile\b|\bwhile\b[\s\S]*\bfork\b|loop\s*\{\s*fork`)
	quotedText = expr(`["']([^"'\n]{2,200})["']`)
	awkPiped   = expr(`printf?\s*\(?\s*"((?:[^"\\]|\\.)*)"[^|;}]*\|\s*"([^"]*)"`)
	awkReads   = expr(`"((?:[^"\\]|\\.)*)"\s*\|&?\s*getline`)
	// awkComputes has a command that is no text before |.
	awkComputes = expr(`[\w)\]]\s*\|&?\s*getline`)
	globs       = expr(`glob\(\s*getenv\(["']HOME["']\)\s*\.\s*["']/?([^"']+)["']|(?:glob(?:\.i?glob)?|Dir(?:\.glob)?|os\.listdir|os\.walk|readdirSync|rglob)\s*[\[({ ]\s*(?:File\.expand_path\(|os\.path\.expanduser\()?["']([^"']+)["']|<([^<>;=]{1,40})>`)
)

// globbed are the files that a program goes over, where it names none in the call.
func globbed(source string, in stream) []string {
	if m := globs.FindStringSubmatch(source); m != nil {
		name := m[2] + m[3]
		if m[1] != "" {
			name = "~/" + m[1]
		}
		if !strings.ContainsAny(name, "*?[") {
			name = strings.TrimSuffix(name, "/") + "/*"
		}
		return []string{name}
	}
	if in.isPaths && in.below {
		return []string{strings.TrimSuffix(in.paths, "/") + "/*"}
	}
	return nil
}

// awkPipes walks the commands that an awk program reads from or writes to.
func (w *walker) awkPipes(source string, at span, sc *scope) {
	for _, m := range awkReads.FindAllStringSubmatch(source, 8) {
		w.code(unescape(m[1]), at, sc.sub())
	}
	if awkComputes.MatchString(source) {
		w.unknown(at, "dynamic-code", "the program in it runs a command that isn't known before it runs")
	}
	for _, m := range awkPiped.FindAllStringSubmatch(source, 8) {
		if base, _ := program(strings.TrimSpace(m[2])); has([]string{base}, "sh", "bash", "zsh", "dash", "ksh") {
			w.code(unescape(m[1]), at, sc.sub())
			continue
		}
		w.code(m[2], at, sc.sub())
	}
}

// ticks finds commands in backquotes, of perl, ruby and php.
func ticks(source, language string, found func(string)) {
	if language != "perl" && language != "ruby" && language != "php" {
		return
	}
	for i, piece := range strings.Split(source, "`") {
		if i%2 == 1 && strings.TrimSpace(piece) != "" {
			found(piece)
		}
	}
	for _, open := range []string{"qx{", "qx(", "qx/", "%x(", "%x{", "%x["} {
		for _, piece := range strings.Split(source, open)[1:] {
			end := strings.IndexAny(piece, ")}]/")
			if open == "qx/" {
				end = strings.LastIndexByte(piece, '/')
			}
			if end > 0 {
				found(piece[:end])
			}
		}
	}
}

var (
	sedRuns   = expr(`(?:^|[;{}\n]|[0-9$/]|[^\\]/)\s*e\s+([^;\n}]+)`)
	sedWrites = expr(`(?:^|[;{}\n]|[0-9$/])\s*[wW]\s+([^;\n}]+)|/[0-9gIipm]*w\s+([^;\n}]+)`)
)

// sed searches a sed script for e, which runs commands, and w, which writes files.
func (w *walker) sed(source string, at span, sc *scope) {
	for _, m := range sedRuns.FindAllStringSubmatch(source, 8) {
		w.code(m[1], at, sc.sub())
	}
	if strings.HasPrefix(strings.TrimLeft(source, "0123456789,$ "), "s") {
		trimmed := strings.TrimLeft(source, "0123456789,$ ")
		if len(trimmed) > 2 {
			piece := splitBy(trimmed[2:], trimmed[1])
			if len(piece) >= 3 && strings.Contains(piece[2], "e") && strings.Trim(piece[2], "0123456789gIipme") == "" {
				w.code(strings.ReplaceAll(piece[1], `\`, ""), at, sc.sub())
			}
		}
	}
	for _, m := range sedWrites.FindAllStringSubmatch(source, 8) {
		name := m[1] + m[2]
		w.touch(effect{kind: utilities.Overwrites, at: at}, field{text: strings.TrimSpace(name), at: at}, sc)
	}
}

var vimRuns = expr(`(?m)(?:^|[|:%,$0-9])\s*(?:silent!?\s*|exe(?:cute)?\s*['"]?)?!\s*([^\n|]*)`)

// vimHome is the home folder in vim's own language.
var vimHome = expr(`\$HOME\b|expand\(["']~["']\)`)

// vim searches an editor's commands for :!, which runs one.
func (w *walker) vim(source string, at span, sc *scope) {
	for _, m := range vimRuns.FindAllStringSubmatch(source, 8) {
		if command := strings.TrimRight(strings.TrimSpace(m[1]), `'"`); command != "" {
			w.code(command, at, sc.sub())
		}
	}
	source = vimHome.ReplaceAllString(source, `"`+homeDir+`"`)
	for _, c := range languages["vim"] {
		for _, m := range c.pattern.FindAllStringIndex(source, 8) {
			switch values, _ := literals(source[m[1]:]); {
			case len(values) == 0:
			case c.runs:
				w.code(values[0], at, sc.sub())
			case c.kind == utilities.Overwrites:
				w.files(c, values[len(values)-1:], at, sc)
			default:
				w.files(c, values, at, sc)
			}
		}
	}
}

// unescape turns \n, \x41 and the like into what they stand for.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	out, _ := format([]field{{text: strings.ReplaceAll(s, "%", "%%")}})
	return out
}
