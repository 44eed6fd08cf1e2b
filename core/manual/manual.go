package manual

import (
	"context"
	"strings"
	"sync"
	"time"

	"caro/core/utilities"
)

// Manual is the manual of this machine. It is safe for concurrent use.
type Manual struct {
	cache string
	place place
	limit time.Duration // for a program that is asked

	mu   sync.Mutex
	read map[stamp]page
}

// New is this machine's manual, by the PATH and MANPATH of this process. What is read is
// kept in the folder cache, in files with the mode 0600; nowhere where that is "".
func New(cache string) *Manual {
	return &Manual{cache: cache, place: here(), limit: helpTime, read: map[stamp]page{}}
}

// Flag looks a flag up, "-x" or "--name", of a utility: the words of its name as they were
// typed, "git" and "push". known says that core/utilities has the flag for this system, and
// that only absent is asked for.
//
// f is nil where the manual doesn't have it. It has names, an argument, and a meaning, which
// is "" where the manual gives none; it has no effects. absent says that the flag surely
// isn't there, and is never true where that is in doubt.
//
// The first time it may take as long as reading a page, some milliseconds, or as asking a
// program, half a second at most.
func (m *Manual) Flag(utility []string, flag string, known bool) (f *utilities.Flag, absent bool) {
	words := plainWords(utility)
	if len(words) == 0 || len(flag) > maxFlagName || !beginsFlag(flag) || nameEnd(flag) != len(flag) {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	prog := m.place.program(utility[0])
	if box := prog.box(); box != "" {
		return m.inBox(prog, words, flag)
	} else if known { // a page that says nothing of what the data know may be wrong as well
		return nil, false
	}
	l := m.look(prog, words)
	if f := l.find(len(words), flag); f != nil {
		return f.known(), false
	}
	return nil, l.lacks(words, flag)
}

// inBox looks a flag up in what BusyBox or Toybox says of one of its utilities.
func (m *Manual) inBox(prog program, words []string, flag string) (f *utilities.Flag, absent bool) {
	q, ok := m.place.question(prog, words)
	if !ok {
		return nil, false
	}
	p := m.help(q)
	if found := p.find(flag); found != nil {
		return found.known(), false
	}
	if !p.full || loose[q.name] || p.maybe(flag) {
		return nil, false
	}
	// Long spellings are often left out there: the short one says whether it has the flag.
	if u := utilities.Find(q.name); u != nil {
		if u.Style == utilities.Tar { // it has letters without a dash, too
			return nil, false
		}
		if data := u.Flag(flag, utilities.GNU); data != nil {
			for _, name := range data.Names {
				if p.spoken(name) {
					return nil, false
				}
			}
		}
	}
	return nil, true
}

// known is a flag in the form of the data.
func (f *flag) known() *utilities.Flag {
	u := &utilities.Flag{Names: f.names, Argument: f.argument, Optional: f.optional && f.argument != "", Meaning: f.meaning}
	if f.argument != "" {
		u.Role = utilities.Text
	}
	return u
}

// looked is what was found of a utility.
type looked struct {
	pages []page // its own first, then those of what it is a subcommand of
	words []int  // how many words of its name each is of
	sure  bool   // the first one is its own, of the program that a shell would start
}

// look finds the pages of a utility, or else has its program say what it can.
func (m *Manual) look(prog program, words []string) (l looked) {
	for _, name := range pageNames(words) {
		if len(l.words) > 0 && l.words[len(l.words)-1] == name.words {
			continue
		}
		s, ok := m.place.page(prog, name.name)
		if !ok {
			continue
		}
		if p, ok := m.page(s); ok {
			l.sure = l.sure || len(l.pages) == 0 && s.own && name.words == len(words)
			l.pages, l.words = append(l.pages, p), append(l.words, name.words)
		}
	}
	if len(l.pages) > 0 {
		return l
	}
	if q, ok := m.place.question(prog, words); ok {
		l.pages, l.words, l.sure = []page{m.help(q)}, []int{len(words)}, true
	}
	return l
}

// find finds a flag in the first page that has it, for a name of so many words.
func (l looked) find(words int, name string) *flag {
	for i, p := range l.pages {
		// The page of a utility as a whole may have short flags of all its subcommands.
		if words > 1 && l.words[i] == 1 && !strings.HasPrefix(name, "--") {
			break
		}
		if f := p.find(name); f != nil {
			return f
		}
	}
	return nil
}

// lacks reports whether a flag surely isn't there: the page is the program's own, and full,
// nothing in it or in the data hints at the flag, and it has what the data know.
func (l looked) lacks(words []string, name string) bool {
	if !l.sure || !l.pages[0].full || loose[words[0]] {
		return false
	}
	for _, p := range l.pages {
		if p.maybe(name) {
			return false
		}
	}
	u := entry(words)
	return u != nil && !utilities.Find(words[0]).HasFlag(name) && l.pages[0].agrees(u)
}

// loose are utilities that take flags which no page of theirs lists: of modules, of other
// programs, or words that only look like flags.
var loose = words(`as c++ cc chattr chmod clang clang++ cpp ebtables expr ffmpeg ffplay ffprobe g++ gcc gfortran ip6tables iptables java javac kill killall ld mpv nft nice node perl pkill ps
	python python3 rclone renice ruby setpriv stty swiftc tc test`)

// agrees reports whether a page has nearly all that the data know of a utility, for one of
// its versions: another one leaves flags out.
func (p page) agrees(u *utilities.Utility) bool {
	for _, v := range []utilities.Version{utilities.GNU, utilities.BSD} {
		all, there := 0, 0
		for _, f := range u.Flags {
			if !f.IsOn(v) {
				continue
			}
			all++
			for _, name := range f.Names {
				if p.spoken(name) {
					there++
					break
				}
			}
		}
		if there*5 >= all*4 {
			return true
		}
	}
	return false
}

// entry is what the data have of a utility or subcommand; nil for nothing.
func entry(words []string) *utilities.Utility {
	u := utilities.Find(words[0])
	for _, word := range words[1:] {
		if u == nil {
			return nil
		}
		u = u.Sub(word)
	}
	return u
}

// plainWords are the words of a name without a folder, and without flags that belong to it
// ("git restore --staged"); nil where one isn't plain.
func plainWords(utility []string) (list []string) {
	const most = 5
	for i, word := range utility {
		if i == 0 {
			word = word[strings.LastIndexByte(word, '/')+1:]
		}
		if strings.HasPrefix(word, "-") {
			continue
		}
		if len(list) == most || len(word) > maxFlagName || !plainName.MatchString(word) {
			return nil
		}
		list = append(list, word)
	}
	return list
}

// page reads a page, or what is kept of it.
func (m *Manual) page(s source) (page, bool) {
	return m.kept(s.stamp, func() (page, bool) {
		text, cut, err := readPage(s.root, s.Path)
		if err != nil {
			return page{}, false
		}
		return fromPage(text, cut), true
	})
}

// help asks a program, or reads what is kept of its answer.
func (m *Manual) help(q question) page {
	p, _ := m.kept(q.stamp, func() (page, bool) {
		text, done := q.ask(context.Background(), m.limit)
		return q.read(text, done), true
	})
	return p
}

// kept is a page that was read before, or is now.
func (m *Manual) kept(s stamp, read func() (page, bool)) (page, bool) {
	const most = 200
	if p, ok := m.read[s]; ok {
		return p, true
	}
	p, ok := page{}, false
	if m.cache != "" {
		p, ok = load(m.cache, s)
	}
	if !ok {
		if p, ok = read(); !ok {
			return p, false
		}
		if m.cache != "" {
			_ = save(m.cache, s, p) // without a cache it works as well, only more slowly
		}
	}
	if len(m.read) >= most {
		clear(m.read)
	}
	m.read[s] = p
	return p, true
}
