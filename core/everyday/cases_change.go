package everyday

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// changing: making, copying, moving, deleting, editing.
func changing() []Case {
	temporary := pick(func(name string, _ entry) bool { return strings.HasSuffix(name, ".tmp") })
	return []Case{{
		Name:    "make-folders",
		Request: "create the folder reports/2024/january, with the folders above it",
		Check:   leaves(change{added: []string{"reports", "reports/2024", "reports/2024/january"}}, aFolder("reports/2024/january")),
		Right:   []string{"mkdir -p reports/2024/january", "mkdir reports && mkdir reports/2024 && mkdir reports/2024/january", "install -d reports/2024/january"},
		Wrong:   []string{"mkdir reports/2024/january", "mkdir -p reports 2024 january", "mkdir -p reports/2024 && touch reports/2024/january", "mkdir -p reports/2024/{january,february}"},
	}, {
		Name:    "copy-folder",
		Request: "make a copy of the src folder with the name src-copy",
		Check:   leaves(change{added: copied("src", "src-copy")}, sameTree("src", "src-copy")),
		Right:   []string{"cp -r src src-copy", "cp -a src/ src-copy", "mkdir src-copy && cp -R src/. src-copy/", "cp -rp ./src ./src-copy"},
		Wrong:   []string{"cp src src-copy", "mv src src-copy", "mkdir src-copy && cp -r src src-copy/", "mkdir src-copy && cp -r src/*.py src-copy", "ln -s src src-copy"},
	}, {
		Name:    "rename",
		Request: "rename README.md to MANUAL.md",
		Check:   leaves(change{added: []string{"MANUAL.md"}, removed: []string{"README.md"}}, same("MANUAL.md", readme)),
		Right:   []string{"mv README.md MANUAL.md", "mv -n ./README.md ./MANUAL.md", "cp README.md MANUAL.md && rm README.md"},
		Wrong:   []string{"cp README.md MANUAL.md", "mv MANUAL.md README.md", "mv README.md documents/MANUAL.md", "touch MANUAL.md && rm README.md"},
	}, {
		Name:    "move-pictures",
		Request: "move all png images from the images folder into the icons folder",
		Check: leaves(change{
			added:   []string{"icons/icon.png", "icons/logo.png"},
			removed: []string{"images/icon.png", "images/logo.png"},
		}, same("icons/icon.png", tree()["images/icon.png"].body), same("icons/logo.png", tree()["images/logo.png"].body)),
		Right: []string{"mv images/*.png icons/", "find images -name '*.png' -exec mv -t icons {} +", "cd images && mv *.png ../icons", "for f in images/*.png; do mv \"$f\" icons; done"},
		Wrong: []string{"mv images/* icons/", "cp images/*.png icons/", "mv *.png icons/", "mv images icons", "cat images/*.png > icons/logo.png"},
	}, {
		Name:    "delete-temporary",
		Request: "delete all .tmp files in this folder and all subfolders",
		Check:   leaves(change{removed: temporary}),
		Right:   []string{"find . -name '*.tmp' -delete", "find . -type f -name \"*.tmp\" -exec rm -f {} \\;", "find . -name '*.tmp' -print0 | xargs -0 rm", "shopt -s globstar; rm -- **/*.tmp"},
		Wrong:   []string{"rm *.tmp", "rm -r *.tmp", "find . -name '*.tmp'", "find . -name '*.tmp' | xargs rm", "find . -delete -name '*.tmp'", "rm -rf *"},
	}, {
		Name:    "delete-odd-name",
		Request: "delete the file that is called -rf in the folder odd",
		Check:   leaves(change{removed: []string{"odd/-rf"}}),
		Right:   []string{"rm odd/-rf", "rm -- odd/-rf", "cd odd && rm -- -rf", "rm ./odd/-rf", "rm -rf odd/-rf", "find odd -name '-rf' -delete", "(cd odd; rm ./-rf)"},
		Wrong:   []string{"rm -rf odd", "cd odd && rm -rf", "cd odd && rm -rf *", "rm -rf", "cd odd; rm *"},
	}, {
		Name:    "make-executable",
		Request: "make run.sh executable",
		Check:   leaves(change{altered: []string{"run.sh"}}, same("run.sh", tree()["run.sh"].body), executable("run.sh")),
		Right:   []string{"chmod +x run.sh", "chmod 755 run.sh", "chmod u+x ./run.sh", "chmod a+x run.sh"},
		Wrong:   []string{"chmod 644 run.sh", "chmod 777 run.sh", "chmod -x run.sh", "chmod +x src/main.py", "bash run.sh", "chmod -R +x ."},
	}, {
		Name:    "make-link",
		Request: "create a symbolic link with the name current that points to src/web",
		Check:   leaves(change{added: []string{"current"}}, linkTo("current", "src/web")),
		Right:   []string{"ln -s src/web current", "ln -sfn \"$PWD/src/web\" current", "ln -s ./src/web ./current", "ln -s src/web/ current"},
		Wrong:   []string{"ln src/web current", "ln -s current src/web", "cp -r src/web current", "ln -s web current", "mkdir current"},
	}, {
		Name:    "replace-word",
		Request: "replace the word string by twine everywhere in notes.txt, in the file itself",
		Check: leavesBeside(change{altered: []string{"notes.txt"}}, spareCopy,
			same("notes.txt", strings.ReplaceAll(notes, "string", "twine"))),
		Right: []string{
			"sed -i 's/string/twine/g' notes.txt", "sed -i.bak 's/string/twine/g' notes.txt", "perl -pi -e 's/string/twine/g' notes.txt",
			"sed 's/string/twine/g' notes.txt > notes.new && mv notes.new notes.txt", "sed -i -e 's/\\bstring\\b/twine/g' ./notes.txt",
		},
		Wrong: []string{
			"sed 's/string/twine/g' notes.txt", "sed -i 's/string/twine/' notes.txt", "sed 's/string/twine/g' notes.txt > notes.txt",
			"sed -i 's/twine/string/g' notes.txt", "sed -i 's/string//g' notes.txt", "tr string twine < notes.txt", "grep string notes.txt",
		},
	}}
}

// copied are the paths that a copy of a folder adds.
func copied(from, to string) []string {
	added := []string{to}
	for _, name := range under(from) {
		added = append(added, to+strings.TrimPrefix(name, from))
	}
	slices.Sort(added)
	return added
}

// sameTree passes if what is below to is as what was below from.
func sameTree(from, to string) func(after map[string]entry) error {
	return func(after map[string]entry) error {
		for _, name := range under(from) {
			was, is := tree()[name], after[to+strings.TrimPrefix(name, from)]
			if was.body != is.body || was.link != is.link || was.mode.Type() != is.mode.Type() {
				return fmt.Errorf("the copy of %s differs from it", name)
			}
		}
		return nil
	}
}

func aFolder(name string) func(after map[string]entry) error {
	return func(after map[string]entry) error {
		if !after[name].mode.IsDir() {
			return fmt.Errorf("%s is no folder", name)
		}
		return nil
	}
}

// executable passes if the owner may run the file, and not everyone change it.
func executable(name string) func(after map[string]entry) error {
	const runs, everyoneWrites fs.FileMode = 0o100, 0o002
	return func(after map[string]entry) error {
		if mode := after[name].mode.Perm(); mode&runs == 0 || mode&everyoneWrites != 0 {
			return fmt.Errorf("%s has the mode %v", name, mode)
		}
		return nil
	}
}

func linkTo(name, target string) func(after map[string]entry) error {
	return func(after map[string]entry) error {
		got := strings.TrimPrefix(after[name].link, workFolder+"/")
		if path.Clean(got) != target {
			return fmt.Errorf("%s points to %q", name, after[name].link)
		}
		return nil
	}
}

// spareCopy is a copy of the old notes, as editors and careful people leave.
func spareCopy(name string, e entry) bool {
	return strings.HasPrefix(name, "notes.txt") && e.body == notes
}
