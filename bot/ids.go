package bot

import (
	"strconv"

	"loa"
)

func idOfMeeting(id loa.MeetingID) string { return strconv.FormatInt(int64(id), 10) }

func idOfMember(id loa.MemberID) string { return strconv.FormatInt(int64(id), 10) }

func meetingID(s string) (loa.MeetingID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errNoSuch("meeting", s)
	}
	return loa.MeetingID(n), nil
}

func memberID(s string) (loa.MemberID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errNoSuch("member", s)
	}
	return loa.MemberID(n), nil
}
