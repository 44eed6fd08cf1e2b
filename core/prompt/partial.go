package prompt

import "strings"

// Partial is what can be shown of an answer that is being written: the beginning of a
// command, without the fence that it stands in. It is "" where the text is none so far: a
// remark, JSON, or what may become NONE. It isn't judged; Parse may find otherwise.
func Partial(text string) string {
	text, _ = normalise(text, true)
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~") {
		fence := text[:3]
		_, text, _ = strings.Cut(text, "\n")
		text, _, _ = strings.Cut(text, fence)
		text = strings.TrimSpace(text)
	}
	if strings.HasPrefix(none, text) || saysNone(text) || strings.ContainsRune("#{<`~", rune(text[0])) {
		return ""
	}
	return text
}
