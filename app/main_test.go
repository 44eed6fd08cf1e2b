package main

import (
	"slices"
	"testing"
)

func TestOpened(t *testing.T) {
	const bundle = "/Applications/Caro.app/Contents/MacOS/caro"
	for _, test := range []struct {
		args       []string
		executable string
		parent     int
		want       []string
	}{
		{nil, bundle, 1, []string{"app"}},
		{[]string{"-psn_0_12345"}, bundle, 1, []string{"app"}},
		{nil, bundle, 501, nil}, // typed in a shell
		{nil, "/usr/local/bin/caro", 1, nil},
		{[]string{"list", "files"}, bundle, 1, []string{"list", "files"}},
	} {
		if got := opened(test.args, test.executable, test.parent); !slices.Equal(got, test.want) {
			t.Errorf("opened(%q, %s, %d) = %q, want %q", test.args, test.executable, test.parent, got, test.want)
		}
	}
}
