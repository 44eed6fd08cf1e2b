package folder

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// kind is a kind of file as people speak of it.
type kind struct {
	words   string   // for one of them, an expression
	many    string   // for several, where their endings don't follow from the word; "" for none
	stem    string   // what a stand-in is called
	endings []string // longer ones before those that they end in
}

var (
	pictures = []string{".jpg", ".jpeg", ".png", ".heic", ".gif", ".webp", ".tiff", ".tif", ".bmp"}
	films    = []string{".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v"}
	sounds   = []string{".mp3", ".m4a", ".flac", ".wav", ".ogg", ".aac"}
	tars     = []string{".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tar"}
	packed   = slices.Concat(tars, []string{".zip", ".7z", ".rar", ".gz", ".bz2", ".xz"})
)

// kinds are those that are known. The first whose words are there counts.
var kinds = []kind{
	{`csv(?: file| table)?|spreadsheet`, ``, "data", []string{".csv"}},
	{`tsv(?: file| table)?`, ``, "data", []string{".tsv"}},
	{`json(?: file| document)?`, ``, "data", []string{".json"}},
	{`ya?ml(?: file)?`, ``, "settings", []string{".yaml", ".yml"}},
	{`xml(?: file| document)?`, ``, "data", []string{".xml"}},
	{`log(?: ?file)?`, ``, "server", []string{".log"}},
	{`pdf(?: file| document)?`, ``, "paper", []string{".pdf"}},
	{`markdown(?: file| document)?|md file`, ``, "notes", []string{".md"}},
	{`html(?: file| page)?|web ?page`, ``, "page", []string{".html", ".htm"}},
	{`te?xt ?file`, ``, "notes", []string{".txt"}},
	{`zip(?: ?file| archive)?`, ``, "archive", []string{".zip"}},
	{`tarball|tar(?: ?file| archive)`, `tarballs`, "archive", tars},
	{`archive`, `archives`, "archive", packed},
	{`photo(?:graph)?|picture|image(?: file)?`, `photos|photographs|pictures|images|image files`, "photo", pictures},
	{`video(?: file| clip)?|movie|film|clip`, `videos|video files|movies|films|clips`, "video", films},
	{`song|audio(?: file| track)?|recording|music file`, `songs|audio files|recordings|music files|tracks`, "song", sounds},
	{`shell script|bash script|sh file`, ``, "tool", []string{".sh"}},
	{`python (?:script|file|program)|py file`, ``, "tool", []string{".py"}},
	{`sqlite (?:file|database)|database(?: file)?`, ``, "shop", []string{".sqlite3", ".sqlite", ".db"}},
	{`patch(?: file)?|diff file`, ``, "change", []string{".patch", ".diff"}},
	{`certificate(?: file)?`, ``, "server", []string{".pem", ".crt", ".cer"}},
	{`iso(?: file| image)?|disk image`, ``, "disk", []string{".iso", ".img", ".dmg"}},
}

// spoken are the forms in which one of a kind, or several, are spoken of.
type spoken struct{ one, many *regexp.Regexp }

// spokenOf are those of the kinds, made when they are first needed: no start of the
// program should wait for them.
var spokenOf = sync.OnceValue(func() []spoken {
	list := make([]spoken, len(kinds))
	for i, k := range kinds {
		// "the log" but neither "the log messages" nor "the log folder": what follows must not
		// make another thing of it.
		list[i].one = regexp.MustCompile(`(?i)\b(?:the|this|that|my) (?:only |one |big |large |new |old |downloaded )?(?:` + k.words + `)\b`)
		if k.many != "" {
			list[i].many = regexp.MustCompile(`(?i)\b(?:the|these|those|my|all|all the|every one of the) (?:` + k.many + `)\b`)
		}
	}
	return list
})

// endsWith gives the ending of a name, as it stands there, if it is one of the kind's.
func (k kind) endsWith(name string) (ending string, ok bool) {
	lower := strings.ToLower(name)
	for _, e := range k.endings {
		if len(name) > len(e) && strings.HasSuffix(lower, e) {
			return name[len(name)-len(e):], true
		}
	}
	return "", false
}
