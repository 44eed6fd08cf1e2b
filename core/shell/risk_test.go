package shell

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"caro/core/utilities"
	"caro/resources"
)

var update = flag.Bool("update", false, "write testdata/risk.golden anew")

// TestRiskTable prints the table of risks whole, as it comes out for each effect on each
// target, and holds it against the one that was looked at last.
func TestRiskTable(t *testing.T) {
	var b strings.Builder
	kinds := []utilities.Effect{
		utilities.Reads, utilities.Writes, utilities.Overwrites, utilities.Deletes, utilities.Moves, utilities.Permits, utilities.Owns, utilities.Devices,
		utilities.Processes, utilities.Power, utilities.NetworkIn, utilities.NetworkOut, utilities.RemoteCode, utilities.Privilege, utilities.Persistence,
		utilities.Credentials, utilities.History, utilities.Packages, utilities.Containers, utilities.Settings,
	}
	targets := []Target{
		targetNone, targetRoot, targetSystem, targetFile, targetInSystem, targetLocal, targetHome, targetPersonal, targetInHome, targetStartup, targetSecret, targetWork,
		targetParent, targetInWork, targetBuild, targetRepo, targetTemporary, targetDevice, targetMount, targetRemote, targetNull, targetLost, targetEmpty, targetAll,
	}
	for _, kind := range kinds {
		for _, target := range targets {
			fmt.Fprintf(&b, "%-11s %-15s", kind, target)
			for _, e := range []effect{{}, {all: true}, {recursive: true}, {recursive: true, all: true, filtered: true}, {danger: true}, {recursive: true, danger: true}} {
				e.kind, e.target = kind, target
				fmt.Fprintf(&b, " %-8s", judge(e).Level)
			}
			b.WriteString("\n")
		}
	}
	got := "effect      target          plain    all      recursive some     danger   recursive+danger\n" + b.String()
	const golden = "testdata/risk.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != got {
		t.Errorf("the table has changed (%v); look at it, and take it with: go test ./core/shell -run RiskTable -update\n%s", err, got)
	}
}

func TestRuleMistakes(t *testing.T) {
	if _, err := parseRules(resources.Risk); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"delete | root", "delete | root | * | odd | x | y", "delete | root | nonsense | high | x | y"} {
		if _, err := parseRules(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
