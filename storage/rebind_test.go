package storage

import "testing"

func TestDollars(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, want string }{
		{"", ""},
		{"SELECT 1", "SELECT 1"},
		{"a = ? AND b = ?", "a = $1 AND b = $2"},
		{"a = '?' AND b = ?", "a = '?' AND b = $1"},
		{"a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1"},
		{`"what?" = ?`, `"what?" = $1`},
		{`'"' || ?`, `'"' || $1`},
		{"a -- why? it's\n= ?", "a -- why? it's\n= $1"},
		{"? - ? -- end", "$1 - $2 -- end"},
		{"'đồng chí?' || ?", "'đồng chí?' || $1"},
		{"?,?,?,?,?,?,?,?,?,?", "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10"},
	}
	for _, test := range tests {
		if got := dollars(test.query); got != test.want {
			t.Errorf("dollars(%q) = %q, want %q", test.query, got, test.want)
		}
	}
}
