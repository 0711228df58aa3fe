-- +goose Up
-- Files and frozen figures that people asked for, until they are made.
CREATE TABLE report_orders (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   TEXT   NOT NULL,
    bot       TEXT   NOT NULL,
    chat      TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    unit      TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    until_day TEXT   NOT NULL,
    frozen    BIGINT NOT NULL,
    at        BIGINT NOT NULL
);

-- How the office issued the letter of a frozen report.
ALTER TABLE frozen_reports ADD COLUMN letter_number TEXT NOT NULL DEFAULT '';
ALTER TABLE frozen_reports ADD COLUMN letter_day TEXT NOT NULL DEFAULT '';
ALTER TABLE frozen_reports ADD COLUMN letter_place TEXT NOT NULL DEFAULT '';

-- Which questions are often missed is counted without reading what was answered.
ALTER TABLE askings ADD COLUMN correct BIGINT NOT NULL DEFAULT 0;
DROP INDEX askings_report;
CREATE INDEX askings_report ON askings (closed, unit, strand, question, total, correct) WHERE state = 'closed';
CREATE INDEX contest_papers_report ON contest_papers (submitted, unit, round, member) WHERE submitted > 0;

-- +goose Down
DROP INDEX contest_papers_report;
DROP INDEX askings_report;
CREATE INDEX askings_report ON askings (closed, unit, strand, total) WHERE state = 'closed';
ALTER TABLE askings DROP COLUMN correct;
ALTER TABLE frozen_reports DROP COLUMN letter_place;
ALTER TABLE frozen_reports DROP COLUMN letter_day;
ALTER TABLE frozen_reports DROP COLUMN letter_number;
DROP TABLE report_orders;
