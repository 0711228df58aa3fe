package content

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loa"
)

// Limits of a contest. A screen holds the title and the question; the card before the
// first question holds the rules.
const (
	maxContestTitle = 100
	maxContestRules = 1500
	maxDraw         = 50
	maxMinutes      = 180
	maxAttempts     = 10
	minRemind       = time.Hour
	maxRemind       = 7 * 24 * time.Hour
)

// readContests reads contests/*.yaml: one contest a file.
func (r *reader) readContests() {
	for _, name := range r.glob(contestsDir, ".yaml") {
		src, ok := r.text(name)
		if !ok {
			continue
		}
		o, ok := r.parseYAML(name, src, 1, "id", "title", "rules", "rounds", "pool", "draw", "minutes", "attempts",
			"prediction", "tie_break", "eligible", "practice", "show_answers", "announce", "remind")
		if ok {
			r.readContest(name, o)
		}
	}
	sortByID(r.c.Contests, func(k loa.Contest) string { return k.ID })
}

func (r *reader) readContest(name string, o object) {
	id, title, rules := o.required("id"), o.required("title"), o.required("rules")
	r.atMost(title, maxContestTitle)
	r.atMost(rules, maxContestRules)
	r.placeholders(title.at, title.text)
	r.placeholders(rules.at, rules.text)
	k := loa.Contest{
		ID: id.text, Title: title.text, Rules: strings.TrimSpace(rules.text), Path: name,
		Draw: o.within("draw", 1, maxDraw), Minutes: o.within("minutes", 1, maxMinutes), Attempts: 1,
		Practice: o.truth("practice"), Show: choice(o, "show_answers", loa.ShowAfterRound, loa.ShowTimes()),
	}
	if o.has("attempts") {
		k.Attempts = o.within("attempts", 1, maxAttempts)
	}
	k.Unannounced = o.has("announce") && !o.truth("announce")
	k.Remind = r.readRemind(o.text("remind"), k)
	r.readPool(o, &k)
	r.readPrediction(o, &k)
	r.readEligible(o, &k)
	k.Order = r.tieBreak(o, k)
	k.Rounds = r.readRounds(o)
	if r.plainID(id, maxShortID) && r.declare(&r.contestIDs, id) {
		r.c.Contests = append(r.c.Contests, k)
	}
}

// readRemind reads how long before the close of a round the groups are reminded.
func (r *reader) readRemind(s scalar, k loa.Contest) time.Duration {
	if !s.ok {
		return 0
	}
	d, err := time.ParseDuration(s.text)
	switch {
	case err != nil || d < minRemind || d > maxRemind:
		r.add(s.at, "contest_remind", data{"Value": s.text})
	case k.Unannounced:
		r.add(s.at, "contest_remind_silent", nil)
	}
	return d
}

// within returns a required whole number between two others.
func (o object) within(key string, least, most int) int {
	s := o.required(key)
	n, err := strconv.Atoi(s.text)
	if s.ok && (err != nil || n < least || n > most) {
		o.ms.add(s.at, "contest_number", data{"Key": key, "Value": s.text, "Least": least, "Most": most})
	}
	return n
}

// choice returns one of several words, the first where nothing is written.
func choice[S ~string](o object, key string, unless S, known []S) S {
	s := o.text(key)
	if !s.ok {
		return unless
	}
	if !slices.Contains(known, S(s.text)) {
		o.ms.add(s.at, "contest_choice", data{"Key": key, "Value": s.text, "Known": listed(known)})
	}
	return S(s.text)
}

// readPool reads what questions are drawn from, and sees to it that there are enough. Those
// that groups may be asked before are worth a warning, unless people practise with them anyway.
func (r *reader) readPool(o object, k *loa.Contest) {
	pool, _ := o.object("pool", "sets", "strands")
	for _, s := range r.distinct(pool, "sets") {
		if r.refer(r.quizIDs, "unknown_set", s) {
			k.Sets = append(k.Sets, s.text)
		}
	}
	for _, s := range r.distinct(pool, "strands") {
		if r.refer(r.strands, "unknown_strand", s) {
			k.Strands = append(k.Strands, loa.StrandID(s.text))
		}
	}
	if n := len(r.c.Pool(k)); n < k.Draw && k.Draw <= maxDraw {
		r.add(o.place("pool"), "contest_pool", data{"Pool": n, "Draw": k.Draw})
	}
	if n := r.c.Known(k); n > 0 && !k.Practice {
		r.warn(o.place("pool"), "contest_known", data{"Known": n, "Pool": len(r.c.Pool(k))})
	}
}

func (r *reader) readPrediction(o object, k *loa.Contest) {
	p, ok := o.object("prediction", "text", "actual")
	if !ok {
		return
	}
	question := p.required("text")
	r.atMost(question, maxQuestion)
	r.placeholders(question.at, question.text)
	k.Prediction, k.Actual = question.text, choice(p, "actual", loa.ActualGiven, loa.ActualWays())
}

// readEligible reads who may enter. Unless it is written these are the members who
// belong to their unit: each has one such cell, so that nobody counts twice.
func (r *reader) readEligible(o object, k *loa.Contest) {
	e, _ := o.object("eligible", "units", "kinds")
	for _, u := range r.distinct(e, "units") {
		if r.refer(r.units, "unknown_unit", u) {
			k.Units = append(k.Units, loa.UnitID(u.text))
		}
	}
	for _, s := range r.distinct(e, "kinds") {
		if kind := loa.MembershipKind(s.text); slices.Contains(loa.MembershipKinds(), kind) {
			k.Kinds = append(k.Kinds, kind)
			continue
		}
		r.add(s.at, "contest_choice", data{"Key": "kinds", "Value": s.text, "Known": listed(loa.MembershipKinds())})
	}
	if len(k.Kinds) == 0 {
		k.Kinds = []loa.MembershipKind{loa.FullMember, loa.Probationary}
	}
}

// tieBreak reads the steps of the ranking.
func (r *reader) tieBreak(o object, k loa.Contest) []loa.TieRule {
	written := r.distinct(o, "tie_break")
	if len(written) == 0 {
		order := loa.TieRules()
		if k.Prediction == "" {
			order = slices.DeleteFunc(order, func(t loa.TieRule) bool { return t == loa.ByPrediction })
		}
		return order
	}
	var order []loa.TieRule
	for i, s := range written {
		rule := loa.TieRule(s.text)
		switch {
		case !slices.Contains(loa.TieRules(), rule):
			r.add(s.at, "contest_choice", data{"Key": "tie_break", "Value": s.text, "Known": listed(loa.TieRules())})
		case i == 0 && rule != loa.ByScore:
			r.add(s.at, "contest_score_first", data{"Value": s.text})
		case rule == loa.ByPrediction && k.Prediction == "":
			r.add(s.at, "contest_no_prediction", nil)
		}
		order = append(order, rule)
	}
	return order
}

func (r *reader) readRounds(o object) []loa.ContestRound {
	var rounds []loa.ContestRound
	ids := newIndex()
	for _, x := range o.objects("rounds", "id", "title", "open", "close") {
		id, title := x.required("id"), x.required("title")
		r.atMost(title, maxContestTitle)
		round := loa.ContestRound{ID: id.text, Title: title.text}
		open, closes := x.required("open"), x.required("close")
		var openOK, closeOK bool
		round.Open, openOK = r.contestMoment(open)
		round.Close, closeOK = r.contestMoment(closes)
		if openOK && closeOK {
			r.checkRound(open, closes, round)
		}
		if r.plainID(id, maxShortID) && r.declare(&ids, id) {
			rounds = append(rounds, round)
		}
	}
	if len(o.list("rounds")) == 0 {
		r.add(o.place("rounds"), "missing", data{"Key": "rounds"})
	}
	return rounds
}

// checkRound sees to it that a round ends after it begins, within the campaign.
func (r *reader) checkRound(open, closes scalar, round loa.ContestRound) {
	first, last := round.Open.Day, round.Close.Day
	if !r.inOrder(closes.at, first, last) {
		return
	}
	back := last == first && round.Close.At <= round.Open.At
	if back || loa.Date(last).Before(loa.Date(first)) && !r.overNewYear() && !monthDayAfter(r.c.Peak.From, r.c.Peak.Until) {
		r.add(closes.at, "contest_ends_before", data{"Open": open.text, "Close": closes.text})
		return
	}
	r.inPeriod(open, first)
	r.inPeriod(closes, last)
}

// contestMoment reads a day and a time of day, "04-01 07:00".
func (r *reader) contestMoment(s scalar) (loa.ContestMoment, bool) {
	if !s.ok {
		return loa.ContestMoment{}, false
	}
	day, clock, _ := strings.Cut(s.text, " ")
	d, err := loa.ParseCalendarDay(day)
	if err == nil {
		var at loa.Clock
		if at, err = loa.ParseClock(strings.TrimSpace(clock)); err == nil {
			return loa.ContestMoment{Day: d, At: at}, true
		}
	}
	r.add(s.at, "contest_moment", data{"Key": s.key, "Value": s.text})
	return loa.ContestMoment{}, false
}
