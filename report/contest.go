package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"loa"
)

// ContestFormat names the form of a contest's record; another form gets another name.
const ContestFormat = "loa-contest-1"

// ContestRecord is all that the result of a round rests on, so that everybody can draw
// the papers again, mark them and rank them. docs/contests.md describes the file.
type ContestRecord struct {
	Format     string          `json:"format"`
	Contest    RecordedContest `json:"contest"`
	Round      RecordedRound   `json:"round"`
	Seed       string          `json:"seed"`
	SeedDigest string          `json:"seed_sha256"` // told when the round was opened
	PoolDigest string          `json:"pool_sha256"` // likewise
	Pool       []PoolQuestion  `json:"pool"`
	Pauses     []RecordedPause `json:"pauses"`
	Actual     *int            `json:"prediction_actual"`
	Units      []RecordedUnit  `json:"units"`
	Papers     []RecordedPaper `json:"papers"` // by number
}

// RecordedContest is the rules by which the round was held.
type RecordedContest struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Rules      string        `json:"rules"`
	Draw       int           `json:"draw"`
	Minutes    int           `json:"minutes"`
	Attempts   int           `json:"attempts"`
	TieBreak   []loa.TieRule `json:"tie_break"`
	Prediction string        `json:"prediction,omitempty"`
	Actual     loa.ActualBy  `json:"actual,omitempty"`
}

// RecordedRound says when the round was held. Close is as it was planned: pauses make it later.
type RecordedRound struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	Year   int       `json:"year"`
	Open   time.Time `json:"open"`
	Close  time.Time `json:"close"` // pauses included
	Closed time.Time `json:"closed"`
}

// PoolQuestion is one question that papers were drawn from.
type PoolQuestion struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Options []string `json:"options"`
	Answer  int      `json:"answer"` // place of the right option, from 0
}

// RecordedPause is a time that counted for nobody.
type RecordedPause struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Reason string    `json:"reason"`
}

// RecordedUnit is a unit with its rank by participation.
type RecordedUnit struct {
	Unit         loa.UnitID `json:"unit"`
	Name         string     `json:"name"`
	Eligible     int        `json:"eligible"`
	Participants int        `json:"participants"`
	Points       int        `json:"points"`
	Rank         int        `json:"rank"` // 0: not ranked
	Shared       bool       `json:"shared,omitempty"`
}

// RecordedPaper is one entry.
type RecordedPaper struct {
	Number     int              `json:"number"`
	Member     loa.MemberID     `json:"member,omitempty"`
	Name       string           `json:"name,omitempty"`
	Unit       loa.UnitID       `json:"unit,omitempty"`
	Attempt    int              `json:"attempt"`
	Started    time.Time        `json:"started"`
	Deadline   time.Time        `json:"deadline"`
	Submitted  time.Time        `json:"submitted"`
	Auto       bool             `json:"auto,omitempty"` // its time was over
	Prediction *int             `json:"prediction,omitempty"`
	Questions  []RecordedAnswer `json:"questions,omitempty"`
	Score      int              `json:"score"`
	Seconds    int              `json:"seconds"`
	Rank       int              `json:"rank"` // 0: not ranked
	Shared     bool             `json:"shared,omitempty"`
	// Decided names the step of the tie-break that put it behind the paper before it.
	Decided   string `json:"decided_by,omitempty"`
	Excluded  string `json:"excluded,omitempty"` // the reason
	Withdrawn bool   `json:"withdrawn,omitempty"`
}

// RecordedAnswer is one question of a paper, in its order, and what was chosen.
type RecordedAnswer struct {
	Pool    int        `json:"pool"`    // its place in the pool, from 0
	Options []int      `json:"options"` // as they were shown
	Chosen  int        `json:"chosen"`  // place of the option in the pool; -1: none
	At      *time.Time `json:"at,omitempty"`
}

// NewPool writes questions as a record holds them.
func NewPool(questions []loa.Question) []PoolQuestion {
	pool := make([]PoolQuestion, len(questions))
	for i, q := range questions {
		pool[i] = PoolQuestion{q.ID, q.Text, q.Options, q.Answer}
	}
	return pool
}

// DigestPool returns the SHA-256 of a pool, written as compact JSON.
func DigestPool(pool []PoolQuestion) (string, error) {
	b, err := plainJSON(pool)
	if err != nil {
		return "", fmt.Errorf("digest questions: %w", err)
	}
	return Digest(b), nil
}

// Digest is the SHA-256 in hex.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ContestWriter writes a record paper by paper: a ward's has ten million bytes, and need
// not be held twice.
type ContestWriter struct {
	b      bytes.Buffer
	papers int
}

// paperBytes is about how much a question and a paper without questions take in the file.
const (
	questionBytes = 90
	paperBytes    = 250
)

// NewContestWriter begins a record of so many papers; the record's own are not looked at.
func NewContestWriter(c ContestRecord, papers int) (*ContestWriter, error) {
	c.Papers = []RecordedPaper{}
	head, err := plainJSON(c)
	if err != nil {
		return nil, fmt.Errorf("write record of contest: %w", err)
	}
	w := &ContestWriter{}
	w.b.Grow(len(head) + papers*(paperBytes+questionBytes*c.Contest.Draw))
	w.b.Write(bytes.TrimSuffix(head, []byte("]}"))) // papers stand last
	return w, nil
}

// Add writes the next paper.
func (w *ContestWriter) Add(p RecordedPaper) error {
	b, err := plainJSON(p)
	if err != nil {
		return fmt.Errorf("write record of contest: %w", err)
	}
	if w.papers++; w.papers > 1 {
		w.b.WriteByte(',')
	}
	w.b.Write(b)
	return nil
}

// File returns the file and its digest.
func (w *ContestWriter) File() (file []byte, digest string) {
	w.b.WriteString("]}")
	return w.b.Bytes(), Digest(w.b.Bytes())
}

// Write returns the file of a record that is held as a whole, and its digest.
func (c *ContestRecord) Write() (file []byte, digest string, err error) {
	w, err := NewContestWriter(*c, len(c.Papers))
	if err != nil {
		return nil, "", err
	}
	for _, p := range c.Papers {
		if err := w.Add(p); err != nil {
			return nil, "", err
		}
	}
	file, digest = w.File()
	return file, digest, nil
}

// plainJSON writes compact JSON without HTML's escapes: people read it.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// ReadContestRecord reads a file that Write made. Anything that is not of the form is an error.
func ReadContestRecord(file []byte) (*ContestRecord, error) {
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	var c ContestRecord
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("read record of contest: %w", err)
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // the decoder returns it as it is
		return nil, fmt.Errorf("read record of contest: something follows it")
	}
	if c.Format != ContestFormat {
		return nil, fmt.Errorf("read record of contest: the format is %q, this program knows %q", c.Format, ContestFormat)
	}
	return &c, nil
}
