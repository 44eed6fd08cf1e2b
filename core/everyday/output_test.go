package everyday

import (
	"slices"
	"testing"
)

func TestMentions(t *testing.T) {
	for name, c := range map[string]struct {
		out  string
		want []string
	}{
		"bare":         {"notes.txt\n", []string{"notes.txt"}},
		"find":         {"./src/shop/cart.py\n./odd/-rf\n", []string{"src/shop/cart.py", "odd/-rf"}},
		"absolute":     {"/home/user/work/src/main.py", []string{"src/main.py"}},
		"base name":    {"cart.py stock.py", []string{"src/shop/cart.py", "src/shop/stock.py"}},
		"in a folder":  {"./shop/cart.py", []string{"src/shop/cart.py"}},
		"long listing": {"-rw-r--r-- 1 user user 34 Mar  5 08:12 todo list.txt\n", []string{"documents/todo list.txt"}},
		"find -ls":     {`  12  4 -rw-r--r-- 1 user user 34 Mar 5 08:12 ./documents/todo\ list.txt`, []string{"documents/todo list.txt"}},
		"marks":        {"data/\nrun.sh*\nlatest.log@\n", []string{"data", "run.sh", "latest.log"}},
		"grep":         {"src/shop/cart.py:1:def total", []string{"src/shop/cart.py"}},
		"quotes":       {`"notes.txt", 'README.md'`, []string{"notes.txt", "README.md"}},
		"link":         {"latest.log -> logs/app.log", []string{"latest.log", "logs/app.log"}},
		"climbing":     {"../downloads/manual.pdf", []string{"downloads/manual.pdf"}},
		"other paths":  {"/usr/share/data src2 data2 mydata ./data/none data/sales.csv.old", nil},
		"twice":        {"src src", []string{"src", "src"}},
		"empty":        {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := mentions(c.out); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheNumber(t *testing.T) {
	for out, right := range map[string]bool{
		"17\n":                        true,
		"  17 logs/app.log\n":         true,
		"Lines: 17.\n":                true,
		"logs/app.log:17":             true,
		"3 a\n14 b\n17 total\n":       true,
		"117\n":                       false,
		"17 18\n":                     false,
		"1.7\n":                       false,
		"12:17:00 ERROR":              false,
		"":                            false,
		"app-17.log":                  false,
		"17 logs/old/app-2022.log\n":  true,
		"17\n\n\n":                    true,
		"-rw-r--r-- 1 user user 17 a": false,
	} {
		if err := theNumber(17)(out); (err == nil) != right {
			t.Errorf("%q: %v", out, err)
		}
	}
}

func TestTheSize(t *testing.T) {
	for out, right := range map[string]bool{
		"4.6M\tdownloads\n":  true,
		"4,7M downloads":     true,
		"4.8MB\tdownloads\n": true,
		"4.9 MB":             true,
		"4680\tdownloads\n":  true, // KiB
		"4752000":            true,
		"4752000 bytes":      true,
		"3M\ta\n4.6M\ttotal": true,
		"4.6M\ttotal\n3M\ta": false,
		"6.1M\t.":            false,
		"4.6G":               false,
		"4.6K":               false,
		"46":                 false,
		"":                   false,
		"film.mp4":           false,
	} {
		if err := theSize(4_750_000)(out); (err == nil) != right {
			t.Errorf("%q: %v", out, err)
		}
	}
}

func FuzzOutput(f *testing.F) {
	f.Add("-rw-r--r-- 1 user user 34 Mar  5 08:12 todo list.txt\n4.6M\tdownloads/\n")
	f.Add("./\\ \xff/home/user/work/-rf@")
	f.Fuzz(func(t *testing.T, out string) {
		paths, rest := mentions(out)
		if len(rest) > len(out) {
			t.Error("the rest is longer than the whole")
		}
		for _, p := range paths {
			if _, known := tree()[p]; !known {
				t.Errorf("no such path: %q", p)
			}
		}
		for _, c := range []func(string) error{theNumber(3), theSize(100), theWord("x"), theDifferences(monday, friday), searchPath} {
			_ = c(out) // must end, and not break
		}
	})
}
