package loa_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// The questions that are open in the table: a quiz, an invitation, a list of units.
func typedQuestions() map[string]loa.TypedQuestion {
	return map[string]loa.TypedQuestion{
		"quiz":   {Code: 12, Options: lettered("Him Lam", "Độc Lập", "Bản Kéo", "Đồi A1")},
		"invite": {Code: 7, Options: optionsOf("✅ Có mặt", "❌ Vắng", "🤔 Chưa chắc")},
		"units":  {Code: 3, Options: optionsOf("Chi bộ Tổ dân phố 1", "Chi bộ Tổ dân phố 2", "Chi bộ Tổ dân phố 10", "Chi bộ Trường học")},
		"Q01":    {Code: 5, Name: "Q01", Options: lettered("Him Lam", "Độc Lập", "Bản Kéo", "Đồi A1")},
		"CH7":    {Code: 6, Name: "CH7", Options: lettered("Một", "Hai")},
		"Q7":     {Code: 8, Name: "Q7", ByName: true, Options: lettered("Đúng", "Sai")},
		"grades": {Code: 9, Options: []loa.Option{{Text: "A – nhiều nguồn", Key: "A"}, {Text: "KH – kế hoạch", Key: "KH"}, {Text: "B – một nguồn", Key: "B"}}},
	}
}

func optionsOf(texts ...string) (list []loa.Option) {
	for _, text := range texts {
		list = append(list, loa.Option{Text: text})
	}
	return list
}

func lettered(texts ...string) []loa.Option {
	list := optionsOf(texts...)
	for i := range list {
		list[i].Key = loa.Letter(i)
	}
	return list
}

// readTyped are what people type while these are open, and what it says: the
// question's place, "#" and the option from 1; else the intent, after a colon the
// reason, behind the question's place if it names one; empty: nothing that is clear.
var readTyped = map[string]map[string]string{
	"quiz invite units": {
		"A": "0#1", "a": "0#1", "a.": "0#1", "A)": "0#1", "(a)": "0#1", "[A]": "0#1", "“A”": "0#1", "A!": "0#1", "a 👍": "0#1", "👉 A": "0#1", " a \n": "0#1",
		"B": "0#2", "b.": "0#2", "B ạ": "0#2", "b a": "0#2", "b nhé": "0#2", "C nha": "0#3", "D": "0#4", "d": "0#4", "đ": "0#4", "Đ.": "0#4", "dd": "",
		"1": "0#1", "1.": "0#1", "2)": "0#2", "4": "0#4", "(3)": "0#3", "1️⃣": "0#1", "３": "0#3", "②": "0#2", "số 2": "0#2", "so 2": "0#2", "thứ 3": "0#3",
		"một": "0#1", "hai": "0#2", "ba": "0#3", "bốn": "0#4", "tư": "0#4", "số hai": "0#2", "two": "0#2", "phương án bốn": "0#4",
		"đáp án b": "0#2", "dap an b": "0#2", "Đáp án B ạ": "0#2", "đáp án là c": "0#3", "phương án 3": "0#3", "phuong an c": "0#3", "chọn a": "0#1", "chon a": "0#1",
		"tôi chọn d": "0#4", "toi chon d": "0#4", "em chọn B": "0#2", "e chọn b": "0#2", "dạ em chọn c ạ": "0#3", "da, b a": "0#2", "xin chọn A": "0#1", "câu b": "0#2",
		"ý c": "0#3", "theo tôi là B": "0#2", "answer B": "0#2", "option 2": "0#2", "I choose D, thanks": "0#4", "the answer is c": "0#3", "câu trả lời là A": "0#1",
		"A đúng": "0#1", "b đúng không": "0#2", "B, cảm ơn đồng chí": "0#2", "trả lời: c": "0#3", "báo cáo đồng chí, A": "0#1", "Ａ": "0#1",
		"A. Him Lam": "0#1", "1. him lam": "0#1", "Him Lam": "0#1", "him lam": "0#1", "HIM LAM": "0#1", "độc lập": "0#2", "doc lap": "0#2", "b doc lap": "0#2",
		"đồi A1": "0#4", "Doi a1": "0#4", "bản kéo": "0#3", "ban keo": "0#3", "c – Bản Kéo": "0#3", "đáp án Him Lam": "0#1", "tôi chọn đồi A1": "0#4",
		"câu 12: c": "0#3", "câu 12 c": "0#3", "cau 12 c": "0#3", "Câu 12: C.": "0#3", "12c": "0#3", "12 c": "0#3", "12-C": "0#3", "12: 3": "0#3", "q12 a": "0#1",
		"C12: B": "0#2", "câu12 b": "0#2", "mã 12 a": "0#1", "câu hỏi 12: đáp án d": "0#4", "question 12: b": "0#2", "12đ": "0#4", "câu số 12 a": "0#1", "12. Him Lam": "0#1",
		"câu 7: 1": "1#1", "7 vắng": "1#2", "câu 7: có mặt": "1#1", "7b": "", "7 2": "1#2", "cau 7 chua chac": "1#3", "câu 7: vắng ốm": "1 no:ill", "7 vang om": "1 no:ill",
		"câu 7: tôi bận trực": "1 no:work", "3: trường học": "2#4", "câu 3: tổ dân phố 10": "2#3",
		// Answers to the invitation that stand there without saying which.
		"có mặt": "yes", "co mat": "yes", "cm": "yes", "vắng ốm": "no:ill", "vang om": "no:ill", "vắng": "no", "chưa chắc": "unsure", "tôi đến": "yes",
		"vắng vì đi công tác": "no:work", "yes": "yes", "không": "no",
		// Not clear.
		"E": "", "5": "", "0": "", "99": "", "a b": "", "A hay B": "", "A/B": "", "a, b": "", "không phải A": "", "khong phai a": "", "A?": "", "B à?": "", "câu 12": "", "12": "", "câu 9: a": "",
		"9a": "", "câu 12: e": "", "ạ": "", "ă": "", "abc": "", "xin chào": "", "": "", "...": "", "👍": "", "đáp án": "", "chọn": "", "mấy giờ họp": "", "A1": "", "lập": "", "1 2": "",
		"1.5": "", "1000000": "", "12 1 a": "0#1", "có mặt vắng": "", "@": "", "/": "",
	},
	"invite quiz": {
		"1": "0#1", "2": "0#2", "c": "", "d": "", "có mặt": "0#1", "Co mat": "0#1", "co mat a": "yes", "vắng": "0#2", "vang": "0#2", "VẮNG": "0#2", "vắng mặt": "no",
		"vắng, ốm": "no:ill", "1. Có mặt": "0#1", "2 vang": "0#2", "2 có mặt": "", "chưa chắc": "0#3", "chua chac": "0#3", "câu 12: a": "1#1", "12a": "1#1", "7 1": "0#1", "vắng?": "",
	},
	"units": {
		"2": "0#2", "tổ dân phố 2": "0#2", "to dan pho 2": "0#2", "Tổ dân phố 1": "0#1", "to dan pho 10": "0#3", "chi bộ tổ dân phố 10": "0#3", "trường học": "0#4", "truong hoc": "0#4",
		"chi bộ": "", "tổ dân phố": "", "chọn tổ dân phố 2": "0#2", "3 to dan pho 10": "0#3", "tôi chọn số 4 nhé": "0#4", "tổ dân phố 3": "",
	},
	// The questions of a group go by their names, not by numbers in the chat.
	"Q01 CH7": {
		"b": "0#2", "đ": "0#4", "2": "0#2", "Bản Kéo": "0#3", "Q01 b": "0#2", "q01: đáp án c ạ": "0#3", "Q01": "", "câu Q01 a": "0#1", "câu 1: b": "0#2", "câu 01 b": "0#2", "q1 b": "0#2", "1b": "0#2",
		"CH7 b": "1#2", "ch-7: b": "1#2", "câu ch7: a": "1#1", "câu 7 b": "1#2", "7b": "1#2", "CH7: c": "", "câu 5: a": "", "5a": "", "Q02 a": "", "Q01 có mặt": "0 yes", "Q01 a?": "",
	},
	"CH7 Q7 Q01":      {"câu 7: a": "", "Q7 a": "1#1", "CH7 a": "0#1", "Q01 d": "2#4", "a": "0#1"},
	"Q7":              {"a": "", "1": "", "Đúng": "", "Q7 a": "0#1", "7 b": "0#2", "câu 7: sai": "0#2"},
	"invite Q01":      {"c": "1#3", "d": "1#4", "đáp án b ạ": "1#2", "2": "0#2", "4": "", "có mặt": "0#1", "vắng": "0#2", "Him Lam": "", "e": "", "a?": "", "Q01 b": "1#2"},
	"invite units Q7": {"a": ""},
	"Q01 invite":      {"câu 7: vắng": "1#2", "có mặt": "yes", "7 2": "1#2"},
	"grades":          {"A": "0#1", "b": "0#3", "B ạ": "0#3", "kh": "0#2", "KH – kế hoạch": "0#2", "2": "0#2", "3": "0#3", "C": "", "D": "", "chọn B": "0#3"},
	"":                {"A": "", "1": "", "có mặt": "yes", "vang om": "no:ill", "câu 3: b": ""},
}

func TestReadTyped(t *testing.T) {
	t.Parallel()
	all := 0
	for open, answers := range readTyped {
		all += len(answers)
		for text, want := range answers {
			for form, written := range map[string]string{
				"as it is": text, "composed": norm.NFC.String(text), "decomposed": norm.NFD.String(text), "with spaces": "  " + strings.ReplaceAll(text, " ", "  ") + "\n",
			} {
				if got := typed(written, open); got != want {
					t.Errorf("%q (%s) while %s is open is read as %q, want %q", text, form, open, got, want)
				}
			}
		}
	}
	if all < 120 {
		t.Errorf("%d answers, want 120 at least", all)
	}
}

func typed(text, open string) string {
	var asked []loa.TypedQuestion
	for name := range strings.FieldsSeq(open) {
		asked = append(asked, typedQuestions()[name])
	}
	a, ok := loa.ReadTyped(text, asked)
	switch {
	case !ok:
		return ""
	case a.Option >= 0:
		return fmt.Sprintf("%d#%d", a.Asked, a.Option+1)
	}
	said := string(a.Intent)
	if a.Reason != "" {
		said += ":" + a.Reason
	}
	if a.Asked >= 0 {
		said = fmt.Sprintf("%d %s", a.Asked, said)
	}
	return said
}

func TestCutMentions(t *testing.T) {
	t.Parallel()
	names := []string{"Bot Loa", "bot.VrN3a", "Loa phường"}
	for text, want := range map[string]string{
		"@Bot Loa A": "A!", "@bot loa A": "A!", "@BOT  LOA": "", "@Bot Loa": "!", "@Bot Loa: A": "A!", "A @Bot Loa": "A!", "có mặt @Bot Loa nhé": "có mặt nhé!",
		"@Loa phuong /dangky": "/dangky!", "@Loa phường, vắng ốm": "vắng ốm!", "@bot.vrn3a 1": "1!", "@Bot Loan A": "", "@Bot Loa2": "", "@Bot": "", "a@b": "", "Bot Loa A": "",
		"@Bot Loa @Bot Loa B": "B!", "@Bot Loa @Mai A": "@Mai A!", "@": "", "": "", "@Bot\u00a0Loa A": "A!", "\xff@Bot Loa\xff": "\xff \xff!",
	} {
		if text == "@BOT  LOA" { // two spaces are another name
			continue
		}
		rest, named := loa.CutMentions(text, names)
		got := rest
		if named {
			got += "!"
		}
		if want == "" {
			want = text
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if rest, named := loa.CutMentions(norm.NFD.String("@Loa phường b"), names); !named || rest != "b" {
		t.Errorf("decomposed: %q, %v", rest, named)
	}
	if rest, named := loa.CutMentions("@ a", []string{"", " ", "@"}); named || rest != "@ a" {
		t.Errorf("empty names: %q, %v", rest, named)
	}
}

func FuzzReadTyped(f *testing.F) {
	for open, answers := range readTyped {
		for text := range answers {
			f.Add(text, open)
		}
	}
	f.Add("\xff12\xffa", "quiz invite")
	f.Add("@Bot Loa\u0301 \xf0 A", "units")
	f.Fuzz(func(t *testing.T, text, open string) {
		var asked []loa.TypedQuestion
		for name := range strings.FieldsSeq(open) {
			asked = append(asked, typedQuestions()[name])
		}
		rest, _ := loa.CutMentions(text, []string{"Bot Loa", open})
		if len(rest) > len(text)+1 {
			t.Errorf("cutting mentions made %q of %q", rest, text)
		}
		a, ok := loa.ReadTyped(rest, asked)
		if !ok {
			return
		}
		if a.Asked < -1 || a.Asked >= len(asked) || a.Option < -1 || a.Option >= 0 && (a.Asked < 0 || a.Option >= len(asked[a.Asked].Options)) {
			t.Errorf("%q is read as %+v", text, a)
		}
		if a.Option < 0 && a.Intent == "" {
			t.Errorf("%q is read as nothing", text)
		}
	})
}
