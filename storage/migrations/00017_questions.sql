-- +goose Up
-- Questions that people wrote in the chat or imported, beside those of the campaign folder.
CREATE TABLE questions (
    campaign  TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    content   TEXT   NOT NULL,                -- JSON
    digest    TEXT   NOT NULL,                -- of the content, as it is approved of
    account   TEXT   NOT NULL,                -- '': the operator
    at        BIGINT NOT NULL,
    import_id BIGINT NOT NULL DEFAULT 0,      -- 0: written in the chat
    retired   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign, id)
);

CREATE TABLE question_sets (
    campaign TEXT NOT NULL,
    id       TEXT NOT NULL,
    title    TEXT NOT NULL,
    PRIMARY KEY (campaign, id)
);

CREATE TABLE question_imports (
    id       BIGINT NOT NULL PRIMARY KEY,
    campaign TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    file     TEXT   NOT NULL,
    changes  TEXT   NOT NULL,                 -- JSON: what is needed to undo it
    undone   BIGINT NOT NULL DEFAULT 0
);

-- One for each person: what is being written.
CREATE TABLE question_drafts (
    account TEXT   NOT NULL PRIMARY KEY,
    draft   TEXT   NOT NULL,                  -- JSON
    at      BIGINT NOT NULL
);

-- What the file holds that somebody wants imported.
ALTER TABLE roll_wishes ADD COLUMN kind TEXT NOT NULL DEFAULT 'roll';

-- +goose Down
ALTER TABLE roll_wishes DROP COLUMN kind;
DROP TABLE question_drafts;
DROP TABLE question_imports;
DROP TABLE question_sets;
DROP TABLE questions;
