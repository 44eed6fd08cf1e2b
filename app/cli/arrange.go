package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// arrange tells requests from subcommands: words are a request unless the first is a
// subcommand by itself or with arguments that it takes. `caro status` is the
// subcommand, `caro status of the disk` a request. It returns the arguments in a form
// that cobra reads without doubt: flags first, then -- and the request.
func arrange(args []string) []string {
	probe := (&command{ui: newUI(io.Discard)}).root()
	probe.InitDefaultHelpCmd()
	probe.InitDefaultCompletionCmd("completion")
	flags, words := leadingFlags(probe, args)
	if len(words) == 0 || words[0] == "--" {
		return args
	}
	if isSubcommand(probe, words) {
		return append(slices.Clone(flags), words...)
	}
	words, trailing := trailingFlags(probe.Flags(), words)
	return slices.Concat(flags, trailing, []string{"--"}, words)
}

// leadingFlags parts the flags in front from the words.
func leadingFlags(probe *cobra.Command, args []string) (flags, words []string) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" || len(a) < 2 || a[0] != '-' {
			return args[:i], args[i:]
		}
		if takesNext(probe, a) {
			i++
		}
	}
	return args, nil
}

// takesNext reports whether the flag's value is the next argument.
func takesNext(probe *cobra.Command, arg string) bool {
	if strings.Contains(arg, "=") {
		return false
	}
	f := flagOf(probe, arg)
	return f != nil && f.NoOptDefVal == "" && (strings.HasPrefix(arg, "--") || len(arg) == 2)
}

// flagOf finds the flag that an argument names, nil for none.
func flagOf(probe *cobra.Command, arg string) *pflag.Flag {
	name, _, _ := strings.Cut(arg, "=")
	for _, set := range []*pflag.FlagSet{probe.Flags(), probe.PersistentFlags()} {
		if long, ok := strings.CutPrefix(name, "--"); ok {
			if f := set.Lookup(long); f != nil {
				return f
			}
		} else if len(name) >= 2 {
			if f := set.ShorthandLookup(name[1:2]); f != nil {
				return f
			}
		}
	}
	return nil
}

// isSubcommand reports whether the words are a subcommand with arguments that it takes.
func isSubcommand(probe *cobra.Command, words []string) bool {
	cmd, rest, err := probe.Find(words)
	if err != nil || cmd == probe {
		return false
	}
	if cmd.Name() == "help" {
		// help takes the names of commands only.
		found, left, err := probe.Find(rest)
		return err == nil && len(left) == 0 && (found != probe || len(rest) == 0)
	}
	if err := cmd.ParseFlags(rest); err != nil {
		// A flag that is misspelt is a mistake, not a request; words that merely follow
		// the name are a request.
		return len(rest) > 0 && strings.HasPrefix(rest[0], "-")
	}
	return cmd.ValidateArgs(cmd.Flags().Args()) == nil
}

// trailingFlags takes Caro's own flags off the end of a request, so that
// `caro list files --copy` does what it looks like. Anything else with a dash belongs to
// an unquoted request (`caro what does ls do with -l`); after a request in quotes it is
// left for cobra to refuse.
func trailingFlags(known *pflag.FlagSet, words []string) (request, flags []string) {
	if len(words) > 1 && strings.ContainsAny(words[0], " \t\n") && strings.HasPrefix(words[1], "-") && words[1] != "--" {
		return words[:1], words[1:]
	}
	end := len(words)
	for end > 1 {
		switch {
		case isOwnFlag(known, words[end-1]):
			end--
		case end > 2 && words[end-2] == "-o" && slices.Contains(formats, words[end-1]),
			end > 2 && isOwnValueFlag(known, words[end-2]):
			end -= 2
		default:
			return words[:end], words[end:]
		}
	}
	return words[:end], words[end:]
}

// isOwnFlag reports whether the word is one of Caro's long flags, complete by itself.
func isOwnFlag(known *pflag.FlagSet, word string) bool {
	name, _, hasValue := strings.Cut(word, "=")
	long, ok := strings.CutPrefix(name, "--")
	if !ok {
		return false
	}
	f := known.Lookup(long)
	return f != nil && (hasValue || f.NoOptDefVal != "")
}

// isOwnValueFlag reports whether the word is one of Caro's long flags whose value follows.
func isOwnValueFlag(known *pflag.FlagSet, word string) bool {
	long, ok := strings.CutPrefix(word, "--")
	if !ok {
		return false
	}
	f := known.Lookup(long)
	return f != nil && f.NoOptDefVal == ""
}
