-- +goose Up
-- What bots have said and heard, where the platform counts it. No text, no person.
CREATE TABLE quota_counts (
    bot   TEXT   NOT NULL,
    day   TEXT   NOT NULL,                  -- by Vietnam's clock
    kind  TEXT   NOT NULL,                  -- planned, answered, unsure, received, held
    count BIGINT NOT NULL,
    PRIMARY KEY (bot, day, kind)
);

-- How many people have written to a bot. Who is a digest of the account: it can be
-- counted and forgotten, and nothing is told by it.
CREATE TABLE quota_people (
    bot TEXT NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (bot, who)
);

-- What was decided and told of a bot's month.
CREATE TABLE quota_months (
    bot    TEXT    NOT NULL,
    month  TEXT    NOT NULL,                -- its first day
    warned BIGINT  NOT NULL,                -- the share in percent that was told of
    free   BOOLEAN NOT NULL,                -- an editor has everything sent all the same
    held   TEXT    NOT NULL,                -- JSON: what is held back
    PRIMARY KEY (bot, month)
);

-- +goose Down
DROP TABLE quota_months;
DROP TABLE quota_people;
DROP TABLE quota_counts;
