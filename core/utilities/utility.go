package utilities

import "strings"

// Version is which version of a utility a system has.
type Version string

// The versions.
const (
	GNU Version = "gnu" // Linux
	BSD Version = "bsd" // macOS
)

// Windows is the system of utilities that Caro only looks at, and never writes.
const Windows = "windows"

// IsWindows reports whether it belongs to Windows alone.
func (u *Utility) IsWindows() bool { return len(u.On) == 1 && u.On[0] == Windows }

// Utility is what is known of one, or of one of its subcommands.
type Utility struct {
	// Names are what it is called, the usual name first; that of a subcommand has blanks:
	// "git push".
	Names   []string
	Summary string // one sentence
	// On are the systems that have it, "linux", "macos" and Windows; empty for the first two.
	On       []string
	Operands []Operand
	// Effects are those that it has whatever its operands are.
	Effects []Effect
	Style   Style
	// StopsFirst says that flags end at the first operand.
	StopsFirst bool
	// Packages name what brings it, by package manager: "apt", "brew".
	Packages map[string]string
	// Danger says in a phrase why all that it does is dangerous: "publishes something"; ""
	// where it isn't, or its flags or operands decide.
	Danger string
	Safer  string // a safer way to do the same; "" where there is none
	Flags  []*Flag
	// GNULong says that long spellings are GNU's alone where a flag isn't marked: so it is
	// with the core utilities.
	GNULong bool

	subs map[string]*Utility
}

// Name is the usual name.
func (u *Utility) Name() string { return u.Names[0] }

// Sub returns the subcommand of that name, nil where there is none.
func (u *Utility) Sub(name string) *Utility { return u.subs[name] }

// Subs are its subcommands by all their names.
func (u *Utility) Subs() map[string]*Utility { return u.subs }

// HasSubs reports whether it has subcommands.
func (u *Utility) HasSubs() bool { return len(u.subs) > 0 }

// HasFlag reports whether it or any subcommand of it has a flag with this spelling, in any
// version.
func (u *Utility) HasFlag(name string) bool {
	if u.Flag(name, GNU) != nil {
		return true
	}
	for _, sub := range u.subs {
		if sub != u && sub.HasFlag(name) {
			return true
		}
	}
	return false
}

// Style is how a utility's flags are written.
type Style string

// The styles.
const (
	Usual  Style = ""       // -abc --long=x
	Long   Style = "long"   // one dash, whole words: find, ffmpeg
	Tar    Style = "tar"    // a first word without a dash is flags, too
	Assign Style = "assign" // NAME=VALUE: dd
)

// Operand is what stands at a place of a command line that is no flag.
type Operand struct {
	Role     Role
	Optional bool
	Repeats  bool
}

// Role says what an operand or a flag's argument is for; docs/utilities.md lists them.
type Role string

// The roles that core/shell treats in a way of their own.
const (
	Read        Role = "read"
	Dir         Role = "dir"
	Write       Role = "write"
	Append      Role = "append"
	Edit        Role = "edit"
	New         Role = "new"
	Touch       Role = "touch"
	Into        Role = "into"
	Move        Role = "move"
	Delete      Role = "delete"
	Permission  Role = "permission"
	Ownership   Role = "ownership"
	Link        Role = "link"
	Device      Role = "device"
	ReadDevice  Role = "readdevice"
	MountPoint  Role = "mountpoint"
	Command     Role = "command"
	UntilSemi   Role = "until;"
	Shell       Role = "shell"
	Remote      Role = "remote"
	RemoteInto  Role = "remoteinto"
	URL         Role = "url"
	PID         Role = "pid"
	Assignment  Role = "assign"
	Text        Role = "text"
	Any         Role = "any"
	scriptStart      = "script="
)

// Script is the language of a program in an argument: "awk" of script=awk; "" for other
// roles.
func (r Role) Script() string {
	language, found := strings.CutPrefix(string(r), scriptStart)
	if !found {
		return ""
	}
	return language
}

// Effect is what a utility does to what lies outside itself.
type Effect string

// The effects; docs/utilities.md says what each is.
const (
	Reads         Effect = "read"
	Writes        Effect = "write"
	Overwrites    Effect = "overwrite"
	Deletes       Effect = "delete"
	Permits       Effect = "permission"
	Owns          Effect = "ownership"
	Moves         Effect = "move"
	Processes     Effect = "process"
	Power         Effect = "power"
	NetworkIn     Effect = "network-in"
	NetworkOut    Effect = "network-out"
	RemoteCode    Effect = "remote-code"
	Privilege     Effect = "privilege"
	Persistence   Effect = "persistence"
	Devices       Effect = "device"
	Credentials   Effect = "credentials"
	History       Effect = "history"
	Packages      Effect = "package"
	Containers    Effect = "container"
	Settings      Effect = "system"
	UnknownEffect Effect = "unknown"
)

// Changes reports whether something is another afterwards: nobody wants that who asks to be
// shown something.
func (e Effect) Changes() bool {
	switch e {
	case Writes, Overwrites, Deletes, Moves, Permits, Owns, Power, Packages, Processes, Settings:
		return true
	}
	return false
}

// Flag is one option.
type Flag struct {
	Names    []string // all spellings, with their dashes
	Argument string   // what its argument is called; "" where it takes none
	Optional bool     // the argument may be left out, and is attached where it isn't
	Role     Role     // of the argument
	Meaning  string   // a phrase; {} is where the argument's value reads well
	// On are the versions that have it; empty for all.
	On []Version

	Recursive, Force, Ask, Dry, Danger, Instead, Final bool
	// Effects are those that the utility has with this flag.
	Effects []Effect
	// Operands, where not nil, are the utility's with this flag.
	Operands []Operand
}

// IsOn reports whether a version has the flag.
func (f *Flag) IsOn(v Version) bool {
	if len(f.On) == 0 {
		return true
	}
	for _, on := range f.On {
		if on == v {
			return true
		}
	}
	return false
}

// Flag finds the flag with this spelling: the one of version v where there is one, else
// one of another; nil where there is none.
func (u *Utility) Flag(name string, v Version) (f *Flag) {
	for _, known := range u.Flags {
		for _, n := range known.Names {
			if n != name {
				continue
			}
			if known.IsOn(v) {
				return known
			}
			f = known
		}
	}
	return f
}

// LongFlags finds the flags that a shortened long spelling may mean, as GNU's getopt_long
// has it: --recur for --recursive.
func (u *Utility) LongFlags(begin string, v Version) (list []*Flag) {
	for _, known := range u.Flags {
		for _, n := range known.Names {
			if strings.HasPrefix(n, begin) && known.IsOn(v) {
				list = append(list, known)
				break
			}
		}
	}
	return list
}
