package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loa"
	"loa/storage"
)

// tallyIn is by when the count on an invitation has followed the replies.
const tallyIn = 10 * time.Second

func (y *year) replies() (n int) {
	for _, e := range y.evenings {
		n += len(e.intents)
	}
	return n
}

func (y *year) marks() (n int) {
	for _, e := range y.evenings {
		n += len(e.marked)
	}
	return n
}

// recount compares what is stored, and what the groups see, with what was tapped, and
// returns what differs.
func (y *year) recount(ctx context.Context) (wrong []string, err error) {
	bad, err := y.deadLetters(ctx)
	if err != nil {
		return nil, err
	}
	if bad > 0 {
		wrong = append(wrong, fmt.Sprintf("%d updates were put aside", bad))
	}
	err = y.db.View(ctx, func(tx *storage.Tx) error {
		held, err := y.held(tx)
		if err != nil {
			return err
		}
		if len(held) != len(y.evenings) {
			wrong = append(wrong, fmt.Sprintf("%d meetings are closed, %d were", len(held), len(y.evenings)))
		}
		for _, e := range y.evenings {
			h := held[e.number]
			replies, err := tx.Replies(h.ID)
			if err != nil {
				return err
			}
			for _, what := range []string{e.recordedOtherwise(h), e.repliedOtherwise(replies), y.shownOtherwise(e)} {
				if what != "" {
					wrong = append(wrong, fmt.Sprintf("meeting %s of %s: %s", e.number, e.id, what))
				}
			}
		}
		return nil
	})
	return wrong, err
}

// stored is what the database has of a meeting: person by person, and as it counts
// for those who ask for figures.
type stored struct {
	loa.HeldMeeting
	counted loa.Figures
}

func (y *year) held(tx *storage.Tx) (map[string]stored, error) {
	from, until := time.Date(wardYear, 1, 1, 0, 0, 0, 0, y.zone), y.now.AddDate(0, 0, 1)
	meetings, err := tx.HeldMeetings("", from, until)
	if err != nil {
		return nil, err
	}
	figures, err := tx.HeldFigures("", from, until)
	if err != nil {
		return nil, err
	}
	counted := map[loa.MeetingID]loa.Figures{}
	for _, f := range figures {
		counted[f.Meeting.ID] = f.Figures
	}
	all := map[string]stored{}
	for _, h := range meetings {
		all[strconv.FormatInt(int64(h.ID), 10)] = stored{h, counted[h.ID]}
	}
	return all, nil
}

// recordedOtherwise says where the stored roll differs from what was tapped: person
// by person, and in the sums that Loa makes of it.
func (e *evening) recordedOtherwise(h stored) string {
	want := e.figures()
	for _, got := range []loa.Figures{h.Figures(), h.counted} {
		if got != want {
			return fmt.Sprintf("the figures are %+v, want %+v", got, want)
		}
	}
	for _, p := range e.due {
		if got, want := h.Of(p.id).Marking(), e.marked[p]; got != want {
			return fmt.Sprintf("%s of member %d is recorded, want %s", got, p.id, want)
		}
	}
	return ""
}

func (e *evening) repliedOtherwise(replies []loa.Reply) string {
	stored := map[loa.MemberID]loa.Intent{}
	for _, r := range replies {
		stored[r.Member] = r.Intent
	}
	if len(stored) != len(e.intents) {
		return fmt.Sprintf("%d replies are stored, want %d", len(stored), len(e.intents))
	}
	for p, want := range e.intents {
		if got := stored[p.id]; got != want {
			return fmt.Sprintf("the reply of member %d is %q, want %q", p.id, got, want)
		}
	}
	return ""
}

// shownOtherwise says where a group does not see one invitation with the count of the
// replies. Only the invitation has a file: the one for calendars.
func (y *year) shownOtherwise(e *evening) string {
	want := y.catalog.Say(speaks, "meeting.tally", e.tally()).String()
	for _, chat := range e.groups {
		seen := 0
		for _, m := range y.groups[chat] {
			if !m.media || m.meeting != e.number {
				continue
			}
			if seen++; !strings.Contains(m.text, want) {
				return fmt.Sprintf("group %s reads %q, want %q", chat, m.text, want)
			}
		}
		if seen != 1 {
			return fmt.Sprintf("group %s sees %d invitations", chat, seen)
		}
	}
	return ""
}
