package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loa"
	"loa/report"
)

// smallRecord writes the record of a round with two papers, the second of which is better.
func smallRecord(t *testing.T) []byte {
	t.Helper()
	opens := time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)
	c := &report.ContestRecord{
		Format: report.ContestFormat, Seed: "seed", SeedDigest: report.Digest([]byte("seed")),
		Contest: report.RecordedContest{ID: "c", Title: "Tìm hiểu", Draw: 1, Minutes: 10, Attempts: 1, TieBreak: []loa.TieRule{loa.ByScore, loa.ByTime}},
		Round:   report.RecordedRound{ID: "r", Title: "Vòng 1", Year: 2027, Open: opens, Close: opens.Add(time.Hour), Closed: opens.Add(2 * time.Hour)},
		Pool:    []report.PoolQuestion{{ID: "q", Text: "?", Options: []string{"a", "b"}, Answer: 1}},
		Pauses:  []report.RecordedPause{},
		Units:   []report.RecordedUnit{{Unit: "cb-1", Name: "Chi bộ 1", Eligible: 8, Participants: 2, Points: 1, Rank: 1}},
	}
	var err error
	if c.PoolDigest, err = report.DigestPool(c.Pool); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 2; n++ {
		at := opens.Add(time.Minute)
		p := report.RecordedPaper{
			Number: n, Member: loa.MemberID(n), Unit: "cb-1", Attempt: 1, Started: opens, Deadline: opens.Add(10 * time.Minute),
			Submitted: opens.Add(2 * time.Minute), Seconds: 120, Score: n - 1, Rank: 3 - n,
		}
		q := loa.DrawPaper(c.Seed, n, []int{2}, 1)[0]
		p.Questions = []report.RecordedAnswer{{Pool: q.Pool, Options: q.Options, Chosen: n - 1, At: &at}}
		c.Papers = append(c.Papers, p)
	}
	c.Papers[0].Decided = string(loa.ByScore)
	file, _, err := c.Write()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestContestVerify(t *testing.T) {
	t.Parallel()
	file := smallRecord(t)
	path := filepath.Join(t.TempDir(), "record.json")
	for _, test := range []struct {
		name, lang, record string
		status             int
		words              []string
	}{
		{"true", "en", string(file), exitOK, []string{"SHA-256: " + report.Digest(file), "consistent. Tìm hiểu – Vòng 1 2027: papers: 2, ranked: 2."}},
		{"true", "vi", string(file), exitOK, []string{"khớp. Tìm hiểu – Vòng 1 2027: 2 bài, 2 bài được xếp hạng."}},
		{"tampered", "en", strings.Replace(string(file), `"score":0`, `"score":1`, 1), exitFailed, []string{"Paper no. 1: the right answers are given as 1, they are 0", "deviations: 1."}},
		{"tampered", "vi", strings.Replace(string(file), `"rank":2`, `"rank":1`, 1), exitFailed, []string{"Bài số 1: hạng ghi là 1, xếp lại là 2", "có 1 chỗ không khớp."}},
		{"no record", "en", "{}", exitFailed, []string{"cannot be read as the record of a result"}},
	} {
		if err := os.WriteFile(path, []byte(test.record), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, stderr := try(t, map[string]string{"LOA_LANGUAGE": test.lang}, "contest", "verify", path)
		if status != test.status || stderr != "" {
			t.Errorf("%s: status %d, want %d: %s", test.name, status, test.status, stderr)
		}
		for _, words := range test.words {
			if !strings.Contains(out, words) {
				t.Errorf("%s: %q is not in:\n%s", test.name, words, out)
			}
		}
	}
	if status, _, stderr := try(t, map[string]string{"LOA_LANGUAGE": "en"}, "contest", "verify", path+"x"); status != exitMisused || stderr == "" {
		t.Errorf("no such file: status %d, want %d: %s", status, exitMisused, stderr)
	}
}
