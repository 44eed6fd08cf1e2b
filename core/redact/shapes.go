package redact

import "regexp"

// shape is what the tokens of a service look like. Those that could be words besides must
// look as if chance had made them.
type shape struct {
	form   func() *regexp.Regexp
	chance bool
}

// shapes are those of well-known services, by what they say of their tokens or what anyone
// sees in them; the first group, where there is one, is the secret.
var shapes = []shape{
	{form: expression(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)`)},
	{form: expression(`\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b`)},
	{form: expression(`\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}`)},
	{form: expression(`\bgl(?:pat|ptt|dt|rt|soat|cbt|ft|imt|agent)-[\w.-]{16,}`)},
	{form: expression(`\bsk-(?:ant-|proj-|or-|svcacct-|admin-)?[\w-]{16,}`), chance: true},
	{form: expression(`\b[sr]k_(?:live|test)_\w{10,}|\bwhsec_[\w+/=]{16,}`)},
	{form: expression(`\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{20,}|\bxoxe\.[\w.-]{10,}`)},
	{form: expression(`\bhf_[A-Za-z0-9]{16,}|\bgsk_\w{20,}|\br8_\w{20,}|\bnvapi-[\w-]{20,}|\bpplx-\w{20,}|\bxai-\w{20,}`)},
	{form: expression(`\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}|\b1//0[\w-]{30,}`)},
	{form: expression(`\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{40,}|\bdckr_pat_[\w-]{20,}|\brubygems_[0-9a-f]{40,}|\bcio[A-Za-z0-9]{32}\b`), chance: true},
	{form: expression(`\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\bPMAK-[0-9a-f-]{40,}|\bATATT3[\w=-]{20,}`)},
	{form: expression(`\bd(?:op|oo|or)_v1_[0-9a-f]{40,}|\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}|\bhv[sbr]\.[\w-]{20,}|\bglsa_\w{20,}|\bsntry[su]_[\w=+/-]{20,}`)},
	{form: expression(`\blin_api_\w{20,}|\bfigd_[\w-]{20,}|\bntn_\w{20,}|\btskey-[a-z]+-[\w-]{16,}|\bdapi[0-9a-f]{32}\b|\bsbp_[0-9a-f]{40}|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}`)},
	{form: expression(`\beyJ[\w-]{8,}\.[\w-]{6,}(?:\.[\w-]*)?`)},
	{form: expression(`hooks\.slack\.com/services/([\w/]{10,})|discord(?:app)?\.com/api/webhooks/(\d+/[\w-]{20,})|api\.telegram\.org/bot(\d+:[\w-]{20,})`)},
	{form: expression(`\b\d{8,10}:AA[\w-]{30,}`)},
}

// shapes looks for tokens that show by themselves what they are.
func (f *finder) shapes(t text) {
	for _, known := range shapes {
		for _, m := range known.form().FindAllStringSubmatchIndex(t.s, -1) {
			from, to := m[0], m[1]
			for i := 2; i < len(m); i += 2 {
				if m[i] >= 0 {
					from, to = m[i], m[i+1]
				}
			}
			if !known.chance || random(t.s[from:to]) {
				f.hide(t, from, to)
			}
		}
	}
}
