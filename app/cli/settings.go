package cli

import (
	"os"
	"strings"

	"github.com/spf13/pflag"

	"caro/core/config"
	"caro/core/fault"
	"caro/core/shell"
)

// settings are the ones in force: the defaults, the file, the environment. They are read
// when a command first asks, so that one that needs none works with a broken file too.
func (c *command) settings() (config.Config, error) {
	if c.config == nil {
		read, err := config.Load(os.Getenv)
		if err != nil {
			return config.Config{}, fault.From(err, fault.Usage)
		}
		c.config = &read
	}
	return *c.config, nil
}

// settingFlags are the flags of a request that are settings too, by the same name.
var settingFlags = []string{"model", "safety", "copy", "explain", "fast"}

// settingsWith has the flags that were given over the settings.
func (c *command) settingsWith(flags *pflag.FlagSet) (config.Config, error) {
	s, err := c.settings()
	if err != nil {
		return s, err
	}
	for _, name := range settingFlags {
		if f := flags.Lookup(name); f != nil && f.Changed {
			if err := s.Set(name, f.Value.String(), "flag --"+name); err != nil {
				return s, fault.From(err, fault.Usage)
			}
		}
	}
	return s, nil
}

// rules are the settings of how commands are judged.
func rules(s config.Config) shell.Rules {
	list := func(text string) (names []string) {
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.Join(strings.Fields(name), " "); name != "" {
				names = append(names, name)
			}
		}
		return names
	}
	return shell.Rules{Allow: list(s.Check.Allow), Deny: list(s.Check.Deny)}
}
