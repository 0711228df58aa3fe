package loa_test

import (
	"testing"
	"time"

	"loa"
)

func TestParseIssued(t *testing.T) {
	t.Parallel()
	day := loa.Date{Year: 2024, Month: time.May, Day: 15}
	for words, want := range map[string]loa.Issued{
		"12 15/05/2024":                        {Number: "12", Day: day},
		"  12   15/5/2024 ":                    {Number: "12", Day: day},
		"Số 12-BC/ĐU, ngày 15/5/2024":          {Number: "12", Day: day},
		"số 7a; 2024-05-15; Mường Thanh":       {Number: "7a", Day: day, Place: "Mường Thanh"},
		"12-BC/ĐU 15.5.2024, Phường Him Lam":   {Number: "12", Day: day, Place: "Phường Him Lam"},
		"12/BC-ĐU, 15/05/2024, P. Mường Thanh": {Number: "12", Day: day, Place: "P. Mường Thanh"},
		"":                    {},
		"12":                  {},
		"15/05/2024":          {},
		"12 5/2024":           {},
		"12 31/4/2024":        {},
		"BC 15/05/2024":       {},
		"1234567 15/05/2024":  {},
		"12 15/05/2024, A\nB": {},
		"12 15/05/2024 ngày mai ký, nếu không thì để đến tuần sau rồi ký cũng được": {},
	} {
		if got, ok := loa.ParseIssued(words); ok != (want != loa.Issued{}) || ok && got != want {
			t.Errorf("%q: got %+v, %v, want %+v", words, got, ok, want)
		}
	}
}

func FuzzParseIssued(f *testing.F) {
	f.Add("Số 12-BC/ĐU, ngày 15/5/2024, Mường Thanh")
	f.Fuzz(func(t *testing.T, words string) {
		if i, ok := loa.ParseIssued(words); ok && (i.Number == "" || !i.Day.Valid() || len([]rune(i.Place)) > 40) {
			t.Errorf("%q reads as %+v", words, i)
		}
	})
}
