-- +goose Up
-- Reports count the posts to groups without reading what was sent.
CREATE INDEX deliveries_report ON deliveries (group_id, day, post, state) WHERE post <> '';
DROP INDEX deliveries_post;
CREATE INDEX askings_report ON askings (closed, unit, strand, total) WHERE state = 'closed';
CREATE INDEX broadcasts_started ON broadcasts (started) WHERE started > 0;

-- Figures that somebody froze, with what they were counted from and what they
-- count one by one: compressed JSON.
CREATE TABLE frozen_reports (
    number    BIGINT NOT NULL PRIMARY KEY,
    unit      TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    until_day TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    digest    TEXT   NOT NULL,
    facts     BYTEA  NOT NULL,
    records   BYTEA  NOT NULL
);
CREATE INDEX frozen_reports_of ON frozen_reports (unit, from_day, until_day);

-- Who wants which report to come by itself.
CREATE TABLE report_wishes (
    account TEXT   NOT NULL,
    unit    TEXT   NOT NULL,
    cadence TEXT   NOT NULL CHECK (cadence IN ('weekly', 'monthly', 'end')),
    bot     TEXT   NOT NULL,
    next    BIGINT NOT NULL,
    PRIMARY KEY (account, unit, cadence)
);
CREATE INDEX report_wishes_next ON report_wishes (next);

-- +goose Down
DROP INDEX askings_report;
DROP TABLE report_wishes;
DROP TABLE frozen_reports;
DROP INDEX broadcasts_started;
CREATE INDEX deliveries_post ON deliveries (group_id, day) WHERE post <> '';
DROP INDEX deliveries_report;
