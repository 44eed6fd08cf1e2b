package infoplist

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"caro/build/darwincheck/problem"
)

// rule is what a key must have.
type rule struct {
	kind     string         // of the value
	optional bool           // the key may lack
	form     *regexp.Regexp // of a string, whole, and of each in an array; nil: any but empty
	why      string         // what goes wrong otherwise
}

func form(text string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + text + `)$`) }

// schema has every key that Caro's Info.plist may have.
var schema = map[string]rule{
	"CFBundleDevelopmentRegion":            {"string", false, form(`en`), "the language of texts without a translation"},
	"CFBundleDisplayName":                  {"string", false, form(`Caro`), "what Finder shows"},
	"CFBundleExecutable":                   {"string", false, form(`caro`), "the program in Contents/MacOS"},
	"CFBundleIconFile":                     {"string", false, form(`Caro(\.icns)?`), "the icon in Contents/Resources"},
	"CFBundleIdentifier":                   {"string", false, form(`app\.caro\.Caro`), "the system keeps permissions and the login item by it"},
	"CFBundleInfoDictionaryVersion":        {"string", false, form(`6\.0`), "the format"},
	"CFBundleLocalizations":                {"array", true, form(`[a-z]{2}(-[A-Z][A-Za-z]+)?`), "the languages of the texts in the program"},
	"CFBundleName":                         {"string", false, form(`.{1,15}`), "the menu bar has room for 15 letters"},
	"CFBundlePackageType":                  {"string", false, form(`APPL`), "an application"},
	"CFBundleShortVersionString":           {"string", false, form(`\d+\.\d+\.\d+`), "three numbers"},
	"CFBundleSignature":                    {"string", true, form(`\?{4}`), "of no meaning any more"},
	"CFBundleSupportedPlatforms":           {"array", true, form(`MacOSX`), "macOS only"},
	"CFBundleVersion":                      {"string", false, form(`\d+(\.\d+){0,2}`), "one to three numbers"},
	"LSApplicationCategoryType":            {"string", false, form(`public\.app-category\.(developer-tools|productivity|utilities)`), "one of Apple's categories"},
	"LSArchitecturePriority":               {"array", true, form(`arm64|x86_64`), "the processors"},
	"LSMinimumSystemVersion":               {"string", false, form(`1[3-9]\.\d+(\.\d+)?|2[6-9]\.\d+(\.\d+)?`), "a version of macOS that there is, 13 or later for the login item"},
	"LSMultipleInstancesProhibited":        {"true", true, nil, "one Caro at a time"},
	"LSUIElement":                          {"true", false, nil, "else Caro has an icon in the Dock and a menu bar of its own"},
	"NSHighResolutionCapable":              {"true", false, nil, "else it is drawn at half the resolution"},
	"NSHumanReadableCopyright":             {"string", false, form(`Copyright © 20\d\d .+`), "year and holder"},
	"NSPrincipalClass":                     {"string", true, form(`NSApplication`), "the class that runs the app"},
	"NSSupportsAutomaticGraphicsSwitching": {"true", true, nil, "else a Mac with two GPUs takes the hungry one"},
	"NSSupportsAutomaticTermination":       {"false", true, nil, "the system must not end an app without windows"},
	"NSSupportsSuddenTermination":          {"false", true, nil, "the worker must be told"},
}

// Check holds an Info.plist to the schema; place is its name in problems.
func Check(place string, data []byte) (map[string]Value, problem.List) {
	values, found := Parse(place, data)
	if values == nil {
		return nil, found
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := fmt.Sprintf("%s:%d", place, values[key].Line)
		r, known := schema[key]
		switch {
		case known:
			r.check(key, values[key], at, &found)
		case strings.HasSuffix(key, "UsageDescription"):
			found.Add(at, "%s asks for a permission that Caro doesn't need", key)
		default:
			found.Add(at, "%s isn't among the keys that Caro uses", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(schema)) {
		if _, ok := values[key]; !ok && !schema[key].optional {
			found.Add(place, "%s is missing: %s", key, schema[key].why)
		}
	}
	return values, found
}

// check judges one value.
func (r rule) check(key string, v Value, at string, found *problem.List) {
	texts := []string{v.Text}
	switch {
	case v.Kind != r.kind:
		found.Add(at, "%s is a <%s>, no <%s>: %s", key, v.Kind, r.kind, r.why)
		return
	case v.Kind == "array":
		texts = v.List
		if len(texts) == 0 {
			found.Add(at, "%s is empty: %s", key, r.why)
		}
	}
	for _, text := range texts {
		if r.form != nil && !r.form.MatchString(text) {
			found.Add(at, "%s is %q: %s", key, text, r.why)
		}
	}
}
