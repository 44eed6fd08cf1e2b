package remote

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// KeySource says where a server's key is: in an environment variable or in the system's
// keychain, never in a file of Caro's. The zero value is no key.
type KeySource struct {
	Env      string // name of the environment variable
	Keychain string // name of the keychain's entry, under the service "caro"
}

// maxKey bounds a key, in bytes; the longest in use are tokens of about 2 KB.
const maxKey = 8 << 10

func (s KeySource) none() bool { return s.Env == "" && s.Keychain == "" }

func (s KeySource) check() error {
	if s.Env != "" && s.Keychain != "" {
		return wrong("two places are given for the server's key", "set either remote.key_env or remote.key_keychain")
	}
	return nil
}

// String names the place, for a sentence.
func (s KeySource) String() string {
	switch {
	case s.Env != "":
		return "the environment variable " + s.Env
	case s.Keychain != "":
		return fmt.Sprintf("the keychain's entry %q", s.Keychain)
	default:
		return "nowhere"
	}
}

// read fetches the key; "" where there is none to fetch. No error holds any of it.
func (s KeySource) read(ctx context.Context) (string, error) {
	var key string
	switch {
	case s.Env != "":
		key = os.Getenv(s.Env)
	case s.Keychain != "":
		var err error
		if key, err = fromKeychain(ctx, s.Keychain); err != nil {
			return "", err
		}
	default:
		return "", nil
	}
	key = strings.TrimSpace(key)
	switch {
	case key == "":
		return "", wrong(fmt.Sprintf("%s, which should hold the server's key, is empty", s), "set it, or take it out of the settings if the server asks for no key")
	case len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", wrong(fmt.Sprintf("what %s holds can be no key: it is too long, or has blanks or characters beyond ASCII", s), "")
	}
	return key, nil
}

// key gives the key, which is read at the first use and again after forgetKey.
func (b *Backend) key(ctx context.Context) (string, error) {
	b.mu.Lock()
	secret := b.secret
	b.mu.Unlock()
	if secret != nil {
		return *secret, nil
	}
	key, err := b.options.Key.read(ctx)
	if err != nil {
		return "", err
	}
	b.mu.Lock()
	b.secret, b.lastSecret = &key, key
	b.mu.Unlock()
	return key, nil
}

// forgetKey has the key read anew for the next request: the server refused it, and the
// person may put another in its place.
func (b *Backend) forgetKey() {
	b.mu.Lock()
	b.secret = nil
	b.mu.Unlock()
}
