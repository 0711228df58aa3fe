package campaign

import (
	"cmp"
	"slices"
	"time"

	"loa"
)

// Datum is one thing that Loa keeps of a person, under the name that people read.
type Datum struct {
	Name string
	// Value is a string, a bool, a loa.Date, a time.Time; []Datum for what belongs
	// together; [][]Datum for a list.
	Value any
}

// MyData returns all that Loa keeps of whoever asks and of the member whose account
// it is: only of these.
func (d *Desk) MyData(who loa.Sender, lang loa.Lang) ([]Datum, error) {
	if who.Anonymous {
		return nil, refuse("campaign.anonymous", nil)
	}
	g := gathering{d: d, lang: lang, who: who.Account, own: []loa.Account{who.Account}}
	var err error
	if g.units, err = d.tx.Units(); err != nil {
		return nil, err
	}
	data, err := g.account()
	if err != nil {
		return nil, err
	}
	m, err := d.tx.MemberOf(who.Account)
	if err == nil {
		var member []Datum
		if member, err = g.member(m); err == nil {
			data = append(data, g.datum("member", member))
		}
	}
	if err != nil && !isMissing(err) {
		return nil, err
	}
	deeds, err := g.deeds()
	return append(data, deeds...), err
}

// gathering puts together what is kept of one person.
type gathering struct {
	d     *Desk
	lang  loa.Lang
	who   loa.Account
	own   []loa.Account // the person's, on all platforms
	units loa.Units
}

func (g gathering) line(key string) string { return g.d.s.catalog.Line(g.lang, key, nil) }

func (g gathering) datum(key string, value any) Datum { return Datum{g.line("mydata." + key), value} }

func (g gathering) unit(id loa.UnitID) Datum {
	name := string(id)
	if u, ok := g.units.Find(id); ok {
		name = u.Name
	}
	return g.datum("unit", name)
}

func (g gathering) account() ([]Datum, error) {
	p, err := g.d.person(g.who)
	if err != nil {
		return nil, err
	}
	lang, err := g.d.s.langOf(g.d.tx, g.who)
	if err != nil {
		return nil, err
	}
	grants, err := g.d.Grants(g.who)
	if err != nil {
		return nil, err
	}
	var roles [][]Datum
	for _, r := range grants {
		role := []Datum{g.datum("role", g.line("mydata.role_"+string(r.Role)))}
		if r.Unit != "" {
			role = append(role, g.unit(r.Unit))
		}
		roles = append(roles, role)
	}
	requests, err := g.requests()
	return []Datum{
		g.datum("account", g.who.String()),
		g.datum("language", g.line("bot.language_"+string(lang))),
		g.datum("chat_open", p.Open),
		g.datum("roles", roles),
		requests,
	}, err
}

func (g gathering) requests() (Datum, error) {
	all, err := g.d.tx.RequestsOf(g.who)
	var list [][]Datum
	for _, r := range all {
		one := []Datum{
			g.datum("asked", g.line("request.kind_"+string(r.Kind))), g.datum("at", r.At),
			g.datum("answer_by", r.AnswerBy), g.datum("done_by", r.DoneBy),
		}
		list = append(list, append(one, g.filled(
			g.datum("note", r.Note), g.datum("answered", r.Answered), g.datum("closed", r.Closed), g.datum("outcome", g.outcome(r)),
		)...))
	}
	return g.datum("requests", list), err
}

func (g gathering) outcome(r loa.DataRequest) string {
	if r.Outcome == "" {
		return ""
	}
	return g.line("request.outcome_" + string(r.Outcome))
}

// filled leaves out what is empty.
func (g gathering) filled(data ...Datum) []Datum {
	return slices.DeleteFunc(data, func(x Datum) bool {
		switch v := x.Value.(type) {
		case string:
			return v == ""
		case time.Time:
			return v.IsZero()
		case loa.Date:
			return v.IsZero()
		}
		return false
	})
}

func (g gathering) member(m loa.Member) ([]Datum, error) {
	links, err := g.d.tx.Links(m.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		g.own = append(g.own, l.Account)
	}
	data := []Datum{g.datum("name", m.Name), g.links(links)}
	for _, gather := range []func(loa.MemberID) (Datum, error){
		g.memberships, g.consents, g.replies, g.attendance, g.quizAnswers, g.papers,
	} {
		x, err := gather(m.ID)
		if err != nil {
			return nil, err
		}
		data = append(data, x)
	}
	return data, nil
}

func (g gathering) memberships(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.MembershipsOf(id)
	var list [][]Datum
	for _, m := range all {
		list = append(list, append([]Datum{g.unit(m.Unit), g.datum("kind", g.line("mydata.kind_"+string(m.Kind)))},
			g.filled(g.datum("from", m.From), g.datum("until", m.Until))...))
	}
	return g.datum("memberships", list), err
}

func (g gathering) links(all []loa.Link) Datum {
	var list [][]Datum
	for _, l := range all {
		list = append(list, []Datum{g.datum("account", l.Account.String()), g.datum("at", l.At), g.by(l.By)})
	}
	return g.datum("links", list)
}

// by says whether the person did it, or somebody else: who that was is theirs.
func (g gathering) by(who loa.Account) Datum {
	if slices.Contains(g.own, who) {
		return g.datum("by", g.line("mydata.by_self"))
	}
	return g.datum("by", g.line("mydata.by_other"))
}

func (g gathering) consents(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.Consents(id)
	var list [][]Datum
	for _, c := range all {
		list = append(list, append([]Datum{
			g.datum("purpose", g.line("consent.name_"+string(c.Purpose))), g.datum("version", c.Version), g.datum("given", c.Given),
		}, g.filled(g.datum("withdrawn", c.Withdrawn))...))
	}
	return g.datum("consents", list), err
}

func (g gathering) replies(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.RepliesOf(id)
	if err != nil {
		return Datum{}, err
	}
	var list [][]Datum
	for _, r := range all {
		one, err := g.meeting(r.Meeting)
		if err != nil {
			return Datum{}, err
		}
		one = append(one, g.datum("intent", g.line("mydata.intent_"+string(r.Intent))))
		one = append(one, g.filled(g.datum("reason", r.Reason))...)
		list = append(list, append(one, g.datum("at", r.At), g.by(r.By)))
	}
	return g.datum("replies", newestFirst(list)), nil
}

func (g gathering) attendance(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.AttendanceOf(id)
	if err != nil {
		return Datum{}, err
	}
	var list [][]Datum
	for _, a := range all {
		one, err := g.meeting(a.Meeting)
		if err != nil {
			return Datum{}, err
		}
		one = append(one, g.datum("presence", g.line("mydata.presence_"+string(a.Presence))))
		if a.Reason != "" {
			one = append(one, g.datum("reason", g.line("mydata.reason_"+string(a.Reason))))
		}
		if a.Late {
			one = append(one, g.datum("late", true))
		}
		list = append(list, append(one, g.datum("at", a.At), g.by(a.By)))
	}
	return g.datum("attendance", newestFirst(list)), nil
}

func (g gathering) quizAnswers(id loa.MemberID) (Datum, error) {
	all, err := g.d.tx.QuizAnswersOf(id)
	if err != nil {
		return Datum{}, err
	}
	var list [][]Datum
	for _, a := range all {
		asked, err := g.d.tx.Asking(a.Asking)
		if err != nil {
			return Datum{}, err
		}
		said := ""
		if a.Place < len(asked.Asked.Options) {
			said = asked.Asked.Options[a.Place]
		}
		list = append(list, []Datum{
			g.datum("at", a.At), g.datum("question", asked.Asked.Text), g.datum("answer", said), g.datum("right", a.Right),
		})
	}
	return g.datum("quiz", list), nil
}

// newestFirst orders what was about meetings by when these were, which stands first
// in each.
func newestFirst(list [][]Datum) [][]Datum {
	slices.SortStableFunc(list, func(a, b []Datum) int {
		x, _ := a[0].Value.(time.Time)
		y, _ := b[0].Value.(time.Time)
		return cmp.Compare(y.Unix(), x.Unix())
	})
	return list
}

func (g gathering) meeting(id loa.MeetingID) ([]Datum, error) {
	m, err := g.d.tx.Meeting(id)
	return append([]Datum{g.datum("meeting_at", m.At), g.unit(m.Unit)}, g.filled(g.datum("title", m.Title))...), err
}

// deeds is what the audit log says of the account: when it did what, not to whom.
func (g gathering) deeds() ([]Datum, error) {
	log, err := g.d.tx.AuditOf(g.who)
	var list [][]Datum
	for _, a := range log {
		list = append(list, []Datum{g.datum("at", a.At), g.datum("action", a.Action)})
	}
	if len(list) == 0 {
		return nil, err
	}
	return []Datum{g.datum("log", list)}, err
}
