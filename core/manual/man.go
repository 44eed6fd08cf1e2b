package manual

import "strings"

// manMacro reads a macro of man(7), or a request that breaks lines.
func (r *roff) manMacro(name, rest string) bool {
	switch name {
	case "SH", "SS":
		r.flush()
		r.depth, r.tagNext, r.asIs = 0, false, false
		if list, _ := r.e.words(rest); len(list) > 0 {
			r.add(section, strings.Join(list, " "))
		}
	case "TP", "TQ":
		r.flush()
		r.tagNext, r.asIs = true, false
	case "IP":
		r.flush()
		r.tagNext = false
		if list, _ := r.e.words(rest); len(list) > 0 && strings.TrimSpace(list[0]) != "" {
			r.add(tag, list[0])
		}
	case "PP", "P", "LP", "HP", "br", "sp", "Sp", "ti", "bp", "SY", "YS", "Pp":
		r.flush()
		if name != "br" && name != "ti" {
			r.tagNext = false
		}
	case "RS", "INDENT":
		r.indent(1)
	case "RE", "UNINDENT":
		r.indent(-1)
	case "in":
		r.indent(map[bool]int{true: 1, false: -1}[strings.HasPrefix(rest, "+")])
	case "nf", "EX", "Vb", "DS", "CS":
		r.flush()
		r.asIs = true
	case "fi", "EE", "Ve", "DE", "CE":
		r.flush()
		r.asIs = false
	case "TS":
		r.flush()
		r.table, r.head = true, true
	case "TE":
		r.table, r.cell = false, false
		r.words.Reset()
	case "Dd", "Dt":
		r.mdoc = true
	default:
		return r.font(name, rest)
	}
	return true
}

// font reads macros that set their words in a font.
func (r *roff) font(name, rest string) bool {
	switch name {
	case "B", "I", "SM", "SB", "R", "CW", "OP", "MR", "UR", "MT":
	case "BR", "BI", "IB", "IR", "RB", "RI":
	default:
		return false
	}
	list, _ := r.e.words(rest)
	joins := r.e.joins
	switch {
	case len(list) == 0:
		return true // it sets the next line
	case name == "OP":
		r.put("[" + strings.Join(list, " ") + "]")
		return true
	case len(name) == 1 || strings.HasPrefix(name, "S") || name == "CW":
		line := strings.Join(list, " ")
		if name == "I" {
			line = string(slant) + line
		}
		r.e.joins = joins
		r.put(line)
		return true
	}
	var b strings.Builder
	for i, word := range list {
		if len(name) == 2 && name[i%2] == 'I' {
			b.WriteRune(slant)
		}
		b.WriteString(word)
	}
	r.e.joins = joins
	r.put(b.String())
	return true
}

// ignored are requests and macros whose words are no text.
var ignored = words(`ad hy nh ft ps vs ne ta ll pl na nr rm rn tr IX PD DT AT UC TH so mso ex tm ss lt hw hc cs fam char pc di da bd ev em lf nx rd cf pi sy ab Os Bk Ek Sm
	rr it als do cp LINKSTYLE mk rt sv os wh ch cu ul ce rj fp nm nn eo ec cc c2 gcolor fcolor return shift trf warn tkf kern lg ns rs fl UE ME NS NE Tg po pn defcolor blm
	rfschar fschar hcode hla hpf hpfa itc length linetabs substring special spreadwarn sizes unformat vpt vpt write writec writem close open opena nroff troff device output pso psbb
	ENDLINKS BB EB BS BE VS VE AS AP`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
