package overlap

import (
	"slices"
	"strings"
	"unicode"
)

// TooNear is the similarity from which a request counts as seen: what is left to differ is
// a name, a number, or a polite word. It was chosen by reading pairs, and is strict rather
// than lax.
const TooNear = 0.5

// Neighbour is the nearest of the known requests.
type Neighbour struct {
	Request string  `json:"request"`
	Known   string  `json:"known"` // "" where nothing is known
	Index   int     `json:"index"` // of Known in the list that was given; -1 where there is none
	Words   float64 `json:"words"` // Jaccard index of the words, 0 to 1
	Letters float64 `json:"letters"`
}

// Similarity is the greater of the two measures, 0 to 1.
func (n Neighbour) Similarity() float64 { return max(n.Words, n.Letters) }

// Near reports whether the request counts as seen.
func (n Neighbour) Near() bool { return n.Similarity() >= TooNear }

// Nearest finds for each request the known one that is most like it, by the Jaccard index
// of their words (without those that say nothing) or of their runs of three letters.
func Nearest(requests, known []string) []Neighbour {
	words, letters := make([]set, len(known)), make([]set, len(known))
	for i, k := range known {
		words[i], letters[i] = wordsOf(k), trigrams(k)
	}
	out := make([]Neighbour, len(requests))
	for i, r := range requests {
		best := Neighbour{Request: r, Index: -1}
		w, l := wordsOf(r), trigrams(r)
		for j := range known {
			n := Neighbour{r, known[j], j, jaccard(w, words[j]), jaccard(l, letters[j])}
			if best.Index < 0 || n.Similarity() > best.Similarity() {
				best = n
			}
		}
		out[i] = best
	}
	return out
}

// Summary is the distribution of the similarities.
type Summary struct {
	N      int     `json:"n"`
	Near   int     `json:"near"`
	Median float64 `json:"median"`
	P90    float64 `json:"p90"`
	Max    float64 `json:"max"`
}

// Summarise counts.
func Summarise(list []Neighbour) Summary {
	if len(list) == 0 {
		return Summary{}
	}
	s := Summary{N: len(list)}
	var values []float64
	for _, n := range list {
		values = append(values, n.Similarity())
		if n.Near() {
			s.Near++
		}
	}
	slices.Sort(values)
	const ninety = 0.9
	s.Median, s.P90, s.Max = values[len(values)/2], values[int(ninety*float64(len(values)-1))], values[len(values)-1]
	return s
}

type set map[string]bool

// empty are words that most requests have, whatever they ask for.
var empty = func() set {
	s := set{}
	for _, w := range strings.Fields(`a an and are as at be by can do does for from give has have here how i if in into
		is it its me my of on one only or our please print put see show that the their them then there these they this
		to want was what where which who with would you your`) {
		s[w] = true
	}
	return s
}()

func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// wordsOf are the words that say something, without the s of a plural; all of them where
// none does.
func wordsOf(text string) set {
	s, all := set{}, set{}
	for _, w := range split(text) {
		all[w] = true
		if !empty[w] {
			if len(w) > 3 {
				w = strings.TrimSuffix(w, "s")
			}
			s[w] = true
		}
	}
	if len(s) == 0 {
		return all
	}
	return s
}

// trigrams are the runs of three letters of the words, with a blank at both ends.
func trigrams(text string) set {
	s := set{}
	letters := []rune(" " + strings.Join(split(text), " ") + " ")
	for i := range len(letters) - 2 {
		s[string(letters[i:i+3])] = true
	}
	return s
}

func jaccard(a, b set) float64 {
	both := 0
	for x := range a {
		if b[x] {
			both++
		}
	}
	if either := len(a) + len(b) - both; either > 0 {
		return float64(both) / float64(either)
	}
	return 0
}
