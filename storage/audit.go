package storage

import (
	"fmt"

	"loa"
)

// Audit adds an entry to the log of changes with consequence. There is no
// method to change or delete one.
func (tx *Tx) Audit(a loa.Audit) error {
	id, err := tx.next("audit")
	if err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	_, err = tx.exec(`INSERT INTO audit (id, at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		id, millis(a.At), account(a.Actor), a.Action, a.Subject, a.Detail)
	if err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	return nil
}

// AuditLog returns the last entries, newest first.
func (tx *Tx) AuditLog(limit int) ([]loa.Audit, error) {
	log, err := all(tx, scanAudit, `SELECT at, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	return log, nil
}

// AuditOf returns all entries of what an account did, oldest first.
func (tx *Tx) AuditOf(actor loa.Account) ([]loa.Audit, error) {
	log, err := all(tx, scanAudit, `SELECT at, actor, action, subject, detail FROM audit
		WHERE actor = ? AND actor <> '' ORDER BY id`, account(actor))
	if err != nil {
		return nil, fmt.Errorf("read audit log of account: %w", err)
	}
	return log, nil
}

func scanAudit(r row, a *loa.Audit) error {
	return r.Scan(toTime(&a.At), toAccount(&a.Actor), &a.Action, &a.Subject, &a.Detail)
}
