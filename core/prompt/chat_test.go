package prompt

import (
	"strings"
	"testing"

	"caro/core/backend"
	"caro/core/gate"
	"caro/core/platform"
)

var debian = platform.Machine{OS: platform.Linux, Distro: "Debian", OSVersion: "12", Shell: "bash", Coreutils: platform.GNU, PackageManager: "apt"}

func TestParseTarget(t *testing.T) {
	mac := platform.Machine{OS: platform.MacOS, OSVersion: "15.1", Shell: "zsh", Coreutils: platform.BSD, PackageManager: "brew"}
	for _, test := range []struct {
		name string
		here platform.Machine
		want string
	}{
		{"", debian, "Debian 12 (bash, GNU coreutils)"},
		{"linux", debian, "Debian 12 (bash, GNU coreutils)"},
		{"macos", debian, "macOS (zsh, BSD utilities)"},
		{"", mac, "macOS 15.1 (zsh, BSD utilities)"},
		{"macOS", mac, "macOS 15.1 (zsh, BSD utilities)"},
		{"linux", mac, "Linux (bash, GNU coreutils)"},
	} {
		target, err := ParseTarget(test.name, test.here)
		if err != nil || !strings.Contains(system(target), test.want) {
			t.Errorf("%q on %s: %q, %v", test.name, test.here.OS, system(target), err)
		}
	}
	if _, err := ParseTarget("windows", debian); err == nil {
		t.Error("windows was taken")
	}
}

func TestCommandChat(t *testing.T) {
	target, err := ParseTarget("", debian)
	if err != nil {
		t.Fatal(err)
	}
	plain := Command("list files", target, nil)
	found := Command("list files", target, []Example{{"list folders", "ls -d */"}})
	if plain.Fixed != found.Fixed || plain.Fixed != len(plain.Messages)-1 || len(found.Messages) != len(plain.Messages)+2 {
		t.Errorf("%d of %d fixed, with an example %d of %d", plain.Fixed, len(plain.Messages), found.Fixed, len(found.Messages))
	}
	for i := range plain.Fixed {
		if plain.Messages[i] != found.Messages[i] {
			t.Errorf("message %d isn't fixed", i)
		}
	}
	if last := found.Messages[len(found.Messages)-1]; last != (backend.Message{Role: backend.RoleUser, Content: "list files"}) {
		t.Errorf("last message %+v", last)
	}
	if err := found.Request(1).Check(); err != nil {
		t.Error(err)
	}
}

// TestShownExamples: what the model is shown is read back as what it is.
func TestShownExamples(t *testing.T) {
	for _, e := range shown {
		want := e.Command
		if want == none {
			want = ""
		}
		if got := Parse(e.Command, false); got.Command != want {
			t.Errorf("%q is read as %q", e.Command, got.Command)
		}
		if _, err := gate.Command(e.Command); err != nil {
			t.Errorf("%q: %v", e.Command, err)
		}
	}
}

func TestReadExplanation(t *testing.T) {
	for in, want := range map[string]string{
		" lists all files.":                     "This command lists all files.",
		" lists all files":                      "This command lists all files.",
		" lists all files:":                     "This command lists all files.",
		" lists\nMore.":                         "This command lists.",
		"":                                      "",
		" \n":                                   "",
		" rings \x07 \u202eliated":              `This command rings \x07 \u202eliated.`,
		" " + strings.Repeat("very ", 200) + "": "",
	} {
		got := ParseExplanation(in)
		if len(in) > 500 {
			if len(got) > maxExplanation+1 || !strings.HasSuffix(got, "….") {
				t.Errorf("a long one became %d bytes: %q", len(got), got)
			}
			continue
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestSaidInComments: in the script a model says what it has to say in comments.
func TestSaidInComments(t *testing.T) {
	for text, want := range map[string]string{
		"# NONE": "", "NONE": "",
		"# That can't be run in a shell.\n# NONE": "That can't be run in a shell.",
	} {
		if got := ParseCommand(backend.Result{Text: text}); got.Command != "" || got.Clarify != want {
			t.Errorf("%q: %q, %q", text, got.Command, got.Clarify)
		}
	}
}
