package cli

import (
	"context"
	"fmt"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
	"caro/core/prompt"
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
		Fast:  s.Fast,
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

// requestFor is a request without its words: for what platform (this machine's where
// system is "") and at what safety level is asked.
func requestFor(ctx context.Context, s config.Config, system string) (r core.Request, machine platform.Machine, err error) {
	if r.Safety, err = gate.ParseSafety(s.Safety); err != nil {
		return r, machine, fault.From(err, fault.Usage)
	}
	if machine, err = platform.Detect(ctx); err != nil {
		return r, machine, err
	}
	r.Target, err = prompt.ParseTarget(system, machine)
	return r, machine, err
}
