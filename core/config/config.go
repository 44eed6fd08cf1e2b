package config

import (
	"path/filepath"
	"strings"
	"time"
)

// Config is the settings in force. Its values are checked: each lies in the range that
// docs/configuration.md gives. Make one with Default or Load.
type Config struct {
	Model    string // name in the catalogue or path of a GGUF file; "" is the default model
	Device   string // auto, cpu or gpu
	Safety   string // strict, moderate or permissive
	Copy     bool   // put each command on the clipboard
	Explain  bool   // have the model explain each command
	Fast     bool   // take the model's first command, and look at no others
	Ask      Ask
	Worker   Worker
	Prepare  Prepare
	Remote   Remote
	Download Download
	Check    Check
	App      App
	History  History

	path    string // of the file; "" where no place for one is known
	found   bool   // whether it was there
	home    string // what ~ stands for; "" where unknown
	sources [settingCount]string
}

// Ask is the settings of how a request is understood.
type Ask struct {
	Folder bool // look which file of the working folder a request means that doesn't name it
}

// Worker is the settings of the process that owns the model.
type Worker struct {
	Idle      time.Duration // without a request, after which it ends; above 0, at most 24 hours
	LowMemory bool          // hold the model's bytes once, at the price of speed
	Socket    string        // a full path; "" is a place of Caro's own choice
}

// Prepare is the settings of the work that is done while a person types.
type Prepare struct {
	Enabled    bool
	Pause      time.Duration // without a key, after which an answer is begun; 0 to 5 seconds
	BatteryMin int           // percent: below it, and on battery, nothing is prepared; 0 to 100
}

// Remote is the settings of an OpenAI-compatible server in place of the local model.
type Remote struct {
	Enabled        bool
	BaseURL        string        // http or https; "" is none
	AllowPlainHTTP bool          // http also to other machines
	Model          string        // the server's name for it
	KeyEnv         string        // name of the environment variable that holds the key
	KeyKeychain    string        // name of the keychain's entry that holds the key
	Timeout        time.Duration // of a silent server; above 0, at most 10 minutes
	Retries        int           // after a failure that may pass; 0 to 10
	Prepare        bool          // send what is typed before Enter
}

// Download is the settings of fetching models.
type Download struct {
	Limit   int           // bytes per second from a hub; 0 is no limit
	Stall   time.Duration // without a byte, after which a try is given up; 1 second to 10 minutes
	Mirrors string        // addresses of hubs to ask after the hub itself, with blanks between
}

// Check is the settings of how commands are judged.
type Check struct {
	Allow string // utilities that are never more than moderate, with commas between
	Deny  string // utilities that are always critical
}

// App is the settings of the app in the menu bar or tray.
type App struct {
	Hotkey   string // such as "ctrl+alt+return"; "" is Caro's own choice, "none" is none
	Terminal string // the command of the terminal to ask in, on Linux; "" is Caro's own choice
}

// History is the settings of what is kept of past requests.
type History struct {
	Keep bool // add each answered request
	Max  int  // entries, of which the newest stay; 1 to 100,000
}

// On reports whether requests go to the server. It takes two settings, so that neither an
// address nor a switch alone sends anything away.
func (r Remote) On() bool { return r.Enabled && r.BaseURL != "" }

// Default returns the settings where nobody has set any.
func Default() Config {
	c := Config{
		Device:   "auto",
		Safety:   "moderate",
		Explain:  true,
		Ask:      Ask{Folder: true},
		Worker:   Worker{Idle: 10 * time.Minute},
		Prepare:  Prepare{Enabled: true, Pause: 10 * time.Millisecond, BatteryMin: 30},
		Remote:   Remote{Timeout: time.Minute, Retries: 3},
		Download: Download{Stall: 30 * time.Second},
		History:  History{Keep: true, Max: 1000},
	}
	for i := range c.sources {
		c.sources[i] = SourceDefault
	}
	return c
}

// The sources of a value. That of a variable is "env " and its name; of a flag, what the
// front says, which should be "flag " and its name.
const (
	SourceDefault = "default"
	SourceFile    = "file"
	sourceEnv     = "env "
	sourceFlag    = "flag "
)

// Load returns the defaults with the file and the environment over them. getenv is
// os.Getenv or the like; "" counts as not set. The error is a *FileError where the file
// can't be read or has mistakes, and a *SettingError for a variable.
func Load(getenv func(name string) string) (Config, error) {
	c := Default()
	if home := getenv("HOME"); filepath.IsAbs(home) {
		c.home = home
	}
	path, named, err := Path(getenv)
	if err != nil {
		return Config{}, err
	}
	c.path = path
	if err := c.loadFile(named); err != nil {
		return Config{}, err
	}
	for _, s := range settings {
		if s.env == "" || getenv(s.env) == "" {
			continue
		}
		if err := c.Set(s.key, getenv(s.env), sourceEnv+s.env); err != nil {
			return Config{}, err
		}
	}
	return c, nil
}

func (c *Config) loadFile(named bool) error {
	if c.path == "" {
		return nil
	}
	text, err := readFile(c.path, named)
	if text == nil || err != nil {
		return err
	}
	c.found = true
	doc := decode(text)
	if err := doc.err(c.path); err != nil {
		return err
	}
	for _, e := range doc.entries {
		if err := c.put(e.setting, e.value, SourceFile); err != nil {
			return &FileError{Path: c.path, Mistakes: []Mistake{doc.mistake(e.keyAt, e.setting.key+err.Error())}}
		}
	}
	return nil
}

// Path returns where the file of these settings is or belongs, "" where no place for one
// is known, and whether it was there.
func (c Config) Path() (path string, found bool) { return c.path, c.found }

// Source says where a setting's value comes from: "default", "file", "env CARO_DEVICE",
// "flag --model"; "" for a key that is none.
func (c Config) Source(key string) string {
	if i := indexOf(key); i >= 0 {
		return c.sources[i]
	}
	return ""
}

// Value gives a setting's value as Set takes it, "" for a key that is none.
func (c Config) Value(key string) string {
	if i := indexOf(key); i >= 0 {
		return settings[i].text(&c)
	}
	return ""
}

// Set puts a value over what a setting has, checked as one in the file is, but that a
// path may be relative to the working folder. On an error, a *SettingError, nothing has
// changed.
func (c *Config) Set(key, value, source string) error {
	i := indexOf(key)
	if i < 0 {
		return &SettingError{Key: key, Source: source, message: unknownSetting(key)}
	}
	s := &settings[i]
	next := *c
	v, err := s.parse(value)
	if err == nil {
		err = next.put(s, v, source)
	}
	if err != nil {
		return &SettingError{Key: key, Source: source, message: subject(key, source) + err.Error()}
	}
	if message := next.Remote.plain(); message != "" {
		return &SettingError{Key: key, Source: source, message: message}
	}
	*c = next
	return nil
}

// put sets a value that is right by itself. The error is a valueError.
func (c *Config) put(s *setting, value any, source string) error {
	if text, ok := value.(string); ok && s.path {
		var err error
		if value, err = c.expand(text); err != nil {
			return err
		}
		if s.check != nil && !s.check(value.(string)) { // longer now
			return s.wrong(shown(value.(string)))
		}
	}
	s.store(c, value)
	c.sources[indexOf(s.key)] = source
	return nil
}

// expand turns a leading ~/ into the home folder, which a shell doesn't do in a file, nor
// behind --model=.
func (c *Config) expand(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path, nil
	}
	if c.home == "" {
		return "", valueError(" begins with ~/, and HOME doesn't say where that is")
	}
	return filepath.Join(c.home, rest), nil
}
