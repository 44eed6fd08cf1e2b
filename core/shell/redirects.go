package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// redirected tells a command and where its output goes.
func (t *teller) redirected(s *syntax.Stmt, c context) string {
	to, how := "", ""
	quiet, errorsOnly := false, false
	var operator syntax.RedirOperator
	for _, r := range s.Redirs {
		if r.Word == nil || r.Op == syntax.RdrIn {
			continue
		}
		name := t.source(r.Word)
		number := ""
		if r.N != nil {
			number = r.N.Value
		}
		switch {
		case r.Op == syntax.DplOut && name == "2" && number == "":
			errorsOnly = true
		case r.Op == syntax.DplOut || r.Op == syntax.DplIn:
		case name == "/dev/null" && number == "2":
			how = ", without its error messages"
		case name == "/dev/null":
			quiet = true
		case number == "2" && r.Op != syntax.Hdoc && r.Op != syntax.WordHdoc && r.Op != syntax.DashHdoc:
			how += ", with its error messages in " + t.place(name)
		case r.Op == syntax.RdrOut || r.Op == syntax.RdrClob || r.Op == syntax.RdrAll || r.Op == syntax.AppOut || r.Op == syntax.AppAll:
			to, operator = t.place(name), r.Op
		}
	}
	words := ""
	if s.Cmd != nil {
		words = t.command(s.Cmd, c)
		if s.Negated && words != "" {
			words += " (with success and failure exchanged)"
		}
	}
	appends := operator == syntax.AppOut || operator == syntax.AppAll
	switch {
	case to == "" && words == "":
		return ""
	case words == "" && appends:
		return "make the file " + to + " where it is missing"
	case words == "":
		return "empty the file " + to
	case to != "":
		words = into(words, to, appends)
	case quiet && strings.HasSuffix(words, ", too"):
		words = strings.TrimSuffix(words, ", too")
	case quiet:
		words += ", without showing anything"
	case errorsOnly:
		words = strings.Replace(words, "print ", "print as an error: ", 1)
	}
	return words + how
}

// into tells that what a command writes goes into a file.
func into(words, to string, appends bool) string {
	for _, verb := range []string{"print ", "show "} {
		if rest, found := strings.CutPrefix(words, verb); found && !strings.Contains(rest, ", ") && !strings.HasPrefix(rest, "only ") {
			if appends {
				return "add " + rest + " to " + to
			}
			return "write " + rest + " to " + to
		}
	}
	if rest, found := strings.CutSuffix(words, " one after the other"); found && strings.HasPrefix(rest, "print ") {
		if appends {
			return "add " + strings.TrimPrefix(rest, "print ") + " to " + to
		}
		return "join " + strings.TrimPrefix(rest, "print ") + " into " + to
	}
	if appends {
		return words + ", and add that to " + to
	}
	return words + ", and write that to " + to
}
