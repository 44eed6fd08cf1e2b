package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"caro/core/fault"
)

// failure is an error in words. It never wraps its cause: the library's errors hold the
// request with its key.
type failure struct {
	fault *fault.Error
	again bool          // the reason may pass
	wait  time.Duration // that the server asks for; 0 where it doesn't
}

func (f *failure) Error() string { return f.fault.Message }

// after is the fault that the person is told of, after so many attempts.
func (f *failure) after(attempts int) *fault.Error {
	if attempts > 1 && f.again {
		return fault.New(f.fault.Code, fmt.Sprintf("%s (tried %d times)", f.fault.Message, attempts), f.fault.Hint)
	}
	return f.fault
}

// knownKey is the key where it has been read, to be hidden.
func (b *Backend) knownKey() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.secret == nil {
		return b.lastSecret
	}
	return *b.secret
}

const (
	hintAddress = "check the server's address: does the base URL end in /v1?"
	hintLog     = "see the server's log"
)

// explain words whatever went wrong with a request.
func (b *Backend) explain(err error) *failure {
	var known *failure
	var own *fault.Error
	var refused *refusal
	var reported *streamError
	var redirected *redirectError
	var foreign *foreignError
	host := b.address.host
	say := func(again bool, message, hint string) *failure {
		return &failure{fault: fault.New(fault.Engine, message, hint), again: again}
	}
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &own):
		return &failure{fault: own}
	case errors.As(err, &refused):
		return b.refused(refused)
	case errors.As(err, &reported):
		return b.reported(reported)
	case errors.As(err, &redirected):
		return b.redirected(redirected)
	case errors.As(err, &foreign):
		return b.foreign(foreign)
	case errors.Is(err, errSilent):
		return say(false, fmt.Sprintf("%s sent nothing for %v", host, b.options.Timeout),
			"see whether it is busy or still loads its model; remote.timeout can be longer")
	case errors.Is(err, errStalled):
		return say(false, fmt.Sprintf("%s fell silent in the middle of its answer, for %v", host, b.options.Timeout), hintLog)
	case errors.Is(err, errEndless):
		return say(false, fmt.Sprintf("%s took more than %v for one answer", host, maxAnswer), hintLog)
	case errors.Is(err, errTooLarge):
		return say(false, host+" sent far more than an answer can be", hintAddress)
	case errors.Is(err, errBrokenOff), errors.Is(err, io.ErrUnexpectedEOF):
		return say(true, host+" broke off its answer",
			"see the server's log; some end so when a request doesn't fit their model's context")
	default:
		return b.unreachable(err)
	}
}

// foreign words a response that is no answer of such a server.
func (b *Backend) foreign(e *foreignError) *failure {
	what := "what isn't an answer"
	if text := shown(e.begins, b.knownKey()); strings.HasPrefix(text, "<") {
		what = "a web page"
	} else if text != "" {
		what += ": " + text
	}
	return &failure{fault: fault.New(fault.Engine, b.address.host+" sent "+what, hintAddress)}
}

func (b *Backend) redirected(e *redirectError) *failure {
	if e.loops {
		return &failure{fault: fault.New(fault.Engine, b.address.host+" redirects requests in a circle", hintAddress)}
	}
	return &failure{fault: wrong(fmt.Sprintf("%s redirects to %s, where neither the request nor the key was sent", b.address.host, shown(e.to, b.knownKey())),
		"if that is the right server, set remote.base_url to it")}
}

// unreachable words a failure below HTTP.
func (b *Backend) unreachable(err error) *failure {
	host := b.address.host
	var lookup *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	say := func(again bool, message, hint string) *failure {
		return &failure{fault: fault.New(fault.Engine, message, hint), again: again}
	}
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return say(false, "the name of "+host+" is not known", "check the server's address, and the network")
	case errors.As(err, &certificate):
		return b.untrusted(certificate.Err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return say(false, host+" speaks no TLS", "if it serves plain http, say http:// in its address")
	case errors.As(err, &alert):
		return say(false, fmt.Sprintf("%s refuses the TLS connection: %s", host, shown(alert.Error(), "")), "")
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return say(true, "the proxy to "+host+" can't be reached", "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY")
	case errors.Is(err, syscall.ECONNREFUSED):
		return say(true, host+" refuses the connection: nothing listens there", "start the server, or check its address")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF):
		return say(true, host+" closed the connection", "see the server's log; if it serves https, say https:// in its address")
	case isTimeout(err):
		return say(true, host+" can't be reached: it doesn't answer", "check the server's address, the network and the firewall")
	}
	var sent *url.Error
	if errors.As(err, &sent) {
		err = sent.Err
	}
	return say(errors.As(err, &op) || errors.As(err, &lookup), fmt.Sprintf("ask %s: %s", host, shown(err.Error(), b.knownKey())), "")
}

func isTimeout(err error) bool {
	var timed interface{ Timeout() bool }
	return errors.As(err, &timed) && timed.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

// untrusted words what is wrong with a certificate.
func (b *Backend) untrusted(err error) *failure {
	host := b.address.host
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	message, hint := "the certificate of "+host+" can't be verified: "+shown(err.Error(), ""), ""
	switch {
	case errors.As(err, &unknown):
		message, hint = "the certificate of "+host+" is signed by nobody this machine trusts",
			"add its authority to the system's certificates, or on Linux name its file in SSL_CERT_FILE"
	case errors.As(err, &name):
		message, hint = "the certificate of "+host+" is for another name", "use the name that the certificate has"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		message, hint = "the certificate of "+host+" has expired, or isn't valid yet", "renew it, or check this machine's clock"
	}
	return &failure{fault: fault.New(fault.Engine, message, hint)}
}

// reported words an error in the stream.
func (b *Backend) reported(e *streamError) *failure {
	text := shown(e.text, b.knownKey())
	if tooLong(e.text) {
		return b.tooLong(text)
	}
	return &failure{
		fault: fault.New(fault.Engine, fmt.Sprintf("%s failed in its answer: %s", b.address.host, text), hintLog),
		again: e.status == 0 || e.status >= 500 || e.status == http.StatusTooManyRequests,
	}
}

// refused words a response that isn't a success.
func (b *Backend) refused(e *refusal) *failure {
	host, raw := b.address.host, errorText(e.body)
	text := shown(raw, b.knownKey())
	said := fmt.Sprintf("(%d)", e.status)
	if text != "" {
		said = fmt.Sprintf("(%d: %s)", e.status, text)
	}
	code, message, hint, again := fault.Engine, host+" refused the request "+said, hintLog, false
	switch {
	case e.status == http.StatusUnauthorized, e.status == http.StatusForbidden:
		return &failure{fault: b.locked(said)}
	case tooLong(raw), e.status == http.StatusRequestEntityTooLarge:
		return b.tooLong(text)
	case e.status == http.StatusNotFound, e.status == http.StatusMethodNotAllowed:
		b.lookAgain()
		code, message = fault.Usage, host+" doesn't know the path or the model "+said
		hint = "does the base URL end in /v1? is the model's name right, and is it loaded?"
	case e.status == http.StatusTooManyRequests:
		message, hint = host+" has too many requests "+said, "ask again later"
		again = !strings.Contains(string(e.body), "insufficient_quota")
	case slices.Contains([]int{http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly}, e.status):
		again = true
	case e.status >= 500:
		message, again = host+" failed "+said, e.status != http.StatusNotImplemented
	case e.status < 400:
		code, message, hint = fault.Usage, host+" answered with a redirect that leads nowhere "+said, hintAddress
	}
	f := &failure{fault: fault.New(code, message, hint), again: again}
	if again {
		f.wait = retryAfter(e.header, time.Now())
	}
	if f.wait > maxRetryAfter {
		f.again = false
		f.fault.Hint = fmt.Sprintf("the server asks to wait %v", f.wait.Round(time.Second))
	}
	return f
}

// lookAgain has the next request begin with the list of models: the server may have been
// given others.
func (b *Backend) lookAgain() {
	b.mu.Lock()
	b.server = nil
	b.mu.Unlock()
}

// locked words a refused or missing key, naming its place and none of it. The key is read
// anew for the next request.
func (b *Backend) locked(said string) *fault.Error {
	host, source := b.address.host, b.options.Key
	b.forgetKey()
	if source.none() {
		return wrong(host+" asks for a key, and none is set "+said,
			"put the key in an environment variable and name that in remote.key_env, or in the keychain and name its entry in remote.key_keychain")
	}
	return wrong(fmt.Sprintf("%s refused the key from %s %s", host, source, said), "check that it is this server's key, and may use the model")
}

func (b *Backend) tooLong(text string) *failure {
	return &failure{fault: wrong(fmt.Sprintf("the request is too long for the model at %s: %s", b.address.host, text),
		"shorten it, or have the server give the model a larger context")}
}

// tooLong recognises what servers say of a request that doesn't fit: the OpenAI API and
// llama-cpp-python, vLLM, llama-server, LM Studio, in this order.
func tooLong(text string) bool {
	text = strings.ToLower(text)
	for _, words := range []string{
		"context_length_exceeded", "maximum context length", "maximum model length",
		"exceeds the available context", "exceed_context_size", "context length", "context window", "prompt is too long",
	} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// retryAfter reads how long a server asks to wait, in seconds or until a date; 0 where it
// doesn't.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
		return time.Duration(s * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
