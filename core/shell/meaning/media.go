package meaning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Clock words a place in a recording: "1 min 30 s".
func Clock(text string) string {
	parts := strings.Split(text, ":")
	if len(parts) > 3 || !clock.MatchString(text) {
		return ""
	}
	for len(parts) < 3 {
		parts = append([]string{"0"}, parts...)
	}
	var out []string
	for i, unit := range []string{"h", "min", "s"} {
		value := strings.TrimLeft(parts[i], "0")
		if value == "" || value[0] == '.' {
			value = "0" + value
		}
		if value != "0" || i == 2 && len(out) == 0 {
			out = append(out, value+" "+unit)
		}
	}
	return strings.Join(out, " ")
}

var clock = regexp.MustCompile(`^([0-9]+:){0,2}[0-9]+(\.[0-9]+)?$`)

// Codec words what ffmpeg encodes with.
func Codec(name string) string {
	return map[string]string{
		"copy": "as it is, without encoding", "libx264": "as H.264", "h264": "as H.264", "libx265": "as H.265", "hevc": "as H.265", "libvpx-vp9": "as VP9", "libvpx": "as VP8", "libaom-av1": "as AV1", "libsvtav1": "as AV1", "aac": "as AAC", "libmp3lame": "as MP3",
		"mp3": "as MP3", "libopus": "as Opus", "opus": "as Opus", "flac": "as FLAC, without loss", "pcm_s16le": "uncompressed", "libvorbis": "as Vorbis", "prores": "as ProRes", "gif": "as GIF", "h264_videotoolbox": "as H.264, by the Mac's own chip",
		"hevc_videotoolbox": "as H.265, by the Mac's own chip", "h264_nvenc": "as H.264, by the graphics card", "ac3": "as AC-3", "mjpeg": "as JPEG images", "png": "as PNG images", "mov_text": "as subtitles of MP4",
	}[name]
}

// Rate words a bit rate: "320 kbit a second".
func Rate(text string) string {
	if text == "" {
		return ""
	}
	unit, ok := map[byte]string{'k': "kbit", 'K': "kbit", 'M': "Mbit"}[text[len(text)-1]]
	if !ok || !decimal.MatchString(text[:len(text)-1]) {
		return ""
	}
	return text[:len(text)-1] + " " + unit + " a second"
}

var decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// VideoFilter words ffmpeg's -vf: "make it 1280 pixels wide, the height in proportion".
func VideoFilter(chain string) string {
	if len(chain) > maxPattern || strings.ContainsAny(chain, "[];'\\") {
		return ""
	}
	var out []string
	for filter := range strings.SplitSeq(chain, ",") {
		name, value, _ := strings.Cut(filter, "=")
		words := videoFilter(name, value)
		if words == "" {
			return ""
		}
		out = append(out, words)
	}
	return unless(strings.Join(out, ", then "), "")
}

func videoFilter(name, value string) string {
	args := strings.Split(value, ":")
	for i, a := range args {
		for _, key := range []string{"w=", "h=", "width=", "height=", "fps="} {
			args[i] = strings.TrimPrefix(a, key)
			if args[i] != a {
				break
			}
		}
	}
	switch name {
	case "scale":
		if len(args) < 2 {
			return ""
		}
		w, h := args[0], args[1]
		_, wide := number(w)
		_, high := number(h)
		switch {
		case wide && (h == "-1" || h == "-2"):
			return "make it " + w + " pixels wide, the height in proportion"
		case high && (w == "-1" || w == "-2"):
			return "make it " + h + " pixels high, the width in proportion"
		case wide && high:
			return "make it " + w + " by " + h + " pixels"
		case w == "iw/2" && (h == "ih/2" || h == "-1" || h == "-2"):
			return "halve its size"
		}
	case "fps":
		if decimal.MatchString(value) {
			return "make it " + value + " frames a second"
		}
	case "hflip":
		return "mirror it"
	case "vflip":
		return "turn it upside down"
	case "transpose":
		return map[string]string{"1": "turn it to the right", "2": "turn it to the left", "clock": "turn it to the right", "cclock": "turn it to the left"}[value]
	case "crop":
		if len(args) == 4 && decimal.MatchString(args[0]) && decimal.MatchString(args[1]) {
			return fmt.Sprintf("cut %s by %s pixels out of it, from %s, %s on", args[0], args[1], args[2], args[3])
		}
		if len(args) == 2 && decimal.MatchString(args[0]) && decimal.MatchString(args[1]) {
			return fmt.Sprintf("cut %s by %s pixels out of its middle", args[0], args[1])
		}
	case "format":
		return "use the pixel format " + value
	case "yadif":
		return "take out interlacing"
	case "reverse":
		return "play it backwards"
	case "setpts":
		if factor, found := strings.CutSuffix(strings.ToUpper(value), "*PTS"); found {
			if f, err := strconv.ParseFloat(factor, 64); err == nil && f > 0 {
				return map[bool]string{true: "play it faster", false: "play it slower"}[f < 1]
			}
		}
	case "subtitles":
		return "draw the subtitles of " + value + " into it"
	}
	return ""
}
