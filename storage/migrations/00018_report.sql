-- +goose Up
-- Reports count posts by day without reading what was sent.
CREATE INDEX deliveries_report ON deliveries (day, group_id, post, state) WHERE post <> '';
CREATE INDEX broadcasts_started ON broadcasts (started) WHERE started > 0;

-- Figures that somebody froze, with what they were counted from: compressed JSON.
CREATE TABLE frozen_reports (
    number    BIGINT NOT NULL PRIMARY KEY,
    unit      TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    until_day TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    digest    TEXT   NOT NULL,
    facts     BYTEA  NOT NULL
);
CREATE INDEX frozen_reports_of ON frozen_reports (unit, from_day, until_day);

-- +goose Down
DROP TABLE frozen_reports;
DROP INDEX broadcasts_started;
DROP INDEX deliveries_report;
