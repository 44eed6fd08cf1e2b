package fit

import (
	"slices"
	"strconv"
	"strings"
)

// A name in a request: in quotes, with slashes, with an ending.
var (
	quoted   = expr(`"([^"]+)"|'([^' ][^']*)'(?:[^\w]|$)|` + "`([^`]+)`")
	pathLike = expr(`^(~|\.{1,2})?/?[\w.@+%-]+(/[\w.@+%*-]+)*/?$`)
	named    = expr(`^\.?[\w@+-]+\.[A-Za-z0-9]{1,7}$`)
	ending   = expr(`^\*?\.[a-z][a-z0-9]{0,5}$`)
	numeric  = expr(`^\d+$`)
	// shouted are words that stand in texts just so: TODO, node_modules, ERROR.
	shouted = expr(`^([A-Z]{4,}|[A-Za-z]+_[A-Za-z_]+|__\w+__)$`)
	// example begins what is only an example.
	example = expr(`(?i)(such as|looks? like|\blike|as in|for example|for instance|e\.g\.?|i\.e\.?|so that|that is,?|to read)$`)
	// parted are the pieces that a name may be put together of.
	parted = expr(`[A-Za-z]+|\d+`)
	digit  = expr(`\d+`)
)

// acronyms are shouted, too, and are no texts.
var acronyms = expr(`(?i)^(json|html|http|https|yaml|toml|ascii|utf|uuid|exif|jpeg|heic|mpeg|gpx|posix|bash|sudo|crlf|dhcp|smtp|imap|icmp|gnome|macos|linux|unix|wifi|webp|webm|flac|ipv4|ipv6|sigterm|sigkill|sighup|snmp|sata|nvme|ext4|acls?|hdmi|raid|name|note|only|text|file|folder|date|user|host|port|pids?|path|line|word|must|repo|size|year|readme|cpu_\w+|urls?|cidr|pem|x509|mmdd|yyyy\w*|yyyymmdd|ddmm\w*|hhmm\w*|nginx|crud|svgs?|docx|xlsx|epub|mysql|sqlite|gzip|html5)$`)

// bare takes quotes and escapes off.
var bare = strings.NewReplacer(`\`, "", "'", "", `"`, "")

// unused are the names, texts and numbers of a request that a command hasn't.
func unused(request, command string) []string {
	u := user{flat: strings.ToLower(bare.Replace(command)), put: strings.ContainsAny(command, "${%*[?")}
	for _, m := range quoted.FindAllStringSubmatchIndex(request, -1) {
		if example.MatchString(strings.TrimSpace(request[:m[0]])) {
			continue
		}
		text := strings.Trim(request[m[0]:m[1]], "\"'` .,;:!?)")
		if !strings.Contains(u.flat, strings.ToLower(bare.Replace(text))) && text != "..." && !u.hasPieces(text) {
			u.miss(text)
		}
	}
	words := strings.Fields(quotes.ReplaceAllString(request, " "))
	for i, word := range words {
		if i > 0 && example.MatchString(strings.Join(words[max(0, i-2):i], " ")) || strings.HasPrefix(word, "(") && strings.Contains(word, ".") && i > 0 && !ending.MatchString(strings.Trim(word, "(),")) {
			continue
		}
		u.word(strings.TrimSuffix(strings.TrimSuffix(strings.Trim(word, ",;:!?()<>"), "."), "'s"))
	}
	return u.missed
}

// user looks for words of a request in a command.
type user struct {
	flat   string // in small letters, without quotes
	put    bool   // it puts names together
	missed []string
}

func (u *user) miss(name string) {
	if !slices.Contains(u.missed, name) {
		u.missed = append(u.missed, name)
	}
}

func (u *user) word(word string) {
	lower := strings.ToLower(word)
	switch {
	case strings.Contains(word, "://"), named.MatchString(word) && !strings.HasPrefix(word, ".") && !versions.MatchString(word), strings.Contains(word, "/") && pathLike.MatchString(word) && !isPlainSlash(word):
		name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(lower, "./"), "~"), "/")
		if !strings.Contains(u.flat, name) && !u.hasPieces(name) {
			u.miss(word)
		}
	case ending.MatchString(word):
		if !strings.Contains(u.flat, strings.TrimLeft(lower, "*.")) {
			u.miss(word)
		}
	case shouted.MatchString(word) && !acronyms.MatchString(word):
		if !strings.Contains(u.flat, lower) && !u.hasPieces(lower) {
			u.miss(word)
		}
	case numeric.MatchString(word) && len(word) < 6:
		if !u.hasNumber(word) {
			u.miss(word)
		}
	}
}

// versions are numbers with points, and short words that are no names of files.
var versions = expr(`(?i)^(v?\d+\.\d+|e\.g|i\.e|a\.m|p\.m|node\.js|package\.json|go\.mod)$`)

// hasPieces reports whether a command that puts names together has all pieces of one.
func (u *user) hasPieces(name string) bool {
	if !u.put {
		return false
	}
	for _, piece := range parted.FindAllString(strings.ToLower(name), -1) {
		isCounted := numeric.MatchString(piece) && strings.ContainsAny(u.flat, "{%[")
		if !isCounted && !strings.Contains(u.flat, piece) {
			return false
		}
	}
	return true
}

// isPlainSlash reports whether a slash stands between two words of the language: and/or.
func isPlainSlash(word string) bool { return plainSlash.MatchString(word) }

var plainSlash = expr(`(?i)^/$|^(and/or|w/o|n/a|i/o|tcp/ip|key/value|upper/lower|directory/folder|files/folders|read/write|yes/no|on/off|true/false|input/output|[kmg]?i?b(its?|ytes?|ps)?/s(ec)?|linux/\w+|\d+/\d+)$`)

// hasNumber reports whether a number is there, by itself or in other units: hours as
// minutes, weeks as days, megabytes as bytes; or less or more by one, where things are
// compared or counted.
func (u *user) hasNumber(number string) bool {
	n, err := strconv.Atoi(number)
	if err != nil {
		return true
	}
	others := []int{n}
	if n > 0 {
		others = append(others, n*60, n*7, n*24, n*1440, n*3600, n*86400, n*1024, n*1000, n*1024*1024, n*30, n*365, n/7, n/24, n/60, n/8, n/4)
	}
	if n == 24 {
		others = append(others, 1)
	}
	if strings.ContainsAny(u.flat, "<>+!") || strings.Contains(u.flat, "nr") || strings.Contains(u.flat, "..") || strings.Contains(u.flat, "head") || strings.Contains(u.flat, "time") || strings.Contains(u.flat, "range") {
		others = append(others, n-1, n+1)
	}
	if strings.Contains(u.flat, strings.Repeat(".", n)) && n > 1 && n < 20 || strings.Contains(u.flat, strings.Repeat("?", n)) && n > 1 && n < 20 {
		return true
	}
	digits := digit.FindAllString(u.flat, -1)
	if n < 2 || len(number) > 3 { // 1 is what seq and others begin with; long ones may be in others
		return n < 2 || strings.Contains(u.flat, number) || slices.ContainsFunc(digits, func(d string) bool { return among(d, others) })
	}
	return slices.ContainsFunc(digits, func(d string) bool { return among(d, others) })
}

func among(text string, numbers []int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n != 0 && slices.Contains(numbers, n)
}

// known are names that commands have of themselves.
var known = expr(`^(/dev/.*|/etc/(passwd|group|hosts|os-release|resolv\.conf|shells|fstab|services).*|/proc/.*|/sys/.*|/tmp/.*|/|~/?|~/\.(Trash|ssh|cache|config).*|/var/log/.*|\.{1,2}/?|/bin/.*|/usr/.*|\./|\./\.\.\.|/\d{3,4}|/[ugoa]*=?[rwx]+|.*\.(tmp|new|bak|orig|old))$`)

// others have operands that look like names of files, and are none.
var others = expr(`^(sed|awk|gawk|perl|jq|yq|sysctl|dscl|defaults|mdfind|python3?|ruby|node|osascript|docker.*|kubectl.*|gsettings.*|go.*|gs|git config|systemctl.*|ssh|dig|host|ping|nslookup|curl|wget|rename|tr|echo|printf|expr|date|\[|test|launchctl|plutil|PlistBuddy|xattr|tmutil|networksetup|scutil|ffmpeg|magick|convert|adb|apt.*|brew.*|npm.*|pip.*|cargo.*|grep|egrep|rg)$`)

// invented are the names of files that a command has and the request hasn't.
func invented(request string, c *command) []string {
	request = strings.ToLower(request)
	var list []string
	look := func(word string) {
		isName := named.MatchString(word) && !strings.HasPrefix(word, ".") && !versions.MatchString(word)
		isPath := (strings.HasPrefix(word, "/") || strings.HasPrefix(word, "~/") || strings.HasPrefix(word, "./")) && pathLike.MatchString(word)
		if !isName && !isPath || known.MatchString(word) || strings.HasPrefix(word, "@") || strings.ContainsAny(word, "$%") {
			return
		}
		name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(word), "./"), "~/"), "/*")
		// Of names that are put together, the pieces.
		there := strings.Contains(request, name)
		if !there && len(name) > 0 {
			there = !slices.ContainsFunc(parted.FindAllString(name, -1), func(piece string) bool { return !strings.Contains(request, piece) })
		}
		if !there && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	for _, one := range c.calls {
		operands := one.operands
		if others.MatchString(one.name) {
			operands = operands[min(1, len(operands)):]
			if one.name != "sed" && one.name != "awk" && one.name != "grep" && one.name != "jq" && one.name != "perl" {
				continue
			}
		}
		for _, word := range operands {
			look(word)
		}
		if one.name == "find" {
			for _, f := range one.flags {
				if f.names[0] != "-perm" && f.names[0] != "-regex" && f.value != "" && f.value[0] != '*' {
					look(f.value)
				}
			}
		}
	}
	for _, to := range c.into {
		if !strings.Contains(to.op, "<<") {
			look(to.file)
		}
	}
	return list
}
