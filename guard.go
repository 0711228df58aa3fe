package loa

import (
	"regexp"
	"strings"
)

// Concern is a reason why a text must not go into chat groups.
type Concern string

// The concerns.
const (
	ConcernSecret Concern = "secret" // a secrecy stamp
	ConcernID     Concern = "id"     // a citizen's identity number
	ConcernPhones Concern = "phones" // a list of telephone numbers
)

var (
	// The three degrees of State secrets, as they are stamped: in capitals, alone
	// on their line (Law 29/2018/QH14 on the protection of State secrets, article 8).
	secretStamp = regexp.MustCompile(`(?m)^[\s\[(]*((TUYỆT|TỐI)\s+)?MẬT[\s\])]*$`)
	secretWords = regexp.MustCompile(`(TUYỆT|TỐI) MẬT|(?i:độ mật\s*[:：])`)

	digitGroups = regexp.MustCompile(`\d+`)
	oneNumber   = regexp.MustCompile(`^[ .\-]$`) // what may stand between two groups of one number
)

// phonesAllowed is how many telephone numbers a text may hold: an announcement
// names somebody to call, a list of members names more.
const phonesAllowed = 2

// Concerns says what in a text keeps it from going out: it goes to many people,
// and one careless forward cannot be called back. An empty list means nothing
// was found, not that nothing is wrong.
func Concerns(text string) []Concern {
	var found []Concern
	if secretStamp.MatchString(text) || secretWords.MatchString(text) {
		found = append(found, ConcernSecret)
	}
	ids, phones := countNumbers(text)
	if ids > 0 {
		found = append(found, ConcernID)
	}
	if phones > phonesAllowed {
		found = append(found, ConcernPhones)
	}
	return found
}

// countNumbers counts identity and telephone numbers, written in one or in
// groups such as "0912 345 678".
func countNumbers(text string) (ids, phones int) {
	groups := digitGroups.FindAllStringIndex(text, -1)
	for i := 0; i < len(groups); i++ {
		digits := ""
		for j := i; j < len(groups); j++ {
			if j > i && !oneNumber.MatchString(text[groups[j-1][1]:groups[j][0]]) {
				break
			}
			digits += text[groups[j][0]:groups[j][1]]
			if isIdentity(digits) {
				ids, i = ids+1, j
				break
			}
			if isPhone(digits) {
				phones, i = phones+1, j
				break
			}
		}
	}
	return ids, phones
}

// isIdentity tells a citizen's identity number: 12 digits that begin with the
// code of a province, 001 to 096 (Circular 59/2021/TT-BCA, appendix I), and a
// digit for century and sex below 4.
func isIdentity(digits string) bool {
	return len(digits) == 12 && digits[0] == '0' && digits[:3] != "000" && digits[:3] <= "096" && digits[3] < '4'
}

// isPhone tells a Vietnamese telephone number: ten digits from 0, or the same
// with 84 in place of the 0.
func isPhone(digits string) bool {
	return len(digits) == 10 && digits[0] == '0' || len(digits) == 11 && strings.HasPrefix(digits, "84")
}
