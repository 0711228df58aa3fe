package bot

import (
	"strconv"

	"loa"
)

// idText writes a number of Loa's into a button.
func idText[T ~int64](id T) string { return strconv.FormatInt(int64(id), 10) }

// readID reads it back from a button, which may be anybody's making.
func readID[T ~int64](what, arg string) (T, error) {
	n, err := strconv.ParseInt(arg, 10, 64)
	if err != nil {
		return 0, errNoSuch(what, arg)
	}
	return T(n), nil
}

func draftID(arg string) (loa.BroadcastID, error) { return readID[loa.BroadcastID]("broadcast", arg) }

func deliveryID(arg string) (loa.DeliveryID, error) { return readID[loa.DeliveryID]("delivery", arg) }

func correctionID(arg string) (loa.CorrectionID, error) {
	return readID[loa.CorrectionID]("correction", arg)
}

func meetingID(arg string) (loa.MeetingID, error) { return readID[loa.MeetingID]("meeting", arg) }

func memberID(arg string) (loa.MemberID, error) { return readID[loa.MemberID]("member", arg) }
