-- +goose Up
-- One question asked in one group.
CREATE TABLE askings (
    id       BIGINT NOT NULL PRIMARY KEY,
    campaign TEXT   NOT NULL,
    run      BIGINT NOT NULL,               -- year in which the campaign's period began
    question TEXT   NOT NULL,
    quiz_set TEXT   NOT NULL,
    strand   TEXT   NOT NULL,
    group_id BIGINT NOT NULL,
    unit     TEXT   NOT NULL,
    bot      TEXT   NOT NULL,
    way      TEXT   NOT NULL CHECK (way IN ('anonymous', 'named')),
    form     TEXT   NOT NULL CHECK (form IN ('poll', 'buttons', 'text')),
    state    TEXT   NOT NULL CHECK (state IN ('waiting', 'open', 'closed', 'uncertain', 'withdrawn', 'dropped')),
    asked    TEXT   NOT NULL,               -- JSON: the question as it was shown, its order and the seed
    post     TEXT   NOT NULL,               -- that it follows, '' for none
    day      TEXT   NOT NULL,
    asked_by TEXT   NOT NULL,
    created  BIGINT NOT NULL,
    opened   BIGINT NOT NULL DEFAULT 0,
    closes   BIGINT NOT NULL,
    chat     TEXT   NOT NULL DEFAULT '',
    message  TEXT   NOT NULL DEFAULT '',
    poll_id  TEXT   NOT NULL DEFAULT '',
    closed   BIGINT NOT NULL DEFAULT 0,
    counts   TEXT   NOT NULL DEFAULT '',    -- JSON, by place, when it was closed
    total    BIGINT NOT NULL DEFAULT 0
);
-- Not twice to a group in a run of the campaign, unless it never got there.
CREATE UNIQUE INDEX askings_once ON askings (campaign, run, question, group_id) WHERE state <> 'dropped';
CREATE INDEX askings_open  ON askings (closes)       WHERE state IN ('waiting', 'open');
CREATE INDEX askings_poll  ON askings (bot, poll_id) WHERE poll_id <> '';
CREATE INDEX askings_group ON askings (group_id, id);

-- One answer for each question and member, in whichever group. When the name goes, the
-- member becomes 0 and the number stays.
CREATE TABLE quiz_answers (
    asking   BIGINT  NOT NULL,
    campaign TEXT    NOT NULL,
    run      BIGINT  NOT NULL,
    question TEXT    NOT NULL,
    member   BIGINT  NOT NULL,
    place    BIGINT  NOT NULL,
    correct  BOOLEAN NOT NULL,
    at       BIGINT  NOT NULL
);
CREATE UNIQUE INDEX quiz_answers_once   ON quiz_answers (member, campaign, run, question) WHERE member > 0;
CREATE INDEX        quiz_answers_asking ON quiz_answers (asking, place);

-- Polls by the platform's own id: a count or a vote may come before the platform has
-- said which message the poll is, so nothing here points to an asking.
CREATE TABLE poll_counts (
    bot     TEXT    NOT NULL,
    poll_id TEXT    NOT NULL,
    counts  TEXT    NOT NULL,               -- JSON
    total   BIGINT  NOT NULL,
    closed  BOOLEAN NOT NULL,
    at      BIGINT  NOT NULL,
    PRIMARY KEY (bot, poll_id)
);
CREATE INDEX poll_counts_at ON poll_counts (at);
-- Of members who have agreed to it.
CREATE TABLE early_votes (
    bot     TEXT   NOT NULL,
    poll_id TEXT   NOT NULL,
    member  BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (bot, poll_id, member)
);

ALTER TABLE chat_groups ADD COLUMN ask TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN asking BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deliveries_asking ON deliveries (asking) WHERE asking > 0;

-- +goose Down
DROP INDEX deliveries_asking;
ALTER TABLE deliveries DROP COLUMN asking;
ALTER TABLE chat_groups DROP COLUMN ask;
DROP TABLE early_votes;
DROP TABLE poll_counts;
DROP TABLE quiz_answers;
DROP TABLE askings;
