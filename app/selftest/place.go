package selftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"caro/core/config"
	"caro/core/local"
	"caro/core/models"
)

// place is the folder of one run: settings, history and cache of its own, with the person's
// model in it by a link.
type place struct{ dir string }

// newPlace makes it, with the person's settings as they are but for what the test needs.
func newPlace(ctx context.Context, settings config.Config) (p place, err error) {
	if p.dir, err = os.MkdirTemp("", "caro-s-"); err != nil { // short: the path of a socket is
		return p, err
	}
	defer func() {
		if err != nil {
			p.remove()
		}
	}()
	for _, name := range []string{"cache/models", "config/caro"} {
		if err := os.MkdirAll(filepath.Join(p.dir, name), 0o700); err != nil {
			return p, err
		}
	}
	if err := p.settings(settings); err != nil {
		return p, fmt.Errorf("make settings for the test: %w", err)
	}
	if err := p.model(ctx, settings.Model); err != nil {
		return p, fmt.Errorf("have the model for the test: %w", err)
	}
	return p, nil
}

func (p place) path(name string) string { return filepath.Join(p.dir, name) }

// configFile is the settings' file, at the place below XDG_CONFIG_HOME that is usual.
func (p place) configFile() string { return p.path("config/caro/config.toml") }

func (p place) socket() string { return p.path("s") }

func (p place) settings(from config.Config) error {
	text := []byte{}
	if path, found := from.Path(); found {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return err
		}
	}
	if err := os.WriteFile(p.configFile(), text, 0o600); err != nil {
		return err
	}
	return config.Save(p.configFile(), map[string]string{
		"app.hotkey": Hotkey, "copy": "false", "explain": "false", "safety": "permissive", "history.keep": "true", "worker.socket": p.socket(),
	})
}

// model links the file of the model in use, and what is known of its hash, into the cache.
// One that isn't there is the app's to say.
func (p place) model(ctx context.Context, name string) error {
	if local.IsPath(name) {
		return nil
	}
	m, store, err := local.Entry(name)
	if err != nil {
		return err
	}
	err = store.Lend(ctx, m, models.Store{Dir: p.path("cache/models")})
	if errors.Is(err, models.ErrMissing) {
		return nil
	}
	return err
}

// environ is an environment in which all that Caro writes goes into the place.
func (p place) environ(of []string) []string {
	own := map[string]string{
		"CARO_CONFIG": p.configFile(), "CARO_HISTORY": p.path("history.db"), "CARO_CACHE_DIR": p.path("cache"), "CARO_SOCKET": p.socket(),
		"XDG_CONFIG_HOME": p.path("config"), // where Linux keeps what is opened at login
		"CARO_SAFETY":     "",
	}
	var list []string
	for _, v := range of {
		name, _, _ := strings.Cut(v, "=")
		if _, ours := own[name]; !ours {
			list = append(list, v)
		}
	}
	for name, value := range own {
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	return list
}

func (p place) remove() { _ = os.RemoveAll(p.dir) }
