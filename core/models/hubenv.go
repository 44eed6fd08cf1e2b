package models

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// The environment of Hugging Face's own tools, as huggingface_hub's page
// "Environment variables" describes it: HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH,
// HF_HOME, HF_HUB_OFFLINE, HF_HUB_DISABLE_IMPLICIT_TOKEN.

const hubHome = "https://huggingface.co"

// hubEndpoint returns where the hub is that what, a setting, says. Anything but https is
// refused unless it is on this machine.
func hubEndpoint(what, text string) (*url.URL, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	if text == "" {
		text = hubHome
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New(what + " is not the address of a hub")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u)) {
		return nil, fmt.Errorf("%s must begin with https:// (%s)", what, clean(u.Host, 100))
	}
	return u, nil
}

// loopback reports whether u is on this machine.
func loopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// hubToken returns the user's token, or "": HF_TOKEN, else what Hugging Face's
// tools have stored at login.
func hubToken(getenv func(string) string) string {
	for _, name := range []string{"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"} {
		if token := cleanToken(getenv(name)); token != "" {
			return token
		}
	}
	if isTrue(getenv("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
		return ""
	}
	path := getenv("HF_TOKEN_PATH")
	if path == "" {
		home := hubFolder(getenv)
		if home == "" {
			return ""
		}
		path = filepath.Join(home, "token")
	}
	return cleanToken(readToken(path))
}

// hubFolder is where Hugging Face's tools keep their things, "" if unknown.
func hubFolder(getenv func(string) string) string {
	if dir := getenv("HF_HOME"); dir != "" {
		return dir
	}
	if dir := getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "huggingface")
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".cache", "huggingface")
	}
	return ""
}

func readToken(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	const longest = 4096 // bytes; a token has about 40
	b, err := io.ReadAll(io.LimitReader(f, longest))
	if err != nil {
		return ""
	}
	return string(b)
}

// cleanToken trims a token, and drops what can't be sent in a header.
func cleanToken(token string) string {
	token = strings.TrimSpace(token)
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return ""
	}
	return token
}

// isTrue reads a switch as huggingface_hub does.
func isTrue(text string) bool {
	switch strings.ToUpper(text) {
	case "1", "ON", "YES", "TRUE":
		return true
	}
	return false
}
