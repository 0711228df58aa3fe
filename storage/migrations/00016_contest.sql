-- +goose Up
-- Rounds of contests that were opened. Rules and questions are kept as they were then:
-- what is changed in the campaign folder afterwards changes no paper.
CREATE TABLE contest_rounds (
    id          BIGINT NOT NULL PRIMARY KEY,
    contest     TEXT   NOT NULL,
    round       TEXT   NOT NULL,
    year        BIGINT NOT NULL,
    title       TEXT   NOT NULL,
    rules       TEXT   NOT NULL,              -- JSON: the contest
    open_at     BIGINT NOT NULL,
    close_at    BIGINT NOT NULL,              -- later by every pause
    seed        TEXT   NOT NULL,
    pool_size   BIGINT NOT NULL,
    pool_digest TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('open', 'closed')),
    actual      BIGINT,                       -- what predictions are compared with
    closed_at   BIGINT NOT NULL DEFAULT 0,
    closed_by   TEXT   NOT NULL DEFAULT '',
    named       BOOLEAN NOT NULL DEFAULT FALSE,
    digest      TEXT   NOT NULL DEFAULT '',   -- of the record, as announced
    standings   TEXT   NOT NULL DEFAULT '',   -- JSON: the units, as announced
    UNIQUE (contest, round, year)
);

CREATE TABLE contest_questions (
    round    BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    question TEXT   NOT NULL,                 -- JSON
    PRIMARY KEY (round, place)
);

-- One row for each entry. Once consent is withdrawn nothing of it stays but that there
-- was one; once the round is closed, not even whose it was.
CREATE TABLE contest_papers (
    id         BIGINT  NOT NULL PRIMARY KEY,
    round      BIGINT  NOT NULL,
    number     BIGINT  NOT NULL,
    member     BIGINT  NOT NULL,              -- 0: erased
    unit       TEXT    NOT NULL,
    attempt    BIGINT  NOT NULL,
    started    BIGINT  NOT NULL,
    deadline   BIGINT  NOT NULL,              -- later by every pause
    submitted  BIGINT  NOT NULL DEFAULT 0,
    auto       BOOLEAN NOT NULL DEFAULT FALSE,
    questions  TEXT    NOT NULL,              -- JSON: as drawn
    answers    TEXT    NOT NULL,              -- JSON
    prediction BIGINT,
    score      BIGINT  NOT NULL DEFAULT 0,
    seconds    BIGINT  NOT NULL DEFAULT 0,
    place      BIGINT  NOT NULL DEFAULT 0,    -- as announced
    shown      BOOLEAN NOT NULL DEFAULT FALSE,
    asked      BOOLEAN NOT NULL DEFAULT FALSE,
    excluded   TEXT    NOT NULL DEFAULT '',
    withdrawn  BOOLEAN NOT NULL DEFAULT FALSE,
    account    TEXT    NOT NULL,
    bot        TEXT    NOT NULL,
    chat       TEXT    NOT NULL,
    UNIQUE (round, number)
);
CREATE INDEX contest_papers_member ON contest_papers (member) WHERE member > 0;
CREATE INDEX contest_papers_open   ON contest_papers (deadline) WHERE submitted = 0;

CREATE TABLE contest_pauses (
    id       BIGINT NOT NULL PRIMARY KEY,
    round    BIGINT NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT NOT NULL DEFAULT 0,       -- 0: it goes on
    reason   TEXT   NOT NULL,
    by_whom  TEXT   NOT NULL
);
CREATE INDEX contest_pauses_round ON contest_pauses (round);

-- +goose Down
DROP TABLE contest_pauses;
DROP TABLE contest_papers;
DROP TABLE contest_questions;
DROP TABLE contest_rounds;
