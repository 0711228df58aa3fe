-- +goose Up
CREATE TABLE corrections (
    id        BIGINT  NOT NULL PRIMARY KEY,
    post      TEXT    NOT NULL,             -- the item: a post of a day, '' for none
    day       TEXT    NOT NULL,
    broadcast BIGINT  NOT NULL,             -- or a broadcast, 0 for none
    withdraw  BOOLEAN NOT NULL,
    content   TEXT    NOT NULL,             -- JSON: the text
    bot       TEXT    NOT NULL,
    author    TEXT    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('draft', 'dropped', 'running', 'done', 'replaced')),
    chat      TEXT    NOT NULL,
    card      TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    started   BIGINT  NOT NULL,
    ended     BIGINT  NOT NULL
);
CREATE INDEX corrections_item    ON corrections (post, day, broadcast, started);
CREATE INDEX corrections_running ON corrections (id) WHERE state = 'running';

ALTER TABLE deliveries ADD COLUMN correction BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN corrects   BIGINT NOT NULL DEFAULT 0; -- the delivery that it mends
CREATE INDEX deliveries_correction ON deliveries (correction) WHERE correction > 0;
CREATE INDEX deliveries_item       ON deliveries (day, post)  WHERE post <> '';

-- +goose Down
DROP INDEX deliveries_item;
DROP INDEX deliveries_correction;
ALTER TABLE deliveries DROP COLUMN corrects;
ALTER TABLE deliveries DROP COLUMN correction;
DROP TABLE corrections;
