package manual

import "strings"

// page is what a page of the manual, or a program's help, says of flags.
type page struct {
	flags map[string]*flag // by each spelling
	// mentions are flags that it speaks of somewhere: those may be there.
	mentions map[string]bool
	// full says that a flag which it doesn't speak of isn't there.
	full bool
	// words says that flags are words behind one dash.
	words bool
}

// flag is one of them, as the page has it.
type flag struct {
	names    []string
	argument string // "" where it takes none
	optional bool   // the argument may be left out
	meaning  string // a sentence; "" where none is there, or several
	several  bool   // the page has it more than once, with different meanings
	brief    bool   // it stands in a summary
}

// find finds a flag by its name, or by the beginning of a long one that no other has.
func (p page) find(name string) *flag {
	if f := p.flags[name]; f != nil || !strings.HasPrefix(name, "--") || len(name) < 4 || p.mentions[name] {
		return f
	}
	var found *flag
	for known, f := range p.flags {
		if !strings.HasPrefix(known, name) {
			continue
		}
		if found != nil && found != f {
			return nil
		}
		found = f
	}
	return found
}

// spoken reports whether a page has a flag or speaks of it.
func (p page) spoken(name string) bool { return p.flags[name] != nil || p.mentions[name] }

// maybe reports whether a page leaves it open that a flag is there.
func (p page) maybe(name string) bool {
	bare := strings.TrimLeft(name, "-")
	switch {
	case p.spoken(name), p.begins(name):
		return true
	case bare == "help", bare == "version", name == "-h", name == "-V", strings.Trim(bare, letters+"-_") != "", bare[0] >= '0' && bare[0] <= '9':
		return true
	case !strings.HasPrefix(name, "--"):
		return len(name) > 2 && !p.words // letters, each by itself
	}
	// Many have --no-x for --x or the other way round, and --a_b for --a-b.
	for _, turn := range []string{"no-", "no", "without-", "with-", "disable-", "enable-", "skip-"} {
		positive, found := strings.CutPrefix(bare, turn)
		if found && p.spoken("--"+positive) || p.spoken("--"+turn+bare) {
			return true
		}
	}
	return p.spoken("-"+bare) || p.spoken("--"+strings.ReplaceAll(bare, "_", "-")) || p.spoken("--"+strings.ReplaceAll(bare, "-", "_"))
}

// begins reports whether a name is the beginning of one that the page has or speaks of. -D
// may be that of -Dname.
func (p page) begins(name string) bool {
	for known := range p.flags {
		if strings.HasPrefix(known, name) {
			return true
		}
	}
	for known := range p.mentions {
		if strings.HasPrefix(known, name) {
			return true
		}
	}
	return false
}
