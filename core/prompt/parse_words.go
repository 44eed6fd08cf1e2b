package prompt

import "strings"

// kind is what is known of a command's name. It says how much of the line must look
// like shell before the line is taken for a command.
type kind int

const (
	unknownName kind = iota
	pathName         // ./x, /usr/bin/x
	englishName      // also a common English word: find, sort, make
	utilityName      // a utility whose arguments are files and options
	talkingName      // its arguments are free text: echo
	toolName         // it has subcommands, which are words: git commit
	phraseName       // its arguments read like a sentence: ufw allow from … to …
)

// weight is the evidence for a command that the name alone gives; see judge.
var weight = map[kind]int{pathName: 3, utilityName: 2, talkingName: 6, toolName: 5, phraseName: 8}

var kinds = tabulate(map[kind]string{
	utilityName: `
		ls cd pwd cp mv rm mkdir rmdir ln cat tac less chmod chown chgrp chattr lsattr stat du df mktemp readlink
		realpath basename dirname truncate shred dd fallocate grep egrep fgrep zgrep rg ag ack sed awk gawk mawk nawk
		tr wc uniq comm diff cmp sdiff colordiff nl tail tee xargs rev fmt pr od xxd hexdump iconv dos2unix unix2dos
		numfmt shuf tsort csplit md5sum sha1sum sha256sum sha512sum b2sum cksum md5 shasum base32 base64 jq yq
		xmllint csvcut xsv gron tar gzip gunzip zcat bzip2 bunzip2 bzcat xz unxz xzcat zstd unzstd lz4 zip unzip
		zipinfo 7z 7za 7zz rar unrar cpio ar ps pgrep pkill killall pidof htop atop btop iotop glances lsof fuser
		strace ltrace dtrace dtruss nohup renice ionice chrt taskset bg fg disown sudo su doas whoami id logname
		passwd chsh chfn useradd userdel usermod groupadd groupdel groupmod adduser deluser addgroup visudo getent
		lastlog lastb uname hostname hostnamectl timedatectl localectl uptime nproc lscpu lsblk lsusb lspci lsmod
		lshw lsns lsipc dmidecode dmesg modprobe insmod rmmod modinfo sysctl umount findmnt blkid fdisk sfdisk cfdisk
		parted gdisk mkfs mkfs.ext4 mkfs.xfs mkfs.vfat mkswap swapon swapoff fsck e2fsck tune2fs resize2fs losetup
		cryptsetup mdadm smartctl hdparm badblocks lvs vgs pvs lvcreate vgcreate pvcreate ping ping6 traceroute
		tracepath mtr dig nslookup whois arp arping netstat ss ifconfig iwconfig iwlist ethtool nmap nc ncat netcat
		socat telnet ftp sftp scp ssh ssh-keygen ssh-copy-id ssh-add ssh-agent rsync rclone curl wget aria2c httpie
		tshark iperf iperf3 wg wg-quick openvpn openssl gpg gpg2 age keytool htpasswd crontab atq atrm cal ncal env
		printenv setenv unset unalias alias shopt setopt unsetopt pushd popd dirs fc getopts exec eval ulimit umask
		bc dc expr seq jot usleep setsid flock chroot unshare nsenter bwrap tmux byobu vi vim nvim nano emacs ed ex
		pico apropos whatis whereis tldr tput stty tty mesg gcc g++ cc c++ clang clang++ cpp ld nm objdump objcopy
		readelf ldd gdb lldb cmake ctest ninja meson gmake autoconf automake pkg-config rustc rustfmt rustup javac
		jar gofmt tsc eslint prettier ts-node pytest mypy ruff flake8 pylint pyflakes ipython jupyter sqlite3 psql
		pg_dump pg_restore pg_dumpall mysql mysqldump mongo mongosh mongodump redis-cli ffmpeg ffprobe ffplay sox
		mogrify magick exiftool gs pdftotext pdfinfo pdfunite pdfseparate pdftoppm qpdf pandoc pdflatex xelatex
		latexmk wkhtmltopdf yt-dlp youtube-dl tesseract optipng jpegoptim cwebp gifsicle graphviz gnuplot xclip xsel
		pbcopy pbpaste wl-copy wl-paste xdg-open xdg-mime notify-send osascript mdfind mdls mdutil mdimport ditto
		sips afplay afinfo textutil plutil PlistBuddy xattr GetFileInfo SetFile chflags sw_vers system_profiler ioreg
		nvram kextstat vm_stat fs_usage powermetrics spindump tccutil qlmanage caffeinate screencapture hidutil
		csrutil spctl codesign pkgutil xcode-select xcrun xcodebuild softwareupdate lsregister dscl dscacheutil
		dseditgroup iostat vmstat mpstat sar numactl cpupower nvidia-smi rocm-smi blkdiscard wipefs inotifywait
		fswatch entr fd fdfind fzf bat batcat exa eza lsd zoxide duf ncdu hyperfine tokei cloc gdu procs sd btrfs
		zpool zfs mount.cifs showmount smbclient rename.ul mmv detox fdupes rdfind jdupes logger journalctl ausearch
		logrotate setfacl getfacl restorecon getenforce setenforce aa-status getcap setcap dpkg-query rpm2cpio
		update-alternatives locale-gen localedef mkfifo mknod pathchk logout . [ ldconfig updatedb mandb hostid
		runuser setpriv pstree pmap prlimit lslocks lsfd lsmem w3m lynx links2 cowsay figlet toilet lolcat gsed gfind
		gdate gstat gls ggrep gtar gxargs ghead greadlink gsort stdbuf timeout tailf zless zmore bzgrep xzgrep zdiff
		vimdiff ts pv rmlint sendmail mailx mutt msmtp arch unlink dir vdir runcon chcon pinky sum dircolors`,
	toolName: `
		git gh glab svn hg bzr docker docker-compose podman buildah skopeo nerdctl colima kubectl kubectx kubens
		minikube k3s k9s oc istioctl terraform tofu ansible ansible-playbook vagrant packer aws gcloud gsutil az
		doctl heroku flyctl vercel netlify wrangler npm npx yarn pnpm bun bunx deno pip pip3 pipx pipenv poetry uv
		uvx conda mamba virtualenv pyenv nvm fnm rbenv asdf mise sdk gem artisan cargo mvn gradle gradlew dotnet
		nuget sbt lein rebar3 cabal ghcup opam apt apt-get apt-cache apt-mark apt-key dpkg aptitude flatpak brew mas
		dnf yum rpm zypper pacman yay paru emerge apk xbps-install nix nix-env nix-shell systemctl loginctl
		machinectl resolvectl networkctl bootctl rc-service rc-update launchctl diskutil hdiutil tmutil pmset scutil
		systemsetup networksetup brctl bluetoothctl pactl amixer wpctl playerctl gsettings dconf xrandr xdotool
		wmctrl xinput setxkbmap virsh qemu-img qemu-system-x86_64 vboxmanage VBoxManage lxc multipass ollama pm2
		certbot nginx apachectl a2ensite supervisorctl fail2ban-client rabbitmqctl ceph etcdctl nomad argocd flux
		kustomize eksctl airport`,
	phraseName:  `ufw firewall-cmd iptables ip6tables iptables-save nft ip tc bridge nmcli iw route crudini pfctl tcpdump`,
	talkingName: `echo printf`,
	englishName: `
		find sort cut make who date time test kill more last look join head at yes w open say type which write touch
		split install top file watch link locate true false help history free mount host man info nice sleep wait
		read set export source let return break continue shift times trap fold paste expand unexpand strings patch
		shutdown reboot halt poweroff screen banner factor mail go node ruby python python2 python3 perl php lua bash
		sh zsh dash ksh fish tcsh csh java scala julia code convert import display identify compare montage play
		record rec rename service command builtin exit reset size leave finger strip purge sample leaks just task
		dust hugo pass batch wall cancel lp lpr lpstat select function declare local readonly print printers R
		Rscript swift kotlin crystal gcloud-cli subl atom start stop dialog whiptail zenity mongoimport dot tailscale
		cloudflared ngrok port defaults bundle snap security stack helm vault consul rails composer mix rake kind hub
		users groups script column hash profiles clear sync sensors delta parallel sponge micro installer tree jobs`,
})

// bareEnglish are English names that are whole commands without an argument.
var bareEnglish = wordSet(`users groups clear sync sensors tree jobs hash who w date top last make history free mount shutdown reboot halt poweroff exit reset leave
	lpstat help`)

// consoles are English names that open a console of their own when they stand alone.
var consoles = wordSet(`python python3 node ruby perl php lua bash sh zsh fish swift scala julia R`)

// oneEnglish are English names that take a single word for argument, whatever it be.
var oneEnglish = wordSet(`make open kill type which touch install file locate host man info sleep source write head more
	sort mount say watch export read set service exit link mail finger reset strip size screen fold paste strings
	command date history lpr code help return task just rename trap unexpand expand pass groups tree micro parallel`)

// useless are names that need arguments or a pipe: alone they are a mention, no command.
var useless = wordSet(`cp mv rm mkdir rmdir ln chmod chown chgrp grep egrep fgrep zgrep rg awk gawk sed tr xargs tar gzip
	unzip zip curl wget ssh scp rsync sftp git docker kubectl brew apt apt-get dnf yum pacman snap npm npx pip pip3
	cargo basename dirname pkill pgrep killall tee nohup sudo su exec eval expr jq dd ffmpeg convert rename chroot
	systemctl crontab diskutil defaults osascript mdfind unset unalias seq stat cat less tail wc cmp diff comm uniq nl
	od dig nslookup ping traceroute whois nc telnet xattr chflags ditto sips readlink realpath touch echo printf [ .
	setsid timeout stdbuf useradd userdel usermod passwd gcc clang cmake openssl gpg base64 parallel truncate shred
	fuser strace yq zcat gunzip bzip2 xz zstd pushd mkfs fsck mkfifo logger ufw iptables ip launchctl`)

// wrappers run the command that stands behind their options.
var wrappers = wordSet(`sudo doas env nohup nice ionice time exec command builtin stdbuf timeout caffeinate setsid chronic
	unbuffer proot fakeroot arch`)

// toolish are English names of tools with subcommands, verbs those subcommands.
var (
	toolish = wordSet(`go port defaults bundle snap security stack helm vault consul rails composer mix rake kind hub service`)
	verbs   = wordSet(`install uninstall remove list installed search update upgrade build test run new init exec create get
		delete read write start stop restart status add info show login logout pull push load server console generate
		routes require export import find refresh repo template domains deps compile clean env version mod fmt vet doc
		tool work setup reload enable disable`)
)

// strongWords are English words (and a few of other tongues) that no utility takes for
// an argument; weakWords are some that a few take.
var (
	strongWords = wordSet(`the an that this these those is are was were be been being am you your yours i'm it its it's we our
		us my me they them their can can't cannot could will would should may might must to without and or but because so
		if than when where how what why whose whom there here please following using used uses does did has have had
		sure sorry i don't won't i'll i'd let's also instead however therefore such only just want need needs like e.g.
		i.e. etc etc. based est une ist eine der sont para los las und oder nicht pour avec dans not then which who`)
	weakWords = wordSet(`of in for with by from into on at as any some all each every very own between about after before
		inside within under over through do now out up down more most other another same different both until while no
		yes new`)
)

// describing words stand in a sentence about a utility, behind its name.
var describing = wordSet(`is are was can will would should may does has stands means lists displays shows prints searches
	finds creates makes removes deletes copies moves changes returns outputs allows lets uses reads writes opens closes
	starts stops kills sends extracts compresses counts sorts filters checks converts replaces
	renames executes runs transfers concatenates gets takes gives works combines command commands
	utility`)

// notNames are first words of sentences, which some model might put where a command
// belongs; a name that isn't known must not be one.
var notNames = wordSet(`use run try add with note option options flag flags output result example usage warning error
	explanation description answer response input list show display create delete remove copy move search get check
	count download upload enter execute print change give tell write save view hello hi hey thanks thank ok okay
	none null unknown based first second third next finally also assuming however maybe perhaps unfortunately as to
	step steps simply just replace make press click select choose your our my his her its one two three see refer
	once unable invalid cannot no not any some all every each in on at of for by from into after before since
	great good welcome depending alternatively file files folder directory command commands shell bash terminal script
	ask what how where when why let call consider ensure verify provide specify sorry please sure yes`)

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func tabulate(lists map[kind]string) map[string]kind {
	m := map[string]kind{}
	for _, k := range []kind{englishName, utilityName, toolName, phraseName, talkingName} {
		for w := range strings.FieldsSeq(lists[k]) {
			m[w] = k
		}
	}
	return m
}
