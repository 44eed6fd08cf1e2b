package examples

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"caro/core/cookbook"
)

func load(t testing.TB) []cookbook.Entry {
	t.Helper()
	entries, err := cookbook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// places counts where what is looked for was found.
type places struct{ n, first, three, four int }

func (p *places) add(at int) {
	p.n++
	if at == 0 {
		p.first++
	}
	if at >= 0 && at < 3 {
		p.three++
	}
	if at >= 0 && at < 4 {
		p.four++
	}
}

func (p places) String() string {
	n := float64(max(p.n, 1))
	return fmt.Sprintf("%d queries: first %.3f, in 3 %.3f, in 4 %.3f", p.n, float64(p.first)/n, float64(p.three)/n, float64(p.four)/n)
}

// likeness sums how like what was found is to what was wanted.
type likeness struct {
	n                                     int
	first, best, mean, cover, same, shape float64
	none                                  int
}

func (l *likeness) add(found []string, want string) {
	l.n++
	if len(found) == 0 {
		l.none++
		return
	}
	goal := setOf(want)
	covered := map[piece]bool{}
	best, sum, same, shape := 0.0, 0.0, 0.0, 0.0
	for i, f := range found {
		n := Likeness(f, want)
		if i == 0 {
			l.first += n
		}
		best, sum = max(best, n), sum+n
		if n == 1 {
			shape = 1
		}
		have := setOf(f)
		for p := range have {
			if goal[p] {
				covered[p] = true
			}
		}
		if have[mainOf(want)] {
			same = 1
		}
	}
	l.best += best
	l.mean += sum / float64(len(found))
	l.cover += float64(len(covered)) / float64(max(len(goal), 1))
	l.same += same
	l.shape += shape
}

func (l likeness) String() string {
	n := float64(max(l.n, 1))
	return fmt.Sprintf("%d queries: F1 of the first %.3f, of the best of 4 %.3f, mean %.3f; pieces covered %.3f, program %.3f, all flags %.3f; none %.3f",
		l.n, l.first/n, l.best/n, l.mean/n, l.cover/n, l.same/n, l.shape/n, float64(l.none)/n)
}

func mainOf(command string) piece {
	var main piece
	pieces(command, func(p piece) {
		if main == (piece{}) && p.part == "" && !carriers[p.utility] {
			main = p
		}
	})
	return main
}

func commandOf(e cookbook.Entry) string { return cmp.Or(e.GNU, e.BSD) }

func placeOf(e cookbook.Entry, list []Found) int {
	return slices.IndexFunc(list, func(f Found) bool { return f.Entry.Line == e.Line && f.Entry.Area == e.Area })
}

// withoutWording leaves out the k-th wording of each entry that has so many.
func withoutWording(entries []cookbook.Entry, k int) []cookbook.Entry {
	list := slices.Clone(entries)
	for i, e := range list {
		if k < len(e.Requests) {
			list[i].Requests = slices.Delete(slices.Clone(e.Requests), k, k+1)
		}
	}
	return list
}

// otherNames gives a request other names, numbers and endings.
func otherNames(e cookbook.Entry, request string, r *rand.Rand) string {
	pool := []string{"zebra", "quill", "omega", "harvest", "meadow", "kite"}
	endings := []string{"cfg", "dat", "bak", "tex", "rst"}
	command := strings.FieldsFunc(e.GNU+" "+e.BSD, func(r rune) bool { return strings.ContainsRune(" /'\"=:,", r) })
	words := strings.Fields(request)
	for i, w := range words {
		bare := strings.Trim(w, ",;:!?()'\"")
		switch {
		case bare == "":
		case bare[0] >= '0' && bare[0] <= '9':
			digits := strings.TrimLeft(bare, "0123456789")
			words[i] = strings.Replace(w, bare, fmt.Sprint(2+r.IntN(97))+digits, 1)
		case strings.HasPrefix(bare, ".") && len(bare) > 2:
			words[i] = strings.Replace(w, bare, "."+endings[r.IntN(len(endings))], 1)
		case strings.Contains(bare, "."):
			words[i] = strings.Replace(w, bare, pool[r.IntN(len(pool))]+"."+endings[r.IntN(len(endings))], 1)
		case len(bare) > 1 && bare[0] != '-' && slices.Contains(command[min(1, len(command)):], bare) && !utilityWord(e, bare):
			words[i] = strings.Replace(w, bare, pool[r.IntN(len(pool))], 1)
		}
	}
	return strings.Join(words, " ")
}

func utilityWord(e cookbook.Entry, w string) bool {
	for p := range setOf(e.GNU + " ; " + e.BSD) {
		if p.utility == w || p.part == w {
			return true
		}
	}
	return false
}

func TestMeasure(t *testing.T) {
	entries := load(t)
	var whole, renamed places
	r := rand.New(rand.NewPCG(1, 2))
	for k := range 5 {
		x := New(withoutWording(entries, k))
		for _, e := range entries {
			if k >= len(e.Requests) {
				continue
			}
			whole.add(placeOf(e, x.Find(e.Requests[k], 4, nil)))
			renamed.add(placeOf(e, x.Find(otherNames(e, e.Requests[k], r), 4, nil)))
		}
	}
	t.Log("a wording left out:", whole)
	t.Log("and other names:   ", renamed)
	x := New(entries)
	var new, newNames likeness
	for i, e := range entries {
		_ = i
		for _, request := range e.Requests[:2] {
			wanted := func(o cookbook.Entry) bool { return o.Line != e.Line || o.Area != e.Area }
			new.add(commands(x.Find(request, 4, wanted)), commandOf(e))
			newNames.add(commands(x.Find(otherNames(e, request, r), 4, wanted)), commandOf(e))
		}
	}
	t.Log("an entry left out: ", new)
	t.Log("and other names:   ", newNames)
}

func commands(list []Found) []string {
	var out []string
	for _, f := range list {
		out = append(out, commandOf(f.Entry))
	}
	return out
}
