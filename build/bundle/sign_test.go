package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"caro/core/testneed"
)

// fakeTool stands in for a tool of a Mac: it writes its name and arguments to a file.
const fakeTool = `#!/bin/sh
[ "${0##*/}" = uname ] && echo Darwin && exit
echo "${0##*/} $*" >>"$CARO_TEST_TOOLS"
case "${0##*/} $*" in
"codesign "*"$CARO_TEST_REFUSED") echo "not signed" >&2; exit 1 ;;
*" notarytool submit "*) echo '{"id": "1234", "status": "'"${CARO_TEST_VERDICT:-Accepted}"'"}' ;;
esac
`

// desk has the tools of a Mac stood in for.
type desk struct {
	t    *testing.T
	root string
	log  string
	env  []string
}

func newDesk(t *testing.T) desk {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"uname", "codesign", "xattr", "xcrun", "ditto", "hdiutil", "spctl"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(fakeTool), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d := desk{t: t, root: testneed.Root(t), log: filepath.Join(dir, "log")}
	d.env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "CARO_TEST_TOOLS="+d.log, "CARO_TEST_REFUSED=nothing", "IDENTITY=", "NOTARY_PROFILE=")
	return d
}

// run runs a script of build and returns what the tools were asked for.
func (d desk) run(env []string, script string, args ...string) (calls []string, said string, err error) {
	d.t.Helper()
	_ = os.Remove(d.log)
	cmd := exec.CommandContext(d.t.Context(), filepath.Join(d.root, "build", script), args...)
	cmd.Env = append(d.env, env...)
	out, err := cmd.CombinedOutput()
	text, readErr := os.ReadFile(d.log)
	if readErr != nil && !os.IsNotExist(readErr) {
		d.t.Fatal(readErr)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n"), string(out), err
}

// laidOut makes a small bundle: programs that are headers only, and the real libraries.
func laidOut(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	if err := os.WriteFile(program, mach(cpuARM, typeExec, platformMacOS, 14, 0), 0o755); err != nil {
		t.Fatal(err)
	}
	app := filepath.Join(dir, "Caro.app")
	var say bytes.Buffer
	p := parts{program, program, realLibs(t), program}
	if status := command(t.Context(), p.arguments(t, "arm64", app), &say, &say); status != 0 {
		t.Fatal(say.String())
	}
	return app
}

// TestSign: all code is signed, each after what it holds, the whole last.
func TestSign(t *testing.T) {
	d, app := newDesk(t), laidOut(t)
	for identity, options := range map[string]string{
		"":                                 "",
		"Developer ID Application: A (B1)": "--options runtime --timestamp ",
	} {
		calls, said, err := d.run([]string{"IDENTITY=" + identity}, "sign.sh", app)
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		entitled := ""
		who := "-"
		if identity != "" {
			entitled, who = "--entitlements build/Caro.entitlements ", identity
		}
		want := []string{"xattr -cr " + app}
		libraries, err := filepath.Glob(filepath.Join(app, "Contents", "Frameworks", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range libraries {
			if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
				want = append(want, "codesign --force --sign "+who+" "+options+path)
			}
		}
		if len(want) != 8 {
			t.Fatalf("%d libraries", len(want)-1)
		}
		want = append(want,
			"codesign --force --sign "+who+" "+options+entitled+"--identifier app.caro.Caro.engine "+app+"/Contents/MacOS/caro-engine",
			"codesign --force --sign "+who+" "+options+entitled+app,
			"codesign --verify --deep --strict --verbose=2 "+app)
		if !slices.Equal(calls, want) {
			t.Errorf("the calls are\n%s\nnot\n%s", strings.Join(calls, "\n"), strings.Join(want, "\n"))
		}
	}
	last := filepath.Join(app, "Contents", "MacOS", "caro-engine")
	calls, said, err := d.run([]string{"CARO_TEST_REFUSED=" + last}, "sign.sh", app)
	if err == nil || !strings.Contains(said, "not signed") || !strings.HasSuffix(calls[len(calls)-1], last) {
		t.Errorf("after a refusal: %v, %s, %q", err, said, calls)
	}
}

// TestEntitlements: none is asked for, least of all one that would let foreign code in.
func TestEntitlements(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testneed.Root(t), "build", "Caro.entitlements"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := parsePlist(text)
	if err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
	if strings.Contains(string(text), "<!--") {
		t.Error("it has a comment: the kernel's reader of entitlements may refuse that")
	}
}

func TestNotarize(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	app, image := filepath.Join(dir, "Caro.app"), filepath.Join(dir, "Caro.dmg")
	env := []string{"IDENTITY=Me", "NOTARY_PROFILE=mine"}
	calls, said, err := d.run(env, "mac.sh", "notarize", app, image)
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	var steps []string
	for _, call := range calls {
		if f := strings.Fields(call); f[0] != "xcrun" || f[1] != "-f" {
			steps = append(steps, strings.Join(f[:min(3, len(f))], " "))
		}
	}
	want := []string{
		"ditto -c -k", "xcrun notarytool submit", "xcrun stapler staple", // the app, before the image is made of it
		"ditto " + app + " " + secondDitto(calls), "hdiutil create -quiet", "codesign --force --sign",
		"xcrun notarytool submit", "xcrun stapler staple", "spctl --assess --type",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("the steps are\n%s\nnot\n%s", strings.Join(steps, "\n"), strings.Join(want, "\n"))
	}
	calls, said, err = d.run(append(env, "CARO_TEST_VERDICT=Invalid"), "mac.sh", "notarize", app, image)
	if err == nil || !strings.Contains(said, "Apple refused") || !strings.Contains(said, "notarytool log 1234") || strings.Contains(strings.Join(calls, "\n"), "staple ") {
		t.Errorf("after a refusal: %v, %s, %q", err, said, calls)
	}
	for what, env := range map[string][]string{"IDENTITY": {"NOTARY_PROFILE=mine"}, "NOTARY_PROFILE": {"IDENTITY=Me"}} {
		if _, said, err := d.run(env, "mac.sh", "notarize", app, image); err == nil || !strings.Contains(said, "needs "+what) {
			t.Errorf("without %s: %v, %s", what, err, said)
		}
	}
}

// secondDitto is where the app was copied to for the image: a folder made for it.
func secondDitto(calls []string) string {
	for _, call := range calls {
		if f := strings.Fields(call); f[0] == "ditto" && f[1] != "-c" {
			return f[2]
		}
	}
	return ""
}

// TestSmoke: the table is kept, whether the test passed or not.
func TestSmoke(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	app, table := filepath.Join(dir, "Caro.app"), filepath.Join(dir, "table")
	for script, fails := range map[string]bool{"echo $1 passed": false, "echo $1 broke; exit 1": true} {
		program := filepath.Join(app, "Contents", "MacOS", "caro")
		if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		_, said, err := d.run(nil, "mac.sh", "smoke", app, table)
		if (err != nil) != fails {
			t.Errorf("%s: %v, %s", script, err, said)
		}
		if text, err := os.ReadFile(table); err != nil || !strings.HasPrefix(string(text), "selftest ") || strings.Contains(string(text), "models ") {
			t.Errorf("%s: the table is %q, %v", script, text, err)
		}
		if !strings.Contains(said, "models ") {
			t.Errorf("%s: the model isn't fetched before: %s", script, said)
		}
	}
}

// TestNotAMac: each target says what it needs, and makes nothing.
func TestNotAMac(t *testing.T) {
	if out, err := exec.CommandContext(t.Context(), "uname", "-s").Output(); err != nil || strings.HasPrefix(string(out), "Darwin") {
		t.Skip("this is a Mac")
	}
	out := t.TempDir()
	for _, target := range []string{"app", "dmg", "notarize", "smoke"} {
		cmd := exec.CommandContext(t.Context(), "make", "-s", target, "OUT="+out)
		cmd.Dir, cmd.Env = testneed.Root(t), append(os.Environ(), "MAKEFLAGS=", "MAKELEVEL=")
		said, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(said), "`make "+target+"` needs a Mac") || !strings.Contains(string(said), "make app-layout") {
			t.Errorf("make %s: %v, %s", target, err, said)
		}
		if made, _ := os.ReadDir(out); len(made) > 0 {
			t.Errorf("make %s made %v", target, made)
		}
	}
}
