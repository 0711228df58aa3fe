-- +goose Up
-- Meetings that a unit holds every month on a fixed day.
CREATE TABLE meeting_series (
    id        BIGINT NOT NULL PRIMARY KEY,
    unit      TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('monthly', 'thematic', '213', 'activity')),
    day       BIGINT NOT NULL CHECK (day BETWEEN 1 AND 31),
    clock     BIGINT NOT NULL,              -- minutes since midnight
    title     TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    place     TEXT   NOT NULL,
    until     TEXT   NOT NULL,              -- the last day, '' for open
    reminders TEXT   NOT NULL,              -- JSON: days from the meeting's day
    bot       TEXT   NOT NULL,
    author    TEXT   NOT NULL,
    chat      TEXT   NOT NULL,
    made      TEXT   NOT NULL               -- first day of the last month whose meeting was made
);

-- +goose Down
DROP TABLE meeting_series;
