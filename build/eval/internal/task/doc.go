// Package task reads the evaluation's tasks. A file has paragraphs with a blank line
// between them; `#` begins a comment. One that is to be run:
//
//	fixture office
//
//	task count-drafts easy number
//	ask   how many drafts are there in letters?
//	right ls letters/*draft* | wc -l
//	right find letters -maxdepth 1 -name '*draft*' | wc -l
//	wrong ls letters | wc -l
//	test  test -e letters
//	spare letters
//	needs jq
//
// The words behind the level (easy, medium, hard) say how outcomes are compared: see
// check.ParseRule. All right commands must agree by it, a wrong one mustn't. A test is a
// shell line that must end with 0 in the folder that the command left. Spare paths may be
// named in what is printed, or not. The fixture holds
// until the next one is named. Other kinds of paragraph begin with `mac`, `talk` and
// `inject`; see their types.
//
// Half of all tasks are dev, the others held out, by a hash of the id: prompts, examples
// and settings may be tuned on dev alone.
//
// The tasks are for measuring. They must never be shown to what is measured, nor be taken
// from anywhere but a head.
package task
