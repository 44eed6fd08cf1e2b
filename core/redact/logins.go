package redact

// form is how a secret stands behind a flag, or without one.
type form int

const (
	whole     form = iota // the value is the secret
	separate              // the same, and the value is a word of its own or behind =
	attached              // only where the value is written together with the flag
	never                 // the value is a name: this flag only looks like one for secrets
	pair                  // USER:SECRET
	percent               // USER%SECRET
	comma                 // USER,SECRET
	source                // pass:SECRET, as openssl has it
	cookie                // NAME=SECRET
	afterWord             // the word behind this one
	operand               // an operand by its number
	slash                 // in an operand by its number: USER/SECRET@…
	last                  // the last operand
)

var separators = map[form]byte{pair: ':', percent: '%', comma: ','}

// rule says where a utility takes a secret.
type rule struct {
	flag string // or the word, or the flag that there must be; "" for none
	form form
	// place is the number of the operand or of the word behind, from 0; of last, how many
	// operands must stand before it.
	place int
}

// logins are the utilities that take a secret in a place that its name doesn't tell, or
// subcommands of such. Long flags such as --password need no rule: see strength.
var logins = map[string][]rule{
	// Without a value attached, -p asks for the password, and what follows is a database.
	"mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlslap mysqlpump mysqlsh mysqlbinlog mariadb mariadb-dump mariadb-admin": {
		{"-p", attached, 0}, {"--password", attached, 0}, {"password", afterWord, 0}},
	"curl": {{"-u", pair, 0}, {"--user", pair, 0}, {"-U", pair, 0}, {"--proxy-user", pair, 0}, {"--oauth2-bearer", whole, 0},
		{"-E", pair, 0}, {"--cert", pair, 0}, {"-b", cookie, 0}, {"--cookie", cookie, 0}},
	"http https xh xhs":         {{"-a", pair, 0}, {"--auth", pair, 0}},
	"ab":                        {{"-A", pair, 0}, {"-P", pair, 0}},
	"aria2c":                    {{"--http-passwd", whole, 0}, {"--ftp-passwd", whole, 0}, {"--rpc-secret", whole, 0}},
	"docker podman nerdctl":     {{"--secret", never, 0}},
	"skopeo oras crane buildah": {{"--creds", pair, 0}, {"--src-creds", pair, 0}, {"--dest-creds", pair, 0}, {"--secret", never, 0}},
	"login":                     {{"-p", whole, 0}},                          // docker, oc, az, helm registry
	"secret":                    {{"-b", separate, 0}, {"--body", whole, 0}}, // gh
	"sshpass steghide rdesktop yt-dlp youtube-dl": {{"-p", whole, 0}},
	"ssh-keygen":                 {{"-N", whole, 0}, {"-P", whole, 0}},
	"openssl":                    {{"-k", separate, 0}, {"-K", separate, 0}, {"-pass", source, 0}, {"-passin", source, 0}, {"-passout", source, 0}, {"-password", source, 0}, {"passwd", last, 1}},
	"zip unzip zipcloak":         {{"-P", whole, 0}},
	"7z 7za 7zr 7zz unrar":       {{"-p", attached, 0}},
	"rar":                        {{"-p", attached, 0}, {"-hp", attached, 0}},
	"redis-cli valkey-cli":       {{"-a", whole, 0}, {"AUTH", afterWord, 0}, {"auth", afterWord, 0}, {"requirepass", afterWord, 0}, {"masterauth", afterWord, 0}},
	"mongo mongosh mongodump":    {{"-p", whole, 0}},
	"mongorestore mongoexport":   {{"-p", whole, 0}},
	"mongoimport mongostat":      {{"-p", whole, 0}},
	"cqlsh":                      {{"-p", whole, 0}},
	"sqlcmd bcp":                 {{"-P", whole, 0}},
	"sqlplus rman expdp impdp":   {{"", slash, 0}},
	"influx":                     {{"-t", separate, 0}, {"-password", separate, 0}},
	"ldapsearch ldapadd":         {{"-w", whole, 0}},
	"ldapmodify ldapdelete":      {{"-w", whole, 0}},
	"ldapwhoami ldapcompare":     {{"-w", whole, 0}},
	"ldappasswd":                 {{"-w", whole, 0}, {"-s", whole, 0}, {"-a", whole, 0}},
	"smbclient rpcclient smbget": {{"-U", percent, 0}, {"--user", percent, 0}},
	"smbcacls smbtree net":       {{"-U", percent, 0}, {"--user", percent, 0}},
	"smbmap":                     {{"-p", whole, 0}},
	"lftp":                       {{"-u", comma, 0}, {"--user", comma, 0}},
	"ncftp ncftpget ncftpput":    {{"-p", whole, 0}},
	"htpasswd":                   {{"-b", last, 1}},
	"add-generic-password add-internet-password": {{"-w", whole, 0}}, // security, of macOS
	"unlock-keychain create-keychain":            {{"-p", whole, 0}},
	"set-generic-password-partition-list":        {{"-k", separate, 0}},
	"bw":                                         {{"unlock", afterWord, 0}},
	"pulumi":                                     {{"--secret", never, 0}, {"--secret", last, 3}},
	"security":                                   {{"-P", whole, 0}},
	"dscl":                                       {{"-passwd", last, 2}},
	"networksetup":                               {{"-setairportnetwork", last, 2}},
	"keytool jarsigner":                          {{"-storepass", separate, 0}, {"-keypass", separate, 0}},
	"ipmitool mosquitto_pub mosquitto_sub":       {{"-P", whole, 0}}, //nolint:misspell // so they are called
	"snmpget snmpwalk snmpset snmpbulkwalk":      {{"-A", whole, 0}, {"-X", whole, 0}, {"-c", whole, 0}},
	"xfreerdp wlfreerdp sdl-freerdp":             {{"/p:", attached, 0}},
	"pdftk":                                      {{"user_pw", afterWord, 0}, {"owner_pw", afterWord, 0}, {"input_pw", afterWord, 0}},
	"pdftotext pdftoppm pdftocairo pdfinfo":      {{"-upw", separate, 0}, {"-opw", separate, 0}},
	"qpdf":                                       {{"--encrypt", afterWord, 0}, {"--encrypt", afterWord, 1}},
	"nmcli":                                      {{"password", afterWord, 0}, {"wifi-sec.psk", afterWord, 0}},
	"wpa_passphrase":                             {{"", operand, 1}},
	"vault":                                      {{"login", afterWord, 0}, {"unseal", afterWord, 0}},
	"ngrok":                                      {{"authtoken", afterWord, 0}, {"add-authtoken", afterWord, 0}},
	"rabbitmqctl":                                {{"add_user", afterWord, 1}, {"change_password", afterWord, 1}, {"authenticate_user", afterWord, 1}},
	"caddy":                                      {{"--plaintext", whole, 0}, {"-p", whole, 0}},
	"doctl vercel":                               {{"-t", separate, 0}},
	"netlify":                                    {{"--auth", whole, 0}},
	"ansible-vault":                              {{"encrypt_string", afterWord, 0}},
	"useradd usermod":                            {{"-p", whole, 0}},
	"mkpasswd":                                   {{"", operand, 0}},
}

// plainUtilities take names only: one that a rule is for, among these, is no command.
var plainUtilities = []string{
	"mkdir", "rmdir", "ls", "cp", "mv", "rm", "ln", "cat", "less", "head", "tail", "touch", "chmod", "chown", "stat", "file", "du", "grep", "rg", "man",
	"which", "type", "whatis", "apropos", "tldr", "apt", "apt-get", "dnf", "yum", "brew", "pacman", "apk", "snap", "pip", "pip3", "npm", "systemctl",
	"service", "pgrep", "pkill", "killall", "ps", "rsync", "scp", "tar", "cd", "open", "locate", "whereis", "tree", "wc", "sort", "diff",
}
