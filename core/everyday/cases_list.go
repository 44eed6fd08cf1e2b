package everyday

import (
	"io/fs"
	"strings"
)

// listing: what is here, how much, how many.
func listing() []Case {
	top := pick(func(name string, _ entry) bool { return !strings.Contains(name, "/") })
	folders := pick(func(name string, e entry) bool {
		return e.mode.IsDir() && !strings.Contains(name, "/") && !strings.HasPrefix(name, ".")
	})
	return []Case{{
		Name:    "everything-here",
		Request: "show everything in this folder, including hidden files",
		Check:   prints(atLeast(top)),
		Right:   []string{"ls -a", "ls -lAh", "find . -maxdepth 1", "ls -d .* *", "echo .[!.]* *", "ls -laF"},
		Wrong:   []string{"ls", "ls -l", "ls -R", "ls -d .*"},
	}, {
		Name:    "downloads-by-size",
		Request: "list the files in downloads, biggest first",
		Check: prints(inOrder([]string{
			"downloads/installer.bin", "downloads/film.mp4", "downloads/manual.pdf",
			"downloads/song.mp3", "downloads/holiday.tar.gz", "downloads/ticket.txt",
		}, "downloads")),
		Right: []string{
			"ls -S downloads", "ls -lhS downloads", "du -ah downloads | sort -rh",
			"find downloads -type f -printf '%s %p\\n' | sort -rn", "ls -S ~/work/downloads/*", "cd downloads && ls -1S", "ls -lS downloads | awk '{print $9}'", "find downloads -type f -exec ls -lhS {} +",
			"find downloads -type f -exec du -h {} + | sort -hr",
		},
		Wrong: []string{"ls downloads", "ls -lt downloads", "ls -Sr downloads", "ls -S", "du -a downloads | sort -n"},
	}, {
		Name:    "newest-log",
		Request: "print the name of the most recently modified file in the logs folder",
		Check:   prints(onlyThese([]string{"logs/app.log"})),
		Right: []string{
			"ls -t logs | head -n 1", "ls -1t logs/*.log | head -1", "find logs -type f -printf '%T@ %p\\n' | sort -n | tail -1 | cut -d' ' -f2-",
			"ls -lt logs | head -n 2", "find logs -type f -exec stat -c '%Y %n' {} + | sort -nr | head -1", "ls -lt logs | awk 'NR==2 {print $9}'", "cd logs; ls -rt | tail -1",
		},
		Wrong: []string{"ls logs | head -1", "ls -tr logs | head -1", "ls -S logs | head -1", "ls -t | head -1", "ls -lt logs"},
	}, {
		Name:    "folders-only",
		Request: "list only the folders in the current folder, not the files",
		Check:   prints(onlyThese(folders, ".cache")),
		Right:   []string{"ls -d */", "find . -maxdepth 1 -type d", "ls -l | grep '^d'", "ls -F | grep /", "for d in */; do echo \"$d\"; done"},
		Wrong:   []string{"ls", "ls -d", "find . -type d", "find . -maxdepth 1 -type f", "ls -d *"},
	}, {
		Name:    "count-src",
		Request: "how many files are there in src and its subfolders?",
		Check:   prints(theNumber(len(pick(func(name string, e entry) bool { return isFile(e) && strings.HasPrefix(name, "src/") })))),
		Right: []string{
			"find src -type f | wc -l", "find ./src/ -type f -print | wc -l", "ls -lR src | grep -c '^-'",
			"echo \"Files: $(find src -type f | wc -l)\"", "find src -type f -printf x | wc -c",
		},
		Wrong: []string{"ls src | wc -l", "find src | wc -l", "find . -type f | wc -l", "find src -type f", "ls -R src | wc -l", "find src -maxdepth 1 -type f | wc -l"},
	}, {
		Name:    "size-of-downloads",
		Request: "what is the total size of the downloads folder?",
		Check:   prints(theSize(sizeOf("downloads"))),
		Right: []string{
			"du -sh downloads", "du -s downloads", "du -sb downloads/", "du -ch downloads/* | tail -n 1",
			"du -h --max-depth=0 downloads", "du -sh --si ./downloads", "find downloads -type f -printf '%s\\n' | awk '{s+=$1} END {print s}'",
		},
		Wrong: []string{"du -sh .", "df -h downloads", "ls -lh downloads", "du -h downloads/*", "ls -ld downloads"},
	}}
}

// sizeOf adds up the files below a folder, in bytes.
func sizeOf(dir string) int {
	total := 0
	for _, name := range under(dir) {
		total += len(tree()[name].body)
	}
	return total
}

// finding: files by what they are.
func finding() []Case {
	links := pick(func(_ string, e entry) bool { return e.mode&fs.ModeSymlink != 0 })
	ending := func(suffix string) []string {
		return pick(func(name string, e entry) bool { return isFile(e) && strings.HasSuffix(name, suffix) })
	}
	return []Case{{
		Name:    "python-files",
		Request: "find all Python files in this folder and below",
		Check:   prints(onlyThese(ending(".py"))),
		Right:   []string{"find . -name '*.py'", "find . -type f -name \"*.py\" -ls", "find ~/work -name '*.py'", "shopt -s globstar; ls -l **/*.py", "ls -R | grep '\\.py$'"},
		Wrong:   []string{"ls *.py", "find . -name py", "find . -maxdepth 2 -name '*.py'", "find src -name '*.py'", "grep -rl python ."},
	}, {
		Name:    "bigger-than-1-mb",
		Request: "find files larger than 1 MB",
		Check:   prints(onlyThese([]string{"downloads/film.mp4", "downloads/installer.bin"})),
		Right:   []string{"find . -type f -size +1M", "find . -size +1024k -exec ls -lh {} +", "find . -type f -size +1000000c -printf '%s %p\\n'", "find . -type f -size +1M -exec ls -lh {} \\; | awk '{print $9 \": \" $5}'"},
		Wrong:   []string{"find . -type f -size -1M", "find . -type f -size +1k", "find . -type f -size 1M", "ls -lhS", "find . -type f -size +1G"},
	}, {
		Name:    "changed-today",
		Request: "which files were modified in the last 24 hours?",
		Check: prints(onlyThese(
			pick(func(_ string, e entry) bool { return isFile(e) && e.age < day }),
			links...)), // just made, and to some a link is a file
		Right: []string{"find . -type f -mtime -1", "find . -mtime -1", "find . -type f -mtime 0 -ls", "find . -type f -mmin -1440", "find . -type f -newermt '24 hours ago'"},
		Wrong: []string{"find . -type f -mtime +1", "find . -type f -ctime -1", "find . -type f -mtime 1", "ls -lt | head", "find . -type f -mmin -60", "find . -maxdepth 1 -type f -mtime -1"},
	}, {
		Name:    "empty-folders",
		Request: "find all empty folders",
		Check:   prints(onlyThese([]string{"drafts", "icons", "src/web/fonts"})),
		Right:   []string{"find . -type d -empty", "find ~/work -empty -type d -print", "find . -type d | while read -r d; do [ -z \"$(ls -A \"$d\")\" ] && echo \"$d\"; done"},
		Wrong:   []string{"find . -empty", "find . -type d", "find . -type f -empty", "find . -maxdepth 1 -type d -empty", "find . -type d -empty -delete -print"},
	}, {
		Name:    "empty-files",
		Request: "list the files that are empty, in all subfolders too",
		Check:   prints(onlyThese([]string{"logs/errors.log", "src/__init__.py"})),
		Right:   []string{"find . -type f -empty", "find . -type f -size 0", "find . -size 0c -type f -exec ls -l {} \\;"},
		Wrong:   []string{"find . -empty", "find . -type d -empty", "find . -type f -size -10k", "ls -lR | grep ' 0 '; ls", "find . -type f ! -empty"},
	}, {
		Name:    "pictures-any-case",
		Request: "find all jpg pictures, no matter whether the extension is in capitals",
		Check:   prints(onlyThese([]string{"images/beach.jpg", "images/forest.JPG"})),
		Right:   []string{"find . -iname '*.jpg'", "find . -type f \\( -name '*.jpg' -o -name '*.JPG' \\)", "find . | grep -i '\\.jpg$'", "ls images/*.[jJ][pP][gG]"},
		Wrong:   []string{"find . -name '*.jpg'", "ls *.jpg", "find . -iname jpg", "find images -type f", "find . -name '*.JPG'"},
	}, {
		Name:    "links",
		Request: "find all symbolic links in this folder and its subfolders",
		Check:   prints(onlyThese(links, "logs/app.log", "downloads/manual.pdf")), // their targets
		Right:   []string{"find . -type l", "find . -type l -ls", "ls -lR | grep '^l'", "find . -type l -printf '%p -> %l\\n'", "find . -type l -exec ls -l {} +"},
		Wrong:   []string{"find . -maxdepth 1 -type l", "ls -l | grep '^l'", "find . -type f", "find -L . -type l", "ls -R"},
	}, {
		Name:    "biggest-file",
		Request: "what is the single largest file in this folder and its subfolders?",
		Check:   prints(onlyThese([]string{"downloads/installer.bin"})),
		Right: []string{
			"find . -type f -printf '%s %p\\n' | sort -nr | head -n 1", "find . -type f -exec ls -lS {} + | head -1",
			"find . -type f -exec du -h {} + | sort -rh | head -n1", "find . -type f -exec du -b {} + | sort -n | tail -1 | cut -f2",
			"ls -lR | sort -k5 -nr | head -n 1", "find . -type f -exec stat -c '%s %n' {} + | sort -n | tail -n 1",
		},
		Wrong: []string{"du -a . | sort -nr | head -n 1", "ls -S | head -1", "find . -type f | sort | tail -1", "find . -type f -printf '%s %p\\n' | sort -n | head -1", "ls -lS downloads"},
	}}
}
