package infoplist

import (
	"os"
	"strings"
	"testing"
)

// TestCaros accepts the Info.plist of the project.
func TestCaros(t *testing.T) {
	values, found := Check("Info.plist", read(t))
	for _, p := range found {
		t.Error(p)
	}
	if len(values) < 15 || values["LSMinimumSystemVersion"].Text != "14.0" || values["LSUIElement"].Kind != "true" {
		t.Errorf("read %v", values)
	}
}

// TestFaults plants one fault after the other into it.
func TestFaults(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"key missing", "<key>LSUIElement</key>\n\t<true/>", "", "Info.plist: LSUIElement is missing: else Caro has an icon in the Dock"},
		{"in the Dock", "<key>LSUIElement</key>\n\t<true/>", "<key>LSUIElement</key>\n\t<false/>", "LSUIElement is a <false>, no <true>"},
		{"as a string", "<key>LSUIElement</key>\n\t<true/>", "<key>LSUIElement</key>\n\t<string>1</string>", "LSUIElement is a <string>, no <true>"},
		{"misspelt key", "NSHighResolutionCapable", "NSHighResolutionCapble", "NSHighResolutionCapble isn't among the keys"},
		{"version in words", "<string>0.1.0</string>", "<string>0.1-beta</string>", `CFBundleShortVersionString is "0.1-beta"`},
		{"no such macOS", "<string>14.0</string>", "<string>17</string>", `LSMinimumSystemVersion is "17"`},
		{"too old a macOS", "<string>14.0</string>", "<string>12.0</string>", `LSMinimumSystemVersion is "12.0"`},
		{"permission", "<key>LSUIElement</key>", "<key>NSAppleEventsUsageDescription</key>\n\t<string>x</string>\n\t<key>LSUIElement</key>",
			"Info.plist:38: NSAppleEventsUsageDescription asks for a permission"},
		{"twice", "<key>LSUIElement</key>", "<key>CFBundleName</key>\n\t<string>Caro</string>\n\t<key>LSUIElement</key>", "the key CFBundleName is there twice"},
		{"key without value", "<key>LSUIElement</key>\n\t<true/>", "<key>LSUIElement</key>", "<key> is no value"},
		{"last key without value", "</dict>", "<key>LSUIElement</key></dict>", "the key LSUIElement has no value"},
		{"empty list", "</dict>", "<key>CFBundleLocalizations</key><array></array></dict>", "CFBundleLocalizations is empty"},
		{"malformed list", "</dict>", "<key>CFBundleLocalizations</key><array><string>en</string><string>English</string></array></dict>", `CFBundleLocalizations is "English"`},
		{"not closed", "</dict>\n</plist>", "", "unexpected EOF"},
		{"more behind", "</plist>", "</plist><plist/>", "after its end there is more"},
		{"text between", "<dict>", "<dict>Caro", `the text "Caro" is outside`},
		{"a list", "<dict>", "<array>", "its top is no dictionary"},
		{"no plist", "<plist version=\"1.0\">", "<html>", "it is no property list"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := string(read(t))
			if !strings.Contains(text, tt.old) {
				t.Fatalf("no %q in Info.plist", tt.old)
			}
			_, found := Check("Info.plist", []byte(strings.Replace(text, tt.old, tt.new, 1)))
			for _, p := range found {
				if strings.Contains(p.String(), tt.want) {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`<plist><dict><key>a</key><array><string>b</string><dict></dict></array></dict></plist>`)
	f.Fuzz(func(t *testing.T, text string) {
		values, found := Check("Info.plist", []byte(text))
		if len(values) < 10 && len(found) == 0 {
			t.Errorf("accepted %q", text)
		}
	})
}

func read(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../../../Info.plist")
	if err != nil {
		t.Fatal(err)
	}
	return data
}
