-- +goose Up
-- What people ask for concerning their data, with the legal clock. Account, chat and
-- note are emptied some time after a request was closed; the rest is the proof.
CREATE TABLE data_requests (
    id          BIGINT NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL CHECK (kind IN ('access', 'correct', 'erase', 'restrict', 'object')),
    account     TEXT   NOT NULL,
    bot         TEXT   NOT NULL,
    chat        TEXT   NOT NULL,
    member      BIGINT NOT NULL,            -- 0: the account is nobody's on a roll
    unit        TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    answer_by   TEXT   NOT NULL,
    done_by     TEXT   NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    answered_by TEXT   NOT NULL DEFAULT '',
    closed_at   BIGINT NOT NULL DEFAULT 0,
    closed_by   TEXT   NOT NULL DEFAULT '',
    outcome     TEXT   NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'refused', 'taken-back'))
);
CREATE INDEX data_requests_open    ON data_requests (done_by) WHERE closed_at = 0;
CREATE INDEX data_requests_account ON data_requests (account) WHERE account <> '';

-- What is written to people in private is found by chat and forgotten at night; there
-- are few such rows, as none stays long.
CREATE INDEX deliveries_private ON deliveries (chat, settled) WHERE private;

-- +goose Down
DROP INDEX deliveries_private;
DROP TABLE data_requests;
