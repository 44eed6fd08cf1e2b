package manual

import (
	"slices"
	"strings"
)

// mdocMacro reads a macro of mdoc(7).
func (r *roff) mdocMacro(name, rest string) bool {
	switch name {
	case "Sh", "Ss":
		r.flush()
		r.depth, r.tagNext, r.asIs, r.extended = 0, false, false, 0
		r.add(section, r.inline(rest))
	case "Pp", "Lp":
		r.flush()
	case "Bl":
		r.indent(1)
	case "El":
		r.indent(-1)
	case "Bd":
		r.flush()
		r.asIs = strings.Contains(rest, "-literal") || strings.Contains(rest, "-unfilled")
	case "Ed":
		r.flush()
		r.asIs = false
	case "D1", "Dl":
		r.flush()
		r.add(verbatim, "  "+r.inline(rest))
	case "It":
		r.flush()
		r.extended = 0
		r.tagNext = true
		if line := r.inline(rest); line != "" || r.extended > 0 {
			r.put(line)
		} else {
			r.tagNext = false
		}
	case "Nd":
		r.put("– " + r.inline(rest))
	default:
		if !callable(name) {
			return false
		}
		line := r.inline(name + " " + rest)
		if line == "" && r.tagged && r.extended == 0 { // .Xc
			r.flush()
			return true
		}
		r.put(line)
	}
	return true
}

// enclosing are macros that put their words between two signs; those that are closed by
// another macro have its name.
var enclosing = map[string]struct{ open, shut, by string }{
	"Op": {"[", "]", ""}, "Aq": {"<", ">", ""}, "Bq": {"[", "]", ""}, "Brq": {"{", "}", ""}, "Dq": {`"`, `"`, ""}, "Sq": {"'", "'", ""}, "Pq": {"(", ")", ""}, "Qq": {`"`, `"`, ""}, "Ql": {"'", "'", ""}, "En": {"", "", ""},
	"Oo": {"[", "]", "Oc"}, "Ao": {"<", ">", "Ac"}, "Bo": {"[", "]", "Bc"}, "Bro": {"{", "}", "Brc"}, "Do": {`"`, `"`, "Dc"}, "So": {"'", "'", "Sc"}, "Po": {"(", ")", "Pc"}, "Qo": {`"`, `"`, "Qc"}, "Eo": {"", "", "Ec"}, "Xo": {"", "", "Xc"},
}

var closing = func() map[string]string {
	set := map[string]string{}
	for _, e := range enclosing {
		if e.by != "" {
			set[e.by] = e.shut
		}
	}
	return set
}()

// plain are macros whose words are text.
var plain = words(`Ar Cm Ic Li Nm Pa Em Sy Ev Va Vt Fa Fn Ft Ad Er Dv Tn No Xr Ms In Cd Lb St Lk Mt An Sx Bx Ux Fx Nx Ox Dx At Bsx Bf Ef Rs Re %A %B %D %J %N %O %P %R %T %U %V Fo Fc Fd Hf Ta Pf Ns Ap Fl Ud Bt`)

func callable(name string) bool {
	_, opens := enclosing[name]
	_, shuts := closing[name]
	return plain[name] || opens || shuts
}

// inline reads a line of macros that stand in text: Fl a Ns Op = Ns Ar x.
func (r *roff) inline(rest string) string {
	list, bare := r.e.words(rest)
	l := inliner{r: r, list: list, bare: bare, tight: true}
	l.run()
	return strings.TrimSpace(l.b.String())
}

// inliner puts the words of a line together.
type inliner struct {
	r     *roff
	list  []string
	bare  []bool
	i     int
	b     strings.Builder
	tight bool     // no blank before the next word
	shut  []string // what closes at the end of the line
}

func (l *inliner) run() {
	const most = 20
	macro := ""
	for ; l.i < len(l.list); l.i++ {
		word := l.list[l.i]
		if l.bare[l.i] && callable(word) {
			if l.open(word) {
				macro = ""
				continue
			}
			macro = word
			l.begin(word)
			continue
		}
		if l.trailing() && len(l.shut) > 0 {
			l.close()
		}
		l.word(macro, word)
		if macro == "Pf" {
			macro, l.tight = "", true
		}
		if len(l.shut) > most {
			return
		}
	}
	l.close()
}

// begin starts a macro whose words are text.
func (l *inliner) begin(macro string) {
	last := l.i+1 >= len(l.list)
	next := ""
	if !last {
		next = l.list[l.i+1]
	}
	switch macro {
	case "Ns":
		l.tight = true
	case "Ap":
		l.tight = true
		l.emit("'")
		l.tight = true
	case "Fl":
		if last || callable(next) && l.bare[l.i+1] || delimiter(next) {
			l.emit("-")
			l.tight = !last && callable(next)
		}
	case "Ar":
		if last || delimiter(next) || callable(next) && l.bare[l.i+1] {
			l.emit(string(slant) + "file")
		}
	case "Nm":
		if l.r.name == "" && !last {
			l.r.name = next
		}
		if last || delimiter(next) || callable(next) && l.bare[l.i+1] {
			l.emit(l.r.name)
		}
	}
}

// word takes a word of a macro.
func (l *inliner) word(macro, word string) {
	switch {
	case l.bare[l.i] && delimiter(word):
		l.tight = l.tight || word != "(" && word != "[" && word != "|"
		l.emit(word)
		l.tight = word == "(" || word == "["
		return
	case macro == "Fl":
		word = "-" + word
	case macro == "Ar" || macro == "Va" || macro == "Fa":
		word = string(slant) + word
	case macro == "Xr" && l.i > 0 && l.list[l.i-1] != "Xr":
		l.tight, word = true, "("+word+")"
	}
	l.emit(word)
}

func (l *inliner) emit(word string) {
	if word == "" {
		return
	}
	if !l.tight && l.b.Len() > 0 {
		l.b.WriteByte(' ')
	}
	if l.b.Len() < maxLine {
		l.b.WriteString(word)
	}
	l.tight = false
}

// open reads a macro that encloses, or closes.
func (l *inliner) open(word string) bool {
	if word == "Xo" {
		l.r.extended++
		return true
	}
	if word == "Xc" {
		l.r.extended = max(0, l.r.extended-1)
		return true
	}
	if sign, ok := closing[word]; ok {
		l.tight = true
		l.emit(sign)
		return true
	}
	e, ok := enclosing[word]
	if !ok {
		return false
	}
	l.emit(e.open)
	l.tight = e.open != "" || l.tight
	if e.by == "" {
		l.shut = append(l.shut, e.shut)
	}
	return true
}

func (l *inliner) close() {
	for _, sign := range slices.Backward(l.shut) {
		l.tight = true
		l.emit(sign)
	}
	l.shut = nil
}

// trailing reports whether nothing but closing signs is left of the line.
func (l *inliner) trailing() bool {
	for i := l.i; i < len(l.list); i++ {
		if !l.bare[i] || !delimiter(l.list[i]) || l.list[i] == "(" || l.list[i] == "[" || l.list[i] == "|" {
			return false
		}
	}
	return true
}

func delimiter(word string) bool {
	return len(word) == 1 && strings.IndexByte(".,;:?!()[]|", word[0]) >= 0
}
