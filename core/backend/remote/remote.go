package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/openai/openai-go/v3"

	"caro/core/backend"
	"caro/core/fault"
)

// DefaultTimeout is how long a silent server is waited for: it may have to load the model.
const DefaultTimeout = time.Minute

// Limits on Options.
const (
	MaxTimeout = 10 * time.Minute
	MaxRetries = 10
)

// Options say which server answers, and how. Only BaseURL is needed.
type Options struct {
	// BaseURL is the server's address up to "/v1", http or https, without user, password,
	// query and fragment.
	BaseURL string
	// Model is the server's name for the model; "" where it has only one.
	Model string
	// Key says where the server's key is; the zero value is a server that asks for none.
	Key KeySource
	// Timeout is how long the server may be silent, before the first token and between
	// two of them; DefaultTimeout where 0, at most MaxTimeout.
	Timeout time.Duration
	// Retries is how often a request that failed for a reason that may pass is sent again;
	// at most MaxRetries.
	Retries int
	// AllowPlainHTTP lets requests and the key travel unencrypted to another machine.
	AllowPlainHTTP bool
	// Prepare lets Backend.Prepare send what hasn't been asked yet.
	Prepare bool
	// HTTPClient makes the connections, where the system's proxies and certificates
	// don't suffice; its redirect rule is replaced. It may be nil.
	HTTPClient *http.Client
}

// Backend answers by an OpenAI-compatible server. It is a backend.Backend; unlike a local
// one it answers several requests at once.
type Backend struct {
	options Options
	address address
	client  openai.Client

	life    context.Context // ends with Close
	end     context.CancelFunc
	loading chan struct{} // holds one element while the server is looked at

	http       *http.Client  // of client
	firstPause time.Duration // before the first retry, about
	linger     time.Duration // of an answer that nobody came for

	mu         sync.Mutex
	server     *server // nil until loaded
	habits     habits  // what the server was found to refuse
	secret     *string // the key; nil until read, and after a refusal
	lastSecret string  // the key that was read last, to be hidden
	ahead      *ahead  // what Prepare works or worked on; may be nil
}

var _ backend.Backend = (*Backend)(nil)

// New makes a Backend; nothing is sent before Load or Generate. An error is a
// *fault.Error with the code Usage.
func New(o Options) (*Backend, error) {
	a, err := parseAddress(o.BaseURL, o.AllowPlainHTTP)
	if err != nil {
		return nil, err
	}
	if err := o.Key.check(); err != nil {
		return nil, err
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Timeout < 0 || o.Timeout > MaxTimeout {
		return nil, wrong(fmt.Sprintf("the server's time-out is %v", o.Timeout), fmt.Sprintf("set it above 0 and at most to %v", MaxTimeout))
	}
	if o.Retries < 0 || o.Retries > MaxRetries {
		return nil, wrong(fmt.Sprintf("%d retries are asked for", o.Retries), fmt.Sprintf("set 0 to %d", MaxRetries))
	}
	b := &Backend{options: o, address: a, loading: make(chan struct{}, 1), http: newHTTPClient(o.HTTPClient), firstPause: firstPause, linger: linger}
	b.client = newClient(a, b.http)
	b.life, b.end = context.WithCancel(context.Background())
	return b, nil
}

func wrong(message, hint string) *fault.Error { return fault.New(fault.Usage, message, hint) }

// Close ends what is under way; the backend can't be used afterwards.
func (b *Backend) Close() error {
	b.end()
	b.http.CloseIdleConnections()
	return nil
}

var errClosed = fault.New(fault.Engine, "the connection to the server was closed", "")

// open gives a context that ends with ctx or with Close.
func (b *Backend) open(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if b.life.Err() != nil {
		return nil, nil, errClosed
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(b.life, func() { cancel(errClosed) })
	return ctx, func() { stop(); cancel(nil) }, nil
}

// ended says why ctx ended: the person's wish, a deadline, or Close; nil where it hasn't.
func ended(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	if errors.Is(context.Cause(ctx), errClosed) {
		return errClosed
	}
	return ctx.Err()
}

// Generate has the server write the next message; see backend.Backend. The stream may be
// void and begin anew once (EventRestart), where the server broke off.
//
// PromptTokens and CachedTokens are 0 where the server doesn't tell them, and
// GeneratedTokens is then the number of pieces that came, which most servers make of one
// token each. StopText is given only where it is certain: most servers don't tell a stop
// text from the end of the message, which is then StopEnd.
func (b *Backend) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := checkRequest(req); err != nil {
		return backend.Result{}, err
	}
	if req.Given != "" { // no server of this protocol says how likely a text is
		return backend.Result{Text: req.Given, Stop: backend.StopEnd}, nil
	}
	ctx, done, err := b.open(ctx)
	if err != nil {
		return backend.Result{}, err
	}
	defer done()
	if result, ok, err := b.fromAhead(ctx, req, on); ok {
		return result, err
	}
	return b.answer(ctx, req, on)
}

// checkRequest says what is wrong with a request.
func checkRequest(req backend.Request) error {
	if err := req.Check(); err != nil {
		return err
	}
	for _, m := range req.Messages {
		if m.Role != backend.RoleAssistant {
			return nil
		}
	}
	return wrong("the request has only messages of the assistant", "")
}
