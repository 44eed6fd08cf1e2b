package shell

import (
	"testing"

	"caro/core/gate"
)

// TestRules: a person's own lists hold for what is really run, whatever starts it.
func TestRules(t *testing.T) {
	rules := Rules{Allow: []string{"terraform apply", "frobnicate", "kubectl"}, Deny: []string{"git push", "curl", "mytool"}}
	for command, want := range map[string]gate.Level{
		"terraform apply -auto-approve":          gate.LevelModerate,
		"sudo env terraform apply -auto-approve": gate.LevelModerate,
		"terraform destroy -auto-approve":        gate.LevelCritical,
		"kubectl delete namespace x":             gate.LevelModerate,
		"kubectl delete ns x; rm -rf ~":          gate.LevelCritical,
		"frobnicate --all":                       gate.LevelSafe,
		"git push":                               gate.LevelCritical,
		"git pull":                               gate.LevelModerate,
		"sh -c 'git -C x push'":                  gate.LevelCritical,
		"x=curl; $x https://example.org":         gate.LevelCritical,
		"echo curl":                              gate.LevelSafe,
		"ls | xargs /usr/bin/curl":               gate.LevelCritical,
		"./mytool":                               gate.LevelCritical,
	} {
		if got := Look(command, Options{Rules: rules}); got.Risk.Level != want {
			t.Errorf("%s is %s, want %s%s", command, got.Risk.Level, want, said(got.Risk))
		}
	}
}
