package main

import (
	"debug/macho"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/testneed"
)

func neededBy(path string) (system, error) {
	f, err := macho.Open(path)
	if err != nil {
		return system{}, err
	}
	defer f.Close()
	return needed(f)
}

func readInfo(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testneed.Root(t), "Info.plist"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestInfo: the committed Info.plist meets the schema, and is written as it was read.
func TestInfo(t *testing.T) {
	text := readInfo(t)
	same, err := fillInfo(text, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if string(same) != string(text) {
		t.Errorf("it is written as\n%s", same)
	}
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3", "1.2.3": "1.2.3", "v1.2.3-rc.1": "1.2.3", "v0.2.0-14-gecc5dd9-dirty": "0.2.0",
		"ecc5dd9": "0.1.0", "ecc5dd9-dirty": "0.1.0", "unknown": "0.1.0",
	} {
		filled, err := fillInfo(text, version, "7.8")
		if err != nil {
			t.Fatal(err)
		}
		list, err := parsePlist(filled)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := list.get("CFBundleShortVersionString"); got != want {
			t.Errorf("%s: %v, want %s", version, got, want)
		}
		if got, _ := list.get("CFBundleVersion"); got != "7.8" {
			t.Errorf("the build is %v", got)
		}
	}
}

func TestInfoRefusals(t *testing.T) {
	text := string(readInfo(t))
	for what, test := range map[string]struct{ old, new, says string }{
		"a key less":          {"<key>LSUIElement</key>\n\t<true/>", "", "LSUIElement is missing"},
		"another value":       {"<key>LSUIElement</key>\n\t<true/>", "<key>LSUIElement</key>\n\t<false/>", "LSUIElement is false, not true"},
		"another kind":        {"<key>LSUIElement</key>\n\t<true/>", "<key>LSUIElement</key>\n\t<string>1</string>", "LSUIElement is 1"},
		"another list":        {"<string>en</string>\n\t</array>", "<string>de</string>\n\t</array>", "CFBundleLocalizations is [de]"},
		"a needless question": {"</dict>", "<key>NSMicrophoneUsageDescription</key><string>?</string></dict>", "a leave that Caro doesn't need"},
		"an unknown key":      {"</dict>", "<key>LSEnvironment</key><string>?</string></dict>", "isn't in the schema"},
		"no version":          {"<string>0.1.0</string>", "<string>0.1</string>", "CFBundleShortVersionString is 0.1"},
		"no system":           {"<string>14.0</string>", "<string>Sonoma</string>", "LSMinimumSystemVersion is Sonoma"},
		"a key twice":         {"</dict>", "<key>LSUIElement</key><true/></dict>", "is there twice"},
		"no value":            {"</dict>", "<key>X</key></dict>", "a key or a value is missing"},
		"another structure":   {"<dict>", "<array><dict>", "read a property list"},
		"a number":            {"</dict>", "<key>X</key><integer>1</integer></dict>", "a value of the kind integer"},
		"more after the end":  {"</plist>", "</plist>more", "text after its end"},
	} {
		if !strings.Contains(text, test.old) {
			t.Fatalf("%s: %q isn't in Info.plist", what, test.old)
		}
		if _, err := fillInfo([]byte(strings.Replace(text, test.old, test.new, 1)), "", ""); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v doesn't say %q", what, err, test.says)
		}
	}
}
