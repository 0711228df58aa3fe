package bot

import (
	"loa"
	"loa/campaign"
)

// Scope is a kind of chat with its own list of visible commands.
type Scope string

// The scopes of Telegram's lists that Loa uses (Bot API, BotCommandScope). A
// scope hides a command; rights are checked when it runs.
const (
	ScopePrivate     Scope = "private"
	ScopeGroups      Scope = "groups"
	ScopeGroupAdmins Scope = "group_admins"
)

// command is one command: its Vietnamese and English names, and what it does
// in private and in a group; nil where it does nothing.
type command struct {
	name, alias string
	listed      []Scope
	unbound     bool // works in a group that is bound to nothing
	private     func(*turn) error
	group       func(*turn) error
}

// commands lists all commands, in the order in which help and menus show them.
func commands() []command {
	everywhere := []Scope{ScopePrivate, ScopeGroups, ScopeGroupAdmins}
	return []command{
		{name: "homnay", alias: "today", listed: everywhere, private: (*turn).today, group: (*turn).today},
		{name: "lich", alias: "calendar", listed: everywhere, private: (*turn).calendar, group: (*turn).calendar},
		{name: "dovui", alias: "quiz", listed: everywhere, private: (*turn).quiz, group: (*turn).quizInGroup},
		{name: "thi", alias: "contest", listed: []Scope{ScopePrivate}, private: (*turn).contest, group: (*turn).contestInGroup},
		{name: "xephang", alias: "rank", private: (*turn).rank},
		{name: "dovui_moi", alias: "quiz_new", private: (*turn).quizNew},
		{name: "dovui_nhap", alias: "quiz_import", private: (*turn).quizImport},
		{name: "dangky", alias: "register", listed: []Scope{ScopeGroupAdmins}, unbound: true, group: (*turn).register},
		{name: "dang", alias: "post", private: (*turn).post},
		{name: "nhac", alias: "remind", listed: []Scope{ScopePrivate}, private: (*turn).remind, group: (*turn).remindInGroup},
		{name: "hop", alias: "meetings", private: (*turn).meetings},
		{name: "duyet", alias: "approve", private: (*turn).approve},
		{name: "sua", alias: "correct", private: (*turn).correct},
		{name: "goi", alias: "withdraw", private: (*turn).withdraw},
		{name: "chuaro", alias: "uncertain", private: (*turn).uncertain},
		{name: "chuyen", alias: "relay", private: (*turn).relays},
		{name: "nhomchuyen", alias: "relaygroup", private: (*turn).relayGroups},
		{name: "doikenh", alias: "switch", private: (*turn).switchUnits},
		{name: "tudiemdanh", alias: "selfcheck", private: (*turn).selfCheckin},
		{name: "vao", alias: "here", private: (*turn).here},
		{name: "nhap", alias: "import", private: (*turn).importMembers},
		{name: "diemdanh", alias: "rollcall", private: (*turn).rollcall},
		{name: "baocao", alias: "report", listed: []Scope{ScopePrivate}, private: (*turn).report, group: (*turn).reportInGroup},
		{name: "sosinhhoat", alias: "figures", private: (*turn).figures},
		{name: "chuatraloi", alias: "unanswered", private: (*turn).unanswered},
		{name: "capquyen", alias: "grant", private: (*turn).grant},
		{name: "vaitro", alias: "roles", private: (*turn).roles},
		{name: "danhsach", alias: "members", private: (*turn).members},
		{name: "bangiao", alias: "handover", private: (*turn).handovers},
		{name: "dongy", alias: "consent", private: (*turn).consent},
		{name: "rut", alias: "revoke", private: (*turn).withdrawal},
		{name: "dulieu", alias: "mydata", private: (*turn).myData},
		{name: "xoa", alias: "erase", private: (*turn).erase},
		{name: "yeucau", alias: "requests", private: (*turn).requests},
		{name: "zalo", alias: "zalo", private: (*turn).zalo},
		{name: "ngonngu", alias: "language", listed: []Scope{ScopeGroupAdmins}, private: (*turn).language, group: (*turn).language},
		{name: "huy", alias: "cancel", listed: []Scope{ScopePrivate}, private: (*turn).cancel},
		{name: "trogiup", alias: "help", listed: everywhere, private: (*turn).help, group: (*turn).help},
		{name: "start", alias: "start", private: (*turn).start, group: (*turn).help},
	}
}

// actions maps what stands first in a button's data to what the button does.
func actions() map[string]func(*turn) error {
	return map[string]func(*turn) error{
		actCalendar:      (*turn).calendar,
		actCoverage:      (*turn).coverage,
		actToday:         (*turn).today,
		actHelp:          (*turn).help,
		actSource:        (*turn).source,
		actLanguage:      (*turn).setLanguage,
		actRegister:      (*turn).register,
		actRegisterUnit:  (*turn).registerKind,
		actRegisterBind:  (*turn).registerBind,
		actRegisterUndo:  (*turn).registerUndo,
		actGrant:         (*turn).grant,
		actGrantRole:     (*turn).grantUnit,
		actGrantLink:     (*turn).grantLink,
		actInviteAccept:  (*turn).inviteAccept,
		actInviteDecline: (*turn).inviteDecline,
		actApproveShow:   (*turn).approveShow,
		actApprovePost:   (*turn).approvePost,
		actRevoke:        (*turn).revoke,

		actReport:        inPrivate("report.in_private", (*turn).reportView),
		actReportUnits:   inPrivate("report.in_private", (*turn).reportChooseUnit),
		actReportRecords: inPrivate("report.in_private", (*turn).reportRecords),
		actFrozen:        inPrivate("report.in_private", (*turn).frozenView),
		actFrozenRecords: inPrivate("report.in_private", (*turn).frozenRecords),
		actReportFile:    inPrivate("report.in_private", (*turn).reportFile),
		actFrozenFile:    inPrivate("report.in_private", (*turn).frozenFile),
		actFreeze:        inPrivate("report.in_private", (*turn).freeze),
		actFreezeGo:      inPrivate("report.in_private", (*turn).freezeGo),
		actFrozenList:    inPrivate("report.in_private", (*turn).frozenList),
		actIssue:         inPrivate("report.in_private", (*turn).issue),
		actReportWishes:  inPrivate("report.in_private", (*turn).reportWishes),
		actReportWish:    inPrivate("report.in_private", (*turn).reportWish),

		actLinkYes:        (*turn).linkYes,
		actLinkNo:         (*turn).linkNo,
		actMembersUnits:   (*turn).members,
		actMembers:        (*turn).membersOf,
		actMember:         (*turn).member,
		actMemberCode:     (*turn).memberCode,
		actMemberUnlink:   (*turn).memberUnlink,
		actMemberUnlinkOK: (*turn).memberUnlinkOK,
		actInvites:        (*turn).invites,
		actInvitesOK:      (*turn).invitesOK,
		actMemberYear:     (*turn).memberYear,
		actHandovers:      (*turn).handovers,
		actHandover:       (*turn).handover,
		actHandoverAccept: (*turn).handoverAccept,

		actFixList:     (*turn).fixListAgain,
		actFixShow:     (*turn).fixShow,
		actFixWrite:    (*turn).fixWrite,
		actFixSilent:   (*turn).fixSilent,
		actFixGo:       (*turn).fixGo,
		actFixDrop:     (*turn).fixDrop,
		actUnsureList:  (*turn).uncertain,
		actUnsureThere: (*turn).unsureThere,
		actUnsureAgain: (*turn).unsureAgain,

		campaign.RelayDoneButton: inPrivate("reply.private_only", (*turn).relayDone),
		campaign.RelayAllButton:  inPrivate("reply.private_only", (*turn).relayAll),
		campaign.RelayNotButton:  inPrivate("reply.private_only", (*turn).relayNot),
		campaign.RelayWhyButton:  inPrivate("reply.private_only", (*turn).relayWhy),
		campaign.RelayCardButton: inPrivate("reply.private_only", (*turn).relayCard),
		campaign.RelayUndoButton: inPrivate("reply.private_only", (*turn).relayUndo),
		actRelayList:             inPrivate("reply.private_only", (*turn).relays),
		actRelayHand:             inPrivate("reply.private_only", (*turn).relayHand),
		actRelayGroups:           inPrivate("reply.private_only", (*turn).relayGroups),
		actRelayGroup:            inPrivate("reply.private_only", (*turn).relayGroup),
		actRelayClose:            inPrivate("reply.private_only", (*turn).relayClose),
		actRelayUnits:            inPrivate("reply.private_only", (*turn).relayUnits),
		actRelayKinds:            inPrivate("reply.private_only", (*turn).relayKinds),
		actRelayTitle:            inPrivate("reply.private_only", (*turn).relayTitle),
		actRelayNamed:            inPrivate("reply.private_only", (*turn).relayNamed),
		actSwitchUnits:           inPrivate("reply.private_only", (*turn).switchUnits),
		actSwitchUnit:            inPrivate("reply.private_only", (*turn).switchUnit),
		actSwitchPlan:            inPrivate("reply.private_only", (*turn).switchPlan),
		actSwitchGo:              inPrivate("reply.private_only", (*turn).switchGo),

		actContest:               inPrivate("reply.private_only", (*turn).contest),
		actContestCard:           inPrivate("reply.private_only", (*turn).contestRound),
		actContestConsent:        inPrivate("reply.private_only", (*turn).contestConsent),
		actContestStart:          inPrivate("reply.private_only", (*turn).contestStart),
		campaign.PaperGoButton:   onPaper((*turn).paperResume),
		campaign.PaperShowButton: paperShown(true),
		campaign.PaperHideButton: paperShown(false),
		actPaperTurn:             onPaper((*turn).paperTurn),
		actPaperAnswer:           onPaper((*turn).paperAnswer),
		actPaperHandIn:           onPaper((*turn).paperHandIn),
		actPaperMarked:           inPrivate("reply.private_only", (*turn).paperMarked),
		actContestPractice:       inPrivate("reply.private_only", (*turn).contestPractice),
		actRank:                  inPrivate("reply.private_only", (*turn).rank),
		actRun:                   inPrivate("reply.private_only", (*turn).run),
		actRunPause:              runAsk(dialogRunPause, "contest.ask_pause"),
		actRunResume:             inPrivate("reply.private_only", (*turn).runResume),
		actRunExclude:            runAsk(dialogRunExclude, "contest.ask_exclusion"),
		actRunActual:             runAsk(dialogRunActual, "contest.ask_actual"),
		actRunClose:              inPrivate("reply.private_only", (*turn).runClose),
		actRunCloseGo:            inPrivate("reply.private_only", (*turn).runCloseGo),
		actRunRecord:             inPrivate("reply.private_only", (*turn).runRecord),

		campaign.ConsentButton: (*turn).consent,
		actConsentGive:         (*turn).consentGive,
		actConsentWithdraw:     (*turn).consentWithdraw,
		actMyDataFile:          (*turn).myDataFile,
		actErase:               (*turn).erase,
		actEraseSure:           (*turn).eraseSure,
		actEraseGo:             (*turn).eraseGo,
		actEraseLeave:          (*turn).eraseLeave,
		actEraseRelease:        (*turn).eraseRelease,

		campaign.RequestListButton: (*turn).requests,
		actRequestMine:             (*turn).requestsMine,
		actRequestNew:              (*turn).requestNew,
		actRequestSend:             (*turn).requestSend,
		actRequestBack:             (*turn).requestBack,
		actRequestShow:             (*turn).requestShow,
		actRequestAnswer:           requestDo((*campaign.Desk).Acknowledge, "request.answered_now"),
		actRequestDone:             requestDo(requestDone, "request.closed_now"),
		actRequestRefuse:           requestWrite(dialogRefuse, "request.reason"),
		actRequestWords:            requestWrite(dialogWords, "request.words"),
		actRequestRemove:           (*turn).requestRemove,
		actRequestSure:             requestDo((*campaign.Desk).Remove, "request.removed_now"),

		campaign.AnswerButton: (*turn).quizAnswer,
		actPractice:           inPrivate("reply.private_only", (*turn).practice),
		actPracticeTry:        inPrivate("reply.private_only", (*turn).practiceTry),
		actQuizGroups:         inPrivate("reply.private_only", (*turn).quizGroups),
		actQuizGroup:          (*turn).quizGroup,
		actQuizWay:            (*turn).quizWay,
		actQuizSet:            (*turn).quizSet,
		actQuizPick:           (*turn).quizPick,
		actQuizGo:             (*turn).quizGo,
		actQuizClose:          (*turn).quizClose,
		actQuizSure:           (*turn).quizSure,
		actQuizFigures:        inPrivate("reply.private_only", (*turn).quizFigures),

		actNewPick:    inPrivate("reply.private_only", (*turn).quizNewPick),
		actNewSources: inPrivate("reply.private_only", (*turn).quizNewSources),
		actNewStep:    inPrivate("reply.private_only", (*turn).quizNewStep),
		actNewSend:    inPrivate("reply.private_only", (*turn).quizNewSend),
		actNewCard:    inPrivate("reply.private_only", (*turn).quizNewAgain),
		actNewDrop:    inPrivate("reply.private_only", (*turn).quizNewDrop),

		campaign.QuestionListButton:    inPrivate("reply.private_only", (*turn).questions),
		campaign.QuestionShowButton:    inPrivate("reply.private_only", (*turn).questionShow),
		campaign.QuestionApproveButton: inPrivate("reply.private_only", (*turn).questionApprove),
		campaign.QuestionReturnButton:  inPrivate("reply.private_only", (*turn).questionReturn),
		actQuestionsApprove:            inPrivate("reply.private_only", (*turn).questionsApprove),
		actUsedList:                    inPrivate("reply.private_only", (*turn).usedList),
		actUsedShow:                    inPrivate("reply.private_only", (*turn).usedShow),
		actWithdraw:                    inPrivate("reply.private_only", (*turn).questionWithdraw),
		actWithdrawSure:                inPrivate("reply.private_only", (*turn).questionWithdrawSure),

		actBankTemplate:         inPrivate("reply.private_only", (*turn).bankTemplate),
		campaign.BankUndoButton: inPrivate("reply.private_only", (*turn).bankUndo),

		actPostStrands:  (*turn).postStrands,
		actPostStrand:   (*turn).postStrand,
		actPostAudience: (*turn).postAudience,
		actPostKind:     (*turn).postKind,
		actPostAll:      (*turn).postAll,
		actPostUnits:    (*turn).postUnits,
		actPostUnit:     (*turn).postUnit,
		actPostPreview:  (*turn).postPreview,
		actPostCard:     (*turn).postCard,
		actPostTry:      (*turn).postTry,
		actPostNow:      (*turn).postNow,
		actPostLater:    (*turn).postLater,
		actPostTwice:    (*turn).postTwice,
		actPostTime:     postAsk(dialogPostTime, "post.time"),
		actPostSource:   postAsk(dialogPostSource, "post.source"),
		actPostContent:  postAsk(dialogPost, "post.content"),
		actPostAgain:    (*turn).postAudienceAgain,
		actPostDrop:     (*turn).postDrop,

		actCheckinOpen:           (*turn).checkinOpen,
		actCheckinShow:           (*turn).checkinShow,
		actCheckinClose:          (*turn).checkinClose,
		campaign.RollGoButton:    (*turn).importGo,
		campaign.RollWholeButton: (*turn).importWhole,
		campaign.RollDropButton:  (*turn).importDrop,
		campaign.RollUndoButton:  (*turn).importUndo,
		campaign.RollButton:      inPrivate("rollcall.in_private", (*turn).rollOpen),
		actRollList:              inPrivate("rollcall.in_private", (*turn).rollcall),
		actRollNote:              inPrivate("rollcall.in_private", (*turn).rollNote),
		actRollWhy:               inPrivate("rollcall.in_private", (*turn).rollWhy),
		actRollRest:              inPrivate("rollcall.in_private", (*turn).rollRest),
		actRollRestGo:            inPrivate("rollcall.in_private", (*turn).rollRestGo),
		actRollGuests:            inPrivate("rollcall.in_private", (*turn).rollGuests),
		actRollNumber:            inPrivate("rollcall.in_private", (*turn).rollNumber),
		actRollOnline:            inPrivate("rollcall.in_private", (*turn).rollOnline),
		actRollWalkIn:            inPrivate("rollcall.in_private", (*turn).rollWalkIn),
		actRollAdd:               inPrivate("rollcall.in_private", (*turn).rollAdd),
		actRollClose:             inPrivate("rollcall.in_private", (*turn).rollClose),
		actRollCloseGo:           inPrivate("rollcall.in_private", (*turn).rollCloseGo),
		actRollMinutes:           inPrivate("rollcall.in_private", (*turn).rollMinutes),
		actRollFile:              inPrivate("rollcall.in_private", (*turn).rollFile),
		actChange:                inPrivate("rollcall.in_private", (*turn).change),
		actChangeOne:             inPrivate("rollcall.in_private", (*turn).changeOne),
		actChangeTo:              inPrivate("rollcall.in_private", (*turn).changeTo),
		actChangeGuests:          inPrivate("rollcall.in_private", (*turn).changeGuests),
		actFigures:               inPrivate("rollcall.in_private", (*turn).figures),
		actFigureUnits:           inPrivate("rollcall.in_private", (*turn).figureUnits),
		actFigureYear:            inPrivate("rollcall.in_private", (*turn).figureYear),
		actRollLegend:            (*turn).rollLegend,
		actRemindUnits:           (*turn).remindUnits,
		actRemindUnit:            (*turn).remindUnit,
		actRemindKind:            (*turn).remindKind,
		actRemindNoPlace:         (*turn).remindNoPlace,
		actRemindSuggested:       (*turn).remindSuggested,
		actRemindGo:              (*turn).remindGo,
		actRemindCard:            (*turn).remindCard,
		actRemindTime:            remindAgain(dialogRemindWhen, "meeting.ask_when"),
		actRemindPlace:           remindAgain(dialogRemindPlace, "meeting.ask_place"),
		actRemindTitle:           remindAgain(dialogRemindTitle, "meeting.ask_title"),
		actRemindKinds:           (*turn).remindKinds,
		actRemindReminders:       (*turn).remindReminders,
		actRemindMonthly:         (*turn).remindMonthly,
		actRemindDrop:            (*turn).remindDrop,
		actRemindSample:          (*turn).remindSample,

		actMeetings:                (*turn).meetings,
		actMeeting:                 (*turn).meeting,
		actMeetingTime:             meetingAsk(dialogMeetingTime, "meeting.new_time"),
		actMeetingPlace:            meetingAsk(dialogMeetingPlace, "meeting.new_place"),
		actMeetingTitle:            meetingAsk(dialogMeetingTitle, "meeting.new_title"),
		actMeetingDocument:         meetingAsk(dialogMeetingDocument, "meeting.new_document"),
		actMeetingCalendar:         (*turn).meetingCalendar,
		actMeetingCancel:           (*turn).meetingCancel,
		actMeetingSure:             (*turn).meetingSure,
		actMeetingCancelSure:       (*turn).meetingCancelSure,
		campaign.ReplyButton:       (*turn).reply,
		campaign.ReplyReasonButton: (*turn).replyReason,
		campaign.UnansweredButton:  (*turn).unanswered,
		actMemberReply:             (*turn).memberReply,
		actRecordReply:             (*turn).recordReply,
		actRemindUnanswered:        (*turn).remindUnanswered,

		campaign.QuotaFreeButton: inPrivate("reply.private_only", (*turn).quotaFree),

		campaign.ApproveListButton: (*turn).approve,
		campaign.ApproveButton:     (*turn).approveBroadcast,
		campaign.ReturnButton:      (*turn).returnBroadcast,
		campaign.ApproveFixButton:  (*turn).approveFix,
		campaign.ReturnFixButton:   (*turn).returnFix,
		campaign.PauseButton:       control((*turn).pause),
		campaign.ResumeButton:      control((*turn).resume),
		campaign.AgainButton:       control((*turn).sendAgain),
		campaign.StopButton:        (*turn).stop,
		actStopSure:                (*turn).stopSure,
		actStopNot:                 (*turn).stopNot,
	}
}

// dialogs maps an unfinished conversation to what takes the next text, photo or
// document.
func dialogs() map[string]func(*turn, loa.Dialog) error {
	return map[string]func(*turn, loa.Dialog) error{
		dialogGrant:      (*turn).grantSearch,
		dialogImport:     (*turn).importFile,
		dialogQuizImport: (*turn).bankFile,
		dialogQuizNew:    (*turn).quizNewTyped,
		dialogCorrect:    (*turn).fixContent,
		dialogWithdraw:   (*turn).fixReason,
		dialogPost:       (*turn).postContent,
		dialogPostDraft:  (*turn).postWaits,
		dialogPostUnit:   (*turn).postUnitSearch,
		dialogPostTime:   (*turn).postTime,
		dialogPostSource: (*turn).postSource,
		dialogRequest:    (*turn).requestNote,
		dialogRefuse:     requestWritten((*campaign.Desk).Refuse),
		dialogWords:      requestWritten((*campaign.Desk).Close),

		dialogIssue:      (*turn).issueWritten,
		dialogRelayTitle: (*turn).relayTitleTyped,

		dialogPredict:    (*turn).paperPredict,
		dialogRunPause:   (*turn).runPauseTyped,
		dialogRunExclude: (*turn).runExcludeTyped,
		dialogRunActual:  (*turn).runActualTyped,

		dialogRollGuests:   (*turn).rollGuestsTyped,
		dialogRollWalkIn:   (*turn).rollWalkInTyped,
		dialogChange:       (*turn).changeReason,
		dialogChangeGuests: (*turn).changeGuestsTyped,

		dialogRemindUnit:  (*turn).remindUnitSearch,
		dialogRemindWhen:  (*turn).remindWhen,
		dialogRemindPlace: (*turn).remindPlace,
		dialogRemindTitle: (*turn).remindTitle,
		dialogRemindCard:  (*turn).remindWaits,

		dialogMeetingTime:     meetingChange((*turn).meetingNewTime),
		dialogMeetingPlace:    meetingChange((*turn).meetingNewPlace),
		dialogMeetingTitle:    meetingChange((*turn).meetingNewTitle),
		dialogMeetingDocument: meetingChange((*turn).meetingNewDocument),
		dialogMeetingSure:     (*turn).meetingWaits,

		campaign.ReplyReasonDialog: (*turn).replyReasonWritten,
	}
}

func (b *Bot) find(name string) (command, bool) {
	for _, c := range b.commands {
		if name != "" && (c.name == name || c.alias == name) {
			return c, true
		}
	}
	return command{}, false
}

// Entry is one line of a list of visible commands.
type Entry struct{ Name, Description string }

// Menu returns the visible commands of a scope in a language: at most eight, or
// members clutter their groups with taps (J-Rios/TLG_JoinCaptchaBot#123).
func (b *Bot) Menu(scope Scope, lang loa.Lang, line func(key string) string) []Entry {
	var menu []Entry
	for _, c := range b.commands {
		for _, s := range c.listed {
			if s == scope {
				menu = append(menu, Entry{c.nameIn(lang), line("bot.command_" + c.alias)})
			}
		}
	}
	return menu
}

func (c command) nameIn(lang loa.Lang) string {
	if lang == loa.English {
		return c.alias
	}
	return c.name
}
