package content

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"loa"
)

// TestConsentTexts: whoever changes what people agree to raises the version of the
// purpose (loa.Purpose.Version), so that they are asked anew, and notes the digest here.
// A slip of the pen that changes nothing of the sense may keep the version.
func TestConsentTexts(t *testing.T) {
	t.Parallel()
	c := catalog(t)
	known := map[loa.Purpose]struct{ version, digest string }{
		loa.PurposeReminders:  {"1", "53ba81b69d85"},
		loa.PurposeAttendance: {"1", "f28402decbac"},
		loa.PurposeQuiz:       {"2", "ddc1af19719b"},
	}
	for _, p := range loa.Purposes() {
		said := ""
		for _, lang := range []loa.Lang{loa.Vietnamese, loa.English} {
			for _, key := range []string{"name_" + string(p), "text_" + string(p), "foot"} {
				said += c.Line(lang, "consent."+key, nil) + "\n"
			}
		}
		sum := sha256.Sum256([]byte(said))
		digest := hex.EncodeToString(sum[:6])
		if want := known[p]; p.Version() != want.version || digest != want.digest {
			t.Errorf("%s: version %s with digest %s, noted are %s and %s", p, p.Version(), digest, want.version, want.digest)
		}
	}
}
