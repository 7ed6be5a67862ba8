package rpmver_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/rpmver"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		older, newer string
	}{
		{"1.0-1", "1.0-2"}, {"1.9-1", "1.10-1"}, {"1.0-9", "1.1-1"}, {"2.0-1", "1:1.0-1"}, {"1:1-1", "10:1-1"},
		{"1.0~rc1-1", "1.0-1"}, {"1.0-1", "1.0^git1-1"}, {"1.0^git1-1", "1.0.1-1"}, {"1.0^~rc", "1.0^"},
		{"1.0a-1", "1.0.1-1"}, {"1.0", "1.0-1"}, {"1.0a", "1.0b"}, {"1.0", "1.0a"},
		{"1-1.el8", "1-1.el8_10"}, {"1-1.el8_4", "1-1.el9"},
		{"99999999999999999999999999", "100000000000000000000000000"},
	} {
		if got := rpmver.Compare(c.older, c.newer); got >= 0 {
			t.Errorf("%s is not older than %s: %d", c.older, c.newer, got)
		}
		if got := rpmver.Compare(c.newer, c.older); got <= 0 {
			t.Errorf("%s is not newer than %s: %d", c.newer, c.older, got)
		}
	}
	for _, c := range [][2]string{{"1.0-1", "0:1.0-1"}, {"1.0-1", "1_0-01"}, {"", "0:"}, {"1.", "1"}} {
		if got := rpmver.Compare(c[0], c[1]); got != 0 {
			t.Errorf("%q and %q differ: %d", c[0], c[1], got)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dependency string
		want       bool
	}{
		{"= 2.4", true}, {"= 2.4-3.el9", true}, {"= 2.4-2.el9", false}, {"> 2.4", false}, {">= 2.4", true},
		{"< 2.4", false}, {"<= 2.4", true}, {"< 2.5", true}, {"< 1:1", true}, {"> 0:2.4-2", true},
		{"> 2.4-3.el9", false},
	} {
		operator, wanted, _ := strings.Cut(c.dependency, " ")
		if got := rpmver.Matches("2.4-3.el9", operator, wanted); got != c.want {
			t.Errorf("2.4-3.el9 %s: %v", c.dependency, got)
		}
	}
	if !rpmver.Matches("2.4-3", "", "") || rpmver.Matches("2.4-3", "?", "2.4-3") {
		t.Error("no operator, or one that there is not")
	}
}

var segments = strings.Fields("0 1 2 10 007 9 a b rc el8 el A ~ ^ . _ + . .. 20260101")

// randomEVR is made of parts that meet often.
func randomEVR(r *rand.Rand) string {
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(5) {
			b.WriteString(segments[r.IntN(len(segments))])
		}
		return b.String()
	}
	evr := word()
	if r.IntN(3) == 0 {
		evr = fmt.Sprintf("%d:%s", r.IntN(3), evr)
	}
	if r.IntN(3) > 0 {
		evr += "-" + word()
	}
	return evr
}

// Of thousands of random pairs rpm thinks the same.
func TestCompareAsRPM(t *testing.T) {
	t.Parallel()
	rpm := need.Program(t, "rpm")
	r := rand.New(rand.NewPCG(18, 4))
	const n = 5000
	var pairs [][2]string
	for len(pairs) < n {
		a := randomEVR(r)
		b := randomEVR(r)
		if r.IntN(3) == 0 { // alike but for the end
			b = a + []string{"~", "^", ".", "0", "a", "-1"}[r.IntN(6)]
		}
		if strings.Count(a, "-") < 2 && strings.Count(b, "-") < 2 {
			pairs = append(pairs, [2]string{a, b})
		}
	}
	var answers []string
	for some := range slices.Chunk(pairs, 500) { // a command line has an end
		var script strings.Builder
		for _, p := range some {
			fmt.Fprintf(&script, "io.write(rpm.vercmp(%q, %q), ' ')\n", p[0], p[1])
		}
		out, err := exec.Command(rpm, "--eval", "%{lua:"+script.String()+"}").Output()
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, strings.Fields(string(out))...)
	}
	if len(answers) != n {
		t.Fatalf("%d answers", len(answers))
	}
	for i, p := range pairs {
		if got := fmt.Sprint(rpmver.Compare(p[0], p[1])); got != answers[i] {
			t.Errorf("%s and %s: %s; rpm says %s", p[0], p[1], got, answers[i])
		}
		if rpmver.Compare(p[0], p[1]) != -rpmver.Compare(p[1], p[0]) {
			t.Errorf("%s and %s: the order in which they are compared counts", p[0], p[1])
		}
	}
}
