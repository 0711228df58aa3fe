package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

// rollChange is what a row of roll_imports keeps of the change.
type rollChange struct {
	Units   []loa.UnitID
	Members []loa.MemberChange
}

// SaveRollImport stores a new import and returns its id.
func (tx *Tx) SaveRollImport(i loa.RollImport) (loa.RollImportID, error) {
	change, err := json.Marshal(rollChange{i.Units, i.Members})
	if err != nil {
		return 0, fmt.Errorf("save roll import: %w", err)
	}
	id, err := tx.next("roll_imports")
	if err != nil {
		return 0, fmt.Errorf("save roll import: %w", err)
	}
	_, err = tx.exec(`INSERT INTO roll_imports (id, at, actor, change) VALUES (?, ?, ?, ?)`, id, millis(i.At), account(i.By), string(change))
	if err != nil {
		return 0, fmt.Errorf("save roll import: %w", err)
	}
	return loa.RollImportID(id), nil
}

// RollImport returns the import with the id.
func (tx *Tx) RollImport(id loa.RollImportID) (loa.RollImport, error) {
	i, err := one(tx, func(r row, i *loa.RollImport) error {
		var change rollChange
		err := r.Scan(&i.ID, toTime(&i.At), toAccount(&i.By), toJSON(&change), toTime(&i.Undone))
		i.Units, i.Members = change.Units, change.Members
		return err
	}, `SELECT id, at, actor, change, undone FROM roll_imports WHERE id = ?`, id)
	if err != nil {
		return i, fmt.Errorf("read roll import %d: %w", id, err)
	}
	return i, nil
}

// MarkRollUndone notes that an import was undone.
func (tx *Tx) MarkRollUndone(id loa.RollImportID, at time.Time) error {
	if _, err := tx.exec(`UPDATE roll_imports SET undone = ? WHERE id = ?`, millis(at), id); err != nil {
		return fmt.Errorf("mark roll import %d as undone: %w", id, err)
	}
	return nil
}

// MemberUsed reports whether anything hangs on a member besides memberships: an
// account, an invite code, a consent, a reply, an attendance, a request.
func (tx *Tx) MemberUsed(id loa.MemberID) (bool, error) {
	used, err := one(tx, value[bool], `SELECT EXISTS (SELECT 1 FROM member_links WHERE member = ?)
		OR EXISTS (SELECT 1 FROM member_codes WHERE member = ?)
		OR EXISTS (SELECT 1 FROM consents WHERE member = ?)
		OR EXISTS (SELECT 1 FROM replies WHERE member = ?)
		OR EXISTS (SELECT 1 FROM attendance WHERE member = ?)
		OR EXISTS (SELECT 1 FROM meeting_rolls WHERE member = ?)
		OR EXISTS (SELECT 1 FROM data_requests WHERE member = ?)`, id, id, id, id, id, id, id)
	if err != nil {
		return false, fmt.Errorf("look for uses of member %d: %w", id, err)
	}
	return used, nil
}

// DropMember takes back a member who was a mistake, with the memberships; one whom
// numbers of the past need is removed instead.
func (tx *Tx) DropMember(id loa.MemberID) error {
	for _, query := range []string{`DELETE FROM memberships WHERE member = ?`, `DELETE FROM members WHERE id = ?`} {
		if _, err := tx.exec(query, id); err != nil {
			return fmt.Errorf("drop member %d: %w", id, err)
		}
	}
	return nil
}

const wishColumns = `id, kind, bot, chat, account, file, name, whole, print, state, at`

func scanWish(r row, w *loa.RollWish) error {
	return r.Scan(&w.ID, &w.Kind, &w.Bot, &w.Chat, toAccount(&w.By), &w.FileID, &w.Name, &w.Whole, &w.Print, &w.State, toTime(&w.At))
}

// SaveRollWish stores a wish and returns its id; ID 0 makes a new one.
func (tx *Tx) SaveRollWish(w loa.RollWish) (loa.RollWishID, error) {
	if w.ID == 0 {
		id, err := tx.next("roll_wishes")
		if err != nil {
			return 0, fmt.Errorf("save roll wish: %w", err)
		}
		w.ID = loa.RollWishID(id)
	}
	_, err := tx.exec(`INSERT INTO roll_wishes (`+wishColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET whole = excluded.whole, print = excluded.print, state = excluded.state, at = excluded.at`,
		w.ID, w.Kind, w.Bot, w.Chat, account(w.By), w.FileID, w.Name, w.Whole, w.Print, w.State, millis(w.At))
	if err != nil {
		return 0, fmt.Errorf("save roll wish %d: %w", w.ID, err)
	}
	return w.ID, nil
}

// RollWish returns the wish with the id.
func (tx *Tx) RollWish(id loa.RollWishID) (loa.RollWish, error) {
	w, err := one(tx, scanWish, `SELECT `+wishColumns+` FROM roll_wishes WHERE id = ?`, id)
	if err != nil {
		return w, fmt.Errorf("read roll wish %d: %w", id, err)
	}
	return w, nil
}

// OpenRollWishes returns the wishes of a bot for which a file is to be fetched, oldest first.
func (tx *Tx) OpenRollWishes(bot loa.BotID) ([]loa.RollWish, error) {
	list, err := all(tx, scanWish, `SELECT `+wishColumns+` FROM roll_wishes WHERE bot = ? AND state <> 'shown' ORDER BY id`, bot)
	if err != nil {
		return nil, fmt.Errorf("list roll wishes: %w", err)
	}
	return list, nil
}

// DropRollWish forgets a wish. None is no error.
func (tx *Tx) DropRollWish(id loa.RollWishID) error {
	if _, err := tx.exec(`DELETE FROM roll_wishes WHERE id = ?`, id); err != nil {
		return fmt.Errorf("drop roll wish %d: %w", id, err)
	}
	return nil
}

// PurgeRollWishes forgets the wishes that nobody decided since then and returns how many.
func (tx *Tx) PurgeRollWishes(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM roll_wishes WHERE at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge roll wishes: %w", err)
	}
	return int(n), nil
}
