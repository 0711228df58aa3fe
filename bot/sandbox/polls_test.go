package sandbox_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"loa/bot/sandbox"
)

func TestVotes(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	m := must[wire](b, "sendPoll", params{"chat_id": b.super, "question": "Mấy giờ?", "options": options("18h", "19h"), "is_anonymous": false})
	vote := func(options ...int) (update, update) {
		t.Helper()
		if err := b.Vote(b.lan, b.super, m.ID, options...); err != nil {
			t.Fatal(err)
		}
		got := b.fetch()
		if len(got) != 2 || got[0].PollAnswer == nil || got[1].Poll == nil {
			t.Fatalf("updates %+v", got)
		}
		return got[0], got[1]
	}
	answer, count := vote(1)
	if a := answer.PollAnswer; a.PollID != m.Poll.ID || a.User.ID != int64(b.lan) || !slices.Equal(a.Options, []int{1}) {
		t.Errorf("answer %+v", a)
	}
	if p := count.Poll; p.Options[1].Votes != 1 || p.Total != 1 {
		t.Errorf("count %+v", p)
	}
	if _, count = vote(0); count.Poll.Options[0].Votes != 1 || count.Poll.Options[1].Votes != 0 {
		t.Errorf("changed: %+v", count.Poll)
	}
	if answer, count = vote(); len(answer.PollAnswer.Options) != 0 || answer.PollAnswer.Options == nil || count.Poll.Total != 0 {
		t.Errorf("taken back: %+v %+v", answer.PollAnswer, count.Poll)
	}
	if err := b.Vote(b.lan, b.super, m.ID, 0, 1); err == nil {
		t.Error("two options were taken")
	}
	if err := b.Vote(b.lan, b.super, m.ID, 2); err == nil {
		t.Error("a third option was taken")
	}
	stopped := must[poll](b, "stopPoll", params{"chat_id": b.super, "message_id": m.ID})
	if !stopped.Closed {
		t.Errorf("stopped: %+v", stopped)
	}
	if got := b.fetch(); len(got) != 1 || !got[0].Poll.Closed {
		t.Errorf("updates %+v", got)
	}
	if err := b.Vote(b.lan, b.super, m.ID, 0); !errors.Is(err, sandbox.ErrPollClosed) {
		t.Errorf("a vote after the end: %v", err)
	}
	if got := b.call("stopPoll", params{"chat_id": b.super, "message_id": m.ID}); got.Description != "Bad Request: poll has already been closed" {
		t.Errorf("stopped twice: %+v", got)
	}
}

func TestQuiz(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	m := must[wire](b, "sendPoll", params{"chat_id": b.super, "question": "Năm nào?", "options": options("1953", "1954"),
		"type": "quiz", "correct_option_ids": "[1]", "explanation": "Ngày 7-5-1954", "is_anonymous": true})
	if err := b.Vote(b.lan, b.super, m.ID, 0); err != nil {
		t.Fatal(err)
	}
	if got := b.fetch(); len(got) != 1 || got[0].Poll == nil {
		t.Errorf("an anonymous vote told %+v, want the count only", got)
	}
	for _, options := range [][]int{{1}, {}} {
		if err := b.Vote(b.lan, b.super, m.ID, options...); !errors.Is(err, sandbox.ErrVoted) {
			t.Errorf("a second answer %v: %v", options, err)
		}
	}
	seen := b.Messages(b.super)[0].Poll
	if !seen.Quiz || !seen.Anonymous || seen.Voters != 1 || !slices.Equal(seen.Correct, []int{1}) || seen.Options[0].Votes != 1 {
		t.Errorf("seen %+v", seen)
	}
}

func TestPollClosesByCampaignTime(t *testing.T) {
	t.Parallel()
	b := unlimited(t)
	m := must[wire](b, "sendPoll", params{"chat_id": b.super, "question": "?", "options": options("a", "b"),
		"close_date": b.clock.now.Add(time.Hour).Unix()})
	b.clock.now = b.clock.now.Add(time.Hour - time.Second)
	if err := b.Vote(b.lan, b.super, m.ID, 0); err != nil {
		t.Fatal(err)
	}
	b.confirmAll()
	b.clock.now = b.clock.now.Add(time.Second)
	if got := b.fetch(); len(got) != 1 || !got[0].Poll.Closed {
		t.Errorf("at the hour: %+v", got)
	}
	if err := b.Vote(b.minh, b.super, m.ID, 0); !errors.Is(err, sandbox.ErrPollClosed) {
		t.Errorf("a late vote: %v", err)
	}
	if !b.Messages(b.super)[0].Poll.Closed {
		t.Error("seen open")
	}
}
