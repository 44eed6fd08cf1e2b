package prompt

import "testing"

func TestParseInline(t *testing.T) {
	checkForm(t, FormInline, []parseCase{
		{"You can use `ls -la` to list files.", "ls -la"},
		{"`ls -la`", "ls -la"},
		{"`ls`", "ls"},
		{"**`ls -la`**", "ls -la"},
		{"Command: `ls -la`", "ls -la"},
		{"The `ls` command lists files. Use `ls -la` to see all.", "ls -la"},
		{"The `-l` option of `ls` shows more: `ls -l ~/Downloads`.", "ls -l ~/Downloads"},
		{"Use the `ls` command.", "ls"},
		{"- `ls -la`: lists all files\n- `ls -l`: fewer", "ls -la"},
		{"1. `ls -la`\n2. `ls -l`", "ls -la"},
		{"Run `$ ls -la` in your terminal.", "ls -la"},
		{"Use ``echo `date` `` here.", "echo `date`"},
		{"```ls -la```", "ls -la"},
		{"```bash ls -la```", "ls -la"},
		{"Use ```find . -name '*.txt'``` for that.", "find . -name '*.txt'"},
		{"Instead of `rm -rf x`, use `trash -v x`.", "trash -v x"},
		{"Don't use `rm -rf x`. Use `ls -la` first.", "ls -la"},
		{"If you don't want hidden files, use `ls -l`.", "ls -l"},
		{"Edit `config.yaml`, then run `docker compose up -d`.", "docker compose up -d"},
		{"Use `cat file.txt | wc -l`.", "cat file.txt | wc -l"},
		{"你可以使用 `ls -la` 命令。", "ls -la"},
		{"Type `python3 -m http.server`.", "python3 -m http.server"},
		{"Use `make install`.", "make install"},
		{"To do so, run `./build.sh`.", "./build.sh"},
		{"`sudo systemctl restart nginx`", "sudo systemctl restart nginx"},
		{"Use `echo \"$HOME\"` for it.", `echo "$HOME"`},
		{"Use `git log --oneline`, which prints commits.", "git log --oneline"},
		{"`sh script.sh` runs it.", "sh script.sh"},
	})
}

func TestParseInlineOfNoCommand(t *testing.T) {
	checkForm(t, FormNone, []parseCase{
		{"The file `notes.txt` is in `~/Documents`.", ""},
		{"I can't run `rm -rf /` for you.", ""},
		{"Running `rm -rf /` is dangerous.", ""},
		{"`rm -rf /` is dangerous.", ""},
		{"Never run `rm -rf /`.", ""},
		{"I'm sorry, I don't know `ls`.", ""},
		{"Which files: `*.txt` or `*.md`?", ""},
		{"Set `PATH` and `HOME`.", ""},
		{"The `foo bar` thing.", ""},
		{"Use `grep`.", ""},
		{"The `find` command finds files.", ""},
		{"Write `the name of the file` here.", ""},
		{"`", ""},
		{"`unclosed ls -la", ""},
		{"`` ` ``", ""},
	})
}
