package campaign

import (
	"context"
	"fmt"
	"time"

	"loa"
	"loa/storage"
)

// remindAhead is how many days ahead people are reminded of posts.
const remindAhead = 3

// RemindApprovers tells editors and officials, once a day and in one message, what waits
// for their approval: posts of the next days, and questions. What nobody approves of does
// not go out.
func (s *Service) RemindApprovers(ctx context.Context, now time.Time) error {
	folder := s.folder.Load()
	if folder == nil {
		return nil
	}
	err := s.db.Update(ctx, func(tx *storage.Tx) error {
		c, _, err := s.merged(tx, folder)
		if err != nil {
			return err
		}
		posts := s.awaiting(c, now, now.AddDate(0, 0, remindAhead))
		questions, err := waitingQuestions(tx, c)
		if err != nil || len(posts)+len(questions) == 0 {
			return err
		}
		for _, bot := range s.allBots() {
			people, err := s.responsible(tx, bot.ID.Platform(), "", []loa.Role{loa.Editor, loa.Official})
			if err != nil {
				return err
			}
			for _, p := range people {
				open, _, err := waitingFor(tx, questions, p.Account)
				if err == nil && len(posts)+len(open) > 0 {
					err = s.remindApprover(tx, bot.ID, p, posts, len(open))
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remind of what waits for approval: %w", err)
	}
	s.wake()
	return nil
}

func (s *Service) remindApprover(tx *storage.Tx, bot loa.BotID, p loa.Person, posts []loa.Occurrence, questions int) error {
	lang, err := s.langOf(tx, p.Account)
	if err != nil {
		return err
	}
	var lines []loa.Text
	var rows [][]loa.Button
	if len(posts) > 0 {
		lines = append(lines, s.catalog.Say(lang, "approve.remind", map[string]any{
			"Count": len(posts), "First": s.catalog.Moment(lang, posts[0].Due, s.settings.Zone),
		}))
		rows = append(rows, []loa.Button{{Text: s.catalog.Line(lang, "approve.remind_button", nil), Data: ButtonData(ApproveListButton, "0")}})
	}
	if questions > 0 {
		count := map[string]any{"Count": questions}
		lines = append(lines, s.catalog.Say(lang, "quizapprove.remind", count))
		rows = append(rows, []loa.Button{{Text: s.catalog.Line(lang, "quizapprove.list_button", count), Data: ButtonData(QuestionListButton, "0")}})
	}
	return s.writeTo(tx, bot, p, loa.Notice{Text: loa.Lines("\n", lines...), Buttons: rows})
}
