package resources

import _ "embed" // for the directive below

// Models is the catalogue of models, JSON. Package models reads and checks it;
// what its fields mean is documented there, at type Model.
//
//go:embed models.json
var Models []byte
