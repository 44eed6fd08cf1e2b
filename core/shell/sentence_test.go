package shell

import (
	"strings"
	"testing"
)

// sentences are commands and what an expert says that they do.
var sentences = []struct{ command, want string }{
	{`find ~/Downloads -type f -size +100M`, `Find files in ~/Downloads larger than 100 MiB.`},
	{`find . -type f -iname '*report*' -not -path '*/node_modules/*'`, `Find files here whose name contains “report”, capitals or not, but not in node_modules.`},
	{`find . -name '*.sh' -exec chmod +x {} +`, `Find everything here whose name ends in “.sh”, and let everyone run them.`},
	{`find . \( -name '*.jpg' -o -name '*.png' \) -size +1M -delete`, `Delete everything here whose name ends in “.jpg” or “.png”, larger than 1 MiB.`},
	{`find . -path ./node_modules -prune -o -name '*.js' -print`, `Find everything here whose name ends in “.js”, but not in node_modules.`},
	{`find . -type f -printf '%s %p\n' | sort -rn | head -n 10`, `Print size in bytes and path of files here, then sort by number, greatest first, then keep the first 10.`},
	{`du -sh * | sort -hr | head -15`, `Show how much space everything here takes, in readable units, then sort by size, largest first, then keep the first 15.`},
	{`grep -rnw './src' -e 'useEffect'`, `Search ./src and all below it for lines that have the word “useEffect”, with line numbers.`},
	{`grep -v '^#' /etc/ssh/sshd_config | grep -v '^$'`, `Print the lines of /etc/ssh/sshd_config that don't begin with “#”, and leave out empty lines.`},
	{`grep -rl 'old_name' . | xargs sed -i 's/old_name/new_name/g'`, `List the files in this folder and all below it with lines that contain “old_name”, and replace every “old_name” by “new_name” in them.`},
	{`rg -n --type py 'def test_' tests`, `Search tests and all below it for lines that contain “def test_”, with line numbers.`},
	{`sed -n '5,15p;20q' config.ini`, `From config.ini, print only lines 5 to 15.`},
	{`sed -i.bak 's#http://#https://#g' links.html`, `Replace every “http://” by “https://” in links.html itself, keeping a copy with .bak behind its name.`},
	{`sed '/^$/d' messy.txt > tidy.txt`, `Print messy.txt, but leave out empty lines, and write that to tidy.txt.`},
	{`awk '!seen[$0]++' urls.txt`, `From urls.txt, print each line only once, in the order of first appearance.`},
	{`awk -F'\t' 'NR > 1 && $3 ~ /^DE/ { print $1, $4 }' orders.tsv`, `From orders.tsv, print only fields 1 and 4 of all lines but the first, whose field 3 begins with “DE” (fields are parted by tabs).`},
	{`cut -d' ' -f1 access.log | sort | uniq -c | sort -rn | head -5`, `Print only field 1 of each line of access.log (fields are parted by blanks), then count how often each line comes, most frequent first, and keep the first 5.`},
	{`jq -r '.[] | [.id, .name, .email] | @csv' users.json > users.csv`, `From the JSON of users.json, print “id”, “name” and “email” of each element as a line of CSV, and write that to users.csv.`},
	{`jq . response.json`, `Print the JSON of response.json in a readable form.`},
	{`sort -t, -k3,3nr -k1,1 sales.csv | head -n 20`, `Sort the lines of sales.csv by field 3 (greatest first), then field 1 (fields are parted by commas), and keep the first 20.`},
	{`tr a-z A-Z < in.txt`, `From in.txt, turn small letters into capitals.`},
	{`wc -lw chapter*.md`, `Count the lines and words of every chapter*.md here.`},
	{`tail -n +2 data.csv | shuf -n 100 > sample.csv`, `Print all but the first line of data.csv, then pick 100 lines at random, and write that to sample.csv.`},
	{`tail -f /var/log/nginx/error.log`, `Show the last 10 lines of /var/log/nginx/error.log, and what is added to it from now on.`},
	{`comm -12 <(sort a) <(sort b)`, `Print the lines that what “sort a” prints and what “sort b” prints have in common.`},
	{`diff -ru a b`, `Show how a and b differ, with all folders below.`},
	{`cp -n *.pdf ~/Papers/`, `Copy every *.pdf here to ~/Papers/, replacing nothing that is there.`},
	{`mv "Old Name.txt" new-name.txt`, `Rename “Old Name.txt” to new-name.txt.`},
	{`rm -rf ~/Library/Caches/*`, `Delete everything in ~/Library/Caches with all that is in them, without asking.`},
	{`mkdir -p a/b && cd a/b`, `Make the folder a/b, and those above where they are missing, then go to a/b.`},
	{`ln -s ~/dotfiles/.vimrc ~/.vimrc`, `Make ~/.vimrc a link to ~/dotfiles/.vimrc.`},
	{`chmod 600 ~/.ssh/id_rsa`, `Set the permissions of ~/.ssh/id_rsa, so that only the owner may read and write.`},
	{`chown -R anna ~/Sites`, `Make anna the owner of ~/Sites and all that is in it.`},
	{`tar -czvf backup-$(date +%Y%m%d).tar.gz --exclude=node_modules ~/projects`, `Pack ~/projects into the archive backup-….tar.gz, compressed with gzip, without node_modules.`},
	{`tar xf a.tar -C /tmp`, `Unpack a.tar into /tmp.`},
	{`zip -r site.zip public -x '*.map'`, `Pack public into site.zip, without “*.map”.`},
	{`rsync -avz --delete ~/Photos/ nas:/photos/`, `Copy the contents of ~/Photos/ to /photos/ on nas, and delete at the target what the source lacks.`},
	{`scp file.txt ann@host:`, `Copy file.txt to the home folder on host, as ann.`},
	{`ssh -L 5433:localhost:5432 -N db.example.com`, `Connect to db.example.com so that port 5433 here leads to port 5432 of the other machine itself.`},
	{`ssh app01 'cd /srv && git pull'`, `On app01, go to /srv, then fetch new commits and join them into this branch.`},
	{`curl -L -o file.zip https://example.com/x`, `Fetch https://example.com/x into file.zip, following redirections.`},
	{`curl -sS https://example.com/install.sh | sudo bash`, `Fetch https://example.com/install.sh, and as the superuser, run that as a shell script.`},
	{`wget -qO- https://example.com/x | tar xz -C /opt`, `Fetch https://example.com/x, and unpack it into /opt.`},
	{`ps aux --sort=-%mem | head -n 10`, `List running processes, sorted by memory, greatest first, and keep only the first 10 lines.`},
	{`kill -9 1234`, `End process 1234 at once, without a chance to clean up.`},
	{`lsof -i :8080`, `List the programs that use port 8080.`},
	{`date -d yesterday +%Y-%m-%d`, `Print the time of “yesterday” as year-month-day.`},
	{`dd if=/dev/zero of=test.img bs=1M count=100`, `Copy /dev/zero to test.img in blocks of 1M, 100 of them.`},
	{`ffmpeg -ss 00:01:30 -to 00:02:45 -i talk.mp4 -c copy cut.mp4`, `Cut from 1 min 30 s to 2 min 45 s out of talk.mp4 into cut.mp4, without encoding anew.`},
	{`openssl enc -aes-256-cbc -pbkdf2 -in plain.txt -out secret.enc`, `Encrypt plain.txt into secret.enc.`},
	{`docker run -it --rm -v "$PWD":/app -w /app node:20 npm test`, `In a new container of node:20, which is removed afterwards, run the project’s tests.`},
	{`docker ps -aq | xargs docker rm -f`, `List all containers, and remove them, even running ones.`},
	{`kubectl logs -f deploy/api --since=1h | grep ERROR`, `Show what deploy/api printed, since 1h, and what comes, and keep only lines that contain “ERROR”.`},
	{`git reset --hard HEAD~1`, `Throw all changes away and go back to the commit before the last.`},
	{`git diff HEAD~2 HEAD -- src/`, `Show what changed from the commit 2 before the last to the last commit in src/.`},
	{`git push origin :old-branch`, `Delete branch old-branch at origin.`},
	{`git commit -am 'Fix crash'`, `Commit all changes with the message “Fix crash”.`},
	{`sudo apt update && sudo apt upgrade -y`, `As the superuser, fetch the lists of packages, then bring all packages up to date.`},
	{`sudo rm /var/log/*.gz && ls`, `Delete every *.gz in /var/log (as the superuser), then list what is here.`},
	{`systemctl restart nginx`, `Restart the service nginx.`},
	{`brew install jq`, `Install jq.`},
	{`pip install -r requirements.txt`, `Install the Python packages that requirements.txt lists.`},
	{`for f in *.JPG; do mv -- "$f" "${f%.JPG}.jpg"; done`, `For every *.JPG here, rename it to its name with .jpg in place of .JPG.`},
	{`for i in $(seq 1 10); do curl -sO "https://example.com/$i"; done`, `For each number from 1 to 10 as $i, fetch https://example.com/$i into a file of the same name.`},
	{`while IFS=, read -r name mail; do echo "$mail"; done < people.csv`, `For each line of people.csv, split into $name and $mail, print $mail.`},
	{`until nc -z localhost 5432; do sleep 1; done; echo ready`, `Wait until “nc -z localhost 5432” succeeds, trying again after 1 second, then print “ready”.`},
	{`if ! command -v jq >/dev/null; then echo missing >&2; exit 1; fi`, `If there is no program jq, print as an error: “missing”; then end the shell with 1.`},
	{`[ -d logs ] || mkdir logs`, `If logs isn't a folder, make the folder logs.`},
	{`(crontab -l; echo "0 3 * * * /usr/local/bin/backup.sh") | crontab -`, `Add to the crontab: every day at 3:00, run “/usr/local/bin/backup.sh”.`},
	{`echo 'alias gs="git status"' >> ~/.zshrc`, `Add “alias gs="git status"” to ~/.zshrc.`},
	{`cat a b c > d`, `Join a, b and c into d.`},
	{`nohup python3 train.py > train.log 2>&1 &`, `Run the Python program train.py, so that it goes on when you log out, and write that to train.log, in the background.`},
	{`make -j8 2>&1 | tee build.log`, `Build by the Makefile, with 8 jobs at a time, and write it to build.log, too.`},
	{`frobnicate --all x`, `Run frobnicate with --all and x.`},
	{`ssh -i k ann@h -p 2222 'uptime'`, `On ann@h, say how long the machine has been running.`},
	{`sudo tee /etc/motd <<< hello > /dev/null`, `As the superuser, write “hello” to /etc/motd.`},
	{`sed -i '1s/^/# /' f`, `Put “# ” before the first line in f itself.`},
	{`killall -HUP nginx`, `Tell every process called nginx to hang up (many then read their settings anew).`},
	{`git rm --cached f`, `Have git forget f, keeping it here.`},
	{`mv -t d a b`, `Move a and b to d.`},
	{`chmod g+s dir`, `Change the permissions of dir: have it run with its group, or what is made in it get its group.`},
	{`docker exec -it $(docker ps -lq) sh`, `In the container that “docker ps -lq” prints, start a shell (sh).`},
	{`:(){ :|:& };:`, `Make a command :, to run :, and run :, in the background, then run :.`},
	{`ls |`, ``},
}

func TestSentences(t *testing.T) {
	utilities := map[string]bool{}
	for _, c := range sentences {
		if got := Look(c.command, Options{}); got.Sentence != c.want || got.stumbled {
			t.Errorf("%s\n got %s\nwant %s", c.command, got.Sentence, c.want)
		}
		for _, piece := range strings.FieldsFunc(c.command, func(r rune) bool { return strings.ContainsRune("|;&()", r) }) {
			if words := strings.Fields(piece); len(words) > 0 {
				utilities[words[0]] = true
			}
		}
	}
	t.Logf("%d sentences, %d first words", len(sentences), len(utilities))
}

// TestEverySentence: whatever can be parsed has one, which ends and isn't endless.
func TestEverySentence(t *testing.T) {
	const most = 700
	for _, name := range []string{"everyday.txt", "harmless.txt", "dangerous.txt", "disguised.txt"} {
		for _, r := range table(t, name) {
			got := Look(r.command, Options{})
			switch {
			case got.stumbled:
				t.Errorf("%s:%d: %s: stumbled", name, r.line, r.command)
			case len(got.Parts) > 0 && (!strings.HasSuffix(got.Sentence, ".") || len(got.Sentence) > most || strings.Contains(got.Sentence, unknown)) && !strings.HasPrefix(r.command, "#"):
				t.Errorf("%s:%d: %s: %q", name, r.line, r.command, got.Sentence)
			}
		}
	}
}
