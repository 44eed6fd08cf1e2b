package examples

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"caro/core/cookbook"
)

var update = flag.Bool("update", false, "find the weights again and write weights.go")

// sample is a request with its candidates, and how like each one's command is to the one
// that was asked for.
type sample struct {
	features [][features]float32
	likeness []float64
	isNew    bool // its entry isn't among them
}

// ownLikeness is for the entry itself: more than for another of the same shape.
const ownLikeness = 1.2

// samples are requests that the index doesn't know: a wording is left out of each entry,
// and the entry itself where isNew; in half of them with other names.
func samples(t *testing.T) []sample {
	entries := load(t)
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
	var list []sample
	for fold := range 5 {
		x := New(withoutWording(entries, fold))
		s := newScratch(x)
		for i, e := range entries {
			if fold >= len(e.Requests) {
				continue
			}
			request, isNew := e.Requests[fold], i%2 == 0
			if (i/2+fold)%2 == 0 {
				request = otherNames(e, request, r)
			}
			x.look(s, request, func(o cookbook.Entry) bool { return !isNew || o.Place() != e.Place() })
			one := sample{isNew: isNew}
			for _, c := range s.list {
				like := Likeness(commandOf(e), commandOf(x.entries[c.entry]))
				if int(c.entry) == i {
					like = ownLikeness
				}
				one.features, one.likeness = append(one.features, c.features), append(one.likeness, like)
			}
			list = append(list, one)
		}
	}
	return list
}

// TestWeights finds the weights by which a candidate that is taken by chance, the better
// its score the likelier, is most like what was asked for.
func TestWeights(t *testing.T) {
	if !*update {
		t.Skip("with -update alone: TestFoundAgain and TestNewTask measure what is there")
	}
	list := samples(t)
	var w [features]float64
	for k := range w {
		w[k] = 10 // about right, so that it needn't go far
	}
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same each time
	const rounds, batch = 12, 64
	fit := newDescent(features)
	for round := range rounds {
		value, gradient := 0.0, make([]float64, features)
		for n, at := range r.Perm(len(list)) {
			value += list[at].add(w, gradient)
			if n%batch == batch-1 {
				fit.step(w[:], gradient, batch)
			}
		}
		t.Logf("round %d: %.4f", round, value/float64(len(list)))
	}
	slope, base := calibrate(list, w)
	writeWeights(t, w, slope, base)
}

// add adds the gradient of the likeness to be expected, and returns that.
func (s sample) add(w [features]float64, gradient []float64) float64 {
	chance := make([]float64, len(s.features))
	sum, value := 0.0, 0.0
	top := math.Inf(-1)
	for i, f := range s.features {
		chance[i] = scoreOf(f, w)
		top = max(top, chance[i])
	}
	for i := range chance {
		chance[i] = math.Exp(chance[i] - top)
		sum += chance[i]
	}
	for i := range chance {
		chance[i] /= sum
		value += chance[i] * s.likeness[i]
	}
	for i, f := range s.features {
		for k := range gradient {
			gradient[k] += chance[i] * (s.likeness[i] - value) * float64(f[k])
		}
	}
	return value
}

func scoreOf(f [features]float32, w [features]float64) (score float64) {
	for k := range w {
		score += w[k] * float64(f[k])
	}
	return score
}

// descent is Adam's, upwards.
type descent struct {
	mean, square []float64
	n            float64
}

func newDescent(n int) *descent { return &descent{make([]float64, n), make([]float64, n), 0} }

func (d *descent) step(w, gradient []float64, batch float64) {
	const rate, slow, slower = 0.05, 0.9, 0.99
	d.n++
	for k := range w {
		g := gradient[k] / batch
		gradient[k] = 0
		d.mean[k] = slow*d.mean[k] + (1-slow)*g
		d.square[k] = slower*d.square[k] + (1-slower)*g*g
		w[k] += rate * d.mean[k] / (1 - math.Pow(slow, d.n)) / (math.Sqrt(d.square[k]/(1-math.Pow(slower, d.n))) + 1e-9)
	}
}

// calibrate finds how a score becomes a likeness: that of the best four of requests whose
// entry isn't there.
func calibrate(list []sample, w [features]float64) (slope, base float64) {
	const scale = 30 // of a score, so that both steps are about as large
	line := []float64{2, -3}
	fit := newDescent(len(line))
	for range 200 {
		gradient, n := make([]float64, 2), 0.0
		for _, s := range list {
			if !s.isNew {
				continue
			}
			for _, i := range best(s, w, 4) {
				score := scoreOf(s.features[i], w)
				p := 1 / (1 + math.Exp(-line[0]*score/scale-line[1]))
				gradient[0] += (s.likeness[i] - p) * score / scale
				gradient[1] += s.likeness[i] - p
				n++
			}
		}
		fit.step(line, gradient, n)
	}
	return line[0] / scale, line[1]
}

// best are the places of the most candidates with the highest scores.
func best(s sample, w [features]float64, most int) []int {
	var places []int
	for len(places) < min(most, len(s.features)) {
		at, top := -1, 0.0
		for i, f := range s.features {
			if score := scoreOf(f, w); !slices.Contains(places, i) && (at < 0 || score > top) {
				at, top = i, score
			}
		}
		places = append(places, at)
	}
	return places
}

func writeWeights(t *testing.T, w [features]float64, slope, base float64) {
	names := []string{"own", "others", "agreed", "heard", "pairs", "tagged", "answered", "ownSquared", "ownAgreed", "ownAnswered"}
	var b strings.Builder
	b.WriteString("package examples\n\n// Made by go test ./core/examples -run TestWeights -update; TestFoundAgain and TestNewTask say\n// when it is to be done again.\n\n")
	b.WriteString("// weights are what the features count for in the order of a list.\nvar weights = [features]float32{\n")
	for k, name := range names {
		fmt.Fprintf(&b, "\t%-12s %.2f,\n", name+":", w[k])
	}
	fmt.Fprintf(&b, "}\n\n// By these a score becomes the likeness that is to be expected.\nconst shareSlope, shareBase = %.4f, %.3f\n", slope, base)
	if err := os.WriteFile("weights.go", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
