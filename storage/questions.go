package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loa"
)

// Approvals of the author's own do not count.
const questionColumns = `campaign, content, account, at, import_id, retired, digest,
	(SELECT COUNT(*) FROM approvals a WHERE a.digest = questions.digest AND a.approver <> questions.account)`

func scanQuestion(r row, q *loa.StoredQuestion) error {
	var digest string
	var approvals int
	err := r.Scan(&q.Campaign, toJSON(&q.Question), toAccount(&q.By), toTime(&q.At), &q.Import, toTime(&q.Retired), &digest, &approvals)
	q.Question.Digest, q.Question.Approvals = digest, approvals
	return err
}

// SaveQuestion stores a question in place of the one with its id. Its digest follows
// from its content.
func (tx *Tx) SaveQuestion(q loa.StoredQuestion) error {
	digest := q.Question.ContentDigest()
	q.Question.Digest, q.Question.Approvals = "", 0
	content, err := json.Marshal(q.Question)
	if err != nil {
		return fmt.Errorf("save question %s: %w", q.Question.ID, err)
	}
	_, err = tx.exec(`INSERT INTO questions (campaign, id, content, digest, account, at, import_id, retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (campaign, id) DO UPDATE SET content = excluded.content, digest = excluded.digest, account = excluded.account,
			at = excluded.at, import_id = excluded.import_id, retired = excluded.retired`,
		q.Campaign, q.Question.ID, string(content), digest, account(q.By), millis(q.At), q.Import, millis(q.Retired))
	if err != nil {
		return fmt.Errorf("save question %s: %w", q.Question.ID, err)
	}
	return nil
}

// Question returns the stored question with the id.
func (tx *Tx) Question(campaign, id string) (loa.StoredQuestion, error) {
	q, err := one(tx, scanQuestion, `SELECT `+questionColumns+` FROM questions WHERE campaign = ? AND id = ?`, campaign, id)
	if err != nil {
		return q, fmt.Errorf("read question %s: %w", id, err)
	}
	return q, nil
}

// Questions returns all stored questions of a campaign by id, retired ones included.
func (tx *Tx) Questions(campaign string) ([]loa.StoredQuestion, error) {
	list, err := all(tx, scanQuestion, `SELECT `+questionColumns+` FROM questions WHERE campaign = ? ORDER BY id`, campaign)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", err)
	}
	return list, nil
}

// DropQuestion forgets a question that was never used. None is no error.
func (tx *Tx) DropQuestion(campaign, id string) error {
	if _, err := tx.exec(`DELETE FROM questions WHERE campaign = ? AND id = ?`, campaign, id); err != nil {
		return fmt.Errorf("drop question %s: %w", id, err)
	}
	return nil
}

// ApprovedBy returns the digests of the contents that an account has approved of.
func (tx *Tx) ApprovedBy(a loa.Account) (map[string]bool, error) {
	list, err := all(tx, value[string], `SELECT digest FROM approvals WHERE approver = ?`, account(a))
	if err != nil {
		return nil, fmt.Errorf("list approvals of an account: %w", err)
	}
	digests := map[string]bool{}
	for _, d := range list {
		digests[d] = true
	}
	return digests, nil
}

// SaveQuestionSet stores a set that the campaign folder does not have.
func (tx *Tx) SaveQuestionSet(campaign string, s loa.QuizSet) error {
	_, err := tx.exec(`INSERT INTO question_sets (campaign, id, title) VALUES (?, ?, ?)
		ON CONFLICT (campaign, id) DO UPDATE SET title = excluded.title`, campaign, s.ID, s.Title)
	if err != nil {
		return fmt.Errorf("save question set %s: %w", s.ID, err)
	}
	return nil
}

// QuestionSets returns the stored sets of a campaign by id, also those without a question.
func (tx *Tx) QuestionSets(campaign string) ([]loa.QuizSet, error) {
	list, err := all(tx, func(r row, s *loa.QuizSet) error { return r.Scan(&s.ID, &s.Title) },
		`SELECT id, title FROM question_sets WHERE campaign = ? ORDER BY id`, campaign)
	if err != nil {
		return nil, fmt.Errorf("list question sets: %w", err)
	}
	return list, nil
}

// SaveQuestionImport stores a new import and returns its id.
func (tx *Tx) SaveQuestionImport(i loa.QuestionImport) (loa.QuestionImportID, error) {
	changes, err := json.Marshal(i.Changes)
	if err != nil {
		return 0, fmt.Errorf("save question import: %w", err)
	}
	if i.ID == 0 {
		if i.ID, err = tx.NextQuestionImport(); err != nil {
			return 0, err
		}
	}
	_, err = tx.exec(`INSERT INTO question_imports (id, campaign, at, account, file, changes) VALUES (?, ?, ?, ?, ?, ?)`,
		i.ID, i.Campaign, millis(i.At), account(i.By), i.File, string(changes))
	if err != nil {
		return 0, fmt.Errorf("save question import: %w", err)
	}
	return i.ID, nil
}

// NextQuestionImport gives out the number of an import that is about to be made.
func (tx *Tx) NextQuestionImport() (loa.QuestionImportID, error) {
	id, err := tx.next("question_imports")
	if err != nil {
		return 0, fmt.Errorf("number question import: %w", err)
	}
	return loa.QuestionImportID(id), nil
}

// QuestionImport returns the import with the id.
func (tx *Tx) QuestionImport(id loa.QuestionImportID) (loa.QuestionImport, error) {
	i, err := one(tx, func(r row, i *loa.QuestionImport) error {
		return r.Scan(&i.ID, &i.Campaign, toTime(&i.At), toAccount(&i.By), &i.File, toJSON(&i.Changes), toTime(&i.Undone))
	}, `SELECT id, campaign, at, account, file, changes, undone FROM question_imports WHERE id = ?`, id)
	if err != nil {
		return i, fmt.Errorf("read question import %d: %w", id, err)
	}
	return i, nil
}

// MarkQuestionsUndone notes that an import was undone.
func (tx *Tx) MarkQuestionsUndone(id loa.QuestionImportID, at time.Time) error {
	if _, err := tx.exec(`UPDATE question_imports SET undone = ? WHERE id = ?`, millis(at), id); err != nil {
		return fmt.Errorf("mark question import %d as undone: %w", id, err)
	}
	return nil
}

// NextQuestion numbers the questions that are written in the chat.
func (tx *Tx) NextQuestion() (int64, error) {
	n, err := tx.next("questions")
	if err != nil {
		return 0, fmt.Errorf("number question: %w", err)
	}
	return n, nil
}

// SaveQuestionDraft keeps what a person is writing, in place of what was there.
func (tx *Tx) SaveQuestionDraft(d loa.QuestionDraft) error {
	draft, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("save question draft: %w", err)
	}
	_, err = tx.exec(`INSERT INTO question_drafts (account, draft, at) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET draft = excluded.draft, at = excluded.at`, account(d.By), string(draft), millis(d.At))
	if err != nil {
		return fmt.Errorf("save question draft: %w", err)
	}
	return nil
}

// QuestionDraft returns what the person is writing.
func (tx *Tx) QuestionDraft(by loa.Account) (loa.QuestionDraft, error) {
	d, err := one(tx, func(r row, d *loa.QuestionDraft) error { return r.Scan(toJSON(d)) },
		`SELECT draft FROM question_drafts WHERE account = ?`, account(by))
	if err != nil {
		return d, fmt.Errorf("read question draft: %w", err)
	}
	return d, nil
}

// DropQuestionDraft forgets what the person was writing. None is no error.
func (tx *Tx) DropQuestionDraft(by loa.Account) error {
	if _, err := tx.exec(`DELETE FROM question_drafts WHERE account = ?`, account(by)); err != nil {
		return fmt.Errorf("drop question draft: %w", err)
	}
	return nil
}

// PurgeQuestionDrafts forgets what nobody has gone on writing since then, and returns how many.
func (tx *Tx) PurgeQuestionDrafts(before time.Time) (int, error) {
	n, err := tx.exec(`DELETE FROM question_drafts WHERE at < ?`, millis(before))
	if err != nil {
		return 0, fmt.Errorf("purge question drafts: %w", err)
	}
	return int(n), nil
}
