package meaning

import (
	"regexp"
	"strconv"
	"strings"
)

var remotePath = regexp.MustCompile(`^(?:([A-Za-z0-9_.-]+)@)?([A-Za-z0-9_.-]+|\[[0-9a-f:]+\]):(.*)$`)

// Remote words a path on another machine: "/srv/app on example.com, as user"; "" for one
// that is here.
func Remote(path string) string {
	m := remotePath.FindStringSubmatch(path)
	if m == nil || strings.HasPrefix(m[3], "//") || len(m[2]) == 1 && strings.HasPrefix(m[3], `\`) {
		return ""
	}
	where := m[3]
	switch where {
	case "", "~", "~/", ".", "./":
		where = "the home folder"
	}
	words := where + " on " + m[2]
	if m[1] != "" {
		words += ", as " + m[1]
	}
	return words
}

// Forward words ssh's -L (here is this machine), -R and -D: "port 8080 here leads to port
// 80 of localhost, as seen from the other machine".
func Forward(kind, value string) string {
	parts := forwardParts(value)
	if kind == "D" {
		if len(parts) == 1 && isPort(parts[0]) {
			return "a SOCKS proxy at port " + parts[0] + " here, by way of the other machine"
		}
		return ""
	}
	here, there := "here", "the other machine"
	if kind == "R" {
		here, there = "of the other machine", "this machine"
	}
	open := ""
	switch len(parts) {
	case 4:
		if parts[0] == "" || parts[0] == "*" || parts[0] == "0.0.0.0" {
			open = ", open to all machines,"
		} else if parts[0] != "localhost" && parts[0] != "127.0.0.1" {
			open = " (address " + parts[0] + ")"
		}
		parts = parts[1:]
	case 3:
	default:
		return ""
	}
	if !isPort(parts[0]) || !isPort(parts[2]) {
		return ""
	}
	to := "port " + parts[2] + " of " + parts[1] + ", as seen from " + there
	if parts[1] == "localhost" || parts[1] == "127.0.0.1" {
		to = "port " + parts[2] + " of " + there + " itself"
	}
	return "port " + parts[0] + " " + here + open + " leads to " + to
}

// forwardParts parts at colons that stand in no square brackets.
func forwardParts(value string) []string {
	var list []string
	begin, open := 0, 0
	for i := range len(value) {
		switch value[i] {
		case '[':
			open++
		case ']':
			open--
		case ':':
			if open == 0 {
				list = append(list, value[begin:i])
				begin = i + 1
			}
		}
	}
	return append(list, value[begin:])
}

func isPort(text string) bool {
	n, ok := number(text)
	return ok && n < 65536
}

// Publish words docker's -p: "port 8080 here leads to port 80 in the container".
func Publish(value string) string {
	value, _, _ = strings.Cut(value, "/")
	parts := strings.Split(value, ":")
	switch {
	case len(parts) == 2 && isPort(parts[0]) && isPort(parts[1]):
		return "port " + parts[0] + " here leads to port " + parts[1] + " in the container"
	case len(parts) == 3 && parts[0] == "127.0.0.1" && isPort(parts[1]) && isPort(parts[2]):
		return "port " + parts[1] + " here, for this machine alone, leads to port " + parts[2] + " in the container"
	case len(parts) == 1 && isPort(parts[0]):
		return "any port here leads to port " + parts[0] + " in the container"
	}
	return ""
}

// Volume words docker's -v: "the folder ~/x here is /data in the container".
func Volume(value string) string {
	parts := strings.Split(value, ":")
	if len(parts) < 2 || len(parts) > 3 || parts[1] == "" || parts[1][0] != '/' {
		return ""
	}
	what := "the volume " + parts[0]
	if strings.ContainsAny(parts[0], "/~.$") {
		what = parts[0] + " here"
	}
	words := what + " is " + parts[1] + " in the container"
	if len(parts) == 3 {
		if parts[2] != "ro" {
			return ""
		}
		words += ", which can't change it"
	}
	return words
}

var header = regexp.MustCompile(`^([A-Za-z0-9-]+)\s*:\s*(.*)$`)

// Header words a header of a request for the web.
func Header(text string) string {
	m := header.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	kind := contentTypes[strings.ToLower(strings.TrimSpace(strings.SplitN(m[2], ";", 2)[0]))]
	switch strings.ToLower(m[1]) {
	case "content-type":
		if kind != "" {
			return "say that " + kind + " is sent"
		}
	case "accept":
		if kind != "" {
			return "ask for " + kind
		}
	case "authorization":
		how, _, _ := strings.Cut(m[2], " ")
		return map[string]string{"bearer": "show a token, to be let in", "basic": "show user and password, to be let in", "token": "show a token, to be let in"}[strings.ToLower(how)]
	case "user-agent":
		return "call itself " + Quote(m[2])
	case "cookie":
		return "send a cookie"
	case "host":
		return "ask for the site " + m[2]
	case "referer":
		return "say that it comes from " + m[2]
	case "x-api-key", "api-key", "apikey", "private-token", "x-auth-token":
		return "show a key, to be let in"
	case "cache-control":
		if m[2] == "no-cache" {
			return "ask for a fresh copy"
		}
	case "range":
		if bytes, found := strings.CutPrefix(m[2], "bytes="); found {
			return "ask for the bytes " + bytes + " only"
		}
	case "accept-encoding":
		return "take it packed as " + m[2]
	case "accept-language":
		return "ask for the language " + m[2]
	}
	return ""
}

var contentTypes = map[string]string{
	"application/json": "JSON", "application/xml": "XML", "text/xml": "XML", "text/plain": "plain text", "text/html": "HTML", "text/csv": "CSV", "application/x-www-form-urlencoded": "a form", "multipart/form-data": "a form with files",
	"application/octet-stream": "plain bytes", "application/yaml": "YAML", "application/pdf": "PDF", "image/png": "a PNG image", "image/jpeg": "a JPEG image", "*/*": "anything", "application/x-ndjson": "JSON, one a line",
}

// WriteOut words curl's -w: "the status and the time it took".
func WriteOut(format string) string {
	var out []string
	for _, m := range writeOut.FindAllStringSubmatch(format, -1) {
		words, ok := writeOutWords[m[1]]
		if !ok {
			return ""
		}
		out = append(out, words)
	}
	return unless(And(out), "")
}

var (
	writeOut      = regexp.MustCompile(`%\{([a-z_]+)\}`)
	writeOutWords = map[string]string{
		"http_code": "the status", "response_code": "the status", "time_total": "the time it took in seconds", "time_connect": "the time to connect", "time_starttransfer": "the time to the first byte", "time_namelookup": "the time to find the address",
		"size_download": "the bytes fetched", "speed_download": "the bytes a second", "url_effective": "the address in the end", "redirect_url": "the address it is sent on to", "num_redirects": "the number of redirections", "content_type": "the type of the content",
		"remote_ip": "the other side's address", "filename_effective": "the file's name", "size_upload": "the bytes sent", "time_appconnect": "the time to encrypt", "ssl_verify_result": "whether the certificate is right", "http_version": "the version of HTTP",
	}
)

// Ref words a commit, as git names it; "" for a name of which only the repository knows
// what it is.
func Ref(name string) string {
	if from, to, found := strings.Cut(name, "..."); found && from != "" {
		return "what changed in " + orHead(to) + " since it parted from " + from
	}
	if from, to, found := strings.Cut(name, ".."); found && from != "" && !strings.HasPrefix(from, "/") {
		return "commits of " + orHead(to) + " that " + from + " hasn't"
	}
	if m := refSteps.FindStringSubmatch(name); m != nil {
		base := map[string]string{"HEAD": "the last commit", "@": "the last commit"}[m[1]]
		steps := 0
		switch {
		case m[2] == "":
		case m[2][0] == '~':
			if steps = mustNumber(m[2][1:]); m[2] == "~" {
				steps = 1
			}
		case strings.Trim(m[2], "^") == "":
			steps = len(m[2])
		default:
			return ""
		}
		switch {
		case base != "" && steps == 0:
			return base
		case base != "" && steps == 1:
			return "the commit before the last"
		case base != "":
			return "the commit " + strconv.Itoa(steps) + " before the last"
		case steps == 1:
			return "the commit before " + m[1]
		case steps > 1:
			return Count(steps, "commit") + " before " + m[1]
		}
		return ""
	}
	if m := refLog.FindStringSubmatch(name); m != nil {
		if m[1] == "stash" {
			if m[2] == "0" {
				return "what was put aside last"
			}
			return "what was put aside, number " + m[2]
		}
		if m[2] == "0" {
			return "where " + m[1] + " is"
		}
		return "where " + m[1] + " was " + Count(mustNumber(m[2]), "step") + " ago"
	}
	switch name {
	case "@{u}", "@{upstream}":
		return "the branch that this one follows"
	case "@{push}":
		return "the branch that this one is pushed to"
	case "@{-1}", "-":
		return "the branch before this one"
	case "ORIG_HEAD":
		return "where the branch was before the last big change"
	case "FETCH_HEAD":
		return "what was fetched last"
	case "MERGE_HEAD":
		return "the commit that is being merged"
	}
	if branch, found := strings.CutPrefix(name, "origin/"); found {
		return "branch " + branch + " of origin, as last fetched"
	}
	return ""
}

var (
	refSteps = regexp.MustCompile(`^(HEAD|@|[A-Za-z0-9_./-]+)((?:~[0-9]*|\^+)?)$`)
	refLog   = regexp.MustCompile(`^(stash|HEAD|[A-Za-z0-9_/-]+)@\{([0-9]+)\}$`)
)

func orHead(name string) string {
	if name == "" || name == "HEAD" {
		return "this branch"
	}
	return name
}
