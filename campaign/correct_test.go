package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loa"
	"loa/campaign"
	"loa/storage"
	"loa/storage/storagetest"
)

// carry sends whatever is due until nothing is, and returns what the groups saw
// of it, in order. decide says how a delivery ends; nil, or an outcome without a
// state: it is sent, as message m1, m2 and so on by its id.
func (r *rig) carry(decide func(loa.Delivery) loa.Outcome) []string {
	r.t.Helper()
	var seen []string
	for {
		due := r.due(r.now)
		if len(due) == 0 {
			return seen
		}
		for _, d := range due {
			var o loa.Outcome
			if decide != nil {
				o = decide(d)
			}
			if o.At = r.now; o.State == "" {
				o.State, o.Receipt.Message = loa.Sent, loa.MessageID(fmt.Sprintf("m%d", d.ID))
			}
			r.claim(d)
			if err := r.Settle(r.t.Context(), d, o); err != nil {
				r.t.Fatal(err)
			}
			if d.Group != 0 {
				seen = append(seen, strings.TrimSuffix(fmt.Sprintf("%s %s %s", d.Chat, doing(d.Payload), o.State), " sent"))
			}
		}
	}
}

func (r *rig) claim(d loa.Delivery) {
	r.t.Helper()
	if taken, err := r.db.Begin(r.t.Context(), []loa.DeliveryID{d.ID}, r.now); err != nil || len(taken) != 1 {
		r.t.Fatalf("begin %d: %v, %v", d.ID, taken, err)
	}
}

// doing describes a payload in a line.
func doing(p loa.Payload) string {
	text := func(t loa.Text) string { return strings.ReplaceAll(t.String(), "\n\n", " / ") }
	switch {
	case p.Notice != nil && p.Notice.ReplyTo != "":
		return fmt.Sprintf("gets, as a reply to %s, %q", p.Notice.ReplyTo, text(p.Notice.Text))
	case p.Notice != nil:
		return fmt.Sprintf("gets %q", text(p.Notice.Text))
	case p.Edit != nil && p.Edit.Caption:
		return fmt.Sprintf("edits the caption of %s to %q", p.Edit.Message, text(p.Edit.Text))
	case p.Edit != nil:
		return fmt.Sprintf("edits %s to %q", p.Edit.Message, text(p.Edit.Text))
	case p.Delete != nil:
		return fmt.Sprintf("deletes %s", p.Delete.Message)
	case p.Choice != nil:
		return "is asked"
	case p.ClosePoll != nil:
		return fmt.Sprintf("closes %s", p.ClosePoll.Message)
	}
	return "?"
}

// fixer is a ward whose platform can edit, and a broadcast of M1 that is on its way.
func fixer(t *testing.T, db *storage.DB) (*rig, loa.BroadcastID) {
	r := ward(t, db)
	r.canEdit()
	id := r.draft(sender("7"), "wrong", "M1")
	if err := r.launch(sender("7"), id, false); err != nil {
		t.Fatal(err)
	}
	return r, id
}

func (r *rig) canEdit() {
	r.AddBot(campaign.Bot{ID: bot, Username: "loa_bot", Can: loa.Capabilities{
		DeepLinks: true, Files: true, Buttons: true, Polls: true, Edits: true, TextLimit: 4096, CaptionLimit: 1024, ToastLimit: 200,
	}})
}

// thing returns the newest thing sent.
func (r *rig) thing(who loa.Sender) (x campaign.Thing) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		things, err := d.SentThings(who)
		if err != nil || len(things) == 0 {
			return fmt.Errorf("no things: %w", err)
		}
		x = things[0]
		return nil
	})
	return x
}

func (r *rig) draftFix(who loa.Sender, withdraw bool, text string) (id loa.CorrectionID, err error) {
	r.t.Helper()
	x := r.thing(who)
	err = r.desk(func(d *campaign.Desk) error {
		c, err := d.DraftCorrection(who, loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}, x.Ref, withdraw, loa.Plain(text))
		id = c.ID
		return err
	})
	return id, err
}

func (r *rig) startFix(who loa.Sender, id loa.CorrectionID) error {
	return r.desk(func(d *campaign.Desk) error {
		_, err := d.StartCorrection(who, id, "card")
		return err
	})
}

func (r *rig) fix(withdraw bool, text string) loa.CorrectionID {
	r.t.Helper()
	id, err := r.draftFix(sender("7"), withdraw, text)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.startFix(sender("7"), id); err != nil {
		r.t.Fatal(err)
	}
	return id
}

// card returns the first two lines of how a correction stands.
func (r *rig) card(id loa.CorrectionID) (card string) {
	r.t.Helper()
	if err := r.RefreshCards(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.must(func(d *campaign.Desk) error {
		c, err := d.Correction(sender("7"), id)
		if err != nil {
			return err
		}
		text, err := d.CorrectionCard(c, loa.English)
		card = text.String()
		return err
	})
	return card
}

func same(t *testing.T, want string, got []string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), strings.Join(got, "\n")); diff != "" {
		t.Errorf("the groups saw (-want +got)\n%s", diff)
	}
}

// in decides the outcome in some chats.
func in(outcomes map[loa.ChatID]loa.Outcome) func(loa.Delivery) loa.Outcome {
	return func(d loa.Delivery) loa.Outcome { return outcomes[d.Chat] }
}

func failed() loa.Outcome { return loa.Outcome{State: loa.Failed, Reason: "refused"} }

func unsure() loa.Outcome { return loa.Outcome{State: loa.Uncertain, Reason: "no answer"} }

// TestCorrect: every copy is reached by the best means there is; what is
// uncertain is left to people, who are told where.
func TestCorrect(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, broadcast := fixer(t, db)
		same(t, `
-1 gets "wrong"
-2 gets "wrong" uncertain
-3 gets "wrong"`, r.carry(in(map[loa.ChatID]loa.Outcome{"-2": unsure()})))
		r.now = r.now.Add(time.Hour)
		id := r.fix(false, "right")
		same(t, `
-1 edits m1 to "Corrected 13:00 Wednesday 13 March 2024 / right"
-3 edits m3 to "Corrected 13:00 Wednesday 13 March 2024 / right" failed
-3 gets, as a reply to m3, "Correction of the message of 12:00 Wednesday 13 March 2024 (13:00 Wednesday 13 March 2024). The right content: / right"`,
			r.carry(refuseEdit("-3")))
		want := "Corrected: right\nCorrected in 2 of 3 groups, to call or look: 1\n☎ Group (Cell 1)"
		if got := r.card(id); got != want {
			t.Errorf("the card says\n%s\nwant\n%s", got, want)
		}
		for _, again := range []loa.Sender{sender("7"), sender("60")} {
			if err := r.startFix(again, id); err == nil {
				t.Error("it was started twice")
			}
		}
		same(t, "", r.carry(nil))
		if b, _ := r.broadcast(broadcast); b.Text.String() != "right" {
			t.Errorf("the broadcast's content is %q: who gets it later gets the error", b.Text)
		}
	})
}

// refuseEdit refuses every edit and deletion in the chats.
func refuseEdit(chats ...loa.ChatID) func(loa.Delivery) loa.Outcome {
	return func(d loa.Delivery) loa.Outcome {
		for _, c := range chats {
			if d.Chat == c && d.Payload.Notice == nil {
				return failed()
			}
		}
		return loa.Outcome{}
	}
}

// TestCorrectAgain: the newest correction wins, in whatever state it finds the former one.
func TestCorrectAgain(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, _ := fixer(t, db)
		r.carry(nil)
		first := r.fix(false, "better")
		var held loa.Delivery
		for _, d := range r.due(r.now) {
			if d.Chat == "-3" {
				held = d
				r.claim(d) // the first edit is on its way when the second is made
			}
		}
		r.now = r.now.Add(time.Minute)
		r.fix(false, "best")
		again := loa.Outcome{State: loa.Pending, Due: r.now, At: r.now, Reason: "told to wait"}
		if err := r.Settle(t.Context(), held, again); err != nil {
			t.Fatal(err)
		}
		got := r.carry(refuseEdit("-2"))
		same(t, `
-1 edits m1 to "Corrected 12:01 Wednesday 13 March 2024 / best"
-2 edits m2 to "Corrected 12:01 Wednesday 13 March 2024 / best" failed
-3 edits m3 to "Corrected 12:01 Wednesday 13 March 2024 / best"
-2 gets, as a reply to m2, "Correction of the message of 12:00 Wednesday 13 March 2024 (12:01 Wednesday 13 March 2024). The right content: / best"`, got)
		if got := r.card(first); got != "A newer correction took its place: best" {
			t.Errorf("the first card says %q", got)
		}
		// Where the correction is a message of its own, that one is mended from now on.
		r.now = r.now.Add(time.Minute)
		third := r.fix(false, "final")
		got = r.carry(nil)
		if len(got) != 3 || !strings.HasPrefix(got[1], "-2 edits m") || strings.HasPrefix(got[1], "-2 edits m2 ") {
			t.Errorf("in the third round the groups saw\n%s\nwant three edits, in -2 one of its own message", strings.Join(got, "\n"))
		}
		if got := r.card(third); !strings.Contains(got, "in 3 of 3 groups.") {
			t.Errorf("the card says %q", got)
		}
	})
}

// TestCorrectOnTheWay: what waits goes out right at once; what is being sent is
// mended as soon as it is known to be there.
func TestCorrectOnTheWay(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, _ := fixer(t, db)
		due := r.due(r.now)
		r.claim(due[0])
		r.claim(due[1])
		if err := r.Settle(t.Context(), due[0], loa.Outcome{State: loa.Sent, At: r.now, Receipt: loa.Receipt{Message: "m1"}}); err != nil {
			t.Fatal(err)
		}
		id := r.fix(false, "right")
		if got := r.card(id); !strings.Contains(got, "in 0 of 3 groups, waiting: 3.") {
			t.Errorf("the card says %q", got)
		}
		// The claim is older than the correction of what it carries.
		r.claim(due[2])
		for _, d := range due[1:] {
			o := loa.Outcome{State: loa.Sent, At: r.now, Receipt: loa.Receipt{Message: loa.MessageID("m" + string(d.Chat[1:]))}}
			if err := r.Settle(t.Context(), d, o); err != nil {
				t.Fatal(err)
			}
		}
		same(t, `
-1 edits m1 to "Corrected 12:00 Wednesday 13 March 2024 / right"
-2 edits m2 to "Corrected 12:00 Wednesday 13 March 2024 / right"
-3 edits m3 to "Corrected 12:00 Wednesday 13 March 2024 / right"`, r.carry(nil))
		if got := r.card(id); !strings.Contains(got, "in 3 of 3 groups.") {
			t.Errorf("the card says %q", got)
		}
	})
}

func TestCorrectWhatWaits(t *testing.T) {
	t.Parallel()
	r, _ := fixer(t, storagetest.Open(t))
	due := r.due(r.now)
	r.claim(due[0])
	if err := r.Settle(t.Context(), due[0], loa.Outcome{State: loa.Sent, At: r.now, Receipt: loa.Receipt{Message: "m1"}}); err != nil {
		t.Fatal(err)
	}
	r.claim(due[1])
	id := r.fix(false, "right")
	// The second is told to wait: it goes out right the next time.
	if err := r.Settle(t.Context(), due[1], loa.Outcome{State: loa.Pending, At: r.now, Due: r.now}); err != nil {
		t.Fatal(err)
	}
	same(t, `
-1 edits m1 to "Corrected 12:00 Wednesday 13 March 2024 / right"
-2 gets "right"
-3 gets "right"`, r.carry(nil))
	if got := r.card(id); !strings.Contains(got, "in 3 of 3 groups.") {
		t.Errorf("the card says %q", got)
	}
}

// TestCorrectParts: of a post in several messages one bears the right content and
// the others say so; a picture's caption holds it if it can.
func TestCorrectParts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Một đoạn văn dài. ", 300) // 5,400 units: two messages
	for _, c := range []struct {
		name, text string
		photo      bool
		right      string
		want       string
	}{
		{"two parts", long, false, "đúng", `
-1 edits m1 to "Corrected 06:30 Wednesday 13 March 2024 / đúng"
-1 edits m2 to "The right content is in the corrected message of this post."`},
		{"a caption", "ngắn", true, "đúng", `
-1 edits the caption of m1 to "Corrected 06:30 Wednesday 13 March 2024 / đúng"`},
		{"a picture, then a text", strings.Repeat("a", 1024), true, strings.Repeat("b", 1000), `
-1 edits the caption of m1 to "The right content is in the corrected message of this post."
-1 edits m2 to "Corrected 06:30 Wednesday 13 March 2024 / ` + strings.Repeat("b", 1000) + `"`},
		{"too long for the caption", "ngắn", true, strings.Repeat("b", 1000), `
-1 edits the caption of m1 to "The right content is in the corrected message of this post."
-1 gets, as a reply to m1, "Correction of “p-13” (06:30 Wednesday 13 March 2024). The right content: / ` + strings.Repeat("b", 1000) + `"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			plan, folder := illustrated(t, c.text)
			if p, _ := plan.Post("p-13"); !c.photo {
				p.Media = nil
			}
			r := newRig(t, storagetest.Open(t), plan, folder)
			r.canEdit()
			r.bind("-1", "cell")
			r.tick(r.now.Add(30 * time.Minute))
			r.carry(nil)
			id := r.fix(false, c.right)
			same(t, c.want, r.carry(nil))
			if got := r.card(id); !strings.Contains(got, "in 1 of 1 groups.") {
				t.Errorf("the card says %q", got)
			}
		})
	}
}

// TestCorrectLost: groups that moved, closed or whose platform cannot edit.
func TestCorrectLost(t *testing.T) {
	t.Parallel()
	r, _ := fixer(t, storagetest.Open(t))
	r.carry(nil)
	r.must(func(d *campaign.Desk) error { return d.Moved(loa.Moved{From: "-1", To: "-100"}) })
	r.must(func(d *campaign.Desk) error { return d.Left(loa.Chat{ID: "-2", Type: loa.GroupChat}) })
	id := r.fix(false, "right")
	same(t, `
-3 edits m3 to "Corrected 12:00 Wednesday 13 March 2024 / right" failed
-100 gets "Correction of the message of 12:00 Wednesday 13 March 2024 (12:00 Wednesday 13 March 2024). The right content: / right"`,
		r.carry(in(map[loa.ChatID]loa.Outcome{"-3": {State: loa.Failed, ChatGone: true, Reason: "kicked"}})))
	if got := r.card(id); !strings.Contains(got, "in 1 of 3 groups, to call or look: 2\n☎ Group (Cell 1)\n☎ Group (Cell 2)") {
		t.Errorf("the card says %q", got)
	}
}

// TestWithdraw: deleted while the platform allows it, else the text is taken
// away, else the group is told; what waits does not go out.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		after time.Duration
		want  string
	}{
		{"within two days", 47 * time.Hour, `
-1 deletes m1
-2 deletes m2 failed
-3 deletes m3
-2 edits m2 to "This was withdrawn 11:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because" failed
-2 gets, as a reply to m2, "The message of 12:00 Wednesday 13 March 2024 was withdrawn 11:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because"`},
		{"later", 49 * time.Hour, `
-1 edits m1 to "This was withdrawn 13:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because"
-2 edits m2 to "This was withdrawn 13:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because" failed
-3 edits m3 to "This was withdrawn 13:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because"
-2 gets, as a reply to m2, "The message of 12:00 Wednesday 13 March 2024 was withdrawn 13:00 Friday 15 March 2024. Please do not share what it said before. / Reason: because"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
				r, _ := fixer(t, db)
				r.carry(nil)
				r.now = r.now.Add(c.after)
				id := r.fix(true, "because")
				same(t, c.want, r.carry(refuseEdit("-2")))
				if got := r.card(id); !strings.Contains(got, "Withdrawn in 3 of 3 groups.") {
					t.Errorf("the card says %q", got)
				}
				for _, withdraw := range []bool{true, false} {
					if _, err := r.draftFix(sender("7"), withdraw, "x"); err == nil {
						t.Error("what was withdrawn can be mended")
					}
				}
			})
		})
	}
}

func TestWithdrawWhatWaits(t *testing.T) {
	t.Parallel()
	storagetest.OpenEach(t, func(t *testing.T, db *storage.DB) {
		r, broadcast := fixer(t, db)
		due := r.due(r.now)
		r.claim(due[0])
		r.claim(due[1])
		if err := r.Settle(t.Context(), due[0], loa.Outcome{State: loa.Sent, At: r.now, Receipt: loa.Receipt{Message: "m1"}}); err != nil {
			t.Fatal(err)
		}
		id := r.fix(true, "")
		if err := r.Settle(t.Context(), due[1], loa.Outcome{State: loa.Pending, At: r.now, Due: r.now}); err != nil {
			t.Fatal(err)
		}
		same(t, "-1 deletes m1", r.carry(nil))
		if got := r.card(id); !strings.Contains(got, "Withdrawn in 1 of 1 groups.") {
			t.Errorf("the card says %q", got)
		}
		r.refused("correct.is_withdrawn", func(d *campaign.Desk) error {
			_, err := d.SendAgain(sender("7"), broadcast)
			return err
		})
	})
}

// TestWithdrawnPost: a group that is due the post later does not get it any more.
func TestWithdrawnPost(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	r.canEdit()
	r.bind("-1", "cell")
	r.tick(r.now.Add(30 * time.Minute))
	r.carry(nil)
	late := r.bind("-2", "cell")
	late.BoundAt = r.now.Add(-time.Hour)
	r.update(func(tx *storage.Tx) error { _, err := tx.SaveGroup(late); return err })
	r.fix(true, "")
	r.tick(r.now.Add(time.Minute))
	same(t, "-1 deletes m1", r.carry(nil))
}

// TestCorrectRights: who may not, and what may not be sent, is refused and changes nothing.
func TestCorrectRights(t *testing.T) {
	t.Parallel()
	r, _ := fixer(t, storagetest.Open(t))
	r.carry(nil)
	official, secretary := r.grant("50", loa.Official, "cb-1"), r.grant("51", loa.Secretary, "ward")
	x := r.thing(sender("7"))
	draft := func(who loa.Sender, withdraw bool, text string) func(*campaign.Desk) error {
		return func(d *campaign.Desk) error {
			_, err := d.DraftCorrection(who, loa.Chat{ID: "7", Type: loa.PrivateChat}, x.Ref, withdraw, loa.Plain(text))
			return err
		}
	}
	r.refused("correct.may_not", draft(secretary, false, "x"))
	r.refused("correct.beyond_reach", draft(official, true, ""))
	r.refused("campaign.anonymous", draft(loa.Sender{Anonymous: true}, true, ""))
	lan := sender("7")
	r.refused("correct.empty", draft(lan, false, " "))
	r.refused("correct.same", draft(lan, false, "wrong"))
	r.refused("correct.too_long", draft(lan, false, strings.Repeat("a", 4000)))
	r.refused("correct.too_long", draft(lan, true, strings.Repeat("a", 501)))
	r.refused("campaign.concern_secret", draft(lan, false, "TỐI MẬT\nnội dung"))
	r.refused("campaign.concern_id", draft(lan, true, "CCCD 001099012345"))
	r.refused("correct.gone", func(d *campaign.Desk) error {
		_, err := d.Thing(lan, 999)
		return err
	})

	// Of two at once, the second sees first what the first did.
	editor := r.grant("52", loa.Editor, "ward")
	mine, err := r.draftFix(lan, false, "mine")
	if err != nil {
		t.Fatal(err)
	}
	yours, err := r.draftFix(editor, false, "yours")
	if err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Second)
	r.refused("correct.gone", func(d *campaign.Desk) error { _, err := d.StartCorrection(editor, mine, "card"); return err })
	if err := r.startFix(editor, yours); err != nil {
		t.Fatal(err)
	}
	r.refused("correct.overtaken", func(d *campaign.Desk) error { _, err := d.StartCorrection(lan, mine, "card"); return err })
	if got := r.carry(nil); len(got) != 3 {
		t.Errorf("the groups saw\n%s\nwant three edits", strings.Join(got, "\n"))
	}
	var log []string
	r.update(func(tx *storage.Tx) error {
		entries, err := tx.AuditLog(1)
		for _, a := range entries {
			log = append(log, fmt.Sprintf("%s %s %s %s", a.Actor, a.Action, a.Subject, a.Detail))
		}
		return err
	})
	same(t, fmt.Sprintf("telegram:52 correct.start broadcast:1 correction %d, 3 groups", yours), log)
}
