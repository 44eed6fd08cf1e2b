package prompt

import "testing"

func TestPartial(t *testing.T) {
	for _, test := range [][2]string{
		{"", ""}, {"N", ""}, {"NONE", ""}, {"NONE\n", ""}, {"NODE=1 npm", "NODE=1 npm"},
		{"find . -na", "find . -na"}, {" ls", "ls"}, {"# I can't", ""}, {`{"command": "ls`, ""},
		{"``", ""}, {"```", ""}, {"```ba", ""}, {"```bash\n", ""}, {"```bash\nls -", "ls -"}, {"```\nls\n```", "ls"}, {"```\nls\n```\nThis lists", "ls"},
		{"<think>hm", ""}, {"if [ -f x", "if [ -f x"}, {"\xff", "\xff"},
	} {
		if got := Partial(test[0]); got != test[1] {
			t.Errorf("Partial(%q) = %q, want %q", test[0], got, test[1])
		}
	}
}
