package everyday

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// entry is a file, folder or link of the fixture.
type entry struct {
	mode fs.FileMode // type and permissions
	body string      // of a file
	link string      // target of a link
	age  time.Duration
}

const day = 24 * time.Hour

func file(body string, age time.Duration) entry {
	return entry{mode: 0o644, body: body, age: age}
}

func folder() entry { return entry{mode: fs.ModeDir | 0o755, age: 100 * day} }

func link(target string) entry { return entry{mode: fs.ModeSymlink | 0o777, link: target} }

// tree is the fixture by path, folders included: the small business of someone
// who sells things on the web. Base names occur once, so that a listing which
// shows them alone can be read; sizes lie so far apart that bytes, blocks and
// rounded figures give the same order; none lies between a limit and the same
// limit counted in thousands.
//
// It is built once and never changed.
var tree = sync.OnceValue(buildTree)

func buildTree() map[string]entry {
	t := map[string]entry{
		"README.md":  file(readme, 40*day),
		"notes.txt":  file(notes, 2*time.Hour),
		"run.sh":     file("#!/bin/sh\nexec python3 src/main.py \"$@\"\n", 60*day),
		"build.tmp":  file("half done\n", 33*day),
		".env":       file("PORT=8080\nSHOP_NAME=Corner Shop\n", 70*day),
		".gitignore": file("*.tmp\n.env\n", 70*day),
		"latest.log": link("logs/app.log"),

		".cache/thumbs.db": file(noise(1, 900_000), 50*day),

		"src/__init__.py":    file("", 90*day),
		"src/main.py":        file(mainPy, 35*day),
		"src/shop/cart.py":   file(cartPy, 5*time.Hour),
		"src/shop/stock.py":  file(stockPy, 80*day),
		"src/shop/cart.tmp":  file("scrap\n", 80*day),
		"src/web/index.html": file(indexHTML, 81*day),
		"src/web/style.css":  file("body { margin: 2em; }\n", 82*day),
		"src/web/app.js":     file(appJS, 83*day),
		"src/web/fonts":      folder(),
		"tests/test_cart.py": file(testPy, 84*day),

		"data/sales.csv":     file(salesCSV(), 3*time.Hour),
		"data/customers.csv": file(customers, 200*day),
		"data/names.txt":     file(names, 210*day),
		"data/monday.txt":    file(monday, 220*day),
		"data/friday.txt":    file(friday, 216*day),

		"logs/app.log":          file(appLog(), 30*time.Minute),
		"logs/access.log":       file(accessLog(), 3*day),
		"logs/errors.log":       file("", 45*day),
		"logs/old/app-2022.log": file("2022-11-02 09:00:00 INFO moved to the new machine\n", 700*day),

		"images/beach.jpg":  file("\xff\xd8\xff\xe0"+noise(2, 700), 150*day),
		"images/forest.JPG": file("\xff\xd8\xff\xe0"+noise(3, 900), 151*day),
		"images/logo.png":   file("\x89PNG\r\n\x1a\n"+noise(4, 300), 152*day),
		"images/icon.png":   file("\x89PNG\r\n\x1a\n"+noise(5, 200), 153*day),
		"images/cat.gif":    file("GIF89a"+noise(6, 400), 154*day),
		"icons":             folder(),
		"drafts":            folder(),

		"downloads/installer.bin":  file(noise(7, 2_600_000), 20*day),
		"downloads/film.mp4":       file(noise(8, 1_700_000), 400*day),
		"downloads/manual.pdf":     file("%PDF-1.4\n"+noise(9, 310_000), 10*day),
		"downloads/song.mp3":       file(noise(10, 120_000), 90*day),
		"downloads/holiday.tar.gz": file(holidayArchive(), 300*day),
		"downloads/ticket.txt":     file("Platform 4, seat 61\n", 5*day),

		"documents/todo list.txt":      file("water the plants\nring the bank\n", 12*day),
		"documents/letter to Anna.txt": file("Dear Anna,\nthe roof is mended at last.\n", 13*day),
		"documents/scratch pad.tmp":    file("7 x 8 = 56\n", 14*day),
		"documents/handbook":           link("../downloads/manual.pdf"),

		"odd/-rf":      file("a file with an unlucky name\n", 500*day),
		"odd/keep.txt": file("keep me\n", 500*day),
	}
	for _, name := range slices.Collect(maps.Keys(t)) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			t[dir] = folder()
		}
	}
	return t
}

// Fixture fills dir with the folder that the requests are about. Contents are
// always the same; times are counted back from now.
func Fixture(dir string) error {
	t := tree()
	paths := slices.Sorted(maps.Keys(t)) // a folder comes before what is in it
	for _, name := range paths {
		if err := t[name].make(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("make the fixture: %w", err)
		}
	}
	now := time.Now()
	for _, name := range slices.Backward(paths) { // making a file is a change of its folder
		if t[name].link != "" {
			continue // the time would be its target's
		}
		when := now.Add(-t[name].age)
		if err := os.Chtimes(filepath.Join(dir, name), when, when); err != nil {
			return fmt.Errorf("make the fixture: %w", err)
		}
	}
	past := now.Add(-folder().age)
	if err := os.Chtimes(dir, past, past); err != nil {
		return fmt.Errorf("make the fixture: %w", err)
	}
	return nil
}

func (e entry) make(at string) error {
	switch {
	case e.link != "":
		return os.Symlink(e.link, at)
	case e.mode.IsDir():
		if err := os.Mkdir(at, 0o755); err != nil {
			return err
		}
	default:
		if err := os.WriteFile(at, []byte(e.body), 0o644); err != nil {
			return err
		}
	}
	return os.Chmod(at, e.mode.Perm()) // whatever the umask is
}

// pick are the paths of the fixture that pass, sorted.
func pick(pass func(name string, e entry) bool) []string {
	var found []string
	for name, e := range tree() {
		if pass(name, e) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// under are the paths below a folder, without the folder.
func under(dir string) []string {
	return pick(func(name string, _ entry) bool { return strings.HasPrefix(name, dir+"/") })
}

func isFile(e entry) bool { return e.mode.IsRegular() }
