package loa

import "time"

// RequestID numbers what people ask for concerning their data.
type RequestID int64

// RequestKind is what somebody asks for that Loa cannot do by itself.
type RequestKind string

// The kinds: rights of the person under Law 91/2025/QH15. To withdraw consent is no
// request: it takes effect when the button is pressed.
const (
	RequestAccess   RequestKind = "access"
	RequestCorrect  RequestKind = "correct"
	RequestErase    RequestKind = "erase" // to be taken off a roll, or out of a role that must be handed over
	RequestRestrict RequestKind = "restrict"
	RequestObject   RequestKind = "object"
)

// RequestKinds lists the kinds.
func RequestKinds() []RequestKind {
	return []RequestKind{RequestAccess, RequestCorrect, RequestErase, RequestRestrict, RequestObject}
}

// The legal clock (Decree 356/2025/NĐ-CP): whoever keeps the data answers within two
// working days; to restrict and to object is done within 15 days; the other rights
// within 10 to 20. Which of them has how long was not verified, so the strictest
// counts. The one extension that the decree allows is not counted either.
const (
	AnswerWithin = 2 // working days
	StopWithin   = 15
	DoneWithin   = 10
)

// AnswerBy returns the last day on which a request made on the day is answered in time.
func (k RequestKind) AnswerBy(made Date) Date { return made.AddWorkingDays(AnswerWithin) }

// DoneBy returns the last day on which it is done in time.
func (k RequestKind) DoneBy(made Date) Date {
	if k == RequestRestrict || k == RequestObject {
		return made.AddDays(StopWithin)
	}
	return made.AddDays(DoneWithin)
}

// AddWorkingDays returns the n-th working day after the day, Monday to Friday. Public
// holidays are not known, so a deadline may come early, never late.
func (d Date) AddWorkingDays(n int) Date {
	for n > 0 {
		d = d.AddDays(1)
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return d
}

// DaysUntil returns how many days later the other day is; below 0: earlier.
func (d Date) DaysUntil(other Date) int {
	const day = 24 * time.Hour
	return int(other.At(0, time.UTC).Sub(d.At(0, time.UTC)) / day)
}

// RequestOutcome is how a request ended.
type RequestOutcome string

// The outcomes; none: it is open.
const (
	RequestDone      RequestOutcome = "done"
	RequestRefused   RequestOutcome = "refused" // with a reason
	RequestTakenBack RequestOutcome = "taken-back"
)

// DataRequest is what somebody asks for concerning their data, and how it was dealt
// with: the proof that the clock was kept.
type DataRequest struct {
	ID         RequestID
	Kind       RequestKind
	Account    Account // who asks; zero once that is forgotten
	Bot        BotID
	Chat       ChatID   // where the answer goes; empty once that is forgotten
	Member     MemberID // 0: the account is nobody's on a roll
	Unit       UnitID   // whose secretary and officials are responsible
	Note       string   // as the person wrote it, for them alone; empty once it is forgotten
	At         time.Time
	AnswerBy   Date
	DoneBy     Date
	Answered   time.Time
	AnsweredBy Account
	Closed     time.Time
	ClosedBy   Account
	Outcome    RequestOutcome
}

// Next returns the deadline that comes next: to answer, then to be done.
func (r DataRequest) Next() Date {
	if r.Answered.IsZero() {
		return r.AnswerBy
	}
	return r.DoneBy
}

// Pressing reports whether those responsible are to be reminded on the day: the
// answer is owed by the next working day, or the request must be done within three days.
func (r DataRequest) Pressing(today Date) bool {
	const soon = 3
	if !r.Closed.IsZero() {
		return false
	}
	unanswered := r.Answered.IsZero() && !today.AddWorkingDays(1).Before(r.AnswerBy)
	return unanswered || today.DaysUntil(r.DoneBy) <= soon
}
