package shell

import (
	"strings"

	"caro/core/utilities"
)

var (
	sqlDrop  = expr(`(?i)\b(?:drop\s+(?:table|user|role|tablespace|owned|column|collection|view|index)|truncate(?:\s+table)?\s+\w)`)
	sqlWhole = expr(`(?i)\bdrop\s+(?:database|schema|keyspace|owned)\b`)
	sqlAll   = expr(`(?i)\b(?:delete\s+from\s+[\w."` + "`" + `]+|update\s+[\w."` + "`" + `]+\s+set\s+[^;]*?)\s*(?:;|$)`)
	// asksDatabase are the marks of a program that talks to a database.
	asksDatabase = expr(`(?i)execut|query|cursor|connect|prepare|sqlite|mysql|postgres|psycopg|knex|sequelize|\bpg\b|\bdb\b|dbi:`)
	// sqlProgram is PostgreSQL's way to run a command.
	sqlProgram = expr(`(?i)\b(?:to|from)\s+program\s+'((?:[^']|'')*)'`)
	// sqlExplain is a statement that is only planned.
	sqlExplain = expr(`(?i)(^|;)\s*explain\s+(?:select|delete|update|insert)\b[^;]*`)
	sqlWhere   = expr(`(?i)\bwhere\b`)
	sqlEdit    = expr(`(?i)\b(?:insert\s+into|update|delete\s+from|create|alter|grant|revoke|replace\s+into)\b`)
	sqlText    = expr(`'(?:[^']|'')*'`)
	sqlGrant   = expr(`(?i)\b(?:superuser|grant\s+all)\b`)
	sqlShell   = expr(`(?im)(?:^|\s)(?:\\!|\.shell|\.system|system)\s+([^\n;]+)`)
)

// sql searches statements for those that lose data.
func (w *walker) sql(source string, at span) {
	for _, m := range sqlShell.FindAllStringSubmatch(source, 8) {
		w.code(m[1], at, newScope())
	}
	for _, m := range sqlProgram.FindAllStringSubmatch(source, 8) {
		w.code(strings.ReplaceAll(m[1], "''", "'"), at, newScope())
	}
	source = sqlExplain.ReplaceAllString(source, "$1")
	source = sqlText.ReplaceAllString(source, "''")
	if strings.TrimSpace(strings.ReplaceAll(source, unknown, "")) == "" && source != "" {
		w.unknown(at, "dynamic-code", "which statements this runs isn't known before it runs")
		return
	}
	e := effect{kind: utilities.Writes, target: targetNone, at: at, id: "database"}
	if sqlGrant.MatchString(source) {
		w.note(effect{kind: utilities.Settings, target: targetNone, at: at, danger: true})
	}
	switch {
	case sqlWhole.MatchString(source):
		e.kind, e.id = utilities.Deletes, "database-drop"
	case sqlDrop.MatchString(source):
		e.kind, e.id = utilities.Deletes, "database-loss"
	case sqlAll.MatchString(source) && !sqlWhere.MatchString(source):
		e.kind, e.id = utilities.Deletes, "database-loss"
	case !sqlEdit.MatchString(source):
		return
	}
	w.note(e)
}

// database searches the commands of other databases.
func (w *walker) database(source string, at span) {
	lower := strings.ToLower(strings.ReplaceAll(source, " ", ""))
	lower = joined.ReplaceAllString(strings.ReplaceAll(lower, `"..."`, ""), "")
	for _, loss := range []string{"flushall", "flushdb", ".drop(", "deletemany({})", "remove({})", "shutdownserver(", "updatemany({},", "dropuser(", "dropalluserr", "dropindexes("} {
		if strings.Contains(lower, loss) {
			w.note(effect{kind: utilities.Deletes, target: targetNone, at: at, id: "database-loss"})
		}
	}
	if strings.Contains(lower, "dropdatabase") {
		w.note(effect{kind: utilities.Deletes, target: targetNone, at: at, id: "database-drop"})
	}
}

// fedRedis judges what a server of redis may be sent by a pipe.
func (w *walker) fedRedis(e *effect, use *usage, in stream) {
	if redisOpens.MatchString(strings.ToLower(in.text)) {
		w.note(effect{kind: utilities.Settings, target: targetNone, at: e.at, utility: use.u.Name(), danger: true})
	}
	if flushes.MatchString(in.text) {
		w.note(effect{kind: utilities.Deletes, target: targetNone, at: e.at, id: "database-loss"})
	}
}

// redis judges commands of redis that are no words of data.
func (w *walker) redis(use *usage) {
	said := strings.ToLower(use.u.Name() + " " + strings.Join(texts(use.raw), " "))
	for _, f := range use.raw {
		if flushes.MatchString(f.text) && !redisKey.MatchString(strings.ToLower(strings.Join(texts(use.raw), " "))) {
			w.note(effect{kind: utilities.Deletes, target: targetNone, at: f.at, id: "database-loss"})
		}
	}
	switch {
	case redisOpens.MatchString(said):
		w.note(effect{kind: utilities.Settings, target: targetNone, at: use.names[0].at, utility: "redis-cli", danger: true})
	case strings.Contains(said, "eval") && flushes.MatchString(joined.ReplaceAllString(strings.ReplaceAll(said, "..", "+"), "")):
		w.note(effect{kind: utilities.Deletes, target: targetNone, at: use.names[0].at, id: "database-loss"})
	}
}

var (
	// redisKey is a command of one key, which may be called anything.
	redisKey   = expr(`(^|\s)(get|set|del|exists|ttl|type|incr|decr|expire|hget|hset|hgetall|lrange|sadd|smembers)\s`)
	flushes    = expr(`(?i)(^|[\s"'(\n])flush(all|db)($|[\s"';)])`)
	redisOpens = expr(`\b(config set (requirepass|dir|dbfilename|protected-mode|masterauth|save)|shutdown|debug (segfault|sleep|reload|oom)|slaveof|replicaof|module load|script flush|acl deluser|cluster (reset|failover))\b`)
)
