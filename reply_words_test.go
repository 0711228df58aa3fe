package loa_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"loa"
)

// readReplies are what people write, and what it says: the intent, after a colon
// the reason; empty: no answer.
var readReplies = map[string]string{
	// Coming.
	"có mặt": "yes", "co mat": "yes", "CO MAT": "yes", "Có Mặt.": "yes", "có mặt ạ": "yes", "cm": "yes", "CM...": "yes", "có": "yes", "co": "yes",
	"tôi đến": "yes", "toi den": "yes", "Tôi sẽ đến nhé": "yes", "toi se den": "yes", "tôi tới": "yes", "toi toi": "yes", "sẽ dự": "yes",
	"se du": "yes", "tôi dự được": "yes", "tham gia": "yes", "tôi có tham gia ạ": "yes", "đi được": "yes", "di duoc": "yes", "dạ có ạ": "yes",
	"da co a": "yes", "dạ vâng, tôi sẽ đến": "yes", "vang, toi se den": "yes", "Vâng em có mặt đồng chí nhé": "yes", "báo cáo bí thư tôi có mặt": "yes",
	"bao cao dong chi, toi co mat dung gio": "yes", "ok": "yes", "OK nhé": "yes", "đi họp": "yes", "đến muộn": "yes", "yes": "yes", "Yes.": "yes",
	"I will come": "yes", "I'll be there!": "yes", "coming, thanks": "yes", "ok, có mặt": "yes", "có mặt, cảm ơn đồng chí": "yes", "hôm đó tôi đến được": "yes",
	// Not coming.
	"vắng": "no", "vang": "no", "VẮNG": "no", "vắng mặt": "no", "vang mat": "no", "xin vắng": "no", "xin phép vắng ạ": "no", "tôi xin nghỉ": "no",
	"xin nghi": "no", "không đi": "no", "khong di duoc": "no", "tôi không đến được": "no", "không thể dự": "no", "ko di duoc": "no", "k đi được ạ": "no",
	"không": "no", "khong a": "no", "no": "no", "No, sorry": "no:sorry", "I can't come": "no", "I cannot attend": "no", "absent": "no", "không có mặt": "no",
	"vắng ốm": "no:ill", "vang om": "no:ill", "vắng, ốm": "no:ill", "ốm": "no:ill", "om": "no:ill", "bị ốm ạ": "no:ill", "tôi mệt": "no:ill", "nằm viện": "no:ill",
	"vắng vì ốm": "no:ill", "vang do benh": "no:ill", "không đi được vì bị ốm": "no:ill", "I'm sick": "no:ill", "absent: ill": "no:ill", "vâng, tôi ốm": "no:ill",
	"vang, toi om": "no:ill", "không, tôi ốm": "no:ill", "vắng công tác": "no:work", "vang di cong tac": "no:work", "đi công tác": "no:work",
	"vắng vì bận trực": "no:work", "no, business trip": "no:work", "vắng việc gia đình": "no:family", "vang viec nha": "no:family", "nhà có việc": "no:family",
	"vắng học": "no:study", "bận học": "no:study", "xin nghỉ vì đi học": "no:study", "bận": "no:bận", "ban": "no:ban", "Bận việc ạ": "no:Bận việc",
	"tôi bận": "no:bận", "busy": "no:busy", "vắng bận": "no:bận", "bận họp ở cơ quan": "no:bận họp ở cơ quan", "vắng đi đám cưới cháu": "no:đi đám cưới cháu",
	"vang vi di dam cuoi": "no:di dam cuoi", "Vắng – đưa mẹ đi khám.": "no:đưa mẹ đi khám", "không đi được, xe hỏng": "no:xe hỏng",
	"không, tôi về quê": "no:tôi về quê", "absent because of the flood": "no:the flood",
	// Not certain.
	"chưa chắc": "unsure", "chua chac": "unsure", "Chưa chắc lắm ạ": "unsure", "tôi chưa biết": "unsure", "chua ro": "unsure", "có thể": "unsure",
	"co the den": "unsure", "maybe": "unsure", "MAYBE...": "unsure", "not sure": "unsure", "I don't know": "unsure", "để xem": "unsure", "không chắc": "unsure",
	// No answer, or none that is clear.
	"": "", "...": "", "?": "", "xin chào": "", "cảm ơn đồng chí": "", "có đi không": "", "có đi không?": "", "có họp không": "", "họp lúc mấy giờ": "",
	"không biết họp ở đâu": "", "vắng?": "", "vắng ai": "", "Vắng mấy người rồi": "", "không vắng": "", "không ốm": "", "không có": "", "bạn": "", "bạn ơi cho hỏi": "",
	"ban oi cho hoi": "", "cô": "", "toi": "", "tôi": "", "vâng": "", "dạ vâng": "", "da vang": "", "vang a": "", "vang a.": "", "vàng": "", "vắng, tôi sẽ đến": "",
	"không. Tôi có mặt": "", "có mặt vắng": "", "chưa chắc, có mặt": "", "nghi": "", "homnay": "", "123": "", "yes or no": "", "đồng ý": "", "tài liệu đâu rồi": "",
	"có mặt nhưng không phát biểu": "", "vắng vì": "", "vắng vì sao": "", "không đi thì sao": "", "xin tài liệu": "", "v\u0308ang": "", "cóó mặt": "",
}

func TestParseReply(t *testing.T) {
	t.Parallel()
	for text, want := range readReplies {
		for form, written := range map[string]string{
			"as it is": text, "decomposed": norm.NFD.String(text), "with spaces": "  " + strings.ReplaceAll(text, " ", "  ") + "\n",
		} {
			if got := readReply(written); got != want {
				t.Errorf("%q (%s) is read as %q, want %q", text, form, got, want)
			}
		}
	}
}

// readReply writes what was read in composed characters, with single spaces.
func readReply(text string) string {
	intent, reason, ok := loa.ParseReply(text)
	if !ok {
		return ""
	}
	said := string(intent)
	if reason != "" {
		said += ":" + strings.Join(strings.Fields(norm.NFC.String(reason)), " ")
	}
	return said
}

// TestParseReplyLong: what is long is no answer, and reading it takes no longer for it.
func TestParseReplyLong(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("vang ", 60), strings.Repeat("ok ", 60), strings.Repeat("vắng vì ", 30), strings.Repeat("không, ", 60)} {
		loa.ParseReply(text) // ends
	}
	if got := readReply("vắng vì " + strings.Repeat("bận ", 70)); got != "" {
		t.Errorf("72 words are read as %q", got)
	}
}

// FuzzParseReply: whatever is written, the reason is valid text that was written or
// a code, only an absence has one, and characters may be composed or not.
func FuzzParseReply(f *testing.F) {
	for text := range readReplies {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		intent, reason, ok := loa.ParseReply(text)
		switch {
		case !ok && (intent != "" || reason != ""):
			t.Errorf("%q is no answer, but %q with reason %q", text, intent, reason)
		case !ok:
		case intent != loa.IntentYes && intent != loa.IntentNo && intent != loa.IntentUnsure:
			t.Errorf("%q has intent %q", text, intent)
		case reason != "" && intent != loa.IntentNo:
			t.Errorf("%q has intent %q with reason %q", text, intent, reason)
		case utf8.ValidString(text) && !utf8.ValidString(reason):
			t.Errorf("%q has reason %q", text, reason)
		case !strings.Contains(text, reason) && !loa.ReasonCode(reason).Valid():
			t.Errorf("%q has reason %q", text, reason)
		}
		if utf8.ValidString(text) && readReply(norm.NFC.String(text)) != readReply(norm.NFD.String(text)) {
			t.Errorf("%q is read as %q composed, as %q decomposed", text, readReply(norm.NFC.String(text)), readReply(norm.NFD.String(text)))
		}
	})
}
