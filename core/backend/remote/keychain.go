package remote

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"

	"caro/core/fault"
)

// keychainService is the service under which a key is stored.
const keychainService = "caro"

// keychainTimeout is how long the system may take, which asks the person for leave or to
// unlock the keychain.
const keychainTimeout = time.Minute

// fromKeychain fetches an entry: by the `security` program on macOS, by the Secret Service
// on Linux (GNOME Keyring, KWallet, KeePassXC).
func fromKeychain(ctx context.Context, entry string) (string, error) {
	type found struct {
		key string
		err error
	}
	answer := make(chan found, 1)
	go func() { // the library knows no contexts
		key, err := keyring.Get(keychainService, entry)
		answer <- found{key, err}
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, keychainTimeout, errKeychainSlow)
	defer cancel()
	select {
	case f := <-answer:
		return f.key, keychainFault(entry, f.err)
	case <-ctx.Done():
		if errors.Is(context.Cause(ctx), errKeychainSlow) {
			return "", errKeychainSlow
		}
		return "", ctx.Err()
	}
}

var errKeychainSlow = fault.New(fault.Failed, fmt.Sprintf("the keychain didn't answer within %v", keychainTimeout),
	"unlock it, or put the key in an environment variable and name that in remote.key_env")

func keychainFault(entry string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return wrong(fmt.Sprintf("the keychain has no entry %q of the service %q", entry, keychainService), storeHint(entry))
	default:
		return fault.New(fault.Failed, fmt.Sprintf("read the keychain: %v", err),
			"see that this session has an unlocked keychain, or put the key in an environment variable and name that in remote.key_env")
	}
}

// storeHint says how a key is stored, by a command that asks for it, so that the shell's
// history doesn't hold it.
func storeHint(entry string) string {
	if runtime.GOOS == "darwin" {
		return fmt.Sprintf("store the key by: security add-generic-password -s %s -a %q -w", keychainService, entry)
	}
	return fmt.Sprintf("store the key by: secret-tool store --label=Caro service %s username %q", keychainService, entry)
}
