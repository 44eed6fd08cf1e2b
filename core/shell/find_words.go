package shell

import (
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// findTest says what a condition or an action of find with a value means.
func (w *walker) findTest(f usedFlag) string {
	value := f.value.text
	switch f.name {
	case "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-lname", "-ilname":
		what := "the name "
		switch strings.TrimPrefix(f.name[1:], "i") {
		case "path", "wholename":
			what = "the whole path "
		case "lname":
			what = "it is a link to something that "
		}
		words := meaning.Glob(value, false)
		if words == "" {
			return ""
		}
		if strings.HasPrefix(f.name, "-i") {
			words += ", capitals or not"
		}
		return what + words
	case "-size":
		if words := meaning.FileSize(value, w.o.Version == utilities.BSD); words != "" {
			return "it is " + words
		}
	case "-type", "-xtype":
		if words := meaning.FileType(value); words != "" {
			if f.name == "-xtype" {
				if value == "l" {
					return "it is a link that leads nowhere"
				}
				return "only " + words + ", and links to such"
			}
			return "only " + words
		}
	case "-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin", "-Btime", "-Bmin":
		return meaning.Ago(findVerbs[f.name[1]], value, map[bool]string{true: "minute", false: "day"}[strings.HasSuffix(f.name, "min")])
	case "-perm":
		if words := meaning.PermissionTest(value); words != "" {
			return "those " + words
		}
	case "-links":
		return "with " + meaning.Amount(value, "hard link")
	case "-maxdepth":
		if value == "1" {
			return "only what lies directly in it"
		}
		return "at most " + shown(value) + " folders deep"
	case "-mindepth":
		if value == "1" {
			return "not the starting folder itself"
		}
		return "at least " + shown(value) + " folders deep"
	case "-printf":
		if words := meaning.FindFormat(value); words != "" {
			return "print of each: " + words
		}
	case "-newer":
		return "changed later than " + shown(value)
	case "-newermt":
		return "changed after " + shown(value)
	}
	return ""
}

// findVerbs are what the times of find are of.
var findVerbs = map[byte]string{'m': "changed", 'a': "read", 'c': "with a status changed", 'B': "created"}

// findSign says what the signs of find's grammar mean.
func findSign(text string) string {
	switch text {
	case "(":
		return "begin a group of conditions"
	case ")":
		return "the end of the group"
	case "!":
		return "not what follows"
	case ",":
		return "and then, whatever came before"
	}
	return ""
}
