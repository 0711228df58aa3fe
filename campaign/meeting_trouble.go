package campaign

import (
	"slices"

	"loa"
	"loa/storage"
)

// tellMeetingTroubles tells a unit's secretaries of groups that did not get an
// invitation, a change or a cancellation: people would stand before a closed door.
// A reminder that was missed is only logged.
func (s *Service) tellMeetingTroubles(tx *storage.Tx, untold []loa.Delivery) error {
	for _, d := range untold {
		what, _, _ := readMeetingKey(d.Key)
		if d.Meeting == 0 || d.Group == 0 || !slices.Contains([]string{meetingInvite, meetingChange, meetingCancel}, what) {
			continue
		}
		m, err := tx.Meeting(d.Meeting)
		if isMissing(err) {
			continue
		}
		if err != nil {
			return err
		}
		g, err := tx.Group(d.Group)
		if err != nil && !isMissing(err) {
			return err
		}
		err = s.tellEach(tx, d.Bot, m.Unit, []loa.Role{loa.Secretary}, func(lang loa.Lang) loa.Text {
			return s.catalog.Say(lang, "meeting.trouble_"+what, map[string]any{
				"Title": m.Title, "Group": g.Title, "Uncertain": d.State == loa.Uncertain,
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
