-- +goose Up
CREATE TABLE meetings (
    id        BIGINT  NOT NULL PRIMARY KEY,
    unit      TEXT    NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('monthly', 'thematic', '213', 'activity')),
    series    TEXT    NOT NULL,             -- '' for none
    state     TEXT    NOT NULL CHECK (state IN ('planned', 'cancelled', 'closed')),
    at        BIGINT  NOT NULL,
    content   TEXT    NOT NULL,             -- JSON: title, place, document, reminders, headcount
    guests    BIGINT  NOT NULL DEFAULT 0,
    secret    TEXT    NOT NULL DEFAULT '',
    bot       TEXT    NOT NULL,
    author    TEXT    NOT NULL,
    chat      TEXT    NOT NULL,
    card      TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    closed_at BIGINT  NOT NULL DEFAULT 0,
    closed_by TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX meetings_at   ON meetings (state, at);
CREATE INDEX meetings_unit ON meetings (unit, at);

CREATE TABLE replies (
    meeting  BIGINT NOT NULL,
    member   BIGINT NOT NULL,
    intent   TEXT   NOT NULL CHECK (intent IN ('yes', 'no', 'unsure')),
    reason   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (meeting, member)
);
CREATE INDEX replies_member ON replies (member);

CREATE TABLE attendance (
    meeting  BIGINT  NOT NULL,
    member   BIGINT  NOT NULL,
    presence TEXT    NOT NULL CHECK (presence IN ('present', 'online', 'excused', 'unexcused')),
    reason   TEXT    NOT NULL,              -- code of an excuse, '' for none
    late     BOOLEAN NOT NULL,
    at       BIGINT  NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (meeting, member)
);
CREATE INDEX attendance_member ON attendance (member);

-- The roll as it was when the meeting was closed: who moves later changes nothing of it.
CREATE TABLE meeting_rolls (
    meeting      BIGINT  NOT NULL,
    member       BIGINT  NOT NULL,
    standing     TEXT    NOT NULL,
    probationary BOOLEAN NOT NULL,
    PRIMARY KEY (meeting, member)
);
CREATE INDEX meeting_rolls_member ON meeting_rolls (member);

ALTER TABLE deliveries ADD COLUMN meeting BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deliveries_meeting ON deliveries (meeting) WHERE meeting > 0;

-- +goose Down
DROP INDEX deliveries_meeting;
ALTER TABLE deliveries DROP COLUMN meeting;
DROP TABLE meeting_rolls;
DROP TABLE attendance;
DROP TABLE replies;
DROP TABLE meetings;
