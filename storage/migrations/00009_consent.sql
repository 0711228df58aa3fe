-- +goose Up
-- Never deleted: the proof that somebody agreed, to which text, and until when.
CREATE TABLE consents (
    id        BIGINT NOT NULL PRIMARY KEY,
    member    BIGINT NOT NULL,
    purpose   TEXT   NOT NULL CHECK (purpose IN ('reminders', 'attendance', 'quiz')),
    version   TEXT   NOT NULL,
    given     BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX consents_member ON consents (member, purpose);

-- +goose Down
DROP TABLE consents;
