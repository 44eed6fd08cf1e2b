package models

import (
	"errors"
	"strings"
	"syscall"
	"testing"
)

// The first lines are pip's own, of versions 23 to 25, shortened.
func TestPipError(t *testing.T) {
	retry := "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
	for _, c := range []struct{ said, want string }{
		{retry + `'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/x/` +
			"\nERROR: Could not find a version that satisfies the requirement x==1\nERROR: No matching distribution found for x==1\n",
			"the package index is out of reach: Temporary failure in name resolution"},
		{retry + `'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)'))': /simple/x/`,
			"the package index is out of reach: certificate verify failed: self-signed certificate"},
		{retry + `'ReadTimeoutError("HTTPConnectionPool(host='127.0.0.1', port=1): Read timed out. (read timeout=15.0)")': /simple/x/`,
			"the package index is out of reach: Read timed out"},
		{retry + `'RemoteDisconnected('Remote end closed connection without response')': /x`, "the package index is out of reach: RemoteDisconnected"},
		{"ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)\nERROR: No matching distribution found for x==1\n",
			"pip failed (exit status 1): Could not find a version that satisfies the requirement x==1 (from versions: none); No matching distribution found for x==1"},
		{"a\nb\n\x1b[31mc\n\n", "pip failed (exit status 1): b; [31mc"},
		{"", "pip failed (exit status 1)"},
	} {
		if got := pipError(errors.New("exit status 1"), c.said).Error(); got != c.want {
			t.Errorf("%q\nwant %q", got, c.want)
		}
	}
	if err := pipError(errors.New("exit status 2"), "OSError: [Errno 28] No space left on device"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v", err)
	}
	if got := pipError(errors.New("x"), strings.Repeat("long ", 1<<20)).Error(); len(got) > 500 {
		t.Errorf("%d bytes", len(got))
	}
}

func FuzzPipError(f *testing.F) {
	f.Add("WARNING: Retrying (x) after connection broken by 'E': /x\nERROR: no")
	f.Fuzz(func(t *testing.T, said string) {
		got := pipError(errors.New("x"), said).Error()
		if len(got) > 1000 || strings.ContainsAny(got, "\n\x1b\u202e") {
			t.Errorf("%q", got)
		}
	})
}

func TestTailIsBounded(t *testing.T) {
	var kept tail
	for range 100 {
		_, _ = kept.Write([]byte(strings.Repeat("x", 5000)))
	}
	_, _ = kept.Write([]byte("end"))
	if s := kept.String(); len(s) != tailBytes || !strings.HasSuffix(s, "end") {
		t.Errorf("%d bytes", len(s))
	}
}
