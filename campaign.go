package loa

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// StrandID names a strand of the campaign's content, such as "M1".
type StrandID string

// Strand is one of the themes that the plan prescribes. Every post carries one.
type Strand struct {
	ID        StrandID
	Name      string
	Meaning   string // what belongs to it, in the plan's words; may be empty
	Approvals int    // people who must approve a post of the strand before it goes out; 0: none
}

// Kind is a kind of group and what it may receive.
type Kind struct {
	ID      GroupKind
	Name    string
	Strands []StrandID // empty: every strand
}

// Receives reports whether groups of the kind may receive the strand.
func (k Kind) Receives(s StrandID) bool {
	return len(k.Strands) == 0 || slices.Contains(k.Strands, s)
}

// Grade says how far a fact can be trusted.
type Grade string

// The grades: sourced without contradiction; one source; sources contradict each
// other; general knowledge without a source; stated by the plan itself.
const (
	GradeA    Grade = "A"
	GradeB    Grade = "B"
	GradeC    Grade = "C"
	GradeKT   Grade = "KT"
	GradePlan Grade = "KH"
)

// Grades lists the grades in order of trust.
func Grades() []Grade { return []Grade{GradeA, GradePlan, GradeB, GradeC, GradeKT} }

// Reviewed reports whether somebody must look at a fact of the grade before it
// goes out: it has one source, which nobody has compared, or sources that
// contradict each other.
func (g Grade) Reviewed() bool { return g == GradeB || g == GradeC }

// Source is where a fact comes from.
type Source struct {
	ID   string // such as "H01"
	Name string // the publication, as people are shown it
	Ref  string // address or identifier
}

// MediaKind says how a file is shown.
type MediaKind string

// The media kinds.
const (
	Photo    MediaKind = "photo"
	Document MediaKind = "document"
)

// Media is a file that goes with a message. Its bytes are stored under the
// digest when a message with it is first queued, so that what was approved is
// what is sent.
type Media struct {
	Kind   MediaKind
	Name   string // file name shown to people
	Digest string // SHA-256 in hex
}

// PostID names a post within its campaign.
type PostID string

// Post is one item of the campaign's calendar.
type Post struct {
	ID        PostID
	Title     string // like Text, may hold the placeholder "{{years}}"
	Text      Text
	When      Recurrence
	At        Clock // time of day; see HasAt
	HasAt     bool  // false: the cadence's time
	Strand    StrandID
	Sources   []Source
	Grade     Grade
	Facts     []string    // codes of the facts it is made from, such as "F025"
	Kinds     []GroupKind // empty: every kind that may receive the strand
	Media     *Media
	MediaPath string    // path of the media within the folder
	NotAfter  *Lateness // nil: the campaign's
	Milestone bool      // goes out whatever the cadence says
	Loud      bool      // with sound; routine posts are silent
	Question  string    // id of a question asked right after the post; empty: none
	Path      string    // file within the folder, for messages to editors
	Digest    string    // SHA-256 of the content, in hex
	Approvals int       // people who have approved of this content so far
}

// EveryKind stands for all kinds of group at once: it gets every post.
func EveryKind() Kind { return Kind{} }

// For reports whether groups of the kind get the post.
func (p *Post) For(k Kind) bool {
	return k.ID == "" || k.Receives(p.Strand) && (len(p.Kinds) == 0 || slices.Contains(p.Kinds, k.ID))
}

// Lateness says until when a scheduled thing may still go out: a time of the
// same day, or a duration after it was due.
type Lateness struct {
	Clock   Clock
	For     time.Duration
	ByClock bool
}

// Deadline returns the last instant for something due at due on the day.
func (l Lateness) Deadline(day Date, due time.Time, zone *time.Location) time.Time {
	if l.ByClock {
		return day.At(l.Clock, zone)
	}
	return due.Add(l.For)
}

// Rhythm is how often posts go to one group, and when.
type Rhythm struct {
	At      Clock
	PerDay  int // at most so many a day; 0: no bound
	PerWeek int // at most so many a week, Monday to Sunday; 0: no bound
}

// Period is a span of days of a campaign, absolute or yearly, both ends included. A yearly
// span may run over New Year.
type Period struct{ From, Until CalendarDay }

// IsZero reports whether no period is given.
func (p Period) IsZero() bool { return p.From.IsZero() && p.Until.IsZero() }

// In returns the days of the period that begins in the year; an absolute end is
// what it is. A missing end is that of the year.
func (p Period) In(year int) (from, until Date) {
	from = Date{year, time.January, 1}
	if !p.From.IsZero() {
		from, _ = p.From.In(year) // an absolute day of another year is given, too
	}
	until = Date{from.Year, time.December, 31}
	if !p.Until.IsZero() {
		until, _ = p.Until.In(from.Year)
	}
	if p.Until.Yearly() && until.Before(from) { // over New Year
		until, _ = p.Until.In(from.Year + 1)
	}
	return from, until
}

// Contains reports whether the day lies in the period. A missing end is open; an
// empty period contains every day.
func (p Period) Contains(d Date) bool {
	if p.IsZero() {
		return true
	}
	from, ok := p.From.In(d.Year)
	if !p.From.Yearly() {
		from, ok = Date(p.From), true
	}
	if p.Until.IsZero() {
		return ok && !d.Before(from)
	}
	until := Date(p.Until)
	if p.Until.Yearly() {
		u, valid := p.Until.In(d.Year)
		until, ok = u, ok && valid
	}
	if !ok {
		return false
	}
	if until.Before(from) && p.From.Yearly() && p.Until.Yearly() { // over New Year
		return !d.Before(from) || !until.Before(d)
	}
	return !d.Before(from) && !until.Before(d)
}

// Basis is a document that the campaign carries out.
type Basis struct {
	Number string // such as "146-KH/TU"
	Date   Date
	Issuer string
	Title  string
}

// Recipient is somebody the plan or the report goes to.
type Recipient struct {
	Name   string
	Medium string // "electronic" or "paper"
	Note   string // such as "để b/c"
}

// QuizSet is questions that belong together, such as those of one week.
type QuizSet struct {
	ID    string
	Title string
	// Open and Close are the first and the last day on which it is open; both zero: always.
	Open, Close CalendarDay
	Ask         AskWay // how its questions are asked in groups; empty: anonymously
	ContestOnly bool   // kept for contests: never asked in groups, practised only after them
	Path        string // file within the folder, for messages to editors
}

// Window returns the days on which the set is open.
func (s QuizSet) Window() Period { return Period{From: s.Open, Until: s.Close} }

// Question is a quiz question.
type Question struct {
	ID          string
	Set         string // id of its set
	Text        string
	Options     []string
	Answer      int // index of the right option
	Explanation string
	Strand      StrandID
	Sources     []Source
	Grade       Grade
	Path        string

	Digest    string `json:",omitempty"` // of the content of a stored question; empty: the folder has it
	Approvals int    `json:",omitempty"` // of a stored question: others than its author who have approved of this content
}

// Fit reports whether the question may be asked by itself: a question with one
// right answer needs a fact that no source contradicts.
func (q *Question) Fit() bool {
	return len(q.Sources) > 0 && q.Grade != "" && q.Grade != GradeC && q.Grade != GradeKT
}

// Section is a part of the outline (đề cương).
type Section struct {
	Title       string
	Text        Text
	Strands     []StrandID // that it is about; none: the outline does not say
	Placeholder bool       // nobody has written it yet
}

// Reading says how something that the campaign writes is read aloud.
type Reading struct {
	Written string
	Aloud   string
}

// Campaign is a written plan as Loa carries it out: the whole campaign folder, checked.
type Campaign struct {
	ID         string
	Name       string
	Theme      string // shown word for word
	Event      Date   // what is commemorated
	Bases      []Basis
	Period     Period
	Peak       Period
	InPeak     Rhythm
	OutOfPeak  Rhythm
	Quiet      QuietHours // the zone is filled in for each unit
	Late       Lateness   // unless a post has its own
	Closes     Clock      // when the day's question closes and shows its answer
	Strands    []Strand
	Kinds      []Kind
	Units      Units
	Tasks      []Task
	Recipients []Recipient
	Sources    []Source // sorted by id; posts and questions cite some of them
	Posts      []Post   // sorted by id
	Sets       []QuizSet
	Questions  []Question
	Contests   []Contest
	Activities []Activity // an activity stands before its parts
	Meetings   []MeetingSeries
	Outline    []Section
	Report     []ReportPart
	ReadAs     []Reading // beyond what Vietnamese has in common
	Digest     string    // SHA-256 over all files, in hex
}

// Strand returns the strand with the id.
func (c *Campaign) Strand(id StrandID) (Strand, bool) {
	i := slices.IndexFunc(c.Strands, func(s Strand) bool { return s.ID == id })
	if i < 0 {
		return Strand{}, false
	}
	return c.Strands[i], true
}

// Kind returns the group kind with the id.
func (c *Campaign) Kind(id GroupKind) (Kind, bool) {
	i := slices.IndexFunc(c.Kinds, func(k Kind) bool { return k.ID == id })
	if i < 0 {
		return Kind{}, false
	}
	return c.Kinds[i], true
}

// Post returns the post with the id.
func (c *Campaign) Post(id PostID) (*Post, bool) {
	i := slices.IndexFunc(c.Posts, func(p Post) bool { return p.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Posts[i], true
}

// Set returns the quiz set with the id.
func (c *Campaign) Set(id string) (*QuizSet, bool) {
	i := slices.IndexFunc(c.Sets, func(s QuizSet) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Sets[i], true
}

// Question returns the question with the id.
func (c *Campaign) Question(id string) (*Question, bool) {
	i := slices.IndexFunc(c.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Questions[i], true
}

// Activity returns the activity with the id.
func (c *Campaign) Activity(id string) (*Activity, bool) {
	i := slices.IndexFunc(c.Activities, func(a Activity) bool { return a.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Activities[i], true
}

// Sections returns the sections of the outline that the meetings of a series are
// about, those that nobody has written yet left out.
func (c *Campaign) Sections(m *MeetingSeries) []Section {
	var chosen []Section
	for _, s := range c.Outline {
		about := func(strand StrandID) bool { return slices.Contains(m.Outline, string(strand)) }
		if !s.Placeholder && (slices.Contains(m.Outline, s.Title) || slices.ContainsFunc(s.Strands, about)) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// Needed returns how many people must approve of a post, with the question that
// follows it, before it goes out: as many as the strand of either asks for, and one
// at least where the grade of either asks for it.
func (c *Campaign) Needed(p *Post) int {
	needed := c.approvals(p.Strand, p.Grade)
	if q, asks := c.Question(p.Question); asks && q.Fit() && !c.contestOnly(q.Set) {
		needed = max(needed, c.approvals(q.Strand, q.Grade))
	}
	return needed
}

// Missing returns how many people must still approve of a question before it is asked by
// itself. One of the folder waits for its post, where its strand or grade asks for
// approval. A stored one has been read by its author alone, so that at least one other
// person must approve of it, whatever strand and grade ask for.
func (c *Campaign) Missing(q *Question) int {
	needed := c.approvals(q.Strand, q.Grade)
	if q.Digest == "" {
		return needed
	}
	return max(0, max(needed, 1)-q.Approvals)
}

// approvals returns how many people must approve of what has the strand and the grade.
func (c *Campaign) approvals(id StrandID, g Grade) int {
	strand, _ := c.Strand(id) // the checker has seen to it
	if g.Reviewed() {
		return max(strand.Approvals, 1)
	}
	return strand.Approvals
}

// Years returns how many years lie between the event and the day's year: the
// "70" of "70 năm".
func (c *Campaign) Years(d Date) int { return d.Year - c.Event.Year }

// YearsPlaceholder is what a post writes where the years since the event stand.
const YearsPlaceholder = "{{years}}"

// WithYears fills in the years since the event, as of the day.
func (c *Campaign) WithYears(text string, d Date) string {
	return strings.ReplaceAll(text, YearsPlaceholder, strconv.Itoa(c.Years(d)))
}
