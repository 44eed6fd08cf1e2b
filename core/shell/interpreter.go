package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// interpreter walks a program that reads its code from a file or from what comes in. It
// reports whether the utility is one.
func (w *walker) interpreter(use usage, sc *scope, in stream) bool {
	language := ""
	name := strings.TrimRight(use.u.Name(), "0123456789.")
	if use.u.Name() == "m4" {
		name = "m4"
	}
	if name == "irb" {
		name = "ruby"
	}
	switch name {
	case "python", "perl", "ruby", "node", "php", "lua", "osascript", "tclsh", "Rscript", "deno", "bun", "julia", "m4", "expect":
		language = name
	case "mysql", "mariadb", "psql", "sqlite", "clickhouse-client", "sqlplus", "usql", "pgcli", "mycli", "litecli", "duckdb", "cockroach sql", "sqlcmd", "bq query", "snowsql", "presto", "trino", "hive", "beeline", "impala-shell", "db2", "isql", "vsql", "cqlsh":
		language = "sql"
	case "redis-cli":
		language = "redis"
	case "mongo", "mongosh":
		language = "mongo"
	default:
		return false
	}
	checks := map[string]string{"php": "-l", "ruby": "-c", "perl": "-c", "node": "--check"}
	if flag := checks[language]; flag != "" && has(texts(use.raw), flag) {
		return true // of its grammar only
	}
	for _, f := range use.flags {
		if f.value != nil && (f.flag.Role.Script() != "" || f.flag.Role == utilities.Shell) || has(f.flag.Names, "-m", "--version", "-V", "--help") {
			return true
		}
	}
	if language == "sql" || language == "redis" || language == "mongo" {
		w.fed(language, in, use.names[0].at, sc, "what the statements do that it reads isn't known")
		return true
	}
	if len(use.operands) > 0 && use.operands[0].text != "-" && use.operands[0].role.Script() == "" {
		f := use.operands[0]
		for _, o := range use.operands[1:] {
			if projectLoss.MatchString(o.text) {
				w.note(effect{kind: utilities.Deletes, target: targetNone, at: o.at, id: "database-drop"})
			}
		}
		if s, ok := sc.files[path.Clean(f.text)]; ok {
			in = s
		} else if knownScript(f.text, use.operands[1:]) {
			w.note(effect{kind: utilities.Writes, target: targetNone, at: f.at, utility: use.u.Name()})
			return true
		} else if f.text != "/dev/stdin" {
			w.unknown(f.at, "script", "what the file "+shown(f.text)+" does isn't known")
			return true
		}
	} else if len(use.operands) > 0 && use.operands[0].role.Script() != "" {
		return true
	}
	w.fed(language, in, use.names[0].at, sc, "what this runs isn't known before it runs")
	return true
}

// fed walks a program that an interpreter reads from what comes in; doubt is what is said
// where that isn't known.
func (w *walker) fed(language string, in stream, at span, sc *scope, doubt string) {
	switch {
	case in.known:
		w.program(language, in.text, at, sc)
	case in.network:
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: at})
	case in.any():
		w.unknown(at, "script", doubt)
	}
}

// knownScript reports whether a script is one that all projects of a kind have, doing
// what it does in all of them.
func knownScript(name string, args []usedOperand) bool {
	task := ""
	if len(args) > 0 {
		task = args[0].text
	}
	switch path.Base(name) {
	case "manage.py", "artisan", "console", "mix", "rake":
		return task != "" && !projectLoss.MatchString(task) && task != "shell" && task != "tinker"
	case "setup.py":
		return has([]string{task}, "install", "build", "sdist", "bdist_wheel", "develop", "test", "clean", "--version")
	}
	return false
}

// projectLoss are tasks of web projects that empty their database.
var projectLoss = expr(`^(flush|sqlflush|reset_db|doctrine:(database|schema):drop|migrate:(fresh|reset|refresh)|db:(drop|reset|wipe|purge|truncate)|ecto\.(drop|reset))$`)

// scriptFile says that the program in a file isn't known, unless it was written here.
func (w *walker) scriptFile(f field, utility string, sc *scope) {
	if s, ok := sc.files[f.text]; ok || f.text == "-" || strings.HasPrefix(f.text, "/dev/fd/") {
		if s.known && utility != "make" {
			w.program(utility, s.text, f.at, sc)
		}
		return
	}
	w.unknown(f.at, "script", "what the file "+shown(f.text)+" does isn't known")
}
