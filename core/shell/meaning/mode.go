package meaning

import (
	"strings"
)

// rights words a set of rights: "read and write".
func rights(digit int) string {
	var out []string
	for bit, word := range []string{"read", "write", "run"} {
		if digit&(4>>bit) != 0 {
			out = append(out, word)
		}
	}
	return And(out)
}

// octal reads a mode of three or four digits; ok is false for others.
func octal(mode string) (digits [4]int, ok bool) {
	mode = strings.TrimPrefix(mode, "0o")
	if len(mode) == 5 && mode[0] == '0' {
		mode = mode[1:]
	}
	if len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
		return digits, false
	}
	for i := range mode {
		digits[4-len(mode)+i] = int(mode[i] - '0')
	}
	return digits, true
}

// Mode words chmod's mode: "the owner may read and write, all others may read", "let the
// owner run it". It is "" where that isn't sure.
func Mode(mode string) string {
	d, ok := octal(mode)
	if !ok {
		return unless(symbolic(mode), "")
	}
	who := []string{"the owner", "the group", "others"}
	var out []string
	switch {
	case d[1] == d[2] && d[2] == d[3]:
		if d[1] == 0 {
			out = []string{"nobody may do anything with it"}
		} else {
			out = []string{"everyone may " + rights(d[1])}
		}
	case d[2] == 0 && d[3] == 0:
		out = []string{"only the owner may " + rights(d[1])}
	case d[2] == d[3]:
		out = []string{may(who[0], d[1]), may("all others", d[2])}
	default:
		out = []string{may(who[0], d[1]), may(who[1], d[2]), may(who[2], d[3])}
	}
	if d[0]&4 != 0 {
		out = append(out, "it runs as its owner, whoever starts it")
	}
	if d[0]&2 != 0 {
		out = append(out, "it runs with its group, or what is made in it gets its group")
	}
	if d[0]&1 != 0 {
		out = append(out, "what is in it only its owners may delete")
	}
	return unless(strings.Join(out, ", "), "")
}

func may(who string, digit int) string {
	if digit == 0 {
		return who + " may do nothing"
	}
	return who + " may " + rights(digit)
}

// symbolic words u+x,go-w.
func symbolic(mode string) string {
	var out []string
	for clause := range strings.SplitSeq(mode, ",") {
		at := strings.IndexAny(clause, "+-=")
		if at < 0 || strings.ContainsAny(clause[at+1:], "+-=") || strings.Trim(clause[:at], "ugoa") != "" {
			return ""
		}
		who := map[string]string{"": "everyone", "a": "everyone", "u": "the owner", "g": "the group", "o": "others", "go": "group and others", "og": "group and others", "ug": "owner and group", "gu": "owner and group", "ugo": "everyone", "uo": "owner and others"}[clause[:at]]
		what, more := "", ""
		var list []string
		for _, letter := range clause[at+1:] {
			switch letter {
			case 'r':
				list = append(list, "read")
			case 'w':
				list = append(list, "write")
			case 'x':
				list = append(list, "run")
			case 'X':
				more = "enter folders"
			case 's':
				more = map[string]string{"u": "have it run as its owner, whoever starts it", "g": "have it run with its group, or what is made in it get its group"}[clause[:at]]
				if more == "" {
					return ""
				}
			case 't':
				more = "delete what is in it only where it is theirs"
			default:
				return ""
			}
		}
		if more == "enter folders" {
			list = append(list, more)
		} else if more != "" && (len(list) > 0 || clause[at] != '+') {
			return ""
		}
		what = And(list)
		switch {
		case who == "":
			return ""
		case clause[at] == '+' && what == "" && strings.HasPrefix(more, "have"):
			out = append(out, more)
			continue
		case what == "" && clause[at] == '=':
			out = append(out, "take all rights from "+who)
		case what == "":
			return ""
		case clause[at] == '+':
			out = append(out, "let "+who+" "+what)
		case clause[at] == '-':
			out = append(out, "no longer let "+who+" "+Or(list))
		default:
			out = append(out, "let "+who+" "+what+", and nothing else")
		}
	}
	return strings.Join(out, ", ")
}

// PermissionTest words find's -perm, of several files: "with exactly the permissions 644
// (…)".
func PermissionTest(value string) string {
	if value == "" {
		return ""
	}
	kind := value[0]
	rest := strings.TrimLeft(value, "-/+")
	if len(value)-len(rest) > 1 {
		return ""
	}
	if d, ok := octal(rest); ok {
		switch {
		case kind != '-' && kind != '/' && kind != '+':
			return "with exactly the permissions " + rest
		case d == [4]int{4, 0, 0, 0} && kind == '-':
			return "that run as their owner, whoever starts them"
		case d == [4]int{2, 0, 0, 0} && kind == '-':
			return "that run with their group, whoever starts them"
		case d == [4]int{0, 0, 0, 2}:
			return "that everyone may write"
		case d == [4]int{0, 2, 2, 2} && kind == '/':
			return "that anyone may write"
		case d == [4]int{0, 1, 1, 1} && kind == '/':
			return "that anyone may run"
		}
		if kind == '-' {
			return "with at least the permissions " + rest
		}
		return "with any of the permissions " + rest
	}
	switch strings.TrimLeft(rest, "a") {
	case "o+w", "o=w":
		return "that everyone may write"
	case "u+x", "u=x":
		return "that their owner may run"
	case "+x", "=x":
		if kind == '/' {
			return "that anyone may run"
		}
		return "that everyone may run"
	case "u+s", "u=s":
		return "that run as their owner, whoever starts them"
	}
	if kind == '-' {
		return "with at least the permissions " + rest
	}
	return ""
}

// Mask words umask's value: the rights that new files don't get.
func Mask(mask string) string {
	if len(mask) == 2 {
		mask = "0" + mask
	}
	d, ok := octal(mask)
	if !ok || d[0] != 0 {
		return ""
	}
	switch d {
	case [4]int{0, 0, 2, 2}:
		return "only their owner may write new files"
	case [4]int{0, 0, 0, 2}:
		return "only owner and group may write new files"
	case [4]int{0, 0, 7, 7}:
		return "only their owner may read, write or enter what is new"
	case [4]int{0, 0, 2, 7}:
		return "others may do nothing with new files, the group may read them"
	case [4]int{0, 0, 0, 0}:
		return "everyone may write new files"
	}
	return ""
}
