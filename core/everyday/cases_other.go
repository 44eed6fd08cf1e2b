package everyday

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// packing: archives.
func packing() []Case {
	packed := slices.Sorted(maps.Keys(holidayFiles))
	unpacked := []string{"drafts/holiday"}
	looks := []func(map[string]entry) error{}
	for _, name := range packed {
		unpacked = append(unpacked, "drafts/"+name)
		looks = append(looks, same("drafts/"+name, holidayFiles[name]))
	}
	return []Case{{
		Name:    "pack",
		Request: "pack the src folder into a compressed archive named src.tar.gz",
		Check:   leaves(change{added: []string{"src.tar.gz"}}, packs("src.tar.gz", "src")),
		Right:   []string{"tar -czf src.tar.gz src", "tar czvf src.tar.gz ./src/", "tar -caf src.tar.gz src", "tar -cf - src | gzip > src.tar.gz", "tar -C src -czf src.tar.gz ."},
		Wrong:   []string{"tar -cf src.tar.gz src", "tar -czf src src.tar.gz", "gzip -r src", "tar -czf src.tgz src", "tar -czf src.tar.gz src/*.py", "tar -xzf src.tar.gz", "tar -czf src.tar.gz src logs"},
	}, {
		Name:    "list-archive",
		Request: "list the contents of downloads/holiday.tar.gz without unpacking it",
		Check:   prints(lists(packed)),
		Right:   []string{"tar -tzf downloads/holiday.tar.gz", "tar tvf downloads/holiday.tar.gz", "gzip -dc downloads/holiday.tar.gz | tar -t", "zcat downloads/holiday.tar.gz | tar tf -"},
		Wrong:   []string{"tar -xzf downloads/holiday.tar.gz", "ls downloads/holiday.tar.gz", "zcat downloads/holiday.tar.gz", "tar -czf downloads/holiday.tar.gz", "cat downloads/holiday.tar.gz"},
	}, {
		Name:    "unpack",
		Request: "unpack downloads/holiday.tar.gz into the folder drafts",
		Check:   leaves(change{added: slices.Sorted(slices.Values(unpacked))}, looks...),
		Right:   []string{"tar -xzf downloads/holiday.tar.gz -C drafts", "tar -xvf downloads/holiday.tar.gz --directory=drafts/", "cd drafts && tar xzf ../downloads/holiday.tar.gz", "gunzip -c downloads/holiday.tar.gz | tar -x -C drafts"},
		Wrong:   []string{"tar -xzf downloads/holiday.tar.gz", "tar -tzf downloads/holiday.tar.gz -C drafts", "cp downloads/holiday.tar.gz drafts", "gunzip downloads/holiday.tar.gz", "tar -xzf downloads/holiday.tar.gz -C drafts --strip-components=1"},
	}}
}

// packs passes if the file is a gzipped tar archive of the folder's files, under
// names that begin in the folder or above it.
func packs(archive, dir string) func(after map[string]entry) error {
	return func(after map[string]entry) error {
		got, err := unpack(after[archive].body)
		if err != nil {
			return fmt.Errorf("%s: %w", archive, err)
		}
		wanted := 0
		for _, name := range under(dir) {
			if !isFile(tree()[name]) {
				continue
			}
			wanted++
			short := strings.TrimPrefix(name, dir+"/")
			if body, ok := got[short]; !ok || body != tree()[name].body {
				return fmt.Errorf("%s lacks %s", archive, name)
			}
		}
		if len(got) != wanted {
			return fmt.Errorf("%s has %d files, wanted %d", archive, len(got), wanted)
		}
		return nil
	}
}

// unpack reads the regular files of a gzipped tar archive, with src/ taken off.
func unpack(body string) (map[string]string, error) {
	plain, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	archive := tar.NewReader(io.LimitReader(plain, mostRead))
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, archive); err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(path.Clean(h.Name), "src/")] = b.String()
	}
}

// lists passes if the output has all names and shows nothing of the contents.
func lists(names []string) func(out string) error {
	return func(out string) error {
		for _, name := range names {
			if !slices.Contains(strings.Fields(out), name) {
				return fmt.Errorf("%q is missing", name)
			}
			if begin, _, _ := strings.Cut(holidayFiles[name], "\n"); strings.Contains(out, begin) {
				return fmt.Errorf("shows the content of %q", name)
			}
		}
		return nil
	}
}

// asking: about the system.
func asking() []Case {
	sum := sha256.Sum256([]byte(tree()["downloads/installer.bin"].body))
	return []Case{{
		Name:    "checksum",
		Request: "compute the SHA-256 checksum of downloads/installer.bin",
		Check:   prints(theWord(hex.EncodeToString(sum[:]))),
		Right:   []string{"sha256sum downloads/installer.bin", "sha256sum < downloads/installer.bin", "shasum -a 256 downloads/installer.bin", "cd downloads && sha256sum installer.bin | cut -d' ' -f1"},
		Wrong:   []string{"md5sum downloads/installer.bin", "sha1sum downloads/installer.bin", "sha512sum downloads/installer.bin", "cksum downloads/installer.bin", "echo downloads/installer.bin | sha256sum"},
	}, {
		Name:    "today",
		Request: "print today's date in the form 2024-12-31",
		Check:   prints(today),
		Right:   []string{"date +%F", "date '+%Y-%m-%d'", "date -I", "echo \"$(date +%Y-%m-%d)\"", "printf '%(%F)T\\n'"},
		Wrong:   []string{"date", "date +%d-%m-%Y", "date +%Y/%m/%d", "date +%s", "echo 2024-12-31"},
	}, {
		Name:    "path-variable",
		Request: "print the value of the environment variable PATH",
		Check:   prints(searchPath),
		Right:   []string{"echo $PATH", "printenv PATH", "echo \"$PATH\" | tr ':' '\\n'", "env | grep '^PATH='", "printf '%s\\n' \"$PATH\""},
		Wrong:   []string{"echo PATH", "pwd", "echo $HOME", "which PATH", "echo '$PATH'"},
	}, {
		Name:    "kernel",
		Request: "which version of the Linux kernel is running?",
		Check:   prints(kernel),
		Right:   []string{"uname -r", "uname -a", "cat /proc/version", "uname -sr", "cat /proc/sys/kernel/osrelease"},
		Wrong:   []string{"uname", "uname -m", "cat /etc/os-release", "bash --version", "uname -o"},
	}}
}

// today takes yesterday's date too in the first minute after midnight. The
// sandbox's clock is on UTC.
func today(out string) error {
	now := time.Now().UTC()
	err := theWord(now.Format(time.DateOnly))(out)
	if err != nil && theWord(now.Add(-time.Minute).Format(time.DateOnly))(out) == nil {
		return nil
	}
	return err
}

// searchPath takes the folders in one line or in several.
func searchPath(out string) error {
	if joined := strings.ReplaceAll(out, "\n", ":"); !strings.Contains(joined, "/usr/bin:/bin") {
		return fmt.Errorf("printed %.100q", out)
	}
	return nil
}

func kernel(out string) error {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return fmt.Errorf("read this machine's kernel release: %w", err)
	}
	return theWord(strings.TrimSpace(string(release)))(out)
}
