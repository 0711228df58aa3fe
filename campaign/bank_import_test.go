package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"loa"
	"loa/campaign"
	"loa/content"
	"loa/storage"
	"loa/storage/storagetest"
)

const bankHead = "question,a,b,answer,strand,source,ref,grade,id\n"

// bankOf is a bank with so many questions.
func bankOf(n int) []byte {
	var b strings.Builder
	b.WriteString(bankHead)
	for i := range n {
		fmt.Fprintf(&b, "Câu số %d?,Có,Không,A,M1,Sách,trang %d,A,P%d\n", i, i, i)
	}
	return []byte(b.String())
}

func (r *rig) questions() (list []loa.StoredQuestion) {
	r.t.Helper()
	r.update(func(tx *storage.Tx) (err error) {
		list, err = tx.Questions(r.Campaign().ID)
		return err
	})
	return list
}

// preview sends a bank to the bot and returns the print of what is shown.
func (r *rig) preview(who loa.Sender, raw []byte) (w loa.RollWish, text string) {
	r.t.Helper()
	r.must(func(d *campaign.Desk) error {
		return d.WishBank(who, loa.Chat{ID: loa.ChatID(who.Account.ID), Type: loa.PrivateChat}, "file", "bank.csv")
	})
	text = r.fetch(sent{text: string(raw)})
	r.update(func(tx *storage.Tx) (err error) {
		w, err = tx.RollWish(1)
		return err
	})
	return w, text
}

// TestBankKilled: a process that ends between preview and button, or in the middle of
// the import, imports nothing; the next one does it all.
func TestBankKilled(t *testing.T) {
	t.Parallel()
	db := storagetest.Open(t)
	r := newRig(t, db, plan(t), nil)
	const many = 1000
	editor := r.grant("5", loa.Editor, "ward")
	w, text := r.preview(editor, bankOf(many))
	if w.State != loa.RollShown || !strings.Contains(text, "new: 1000") {
		t.Fatalf("wish %+v, shown %q", w, text)
	}

	again := newRig(t, db, plan(t), nil)
	again.updates = r.updates
	if text := again.fetch(sent{text: string(bankOf(many))}); text != "" || len(again.questions()) != 0 {
		t.Fatalf("after a new start: %q, %d questions", text, len(again.questions()))
	}
	again.must(func(d *campaign.Desk) error { return d.ConfirmRoll(editor, w.ID) })

	// The clock is asked once, as the import begins: there the process is told to stop.
	ctx, stop := context.WithCancel(t.Context())
	catalog, err := content.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	dying := campaign.New(db, catalog, campaign.Settings{Zone: time.UTC, Lang: loa.English}, func() time.Time {
		if asked++; asked == 3 { // the first two: adopting, and the desk
			stop()
		}
		return r.now
	}, zerolog.Nop())
	if err := dying.Adopt(ctx, plan(t), nil); err != nil {
		t.Fatal(err)
	}
	asked = 1
	if err := dying.ReadRolls(ctx, bot, sent{text: string(bankOf(many))}); !errors.Is(err, context.Canceled) {
		t.Fatalf("a process that was told to stop: %v", err)
	}
	if n := len(again.questions()); n != 0 {
		t.Fatalf("%d questions of an import that was cut off", n)
	}

	if text := again.fetch(sent{text: string(bankOf(many))}); !strings.Contains(text, "1000 new") || len(again.questions()) != many {
		t.Errorf("%q, %d questions", text, len(again.questions()))
	}
	if n := len(again.Campaign().Questions); n != many {
		t.Errorf("the campaign has %d questions", n)
	}
	if n, err := again.UndoBank(t.Context(), 1); err != nil || n != many || len(again.questions()) != 0 || len(again.Campaign().Questions) != 0 {
		t.Errorf("undone %d: %v", n, err)
	}
}

// TestBankMovedWhileFetched: questions that were stored while the file was fetched are
// held against it before anything is shown.
func TestBankMovedWhileFetched(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	editor := r.grant("5", loa.Editor, "ward")
	other := newRig(t, r.db, plan(t), nil)
	r.must(func(d *campaign.Desk) error {
		return d.WishBank(editor, loa.Chat{ID: "5", Type: loa.PrivateChat}, "file", "bank.csv")
	})
	text := r.fetch(sent{text: bankHead + "Câu số 0 ?,Có,Không,A,M1,Sách,trang 1,A,X1\n", on: func() { other.importBank(bankOf(1)) }})
	if !strings.Contains(text, "bank.csv:2") || !strings.Contains(text, "P0") || strings.Contains(text, "new: 1") {
		t.Errorf("shown: %s", text)
	}
}

// importBank imports a bank as the operator does.
func (r *rig) importBank(raw []byte) campaign.BankPlan {
	r.t.Helper()
	plan, mistakes, planned, err := r.PreviewBank(r.t.Context(), "bank.csv", raw)
	if err != nil || !planned {
		r.t.Fatal(mistakes, err)
	}
	if _, err := r.ImportBank(r.t.Context(), "bank.csv", raw, plan.Print); err != nil {
		r.t.Fatal(err)
	}
	return plan
}

// TestBankOfAnotherProcess: what is imported at a terminal is there at the next tick.
func TestBankOfAnotherProcess(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	terminal := newRig(t, r.db, plan(t), nil)
	terminal.importBank(bankOf(2))
	if n := len(r.Campaign().Questions); n != 0 {
		t.Fatalf("%d questions before the tick", n)
	}
	if _, err := r.Tick(t.Context(), r.now); err != nil {
		t.Fatal(err)
	}
	if n := len(r.Campaign().Questions); n != 2 {
		t.Errorf("%d questions after the tick", n)
	}
	// An approval given here is seen there.
	editor := r.grant("5", loa.Editor, "ward")
	r.must(func(d *campaign.Desk) error {
		w, err := d.AwaitingQuestions(editor)
		if err == nil {
			_, err = d.ApproveQuestion(editor, w.Open[0].Question.ID, w.Open[0].Question.Digest)
		}
		return err
	})
	if _, err := terminal.Tick(t.Context(), r.now); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]*rig{"here": r, "there": terminal} {
		if q, _ := x.Campaign().Question("P0"); q.Approvals != 1 || x.Campaign().Missing(q) != 0 {
			t.Errorf("%s: %+v", name, q)
		}
	}
}

// TestBankStale: another print imports nothing, and neither does a file with mistakes.
func TestBankStale(t *testing.T) {
	t.Parallel()
	r := newRig(t, storagetest.Open(t), plan(t), nil)
	first := r.importBank(bankOf(1))
	for name, try := range map[string]struct {
		raw   []byte
		print string
	}{
		"more than was shown": {bankOf(2), first.Print},
		"imported already":    {bankOf(1), first.Print},
		"with mistakes":       {[]byte(bankHead + "x?,a,,A,M1,,,A,Y\n"), first.Print},
	} {
		_, err := r.ImportBank(t.Context(), "bank.csv", try.raw, try.print)
		if refusal, ok := errors.AsType[*campaign.Refusal](err); !ok || refusal.Key != "quizimport.moved_on" || len(r.questions()) != 1 {
			t.Errorf("%s: %v, %d questions", name, err, len(r.questions()))
		}
	}
	// The same once it was taken back: it is new again.
	if _, err := r.UndoBank(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if again := r.importBank(bankOf(1)); len(again.New) != 1 {
		t.Errorf("%+v", again)
	}
}
