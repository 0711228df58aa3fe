package loa_test

import (
	"slices"
	"testing"

	"loa"
)

func TestConcerns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []loa.Concern
	}{
		{"plain", "Kính mời các đồng chí dự sinh hoạt lúc 19:30 ngày 05/4/2024.", nil},
		{"figures", "Hơn 26 vạn dân công, 16.200 quân địch, 261.500 lượt, năm 1954-2024.", nil},
		{"a word", "Đồng chí giữ bí mật nhé; mật ong rừng Tây Bắc.", nil},
		{"stamp", "Công văn\nMẬT\nVề việc…", []loa.Concern{loa.ConcernSecret}},
		{"stamp in brackets", "[TỐI MẬT]\nnội dung", []loa.Concern{loa.ConcernSecret}},
		{"stamp within a line", "Văn bản TUYỆT MẬT số 1", []loa.Concern{loa.ConcernSecret}},
		{"degree", "Độ mật: C", []loa.Concern{loa.ConcernSecret}},
		{"identity", "CCCD 024 190 001 234", []loa.Concern{loa.ConcernID}},
		{"identity unspaced", "Số: 001099012345.", []loa.Concern{loa.ConcernID}},
		{"twelve other digits", "Tài khoản 999099012345", nil},
		{"one phone", "Liên hệ 0912 345 678", nil},
		{"two phones", "0912345678 hoặc +84 912 345 679", nil},
		{"a list", "Lan 0912345678\nHùng 0912.345.679\nMai +84912345670", []loa.Concern{loa.ConcernPhones}},
		{"everything", "MẬT\n024190001234\n0912345678 0912345679 0912345670", []loa.Concern{loa.ConcernSecret, loa.ConcernID, loa.ConcernPhones}},
	} {
		if got := loa.Concerns(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBroadcastDigest(t *testing.T) {
	t.Parallel()
	b := loa.Broadcast{Text: loa.Plain("a"), Strand: "M1", Source: "s"}
	same := b
	same.ID, same.To, same.State = 9, loa.Audience{Kinds: []loa.GroupKind{"cell"}}, loa.BroadcastDone
	if b.Digest() != same.Digest() {
		t.Error("the digest depends on what is not content")
	}
	for name, change := range map[string]func(*loa.Broadcast){
		"text":   func(b *loa.Broadcast) { b.Text = loa.Plain("b") },
		"style":  func(b *loa.Broadcast) { b.Text = loa.Styled(loa.Bold, "a") },
		"media":  func(b *loa.Broadcast) { b.Media = &loa.Media{Digest: "d"} },
		"strand": func(b *loa.Broadcast) { b.Strand = "M2" },
		"source": func(b *loa.Broadcast) { b.Source = "t" },
	} {
		changed := b
		change(&changed)
		if changed.Digest() == b.Digest() {
			t.Errorf("a changed %s keeps the digest", name)
		}
	}
}

func TestAudience(t *testing.T) {
	t.Parallel()
	units := loa.Units{{ID: "ward"}, {ID: "c1", Parent: "ward"}, {ID: "c2", Parent: "ward"}}
	g := loa.Group{Unit: "c1", Kind: "cell", State: loa.GroupActive}
	for _, c := range []struct {
		name string
		to   loa.Audience
		want bool
	}{
		{"everybody", loa.Audience{}, true},
		{"its unit", loa.Audience{Units: []loa.UnitID{"c1"}}, true},
		{"the unit above", loa.Audience{Units: []loa.UnitID{"ward"}}, true},
		{"another unit", loa.Audience{Units: []loa.UnitID{"c2"}}, false},
		{"its kind", loa.Audience{Kinds: []loa.GroupKind{"household", "cell"}}, true},
		{"another kind", loa.Audience{Kinds: []loa.GroupKind{"household"}}, false},
		{"its unit but another kind", loa.Audience{Units: []loa.UnitID{"c1"}, Kinds: []loa.GroupKind{"household"}}, false},
	} {
		if got := c.to.Includes(g, units); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
	g.State = loa.GroupClosed
	if (loa.Audience{}).Includes(g, units) {
		t.Error("a closed group is included")
	}
}
