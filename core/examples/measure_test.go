package examples

import (
	"cmp"
	"fmt"
	"math"
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

func (p places) part(n int) float64 { return float64(n) / float64(max(p.n, 1)) }

func (p places) String() string {
	return fmt.Sprintf("%d queries: first %.3f, in 3 %.3f, in 4 %.3f", p.n, p.part(p.first), p.part(p.three), p.part(p.four))
}

// likeness sums how like what was found is to what was wanted.
type likeness struct {
	n, shown          int
	first, best, mean float64 // F1
	cover             float64 // of the pieces, those that are in any of what was found
	program, all      float64 // any has the main program; is of the same pieces
	share             float64
}

func (l *likeness) add(found []Found, want string) {
	l.n++
	goal, covered := setOf(want), map[piece]bool{}
	best, sum, program := 0.0, 0.0, 0.0
	for i, f := range found {
		n := Likeness(commandOf(f.Entry), want)
		if i == 0 {
			l.first += n
		}
		best, sum = max(best, n), sum+n
		have := setOf(commandOf(f.Entry))
		for p := range have {
			if goal[p] {
				covered[p] = true
			}
		}
		if have[mainOf(want)] {
			program = 1
		}
		l.share += f.Share
	}
	l.shown += len(found)
	l.best += best
	l.mean += sum / float64(max(len(found), 1))
	l.cover += float64(len(covered)) / float64(max(len(goal), 1))
	l.program += program
	if best == 1 {
		l.all++
	}
}

func (l likeness) part(sum float64) float64 { return sum / float64(max(l.n, 1)) }

func (l likeness) String() string {
	return fmt.Sprintf("%d queries: F1 of the first %.3f, of the best of 4 %.3f, mean %.3f; pieces covered %.3f, program %.3f, same pieces %.3f; share %.3f",
		l.n, l.part(l.first), l.part(l.best), l.part(l.mean), l.part(l.cover), l.part(l.program), l.part(l.all), l.share/float64(max(l.shown, 1)))
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

// TestFoundAgain: an entry is found by a wording that the index hasn't got, also where that
// has other names than the entry's.
func TestFoundAgain(t *testing.T) {
	entries := load(t)
	var same, renamed places
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	for k := range 5 {
		x := New(withoutWording(entries, k))
		for _, e := range entries {
			if k < len(e.Requests) {
				same.add(placeOf(e, x.Find(e.Requests[k], 4, nil)))
				renamed.add(placeOf(e, x.Find(otherNames(e, e.Requests[k], r), 4, nil)))
			}
		}
	}
	t.Logf("a wording left out: %v", same)
	t.Logf("and other names:    %v", renamed)
	atLeast(t, "first, a wording left out", same.part(same.first), 0.64)
	atLeast(t, "in 3, a wording left out", same.part(same.three), 0.79)
	atLeast(t, "first, other names", renamed.part(renamed.first), 0.335)
	atLeast(t, "in 4, other names", renamed.part(renamed.four), 0.54)
}

// TestNewTask: where the task isn't in the cookbook, as most that are asked, what is found
// is made much as what is asked for.
func TestNewTask(t *testing.T) {
	entries := load(t)
	x := New(entries)
	var same, renamed likeness
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	for _, e := range entries {
		for _, request := range e.Requests[:2] {
			wanted := func(o cookbook.Entry) bool { return o.Line != e.Line || o.Area != e.Area }
			same.add(x.Find(request, 4, wanted), commandOf(e))
			renamed.add(x.Find(otherNames(e, request, r), 4, wanted), commandOf(e))
		}
	}
	t.Logf("the entry left out: %v", same)
	t.Logf("and other names:    %v", renamed)
	atLeast(t, "F1 of the first", same.part(same.first), 0.335)
	atLeast(t, "F1 of the best of 4", same.part(same.best), 0.495)
	atLeast(t, "pieces covered", same.part(same.cover), 0.515)
	atLeast(t, "F1 of the first, other names", renamed.part(renamed.first), 0.3)
	// Share says what is to be expected; half the queries had a part in finding it.
	if share := same.share / float64(same.shown); math.Abs(share-same.part(same.mean)) > 0.04 {
		t.Errorf("the share is %.3f on average, the likeness %.3f", share, same.part(same.mean))
	}
}

func atLeast(t *testing.T, what string, got, floor float64) {
	t.Helper()
	if got < floor {
		t.Errorf("%s: %.3f, not %.3f", what, got, floor)
	}
}
