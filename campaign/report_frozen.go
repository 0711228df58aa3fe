package campaign

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"loa"
	"loa/storage"
)

// frozenFacts are what a report was counted from, put away. Nobody's name is in them:
// names are those of the roll as it is when somebody asks, so that the name of a person
// who was removed is gone here, too.
type frozenFacts struct {
	Version    int
	Query      ReportQuery
	Zone       string
	At         time.Time
	Units      loa.Units
	Groups     []frozenGroup
	Strands    []loa.Strand
	Kinds      []loa.Kind
	Items      []frozenItem
	GroupSends []storage.SendCount
	ItemSends  []storage.SendCount
	Held       []frozenFigures
	Expected   map[Sort][]loa.UnitID
	Quiz       quizFacts
	QuizMore   quizMore
	Contests   contestFacts
	Records    string // SHA-256 of the records, in hex

	records func() (*frozenRecords, error) // read when somebody asks what a number counts
	members func(loa.MemberID) (string, error)
}

// frozenRecords are what the numbers count, one by one. They are large, and apart from
// the counts, so that these are shown at once.
type frozenRecords struct {
	Sends     []storage.Send
	Meetings  []frozenMeeting
	Questions []storage.ClosedQuestion
	Papers    []storage.HandedIn
}

// frozenVersion is raised when the form of the facts changes; older ones stay readable.
const frozenVersion = 2

type frozenGroup struct {
	ID      loa.GroupID
	Title   string
	Unit    loa.UnitID
	Kind    loa.GroupKind
	State   loa.GroupState
	BoundAt time.Time
}

type frozenItem struct {
	Post      loa.PostID
	Broadcast loa.BroadcastID
	itemFacts
}

type frozenFigures struct {
	ID      loa.MeetingID
	Unit    loa.UnitID
	Kind    loa.MeetingKind
	At      time.Time
	Figures loa.Figures
}

type frozenMeeting struct {
	ID        loa.MeetingID
	Unit      loa.UnitID
	Kind      loa.MeetingKind
	Title     string
	At        time.Time
	Headcount bool
	Guests    int
	Roll      []loa.RollEntry
	Recorded  []frozenPresence
}

type frozenPresence struct {
	Member   loa.MemberID
	Presence loa.Presence
	Late     bool
}

// putAway reads all that the report is counted from.
func putAway(f facts, q ReportQuery, asked asked) (*frozenFacts, *frozenRecords, error) {
	c, err := newReportCount(f, q, asked, "")
	if err != nil {
		return nil, nil, err
	}
	away := &frozenFacts{
		Version: frozenVersion, Query: q, Zone: c.r.Zone.String(), At: asked.at, Strands: f.strands(), Kinds: f.kinds(),
		Expected: map[Sort][]loa.UnitID{},
	}
	for _, u := range c.r.ByUnit {
		away.Units = append(away.Units, u.Unit)
	}
	groups, err := f.groups()
	if err != nil {
		return nil, nil, err
	}
	for _, g := range groups {
		if c.of[g.Unit] != nil {
			away.Groups = append(away.Groups, frozenGroup{g.ID, g.Title, g.Unit, g.Kind, g.State, g.BoundAt})
		}
	}
	if away.GroupSends, err = f.sendsByGroup(c.sendQuery()); err != nil {
		return nil, nil, err
	}
	if away.ItemSends, err = f.sendsByItem(c.sendQuery()); err != nil {
		return nil, nil, err
	}
	if away.Items, err = itemsOf(f, away.ItemSends); err != nil {
		return nil, nil, err
	}
	for _, sort := range Sorts() {
		if away.Expected[sort], err = f.expected(sort); err != nil {
			return nil, nil, err
		}
	}
	if away.Quiz, err = f.quiz(c.quizQuery()); err != nil {
		return nil, nil, err
	}
	if away.QuizMore, err = f.quizMore(c.quizQuery()); err != nil {
		return nil, nil, err
	}
	if away.Contests, err = f.contests(c.contestQuery()); err != nil {
		return nil, nil, err
	}
	records, err := away.putRecordsAway(f, c)
	return away, records, err
}

// putRecordsAway reads who was where, and each send.
func (f *frozenFacts) putRecordsAway(from facts, c *reportCount) (*frozenRecords, error) {
	start, end := f.Query.Days.Between(c.r.Zone)
	held, err := from.held(start, end)
	if err != nil {
		return nil, err
	}
	held = slices.DeleteFunc(held, func(h loa.HeldMeeting) bool { return c.of[h.Unit] == nil })
	for _, h := range figuresOf(held) {
		f.Held = append(f.Held, frozenFigures{h.Meeting.ID, h.Meeting.Unit, h.Meeting.Kind, h.Meeting.At, h.Figures})
	}
	records := &frozenRecords{}
	for _, h := range held {
		records.Meetings = append(records.Meetings, freezeMeeting(h))
	}
	if records.Sends, err = from.sends(c.sendQuery()); err != nil {
		return nil, err
	}
	if records.Questions, err = from.questions(c.quizQuery()); err != nil {
		return nil, err
	}
	records.Papers, err = from.papers(c.contestQuery())
	return records, err
}

func itemsOf(f facts, sends []storage.SendCount) ([]frozenItem, error) {
	var list []frozenItem
	known := map[loa.Item]bool{}
	for _, s := range sends {
		item := loa.Item{Post: s.Post, Broadcast: s.Broadcast}
		if known[item] {
			continue
		}
		known[item] = true
		of, err := f.item(item)
		if err != nil {
			return nil, err
		}
		list = append(list, frozenItem{s.Post, s.Broadcast, of})
	}
	return list, nil
}

func freezeMeeting(h loa.HeldMeeting) frozenMeeting {
	m := frozenMeeting{
		ID: h.ID, Unit: h.Unit, Kind: h.Kind, Title: h.Title, At: h.At, Headcount: h.Headcount, Guests: h.Guests, Roll: h.Roll,
	}
	for _, a := range h.Recorded {
		m.Recorded = append(m.Recorded, frozenPresence{a.Member, a.Presence, a.Late})
	}
	return m
}

func (m frozenMeeting) thaw() loa.HeldMeeting {
	h := loa.HeldMeeting{Meeting: loa.Meeting{
		ID: m.ID, Unit: m.Unit, Kind: m.Kind, Title: m.Title, At: m.At, State: loa.MeetingClosed, Headcount: m.Headcount, Guests: m.Guests,
	}, Roll: m.Roll}
	for _, a := range m.Recorded {
		h.Recorded = append(h.Recorded, loa.Attendance{Meeting: m.ID, Member: a.Member, Presence: a.Presence, Late: a.Late})
	}
	return h
}

// pack writes JSON, compressed, and returns the digest of what it wrote.
func pack(v any) (packed []byte, digest string, err error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, "", fmt.Errorf("write frozen report: %w", err)
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, "", fmt.Errorf("compress frozen report: %w", err)
	}
	return out.Bytes(), digestOf(string(plain)), nil
}

// errTampered says that what is stored is not what was put away.
var errTampered = errors.New("the digest does not match")

// unpack reads what pack wrote.
func unpack(packed []byte, digest string, v any) error {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(r)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errTampered, err)
	case digestOf(string(plain)) != digest:
		return errTampered
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("read frozen report: %w", err)
	}
	return nil
}

func (f *frozenFacts) tree() (loa.Units, error)              { return f.Units, nil }
func (f *frozenFacts) strands() []loa.Strand                 { return f.Strands }
func (f *frozenFacts) kinds() []loa.Kind                     { return f.Kinds }
func (f *frozenFacts) expected(s Sort) ([]loa.UnitID, error) { return f.Expected[s], nil }
func (f *frozenFacts) name(m loa.MemberID) (string, error)   { return f.members(m) }
func (f *frozenFacts) zone(loa.Units, loa.UnitID) *time.Location {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil { // it was loaded when the facts were put away
		return time.UTC
	}
	return zone
}

func (f *frozenFacts) quiz(storage.QuizQuery) (quizFacts, error) { return f.Quiz, nil }

func (f *frozenFacts) questions(q storage.QuizQuery) ([]storage.ClosedQuestion, error) {
	records, err := f.records()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(records.Questions), func(c storage.ClosedQuestion) bool { return !slices.Contains(q.Units, c.Unit) }), nil
}

func (f *frozenFacts) quizMore(storage.QuizQuery) (quizMore, error) { return f.QuizMore, nil }

func (f *frozenFacts) contests(storage.ContestQuery) (contestFacts, error) { return f.Contests, nil }

func (f *frozenFacts) papers(q storage.ContestQuery) ([]storage.HandedIn, error) {
	records, err := f.records()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(records.Papers), func(h storage.HandedIn) bool { return !slices.Contains(q.Units, h.Unit) }), nil
}

func (f *frozenFacts) groups() ([]loa.Group, error) {
	var list []loa.Group
	for _, g := range f.Groups {
		list = append(list, loa.Group{ID: g.ID, Title: g.Title, Unit: g.Unit, Kind: g.Kind, State: g.State, BoundAt: g.BoundAt})
	}
	return list, nil
}

func (f *frozenFacts) item(i loa.Item) (itemFacts, error) {
	at := slices.IndexFunc(f.Items, func(known frozenItem) bool { return known.Post == i.Post && known.Broadcast == i.Broadcast })
	if at < 0 {
		return itemFacts{Title: string(i.Post)}, nil
	}
	return f.Items[at].itemFacts, nil
}

// sends picks from those put away, which are of the report's days and units already.
func (f *frozenFacts) sends(q storage.SendQuery) ([]storage.Send, error) {
	records, err := f.records()
	if err != nil {
		return nil, err
	}
	unit := map[loa.GroupID]loa.UnitID{}
	for _, g := range f.Groups {
		unit[g.ID] = g.Unit
	}
	var list []storage.Send
	for _, s := range records.Sends {
		if (q.States == nil || slices.Contains(q.States, s.State)) && slices.Contains(q.Units, unit[s.Group]) {
			list = append(list, s)
		}
	}
	return list, nil
}

// The counts are of all units of the report: a narrower query leaves it to the caller
// to look at its own.
func (f *frozenFacts) sendsByGroup(storage.SendQuery) ([]storage.SendCount, error) {
	return f.GroupSends, nil
}
func (f *frozenFacts) sendsByItem(storage.SendQuery) ([]storage.SendCount, error) {
	return f.ItemSends, nil
}

func (f *frozenFacts) heldFigures(time.Time, time.Time) ([]loa.MeetingFigures, error) {
	var list []loa.MeetingFigures
	for _, h := range f.Held {
		list = append(list, loa.MeetingFigures{Meeting: loa.Meeting{ID: h.ID, Unit: h.Unit, Kind: h.Kind, At: h.At}, Figures: h.Figures})
	}
	return list, nil
}

func (f *frozenFacts) held(time.Time, time.Time) ([]loa.HeldMeeting, error) {
	records, err := f.records()
	if err != nil {
		return nil, err
	}
	var list []loa.HeldMeeting
	for _, m := range records.Meetings {
		list = append(list, m.thaw())
	}
	return list, nil
}
