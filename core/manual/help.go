package manual

import (
	"slices"
	"strings"

	"caro/core/utilities"
)

// fromHelp reads what a program says of itself. full says that it was its answer to
// --help, and not a complaint.
func fromHelp(text string, full bool) page {
	c := newCollector()
	usage := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		body := strings.TrimLeft(line, " \t")
		switch {
		case strings.HasPrefix(strings.ToLower(body), "usage:"):
			c.end()
			usage = true
		case body == "":
			usage = false
		}
		c.mention(line, usage)
		if usage {
			c.usage(body)
		} else {
			c.line(line)
		}
	}
	return c.finish(full)
}

// usage takes the flags of a line such as [-abc] [-w WIDTH] [--hue[=WHEN]].
func (c *collector) usage(line string) {
	for i := 0; i < len(line); i++ {
		if line[i] != '[' || i+1 == len(line) || line[i+1] != '-' {
			continue
		}
		inner, _ := bracketed(line[i:])
		inner = strings.Trim(inner, "[]")
		name, argument, _ := strings.Cut(inner, " ")
		switch {
		case len(name) > 2 && name[1] != '-' && argument == "" && strings.Trim(name[1:], letters) == "":
			for _, letter := range name[1:] {
				c.heading(heading{names: []string{"-" + string(letter)}}, true)
			}
		default:
			if h := parseHeading(inner); len(h.names) > 0 {
				c.heading(h, true)
			}
		}
		c.end()
		i += len(inner)
	}
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%,"

// asked are the utilities that may be asked for their help: plain ones that print, and do
// nothing else even where they don't know that flag.
var asked = words(`b2sum base32 base64 basename basenc bat cat cksum cmp column comm cut date df diff diff3 dir dircolors dirname du duf dust egrep envsubst exa expand eza factor fd
	fdfind fgrep file find fmt fold free gdu grep groups head hexdump hostid iconv id join locate logname look ls lsattr lsblk lscpu lsmem lsns md5sum nl nm nproc numfmt objdump od paste pathchk
	pgrep pidof pinky pr printenv ps ptx pwd readelf readlink realpath rev rg sdiff seq sha1sum sha224sum sha256sum sha384sum sha512sum shuf size sort stat strings sum tac tail
	tokei tr tree tsort tty uname unexpand uniq uptime users vdir vmstat w wc whereis who whoami xxd`)

// harmless reports whether to run a utility with --help does nothing but print: it is one
// of those, and by the data it has no effect and takes nothing that it could change, send or
// run.
func harmless(u *utilities.Utility) bool {
	if u == nil || !asked[u.Name()] || len(u.Effects) > 0 || u.HasSubs() || u.StopsFirst {
		return false
	}
	return !slices.ContainsFunc(u.Operands, func(o utilities.Operand) bool { return !slices.Contains(printed, o.Role) })
}

// printed are the roles of what a utility only looks at.
var printed = []utilities.Role{
	utilities.Read, utilities.Dir, utilities.ReadDevice, utilities.PID, utilities.Text, "pattern", "number", "name", "format", "user",
}
