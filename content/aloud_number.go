package content

import (
	"strconv"
	"strings"
)

// digitWords are the names of the digits.
var digitWords = []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// sayInteger reads digits aloud as one number: "1954" is "một nghìn chín trăm năm mươi tư".
// What is not read as a number is read digit by digit: a telephone number, which
// starts with zero, and what is longer than any number in use.
func sayInteger(digits string) string {
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n >= 1e18 || len(digits) > 2 && digits[0] == '0' {
		return sayDigits(digits)
	}
	return sayNumber(n)
}

// sayDigits reads digits one by one, leaving out everything else.
func sayDigits(digits string) string {
	var words []string
	for _, d := range digits {
		if d >= '0' && d <= '9' {
			words = append(words, digitWords[d-'0'])
		}
	}
	return strings.Join(words, " ")
}

// sayNumber reads a number below 10^18 aloud. Empty groups of three digits are left
// out, and a group after another is said in full: 1.005 is "một nghìn không trăm linh năm".
func sayNumber(n uint64) string {
	const billion = 1e9
	if n >= billion {
		head := sayNumber(n/billion) + " tỷ"
		if rest := n % billion; rest > 0 {
			return head + " " + sayMillions(rest, true)
		}
		return head
	}
	if n == 0 {
		return digitWords[0]
	}
	return sayMillions(n, false)
}

// sayMillions reads a number from 1 to 999.999.999; after says that something stands before it.
func sayMillions(n uint64, after bool) string {
	var words []string
	for _, group := range []struct {
		of   uint64
		name string
	}{{1e6, " triệu"}, {1e3, " nghìn"}, {1, ""}} {
		if g := n / group.of % 1000; g > 0 {
			words = append(words, sayHundreds(int(g), after)+group.name)
			after = true
		}
	}
	return strings.Join(words, " ")
}

// sayHundreds reads a number from 1 to 999, in full ("không trăm") after another group.
func sayHundreds(n int, full bool) string {
	hundreds, rest := n/100, n%100
	switch {
	case hundreds == 0 && !full:
		return sayTens(rest)
	case rest == 0:
		return digitWords[hundreds] + " trăm"
	case rest < 10:
		return digitWords[hundreds] + " trăm linh " + digitWords[rest]
	}
	return digitWords[hundreds] + " trăm " + sayTens(rest)
}

// sayTens reads a number from 1 to 99: 15 "mười lăm", 21 "hai mươi mốt", 24 "hai mươi tư".
func sayTens(n int) string {
	tens, ones := n/10, n%10
	switch {
	case tens == 0:
		return digitWords[ones]
	case ones == 0 && tens == 1:
		return "mười"
	case ones == 0:
		return digitWords[tens] + " mươi"
	case tens == 1 && ones == 5:
		return "mười lăm"
	case tens == 1:
		return "mười " + digitWords[ones]
	}
	last := digitWords[ones]
	switch ones {
	case 1:
		last = "mốt"
	case 4:
		last = "tư"
	case 5:
		last = "lăm"
	}
	return digitWords[tens] + " mươi " + last
}

// sayFigure reads a figure as Vietnamese writes it, with dots between thousands and
// a comma before the decimals: "14.912,39". Other dots and commas are named.
func sayFigure(s string) string {
	whole, decimals, hasDecimals := strings.Cut(s, ",")
	if strings.Contains(decimals, ".") || strings.Contains(decimals, ",") {
		return sayParts(s)
	}
	if strings.Contains(whole, ".") {
		groups := strings.Split(whole, ".")
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) > 3 || g == "") || i == 0 && g[0] == '0' {
				return sayParts(s)
			}
		}
		whole = strings.Join(groups, "")
	}
	if !hasDecimals {
		return sayInteger(whole)
	}
	return sayInteger(whole) + " phẩy " + sayDecimals(decimals)
}

// sayDecimals reads what stands after the comma: as a number, or digit by digit
// when it starts with zero or is long.
func sayDecimals(digits string) string {
	if digits[0] == '0' || len(digits) > 3 {
		return sayDigits(digits)
	}
	return sayInteger(digits)
}

// sayParts reads digits between dots and commas one after the other, as in "3.1".
func sayParts(s string) string {
	s = strings.NewReplacer(".", " . ", ",", " , ").Replace(s)
	var words []string
	for _, part := range strings.Fields(s) {
		switch part {
		case ".":
			words = append(words, "chấm")
		case ",":
			words = append(words, "phẩy")
		default:
			words = append(words, sayInteger(part))
		}
	}
	return strings.Join(words, " ")
}

// romanValue reads a roman number up to 39, such as those of congresses, centuries
// and sections; 0: it is none.
func romanValue(s string) int {
	ones := []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	for n := 1; n < 40; n++ {
		if s == strings.Repeat("X", n/10)+ones[n%10] {
			return n
		}
	}
	return 0
}
