package campaign

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
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
	Version  int
	Query    ReportQuery
	Zone     string
	At       time.Time
	Units    loa.Units
	Groups   []frozenGroup
	Strands  []loa.Strand
	Kinds    []loa.Kind
	Items    []frozenItem
	Sends    []storage.Send
	Meetings []frozenMeeting
	Expected map[Sort][]loa.UnitID

	members func(loa.MemberID) (string, error)
}

// frozenVersion is raised when the form of the facts changes; older ones stay readable.
const frozenVersion = 1

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
func putAway(f facts, q ReportQuery, asked asked) (*frozenFacts, error) {
	c, err := newReportCount(f, q, asked, "")
	if err != nil {
		return nil, err
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
		return nil, err
	}
	for _, g := range groups {
		if c.of[g.Unit] != nil {
			away.Groups = append(away.Groups, frozenGroup{g.ID, g.Title, g.Unit, g.Kind, g.State, g.BoundAt})
		}
	}
	if away.Sends, err = f.sends(c.sendQuery()); err != nil {
		return nil, err
	}
	if away.Items, err = itemsOf(f, away.Sends); err != nil {
		return nil, err
	}
	start, end := q.Days.Between(c.r.Zone)
	held, err := f.held(start, end)
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		if c.of[h.Unit] != nil {
			away.Meetings = append(away.Meetings, freezeMeeting(h))
		}
	}
	for _, sort := range Sorts() {
		if away.Expected[sort], err = f.expected(sort); err != nil {
			return nil, err
		}
	}
	return away, nil
}

func itemsOf(f facts, sends []storage.Send) ([]frozenItem, error) {
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

// pack writes the facts as compressed JSON.
func (f *frozenFacts) pack() (plain, packed []byte, err error) {
	if plain, err = json.Marshal(f); err != nil {
		return nil, nil, fmt.Errorf("write frozen facts: %w", err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err = w.Write(plain); err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("compress frozen facts: %w", err)
	}
	return plain, out.Bytes(), nil
}

// unpack reads what pack wrote.
func unpack(packed []byte) (f *frozenFacts, plain []byte, err error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		plain, err = io.ReadAll(r)
	}
	if err == nil {
		err = json.Unmarshal(plain, &f)
	}
	if err == nil && f.Version != frozenVersion {
		err = fmt.Errorf("version %d is not known", f.Version)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read frozen facts: %w", err)
	}
	return f, plain, nil
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
	unit := map[loa.GroupID]loa.UnitID{}
	for _, g := range f.Groups {
		unit[g.ID] = g.Unit
	}
	var list []storage.Send
	for _, s := range f.Sends {
		if (q.States == nil || slices.Contains(q.States, s.State)) && (q.Units == nil || slices.Contains(q.Units, unit[s.Group])) {
			list = append(list, s)
		}
	}
	return list, nil
}

func (f *frozenFacts) sendsByGroup(q storage.SendQuery) ([]storage.SendCount, error) {
	return f.count(q, func(s storage.Send) storage.SendCount { return storage.SendCount{Group: s.Group, State: s.State} })
}

func (f *frozenFacts) sendsByItem(q storage.SendQuery) ([]storage.SendCount, error) {
	return f.count(q, func(s storage.Send) storage.SendCount {
		return storage.SendCount{Post: s.Post, Broadcast: s.Broadcast, State: s.State}
	})
}

func (f *frozenFacts) count(q storage.SendQuery, of func(storage.Send) storage.SendCount) ([]storage.SendCount, error) {
	sends, err := f.sends(q)
	counts := map[storage.SendCount]int{}
	for _, s := range sends {
		counts[of(s)]++
	}
	var list []storage.SendCount
	for c, n := range counts {
		c.Count = n
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b storage.SendCount) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Post, b.Post), cmp.Compare(a.Broadcast, b.Broadcast), cmp.Compare(a.State, b.State))
	})
	return list, err
}

func (f *frozenFacts) held(time.Time, time.Time) ([]loa.HeldMeeting, error) {
	var list []loa.HeldMeeting
	for _, m := range f.Meetings {
		list = append(list, m.thaw())
	}
	return list, nil
}
