package core

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// missed says which files and folders a request names that the command has nothing to do
// with; "" where there are none. It would rather miss one than complain of a command that
// is right.
func missed(query, command string) string {
	if changesFolder.MatchString(command) {
		return "" // who knows what lies there
	}
	words := pieces(command)
	var list []string
	for _, name := range namedPaths(query) {
		if !slices.ContainsFunc(words, func(word string) bool { return meansPath(word, name) }) && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "the request names " + strings.Join(list, " and ") + ", the command doesn't"
}

var changesFolder = regexp.MustCompile(`(^|[;&|(]|\bdo|\bthen)\s*(cd|pushd|chdir)\b`)

// namedPaths are the files and folders in a request: what looks like a path or has the
// ending of a file, and the folders that everybody has.
func namedPaths(query string) (list []string) {
	query = addresses.ReplaceAllString(query, " ")
	words := strings.Fields(query)
	for i, word := range words {
		word = strings.Trim(word, "\"'`,;:!?()<>“”‘’«»")
		word = strings.TrimSuffix(strings.TrimSuffix(word, "."), "'s")
		before, after := near(words, i-1), near(words, i+1)
		switch {
		case rooted.MatchString(word), relative.MatchString(word):
			list = append(list, word)
		case strings.Contains(word, "/"):
			if inner.MatchString(word) && (ending(word) || isFolder(before) || isFolder(after)) {
				list = append(list, word)
			}
		case fileName.MatchString(word) && ending(word) && !products[strings.ToLower(word)] && !isPattern(before):
			list = append(list, word)
		case everybodys[strings.ToLower(word)] && saysFolder(word, before, after):
			list = append(list, word)
		}
	}
	return list
}

var (
	// addresses are of the web and of other machines: their paths are none of this one.
	addresses = regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://\S+|\S+@\S+`)
	// rooted is /a or ~/a, but neither / alone nor /a/ between two slashes, which may be an
	// expression.
	rooted   = regexp.MustCompile(`^(~|\$HOME)(/[\w.@+-]+)+/?$|^/[\w.@+-]{2,}(/[\w.@+-]+)*/?$`)
	relative = regexp.MustCompile(`^\.\.?(/[\w.@+-]+)+/?$`)
	inner    = regexp.MustCompile(`^[\w.@+-]+(/[\w.@+-]+)+/?$`)
	fileName = regexp.MustCompile(`^[\w@+-][\w.@+-]*\.[A-Za-z0-9]{1,7}$`)
)

// endings are those of files that people talk of by name.
var endings = regexp.MustCompile(`(?i)\.(txt|md|rst|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|js|jsx|tsx?|py|rb|go|rs|c|h|cc|cpp|hpp|java|kt|swift|sh|bash|zsh|sql|log|conf|cfg|ini|env|pdf|docx?|xlsx?|pptx?|od[tsp]|png|jpe?g|gif|svg|webp|heic|bmp|tiff?|mp3|wav|flac|ogg|m4a|mp4|mov|mkv|avi|webm|zip|tar|t?gz|tgz|bz2|xz|zst|7z|rar|iso|dmg|deb|rpm|pkg|db|sqlite3?|bak|tmp|lock|pem|crt|cer|key|csr|pub|patch|diff|tex|bib|ipynb|php|pl|lua|plist|bin|exe|dll|so|dat|out|jar|war|apk|img|srt|vtt|eml|ics|vcf)$`)

// ending reports whether a word has the ending of a file.
func ending(word string) bool { return endings.MatchString(word) }

// products are called like files, and are none.
var products = map[string]bool{"node.js": true, "next.js": true, "vue.js": true, "react.js": true, "three.js": true, "d3.js": true, "express.js": true, "nuxt.js": true, "asp.net": true}

// everybodys are the folders that a desktop makes for everybody.
var everybodys = map[string]bool{"downloads": true, "documents": true, "desktop": true, "pictures": true, "music": true, "movies": true, "videos": true}

func near(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return strings.ToLower(strings.Trim(words[i], "\"'`,;:.!?()"))
}

func isFolder(word string) bool {
	return slices.Contains([]string{"folder", "directory", "dir"}, word)
}

// isPattern reports whether a word before a name says that it is an example or an ending.
func isPattern(word string) bool {
	return slices.Contains([]string{"like", "e.g", "eg", "say", "as", "extension", "ending", "suffix"}, word)
}

// saysFolder reports whether the name of a folder that everybody has is meant as one:
// "in Downloads", "my desktop", "the pictures folder", but not "downloads that failed".
func saysFolder(word, before, after string) bool {
	capital := word[0] >= 'A' && word[0] <= 'Z'
	place := slices.Contains([]string{"in", "from", "into", "under", "inside", "within", "to", "my", "on"}, before)
	return isFolder(after) || capital && place || before == "my" && strings.ToLower(word) != "music"
}

// pieces are the words of a command and the parts of paths in them, quotes taken off, in
// small letters.
func pieces(command string) []string {
	command = strings.NewReplacer(`"`, "", `'`, "", `\`, "", "${HOME}", "~", "$HOME", "~").Replace(command)
	return strings.FieldsFunc(strings.ToLower(command), func(r rune) bool { return strings.ContainsRune(" \t\n;|&()<>=:,/{}@", r) })
}

// meansPath reports whether a piece of a command may stand for a path of the request: it
// is its last part, or a pattern or other name that goes with it.
func meansPath(piece, name string) bool {
	base := strings.ToLower(path.Base(strings.TrimRight(name, "/")))
	if piece == base || sameFolder[base] == piece {
		return true
	}
	if ending(base) {
		stem := strings.TrimSuffix(base, path.Ext(base))
		series := strings.TrimRight(stem, "0123456789") // of file1.txt to file9.txt
		const longEnough = 3
		switch {
		case piece == stem, strings.HasPrefix(piece, stem+"."), series == "" && strings.Contains(piece, ".."):
			return true
		case len(series) >= longEnough && strings.Contains(piece, series):
			return true
		}
	}
	fits, err := path.Match(piece, base)
	local := ending(base) && !strings.Contains(name, "/")
	return err == nil && fits && (local || piece != "*") && strings.ContainsAny(piece, "*?[")
}

// sameFolder are folders that have two names: on macOS and on Linux, alone and as
// xdg-user-dir has them.
var sameFolder = map[string]string{"videos": "movies", "movies": "videos", "downloads": "download", "trash": ".trash"}
