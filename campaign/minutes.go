package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"loa"
)

// Minutes are all that the minutes of a meeting say of who was there. They hold names:
// they are for whoever keeps the unit's roll.
type Minutes struct {
	Above              string // the unit above, may be empty
	Unit, Title, Place string
	Kind               loa.MeetingKind
	At, Closed         time.Time
	Zone               *time.Location

	Official, Probationary int // the unit's own, those exempt and away included; on a 213 roll all are official
	Temporary              int // from another unit for a time
	Exempt, Away           int

	PresentOfficial, PresentProbationary, PresentTemporary int

	Figures   loa.Figures
	Excused   []Absence
	Unexcused []string
	Open      []string // nothing was recorded of
	WalkIns   []string // came without being due
	Guests    int      // came and have no name on any roll
	Judged    bool     // the conditions of a good meeting apply
	Rules     loa.AttendanceRules
	Short     []loa.Shortfall
	InRow     int // how often in a row the member excused most often has been excused
	Changes   int // after the roll was closed
}

// Absence is somebody excused, and why.
type Absence struct {
	Name   string
	Reason loa.ReasonCode
}

// Year is how one member took part in a unit's meetings of one sort within a year.
type Year struct {
	Member loa.MemberID
	Name   string
	Unit   string
	Year   int
	Sort   Sort
	Zone   *time.Location
	Lines  []YearLine // oldest first, the closed meetings at which the member stood on the roll

	Due, Present, Excused, Unexcused, Open int
}

// YearLine is one meeting of a year.
type YearLine struct {
	Title    string
	Kind     loa.MeetingKind
	At       time.Time
	Standing loa.Standing
	Marking  loa.Marking
}

// Documents writes what is handed out as a file.
type Documents interface {
	// Minutes writes a text document.
	Minutes(m Minutes, lang loa.Lang) (name string, data []byte, err error)
	// YearSheet writes a workbook.
	YearSheet(years []Year, lang loa.Lang) (name string, data []byte, err error)
}

// UseDocuments sets who writes documents; without anybody none is offered.
func (s *Service) UseDocuments(w Documents) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents = w
}

func (s *Service) writer() Documents {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.documents
}

// WritesDocuments reports whether documents can be offered.
func (d *Desk) WritesDocuments() bool { return d.s.writer() != nil }

// Minutes returns what the minutes of a closed meeting need.
func (d *Desk) Minutes(who loa.Sender, id loa.MeetingID) (Minutes, error) {
	m, err := d.closedRoll(who, id)
	if err != nil {
		return Minutes{}, err
	}
	c, err := d.closing(m)
	if err != nil {
		return Minutes{}, err
	}
	h, err := d.held(m)
	if err != nil {
		return Minutes{}, err
	}
	f := c.Figures
	out := Minutes{
		Unit: c.Unit.Name, Title: m.Title, Place: m.Place, Kind: m.Kind, At: m.At, Closed: m.ClosedAt, Zone: c.Zone,
		Temporary: f.Guests, Exempt: f.Exempt, Away: f.Away, Figures: f, Guests: m.Guests,
		Judged: c.Judged, Rules: c.Rules, Short: c.Short, InRow: c.InRow, Changes: len(c.Changes),
	}
	if c.Unit.Parent != "" {
		above, err := d.Unit(c.Unit.Parent)
		if err != nil && !isMissing(err) {
			return Minutes{}, err
		}
		out.Above = above.Name
	}
	for _, e := range h.Roll {
		if e.Standing != loa.DueGuest && e.Probationary {
			out.Probationary++
		}
	}
	out.Official = f.Total - out.Probationary
	for _, p := range c.People {
		out.add(p)
	}
	return out, nil
}

func (m *Minutes) add(p RollPerson) {
	switch {
	case !p.Standing.Counts():
		if p.Marking.Came() {
			m.WalkIns = append(m.WalkIns, p.Name)
		}
	case p.Marking.Came() && p.Standing == loa.DueGuest:
		m.PresentTemporary++
	case p.Marking.Came() && p.Probationary:
		m.PresentProbationary++
	case p.Marking.Came():
		m.PresentOfficial++
	case p.Marking.Presence == loa.Excused:
		m.Excused = append(m.Excused, Absence{p.Name, p.Marking.Reason})
	case p.Marking.Presence == loa.Unexcused:
		m.Unexcused = append(m.Unexcused, p.Name)
	default:
		m.Open = append(m.Open, p.Name)
	}
}

// SendMinutes queues the minutes of a closed meeting as a document.
func (d *Desk) SendMinutes(who loa.Sender, chat loa.Chat, lang loa.Lang, id loa.MeetingID) error {
	m, err := d.Minutes(who, id)
	if err != nil {
		return err
	}
	caption := d.s.catalog.Say(lang, "rollcall.document", nil)
	return d.sendDocument(who, chat, lang, rollSubject(id), caption, func(w Documents) (string, []byte, error) { return w.Minutes(m, lang) })
}

// SendYear queues the sheets of a year as a document.
func (d *Desk) SendYear(who loa.Sender, chat loa.Chat, lang loa.Lang, unit loa.UnitID, sort Sort, year int) error {
	years, err := d.Years(who, unit, sort, year)
	if err != nil {
		return err
	}
	caption := d.s.catalog.Say(lang, "rollcall.document", nil)
	return d.sendDocument(who, chat, lang, unitSubject(unit), caption, func(w Documents) (string, []byte, error) { return w.YearSheet(years, lang) })
}

// SendMemberYear queues the sheet of one member's year as a document; two of them for
// a member who stood on the roll of the cell's meetings and on that of the 213 ones.
func (d *Desk) SendMemberYear(who loa.Sender, chat loa.Chat, lang loa.Lang, unit loa.UnitID, member loa.MemberID, year int) error {
	years, err := d.MemberYears(who, unit, member, year)
	if err != nil {
		return err
	}
	if len(years) == 0 {
		return refuse("rollcall.no_year", map[string]any{"Year": year})
	}
	for _, y := range years {
		caption := d.s.catalog.Say(lang, "rollcall.document_member", map[string]any{
			"Name": y.Name, "Sort": d.s.catalog.Line(lang, "rollcall.sort_"+string(y.Sort), nil), "Year": strconv.Itoa(year),
		})
		write := func(w Documents) (string, []byte, error) { return w.YearSheet([]Year{y}, lang) }
		if err := d.sendDocument(who, chat, lang, memberSubject(member), caption, write); err != nil {
			return err
		}
	}
	return nil
}

// sendDocument queues a document with names for the person who may have them. That it
// was handed out is kept.
func (d *Desk) sendDocument(who loa.Sender, chat loa.Chat, lang loa.Lang, subject string, caption loa.Text, write func(Documents) (string, []byte, error)) error {
	w := d.s.writer()
	if w == nil {
		return refuse("rollcall.no_documents", nil)
	}
	name, data, err := write(w)
	if err != nil {
		return fmt.Errorf("write document of %s: %w", subject, err)
	}
	if err := d.audit(who.Account, "roll.document", subject, name); err != nil {
		return err
	}
	return d.answerFile(chat, lang, name, data, caption)
}

// Years returns how each member took part in the closed meetings of a unit within a
// year, by name: those on a roll of it. It is what a yearly comment is written from;
// Loa comments on nobody.
func (d *Desk) Years(who loa.Sender, unit loa.UnitID, sort Sort, year int) ([]Year, error) {
	return d.years(who, unit, sort, year, 0)
}

// MemberYears returns the same of one member, for each sort of meetings at which the
// member stood on the unit's roll.
func (d *Desk) MemberYears(who loa.Sender, unit loa.UnitID, member loa.MemberID, year int) (all []Year, err error) {
	for _, sort := range []Sort{CellMeetings, ResidentMeetings} { // of activities no names are recorded
		years, err := d.years(who, unit, sort, year, member)
		if err != nil {
			return nil, err
		}
		all = append(all, years...)
	}
	return all, nil
}

// years reads the years of all members, or of the only one that is asked for.
func (d *Desk) years(who loa.Sender, unit loa.UnitID, sort Sort, year int, only loa.MemberID) ([]Year, error) {
	if err := d.mayKeep(who, unit); err != nil {
		return nil, err
	}
	units, err := d.tx.Units()
	if err != nil {
		return nil, err
	}
	u, ok := units.Find(unit)
	if !ok {
		return nil, refuse("rollcall.gone", nil)
	}
	zone, span := d.s.zoneOf(units, unit), Span{Year: year}
	held, err := d.tx.HeldMeetings(unit, span.First().At(0, zone), span.Next(1).First().At(0, zone))
	if err != nil {
		return nil, err
	}
	of := map[loa.MemberID]*Year{}
	for _, h := range held {
		if SortOf(h.Kind) != sort {
			continue
		}
		for _, e := range h.Roll {
			if only != 0 && e.Member != only {
				continue
			}
			if of[e.Member] == nil {
				m, err := d.tx.Member(e.Member)
				if err != nil {
					return nil, err
				}
				of[e.Member] = &Year{Member: e.Member, Name: m.Name, Unit: u.Name, Year: year, Sort: sort, Zone: zone}
			}
			of[e.Member].add(h.Meeting, e.Standing, h.Of(e.Member).Marking())
		}
	}
	years := make([]Year, 0, len(of))
	for _, y := range of {
		if y.Name != "" { // who was removed has no sheet
			years = append(years, *y)
		}
	}
	slices.SortFunc(years, func(a, b Year) int {
		return cmp.Or(byGivenName(a.Name, b.Name), cmp.Compare(a.Member, b.Member))
	})
	return years, nil
}

func (y *Year) add(m loa.Meeting, s loa.Standing, marking loa.Marking) {
	y.Lines = append(y.Lines, YearLine{m.Title, m.Kind, m.At, s, marking})
	if !s.Counts() {
		return
	}
	y.Due++
	switch {
	case marking.Came():
		y.Present++
	case marking.Presence == loa.Excused:
		y.Excused++
	case marking.Presence == loa.Unexcused:
		y.Unexcused++
	default:
		y.Open++
	}
}
