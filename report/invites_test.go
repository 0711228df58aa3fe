package report

import (
	"fmt"
	"strings"
	"testing"

	"loa"
)

func inviteLabels() InviteLabels {
	return InviteLabels{
		Title: "Thẻ mời kết nối với Loa – cắt theo nét đứt, trao tận tay từng người",
		HowTo: "Mở máy ảnh, quét mã, bấm “Bắt đầu”. Mã chỉ dùng cho người có tên trên thẻ.",
		Alt:   "Mã QR để kết nối",
	}
}

func invited(n int) []InviteLine {
	var all []InviteLine
	for i := range n {
		all = append(all, InviteLine{fmt.Sprintf("Nguyễn Thị Ánh Tuyết %d", i+1), fmt.Sprintf("https://t.me/loa_bot?start=m_%016d", i+1)})
	}
	return all
}

func TestInviteSheet(t *testing.T) {
	t.Parallel()
	raw, err := InviteSheet(loa.Vietnamese, inviteLabels(), "Chi bộ <Tổ dân phố 3>", invited(3))
	if err != nil {
		t.Fatal(err)
	}
	files := checkPackage(t, raw)
	golden(t, "invites.xml", files["word/document.xml"])
	for i := 1; i <= 3; i++ {
		if files[fmt.Sprintf("word/media/image%d.png", i)] == "" {
			t.Errorf("code %d is missing", i)
		}
	}
	if !strings.Contains(files["word/header1.xml"], "Chi bộ &lt;Tổ dân phố 3&gt;. Thẻ mời") {
		t.Errorf("the pages are headed %s", files["word/header1.xml"])
	}
}

func TestInviteSheetRefuses(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]InviteLine{"nobody": nil, "no link": {{Name: "An"}}, "long": {{"An", strings.Repeat("a", 5000)}}} {
		if raw, err := InviteSheet(loa.English, inviteLabels(), "Cell", lines); err == nil {
			t.Errorf("%s: %d bytes, want an error", name, len(raw))
		}
	}
}
