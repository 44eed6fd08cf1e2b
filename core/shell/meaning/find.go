package meaning

import (
	"fmt"
	"strconv"
	"strings"
)

// FileSize words find's -size: "larger than 100 MiB". BSD's find doesn't round a size up to
// whole units, GNU's does.
func FileSize(value string, bsd bool) string {
	sign, rest := signOf(value)
	unit := "b"
	if rest != "" && strings.IndexByte("cwbkMGTP", rest[len(rest)-1]) >= 0 {
		rest, unit = rest[:len(rest)-1], rest[len(rest)-1:]
	}
	n, ok := number(rest)
	if !ok {
		return ""
	}
	amount := func(n int) string {
		switch unit {
		case "c":
			return Count(n, "byte")
		case "w":
			return Count(2*n, "byte")
		case "b":
			if n%2 == 0 {
				return strconv.Itoa(n/2) + " KiB"
			}
			return Count(n, "block") + " of 512 bytes"
		}
		return fmt.Sprintf("%d %s", n, map[string]string{"k": "KiB", "M": "MiB", "G": "GiB", "T": "TiB", "P": "PiB"}[unit])
	}
	switch {
	case sign == '+' && n == 0:
		return "not empty"
	case sign == '+':
		return "larger than " + amount(n)
	case n == 0 && sign == 0:
		return "empty"
	case n == 0:
		return ""
	case sign == '-' && (bsd && unit != "b" || unit == "c"):
		return "smaller than " + amount(n)
	case sign == '-' && n == 1:
		return "empty"
	case sign == '-':
		return "of at most " + amount(n-1)
	case unit == "c":
		return "of " + amount(n)
	}
	return "of " + amount(n) + ", rounded up"
}

func signOf(value string) (sign byte, rest string) {
	if value != "" && (value[0] == '+' || value[0] == '-') {
		return value[0], value[1:]
	}
	return 0, value
}

// Ago words find's -mtime -7 with a verb and a unit of time: "changed within the last 7
// days"; unit is "day" or "minute".
func Ago(verb, value, unit string) string {
	sign, rest := signOf(value)
	if len(rest) > 1 && unit == "day" { // BSD's
		if other, ok := map[byte]string{'s': "second", 'm': "minute", 'h': "hour", 'd': "day", 'w': "week"}[rest[len(rest)-1]]; ok {
			rest, unit = rest[:len(rest)-1], other
		}
	}
	n, ok := number(rest)
	if !ok {
		return ""
	}
	switch {
	case unit == "minute" && n%1440 == 0 && n > 0 && sign != 0:
		n, unit = n/1440, "day"
	case unit == "minute" && n%60 == 0 && n > 0 && sign != 0:
		n, unit = n/60, "hour"
	}
	switch {
	case sign == '-' && n == 1:
		if unit == "day" {
			return verb + " within the last 24 hours"
		}
		return verb + " within the last " + unit
	case sign == '-':
		return verb + " within the last " + Count(n, unit)
	case sign == '+' && n == 0 && unit == "day":
		return verb + " more than 24 hours ago"
	case sign == '+':
		return verb + " more than " + Count(n, unit) + " ago"
	case n == 0 && unit == "day":
		return verb + " within the last 24 hours"
	}
	return verb + " " + Count(n, unit) + " ago"
}

// FileType words find's -type for several: "files", "folders or symbolic links".
func FileType(value string) string {
	var out []string
	for letter := range strings.SplitSeq(value, ",") {
		word, ok := fileTypes[letter]
		if !ok {
			return ""
		}
		out = append(out, word)
	}
	return And(out)
}

var fileTypes = map[string]string{"f": "files", "d": "folders", "l": "symbolic links", "p": "named pipes", "s": "sockets", "b": "block devices", "c": "character devices"}

// Amount words find's counts with a sign: "more than 3 hard links".
func Amount(value, thing string) string {
	sign, rest := signOf(value)
	n, ok := number(rest)
	if !ok {
		return ""
	}
	switch sign {
	case '+':
		return "more than " + Count(n, thing)
	case '-':
		return "fewer than " + Count(n, thing)
	}
	return Count(n, thing)
}

// FindFormat words the directives of find's -printf, as a list: "size, path".
func FindFormat(format string) string {
	var out []string
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			continue
		}
		i++
		for i+1 < len(format) && strings.IndexByte("-0123456789.", format[i]) >= 0 {
			i++
		}
		if format[i] == '%' {
			continue
		}
		key := string(format[i])
		if strings.IndexByte("TACB", format[i]) >= 0 && i+1 < len(format) {
			i++
		}
		word, ok := findDirectives[key]
		if !ok {
			return ""
		}
		out = append(out, word)
	}
	return unless(And(out), "")
}

var findDirectives = map[string]string{
	"p": "path", "f": "name", "h": "folder", "P": "path below the start", "s": "size in bytes", "k": "size in KiB", "b": "blocks", "u": "owner", "g": "group", "U": "owner's number", "G": "group's number", "m": "permissions as a number",
	"M": "permissions", "t": "time of the last change", "T": "time of the last change", "A": "time of the last access", "C": "time of the last status change", "B": "time of creation", "a": "time of the last access", "c": "time of the last status change",
	"d": "depth", "l": "target of the link", "i": "inode number", "n": "number of links", "y": "type", "Y": "type", "D": "device", "F": "file system",
}
