-- +goose Up
-- Invite codes that were tried and were none, so that nobody can try many. Forgotten
-- within a day.
CREATE TABLE code_tries (
    account TEXT   NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX code_tries_account ON code_tries (account, at);

-- An invite may hand a role over: who accepts it takes it from this account.
ALTER TABLE invites ADD COLUMN taken_from TEXT NOT NULL DEFAULT '';

-- A file with names is kept only as long as it takes to send it; 0 for those that stay.
ALTER TABLE files ADD COLUMN expires BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE files DROP COLUMN expires;
ALTER TABLE invites DROP COLUMN taken_from;
DROP TABLE code_tries;
