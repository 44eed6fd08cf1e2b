package platform

import "strings"

// osRelease is what os-release(5) says that matters here.
type osRelease struct {
	id      string   // "debian"
	like    []string // "rhel", "fedora"
	name    string   // "Debian", "Fedora Linux"
	version string   // "12", "" for rolling ones
}

// readOSRelease reads the file of the administrator, else that of the vendor.
func readOSRelease(s System) osRelease {
	data := s.read("/etc/os-release")
	if len(data) == 0 {
		data = s.read("/usr/lib/os-release")
	}
	return parseOSRelease(data)
}

func parseOSRelease(data []byte) osRelease {
	var r osRelease
	for line := range strings.Lines(string(data)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(key, "#") {
			continue
		}
		value = unquote(value)
		switch key {
		case "ID":
			r.id = cleanName(value)
		case "ID_LIKE":
			r.like = strings.Fields(cleanName(value))
		case "NAME":
			r.name = strings.TrimSuffix(cleanName(value), " GNU/Linux")
		case "VERSION_ID":
			r.version = cleanName(value)
		}
	}
	return r
}

// unquote reads a value as a shell would: bare, in single quotes, or in double quotes
// with a backslash before what would else be special.
func unquote(value string) string {
	if len(value) < 2 {
		return value
	}
	quote := value[0]
	if quote != '"' && quote != '\'' || value[len(value)-1] != quote {
		return value
	}
	value = value[1 : len(value)-1]
	if quote == '\'' {
		return value
	}
	var out strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) && strings.IndexByte("\"$`\\", value[i+1]) >= 0 {
			i++
		}
		out.WriteByte(value[i])
	}
	return out.String()
}
