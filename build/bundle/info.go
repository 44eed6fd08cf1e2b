package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// identifier is Caro's on macOS.
const identifier = "app.caro.Caro"

// rule is what Info.plist must say of a key: exactly a value, or a text of a form.
type rule struct {
	key  string
	want any
	form *regexp.Regexp
}

var (
	threeNumbers = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	buildNumber  = regexp.MustCompile(`^[0-9]+(\.[0-9]+){0,2}$`)
	twoNumbers   = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	copyright    = regexp.MustCompile(`^Copyright © .+`)

	release    = regexp.MustCompile(`^v?([0-9]+\.[0-9]+\.[0-9]+)([-+].*)?$`)
	noRelease  = regexp.MustCompile(`^([0-9a-f]{7,40}(-dirty)?|unknown|)$`) // git describe without a tag
	usageWords = "UsageDescription"
)

// schema is all that Info.plist says, no more and no less. What asks a person for leave
// (…UsageDescription) isn't in it: Caro needs none.
var schema = []rule{
	{key: "CFBundleDevelopmentRegion", want: "en"},
	{key: "CFBundleDisplayName", want: "Caro"},
	{key: "CFBundleExecutable", want: "caro"},
	{key: "CFBundleIconFile", want: "Caro"},
	{key: "CFBundleIdentifier", want: identifier},
	{key: "CFBundleInfoDictionaryVersion", want: "6.0"},
	{key: "CFBundleLocalizations", want: []string{"en"}},
	{key: "CFBundleName", want: "Caro"},
	{key: "CFBundlePackageType", want: "APPL"},
	{key: "CFBundleShortVersionString", form: threeNumbers},
	{key: "CFBundleSupportedPlatforms", want: []string{"MacOSX"}},
	{key: "CFBundleVersion", form: buildNumber},
	{key: "LSApplicationCategoryType", want: "public.app-category.developer-tools"},
	{key: "LSMinimumSystemVersion", form: twoNumbers},
	{key: "LSUIElement", want: true},
	{key: "NSHighResolutionCapable", want: true},
	{key: "NSHumanReadableCopyright", form: copyright},
	{key: "NSPrincipalClass", want: "NSApplication"},
	// It waits in the menu bar with no window open, and a request may be under way.
	{key: "NSSupportsAutomaticTermination", want: false},
	{key: "NSSupportsSuddenTermination", want: false},
}

// fillInfo puts version and build number into an Info.plist and checks the whole.
func fillInfo(template []byte, version, build string) ([]byte, error) {
	list, err := parsePlist(template)
	if err != nil {
		return nil, err
	}
	if m := release.FindStringSubmatch(version); m != nil {
		list.set("CFBundleShortVersionString", m[1])
	} else if !noRelease.MatchString(version) {
		return nil, fmt.Errorf("%q is no version: it is written as v1.2.3", version)
	}
	if build != "" {
		list.set("CFBundleVersion", build)
	}
	if err := list.check(); err != nil {
		return nil, err
	}
	return list.write(), nil
}

// minimumSystem is the macOS that a bundle's Info.plist promises to run on.
func minimumSystem(text []byte) (system, error) {
	list, err := parsePlist(text)
	if err != nil {
		return system{}, err
	}
	if err := list.check(); err != nil {
		return system{}, err
	}
	value, _ := list.get("LSMinimumSystemVersion")
	return parseSystem(value.(string)) // check has seen that it is a text
}

// check compares a list with the schema.
func (l plist) check() error {
	var wrong []error
	for _, r := range schema {
		value, there := l.get(r.key)
		text, isText := value.(string)
		switch {
		case !there:
			wrong = append(wrong, fmt.Errorf("%s is missing", r.key))
		case r.form != nil && (!isText || !r.form.MatchString(text)):
			wrong = append(wrong, fmt.Errorf("%s is %v, of another form than %v", r.key, value, r.form))
		case r.form == nil && !same(value, r.want):
			wrong = append(wrong, fmt.Errorf("%s is %v, not %v", r.key, value, r.want))
		}
	}
	for _, e := range l {
		known := slices.ContainsFunc(schema, func(r rule) bool { return r.key == e.key })
		switch {
		case strings.HasSuffix(e.key, usageWords):
			wrong = append(wrong, fmt.Errorf("%s asks for a leave that Caro doesn't need", e.key))
		case !known:
			wrong = append(wrong, fmt.Errorf("%s isn't in the schema (build/bundle/info.go)", e.key))
		}
	}
	return errors.Join(wrong...)
}

// same compares two values of a property list.
func same(a, b any) bool {
	x, isList := a.([]string)
	y, wantsList := b.([]string)
	if isList || wantsList {
		return isList && wantsList && slices.Equal(x, y)
	}
	return a == b
}
