package remote

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// address is the checked base URL.
type address struct {
	base string // without a slash at its end
	host string // with the port, where one is given
	// plain: http to another machine, which others can read.
	plain bool
}

// maxBaseURL bounds a base URL, in bytes.
const maxBaseURL = 2048

// parseAddress checks a base URL. No error repeats it: a person may have put a key in it.
func parseAddress(text string, allowPlain bool) (address, error) {
	const example = "give an address such as https://gpu.example.com/v1 or http://localhost:11434/v1"
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case text == "":
		return address{}, wrong("no server's address is given", example)
	case len(text) > maxBaseURL || err != nil || u.Opaque != "":
		return address{}, wrong("the server's address is no URL", example)
	case u.Scheme != "http" && u.Scheme != "https":
		return address{}, wrong("the server's address is neither http nor https", example)
	case u.User != nil:
		return address{}, wrong("the server's address holds a user or a password",
			"take it out of the address: a key belongs in an environment variable or the keychain")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(text, "#"):
		return address{}, wrong("the server's address has a query or a fragment",
			"end it before ? and #: a key belongs in an environment variable or the keychain")
	case u.Hostname() == "":
		return address{}, wrong("the server's address names no host", example)
	case strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/chat/completions"):
		return address{}, wrong("the server's address is that of one request", "end it before /chat/completions, mostly with /v1")
	}
	a := address{base: strings.TrimRight(u.String(), "/"), host: u.Host}
	a.plain = u.Scheme == "http" && !isLoopback(u.Hostname())
	if a.plain && !allowPlain {
		return address{}, wrong("the server's address is plain http to another machine: requests and the key could be read on the way",
			"use https, or a tunnel to this machine; or set remote.allow_plain_http where the network is trusted")
	}
	return a, nil
}

// isLoopback reports whether a host is this machine. A name tells nothing of its address,
// but for localhost and what ends in it (RFC 6761).
func isLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// origin is what must stay the same for a redirect to be followed.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
