package content

import "testing"

func TestFold(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Đảng ủy Phường": "dang uy phuong", "ĐIỆN BIÊN PHỦ": "dien bien phu", "Chi b\u006f\u0323\u0302 2": "chi bo 2", "": "",
	} {
		if got := Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}
