package config

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// isBaseURL accepts an address that holds no secret: what stands in the file is shown in
// errors and by `caro config`.
func isBaseURL(text string) bool {
	if text == "" {
		return true
	}
	if !isText(text) || strings.ContainsAny(text, "?#") {
		return false
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Opaque != "" || u.Hostname() == "" {
		return false
	}
	return u.Scheme == "http" || u.Scheme == "https"
}

// areMirrors accepts up to 20 addresses that isBaseURL accepts, of https but on this machine.
func areMirrors(text string) bool {
	list := strings.Fields(text)
	for _, address := range list {
		u, err := url.Parse(address)
		if !isBaseURL(address) || strings.ContainsAny(address, ",;") || err != nil || u.Scheme != "https" && !isHere(u.Hostname()) {
			return false
		}
	}
	return isText(text) && len(list) <= 20
}

// areUtilities accepts up to 200 names of commands and subcommands.
func areUtilities(text string) bool {
	return isText(text) && strings.Count(text, ",") < 200 && !strings.ContainsAny(text, "/|;&<>$`'\"*")
}

// plain says what is wrong with a server to which requests and the key would travel for
// all to read; "" where nothing is.
func (r Remote) plain() string {
	u, err := url.Parse(r.BaseURL)
	if err != nil || u.Scheme != "http" || r.AllowPlainHTTP || isHere(u.Hostname()) {
		return ""
	}
	return "remote.base_url is http to " + shortened(u.Host) + ", which isn't this machine: " +
		"use https, or set remote.allow_plain_http to true"
}

// isHere reports whether a host is this machine. A name tells nothing of its address;
// localhost and what ends in it is this machine by RFC 6761.
func isHere(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// maxName bounds the name of a variable or of a keychain's entry, in bytes.
const maxName = 128

// isVariable accepts a name as shells take it, and no key that happens to look like one.
func isVariable(text string) bool {
	if len(text) > maxName || looksSecret(text) {
		return false
	}
	for i, r := range text {
		digit := '0' <= r && r <= '9'
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return true
}

// isEntry accepts a keychain's name for an entry, and no key in its place.
func isEntry(text string) bool {
	return len(text) <= maxName && isText(text) && !looksSecret(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
