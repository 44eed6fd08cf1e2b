package cli

import (
	"context"
	"fmt"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/config"
	"caro/core/local"
	"caro/core/models"
)

// assistant makes what answers on this machine; end leaves it to others.
func (c *command) assistant(ctx context.Context, s config.Config) (assistant *local.Assistant, end func(), err error) {
	o := answering(s)
	o.Checking = func(e models.Event) {
		c.ui.show(fmt.Sprintf("checking the model once… %.0f %%", e.Percent))
	}
	if c.options.verbose {
		o.Log = c.ui.engineSays
	}
	assistant, err = local.Open(ctx, o)
	c.ui.done()
	if err != nil {
		return nil, nil, err
	}
	return assistant, func() { _ = assistant.Close() }, nil
}

// answering is what the settings say of what answers.
func answering(s config.Config) local.Options {
	o := local.Options{
		Rules: rules(s), Model: s.Model, Device: s.Device, LowMemory: s.Worker.LowMemory, Idle: s.Worker.Idle, Socket: s.Worker.Socket,
		Ahead: &core.Ahead{Off: !s.Prepare.Enabled, Pause: s.Prepare.Pause, BatteryMin: s.Prepare.BatteryMin},
	}
	if s.Remote.On() {
		o.Remote = server(s.Remote)
	}
	return o
}

// server is what the settings say of a server that answers in place of this machine.
func server(s config.Remote) *remote.Options {
	return &remote.Options{
		BaseURL: s.BaseURL, Model: s.Model, Key: remote.KeySource{Env: s.KeyEnv, Keychain: s.KeyKeychain},
		Timeout: s.Timeout, Retries: s.Retries, AllowPlainHTTP: s.AllowPlainHTTP, Prepare: s.Prepare,
	}
}
