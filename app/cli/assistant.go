package cli

import (
	"context"
	"fmt"
	"os"

	"caro/core/local"
	"caro/core/models"
)

// assistant makes what answers on this machine; end gives it back.
func (c *command) assistant(ctx context.Context, model string) (assistant *local.Assistant, end func(), err error) {
	o := local.Options{
		Model:  model,
		Device: os.Getenv("CARO_DEVICE"),
		// The worker ends with this process, after one answer and its explanation.
		QuickLoad: true,
		Checking: func(e models.Event) {
			c.ui.show(fmt.Sprintf("checking the model once… %.0f %%", e.Percent))
		},
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
