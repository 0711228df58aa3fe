package loa

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// AskingID numbers the askings: each is one question asked in one group.
type AskingID int64

// AskWay says whose answers a question in a group gathers.
type AskWay string

// The ways: counts alone come back; or answers are kept under the names of those who agreed.
const (
	AskAnonymous AskWay = "anonymous"
	AskNamed     AskWay = "named"
)

// AskWays lists the ways, the default one first.
func AskWays() []AskWay { return []AskWay{AskAnonymous, AskNamed} }

// AskForm is what a question looks like on its platform.
type AskForm string

// The forms: the platform's own quiz; a message with a button for each
// option; a numbered text where the platform has neither.
const (
	FormPoll    AskForm = "poll"
	FormButtons AskForm = "buttons"
	FormText    AskForm = "text"
)

// Form returns the form of a question asked in the way on a platform.
func (w AskWay) Form(can Capabilities) AskForm {
	switch {
	case w == AskNamed && can.Buttons:
		return FormButtons
	case can.Polls: // anonymous or not, as the way says
		return FormPoll
	}
	return FormText
}

// AskingState is where an asking stands:
//
//	waiting → open → closed
//	waiting → dropped | uncertain → open …
//	uncertain → closed → dropped
//	waiting, open, uncertain → withdrawn
//
// Dropped: it never reached the group, so that the question may be asked anew. An
// uncertain one closes with what was answered, and is dropped once somebody says that it
// is not there.
type AskingState string

// The states.
const (
	AskingWaiting   AskingState = "waiting"
	AskingOpen      AskingState = "open"
	AskingClosed    AskingState = "closed"
	AskingUncertain AskingState = "uncertain"
	AskingWithdrawn AskingState = "withdrawn"
	AskingDropped   AskingState = "dropped"
)

// Asked is a question as a group was asked it. It is kept with the asking, so that a
// folder that is corrected later changes nothing of what people have answered.
type Asked struct {
	Text        string
	Options     []string // in the order shown
	Answer      int      // place of the right option
	Explanation string   `json:",omitempty"`
	Sources     []Source `json:",omitempty"`
	Grade       Grade    `json:",omitempty"`
	Order       []int    // Order[place] is the option's place in the campaign folder
	Seed        uint64   // from which the order comes; see Shuffle
}

// Asking is one question asked in one group, once in a run of the campaign.
type Asking struct {
	ID       AskingID
	Campaign string
	Run      int // year in which the campaign's period began; see Campaign.Run
	Question string
	Set      string
	Strand   StrandID
	Group    GroupID
	Unit     UnitID // of the group when it was asked
	Bot      BotID
	Way      AskWay
	Form     AskForm
	State    AskingState
	Asked    Asked
	Post     PostID  // that it follows; empty: a person asked
	Date     Date    // of the post
	By       Account // who asked; zero: the calendar
	Created  time.Time
	Opened   time.Time // when it reached the group
	Closes   time.Time
	Chat     ChatID // where it is
	Message  MessageID
	PollID   string
	Closed   time.Time
	Counts   []int // when it was closed, by place; nil before
	Total    int   // people who had answered when it was closed
}

// Open reports whether an answer counts at the instant.
func (a Asking) Open(at time.Time) bool { return a.State == AskingOpen && at.Before(a.Closes) }

// Over reports whether no answer counts at the instant or ever after.
func (a Asking) Over(at time.Time) bool {
	switch a.State {
	case AskingWaiting, AskingOpen, AskingUncertain:
		return !at.Before(a.Closes)
	}
	return true
}

// CountedByLoa reports whether Loa counts the answers itself, and knows nobody's name.
func (a Asking) CountedByLoa() bool { return a.Way == AskAnonymous && a.Form != FormPoll }

// Right returns how many of the counts are right answers.
func (a Asking) Right() int {
	if a.Asked.Answer < len(a.Counts) {
		return a.Counts[a.Asked.Answer]
	}
	return 0
}

// QuizAnswer is what a member answered. It is kept under the member's name only with
// consent; later the name may go, and the number stays.
type QuizAnswer struct {
	Asking AskingID
	Member MemberID // 0: nobody's any more
	Place  int      // of the option, as shown in that group
	Right  bool
	At     time.Time
}

// Letter names the option at a place: A, B, C …
func Letter(place int) string { return string(rune('A' + place)) }

// QuestionCode is the short code by which people name a question when they type:
// letters and digits of its id, in capitals, such as Q12.
func QuestionCode(id string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, id)
}

// ShuffleSeed is the seed for a question in a group: the same for the same run of the
// campaign, question and group, and unlike that of the group next door.
func ShuffleSeed(campaign string, run int, question string, group GroupID) uint64 {
	h := fnv.New64a()
	for _, part := range []string{campaign, strconv.Itoa(run), question, strconv.FormatInt(int64(group), 10)} {
		_, _ = h.Write([]byte(part + "\x00")) // a hash never fails
	}
	return h.Sum64() >> 1 // fits the databases' signed numbers
}

// Shuffle returns the question as it is shown for the seed. Options such as "all of
// these" speak of those above them and stay below.
func (q *Question) Shuffle(seed uint64) Asked {
	// PCG's numbers for a seed are part of Go's promise, so that anybody can repeat this.
	order := rand.New(rand.NewPCG(seed, 0)).Perm(len(q.Options)) //nolint:gosec // order of options, no secret
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := staysLast(q.Options[a]), staysLast(q.Options[b])
		switch {
		case x == y && x:
			return a - b
		case x == y:
			return 0
		case x:
			return 1
		}
		return -1
	})
	a := Asked{Text: q.Text, Explanation: q.Explanation, Sources: q.Sources, Grade: q.Grade, Order: order, Seed: seed}
	for place, option := range order {
		a.Options = append(a.Options, q.Options[option])
		if option == q.Answer {
			a.Answer = place
		}
	}
	return a
}

func staysLast(option string) bool {
	folded := strings.ToLower(option)
	for _, begin := range []string{"tất cả ", "cả ", "không có ", "không ý nào", "không đáp án nào", "all of ", "both ", "none of "} {
		if strings.HasPrefix(folded, begin) {
			return true
		}
	}
	return false
}

// Run returns in which year the period of the campaign began that the day lies in: a
// yearly campaign asks its questions again the year after.
func (c *Campaign) Run(d Date) int {
	if !c.Period.From.IsZero() && !c.Period.From.Yearly() {
		return c.Period.From.Year
	}
	if from, _ := c.Period.In(d.Year); d.Before(from) {
		return d.Year - 1
	}
	return d.Year
}

// Way returns how the questions of a set are asked in a group: the group's choice
// wins, then the set's.
func (c *Campaign) Way(g Group, set string) AskWay {
	if g.Ask != "" {
		return g.Ask
	}
	if s, ok := c.Set(set); ok && s.Ask != "" {
		return s.Ask
	}
	return AskAnonymous
}

// AskableNow lists the questions that a person may have asked in groups of the kind on
// the day: of sets that are open and not kept for contests, fit, and waiting for nobody's
// approval.
func (c *Campaign) AskableNow(kind Kind, day Date) []*Question {
	return c.askable(kind, day, c.contestOnly)
}

// PractisableNow lists the questions that a person may practise alone. Those that are
// kept for contests are among them once these are over; open are the rounds whose result
// has not been announced.
func (c *Campaign) PractisableNow(kind Kind, open []Round, now time.Time, zone *time.Location) []*Question {
	kept := map[string]bool{}
	for _, s := range c.Sets {
		kept[s.ID] = c.kept(s.ID, open, now, zone)
	}
	return c.askable(kind, DateOf(now, zone), func(set string) bool { return kept[set] })
}

// askable lists the questions for groups of the kind on the day, without those of sets
// that are kept back.
func (c *Campaign) askable(kind Kind, day Date, kept func(set string) bool) []*Question {
	var list []*Question
	for i := range c.Questions {
		q := &c.Questions[i]
		set, known := c.Set(q.Set)
		if known && set.Window().Contains(day) && kind.Receives(q.Strand) && q.Fit() && c.Missing(q) == 0 && !kept(set.ID) {
			list = append(list, q)
		}
	}
	return list
}

// answerLate is how late the answer may come where the campaign's lateness is a time
// of day, which is meant for posts.
const answerLate = 3 * time.Hour

// AnswerUntil returns until when the answer to a question that has closed is worth telling.
func (c *Campaign) AnswerUntil(closed time.Time) time.Time {
	if c.Late.ByClock || c.Late.For <= 0 {
		return closed.Add(answerLate)
	}
	return closed.Add(c.Late.For)
}

// handAsked is how long a question must be open that a person asks, else it closes the
// day after.
const handAsked = time.Hour

// ClosesFrom returns when a question closes that is asked by hand at the instant.
func (c *Campaign) ClosesFrom(now time.Time, zone *time.Location) time.Time {
	day := DateOf(now, zone)
	closes := day.At(c.Closes, zone)
	if closes.Sub(now) < handAsked {
		closes = day.AddDays(1).At(c.Closes, zone)
	}
	return closes
}
